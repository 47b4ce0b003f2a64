// Sockets as system calls see them: UDP, ICMP ("ping") and raw IPv4.
// Source: socket(7), ip(7), udp(7), icmp(7), raw(7). Not modelled yet: TCP, packet sockets, multicast groups.
import type { Errno, Result } from '../base/errno.ts';
import type { Ip4 } from '../base/ip4.ts';
import type { Mac } from '../base/mac.ts';
import type { WaitQueue } from '../des/task.ts';

/** `ping` is SOCK_DGRAM with IPPROTO_ICMP; `raw` receives a copy of every packet of its protocol. */
export type SocketKind =
  | { readonly type: 'udp' }
  | { readonly type: 'ping' }
  | { readonly type: 'raw'; readonly protocol: number };

/** One datagram for its reader. `ttl` is what arrived (IP_RECVTTL); `payload` begins behind UDP's header, or with ICMP's. */
export interface Datagram {
  readonly from: Ip4;
  readonly fromPort: number;
  readonly to: Ip4;
  readonly ttl: number;
  readonly payload: Uint8Array;
  /** When the kernel received it (SO_TIMESTAMP), in virtual microseconds. */
  readonly at: number;
}

/** An entry of the error queue (IP_RECVERR): what ICMP or the own kernel said of a packet that was sent. */
export interface SocketError {
  readonly errno: Errno;
  /** The router or host that said so; the own address for local errors such as a failed neighbour. */
  readonly offender: Ip4;
  readonly icmpType: number | undefined;
  readonly icmpCode: number | undefined;
  /** ee_info: the next hop's MTU where fragmentation was needed. */
  readonly info?: number;
  /** Where the offending packet was going and its payload's first bytes. */
  readonly to: Ip4;
  readonly toPort: number;
  readonly payload: Uint8Array;
  readonly at: number;
}

/** A socket of one namespace. Reading does not wait: wait on `readable`, then look again. */
export interface Socket {
  readonly kind: SocketKind;
  /** Woken when a datagram or an error has come, or the socket was closed. */
  readonly readable: WaitQueue;
  /** IP_TTL of what is sent. */
  ttl: number;
  /** IP_PKTINFO/SO_BINDTODEVICE: the device to send through. */
  device: number | undefined;
  /** IP_MTU_DISCOVER do. */
  dontFragment: boolean;
  /** SO_BROADCAST. */
  broadcast: boolean;
  /** EADDRINUSE, EADDRNOTAVAIL. Port 0 picks a free one. */
  bind(address: Ip4, port: number): Errno | undefined;
  /** Sets the default destination and finds the source address: ENETUNREACH. */
  connect(address: Ip4, port: number): Errno | undefined;
  localAddress(): { readonly address: Ip4; readonly port: number };
  /**
   * Sends one datagram; answers its length. ENETUNREACH, EMSGSIZE, EDESTADDRREQ, EACCES (a broadcast without leave).
   * For `ping` and `raw` of protocol 1 the payload is an ICMP message; its checksum is set by the kernel.
   */
  send(payload: Uint8Array, to?: { readonly address: Ip4; readonly port: number }): Result<number>;
  receive(): Datagram | undefined;
  receiveError(): SocketError | undefined;
  close(): void;
}

/** Where a program gets its sockets: its namespace. */
export interface SocketFactory {
  socket(kind: SocketKind): Result<Socket>;
  /**
   * sendto(2) of a packet(7) socket of type SOCK_DGRAM: sends `payload` as the contents of one frame. ENODEV, ENETDOWN.
   * Absent where a kernel has no packet sockets.
   */
  sendPacket?(ifindex: number, etherType: number, destination: Mac, payload: Uint8Array): Errno | undefined;
}
