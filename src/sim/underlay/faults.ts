// What an operator does to a network under test: blocks between two machines, and partitions. Every switch obeys them.
// Source: ours; like filters on switch ports (ACLs), and like network partitions in tests of clusters.
// Not modelled: faults of one direction.

import type { Mac } from '../base/mac.ts';
import type { DropDecision } from '../trace/decision.ts';
import type { DropReason } from '../trace/record.ts';
import type { EthernetFrame } from '../wire/ethernet.ts';
import type { SwitchPort } from './switch.ts';

/** Keeps two machines from reaching a port of the other; without a port, from everything of a protocol, or of all. */
export interface Block {
  readonly between: readonly [string, string];
  readonly protocol?: 'tcp' | 'udp';
  readonly port?: number;
}

/** Why a frame may not go on. */
export interface Verdict {
  readonly reason: DropReason;
  readonly by: DropDecision;
}

export class Faults {
  #blocks: readonly Block[] = [];
  #apart: ReadonlySet<string> = new Set();
  readonly #senders = new Map<Mac, string>();

  /** Whether there is anything to obey: without, frames are not looked at. */
  get active(): boolean {
    return this.#blocks.length > 0 || this.#apart.size > 0;
  }

  get blocks(): readonly Block[] {
    return this.#blocks;
  }

  /** The machines that are parted from all others; empty without a partition. */
  get apart(): readonly string[] {
    return [...this.#apart];
  }

  block(block: Block): void {
    if (!this.#blocks.some((known) => isSame(known, block))) this.#blocks = [...this.#blocks, block];
  }

  unblock(block: Block): void {
    this.#blocks = this.#blocks.filter((known) => !isSame(known, block));
  }

  /** Parts these machines from all others; none heals the network. */
  part(machines: readonly string[]): void {
    this.#apart = new Set(machines);
  }

  /** Forgets a machine that is no more. */
  forget(machine: string): void {
    this.#blocks = this.#blocks.filter(({ between }) => !between.includes(machine));
    this.part(this.apart.filter((name) => name !== machine));
  }

  /** Notes who sends by an address, where its cable is: beyond the next switch that can be told no more. */
  learn({ machine }: SwitchPort, { source }: EthernetFrame): void {
    if (machine !== undefined) this.#senders.set(source, machine);
  }

  /** What stands between a frame that came in by one port and another one. That is decided where the frame reaches a machine. */
  between(from: SwitchPort, to: SwitchPort, frame: EthernetFrame): Verdict | undefined {
    const [a, b] = [from.machine ?? this.#senders.get(frame.source), to.machine];
    if (a === undefined || b === undefined) return undefined;
    if (this.#apart.has(a) !== this.#apart.has(b)) return { reason: 'PARTITIONED', by: partition(this.apart, a, b) };
    const block = this.#blocks.find((known) => matches(known, a, b, frame));
    return block && { reason: 'BLOCKED', by: blocked(block) };
  }
}

function isSame(one: Block, other: Block): boolean {
  const pair = (block: Block): string => [...block.between].sort().join(' ');
  return pair(one) === pair(other) && one.protocol === other.protocol && one.port === other.port;
}

function matches(block: Block, from: string, to: string, frame: EthernetFrame): boolean {
  const { between, protocol, port } = block;
  if (!between.includes(from) || !between.includes(to) || from === to) return false;
  if (protocol === undefined && port === undefined) return true;
  const body = frame.body.kind === 'ipv4' ? frame.body.body : undefined;
  if (body === undefined || (body.kind !== 'tcp' && body.kind !== 'udp')) return false;
  return (protocol === undefined || body.kind === protocol) && (port === undefined || body.destinationPort === port);
}

function blocked({ between, protocol, port }: Block): DropDecision {
  const what = [protocol?.toUpperCase(), port === undefined ? undefined : `port ${port}`].filter(Boolean).join(' ');
  const words = `${what === '' ? 'everything' : what} is blocked between ${between.join(' and ')}`;
  const facts = [
    { label: 'between', value: between.join(' and ') },
    { label: 'what', value: what === '' ? 'everything' : what },
  ];
  return {
    describe: () => words,
    remedy: () => `Lift the block between ${between.join(' and ')}`,
    cause: () => ({ kind: 'port', facts, creator: 'the canvas: block' }),
  };
}

function partition(apart: readonly string[], from: string, to: string): DropDecision {
  const facts = [{ label: 'apart', value: apart.join(', ') }];
  return {
    describe: () => `${from} and ${to} are on different sides of a partition`,
    remedy: () => 'Heal the partition',
    cause: () => ({ kind: 'port', facts, creator: 'the canvas: partition' }),
  };
}
