// Receiving IP: for this machine, for another, or for nobody.
// Source: net/ipv4/ip_input.c (ip_rcv, ip_local_deliver), route.c (ip_route_input_slow, ip_handle_martian_source, ip_error).
// Not modelled: options, multicast groups.

import { isMulticast, LIMITED_BROADCAST } from '../base/ip4.ts';
import { IPPROTO_ESP } from '../wire/esp.ts';
import {
  ICMP_DEST_UNREACH,
  ICMP_HOST_UNREACH,
  ICMP_NET_UNREACH,
  ICMP_PKT_FILTERED,
  ICMP_PROT_UNREACH,
} from '../wire/icmp.ts';
import type { Ipv4Packet } from '../wire/ipv4.ts';
import { counterIndex } from './counters.ts';
import { forwardingOff, noRoute, notJoined, unknownProtocol } from './endings.ts';
import { receiveIcmp } from './icmp-input.ts';
import { sendIcmpError } from './icmp-output.ts';
import { forward } from './ip-forward.ts';
import { refusedSource } from './source-check.ts';
import type { NetDevice, Route, Stack, Transforms } from './stack.ts';
import { receiveTcp } from './tcp/tcp-input.ts';
import { receiveUdp } from './udp-input.ts';

const IN_RECEIVES = counterIndex('Ip.InReceives');
const IN_ADDR_ERRORS = counterIndex('Ip.InAddrErrors');
const IN_DELIVERS = counterIndex('Ip.InDelivers');
const IN_UNKNOWN_PROTOS = counterIndex('Ip.InUnknownProtos');
const IN_DISCARDS = counterIndex('Ip.InDiscards');
const OUT_NO_ROUTES = counterIndex('Ip.OutNoRoutes');
const REASM_REQDS = counterIndex('Ip.ReasmReqds');
const REASM_OKS = counterIndex('Ip.ReasmOKs');

/** ip_rcv and the routing of what came in. */
export function receiveIpv4(ns: Stack, device: NetDevice, packet: Ipv4Packet): void {
  ns.count(IN_RECEIVES, 1);
  const { netfilter } = ns;
  if (netfilter === undefined) {
    routeInput(ns, device, packet);
    return;
  }
  // Connections are of whole packets (nf_defrag_ipv4).
  const whole = packet.isFragment && netfilter.tracks ? reassemble(ns, device, packet) : packet;
  const passed = whole && netfilter.preRouting(device, whole);
  if (passed !== undefined) routeInput(ns, device, passed);
}

function routeInput(ns: Stack, device: NetDevice, packet: Ipv4Packet): void {
  const to = packet.destination;
  if (to === LIMITED_BROADCAST) {
    deliverLocally(ns, device, packet, false);
    return;
  }
  if (isMulticast(to)) {
    ns.kernel.trace.drop(device, packet, 'NOT_FOR_US', notJoined(ns, packet));
    return;
  }
  const refused = device.isLoopback ? undefined : refusedSource(ns, device, packet);
  if (refused !== undefined) {
    if (refused.reason === 'MARTIAN_SOURCE') ns.count(IN_DISCARDS, 1);
    ns.kernel.trace.drop(device, packet, refused.reason, refused.by);
    return;
  }
  const route = ns.fib.lookup(to);
  const type = route?.type;
  if (type === 'local' || type === 'broadcast') deliverLocally(ns, device, packet, type === 'local');
  else if (!device.forwarding) refuseForeign(ns, device, packet);
  else if (route === undefined) unroutable(ns, device, packet);
  else if (route.type === 'unicast') forward(ns, device, packet, route);
  else forbidden(ns, device, packet, route);
}

function refuseForeign(ns: Stack, device: NetDevice, packet: Ipv4Packet): void {
  ns.count(IN_ADDR_ERRORS, 1);
  ns.kernel.trace.drop(device, packet, 'FORWARDING_OFF', forwardingOff(ns, device, packet.destination));
}

function unroutable(ns: Stack, device: NetDevice, packet: Ipv4Packet): void {
  ns.count(OUT_NO_ROUTES, 1);
  ns.kernel.trace.drop(device, packet, 'NO_ROUTE', noRoute(ns, packet.destination));
  sendIcmpError(ns, packet, ICMP_DEST_UNREACH, ICMP_NET_UNREACH, 0);
}

/** Routes of types unreachable, prohibit and blackhole (fib_props). */
function forbidden(ns: Stack, device: NetDevice, packet: Ipv4Packet, route: Route): void {
  ns.kernel.trace.drop(device, packet, 'BLACKHOLE', route);
  if (route.type === 'unreachable') sendIcmpError(ns, packet, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0);
  if (route.type === 'prohibit') sendIcmpError(ns, packet, ICMP_DEST_UNREACH, ICMP_PKT_FILTERED, 0);
}

/** ip_local_deliver. */
function deliverLocally(ns: Stack, device: NetDevice, piece: Ipv4Packet, unicast: boolean): void {
  const whole = piece.isFragment ? reassemble(ns, device, piece) : piece;
  if (whole === undefined) return;
  const packet = ns.netfilter === undefined ? whole : ns.netfilter.localIn(device, whole);
  if (packet === undefined) return;
  if (ns.transforms !== undefined && opensOrRefuses(ns, ns.transforms, device, packet)) return;
  ns.count(IN_DELIVERS, 1);
  const rawTook = ns.sockets.deliverRaw(packet, device);
  const body = packet.body;
  if (body.kind === 'icmp') receiveIcmp(ns, device, packet, body, rawTook);
  else if (body.kind === 'udp') receiveUdp(ns, device, packet, body, unicast);
  else if (body.kind === 'tcp') receiveTcp(ns, device, packet, body, unicast);
  else if (!rawTook) {
    ns.count(IN_UNKNOWN_PROTOS, 1);
    ns.kernel.trace.drop(device, packet, 'UNKNOWN_PROTOCOL', unknownProtocol(ns, `IP protocol ${packet.protocol}`));
    sendIcmpError(ns, packet, ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, 0);
  }
}

/** xfrm4_rcv and xfrm4_policy_check; what was encrypted goes through PRE_ROUTING again. True when the packet ends here. */
function opensOrRefuses(ns: Stack, transforms: Transforms, device: NetDevice, packet: Ipv4Packet): boolean {
  if (packet.protocol !== IPPROTO_ESP) return !transforms.admits(device, packet);
  const opened = transforms.receive(device, packet);
  const passed = opened && ns.netfilter !== undefined ? ns.netfilter.preRouting(device, opened) : opened;
  if (passed !== undefined) routeInput(ns, device, passed);
  return true;
}

function reassemble(ns: Stack, device: NetDevice, piece: Ipv4Packet): Ipv4Packet | undefined {
  ns.count(REASM_REQDS, 1);
  ns.kernel.trace.deliver(device, piece, reassembly);
  const whole = ns.reassembly.add(piece, device);
  if (whole !== undefined) ns.count(REASM_OKS, 1);
  return whole;
}

const reassembly = { describe: () => 'a fragment, kept until the rest has come' };
