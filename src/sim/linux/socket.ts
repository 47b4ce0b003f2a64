// Sockets as system calls see them: TCP, UDP, ICMP ("ping") and raw IPv4.
// Source: socket(7), ip(7), tcp(7), udp(7), icmp(7), raw(7). Not modelled: receiving packet sockets, multicast groups.
import type { Errno, Result } from '../base/errno.ts';
import type { Ip4 } from '../base/ip4.ts';
import type { Mac } from '../base/mac.ts';
import type { SimTime } from '../des/scheduler.ts';
import type { WaitQueue } from '../des/task.ts';
import type { Decision } from '../trace/decision.ts';
import type { EthernetFrame } from '../wire/ethernet.ts';

/**
 * `ping` is SOCK_DGRAM with IPPROTO_ICMP; `raw` receives a copy of every packet of its protocol.
 * A UDP socket of family inet6 can be bound to [::] only: it is listed and takes its port, but no packet reaches or leaves it.
 */
export type SocketKind =
  | { readonly type: 'udp'; readonly family?: 'inet' | 'inet6' }
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

/** IP_PMTUDISC_*, ip(7). */
export type MtuDiscovery = 'dont' | 'want' | 'do';

/** A socket of one namespace. Reading does not wait: wait on `readable`, then look again. */
export interface Socket {
  readonly kind: SocketKind;
  /** Woken when a datagram or an error has come, or the socket was closed. */
  readonly readable: WaitQueue;
  /** IP_TTL of what is sent. */
  ttl: number;
  /** IP_PKTINFO/SO_BINDTODEVICE: the device to send through. */
  device: number | undefined;
  /** IP_MTU_DISCOVER: `want` marks what fits with DF and cuts the rest, `do` never cuts, `dont` never marks. */
  mtuDiscovery: MtuDiscovery;
  /** SO_BROADCAST. */
  broadcast: boolean;
  /** An IPv6 socket that takes IPv4 too (IPV6_V6ONLY off), as Go's listeners are: here it speaks IPv4 alone, and is listed as what it is. */
  dualStack?: boolean;
  /** Who opened it, by name, for those who look on. */
  owner?: string | undefined;
  /** The process that has it open, where one has. */
  holder?: SocketHolder | undefined;
  /** Why its program speaks to an address that it has chosen among several, for the trace. */
  choices?: ReadonlyMap<Ip4, Decision> | undefined;
  /** EADDRINUSE, EADDRNOTAVAIL. Port 0 picks a free one. */
  bind(address: Ip4, port: number): Errno | undefined;
  /** Sets the default destination and finds the source address: ENETUNREACH. */
  connect(address: Ip4, port: number): Errno | undefined;
  localAddress(): { readonly address: Ip4; readonly port: number };
  /**
   * Sends one datagram; answers its length. ENETUNREACH, EMSGSIZE, EDESTADDRREQ, EACCES (a broadcast without leave).
   * For `ping` and `raw` of protocol 1 the payload is an ICMP message; its checksum is set by the kernel.
   * `source` is ipi_spec_dst of IP_PKTINFO: the address that this datagram alone leaves with.
   * `because` is what made a program answer so, for the trace; by default that the socket sent it.
   * The payload is not copied: nobody may write into it afterwards.
   */
  send(
    payload: Uint8Array,
    to?: {
      readonly address: Ip4;
      readonly port: number;
      readonly source?: Ip4;
      readonly because?: Decision | undefined;
    },
  ): Result<number>;
  receive(): Datagram | undefined;
  receiveError(): SocketError | undefined;
  close(): void;
}

/** RFC 9293 3.3.2, as include/net/tcp_states.h spells them. */
export type TcpState =
  | 'CLOSED'
  | 'LISTEN'
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'ESTABLISHED'
  | 'FIN_WAIT1'
  | 'FIN_WAIT2'
  | 'CLOSE_WAIT'
  | 'CLOSING'
  | 'LAST_ACK'
  | 'TIME_WAIT';

export interface SocketAddress {
  readonly address: Ip4;
  readonly port: number;
}

/** SO_KEEPALIVE with TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT; times in microseconds. */
export interface KeepAlive {
  /** Quiet time before the first probe. */
  readonly idle: SimTime;
  readonly interval: SimTime;
  /** Probes without an answer that end the connection. */
  readonly probes: number;
}

/**
 * A TCP socket: SOCK_STREAM. No call waits: wait on `readable` or `writable`, then look again.
 * Who opens one closes it, in a `finally`: nothing else does when its program is killed.
 */
