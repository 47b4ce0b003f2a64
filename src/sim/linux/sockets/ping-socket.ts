// ICMP echo sockets for everybody: SOCK_DGRAM with IPPROTO_ICMP.
// Source: net/ipv4/ping.c (ping_get_port, ping_v4_sendmsg, ping_rcv); icmp(7).
// Not modelled: ping_group_range as a fence (everyone here is root).
import type { Errno, Result } from '../../base/errno.ts';
import { fail, ok } from '../../base/errno.ts';
import { ANY, formatIp4, type Ip4 } from '../../base/ip4.ts';
import { ICMP_ECHO, ICMP_ECHOREPLY, ICMP_HEADER, IcmpMessage, icmpBytes, parseIcmp } from '../../wire/icmp.ts';
import { IPPROTO_ICMP, type Ipv4Packet } from '../../wire/ipv4.ts';
import { countIcmpOut } from '../icmp-output.ts';
import type { Stack } from '../stack.ts';
import { DatagramSocket, type Outgoing } from './datagram-socket.ts';

/** Who keeps the echo identifiers of a namespace. */
export interface PingIdentifiers {
  bindPing(socket: PingSocket, wanted: number): number | undefined;
  removePing(socket: PingSocket): void;
}

export class PingSocket extends DatagramSocket {
  readonly kind = { type: 'ping' } as const;
  readonly #identifiers: PingIdentifiers;

  constructor(ns: Stack, identifiers: PingIdentifiers) {
    super(ns);
    this.#identifiers = identifiers;
  }

  /** The port is the echo identifier. */
  bind(address: Ip4, port: number): Errno | undefined {
    if (address !== ANY && !this.ns.isLocal(address)) return 'EADDRNOTAVAIL';
    const identifier = this.#identifiers.bindPing(this, port);
    if (identifier === undefined) return 'EADDRINUSE';
    this.local = { address, port: identifier };
    return undefined;
  }

  protected ensureBound(): Errno | undefined {
    return this.local.port === 0 ? this.bind(this.local.address, 0) : undefined;
  }

  protected compose(payload: Uint8Array): Result<Outgoing> {
    const message = parseIcmp(payload);
    if (message === undefined) return fail('EINVAL');
    if ((message.type !== ICMP_ECHO && message.type !== ICMP_ECHOREPLY) || message.code !== 0) return fail('EINVAL');
    const rest = this.local.port * 0x10000 + message.sequence;
    countIcmpOut(this.ns, message.type);
    const body = new IcmpMessage(message.type, 0, rest >>> 0, payload.slice(ICMP_HEADER));
    return ok({ protocol: IPPROTO_ICMP, body });
  }

  protected extract(packet: Ipv4Packet): { readonly fromPort: number; readonly payload: Uint8Array } {
    const body = packet.body;
    return { fromPort: 0, payload: body.kind === 'icmp' ? icmpBytes(body) : new Uint8Array(0) };
  }

  /** Whether replies to `address` are for this socket. */
  accepts(address: Ip4): boolean {
    return this.local.address === ANY || this.local.address === address;
  }

  protected detach(): void {
    this.#identifiers.removePing(this);
  }

  protected name(): string {
    const { address, port } = this.local;
    return `ping socket id=${port}${address === ANY ? '' : ` of ${formatIp4(address)}`}`;
  }
}
