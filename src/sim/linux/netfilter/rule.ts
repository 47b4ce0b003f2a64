// One rule of a chain: what it asks of a packet and what it does with it.
// Source: struct ipt_entry and ip_packet_match (net/ipv4/netfilter/ip_tables.c); texts: iptables/nft-shared.c (save_rule, print_rule_details).
// Not modelled: bytecode of nftables, into which iptables 1.8 compiles rules.
import { formatIp4, type Ip4, maskOf } from '../../base/ip4.ts';
import type { DropDecision } from '../../trace/decision.ts';
import type { Cause } from '../../trace/record.ts';
import type { Traced } from '../../wire/packet-view.ts';
import type { AddressTest, DeviceTest, RuleColumns, RuleView } from '../netfilter.ts';
import { creatorOf, type Origin } from '../origin.ts';
import type { NetDevice } from '../stack.ts';
import type { Chain } from './chain.ts';
import { acceptBefore, numberThen, stateThen } from './explain.ts';
import { type Match, type Names, not, type Target } from './extension.ts';
import { protocolName, serviceOf } from './services.ts';
import type { Traversal } from './traversal.ts';

/** What every rule can ask without a match. */
export interface RuleHead {
  readonly source: AddressTest | undefined;
  readonly destination: AddressTest | undefined;
  readonly in: DeviceTest | undefined;
  readonly out: DeviceTest | undefined;
  /** 0 means any. */
  readonly protocol: number;
  readonly protocolInverted: boolean;
  /** -f: true for later fragments only, false for all others. */
  readonly fragment: boolean | undefined;
}

/** What a rule does: a target, a chain to go through, or nothing but counting. */
export type Action =
  | { readonly kind: 'target'; readonly target: Target }
  | { readonly kind: 'jump' | 'goto'; readonly chain: Chain }
  | { readonly kind: 'none' };

export class Rule implements RuleView, DropDecision {
  readonly head: RuleHead;
  readonly #in: CompiledDevice | undefined;
  readonly #out: CompiledDevice | undefined;
  readonly conditions: readonly Match[];
  readonly action: Action;
  readonly origin: Origin | undefined;
  /** The table and the chain that it stands in. */
  table = '';
  chain = '';
  packets = 0;
  bytes = 0;

  constructor(head: RuleHead, conditions: readonly Match[], action: Action, origin: Origin | undefined) {
    this.head = head;
    this.#in = head.in && compiled(head.in);
    this.#out = head.out && compiled(head.out);
    this.conditions = conditions;
    this.action = action;
    this.origin = origin;
  }

  get needsTracking(): boolean {
    const target = this.action.kind === 'target' ? this.action.target : undefined;
    return target?.needsTracking === true || this.conditions.some((match) => match.needsTracking === true);
  }