export interface StreamSocket {
  readonly family: 'inet' | 'inet6';
  /** As a datagram socket's; connections that it accepts are the same. */
  dualStack?: boolean;
  /** Who opened it, by name, for those who look on; connections that it accepts have the same. */
  owner?: string | undefined;
  /** The process that has it open, where one has; connections that it accepts have numbers of their own. */
  holder?: SocketHolder | undefined;
  /** Why its program connects to an address that it has chosen among several, for the trace. */
  choices?: ReadonlyMap<Ip4, Decision> | undefined;
  /** Set before it connects or listens; connections that it accepts have the same. */
  keepAlive?: KeepAlive | undefined;
  /** Woken when bytes, the end, an error or (listening) a connection has come. */
  readonly readable: WaitQueue;
  /** Woken when the handshake is over, one way or the other, and when there is room to write again. */
  readonly writable: WaitQueue;
  readonly state: TcpState;
  /** EADDRINUSE, EADDRNOTAVAIL, EINVAL (bound already). Port 0 picks a free one. */
  bind(address: Ip4, port: number): Errno | undefined;
  listen(backlog: number): Errno | undefined;
  /** The oldest connection that waits to be accepted; undefined if there is none. */
  accept(): StreamSocket | undefined;
  /** Begins the handshake: ENETUNREACH, EADDRNOTAVAIL. Its end is told by `state` and `takeError`. */
  connect(address: Ip4, port: number): Errno | undefined;
  /** SO_ERROR: what has happened, once. */
  takeError(): Errno | undefined;
  /** What has come, all of it; 'eof' behind the last byte; undefined while there is nothing. */
  read(): Uint8Array | 'eof' | undefined;
  /** Takes as many of the bytes as there is room for; answers how many. 0 once it is shut down for writing. */
  write(bytes: Uint8Array): number;
  /** shutdown(SHUT_WR): sends FIN behind what is still to be sent. */
  shutdownWrite(): void;
  close(): void;
  localAddress(): SocketAddress;
  peerAddress(): SocketAddress | undefined;
  /** TCP_INFO, as far as programs here ask for it; undefined without a connection. */
  tcpInfo(): TcpInfo | undefined;
}

/** struct tcp_info: tcpi_total_retrans, tcpi_snd_cwnd (here in bytes), tcpi_snd_mss, tcpi_rtt in microseconds. */
export interface TcpInfo {
  readonly retransmits: number;
  readonly congestionWindow: number;
  readonly mss: number;
  readonly roundTrip: number;
}

/** A socket as sock_diag(7) lists it. */
export interface SocketInfo {
  readonly protocol: 'tcp' | 'udp';
  readonly family: 'inet' | 'inet6';
  /** An IPv6 socket that takes IPv4 too: no address is any of both, and others stand in IPv6's form, ::ffff:192.0.2.1. */
  readonly mapped?: true;
  readonly state: TcpState;
  readonly local: SocketAddress;
  readonly peer: SocketAddress;
  /** Bytes to be read; for a listening socket the connections that wait to be accepted. */
  readonly receiveQueue: number;
  /** Bytes sent and not acknowledged, or not yet sent; for a listening socket its backlog. */
  readonly sendQueue: number;
  /** The program that opened it, by name. */
  readonly owner?: string;
  /** Who has it open; nobody once it is closed, whatever the connection still has to do. */
  readonly holder?: Pick<SocketHolder, 'pid' | 'descriptor'>;
}

/** A process with a socket among its descriptors. */
export interface SocketHolder {
  /** In the host's pid namespace; for a process that lists sockets, in its own. */
  readonly pid: number;
  readonly descriptor: number;
  /** The same process with a socket more. */
  another(): SocketHolder;
  /** The socket is closed: its number is free again. */
  release(): void;
}

/** sll_pkttype, as tcpdump writes it: to this host, broadcast, multicast, for another host, sent. */
export type PacketDirection = 'In' | 'B' | 'M' | 'P' | 'Out';

/** A frame as a packet socket saw it. */
export interface CapturedFrame {
  readonly at: SimTime;
  readonly ifindex: number;
  readonly device: string;
  readonly direction: PacketDirection;
  readonly frame: EthernetFrame;
}

/** A packet(7) socket that looks on. Reading does not wait: wait on `readable`, then look again. */
export interface PacketTap {
  readonly readable: WaitQueue;
  receive(): CapturedFrame | undefined;
  /** Frames that found the buffer full. */
  readonly dropped: number;
  close(): void;
}

/** Where a program gets its sockets: its namespace. */
export interface SocketFactory {
  socket(kind: SocketKind): Result<Socket>;
  /** A TCP socket. One of family inet6 can listen on [::] only: it is listed and takes its port, but no packet reaches it. */
  stream(options?: { readonly family?: 'inet' | 'inet6' }): Result<StreamSocket>;
  /** The TCP and UDP sockets of the namespace, as sock_diag(7) walks them. */
  list(): readonly SocketInfo[];
  /**
   * sendto(2) of a packet(7) socket of type SOCK_DGRAM: sends `payload` as the contents of one frame. ENODEV, ENETDOWN.
   * Absent where a kernel has no packet sockets.
   */
  sendPacket?(ifindex: number, etherType: number, destination: Mac, payload: Uint8Array): Errno | undefined;
  /** Looks on at one device, which becomes promiscuous, or at all of them, which do not. ENODEV. */
  tap(ifindex: number | undefined): Result<PacketTap>;
}
