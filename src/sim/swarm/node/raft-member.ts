// A manager's membership of the raft group: ticks, messages to the other managers, the store that committed entries change.
// Source: swarmkit manager/state/raft/raft.go. Not modelled: encryption of the log on disk, the WAL's own files.
import { invariant } from '../../base/bug.ts';
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import { type Blocking, sleepUntil, type Task, WaitQueue } from '../../des/task.ts';
import type { Machine } from '../../host/machine.ts';
import { SwarmError } from '../errors.ts';
import type { ManagerStatus } from '../objects.ts';
import type { Chronicle } from '../raft/chronicle.ts';
import type { Disk, Entry, Member, MemberChange, Message, RaftId } from '../raft/message.ts';
import type { ProgressState } from '../raft/progress.ts';
import { type Committed, ELECTION_TICKS, Raft, type Role } from '../raft/raft.ts';
import type { Connection } from '../rpc/client.ts';
import type { Credentials } from '../rpc/credentials.ts';
import type { Proposer, StoreAction } from '../store/actions.ts';
import { Store, type StoreSnapshot } from '../store/store.ts';
import { PeerLink } from './peer-link.ts';

/** TickInterval: 1 s. */
const TICK: SimTime = SECOND;
/** Raft.SnapshotInterval and LogEntriesForSlowFollowers of the default cluster. */
const SNAPSHOT_INTERVAL = 10_000;
const KEPT_ENTRIES = 500;

/** What an entry of the log says: one transaction of the store, with a number by which its proposer knows it again. */
export interface Proposal {
  readonly id: string;
  readonly actions: readonly StoreAction[];
}

export type ManagerDisk = Disk<Proposal, StoreSnapshot>;
export type RaftMessage = Message<Proposal, StoreSnapshot>;

export const NO_LEADER =
  "The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.";

const lostLeadership = (): SwarmError => new SwarmError('Unknown', 'node lost leader status');

/** A proposal that waits for its commit. */
interface Waiting {
  index: number | undefined;
  failed: boolean;
  readonly decided: WaitQueue;
}

export interface RaftMemberOptions {
  readonly machine: Machine;
  readonly raftId: RaftId;
  readonly disk: ManagerDisk;
  /** Where elections are told, for looking at. */
  readonly chronicle: Chronicle;
  /** The wall clock as RFC 3339 text, for the store. */
  readonly now: () => string;
  readonly credentials: () => Credentials;
  /** Called when this member begins to lead, knowing all that was committed before, and when it ceases to. */
  readonly onLeadership: (leads: boolean) => void;
  /** Called when this member has been removed from the group. */
  readonly onRemoved: () => void;
}

/** A member as an inspector shows it. */
export interface RaftState {
  readonly role: Role;
  readonly term: number;
  /** Whom it voted for in this term. */
  readonly vote: RaftId | undefined;
  readonly commit: number;
  readonly applied: number;
  readonly lastIndex: number;
  /** Those that are kept. */
  readonly entries: readonly Entry<Proposal>[];
  readonly followers: readonly {
    readonly nodeId: string;
    readonly match: number;
    readonly next: number;
    readonly how: ProgressState;
  }[];
}

export class RaftMember implements Proposer {
  readonly raftId: RaftId;
  readonly store: Store;
  /** Woken when leadership or membership has changed. */
  readonly changed = new WaitQueue();
  readonly #options: RaftMemberOptions;
  readonly #raft: Raft<Proposal, StoreSnapshot>;
  readonly #links = new Map<RaftId, PeerLink>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #ticker: Task<void>;
  #met: readonly Member[] = [];
  #proposals = 0;
  #ticksWithoutLeader = 0;
  #leads = false;
  /** Index of the first entry of the term in which this member leads; 0 while it does not. */
  #termBegan = 0;
  #knownLeader: RaftId | undefined;
  #wasMember = false;
  #flushing = false;
  #closed = false;
  #lastSnapshot = 0;

