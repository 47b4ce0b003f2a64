// Whether a rule fits a packet of the past, and if not what about it does not.
// Source: ip_packet_match (net/ipv4/netfilter/ip_tables.c), part by part.
// Not modelled: matches whose answer was known at that moment only: limits, chance, marks, contents of a connection.
import { formatIp4, type Ip4 } from '../../base/ip4.ts';
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import type { Tracking } from '../conntrack/tracking.ts';
import type { Match } from '../netfilter/extension.ts';
import { not } from '../netfilter/extension.ts';
import { prefixText, type Rule } from '../netfilter/rule.ts';
import { protocolName } from '../netfilter/services.ts';
import type { Hook } from '../netfilter/traversal.ts';
import { Traversal } from '../netfilter/traversal.ts';
import type { AddressTest, DeviceTest } from '../netfilter.ts';
import type { NetDevice, Stack } from '../stack.ts';

/** A packet at a hook as it was, with what connection tracking said of it then. */
export class PastTraversal extends Traversal {
  readonly #tracking: Tracking | undefined;

  constructor(
    ns: Stack,
    hook: Hook,
    packet: Ipv4Packet,
    input: NetDevice | undefined,
    output: NetDevice | undefined,
    tracking: Tracking | undefined,
  ) {
    super(ns, hook, packet, input, output);
    this.#tracking = tracking;
  }

  override get tracking(): Tracking | undefined {
    return this.#tracking;
  }
}

/** `unknown`: nobody can tell any more. */
export interface Fit {
  readonly fits: boolean | 'unknown';
  /** Why it does not fit, or what cannot be told. */
  readonly why: string;
}

/** Matches that ask of nothing but the packet, its devices and its state, so that they answer today as they did then. */
const lasting: ReadonlySet<string> = new Set([
  'tcp',
  'udp',
  'multiport',
  'icmp',
  'addrtype',
  'comment',
  'iprange',
  'length',
  'ttl',
  'string',
  'bpf',
  'state',
]);
const STATE_ALONE = /^(! )?--ctstate (?:(?:INVALID|NEW|ESTABLISHED|RELATED|UNTRACKED),?)+$/;

function lasts({ name, text }: Match): boolean {
  return lasting.has(name) || (name === 'conntrack' && STATE_ALONE.test(text));
}

export function fitOf(rule: Rule, at: PastTraversal): Fit {
  const why = headMismatch(rule, at) ?? matchMismatch(rule, at);
  if (why !== undefined) return { fits: false, why };
  const gone = rule.conditions.find((match) => !lasts(match));
  if (gone === undefined) return { fits: true, why: '' };
  return { fits: 'unknown', why: `what it asks was known at that moment only: -m ${gone.name} ${gone.text}` };
}

function headMismatch({ head }: Rule, at: PastTraversal): string | undefined {
  const { packet } = at;
  if (head.protocol !== 0 && (packet.protocol === head.protocol) === head.protocolInverted)
    return `the packet is ${protocolName(packet.protocol)}, and the rule asks for ${not(head.protocolInverted)}${protocolName(head.protocol)}`;
  if (head.source && !hasAddress(head.source, packet.source))
    return `it comes from ${formatIp4(packet.source)}, and the rule asks for ${asked(head.source)}`;
  if (head.destination && !hasAddress(head.destination, packet.destination))
    return `it goes to ${formatIp4(packet.destination)}, and the rule asks for ${asked(head.destination)}`;
  if (head.in && !isDevice(head.in, at.in))
    return `it ${at.in === undefined ? 'was made here' : `came in by ${at.in.name}`}, and the rule asks for ${not(head.in.inverted)}${head.in.name}`;
  if (head.out && !isDevice(head.out, at.out))
    return `it ${at.out === undefined ? 'has no way out yet' : `leaves by ${at.out.name}`}, and the rule asks for ${not(head.out.inverted)}${head.out.name}`;
  if (head.fragment !== undefined && packet.fragmentOffset > 0 !== head.fragment)
    return packet.fragmentOffset > 0 ? 'it is a later fragment' : 'it is no later fragment';
  return undefined;
}

function matchMismatch({ conditions }: Rule, at: PastTraversal): string | undefined {
  const failed = conditions.find((match) => lasts(match) && !match.matches(at));
  if (failed === undefined) return undefined;
  return `${packetWords(failed.name, at)}, and the rule asks for -m ${failed.name} ${failed.text}`;
}

/** What a match has looked at. */
function packetWords(match: string, at: PastTraversal): string {
  const { body } = at.packet;
  if (match === 'addrtype') return `${formatIp4(at.packet.destination)} is of another kind`;
  if (match === 'state' || match === 'conntrack') return 'its connection is in another state';
  if (body.kind === 'tcp' || body.kind === 'udp')
    return `it goes from port ${body.sourcePort} to port ${body.destinationPort}`;
  return body.kind === 'icmp' ? `it is ICMP type ${body.type}` : 'it is another';
}

const asked = (test: AddressTest): string => `${not(test.inverted)}${prefixText(test)}`;

function hasAddress(test: AddressTest, address: Ip4): boolean {
  return ((address & test.mask) >>> 0 === test.address) !== test.inverted;
}

function isDevice({ name, inverted }: DeviceTest, device: NetDevice | undefined): boolean {
  const known = device?.name ?? '';
  const same = name.endsWith('+') ? known.startsWith(name.slice(0, -1)) : known === name;
  return same !== inverted;
}
