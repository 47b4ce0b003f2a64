// Forwarding: sending on what is for others.
// Source: net/ipv4/ip_forward.c, ip_input.c; RFC 1812 5.2.
// Not modelled: redirects (ICMP type 5), strict source routes.

import { ICMP_DEST_UNREACH, ICMP_EXC_TTL, ICMP_FRAG_NEEDED, ICMP_TIME_EXCEEDED } from '../wire/icmp.ts';
import type { Ipv4Packet } from '../wire/ipv4.ts';
import { counterIndex } from './counters.ts';
import { tooLarge, ttlExpired } from './endings.ts';
import { sendIcmpError } from './icmp-output.ts';
import { sendThrough } from './ip-output.ts';
import type { NetDevice, Route, Stack } from './stack.ts';

const FORW_DATAGRAMS = counterIndex('Ip.ForwDatagrams');
const IN_HDR_ERRORS = counterIndex('Ip.InHdrErrors');
const FRAG_FAILS = counterIndex('Ip.FragFails');

/** ip_forward: `packet` came in by `device` and `route` leads on. */
export function forward(ns: Stack, device: NetDevice, packet: Ipv4Packet, route: Route): void {
  const { trace } = ns.kernel;
  const out = route.device;
  if (packet.ttl <= 1) {
    ns.count(IN_HDR_ERRORS, 1);
    trace.drop(device, packet, 'TTL_EXPIRED', ttlExpired(ns, packet));
    sendIcmpError(ns, packet, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
    return;
  }
  if (out === undefined) return;
  const mtu = ns.pathMtu(packet.destination, out);
  if (packet.pieceLength > mtu && packet.dontFragment) {
    ns.count(FRAG_FAILS, 1);
    trace.drop(out, packet, 'MTU_EXCEEDED', tooLarge(ns, packet, out, mtu));
    sendIcmpError(ns, packet, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, mtu);
    return;
  }
  const onward = packet.forwarded();
  trace.route(out, onward, route);
  const { netfilter } = ns;
  const passed = netfilter === undefined ? onward : netfilter.forward(device, out, onward);
  if (passed === undefined) return;
  ns.count(FORW_DATAGRAMS, 1);
  const leaving = netfilter === undefined ? passed : netfilter.postRouting(out, passed);
  if (leaving !== undefined) sendThrough(ns, leaving, route, out);
}
