// What a member believes of the others, and how news changes it: alive, suspect, dead, each with its incarnation.
// Source: hashicorp/memberlist v0.4.0 state.go (aliveNode, suspectNode, deadNode, refute, mergeState).
// Not modelled: protocol versions, meta data, conflict and merge delegates.
import type { Scheduler } from '../../../des/scheduler.ts';
import type { Awareness } from './awareness.ts';
import { Member, type Members } from './members.ts';
import {
  ALIVE,
  type Alive,
  DEAD,
  type Dead,
  type Endpoint,
  LEFT,
  type MemberRecord,
  type Message,
  SUSPECT,
  type Suspect,
} from './message.ts';
import { Suspicion } from './suspicion.ts';

/** Who is told of members that come and go. */
export interface MembershipEvents {
  onJoin(member: Member): void;
  onLeave(member: Member): void;
}

export interface MembershipParts {
  readonly scheduler: Scheduler;
  readonly name: string;
  readonly at: Endpoint;
  readonly members: Members;
  readonly awareness: Awareness;
  readonly events: MembershipEvents;
  /** Queues news about `subject`, in the place of older news about it. */
  broadcast(subject: string, message: Message, finished?: () => void): void;
}

export class Membership {
  readonly #parts: MembershipParts;
  #incarnation = 0;
  #left = false;

  constructor(parts: MembershipParts) {
    this.#parts = parts;
  }

  /** Makes the member one of its own list, and tells the world. */
  introduce(): void {
    const { name, at } = this.#parts;
    this.alive({ kind: 'alive', incarnation: ++this.#incarnation, node: name, at }, true);
  }

  /** Declares itself gone; `finished` is called when that has been told as often as it will be. */
  leave(finished: () => void): void {
    const { name, members } = this.#parts;
    const self = members.get(name);
    this.#left = true;
    if (self !== undefined)
      this.dead({ kind: 'dead', incarnation: self.incarnation, node: name, from: name }, finished);
  }

  alive(news: Alive, introducing = false): void {
    const { name, members, events, scheduler, broadcast } = this.#parts;
    const isSelf = news.node === name;
    if (this.#left && isSelf) return;
    let member = members.get(news.node);
    let moved = false;
    if (member === undefined) {
      member = new Member(news.node, news.at, scheduler.now);
      members.add(member);
    } else if (member.at.address !== news.at.address || member.at.port !== news.at.port) {
      if (member.state !== LEFT) return; // two members of one name: the older stays
      moved = true;
    }
    if (isSelf ? news.incarnation < member.incarnation : news.incarnation <= member.incarnation && !moved) return;
    this.#forgetSuspicion(member);
    const wasGone = member.gone;
    if (isSelf && !introducing) {
      if (news.incarnation !== member.incarnation) this.#refute(member, news.incarnation);
    } else {
      broadcast(news.node, news);
      member.incarnation = news.incarnation;
      member.at = news.at;
      if (member.state !== ALIVE) member.change(ALIVE, scheduler.now);
    }
    if (wasGone) events.onJoin(member);
  }

  suspect(news: Suspect): void {
    const { name, members, scheduler, broadcast } = this.#parts;
    const member = members.get(news.node);
    if (member === undefined || news.incarnation < member.incarnation) return;
    if (member.suspicion !== undefined) {
      if (member.suspicion.confirm(news.from)) broadcast(news.node, news);
      return;
    }
    if (member.state !== ALIVE) return;
    if (member.name === name) {
      this.#refute(member, news.incarnation);
      return;
    }
    broadcast(news.node, news);
    member.incarnation = news.incarnation;
    member.change(SUSPECT, scheduler.now);
    member.suspicion = new Suspicion(scheduler, news.from, members.size, () =>
      this.dead({ kind: 'dead', incarnation: member.incarnation, node: member.name, from: name }),
    );
  }

  dead(news: Dead, finished?: () => void): void {
    const { name, members, scheduler, events, broadcast } = this.#parts;
    const member = members.get(news.node);
    if (member === undefined || news.incarnation < member.incarnation) return;
    this.#forgetSuspicion(member);
    if (member.gone) return;
    if (member.name === name && !this.#left) {
      this.#refute(member, news.incarnation);
      return;
    }
    broadcast(news.node, news, finished);
    member.incarnation = news.incarnation;
    member.change(news.node === news.from ? LEFT : DEAD, scheduler.now);
    events.onLeave(member);
  }

  /** Takes in what another member believes. What it takes for dead is only suspected here: it may refute. */
  merge(records: readonly MemberRecord[]): void {
    for (const { name: node, at, incarnation, state } of records) {
      if (state === ALIVE) this.alive({ kind: 'alive', incarnation, node, at });
      else if (state === LEFT) this.dead({ kind: 'dead', incarnation, node, from: node });
      else this.suspect({ kind: 'suspect', incarnation, node, from: this.#parts.name });
    }
  }

  records(): MemberRecord[] {
    return this.#parts.members.list.map(({ name, at, incarnation, state }) => ({ name, at, incarnation, state }));
  }

  /** Answers an accusation with a higher incarnation. Real memberlist names this broadcast by address; so do we. */
  #refute(self: Member, accused: number): void {
    const { awareness, at, name, broadcast } = this.#parts;
    this.#incarnation = Math.max(this.#incarnation, accused) + 1;
    self.incarnation = this.#incarnation;
    awareness.apply(1);
    broadcast(`${at.address}`, { kind: 'alive', incarnation: self.incarnation, node: name, at });
  }

  #forgetSuspicion(member: Member): void {
    member.suspicion?.cancel();
    member.suspicion = undefined;
  }
}
