// IPVS at netfilter's hooks: requests go to their destination, answers back under the virtual address.
// Source: net/netfilter/ipvs/ip_vs_core.c (ip_vs_in_hook, ip_vs_out_hook, handle_response, ip_vs_leave), ip_vs_xmit.c, ip_vs_nfct.c.
// Not modelled: destinations on this machine itself behind direct routing, path MTU messages (pmtu_disc), schedule_icmp.
import { ICMP_DEST_UNREACH, ICMP_EXC_TTL, ICMP_PORT_UNREACH, ICMP_TIME_EXCEEDED } from '../../wire/icmp.ts';
import { type Ipv4Packet, parseIpv4 } from '../../wire/ipv4.ts';
import { IPS_CONFIRMED } from '../conntrack/connection.ts';
import { rewrite, rewriteError } from '../conntrack/manip.ts';
import { STATE_UNTRACKED, type Tracking } from '../conntrack/tracking.ts';
import { Tuple, tupleOf } from '../conntrack/tuple.ts';
import { ttlExpired } from '../endings.ts';
import { FibEntry } from '../fib.ts';
import { sendIcmpError } from '../icmp-output.ts';
import { routeOutput, sendThrough } from '../ip-output.ts';
import type { NetDevice, PacketHooks, Route, Stack } from '../stack.ts';
import type { IpvsConnection } from './connection.ts';
import { noRouteTo, refused, unavailable } from './verdicts.ts';
import type { VirtualServer } from './virtual-server.ts';

/** What remembers of a packet that IPVS has handled it (skb->ipvs_property), its mark and its connection. */
export type Remember = (packet: Ipv4Packet) => Tracking;

