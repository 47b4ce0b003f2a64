// What the list of records asks for, and what it is answered. Plain data.
import type { FieldType, FilterProblem } from '../filter/problem.ts';

export type Grouping = 'none' | 'flow' | 'cause';

export interface RecordQuery {
  /** In the language of Wireshark's display filters; empty for all. */
  readonly filter: string;
  /** `packets`: hops and drops. */
  readonly show: 'packets' | 'drops' | 'all';
  /** With a swarm's background traffic. */
  readonly background: boolean;
  readonly group: Grouping;
}

/** Columns of a found record. `group` is 0 unless something is grouped; `to` is -1 but for hops. */
export const foundColumn = { seq: 0, group: 1, from: 2, to: 3 } as const;
export const FOUND_COLUMNS = 4;

/** One slice of a search, which goes from the newest record to the oldest. */
export interface Found {
  /** Rows of `FOUND_COLUMNS` numbers, newest first. Transferred. */
  readonly rows: Float64Array;
  /** All records from this number on have been looked at. */
  readonly reached: number;
  /** Nothing has been looked at: the filter cannot be read. */
  readonly problem?: FilterProblem;
}

/** What a group is. Of a flow its protocol and ends, of a cause the command or program behind it. */
export interface GroupTitle {
  readonly text: string;
  /** Where a command was typed or a program runs. */
  readonly host?: string;
}

export interface FilterWord {
  readonly text: string;
  /** Of a field. */
  readonly type?: FieldType;
  readonly what?: string;
}

export interface FilterHelp {
  readonly problem?: FilterProblem;
  /** What might stand in place of the text from `from` to `to`. */
  readonly from: number;
  readonly to: number;
  readonly words: readonly FilterWord[];
}

/** Which packets a capture file has: those of a query, or those that a device has seen. */
export interface CaptureScope {
  readonly query?: RecordQuery;
  /** By its uid. */
  readonly device?: number;
}
