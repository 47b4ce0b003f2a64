// A tracked connection as a line of text.
// Source: libnetfilter_conntrack src/conntrack/snprintf_default.c; conntrack-tools src/conntrack.c (output of -L, -D and -E).
// Not modelled: byte counters and time stamps (nf_conntrack_acct and _timestamp are 0), XML.
import { formatIp4 } from '../../../base/ip4.ts';
import type { FlowEvent, FlowTuple, FlowView } from '../../../linux/netfilter.ts';

const SECOND = 1_000_000; // microseconds

const protocolNames: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [33, 'dccp'],
  [47, 'gre'],
  [132, 'sctp'],
  [136, 'udplite'],
]);

/** The number of a protocol that is spelt as name or number. */
export function protocolOf(word: string): number | undefined {
  if (/^\d+$/.test(word)) return Number(word);
  for (const [number, name] of protocolNames) if (name === word) return number;
  return undefined;
}

function tupleText(tuple: FlowTuple, protocol: number): string {
  const addresses = `src=${formatIp4(tuple.source)} dst=${formatIp4(tuple.destination)} `;
  if (tuple.icmp) return `${addresses}type=${tuple.icmp.type} code=${tuple.icmp.code} id=${tuple.icmp.id} `;
  return protocolNames.has(protocol)
    ? `${addresses}sport=${tuple.sourcePort} dport=${tuple.destinationPort} `
    : addresses;
}

function body(flow: FlowView, timed: boolean): string {
  const name = protocolNames.get(flow.protocol) ?? 'unknown';
  const timeout = timed ? `${Math.floor(flow.expiresIn / SECOND)} ` : '';
  const state = flow.state === undefined || !timed ? '' : `${flow.state} `;
  const unreplied = flow.seenReply ? '' : '[UNREPLIED] ';
  const assured = flow.assured ? '[ASSURED] ' : '';
  const { protocol } = flow;
  const original = tupleText(flow.original, protocol);
  return `${name.padEnd(8)} ${protocol} ${timeout}${state}${original}${unreplied}${tupleText(flow.reply, protocol)}${assured}`;
}

/** A line of `conntrack -L`; `extended` names the network protocol as well. */
export function flowLine(flow: FlowView, extended: boolean): string {
  return `${extended ? 'ipv4     2 ' : ''}${body(flow, true)}mark=${flow.mark} use=1\n`;
}

/** A line of `conntrack -E`. */
export function eventLine({ kind, flow }: FlowEvent): string {
  return `${`[${kind}]`.padStart(9)} ${body(flow, kind !== 'DESTROY')}\n`.replace(/ \n$/, '\n');
}
