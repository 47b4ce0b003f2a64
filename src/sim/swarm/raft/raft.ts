// One member of a raft group, as a machine without time or network of its own: ticks and messages go in, messages and
// committed entries come out. Source: Ongaro and Ousterhout 2014, section 5 to 7; Ongaro 2014 (thesis), 3.10, 4.1, 6.2; etcd raft/raft.go.
// Not modelled: pre-vote (swarmkit does not turn it on), learners, forwarded proposals (swarmkit's calls go to the leader instead).
import { invariant } from '../../base/bug.ts';
import type { RandomStream } from '../../base/random.ts';
import type { RaftHappening } from './happening.ts';
import { RaftLog } from './log.ts';
import type { Disk, Entry, Member, MemberChange, Message, RaftId, Snapshot } from './message.ts';
import { Progress } from './progress.ts';

/** Ticks between a leader's heartbeats, and without them before an election. swarmkit manager/state/raft/raft.go, DefaultRaftConfig. */
export const HEARTBEAT_TICKS = 1;
export const ELECTION_TICKS = 10;
/** Entries of one message. etcd counts bytes (MaxSizePerMsg); entries are alike enough here. */
const MAX_ENTRIES_PER_MESSAGE = 64;

export type Role = 'follower' | 'candidate' | 'leader';

/** What a member has come to know for certain, in order: to be applied to the state machine. */
export type Committed<T, S> =
  | { readonly kind: 'entry'; readonly entry: Entry<T> }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot<S> };

type Body<M> = M extends { from: RaftId; to: RaftId; term: number } ? Omit<M, 'from' | 'to' | 'term'> : never;

export class Raft<T, S> {
  readonly id: RaftId;
  role: Role = 'follower';
  /** Undefined while none is known. */
  leader: RaftId | undefined;
  /** The last entry that has been handed out to be applied. */
  applied: number;

  readonly #disk: Disk<T, S>;
  readonly #log: RaftLog<T, S>;
  readonly #random: RandomStream;
  readonly #notice: (happening: RaftHappening) => void;
  readonly #members = new Map<RaftId, Member>();
  readonly #progress = new Map<RaftId, Progress>();
  readonly #votes = new Map<RaftId, boolean>();
  readonly #outbox: Message<T, S>[] = [];
  #restored: Snapshot<S> | undefined;
  #elapsed = 0;
  #heartbeatElapsed = 0;
  #timeout = ELECTION_TICKS;
  /** No other change of members before this entry is applied. */
  #changeIndex = 0;
  #transferee: RaftId | undefined;

  /** A member over what its disk holds (see `emptyDisk`, `firstDisk`). */
  constructor(
    id: RaftId,
    disk: Disk<T, S>,
    random: RandomStream,
    notice: (happening: RaftHappening) => void = () => undefined,
  ) {
    this.id = id;
    this.#notice = notice;
    this.#disk = disk;
    this.#log = new RaftLog(disk);
    this.#random = random;
    for (const member of disk.snapshot?.members ?? []) this.#members.set(member.id, member);
    this.applied = disk.snapshot?.index ?? 0;
    this.#restored = disk.snapshot;
    this.#becomeFollower(disk.term, undefined);
  }

  get term(): number {
    return this.#disk.term;
  }

  /** Whom it voted for in this term. */
  get vote(): RaftId | undefined {
    return this.#disk.vote;
  }

  get commit(): number {
    return this.#disk.commit;
  }

  get lastIndex(): number {
    return this.#log.lastIndex;
  }

