// What happens to a raft member around elections, for looking at: who stood, who voted for whom and why not, who leads.
// Source: ours; the occasions are those of etcd raft/raft.go's log lines (campaign, poll, becomeLeader, stepDown).
// Not modelled: anything that is in the log itself.
import type { RaftId } from './message.ts';

export type RaftHappening = {
  readonly term: number;
} /** It stands for election, after so many ticks without a leader; `transfer`: because the leader told it to. */ & (
  | { readonly kind: 'candidate'; readonly silent: number; readonly transfer: boolean }
  /** It answers who asks for its vote. `taken`: it has voted already, or knows a leader; `log`: its own log is ahead. */
  | {
      readonly kind: 'vote';
      readonly from: RaftId;
      readonly why: 'granted' | 'taken' | 'log';
      readonly vote: RaftId | undefined;
    }
  /** It does not listen to who asks for its vote: it hears its leader. */
  | { readonly kind: 'ignored'; readonly from: RaftId; readonly leader: RaftId }
  | { readonly kind: 'leader'; readonly votes: readonly RaftId[]; readonly of: number }
  /** A majority has refused it. */
  | { readonly kind: 'lost'; readonly against: number }
  /** It takes another for its leader. */
  | { readonly kind: 'follows'; readonly leader: RaftId }
  /** It led, and has heard from no majority for an election timeout. */
  | { readonly kind: 'no-quorum' }
  /** It led, and learns of a newer term. */
  | { readonly kind: 'newer-term'; readonly from: RaftId }
);

/** Beside what raft does: the manager's process has started again, with what its disk holds. */
export type MemberHappening = RaftHappening | { readonly kind: 'restarted'; readonly term: number };

/** With the time at which it happened. */
export type TimedHappening = MemberHappening & { readonly time: number };
