// TCP's way to IP: segments become packets; those for nobody are answered with a reset.
// Source: net/ipv4/ip_output.c (__ip_queue_xmit, ip_send_unicast_reply), tcp_ipv4.c (tcp_v4_send_reset).
// Not modelled: options of IP, marks.
import type { Errno } from '../../base/errno.ts';
import type { Ip4 } from '../../base/ip4.ts';
import type { Decision } from '../../trace/decision.ts';
import { IPPROTO_TCP, Ipv4Packet } from '../../wire/ipv4.ts';
import { TCP_ACK, TCP_RST, TcpSegment } from '../../wire/tcp.ts';
import { counterIndex } from '../counters.ts';
import { originate, routeOutput } from '../ip-output.ts';
import type { Route, Stack } from '../stack.ts';
import { advance } from './sequence.ts';

const OUT_SEGS = counterIndex('Tcp.OutSegs');
const OUT_RSTS = counterIndex('Tcp.OutRsts');
const OUT_NO_ROUTES = counterIndex('Ip.OutNoRoutes');

const resetAnswer: Decision = { describe: () => 'TCP, in the kernel: no connection wants that segment' };

/** The route to a peer, or why there is none. */
export function routeTo(ns: Stack, destination: Ip4): Route | Errno {
  const route = routeOutput(ns, destination);
  if (route === undefined) {
    ns.count(OUT_NO_ROUTES, 1);
    return 'ENETUNREACH';
  }
  switch (route.type) {
    case 'unreachable':
      return 'EHOSTUNREACH';
    case 'prohibit':
      return 'EACCES';
    case 'blackhole':
      return 'EINVAL';
    case 'broadcast':
      // ip_route_connect finds one, tcp_v4_connect refuses it.
      return 'ENETUNREACH';
    default:
      return route;
  }
}

/** Sends one segment; without a route it is lost, as a packet may be anywhere. */
export function sendSegment(
  ns: Stack,
  source: Ip4,
  destination: Ip4,
  segment: TcpSegment,
  id: number,
  journey: number,
  by: Decision,
): void {
  const route = routeTo(ns, destination);
  if (typeof route === 'string') return;
  const header = {
    protocol: IPPROTO_TCP,
    ttl: ns.defaultTtl,
    id,
    tos: 0,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
  };
  ns.count(OUT_SEGS, 1);
  const packet = ns.kernel.trace.newPacket();
  originate(ns, new Ipv4Packet(source, destination, header, header.ttl, segment, packet, journey), route, by);
}

/** RFC 9293 3.10.7.1: answers a segment that no connection wants, and `why` says so. A reset is never answered. */
export function refuse(ns: Stack, packet: Ipv4Packet, segment: TcpSegment, why: Decision = resetAnswer): void {
  if (segment.has(TCP_RST)) return;
  const { sourcePort: to, destinationPort: from } = segment;
  const answer = segment.has(TCP_ACK)
    ? new TcpSegment(from, to, segment.acknowledgment, 0, TCP_RST, 0)
    : new TcpSegment(from, to, 0, advance(segment.sequence, segment.sequenceLength), TCP_RST | TCP_ACK, 0);
  ns.count(OUT_RSTS, 1);
  sendSegment(ns, packet.destination, packet.source, answer, 0, packet.journey, why);
}
