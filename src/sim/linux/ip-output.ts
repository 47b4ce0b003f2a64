// Sending IP: from a socket, from the kernel itself, or on behalf of others; down to the neighbour's MAC address.
// Source: net/ipv4/ip_output.c (ip_local_out, ip_finish_output2), route.c (ip_route_output_key); RFC 1112 6.4 for group addresses.
// Not modelled: options, multicast routing and loop-back, TOS routing.

import type { Errno } from '../base/errno.ts';
import { ANY, type Ip4, isMulticast, LIMITED_BROADCAST, LOOPBACK } from '../base/ip4.ts';
import { BROADCAST_MAC, type Mac, ZERO_MAC } from '../base/mac.ts';
import type { Decision } from '../trace/decision.ts';
import type { Ipv4Packet } from '../wire/ipv4.ts';
import { counterIndex } from './counters.ts';
import { noRoute, tooLarge } from './endings.ts';
import { FibEntry } from './fib.ts';
import { fragment } from './fragments.ts';
import type { NetDevice, PacketHooks, Route, Stack, Transforms } from './stack.ts';
import type { XfrmState } from './xfrm/state.ts';

const OUT_REQUESTS = counterIndex('Ip.OutRequests');
const FRAG_OKS = counterIndex('Ip.FragOKs');
const FRAG_CREATES = counterIndex('Ip.FragCreates');
const MULTICAST_PREFIX = 0x01005e000000; // RFC 1112 6.4

/** The route of a packet that starts here; `through` is the device that a socket insists on. */
export function routeOutput(ns: Stack, destination: Ip4, through?: NetDevice): Route | undefined {
  if (destination === LIMITED_BROADCAST) {
    const device = through ?? ns.fib.lookup(destination)?.device;
    return device && linkRoute(destination, 'broadcast', device);
  }
  const found = ns.fib.lookup(destination === ANY ? LOOPBACK : destination, through);
  if (found !== undefined || through === undefined) return found;
  return linkRoute(destination, 'unicast', through);
}

/** What the kernel assumes when a socket names the device and no route fits: the destination is on the link. */
function linkRoute(dst: Ip4, type: 'unicast' | 'broadcast', device: NetDevice): Route {
  const route = { table: 'main', type, dst, prefixLength: 32, protocol: 'kernel', scope: 'link', metric: 0 } as const;
  return new FibEntry({ ...route, gateway: undefined, prefSrc: undefined }, device, undefined);
}

/** The source address of packets that take `route` (fib_result_prefsrc). */
export function sourceOf(ns: Stack, route: Route, destination: Ip4): Ip4 | undefined {
  if (route.prefSrc !== undefined) return route.prefSrc;
  if (route.type === 'local') return destination;
  if (route.device === undefined) return undefined;
  return ns.sourceAddress(route.device, route.gateway ?? destination, route.scope === 'global' ? 'global' : 'link');
}

/** ip_local_out: `by` made this packet. EPERM when a rule forbids it. */
export function originate(ns: Stack, packet: Ipv4Packet, route: Route, by: Decision): Errno | undefined {
  const device = route.type === 'local' ? ns.loopback : route.device;
  if (device === undefined) return undefined;
  ns.counters[OUT_REQUESTS] = (ns.counters[OUT_REQUESTS] ?? 0) + 1;
  const { trace } = ns.kernel;
  trace.send(device, packet, by);
  if (ns.netfilter !== undefined) return originateFiltered(ns, ns.netfilter, packet, route, device);
  trace.route(device, packet, route);
  if (ns.transforms !== undefined) return originateTransformed(ns, ns.transforms, packet, route, device);
  sendThrough(ns, packet, route, device);
  if (route.type === 'broadcast') ns.receiveIp(device, packet);
  return undefined;
}

