// When packets were dropped on a branch, as a line of time marks it.
import { dropReasons, HOP_COLUMNS, hopColumn, ordinaryDrops } from '../sim/trace/record.ts';
import type { Trace } from '../sim/trace/trace.ts';

/** Drops that are remembered by their times; of more, only every other is. */
const MOST_DROPS = 2000;

export class Drops {
  #times: number[] = [];
  /** The number of the next record to look at. */
  #next = 0;
  /** How many drops one remembered time stands for. */
  #each = 1;
  #skipped = 0;

  get count(): number {
    return this.#times.length;
  }

  get times(): readonly number[] {
    return this.#times;
  }

  get each(): number {
    return this.#each;
  }

  /** Takes in what the trace has come to since the last look. */
  look(trace: Trace): void {
    if (trace.next <= this.#next) return;
    const packed = trace.packHops(this.#next, false);
    this.#next = trace.next;
    for (let at = 0; at < packed.length; at += HOP_COLUMNS) {
      const reason = dropReasons[(packed[at + hopColumn.drop] ?? 0) - 1];
      if (reason === undefined || ordinaryDrops.has(reason) || ++this.#skipped < this.#each) continue;
      this.#skipped = 0;
      this.#times.push(packed[at + hopColumn.time] ?? 0);
    }
    while (this.#times.length > MOST_DROPS) {
      this.#times = this.#times.filter((_, i) => i % 2 === 0);
      this.#each *= 2;
    }
  }

  /** Those until `time`, of a world that has come to record `next`. */
  until(time: number, next: number): Drops {
    const copy = new Drops();
    copy.#times = this.#times.filter((one) => one <= time);
    copy.#each = this.#each;
    copy.#next = Math.min(this.#next, next);
    return copy;
  }
}
