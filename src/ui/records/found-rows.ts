// The rows that a search has found so far, oldest first: it grows at both ends, and forgets what the trace forgets.
import { FOUND_COLUMNS, foundColumn } from '../../session/protocol.ts';

type Column = keyof typeof foundColumn;

export class FoundRows {
  /** Found by looking back, newest first. */
  readonly #older: number[] = [];
  /** What has come since the search began, oldest first. */
  readonly #newer: number[] = [];
  /** Rows at the beginning of `#newer` that are forgotten. */
  #forgotten = 0;

  get count(): number {
    return (this.#older.length + this.#newer.length) / FOUND_COLUMNS - this.#forgotten;
  }

  at(index: number, column: Column): number {
    const older = this.#older.length / FOUND_COLUMNS;
    const offset = foundColumn[column];
    if (index < older) return this.#older[(older - 1 - index) * FOUND_COLUMNS + offset] ?? -1;
    return this.#newer[(index - older + this.#forgotten) * FOUND_COLUMNS + offset] ?? -1;
  }

  /** Rows from before all others, newest first. */
  addOlder(rows: Float64Array): void {
    for (const number of rows) this.#older.push(number);
  }

  /** Rows from after all others, newest first. */
  addNewer(rows: Float64Array): void {
    for (let row = rows.length - FOUND_COLUMNS; row >= 0; row -= FOUND_COLUMNS) {
      for (let i = 0; i < FOUND_COLUMNS; i++) this.#newer.push(rows[row + i] ?? -1);
    }
  }

  /** Lets go of records before a number. Answers how many rows that were. */
  forget(first: number): number {
    let gone = 0;
    while (this.count > 0 && this.at(0, 'seq') < first) {
      if (this.#older.length > 0) this.#older.length -= FOUND_COLUMNS;
      else this.#forgotten++;
      gone++;
    }
    // Once in a while: taking from an array's beginning moves all that is behind.
    if (this.#forgotten > 10_000) {
      this.#newer.splice(0, this.#forgotten * FOUND_COLUMNS);
      this.#forgotten = 0;
    }
    return gone;
  }

  /** Where the record of a number is, or would be: the number of rows before it. */
  place(seq: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle, 'seq') < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where the record of a number is; -1 if it is not there. */
  indexOf(seq: number): number {
    const at = this.place(seq);
    return at < this.count && this.at(at, 'seq') === seq ? at : -1;
  }
}
