// A map from addresses to objects, for the packet path: open addressing over typed arrays.
// Source: Knuth 6.4 algorithm L (linear probing, deletion with backward shift). A Map with keys above 2^31 must hash heap numbers, several times slower.
// Not modelled: iteration order (entries come as the table has them; callers sort where it shows).

const EMPTY = -1;
const SMALLEST = 8;

export class NumberMap<V> {
  #keys = new Float64Array(SMALLEST).fill(EMPTY);
  #values: (V | undefined)[] = new Array(SMALLEST);
  #mask = SMALLEST - 1;
  size = 0;
  // The two keys last found, as one talks to one other most of the time: with many maps it is memory that takes the time, and these are near.
  #recent = EMPTY;
  #recentValue: V | undefined;
  #before = EMPTY;
  #beforeValue: V | undefined;

  /** The value of a non-negative integer key below 2^53. */
  get(key: number): V | undefined {
    if (key === this.#recent) return this.#recentValue;
    if (key === this.#before) return this.#beforeValue;
    const keys = this.#keys;
    const mask = this.#mask;
    for (let at = slotOf(key, mask); ; at = (at + 1) & mask) {
      const found = keys[at];
      if (found === key) return this.#remember(key, this.#values[at]);
      if (found === EMPTY) return undefined;
    }
  }

  #remember(key: number, value: V | undefined): V | undefined {
    this.#before = this.#recent;
    this.#beforeValue = this.#recentValue;
    this.#recent = key;
    this.#recentValue = value;
    return value;
  }

  /** Entries change: what was found last may no longer be right. */
  #forgetRecent(): void {
    this.#recent = this.#before = EMPTY;
    this.#recentValue = this.#beforeValue = undefined;
  }

  set(key: number, value: V): void {
    this.#forgetRecent();
    if ((this.size + 1) * 2 > this.#mask + 1) this.#grow();
    const keys = this.#keys;
    const mask = this.#mask;
    let at = slotOf(key, mask);
    while (keys[at] !== EMPTY && keys[at] !== key) at = (at + 1) & mask;
    if (keys[at] === EMPTY) this.size++;
    keys[at] = key;
    this.#values[at] = value;
  }

  delete(key: number): boolean {
    this.#forgetRecent();
    const keys = this.#keys;
    const mask = this.#mask;
    let hole = slotOf(key, mask);
    while (keys[hole] !== key) {
      if (keys[hole] === EMPTY) return false;
      hole = (hole + 1) & mask;
    }
    this.size--;
    for (let at = (hole + 1) & mask; keys[at] !== EMPTY; at = (at + 1) & mask) {
      const home = slotOf(keys[at] ?? 0, mask);
      // An entry may fill the hole only if the hole lies between its home and where it is.
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      keys[hole] = keys[at] ?? EMPTY;
      this.#values[hole] = this.#values[at];
      hole = at;
    }
    keys[hole] = EMPTY;
    this.#values[hole] = undefined;
    return true;
  }

  clear(): void {
    this.#forgetRecent();
    this.#keys = new Float64Array(SMALLEST).fill(EMPTY);
    this.#values = new Array(SMALLEST);
    this.#mask = SMALLEST - 1;
    this.size = 0;
  }

  /** The values, in no particular order. */
  values(): V[] {
    const out: V[] = [];
    for (let at = 0; at <= this.#mask; at++) {
      const value = this.#values[at];
      if (value !== undefined && this.#keys[at] !== EMPTY) out.push(value);
    }
    return out;
  }

  #grow(): void {
    const keys = this.#keys;
    const values = this.#values;
    const length = (this.#mask + 1) * 2;
    this.#keys = new Float64Array(length).fill(EMPTY);
    this.#values = new Array(length);
    this.#mask = length - 1;
    this.size = 0;
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] ?? EMPTY;
      const value = values[at];
      if (key !== EMPTY && value !== undefined) this.set(key, value);
    }
  }
}

function slotOf(key: number, mask: number): number {
  const low = Math.imul(key | 0, 0x9e3779b1);
  return (low ^ (low >>> 15)) & mask;
}
