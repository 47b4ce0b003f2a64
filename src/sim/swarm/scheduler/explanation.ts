// Why a task is on its node, or on none: what the scheduler saw of every node when it decided.
// Source: ours; swarmkit leaves only the text behind.
// Not modelled: the history of decisions: the last one is kept.
import type { SimTime } from '../../des/scheduler.ts';

/** A node as it stood before the decision. */
export interface Candidate {
  readonly nodeId: string;
  readonly hostname: string;
  /** Active tasks of the same service: the fewest win … */
  readonly tasksOfService: number;
  /** … then the fewest active tasks at all. */
  readonly tasks: number;
  /** Failures of this version of the service here in the last five minutes: from five on they count most. */
  readonly failures: number;
  /** The filter that held it back when it was last looked at. */
  readonly excludedBy?: string;
}

export interface Explanation {
  readonly time: SimTime;
  /** The better choice first, as things stood before any task of the same group was placed. */
  readonly candidates: readonly Candidate[];
  /** The filters that had a say, in the order in which they were asked: the first that refuses a node ends its turn. */
  readonly filters: readonly string[];
  /** The winner. */
  readonly nodeId?: string;
  /** In swarmkit's words, when there is no winner. */
  readonly text: string;
}
