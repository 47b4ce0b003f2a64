// What a node has lived through around elections, for looking at: history of the world, which outlasts the manager's process.
// Source: ours; a real manager leaves lines in its daemon's log.
// Not modelled: nothing reads it back; it decides nothing.
import type { SimTime } from '../../des/scheduler.ts';
import type { MemberHappening, TimedHappening } from './happening.ts';
import type { RaftId } from './message.ts';

/** How many happenings are kept: some ten elections of seven members. */
const KEPT = 100;

export class Chronicle {
  readonly #happenings: TimedHappening[] = [];
  readonly #memberIds = new Set<RaftId>();

  /** A member of the raft group starts on this node, with what its disk holds. */
  begin(raftId: RaftId, term: number, time: SimTime): void {
    if (this.#memberIds.has(raftId)) this.add({ kind: 'restarted', term }, time);
    this.#memberIds.add(raftId);
  }

  add(happening: MemberHappening, time: SimTime): void {
    this.#happenings.push({ ...happening, time });
    if (this.#happenings.length > KEPT) this.#happenings.shift();
  }

  /** The last of them, oldest first. */
  get happenings(): readonly TimedHappening[] {
    return this.#happenings;
  }

  /** What the node was called in the group: another number each time that it was promoted. */
  get memberIds(): ReadonlySet<RaftId> {
    return this.#memberIds;
  }
}