  /** The members, in the order in which they came. */
  members(): readonly Member[] {
    return [...this.#members.values()];
  }

  quorum(): number {
    return Math.floor(this.#members.size / 2) + 1;
  }

  /** The entries that are kept, for looking at. */
  entries(): readonly Entry<T>[] {
    return this.#disk.entries;
  }

  /** For a leader: whether it has heard from the member within the last election timeout. */
  isActive(id: RaftId): boolean {
    return id === this.id || (this.#progress.get(id)?.active ?? false);
  }

  /** For a leader: how far a member's log is known to agree, what it will be sent next, and how. */
  progressOf(id: RaftId): Pick<Progress, 'match' | 'next' | 'state'> | undefined {
    return this.#progress.get(id);
  }

  // ---- what goes in

  /** Time passes: one tick. */
  tick(): void {
    this.#elapsed++;
    if (this.role === 'leader') this.#leaderTick();
    else if (this.#elapsed >= this.#timeout) this.campaign();
  }

  /** Stands for election now. */
  campaign(transfer = false): void {
    if (this.role === 'leader' || !this.#members.has(this.id)) return;
    const silent = this.#elapsed;
    this.role = 'candidate';
    this.leader = undefined;
    this.#disk.term++;
    this.#disk.vote = this.id;
    this.#notice({ kind: 'candidate', term: this.term, silent, transfer });
    this.#resetTimer();
    this.#votes.clear();
    this.#countVote(this.id, true);
    if (this.role !== 'candidate') return;
    const { lastIndex, lastTerm } = this.#log;
    for (const to of this.#others()) this.#send(to, { kind: 'vote', lastIndex, lastTerm, transfer });
  }

  /** Appends `data` to the log; answers the entry's index, undefined when this member does not lead (or hands over). */
  propose(data: T): number | undefined {
    if (this.role !== 'leader' || this.#transferee !== undefined) return undefined;
    return this.#append({ kind: 'data', data });
  }

  /** The same for a change of members: one at a time. */
  proposeMembers(change: MemberChange): number | undefined {
    if (this.role !== 'leader' || this.#transferee !== undefined) return undefined;
    if (this.#changeIndex > this.applied) return undefined;
    this.#changeIndex = this.#log.lastIndex + 1;
    return this.#append({ kind: 'members', change });
  }

  /** Hands leadership to another member as soon as its log is complete. */
  transferLeadership(to: RaftId): void {
    const progress = this.#progress.get(to);
    if (this.role !== 'leader' || progress === undefined) return;
    this.#transferee = to;
    this.#elapsed = 0;
    if (progress.match === this.#log.lastIndex) this.#send(to, { kind: 'timeout-now' });
    else this.#sendAppend(to);
  }

  /** The transport could not deliver to a member: what was sent may be lost. */
  reportUnreachable(id: RaftId): void {
    const progress = this.#progress.get(id);
    if (progress !== undefined && progress.state !== 'probe') progress.probeAgain();
  }

  /** A message has come. */
  step(message: Message<T, S>): void {
    if (message.term > this.term && !this.#takeNewerTerm(message)) return;
    if (message.term < this.term) this.#answerOlderTerm(message);
    else if (message.kind === 'vote') this.#vote(message);
    else if (this.role === 'leader') this.#stepLeader(message);
    else if (message.kind === 'vote-answer') this.#countVote(message.from, message.granted);
    else this.#stepFollower(message);
  }

  // ---- what comes out

  /** Messages to be sent, in order. */
  takeMessages(): readonly Message<T, S>[] {
    return this.#outbox.splice(0);
  }

  /** What has been committed since the last call. Changes of members take effect with this. */
  takeCommitted(): readonly Committed<T, S>[] {
    const out: Committed<T, S>[] = [];
    if (this.#restored !== undefined) out.push({ kind: 'snapshot', snapshot: this.#restored });
    this.#restored = undefined;
    while (this.applied < this.commit) {
      const entry = this.#log.entry(this.applied + 1);
      invariant(entry !== undefined, `committed entry ${this.applied + 1} is in the log`);
      this.applied++;
      if (entry.kind === 'members') this.#applyMembers(entry.change);
      out.push({ kind: 'entry', entry });
    }
    return out;
  }

  /** Replaces applied entries, but the last `keep`, by the state that they have led to. */
  compact(state: S, keep: number): void {
    const term = this.#log.term(this.applied);
    invariant(term !== undefined, 'what was applied is in the log or the snapshot');
    this.#log.compact({ index: this.applied, term, members: this.members(), state }, keep);
  }

  // ---- roles

  #becomeFollower(term: number, leader: RaftId | undefined): void {
    if (term !== this.#disk.term) this.#disk.vote = undefined;
    this.#disk.term = term;
    this.role = 'follower';
    this.leader = leader;
    this.#transferee = undefined;
    this.#resetTimer();
  }

  #becomeLeader(): void {
    const granted = [...this.#votes].flatMap(([id, inFavour]) => (inFavour ? [id] : []));
    this.#notice({ kind: 'leader', term: this.term, votes: granted, of: this.#members.size });
    this.role = 'leader';
    this.leader = this.id;
    this.#transferee = undefined;
    this.#resetTimer();
    this.#heartbeatElapsed = 0;
    this.#progress.clear();
    for (const id of this.#others()) {
      const progress = new Progress(this.#log.lastIndex + 1);
      progress.active = true;
      this.#progress.set(id, progress);
    }
    // A change of members may be among the entries that are not committed yet.
    this.#changeIndex = this.#log.lastIndex;
    this.#append({ kind: 'empty' });
  }

  #resetTimer(): void {
    this.#elapsed = 0;
    this.#timeout = ELECTION_TICKS + this.#random.int(0, ELECTION_TICKS - 1);
  }

  #leaderTick(): void {
    if (this.#elapsed >= ELECTION_TICKS) {
      this.#elapsed = 0;
      this.#transferee = undefined;
      if (!this.#hasQuorum()) {
        this.#notice({ kind: 'no-quorum', term: this.term });
        this.#becomeFollower(this.term, undefined);
        return;
      }
    }
    if (++this.#heartbeatElapsed < HEARTBEAT_TICKS) return;
    this.#heartbeatElapsed = 0;
    for (const [id, progress] of this.#progress) {
      if (progress.isSnapshotLate(ELECTION_TICKS)) progress.probeAgain();
      this.#send(id, { kind: 'heartbeat', commit: Math.min(progress.match, this.commit) });
    }
  }

  /** CheckQuorum: a leader that hears from no majority steps down. */
  #hasQuorum(): boolean {
    let active = this.#members.has(this.id) ? 1 : 0;
    for (const progress of this.#progress.values()) {
      if (progress.active) active++;
      progress.active = false;
    }
    return active >= this.quorum();
  }

  // ---- terms and votes

  /** False when the message is to be ignored: who still hears a leader does not help to unseat it. */
  #takeNewerTerm(message: Message<T, S>): boolean {
    if (message.kind === 'vote' && !message.transfer && this.leader !== undefined && this.#elapsed < ELECTION_TICKS) {
      this.#notice({ kind: 'ignored', term: message.term, from: message.from, leader: this.leader });
      return false;
    }
    if (this.role === 'leader') this.#notice({ kind: 'newer-term', term: message.term, from: message.from });
    const isFromLeader = message.kind === 'append' || message.kind === 'heartbeat' || message.kind === 'snapshot';
    this.#becomeFollower(message.term, isFromLeader ? message.from : undefined);
    return true;
  }

  /** A leader of the past learns from the answer that it is one. */
  #answerOlderTerm(message: Message<T, S>): void {
    if (message.kind !== 'append' && message.kind !== 'heartbeat') return;
    this.#send(message.from, { kind: 'append-answer', rejected: false, index: 0, hint: 0 });
  }

  #vote(message: Message<T, S> & { kind: 'vote' }): void {
    const { vote } = this.#disk;
    const isFree = vote === message.from || (vote === undefined && this.leader === undefined);
    const isUpToDate = this.#log.isUpToDate(message.lastIndex, message.lastTerm);
    const granted = isFree && isUpToDate;
    const why = granted ? 'granted' : isUpToDate ? 'taken' : 'log';
    this.#notice({ kind: 'vote', term: this.term, from: message.from, why, vote });
    if (granted) {
      this.#disk.vote = message.from;
      this.#elapsed = 0;
    }
    this.#send(message.from, { kind: 'vote-answer', granted });
  }

  #countVote(from: RaftId, granted: boolean): void {
    if (this.role !== 'candidate' || !this.#members.has(from)) return;
    this.#votes.set(from, granted);
    const inFavour = [...this.#votes.values()].filter(Boolean).length;
    if (inFavour >= this.quorum()) this.#becomeLeader();
    else if (this.#votes.size - inFavour >= this.quorum()) {
      this.#notice({ kind: 'lost', term: this.term, against: this.#votes.size - inFavour });
      this.#becomeFollower(this.term, undefined);
    }
  }

  // ---- followers

  #stepFollower(message: Message<T, S>): void {
    switch (message.kind) {
      case 'append':
        this.#hear(message.from);
        this.#takeEntries(message);
        return;
      case 'heartbeat':
        this.#hear(message.from);
        this.#commitTo(message.commit);
        this.#send(message.from, { kind: 'heartbeat-answer' });
        return;
      case 'snapshot':
        this.#hear(message.from);
        this.#takeSnapshot(message.from, message.snapshot);
        return;
      case 'timeout-now':
        this.campaign(true);
        return;
      default:
        return;
    }
  }

  #hear(leader: RaftId): void {
    if (this.role === 'candidate') this.#becomeFollower(this.term, leader);
    if (this.leader !== leader) this.#notice({ kind: 'follows', term: this.term, leader });
    this.leader = leader;
    this.#elapsed = 0;
  }

  #takeEntries(message: Message<T, S> & { kind: 'append' }): void {
    const { from, previousIndex, previousTerm, entries } = message;
    if (previousIndex < this.commit) {
      this.#send(from, { kind: 'append-answer', rejected: false, index: this.commit, hint: 0 });
      return;
    }
    if (this.#log.term(previousIndex) !== previousTerm) {
      const hint = this.#log.lastNotAbove(previousIndex, previousTerm);
      this.#send(from, { kind: 'append-answer', rejected: true, index: previousIndex, hint });
      return;
    }
    this.#log.merge(entries);
    const last = previousIndex + entries.length;
    this.#commitTo(Math.min(message.commit, last));
    this.#send(from, { kind: 'append-answer', rejected: false, index: last, hint: 0 });
  }

  #takeSnapshot(from: RaftId, snapshot: Snapshot<S>): void {
    if (snapshot.index > this.commit) {
      this.#log.restore(snapshot);
      this.#disk.commit = snapshot.index;
      this.applied = snapshot.index;
      this.#restored = snapshot;
      this.#members.clear();
      for (const member of snapshot.members) this.#members.set(member.id, member);
    }
    this.#send(from, { kind: 'append-answer', rejected: false, index: this.commit, hint: 0 });
  }

  #commitTo(index: number): void {
    const reached = Math.min(index, this.#log.lastIndex);
    if (reached > this.commit) this.#disk.commit = reached;
  }

  // ---- leaders

  #stepLeader(message: Message<T, S>): void {
    const progress = this.#progress.get(message.from);
    if (progress === undefined) return;
    progress.active = true;
    if (message.kind === 'append-answer') this.#takeAnswer(message, progress);
    if (message.kind === 'heartbeat-answer') {
      progress.paused = false;
      if (progress.match < this.#log.lastIndex) this.#sendAppend(message.from, true);
    }
  }

  #takeAnswer(message: Message<T, S> & { kind: 'append-answer' }, progress: Progress): void {
    const { from } = message;
    if (message.rejected) {
      if (progress.reject(message.index, message.hint)) this.#sendAppend(from);
      return;
    }
    const isNews = progress.acknowledge(message.index);
    if (isNews && this.#advanceCommit()) for (const id of this.#progress.keys()) this.#sendAppend(id, true);
    else if (progress.next <= this.#log.lastIndex) this.#sendAppend(from);
    if (this.#transferee === from && progress.match === this.#log.lastIndex) this.#send(from, { kind: 'timeout-now' });
  }

  #append(body: { kind: 'empty' } | { kind: 'data'; data: T } | { kind: 'members'; change: MemberChange }): number {
    const index = this.#log.lastIndex + 1;
    this.#log.append({ term: this.term, index, ...body });
    if (!this.#advanceCommit()) for (const id of this.#progress.keys()) this.#sendAppend(id);
    return index;
  }

  #matchOf(id: RaftId): number {
    return id === this.id ? this.#log.lastIndex : (this.#progress.get(id)?.match ?? 0);
  }

  /** Commits what a majority has, if the newest of it is of this term. True when that is news. */
  #advanceCommit(): boolean {
    const matches = [...this.#members.keys()].map((id) => this.#matchOf(id)).sort((a, b) => b - a);
    const reached = matches[this.quorum() - 1] ?? 0;
    if (reached <= this.commit || this.#log.term(reached) !== this.term) return false;
    this.#disk.commit = reached;
    return true;
  }

  /** Sends what a follower lacks; with `evenEmpty` also when that is only the news of what is committed. */
  #sendAppend(to: RaftId, evenEmpty = false): void {
    const progress = this.#progress.get(to);
    if (progress === undefined || progress.state === 'snapshot' || progress.paused) return;
    const previousIndex = progress.next - 1;
    const previousTerm = this.#log.term(previousIndex);
    if (previousTerm === undefined || progress.next < this.#log.firstIndex) {
      this.#sendSnapshot(to, progress);
      return;
    }
    const entries = this.#log.slice(progress.next, MAX_ENTRIES_PER_MESSAGE);
    if (entries.length === 0 && !evenEmpty && progress.state === 'replicate') return;
    this.#send(to, { kind: 'append', previousIndex, previousTerm, entries, commit: this.commit });
    if (progress.state === 'probe') progress.paused = true;
    else progress.next += entries.length;
  }

  #sendSnapshot(to: RaftId, progress: Progress): void {
    const { snapshot } = this.#log;
    invariant(snapshot !== undefined, 'entries go only when a snapshot has taken their place');
    progress.sendsSnapshot(snapshot.index);
    this.#send(to, { kind: 'snapshot', snapshot });
  }

  #applyMembers({ action, member }: MemberChange): void {
    if (action === 'add') {
      this.#members.set(member.id, member);
      if (this.role !== 'leader' || member.id === this.id || this.#progress.has(member.id)) return;
      const progress = new Progress(this.#log.lastIndex + 1);
      // So that a newcomer does not cost the quorum before it could say anything.
      progress.active = true;
      this.#progress.set(member.id, progress);
      this.#sendAppend(member.id);
      return;
    }
    this.#members.delete(member.id);
    this.#progress.delete(member.id);
    if (this.#transferee === member.id) this.#transferee = undefined;
    if (member.id === this.id && this.role === 'leader') this.#becomeFollower(this.term, undefined);
    else if (this.role === 'leader' && this.#advanceCommit())
      for (const id of this.#progress.keys()) this.#sendAppend(id, true);
  }

  #others(): readonly RaftId[] {
    return [...this.#members.keys()].filter((id) => id !== this.id);
  }

  #send(to: RaftId, body: Body<Message<T, S>>): void {
    this.#outbox.push({ from: this.id, to, term: this.term, ...body } as Message<T, S>);
  }
}
