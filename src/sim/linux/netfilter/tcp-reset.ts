// The TCP reset with which REJECT answers a segment.
// Source: net/ipv4/netfilter/nf_reject_ipv4.c (nf_send_reset, nf_reject_ip_tcphdr_get); RFC 9293 3.10.7.1.
// Not modelled: resets on bridged frames.
import type { Decision } from '../../trace/decision.ts';
import { IPPROTO_TCP, Ipv4Packet } from '../../wire/ipv4.ts';
import { TCP_ACK, TCP_RST, TcpSegment } from '../../wire/tcp.ts';
import { originate, routeOutput } from '../ip-output.ts';
import type { Stack } from '../stack.ts';

/** Resets the connection that `packet` belongs to, unless it is a reset itself; `by` is the rule that wants it. */
export function sendTcpReset(ns: Stack, packet: Ipv4Packet, by: Decision): void {
  const { body } = packet;
  if (body.kind !== 'tcp' || body.has(TCP_RST)) return;
  const route = routeOutput(ns, packet.source);
  if (route === undefined) return;
  const acked = body.has(TCP_ACK);
  const sequence = acked ? body.acknowledgment : 0;
  const acknowledgment = acked ? 0 : (body.sequence + body.sequenceLength) >>> 0;
  const flags = acked ? TCP_RST : TCP_RST | TCP_ACK;
  const reset = new TcpSegment(body.destinationPort, body.sourcePort, sequence, acknowledgment, flags, 0);
  const header = {
    protocol: IPPROTO_TCP,
    ttl: ns.defaultTtl,
    id: 0,
    tos: 0,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
  };
  const { trace } = ns.kernel;
  const answer = new Ipv4Packet(
    packet.destination,
    packet.source,
    header,
    header.ttl,
    reset,
    trace.newPacket(),
    packet.journey,
  );
  originate(ns, answer, route, by);
}