/** The same where packets may have to be encrypted, and nothing filters. */
function originateTransformed(
  ns: Stack,
  transforms: Transforms,
  packet: Ipv4Packet,
  route: Route,
  device: NetDevice,
): Errno | undefined {
  const state = transforms.outgoing(device, packet);
  if (state === undefined) return 'EPERM';
  sendThrough(ns, state === 'plain' ? packet : transforms.protect(device, packet, state), route, device);
  if (route.type === 'broadcast') ns.receiveIp(device, packet);
  return undefined;
}

/** The same past netfilter's hooks: what gets another destination takes another way (ip_route_me_harder). */
function originateFiltered(
  ns: Stack,
  netfilter: PacketHooks,
  packet: Ipv4Packet,
  route: Route,
  device: NetDevice,
): Errno | undefined {
  const { trace } = ns.kernel;
  const allowed = netfilter.localOut(device, packet);
  if (allowed === undefined) return 'EPERM';
  const way = allowed.destination === packet.destination ? route : routeOutput(ns, allowed.destination);
  const out = way?.type === 'local' ? ns.loopback : way?.device;
  if (way === undefined || out === undefined) {
    trace.drop(device, allowed, 'NO_ROUTE', noRoute(ns, allowed.destination));
    return 'EHOSTUNREACH';
  }
  trace.route(out, allowed, way);
  const state = ns.transforms === undefined ? 'plain' : ns.transforms.outgoing(out, allowed);
  const plain = state && netfilter.postRouting(out, allowed);
  const leaving =
    state === undefined || state === 'plain' ? plain : plain && protectFiltered(ns, netfilter, plain, state, out);
  if (leaving === undefined) return 'EPERM';
  sendThrough(ns, leaving, way, out);
  if (way.type === 'broadcast') ns.receiveIp(out, leaving);
  return undefined;
}

/** xfrm_output_resume: what is encrypted leaves through the hooks once more. */
function protectFiltered(
  ns: Stack,
  netfilter: PacketHooks,
  packet: Ipv4Packet,
  state: XfrmState,
  out: NetDevice,
): Ipv4Packet | undefined {
  const sealed = ns.transforms?.protect(out, packet, state);
  const allowed = sealed && netfilter.localOut(out, sealed);
  return allowed && netfilter.postRouting(out, allowed);
}

/** ip_finish_output: cuts the packet to the MTU if it must, and finds its next hop. */
export function sendThrough(ns: Stack, packet: Ipv4Packet, route: Route, device: NetDevice): void {
  const mtu = ns.pathMtu(packet.destination, device);
  if (packet.pieceLength <= mtu) {
    toNextHop(ns, packet, route, device);
    return;
  }
  if (packet.dontFragment) {
    ns.kernel.trace.drop(device, packet, 'MTU_EXCEEDED', tooLarge(ns, packet, device, mtu));
    return;
  }
  const pieces = fragment(packet, mtu, () => ns.kernel.trace.newPacket());
  ns.count(FRAG_OKS, 1);
  ns.count(FRAG_CREATES, pieces.length);
  for (const piece of pieces) {
    ns.kernel.trace.send(device, piece, fragmentation);
    toNextHop(ns, piece, route, device);
  }
}

const fragmentation = { describe: () => 'a fragment: the packet is larger than the MTU' };

/** ip_finish_output2. */
function toNextHop(ns: Stack, packet: Ipv4Packet, route: Route, device: NetDevice): void {
  const mac = fixedMac(packet.destination, route, device);
  if (mac !== undefined) device.sendIp(packet, mac);
  else ns.neighbourOf(device, route.gateway ?? packet.destination).output(packet);
}

/** The MAC address that needs no asking (arp_constructor, arp_mc_map). */
function fixedMac(destination: Ip4, route: Route, device: NetDevice): Mac | undefined {
  if (device.isLoopback) return ZERO_MAC;
  if (route.type === 'broadcast') return BROADCAST_MAC;
  if (isMulticast(destination)) return MULTICAST_PREFIX + (destination & 0x7fffff);
  return device.arpOn ? undefined : device.mac;
}
