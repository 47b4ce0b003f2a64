// What waits to be gossiped: least sent first, then largest, then newest; each is sent a limited number of times.
// Source: hashicorp/memberlist v0.4.0 queue.go (TransmitLimitedQueue).
// Not modelled: its B-tree, which is an ordered array here: queues are short, and taken from the front.
import { retransmitLimit } from './config.ts';

class Limited<T> {
  transmits = 0;
  readonly item: T;
  readonly size: number;
  readonly id: number;
  /** A later broadcast of the same name takes its place. */
  readonly name: string | undefined;
  readonly finished: (() => void) | undefined;

  constructor(item: T, size: number, id: number, name: string | undefined, finished: (() => void) | undefined) {
    this.item = item;
    this.size = size;
    this.id = id;
    this.name = name;
    this.finished = finished;
  }

  before(other: Limited<T>): boolean {
    if (this.transmits !== other.transmits) return this.transmits < other.transmits;
    if (this.size !== other.size) return this.size > other.size;
    return this.id > other.id;
  }
}

export class TransmitQueue<T> {
  readonly #members: () => number;
  readonly #queue: Limited<T>[] = [];
  readonly #named = new Map<string, Limited<T>>();
  #lastId = 0;

  /** `members` tells how many there are to be reached. */
  constructor(members: () => number) {
    this.#members = members;
  }

  get length(): number {
    return this.#queue.length;
  }

  /** Queues `item` of `size` bytes. `finished` is called when it has been sent as often as it will be, or was replaced. */
  add(item: T, size: number, name?: string, finished?: () => void): void {
    const old = name === undefined ? undefined : this.#named.get(name);
    if (old !== undefined) {
      old.finished?.();
      this.#queue.splice(this.#queue.indexOf(old), 1);
    }
    const entry = new Limited(item, size, ++this.#lastId, name, finished);
    if (name !== undefined) this.#named.set(name, entry);
    this.#insert(entry);
  }

  /** Takes what fits into `limit` bytes, each with `overhead` bytes more, and counts it as sent once. */
  take(overhead: number, limit: number): T[] {
    const queue = this.#queue;
    const taken: Limited<T>[] = [];
    let free = limit - overhead;
    let kept = 0;
    let at = 0;
    for (; at < queue.length && free > 0; at++) {
      const entry = queue[at] as Limited<T>;
      if (entry.size <= free) {
        free -= entry.size + overhead;
        taken.push(entry);
      } else queue[kept++] = entry;
    }
    if (taken.length === 0) return [];
    queue.splice(kept, at - kept);
    const most = retransmitLimit(this.#members());
    for (const entry of taken) {
      if (++entry.transmits < most) this.#insert(entry);
      else this.#end(entry);
    }
    return taken.map((entry) => entry.item);
  }

  #end(entry: Limited<T>): void {
    if (entry.name !== undefined) this.#named.delete(entry.name);
    entry.finished?.();
  }

  #insert(entry: Limited<T>): void {
    let low = 0;
    let high = this.#queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#queue[middle] as Limited<T>).before(entry)) low = middle + 1;
      else high = middle;
    }
    this.#queue.splice(low, 0, entry);
  }
}
