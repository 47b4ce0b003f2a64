// Answers the list of records out of a world's trace: slice by slice, so that a long search holds nothing up.

import { captureFile } from '../../sim/trace/capture.ts';
import type { TraceRecord } from '../../sim/trace/record.ts';
import type { World } from '../../sim/world.ts';
import { compileFilter, type Predicate } from '../filter/compile.ts';
import { FilterError, type FilterProblem } from '../filter/problem.ts';
import { Subject } from '../filter/subject.ts';
import { filtersFor } from '../filter/suggest.ts';
import { Causes } from './causes.ts';
import { flowNumber, flowText } from './flow.ts';
import {
  type CaptureScope,
  FOUND_COLUMNS,
  type Found,
  foundColumn,
  type Grouping,
  type GroupTitle,
  type RecordQuery,
} from './query.ts';

/** Real milliseconds that one slice of a search may last. */
const SLICE_MS = 12;
/** The clock is looked at once for so many records. */
const BETWEEN_LOOKS = 32;
/** Rows and titles that are spelt out at once, at most. */
const MOST_ROWS = 500;

type Compiled = { readonly filter: string; readonly predicate: Predicate } | { readonly problem: FilterProblem };

function compiled(filter: string): Compiled {
  try {
    return { filter, predicate: compileFilter(filter) };
  } catch (error) {
    if (error instanceof FilterError) return { problem: error.problem };
    throw error;
  }
}

export class RecordFinder {
  readonly #world: World;
  readonly #now: () => number;
  readonly #end: () => number;
  readonly #causes: Causes;
  #compiled: Compiled | undefined;

  /** `now` gives real milliseconds; `end` the record from which on nothing is to be seen yet. */
  constructor(world: World, now: () => number, end: () => number = () => Number.POSITIVE_INFINITY) {
    this.#world = world;
    this.#now = now;
    this.#end = end;
    this.#causes = new Causes(world);
  }

  /** Looks at the records before number `to`, back to `from` or as far as one slice gets. */
  find(query: RecordQuery, from: number, to: number): Found {
    const { trace } = this.#world;
    const end = this.#seen;
    const question = this.#question(query);
    if (typeof question !== 'function') return { rows: new Float64Array(0), reached: to, problem: question };
    const lowest = Math.max(from, trace.first);
    const ends = this.#now() + SLICE_MS;
    const rows: number[] = [];
    let seq = Math.min(to, end);
    while (seq > lowest) {
      seq--;
      const subject = question(seq);
      if (subject !== undefined) this.#add(rows, subject, query.group);
      if (seq % BETWEEN_LOOKS === 0 && this.#now() >= ends) break;
    }
    return { rows: Float64Array.from(rows), reached: seq <= lowest ? from : seq };
  }

  /** One past the last record that may be seen. */
  get #seen(): number {
    return Math.min(this.#world.trace.next, this.#end());
  }

  #add(rows: number[], subject: Subject, group: Grouping): void {
    const row = new Array<number>(FOUND_COLUMNS);
    row[foundColumn.seq] = subject.seq;
    row[foundColumn.group] = this.#groupOf(subject, group);
    row[foundColumn.from] = subject.device.uid;
    row[foundColumn.to] = subject.peer?.uid ?? -1;
    rows.push(...row);
  }

  #groupOf(subject: Subject, group: Grouping): number {
    if (group === 'none') return 0;
    return group === 'flow' ? flowNumber(subject.layers) : this.#causes.of(subject.outcome.journey).number;
  }

  /** What answers a record's subject if the query selects it; or why there is no query. */
  #question({ filter, show, background }: RecordQuery): FilterProblem | ((seq: number) => Subject | undefined) {
    if (this.#compiled === undefined || !('filter' in this.#compiled) || this.#compiled.filter !== filter) {
      this.#compiled = compiled(filter);
    }
    if ('problem' in this.#compiled) return this.#compiled.problem;
    const { predicate } = this.#compiled;
    const { trace, startsAt } = this.#world;
    return (seq) => {
      const subject = Subject.at(trace, seq, startsAt);
      if (subject === undefined) return undefined;
      const { kind, background: isBehind } = subject.outcome;
      if (isBehind && !background) return undefined;
      if (show !== 'all' && kind !== 'drop' && (show === 'drops' || kind !== 'hop')) return undefined;
      return predicate(subject) ? subject : undefined;
    };
  }

  /** The records of these numbers, as far as they are kept. */
  rows(seqs: Float64Array): TraceRecord[] {
    const { trace } = this.#world;
    const end = this.#seen;
    return [...seqs.subarray(0, MOST_ROWS)].flatMap((seq) => (seq < end ? (trace.record(seq) ?? []) : []));
  }

  /** What the groups are called that these records are of. */
  titles(group: Grouping, seqs: Float64Array): GroupTitle[] {
    return [...seqs.subarray(0, MOST_ROWS)].map((seq) => {
      const subject = Subject.at(this.#world.trace, seq);
      if (subject === undefined) return { text: '' };
      if (group === 'flow') return { text: flowText(subject.layers) };
      const { text, host } = this.#causes.of(subject.outcome.journey);
      return host === undefined ? { text } : { text, host };
    });
  }

  /** The next record (1) of the same conversation that the query selects, or the one before (-1). */
  along(query: RecordQuery, seq: number, step: 1 | -1): number | undefined {
    const { trace } = this.#world;
    const here = Subject.at(trace, seq);
    const question = this.#question(query);
    if (here === undefined || typeof question !== 'function') return undefined;
    const flow = flowNumber(here.layers);
    const end = this.#seen;
    for (let at = seq + step; at >= trace.first && at < end; at += step) {
      const subject = question(at);
      if (subject !== undefined && flowNumber(subject.layers) === flow) return at;
    }
    return undefined;
  }

  /** Filters that a record's own values make. */
  filtersFor(seq: number): string[] {
    const subject = Subject.at(this.#world.trace, seq);
    return subject === undefined ? [] : filtersFor(subject);
  }

  /** The packets of a scope as a pcapng file. */
  capture({ query, device }: CaptureScope): Uint8Array {
    const { trace, startsAt } = this.#world;
    const question = query === undefined ? undefined : this.#question(query);
    return captureFile(trace, startsAt, {
      end: this.#seen,
      ...(typeof question === 'function' ? { record: (seq: number) => question(seq) !== undefined } : {}),
      ...(device === undefined ? {} : { device: (uid: number) => uid === device }),
    });
  }
}
