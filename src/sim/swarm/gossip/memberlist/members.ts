// The members that a member knows, in the order in which it probes them.
// Source: hashicorp/memberlist v0.4.0 state.go (nodes, nodeMap), util.go (kRandomNodes, moveDeadNodes, shuffleNodes).
// Not modelled: meta data, which networkdb leaves empty.
import type { RandomStream } from '../../../base/random.ts';
import type { SimTime } from '../../../des/scheduler.ts';
import { GOSSIP_TO_THE_DEAD_TIME } from './config.ts';
import { DEAD, type Endpoint, type MemberState } from './message.ts';
import type { Suspicion } from './suspicion.ts';

/** One member, as another knows it. */
export class Member {
  readonly name: string;
  at: Endpoint;
  incarnation = 0;
  state: MemberState = DEAD;
  changedAt: SimTime;
  suspicion: Suspicion | undefined;

  constructor(name: string, at: Endpoint, changedAt: SimTime) {
    this.name = name;
    this.at = at;
    this.changedAt = changedAt;
  }

  get gone(): boolean {
    return this.state >= DEAD;
  }

  change(state: MemberState, now: SimTime): void {
    this.state = state;
    this.changedAt = now;
  }
}

export class Members {
  readonly #list: Member[] = [];
  readonly #byName = new Map<string, Member>();
  readonly #random: RandomStream;

  constructor(random: RandomStream) {
    this.#random = random;
  }

  /** All of them, the dead among them until the next shuffle after their time. */
  get size(): number {
    return this.#list.length;
  }

  get list(): readonly Member[] {
    return this.#list;
  }

  get(name: string): Member | undefined {
    return this.#byName.get(name);
  }

  at(index: number): Member | undefined {
    return this.#list[index];
  }

  /** Puts a new member at a random place of the round. */
  add(member: Member): void {
    const list = this.#list;
    const last = list.length;
    const place = last === 0 ? 0 : this.#random.int(0, last - 1);
    list.push(member);
    list[last] = list[place] as Member;
    list[place] = member;
    this.#byName.set(member.name, member);
  }

  /** Begins another round: forgets those that have been dead long enough, shuffles the others. */
  shuffle(now: SimTime): void {
    const list = this.#list;
    let kept = 0;
    for (const member of list) {
      if (member.gone && now - member.changedAt > GOSSIP_TO_THE_DEAD_TIME) this.#byName.delete(member.name);
      else list[kept++] = member;
    }
    list.length = kept;
    for (let i = kept - 1; i > 0; i--) {
      const j = this.#random.int(0, i);
      const member = list[i] as Member;
      list[i] = list[j] as Member;
      list[j] = member;
    }
  }

  /** Up to `count` different ones that `suits`, tried at random: in a small cluster it may miss some. */
  pick(count: number, suits: (member: Member) => boolean): Member[] {
    const list = this.#list;
    const picked: Member[] = [];
    for (let tries = 3 * list.length; tries > 0 && picked.length < count; tries--) {
      const member = list[this.#random.int(0, list.length - 1)] as Member;
      if (suits(member) && !picked.includes(member)) picked.push(member);
    }
    return picked;
  }

  someoneElse(self: string): boolean {
    return this.#list.some((member) => !member.gone && member.name !== self);
  }
}
