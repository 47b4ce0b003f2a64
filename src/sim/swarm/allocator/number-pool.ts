// Numbers from a range, in turn or by choice: VXLAN ids and published ports.
// Source: moby libnetwork/internal/idm, swarmkit's copy of it (idm.New, GetID(serial), GetSpecificID).
// Not modelled: nothing that a user could see.
export class NumberPool {
  readonly #first: number;
  readonly #last: number;
  readonly #taken = new Set<number>();
  #cursor: number;

  constructor(first: number, last: number) {
    this.#first = first;
    this.#last = last;
    this.#cursor = first;
  }

  /** The next free number after the last that was given out; undefined when there is none. */
  next(): number | undefined {
    const size = this.#last - this.#first + 1;
    if (this.#taken.size >= size) return undefined;
    let value = this.#cursor;
    while (this.#taken.has(value)) value = value === this.#last ? this.#first : value + 1;
    this.#taken.add(value);
    this.#cursor = value === this.#last ? this.#first : value + 1;
    return value;
  }

  /** True when the number was free and now is not. */
  take(value: number): boolean {
    if (value < this.#first || value > this.#last || this.#taken.has(value)) return false;
    this.#taken.add(value);
    return true;
  }

  free(value: number): void {
    this.#taken.delete(value);
  }
}
