// Raft under seeded faults: loss, delay, reordering, duplicates, partitions, crashes that lose all but the disk.
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../base/random.ts';
import { type Disk, emptyDisk, firstDisk, type Member, type Message } from './message.ts';
import { ELECTION_TICKS, Raft } from './raft.ts';

const SEEDS = Number(process.env.HOPLAB_RAFT_SEEDS ?? 1000);
const FAULTY_TICKS = 150;
/** Ticks in which a healed group must agree: a few rounds of elections that split the vote. */
const HEALING_TICKS = ELECTION_TICKS * 12;

type State = readonly number[];
type Node = Raft<number, State>;

class Storm {
  readonly #random: RandomStream;
  readonly #disks = new Map<string, Disk<number, State>>();
  readonly #nodes = new Map<string, Node>();
  readonly #states = new Map<string, number[]>();
  readonly #leaders = new Map<number, string>();
  /** Entries by index, as whoever applied them first saw them: index to `term:data`. */
  readonly #truth = new Map<number, string>();
  #inFlight: { readonly at: number; readonly message: Message<number, State> }[] = [];
  #groups = new Map<string, number>();
  #now = 0;
  #next = 0;
  calm = false;

  constructor(seed: number) {
    this.#random = new RandomStream(seed);
    const size = this.#random.int(1, 2) * 2 + 1;
    for (let i = 1; i <= size; i++) {
      const id = String(i);
      this.#disks.set(id, i === 1 ? firstDisk(memberOf(id)) : emptyDisk());
      this.#boot(id);
    }
    this.calm = true;
    for (let i = 2; i <= size; i++) {
      while (this.#leader()?.proposeMembers({ action: 'add', member: memberOf(String(i)) }) === undefined) this.tick();
      for (let settle = 0; settle < 5; settle++) this.tick();
    }
    this.calm = false;
  }

  tick(): void {
    this.#now++;
    if (!this.calm) this.#misfortune();
    for (const node of this.#nodes.values()) node.tick();
    if (this.#random.int(0, 2) === 0) this.#leader()?.propose(this.#next++);
    this.#deliver();
  }

  heal(): void {
    this.calm = true;
    this.#groups.clear();
    for (const id of this.#disks.keys()) if (!this.#nodes.has(id)) this.#boot(id);
  }

  /** Every member has applied the same, and somebody leads. */
  agrees(): boolean {
    const states = [...this.#disks.keys()].map((id) => (this.#states.get(id) ?? []).join());
    const leader = this.#leader();
    return leader !== undefined && leader.applied === leader.lastIndex && states.every((state) => state === states[0]);
  }

  get committed(): number {
    return this.#truth.size;
  }

  #misfortune(): void {
    const dice = this.#random.int(0, 99);
    const ids = [...this.#disks.keys()];
    const victim = ids[this.#random.int(0, ids.length - 1)] as string;
    if (dice < 4) this.#nodes.delete(victim);
    else if (dice < 12 && !this.#nodes.has(victim)) this.#boot(victim);
    else if (dice < 15) this.#groups = new Map(ids.map((id) => [id, this.#random.int(0, 1)]));
    else if (dice < 20) this.#groups.clear();
    else if (dice < 22) this.#nodes.get(victim)?.compact([...(this.#states.get(victim) ?? [])], this.#random.int(0, 5));
    else if (dice < 23) this.#leader()?.transferLeadership(victim);
  }

  #boot(id: string): void {
    this.#states.set(id, []);
    this.#nodes.set(id, new Raft(id, this.#disks.get(id) as Disk<number, State>, this.#random));
  }

  #deliver(): void {
    for (let round = 0; round < 4; round++) {
      this.#collect();
      const due = this.#inFlight.filter(({ at }) => at <= this.#now);
      this.#inFlight = this.#inFlight.filter(({ at }) => at > this.#now);
      for (const { message } of this.#random.shuffle(due)) this.#nodes.get(message.to)?.step(message);
    }
    this.#collect();
  }

  #collect(): void {
    for (const [id, node] of this.#nodes) {
      for (const out of node.takeCommitted()) {
        if (out.kind === 'snapshot') this.#states.set(id, [...out.snapshot.state]);
        else this.#apply(id, out.entry.index, `${out.entry.term}:${JSON.stringify(out.entry)}`, out.entry);
      }
      if (node.role === 'leader') this.#checkLeader(id, node);
      for (const message of node.takeMessages()) this.#post(message);
    }
  }

  #apply(id: string, index: number, text: string, entry: { kind: string; data?: number }): void {
    const known = this.#truth.get(index);
    if (known === undefined) this.#truth.set(index, text);
    else if (known !== text) throw new Error(`entry ${index} was ${known}, and ${id} has applied ${text}`);
    if (entry.kind === 'data') this.#states.get(id)?.push(entry.data as number);
  }

  #checkLeader(id: string, node: Node): void {
    const known = this.#leaders.get(node.term);
    if (known !== undefined && known !== id) throw new Error(`term ${node.term} is led by ${known} and by ${id}`);
    this.#leaders.set(node.term, id);
  }

  #post(message: Message<number, State>): void {
    if (this.#groups.get(message.from) !== this.#groups.get(message.to)) return;
    if (!this.calm && this.#random.int(0, 9) === 0) return;
    const delay = this.calm ? 0 : this.#random.int(0, 3);
    this.#inFlight.push({ at: this.#now + delay, message });
    if (!this.calm && this.#random.int(0, 19) === 0) this.#inFlight.push({ at: this.#now + delay + 2, message });
  }

  #leader(): Node | undefined {
    let newest: Node | undefined;
    for (const node of this.#nodes.values())
      if (node.role === 'leader' && node.term > (newest?.term ?? 0)) newest = node;
    return newest;
  }
}

function memberOf(id: string): Member {
  return { id, nodeId: `node-${id}`, addr: `10.0.0.${id}:2377` };
}

describe('raft under faults', () => {
  it(`keeps one leader a term and every committed entry, and recovers (${SEEDS} seeds)`, () => {
    let committed = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      try {
        const storm = new Storm(seed);
        for (let i = 0; i < FAULTY_TICKS; i++) storm.tick();
        storm.heal();
        let ticks = 0;
        while (ticks < HEALING_TICKS || !storm.agrees()) {
          storm.tick();
          if (++ticks > HEALING_TICKS * 2) throw new Error('the members do not agree after healing');
        }
        committed += storm.committed;
      } catch (error) {
        throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`);
      }
    }
    expect(committed).toBeGreaterThan(SEEDS * 20);
  }, 120_000);
});
