// A member's log: its entries, from what the snapshot has swallowed up to the newest.
// Source: etcd raft/log.go, storage.go. Not modelled: entries that wait to be written: the disk here is at once.
import { invariant } from '../../base/bug.ts';
import type { Disk, Entry, Snapshot } from './message.ts';

export class RaftLog<T, S> {
  readonly #disk: Disk<T, S>;

  constructor(disk: Disk<T, S>) {
    this.#disk = disk;
  }

  /** Index of the oldest entry that is kept. */
  get firstIndex(): number {
    return this.#disk.entries[0]?.index ?? (this.#disk.snapshot?.index ?? 0) + 1;
  }

  get lastIndex(): number {
    return this.#disk.entries.at(-1)?.index ?? this.#disk.snapshot?.index ?? 0;
  }

  get lastTerm(): number {
    return this.term(this.lastIndex) ?? 0;
  }

  get snapshot(): Snapshot<S> | undefined {
    return this.#disk.snapshot;
  }

  /** The term of an entry; undefined when it is not kept or not there yet. */
  term(index: number): number | undefined {
    if (index === 0) return 0;
    const entry = this.entry(index);
    if (entry !== undefined) return entry.term;
    return index === this.#disk.snapshot?.index ? this.#disk.snapshot.term : undefined;
  }

  entry(index: number): Entry<T> | undefined {
    return this.#disk.entries[index - this.firstIndex];
  }

  /** Up to `limit` entries from `from`. */
  slice(from: number, limit: number): readonly Entry<T>[] {
    const at = from - this.firstIndex;
    invariant(at >= 0, `entry ${from} of a log that begins at ${this.firstIndex}`);
    return this.#disk.entries.slice(at, at + limit);
  }

  append(entry: Entry<T>): void {
    this.#disk.entries.push(entry);
  }

  /** Takes a leader's entries behind one that both have; what contradicts them goes. */
  merge(entries: readonly Entry<T>[]): void {
    for (const entry of entries) {
      const known = this.term(entry.index);
      if (known === entry.term) continue;
      if (known !== undefined) {
        invariant(entry.index > this.#disk.commit, `entry ${entry.index} is committed and would be overwritten`);
        this.#disk.entries.length = entry.index - this.firstIndex;
      }
      if (entry.index > this.lastIndex) this.#disk.entries.push(entry);
    }
  }

  /** The newest entry up to `index` whose term is not above `term`: where two logs may still agree. */
  lastNotAbove(index: number, term: number): number {
    let at = Math.min(index, this.lastIndex);
    while (at >= this.firstIndex && (this.term(at) ?? 0) > term) at--;
    return at;
  }

  /** Whether a log that ends so is at least as new as this one. */
  isUpToDate(lastIndex: number, lastTerm: number): boolean {
    return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex);
  }

  /** Puts a snapshot in place of what it covers, but for the last `keep` entries. */
  compact(snapshot: Snapshot<S>, keep: number): void {
    this.#disk.snapshot = snapshot;
    const cut = snapshot.index - keep - this.firstIndex + 1;
    if (cut > 0) this.#disk.entries.splice(0, cut);
  }

  /** Begins again behind a snapshot that the leader has sent. */
  restore(snapshot: Snapshot<S>): void {
    this.#disk.snapshot = snapshot;
    this.#disk.entries = [];
  }
}