  constructor(options: RaftMemberOptions) {
    this.#options = options;
    this.raftId = options.raftId;
    this.store = new Store(this, options.now);
    const { chronicle, disk, machine } = options;
    const { scheduler } = machine;
    chronicle.begin(options.raftId, disk.term, scheduler.now);
    this.#raft = new Raft(options.raftId, disk, machine.random('raft elections'), (happening) =>
      chronicle.add(happening, scheduler.now),
    );
    this.#flush();
    this.#ticker = machine.startTask(this.#ticks());
  }

  get version(): number {
    return this.#raft.commit;
  }

  get leads(): boolean {
    return this.#raft.role === 'leader';
  }

  /** The member that leads, as far as this one knows. */
  leader(): Member | undefined {
    return this.#find(this.#raft.leader);
  }

  /** ErrLostQuorum: no leader has been heard of for more than an election timeout. */
  get isLeaderless(): boolean {
    return this.#raft.leader === undefined && this.#ticksWithoutLeader > ELECTION_TICKS;
  }

  members(): readonly Member[] {
    return this.#raft.members();
  }

  /** The raft part of what an inspector shows: term, vote, commit, the entries that are kept, what a leader knows of the others' logs. */
  state(): RaftState {
    const { role, term, vote, commit, applied, lastIndex } = this.#raft;
    const followers = this.members().flatMap(({ id, nodeId }) => {
      const progress = this.leads ? this.#raft.progressOf(id) : undefined;
      return progress === undefined
        ? []
        : [{ nodeId, match: progress.match, next: progress.next, how: progress.state }];
    });
    return { role, term, vote, commit, applied, lastIndex, entries: this.#raft.entries(), followers };
  }

  /** What `docker node ls` says of a node as a manager; undefined for those that are none. */
  statusOf(nodeId: string): ManagerStatus | undefined {
    const member = this.members().find((other) => other.nodeId === nodeId);
    if (member === undefined) return undefined;
    const isReachable = this.#links.get(member.id)?.active ?? true;
    return {
      ...(member.id === this.#raft.leader ? { Leader: true } : {}),
      Reachability: isReachable ? 'reachable' : 'unreachable',
      Addr: member.addr,
    };
  }

  /** Whether the group keeps its quorum when this node's member goes. Source: raft.go CanRemoveMember. */
  canRemove(nodeId: string): boolean {
    const rest = this.members().filter((member) => member.nodeId !== nodeId);
    if (rest.length === 0) return false;
    const reachable = rest.filter(({ nodeId: other }) => this.statusOf(other)?.Reachability === 'reachable');
    return reachable.length >= Math.floor(rest.length / 2) + 1;
  }

  /** Tells a newcomer of the members, until the log does. */
  meet(members: readonly Member[]): void {
    this.#met = members;
  }

  /** A connection to another manager. */
  connectTo(member: Member): Blocking<Connection> {
    return this.#link(member).connect();
  }

  /** Stands for election at once: of a group's only member. */
  campaign(): void {
    this.#raft.campaign();
    this.#flush();
  }

  receive(message: RaftMessage): void {
    this.#raft.step(message);
    this.#flush();
  }

  *propose(actions: readonly StoreAction[]): Blocking<number> {
    const id = `${this.raftId}:${this.#proposals++}`;
    const waiting: Waiting = { index: undefined, failed: false, decided: new WaitQueue() };
    this.#waiting.set(id, waiting);
    try {
      if (this.#closed || this.#raft.propose({ id, actions }) === undefined) throw lostLeadership();
      this.#flush();
      while (waiting.index === undefined) {
        if (waiting.failed) throw lostLeadership();
        yield { on: [waiting.decided] };
      }
      return waiting.index;
    } finally {
      this.#waiting.delete(id);
    }
  }

  /** Adds or removes a member; returns when that is committed. */
  *changeMembers(change: MemberChange): Blocking<void> {
    const isDone = (): boolean =>
      this.members().some(({ id }) => id === change.member.id) === (change.action === 'add');
    while (!isDone()) {
      if (!this.leads || this.#closed) throw lostLeadership();
      this.#raft.proposeMembers(change);
      this.#flush();
      if (!isDone()) yield* sleepUntil(this.#options.machine.scheduler.now + TICK, this.changed);
    }
  }

  /** Removes a node's member. A leader that is to go hands over first: its successor removes it. */
  *remove(nodeId: string): Blocking<void> {
    const member = this.members().find((other) => other.nodeId === nodeId);
    if (member === undefined) return;
    if (member.id === this.raftId) {
      this.transferLeadership();
      throw new SwarmError('Unavailable', 'leadership is being transferred');
    }
    yield* this.changeMembers({ action: 'remove', member });
  }

  /** Hands leadership to a member that is reachable, if there is one. */
  transferLeadership(): void {
    const heir = this.members().find(({ id }) => id !== this.raftId && this.#raft.isActive(id));
    if (heir === undefined) return;
    this.#raft.transferLeadership(heir.id);
    this.#flush();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ticker.kill();
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
    this.#failWaiting();
  }

  *#ticks(): Blocking<void> {
    const { scheduler } = this.#options.machine;
    for (let next = scheduler.now + TICK; ; next += TICK) {
      yield* sleepUntil(next);
      this.#raft.tick();
      this.#ticksWithoutLeader = this.#raft.leader === undefined ? this.#ticksWithoutLeader + 1 : 0;
      this.#flush();
    }
  }

  /** Sends what is to be sent and applies what is committed, until there is nothing left of either. Source: raft.go Run. */
  #flush(): void {
    if (this.#flushing || this.#closed) return;
    this.#flushing = true;
    for (;;) {
      // First what is to be sent: who has just been removed hears of it as long as it is known here.
      const messages = this.#raft.takeMessages();
      for (const message of messages) this.#post(message);
      const committed = this.#raft.takeCommitted();
      for (const item of committed) this.#apply(item);
      if (committed.length === 0 && messages.length === 0) break;
    }
    this.#flushing = false;
    this.#compact();
    this.#noticeChanges();
  }

  #apply(item: Committed<Proposal, StoreSnapshot>): void {
    if (item.kind === 'snapshot') {
      this.#lastSnapshot = item.snapshot.index;
      this.store.restore(item.snapshot.state);
    } else if (item.entry.kind === 'data') {
      const { id, actions } = item.entry.data;
      this.store.applyCommitted(actions, item.entry.index);
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) return;
      waiting.index = item.entry.index;
      waiting.decided.wake();
    } else if (item.entry.kind === 'members') {
      this.#dropOldLinks();
      this.changed.wake();
    }
  }

  #post(message: RaftMessage): void {
    const member = this.#find(message.to);
    if (member !== undefined) this.#link(member).post(message);
  }

  #find(id: RaftId | undefined): Member | undefined {
    const is = (member: Member): boolean => member.id === id;
    return this.members().find(is) ?? this.#met.find(is);
  }

  #link(member: Member): PeerLink {
    const known = this.#links.get(member.id);
    if (known?.addr === member.addr) return known;
    known?.close();
    const { machine, credentials } = this.#options;
    const link = new PeerLink(machine, member.addr, credentials, () => {
      this.#raft.reportUnreachable(member.id);
      this.#flush();
    });
    this.#links.set(member.id, link);
    return link;
  }

  #dropOldLinks(): void {
    const ids = new Set(this.members().map(({ id }) => id));
    for (const [id, link] of this.#links) {
      if (ids.has(id)) continue;
      link.drain();
      this.#links.delete(id);
    }
  }

  #compact(): void {
    if (this.#raft.applied - this.#lastSnapshot < SNAPSHOT_INTERVAL) return;
    this.#lastSnapshot = this.#raft.applied;
    this.#raft.compact(this.store.snapshot(), KEPT_ENTRIES);
  }

  #noticeChanges(): void {
    const isMember = this.members().some(({ id }) => id === this.raftId);
    if (this.#wasMember && !isMember) this.#options.onRemoved();
    this.#wasMember = isMember;
    if (this.#raft.leader !== this.#knownLeader) this.changed.wake();
    this.#knownLeader = this.#raft.leader;
    if (this.leads && this.#termBegan === 0) this.#termBegan = this.#raft.lastIndex;
    if (!this.leads) this.#termBegan = 0;
    // A leader knows all that was committed before it when the first entry of its own term is.
    const leads = this.leads && this.#raft.applied >= this.#termBegan;
    if (leads === this.#leads) return;
    this.#leads = leads;
    if (!leads) this.#failWaiting();
    this.#options.onLeadership(leads);
    this.changed.wake();
  }

  #failWaiting(): void {
    for (const waiting of this.#waiting.values()) {
      waiting.failed = true;
      waiting.decided.wake();
    }
  }
}

/**
 * Makes a group of one out of what a disk holds: what was not committed is dropped, and every other member is removed, as if all had
 * agreed. Source: storage.go readWAL, raft.go getIDs and createConfigChangeEnts for ForceNewCluster.
 */
export function forceNewCluster(disk: ManagerDisk, self: Member): void {
  disk.entries = disk.entries.filter(({ index }) => index <= disk.commit);
  const members = new Map((disk.snapshot?.members ?? []).map((member) => [member.id, member]));
  for (const entry of disk.entries) {
    if (entry.kind !== 'members') continue;
    if (entry.change.action === 'add') members.set(entry.change.member.id, entry.change.member);
    else members.delete(entry.change.member.id);
  }
  invariant(members.has(self.id), 'who makes a new cluster of an old one was a member of it');
  for (const member of members.values()) {
    if (member.id === self.id) continue;
    const index = (disk.entries.at(-1)?.index ?? disk.snapshot?.index ?? 0) + 1;
    disk.entries.push({ kind: 'members', term: disk.term, index, change: { action: 'remove', member } });
  }
  disk.commit = disk.entries.at(-1)?.index ?? disk.commit;
}
