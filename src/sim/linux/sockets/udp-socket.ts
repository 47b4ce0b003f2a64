// UDP sockets.
// Source: net/ipv4/udp.c (udp_sendmsg, compute_score), inet_connection_sock.c for conflicts; ip_local_port_range 32768 to 60999.
// Not modelled: SO_REUSEADDR and SO_REUSEPORT, corking, multicast membership.
import type { Errno, Result } from '../../base/errno.ts';
import { ok } from '../../base/errno.ts';
import { ANY, formatIp4, type Ip4 } from '../../base/ip4.ts';
import { IPPROTO_UDP, type Ipv4Packet } from '../../wire/ipv4.ts';
import { UDP_HEADER, UdpDatagram } from '../../wire/udp.ts';
import { counterIndex } from '../counters.ts';
import type { SocketInfo } from '../socket.ts';
import type { Stack } from '../stack.ts';
import { DatagramSocket, type Outgoing, type SocketAddress } from './datagram-socket.ts';

const OUT_DATAGRAMS = counterIndex('Udp.OutDatagrams');
const MAX_PAYLOAD = 0xffff - 20 - UDP_HEADER;

/** Who keeps the ports of a namespace. */
export interface UdpPorts {
  bindUdp(socket: UdpSocket, address: Ip4, port: number): Errno | undefined;
  removeUdp(socket: UdpSocket): void;
}

export class UdpSocket extends DatagramSocket {
  readonly kind = { type: 'udp' } as const;
  readonly family: 'inet' | 'inet6';
  dualStack = false;
  /** The last request, which the next datagram to its sender answers: for servers, whose port is their own choice. */
  #asked: { readonly from: Ip4; readonly port: number; readonly journey: number } | undefined;
  #serves = false;
  readonly #ports: UdpPorts;

  constructor(ns: Stack, ports: UdpPorts, family: 'inet' | 'inet6') {
    super(ns);
    this.#ports = ports;
    this.family = family;
  }

  bind(address: Ip4, port: number): Errno | undefined {
    if (this.family === 'inet6' && address !== ANY) return 'EADDRNOTAVAIL';
    const errno = this.#ports.bindUdp(this, address, port);
    if (errno === undefined && port !== 0) this.#serves = true;
    return errno;
  }

  /** Called by the table that keeps ports. */
  setLocal(local: SocketAddress): void {
    this.local = local;
  }

  protected ensureBound(): Errno | undefined {
    return this.local.port === 0 ? this.#ports.bindUdp(this, this.local.address, 0) : undefined;
  }

  /** How well this socket fits a packet: -1 not at all, a connected one best. */
  score(packet: Ipv4Packet, udp: UdpDatagram): number {
    return this.fit(packet.destination, packet.source, udp.sourcePort);
  }

  /** The same for what comes to `here` from a port of `there` (compute_score). */
  fit(here: Ip4, there: Ip4, port: number): number {
    if (this.family === 'inet6') return -1;
    let score = 0;
    if (this.local.address !== ANY) {
      if (this.local.address !== here) return -1;
      score += 4;
    }
    if (this.peer !== undefined) {
      if (this.peer.address !== there || this.peer.port !== port) return -1;
      score += 8;
    }
    return score;
  }

  protected compose(payload: Uint8Array, to: SocketAddress): Result<Outgoing> {
    if (to.port === 0) return { ok: false, errno: 'EINVAL' };
    if (this.family === 'inet6') return { ok: false, errno: 'ENETUNREACH' };
    if (payload.length > MAX_PAYLOAD) return { ok: false, errno: 'EMSGSIZE' };
    this.ns.count(OUT_DATAGRAMS, 1);
    return ok({ protocol: IPPROTO_UDP, body: new UdpDatagram(this.local.port, to.port, payload) });
  }

  protected extract(packet: Ipv4Packet): { readonly fromPort: number; readonly payload: Uint8Array } {
    const udp = packet.body;
    if (udp.kind !== 'udp') return { fromPort: 0, payload: new Uint8Array(0) };
    return { fromPort: udp.sourcePort, payload: udp.payload };
  }

  override enqueue(packet: Ipv4Packet): boolean {
    const udp = packet.body;
    if (this.#serves && udp.kind === 'udp') {
      this.#asked = { from: packet.source, port: udp.sourcePort, journey: packet.journey };
    }
    return super.enqueue(packet);
  }

  protected override journeyOf(to: SocketAddress): number {
    const asked = this.#asked;
    if (asked !== undefined && asked.from === to.address && asked.port === to.port) return asked.journey;
    return super.journeyOf(to);
  }

  /** As sock_diag lists it. */
  info(): SocketInfo {
    return {
      protocol: 'udp',
      family: this.dualStack ? 'inet6' : this.family,
      ...(this.dualStack ? { mapped: true } : {}),
      state: this.peer === undefined ? 'CLOSED' : 'ESTABLISHED',
      local: this.local,
      peer: this.peer ?? { address: ANY, port: 0 },
      receiveQueue: this.queuedBytes,
      sendQueue: 0,
      ...(this.owner === undefined ? {} : { owner: this.owner }),
      ...(this.holder === undefined ? {} : { holder: this.holder }),
    };
  }

  protected detach(): void {
    this.#ports.removeUdp(this);
  }

  protected name(): string {
    const { address, port } = this.local;
    return `UDP socket ${address === ANY ? '*' : formatIp4(address)}:${port}`;
  }
}