  matches(at: Traversal): boolean {
    const { head, conditions } = this;
    const { packet } = at;
    if (head.protocol !== 0 && (packet.protocol === head.protocol) === head.protocolInverted) return false;
    if (head.source !== undefined && !hasAddress(head.source, packet.source)) return false;
    if (head.destination !== undefined && !hasAddress(head.destination, packet.destination)) return false;
    if (this.#in !== undefined && !isDevice(this.#in, at.in)) return false;
    if (this.#out !== undefined && !isDevice(this.#out, at.out)) return false;
    if (head.fragment !== undefined && packet.fragmentOffset > 0 !== head.fragment) return false;
    for (let i = 0; i < conditions.length; i++) if (!conditions[i]?.matches(at)) return false;
    return true;
  }

  /** As `iptables -S` prints it after "-A CHAIN ". */
  get text(): string {
    const { head } = this;
    const parts: string[] = [];
    if (head.source) parts.push(`${not(head.source.inverted)}-s ${prefixText(head.source)}`);
    if (head.destination) parts.push(`${not(head.destination.inverted)}-d ${prefixText(head.destination)}`);
    if (head.in) parts.push(`${not(head.in.inverted)}-i ${head.in.name}`);
    if (head.out) parts.push(`${not(head.out.inverted)}-o ${head.out.name}`);
    if (head.protocol !== 0) parts.push(`${not(head.protocolInverted)}-p ${protocolName(head.protocol)}`);
    if (head.fragment !== undefined) parts.push(`${not(!head.fragment)}-f`);
    for (const match of this.conditions) parts.push(withText(`-m ${match.name}`, match.text));
    const { action } = this;
    if (action.kind === 'target') parts.push(withText(`-j ${action.target.name}`, action.target.text));
    else if (action.kind === 'jump') parts.push(`-j ${action.chain.name}`);
    else if (action.kind === 'goto') parts.push(`-g ${action.chain.name}`);
    return parts.join(' ');
  }

  get columns(): RuleColumns {
    const { head, action } = this;
    const named = action.kind === 'target' ? (action.target.realName ?? action.target.name) : '';
    const target = action.kind === 'target' || action.kind === 'none' ? named : action.chain.name;
    const { in: device, out, source, destination, fragment } = head;
    const protocol = {
      number: head.protocol,
      name: protocolName(head.protocol),
      inverted: head.protocolInverted,
    };
    const goto = action.kind === 'goto';
    return {
      target,
      goto,
      protocol,
      fragment,
      in: device,
      out,
      source,
      destination,
      details: (numeric) => this.#details(numeric),
    };
  }

  #details(numeric: boolean): string {
    const names: Names = {
      numeric,
      port: (port, protocol) => (numeric ? undefined : serviceOf(port, protocol)) ?? String(port),
    };
    const { action } = this;
    const said = this.conditions.map((match) => match.listing(names));
    if (action.kind === 'target') said.push(action.target.listing(names));
    return said.filter((text) => text !== '').join(' ');
  }

  /** `detail` is where it stood in its chain when it decided, and how connection tracking saw the packet. */
  describe(detail: number): string {
    const creator = creatorOf(this.origin);
    const origin = creator === undefined ? '' : `, from ${creator}`;
    const state = stateThen(detail);
    const invalid = state === 'INVALID' ? ' (conntrack: INVALID, of no connection that it knows)' : '';
    return `table ${this.table}, chain ${this.chain}, rule ${numberThen(detail)}: ${this.text}${origin}${invalid}`;
  }

  cause(detail: number): Cause {
    const state = stateThen(detail);
    const facts = [
      { label: 'table', value: this.table },
      { label: 'chain', value: this.chain },
      { label: 'rule', value: String(numberThen(detail)) },
      { label: 'text', value: `-A ${this.chain} ${this.text}` },
      { label: 'packets', value: String(this.packets) },
      { label: 'bytes', value: String(this.bytes) },
      ...(state === undefined ? [] : [{ label: 'ctstate', value: state }]),
    ];
    return { kind: 'rule', facts, creator: creatorOf(this.origin) };
  }

  /** What its maker knows, or else an exception for just this packet's kind. */
  remedy(detail: number, traced: Traced): string {
    const { origin } = this;
    const number = numberThen(detail);
    const asked = acceptBefore(this.table, this.chain, number, traced);
    if (typeof origin === 'object') return `${origin.remedy}; or make an exception: ${asked}`;
    return `${asked}; or delete the rule: iptables -t ${this.table} -D ${this.chain} ${number}`;
  }
}

const withText = (name: string, text: string): string => (text === '' ? name : `${name} ${text}`);

function hasAddress(test: AddressTest, address: Ip4): boolean {
  return (address & test.mask) >>> 0 === test.address ? !test.inverted : test.inverted;
}

/** A device's name to compare with, asked of every packet: whole, or its beginning. */
interface CompiledDevice {
  readonly name: string;
  readonly whole: boolean;
  readonly inverted: boolean;
}

function compiled({ name, inverted }: DeviceTest): CompiledDevice {
  const whole = !name.endsWith('+');
  return { name: whole ? name : name.slice(0, -1), whole, inverted };
}

function isDevice(test: CompiledDevice, device: NetDevice | undefined): boolean {
  const name = device === undefined ? '' : device.name;
  return (test.whole ? name === test.name : name.startsWith(test.name)) !== test.inverted;
}

/** `10.0.0.0/8`, or with a mask that is no prefix: `10.0.0.1/255.0.0.255`. */
export function prefixText({ address, mask }: AddressTest): string {
  for (let length = 0; length <= 32; length++) if (maskOf(length) === mask) return `${formatIp4(address)}/${length}`;
  return `${formatIp4(address)}/${formatIp4(mask)}`;
}
