// What the trace remembers of a rule's decision, and the exception that would have let the packet pass.
// Source: ours; iptables(8) for the words.
// Not for: what a rule is (rule.ts).
import { formatIp4 } from '../../base/ip4.ts';
import { EthernetFrame } from '../../wire/ethernet.ts';
import type { Traced } from '../../wire/packet-view.ts';
import { STATE_ESTABLISHED, STATE_INVALID, STATE_NEW, STATE_RELATED, STATE_UNTRACKED } from '../conntrack/tracking.ts';
import { protocolName } from './services.ts';

/** Of the 16 bits that a record keeps, the rule's number takes the lower ones. */
const NUMBER_BITS = 13;
const LARGEST = 2 ** NUMBER_BITS - 1;
const states: readonly (readonly [state: number, name: string])[] = [
  [0, ''],
  [STATE_INVALID, 'INVALID'],
  [STATE_ESTABLISHED, 'ESTABLISHED'],
  [STATE_RELATED, 'RELATED'],
  [STATE_NEW, 'NEW'],
  [STATE_UNTRACKED, 'UNTRACKED'],
];

/** A rule's number in its chain and a packet's state (0: not tracked at all), as a record keeps them. */
export function ruleDetail(number: number, state: number): number {
  const index = Math.max(
    0,
    states.findIndex(([known]) => known === state),
  );
  return Math.min(number, LARGEST) | (index << NUMBER_BITS);
}

export const numberThen = (detail: number): number => detail & LARGEST;

export function stateThen(detail: number): string | undefined {
  const name = states[detail >> NUMBER_BITS]?.[1] ?? '';
  return name === '' ? undefined : name;
}

/** The command that accepts packets of this kind before rule `number`; at the chain's end without one. */
export function acceptBefore(table: string, chain: string, number: number, traced: Traced): string {
  const place = number === 0 ? `-A ${chain}` : `-I ${chain} ${number}`;
  return `iptables -t ${table} ${place} ${matching(traced)} -j ACCEPT`;
}

function matching(traced: Traced): string {
  const packet = traced instanceof EthernetFrame ? traced.body : traced;
  if (packet.kind !== 'ipv4') return '';
  const { body } = packet;
  const ends = `-s ${formatIp4(packet.source)} -d ${formatIp4(packet.destination)} -p ${protocolName(packet.protocol)}`;
  if (body.kind === 'tcp' || body.kind === 'udp') return `${ends} --dport ${body.destinationPort}`;
  return body.kind === 'icmp' ? `${ends} --icmp-type ${body.type}` : ends;
}