/** A request: sent on or dropped, then undefined; the packet itself when it is none of ours or for a destination here. */
export function virtualRequest(
  server: VirtualServer,
  ns: Stack,
  hooks: PacketHooks,
  device: NetDevice,
  packet: Ipv4Packet,
  remember: Remember,
): Ipv4Packet | undefined {
  const { trace, scheduler } = ns.kernel;
  const error = packet.body.kind === 'icmp' && packet.body.isError;
  if (error) return virtualRequestError(server, ns, hooks, device, packet);
  const found = server.forRequest(packet, remember(packet).mark);
  if (found.kind === 'none') return packet;
  if (found.kind === 'dropped') {
    trace.drop(device, packet, 'IPVS', unavailable(found.connection));
    return undefined;
  }
  if (found.kind === 'refused') {
    trace.drop(device, packet, 'IPVS', refused(found.service));
    sendIcmpError(ns, packet, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
    return undefined;
  }
  const { connection } = found;
  connection.follow(packet, 'in', server.times, scheduler.now);
  return connection.isMasqueraded
    ? translated(ns, hooks, device, packet, connection, remember)
    : routedDirectly(ns, hooks, device, packet, connection, remember);
}

/** ip_vs_nat_xmit. */
function translated(
  ns: Stack,
  hooks: PacketHooks,
  device: NetDevice,
  packet: Ipv4Packet,
  connection: IpvsConnection,
  remember: Remember,
): Ipv4Packet | undefined {
  const { trace } = ns.kernel;
  const target = connection.outgoing.inverted();
  const route = routeOutput(ns, target.destination);
  if (route === undefined) {
    trace.drop(device, packet, 'NO_ROUTE', noRouteTo(connection));
    return undefined;
  }
  const local = route.type === 'local';
  const onward = local ? packet : oneHopLess(ns, device, packet);
  if (onward === undefined) return undefined;
  const changed = rewrite(onward, 'destination', target);
  trace.netfilter(device, changed, connection, 0);
  mark(connection, remember(changed), 'reply');
  if (local) return changed;
  transmit(ns, hooks, changed, route);
  return undefined;
}

/** ip_vs_dr_xmit: the packet as it is, to the destination's MAC address. */
function routedDirectly(
  ns: Stack,
  hooks: PacketHooks,
  device: NetDevice,
  packet: Ipv4Packet,
  connection: IpvsConnection,
  remember: Remember,
): Ipv4Packet | undefined {
  const { trace } = ns.kernel;
  const { address } = connection.destination.spec;
  const route = routeOutput(ns, address);
  if (route?.type === 'local') return packet;
  if (route?.device === undefined) {
    trace.drop(device, packet, 'NO_ROUTE', noRouteTo(connection));
    return undefined;
  }
  const onward = oneHopLess(ns, device, packet);
  if (onward === undefined) return undefined;
  trace.netfilter(device, onward, connection, 0);
  mark(connection, remember(onward), 'nothing');
  const way = new FibEntry({ ...route, gateway: route.gateway ?? address }, route.device, route.origin);
  transmit(ns, hooks, onward, way);
  return undefined;
}

/** decrement_ttl. */
function oneHopLess(ns: Stack, device: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined {
  if (packet.ttl > 1) return packet.forwarded();
  ns.kernel.trace.drop(device, packet, 'TTL_EXPIRED', ttlExpired(ns, packet));
  sendIcmpError(ns, packet, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
  return undefined;
}

/** Sets ipvs_property, and tells connection tracking where answers come from (ip_vs_update_conntrack, ip_vs_notrack). */
function mark(connection: IpvsConnection, tracking: Tracking, alters: 'reply' | 'nothing'): void {
  tracking.ipvs = true;
  const tracked = tracking.connection;
  if (!connection.tracked) {
    tracking.connection = undefined;
    tracking.state = STATE_UNTRACKED;
    return;
  }
  if (alters === 'nothing' || tracked === undefined || tracked.has(IPS_CONFIRMED) || tracking.direction !== 0) return;
  const { destination, destinationId, protocol } = tracked.reply;
  const { source, sourceId } = connection.outgoing;
  tracked.reply = new Tuple(source, destination, protocol, sourceId, destinationId);
}

/** ip_vs_send_or_cont: out through the hooks LOCAL_OUT and POST_ROUTING. */
function transmit(ns: Stack, hooks: PacketHooks, packet: Ipv4Packet, route: Route): void {
  const out = route.type === 'local' ? ns.loopback : route.device;
  if (out === undefined) return;
  const allowed = hooks.localOut(out, packet);
  if (allowed === undefined) return;
  ns.kernel.trace.route(out, allowed, route);
  const leaving = hooks.postRouting(out, allowed);
  if (leaving !== undefined) sendThrough(ns, leaving, route, out);
}

/** An answer gets the virtual address as its source (ip_vs_out_hook, handle_response). */
export function virtualReply(
  server: VirtualServer,
  ns: Stack,
  device: NetDevice,
  packet: Ipv4Packet,
  remember: Remember,
): Ipv4Packet {
  const { body } = packet;
  if (body.kind === 'icmp' && body.isError) return virtualReplyError(server, ns, device, packet);
  if (body.kind !== 'tcp' && body.kind !== 'udp') return packet;
  const tuple = tupleOf(packet);
  const connection = tuple && server.table.find(tuple, 'outgoing');
  if (connection === undefined || !connection.isMasqueraded) return packet;
  connection.follow(packet, 'out', server.times, ns.kernel.scheduler.now);
  const changed = rewrite(packet, 'source', connection.incoming.inverted());
  ns.kernel.trace.netfilter(device, changed, connection, 0);
  mark(connection, remember(changed), 'nothing');
  return changed;
}

/** The connection that an ICMP error is about: the packet that it quotes, turned round, is one of its two directions. */
function quotedConnection(
  server: VirtualServer,
  packet: Ipv4Packet,
  side: 'incoming' | 'outgoing',
): IpvsConnection | undefined {
  const { body } = packet;
  const quoted = body.kind === 'icmp' ? parseIpv4(body.payload) : undefined;
  const tuple = quoted && tupleOf(quoted);
  return tuple && server.table.find(tuple.inverted(), side);
}

/** ip_vs_out_icmp: a destination, or a router before it, complains of a request. */
function virtualReplyError(server: VirtualServer, ns: Stack, device: NetDevice, packet: Ipv4Packet): Ipv4Packet {
  const { body } = packet;
  const connection = quotedConnection(server, packet, 'outgoing');
  if (connection === undefined || !connection.isMasqueraded || body.kind !== 'icmp') return packet;
  const changed = rewriteError(packet, body, 'source', connection.incoming.inverted());
  ns.kernel.trace.netfilter(device, changed, connection, 0);
  return changed;
}

/** ip_vs_in_icmp: the client, or a router before it, complains of an answer. */
function virtualRequestError(
  server: VirtualServer,
  ns: Stack,
  hooks: PacketHooks,
  device: NetDevice,
  packet: Ipv4Packet,
): Ipv4Packet | undefined {
  const { body } = packet;
  const connection = quotedConnection(server, packet, 'incoming');
  if (connection === undefined || !connection.isMasqueraded || body.kind !== 'icmp') return packet;
  const target = connection.outgoing.inverted();
  const route = routeOutput(ns, target.destination);
  const onward = route === undefined || route.type === 'local' ? undefined : oneHopLess(ns, device, packet);
  if (route === undefined || onward === undefined) return packet;
  const changed = rewriteError(onward, body, 'destination', target);
  ns.kernel.trace.netfilter(device, changed, connection, 0);
  transmit(ns, hooks, changed, route);
  return undefined;
}
