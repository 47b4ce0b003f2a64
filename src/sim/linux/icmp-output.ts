// ICMP messages that the kernel itself sends: errors about packets, and echo replies.
// Source: net/ipv4/icmp.c (__icmp_send, icmp_reply); when not to send: RFC 1122 3.2.2, RFC 1812 4.3.2.
// Not modelled: options in quoted packets.
import { ANY, type Ip4, isLoopback, isMulticast, LIMITED_BROADCAST } from '../base/ip4.ts';
import type { Decision } from '../trace/decision.ts';
import {
  ICMP_DEST_UNREACH,
  ICMP_ECHO,
  ICMP_ECHOREPLY,
  ICMP_HEADER,
  ICMP_PARAMETERPROB,
  ICMP_REDIRECT,
  ICMP_TIME_EXCEEDED,
  IcmpMessage,
} from '../wire/icmp.ts';
import { IPPROTO_ICMP, IPV4_HEADER, Ipv4Packet, ipv4Bytes } from '../wire/ipv4.ts';
import { counterIndex } from './counters.ts';
import { originate, routeOutput, sourceOf } from './ip-output.ts';
import type { Stack } from './stack.ts';

/** An error quotes as much as fits into this many bytes of IP packet (RFC 1812 4.3.2.3). */
const ERROR_LENGTH = 576;
const PREC_INTERNETCONTROL = 0xc0; // IPTOS_PREC_INTERNETCONTROL, uapi/linux/ip.h
const OUT_MSGS = counterIndex('Icmp.OutMsgs');
const outCounters: Readonly<Record<number, number>> = {
  [ICMP_ECHOREPLY]: counterIndex('Icmp.OutEchoReps'),
  [ICMP_DEST_UNREACH]: counterIndex('Icmp.OutDestUnreachs'),
  [ICMP_REDIRECT]: counterIndex('Icmp.OutRedirects'),
  [ICMP_ECHO]: counterIndex('Icmp.OutEchos'),
  [ICMP_TIME_EXCEEDED]: counterIndex('Icmp.OutTimeExcds'),
  [ICMP_PARAMETERPROB]: counterIndex('Icmp.OutParmProbs'),
};

const errorReport: Decision = { describe: () => 'the kernel reports an error to the sender' };
const echoReply: Decision = { describe: () => 'ICMP echo: the kernel answers' };

/** Counts an ICMP message that leaves, whoever made it. */
export function countIcmpOut(ns: Stack, type: number): void {
  ns.count(OUT_MSGS, 1);
  const index = outCounters[type];
  if (index !== undefined) ns.count(index, 1);
}

/** Tells the sender of `about` what became of it, unless that is forbidden. */
export function sendIcmpError(ns: Stack, about: Ipv4Packet, type: number, code: number, rest: number): void {
  if (!mayReport(ns, about)) return;
  const route = routeOutput(ns, about.source);
  if (route === undefined) return;
  const { now } = ns.kernel.scheduler;
  if (route.type !== 'local' && !ns.icmpRate.allows(type, code, about.source, now)) return;
  const source = ns.isLocal(about.destination) ? about.destination : sourceOf(ns, route, about.source);
  if (source === undefined) return;
  const quoted = ipv4Bytes(about).slice(0, ERROR_LENGTH - IPV4_HEADER - ICMP_HEADER);
  const message = new IcmpMessage(type, code, rest, quoted);
  const tos = (about.tos & 0x1e) | PREC_INTERNETCONTROL;
  countIcmpOut(ns, type);
  const packet = kernelPacket(ns, source, about.source, tos, message, about.journey);
  originate(ns, packet, route, errorReport);
}

function mayReport(ns: Stack, about: Ipv4Packet): boolean {
  if (about.fragmentOffset > 0 || about.source === ANY || isMulticast(about.source)) return false;
  if (about.body.kind === 'icmp' && about.body.isError) return false;
  const to = about.destination;
  if (to === LIMITED_BROADCAST || isMulticast(to) || ns.fib.lookup(to)?.type === 'broadcast') return false;
  return !isLoopback(about.source) || ns.isLocal(about.source);
}

/** Answers an echo request that was for `request.destination`. */
export function sendEchoReply(ns: Stack, request: Ipv4Packet, echo: IcmpMessage): void {
  const route = routeOutput(ns, request.source);
  if (route === undefined) return;
  const source = ns.isLocal(request.destination) ? request.destination : sourceOf(ns, route, request.source);
  if (source === undefined) return;
  const message = new IcmpMessage(ICMP_ECHOREPLY, 0, echo.rest, echo.payload);
  countIcmpOut(ns, ICMP_ECHOREPLY);
  originate(ns, kernelPacket(ns, source, request.source, request.tos, message, request.journey), route, echoReply);
}

function kernelPacket(
  ns: Stack,
  source: Ip4,
  destination: Ip4,
  tos: number,
  message: IcmpMessage,
  journey: number,
): Ipv4Packet {
  const header = {
    protocol: IPPROTO_ICMP,
    ttl: ns.defaultTtl,
    id: ns.kernel.identifications.next(source, destination, IPPROTO_ICMP),
    tos,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
  };
  return new Ipv4Packet(source, destination, header, header.ttl, message, ns.kernel.trace.newPacket(), journey);
}
