// Raw IPv4 sockets: a copy of every packet of one protocol.
// Source: net/ipv4/raw.c, raw(7). Received payloads begin behind the IP header, unlike recvmsg(2)'s.
// Not modelled: IP_HDRINCL, ICMP_FILTER.
import type { Errno, Result } from '../../base/errno.ts';
import { fail, ok } from '../../base/errno.ts';
import { ANY, type Ip4 } from '../../base/ip4.ts';
import { IPPROTO_ICMP, IPPROTO_UDP, IPV4_HEADER, type Ipv4Packet, ipv4Bytes, parseIpv4Body } from '../../wire/ipv4.ts';
import { countIcmpOut } from '../icmp-output.ts';
import type { Stack } from '../stack.ts';
import { DatagramSocket, type Outgoing } from './datagram-socket.ts';

/** Who keeps the raw sockets of a namespace. */
export interface RawSockets {
  removeRaw(socket: RawSocket): void;
}

export class RawSocket extends DatagramSocket {
  readonly #sockets: RawSockets;
  readonly kind: { readonly type: 'raw'; readonly protocol: number };

  constructor(ns: Stack, sockets: RawSockets, protocol: number) {
    super(ns);
    this.kind = { type: 'raw', protocol };
    this.#sockets = sockets;
  }

  bind(address: Ip4, _port: number): Errno | undefined {
    if (address !== ANY && !this.ns.isLocal(address)) return 'EADDRNOTAVAIL';
    this.local = { address, port: 0 };
    return undefined;
  }

  protected ensureBound(): Errno | undefined {
    return undefined;
  }

  /** Whether it wants a copy of `packet`. */
  accepts(packet: Ipv4Packet): boolean {
    if (packet.protocol !== this.kind.protocol) return false;
    if (this.local.address !== ANY && this.local.address !== packet.destination) return false;
    return this.peer === undefined || this.peer.address === packet.source;
  }

  protected compose(payload: Uint8Array): Result<Outgoing> {
    const protocol = this.kind.protocol;
    const bytes = payload.slice();
    const body = parseIpv4Body(protocol, bytes, 0, bytes.length);
    if (protocol === IPPROTO_ICMP) {
      if (body.kind !== 'icmp') return fail('EINVAL');
      countIcmpOut(this.ns, body.type);
    }
    if (protocol === IPPROTO_UDP && body.kind !== 'udp') return fail('EINVAL');
    return ok({ protocol, body });
  }

  protected extract(packet: Ipv4Packet): { readonly fromPort: number; readonly payload: Uint8Array } {
    return { fromPort: 0, payload: ipv4Bytes(packet).subarray(IPV4_HEADER) };
  }

  protected detach(): void {
    this.#sockets.removeRaw(this);
  }

  protected name(): string {
    return `raw socket, protocol ${this.kind.protocol}`;
  }
}
