// What it takes to come along a branch: by how much work, up to which virtual time. Idle hours take nothing, a second of flood takes long.
// It is measured by whoever comes along first; that measurements differ from run to run matters to nobody but those who choose places.

/** Milliseconds that one sample tells of, at least. */
const GRAIN = 2;

export class Effort {
  readonly #times: number[] = [0];
  readonly #spent: number[] = [0];

  /** Of coming to where anybody has come. */
  get total(): number {
    return this.#spent[this.#spent.length - 1] as number;
  }

  /** Somebody has come to `time`, by `spent` more than what came before. */
  add(time: number, spent: number): void {
    const last = this.#times.length - 1;
    if (time <= (this.#times[last] as number)) return;
    const total = this.total + Math.max(0, spent);
    const isFine = last > 0 && total - (this.#spent[last - 1] as number) < GRAIN;
    const at = isFine ? last : last + 1;
    this.#times[at] = time;
    this.#spent[at] = total;
  }

  /** Of coming to a moment. */
  at(time: number): number {
    return between(this.#times, this.#spent, time);
  }

  /** The moment to which so much brings. */
  timeOf(spent: number): number {
    return Math.ceil(between(this.#spent, this.#times, spent));
  }

  /** The same, as far as `time`. */
  until(time: number): Effort {
    const copy = new Effort();
    for (const [i, one] of this.#times.entries()) {
      if (i === 0 || one > time) continue;
      copy.#times.push(one);
      copy.#spent.push(this.#spent[i] as number);
    }
    if (copy.#times.at(-1) !== time) {
      copy.#times.push(time);
      copy.#spent.push(this.at(time));
    }
    return copy;
  }
}

/** On the line through the points (x, y), both of which never fall; beyond the last point, its y. */
function between(xs: readonly number[], ys: readonly number[], x: number): number {
  let [low, high] = [0, xs.length - 1];
  if (x >= (xs[high] as number)) return ys[high] as number;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((xs[middle] as number) <= x) low = middle;
    else high = middle;
  }
  const [x0, x1, y0, y1] = [xs[low], xs[high], ys[low], ys[high]] as [number, number, number, number];
  return x1 === x0 ? y0 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
