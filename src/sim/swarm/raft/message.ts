// What raft members say to each other, and what they write down.
// Source: Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm" (2014); etcd raftpb/raft.proto.
// Not modelled: joint consensus, learners, read indexes: swarmkit does not use them.

/** A member's number in the raft group: hexadecimal, chosen at random when it joins. */
export type RaftId = string;

/** One change of the members, as an entry of the log. */
export interface MemberChange {
  readonly action: 'add' | 'remove';
  readonly member: Member;
}

/** A member as the whole group knows it. */
export interface Member {
  readonly id: RaftId;
  readonly nodeId: string;
  /** `192.168.99.101:2377`. */
  readonly addr: string;
}

/** An entry of the log. `empty` ones mark the begin of a leader's term. */
export type Entry<T> = { readonly term: number; readonly index: number } & (
  | { readonly kind: 'empty' }
  | { readonly kind: 'data'; readonly data: T }
  | { readonly kind: 'members'; readonly change: MemberChange }
);

/** All that entries up to `index` have led to, in place of these entries. */
export interface Snapshot<S> {
  readonly index: number;
  readonly term: number;
  readonly members: readonly Member[];
  readonly state: S;
}

export type Message<T, S> = { readonly from: RaftId; readonly to: RaftId; readonly term: number } & (
  | {
      readonly kind: 'vote';
      readonly lastIndex: number;
      readonly lastTerm: number;
      /** Asked for by the leader itself, who hands over: answered in spite of the lease. */
      readonly transfer: boolean;
    }
  | { readonly kind: 'vote-answer'; readonly granted: boolean }
  | {
      readonly kind: 'append';
      readonly previousIndex: number;
      readonly previousTerm: number;
      readonly entries: readonly Entry<T>[];
      readonly commit: number;
    }
  /** `index` is the last entry that is known to be equal or, when rejected, the one that did not fit; `hint` is where to go on. */
  | { readonly kind: 'append-answer'; readonly rejected: boolean; readonly index: number; readonly hint: number }
  | { readonly kind: 'heartbeat'; readonly commit: number }
  | { readonly kind: 'heartbeat-answer' }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot<S> }
  | { readonly kind: 'timeout-now' }
);

/** What a member's disk keeps. Written before any message that rests on it leaves. */
export interface Disk<T, S> {
  term: number;
  /** Whom it voted for in this term. */
  vote: RaftId | undefined;
  commit: number;
  snapshot: Snapshot<S> | undefined;
  /** Without gaps; the first follows the snapshot, or repeats its last entries for slow followers. */
  entries: Entry<T>[];
}

/** The disk of a group's first member: it alone is in, and all of that is committed. */
export function firstDisk<T, S>(member: Member): Disk<T, S> {
  const entry: Entry<T> = { term: 1, index: 1, kind: 'members', change: { action: 'add', member } };
  return { term: 1, vote: undefined, commit: 1, snapshot: undefined, entries: [entry] };
}

/** A disk on which nothing has been written: of who joins a group and is told the rest. */
export function emptyDisk<T, S>(): Disk<T, S> {
  return { term: 0, vote: undefined, commit: 0, snapshot: undefined, entries: [] };
}
