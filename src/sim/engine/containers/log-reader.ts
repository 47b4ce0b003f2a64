// A container's log, read on from where it was read to.
// Source: moby daemon/logger/jsonfilelog/read.go, loggerutils/follow.go.
// Not modelled: nothing known.
import type { WaitQueue } from '../../des/task.ts';
import type { Moment } from '../clock.ts';
import type { ContainerLog, LogLine } from './log.ts';

/** Which lines. */
export interface LogSelection {
  readonly stdout: boolean;
  readonly stderr: boolean;
  /** How many of the last ones that there are at first; undefined for all. */
  readonly tail: number | undefined;
  readonly since: Moment | undefined;
  readonly until: Moment | undefined;
}

export class LogReader {
  readonly #log: ContainerLog;
  readonly #selection: LogSelection;
  #next = 0;
  #tail: number | undefined;

  constructor(log: ContainerLog, selection: LogSelection) {
    this.#log = log;
    this.#selection = selection;
    this.#tail = selection.tail;
  }

  /** Woken when there may be more. */
  get changed(): WaitQueue {
    return this.#log.changed;
  }

  /** The lines that have come since the last time. */
  pull(): readonly LogLine[] {
    const { since = 0, until = Number.POSITIVE_INFINITY } = this.#selection;
    const lines = this.#log
      .since(this.#next)
      .filter((line) => this.#selection[line.channel] && line.at >= since && line.at <= until);
    this.#next = this.#log.next;
    const tail = this.#tail;
    this.#tail = undefined;
    if (tail === undefined) return lines;
    return tail === 0 ? [] : lines.slice(-tail);
  }
}
