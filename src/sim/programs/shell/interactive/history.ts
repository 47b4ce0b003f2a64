// Walking through the lines typed before.
// Source: history(3), readline(3) previous-history, next-history, reverse-search-history.
// Not modelled: changes to old lines that stay.

export class HistoryCursor {
  readonly #lines: readonly string[];
  /** Lines back from the one being typed. */
  #back = 0;
  #typed = '';
  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  older(current: string): string {
    if (this.#back === 0) this.#typed = current;
    if (this.#back < this.#lines.length) this.#back++;
    return this.#at(current);
  }

  newer(current: string): string {
    if (this.#back === 0) return current;
    this.#back--;
    return this.#back === 0 ? this.#typed : this.#at(current);
  }

  /** The newest line with `query` in it, after `skip` other such lines. */
  search(query: string, skip: number): string | undefined {
    if (query === '') return undefined;
    const found = [...new Set(this.#lines.toReversed().filter((line) => line.includes(query)))];
    return found[skip] ?? (skip > 0 ? found[found.length - 1] : undefined);
  }

  /** The last word of the newest line. */
  lastWord(): string {
    return this.#lines[this.#lines.length - 1]?.trim().split(/\s+/).pop() ?? '';
  }

  #at(current: string): string {
    return this.#lines[this.#lines.length - this.#back] ?? current;
  }
}
