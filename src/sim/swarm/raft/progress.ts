// What a leader knows of one follower's log.
// Source: etcd raft/tracker/progress.go. Not modelled: flow control by bytes and by messages in flight.

/**
 * `probe`: one message at a time, until the logs are known to meet. `replicate`: entries go out as they come.
 * `snapshot`: one is under way.
 */
export type ProgressState = 'probe' | 'replicate' | 'snapshot';

export class Progress {
  state: ProgressState = 'probe';
  /** The last entry that is known to be on the follower. */
  match = 0;
  /** The next entry to send. */
  next: number;
  /** A probe is out and unanswered. */
  paused = false;
  /** It has said something since the leader last counted its quorum. */
  active = false;
  /** The index of the snapshot that is under way. */
  snapshot = 0;
  #snapshotTicks = 0;

  constructor(next: number) {
    this.next = next;
  }

  /** The follower has everything up to `index`. True when that is news. */
  acknowledge(index: number): boolean {
    const isNews = index > this.match;
    if (isNews) this.match = index;
    this.next = Math.max(this.next, index + 1);
    if (this.state === 'snapshot' && this.match < this.snapshot) return isNews;
    if (this.state !== 'replicate') this.next = this.match + 1;
    this.state = 'replicate';
    this.paused = false;
    return isNews;
  }

  /** The follower did not have the entry before those sent. False when that is old news. */
  reject(index: number, hint: number): boolean {
    if (this.state === 'replicate') {
      if (index <= this.match) return false;
      this.next = this.match + 1;
      this.state = 'probe';
      this.paused = false;
      return true;
    }
    if (this.next - 1 !== index) return false;
    this.next = Math.max(Math.min(index, hint + 1), this.match + 1);
    this.paused = false;
    return true;
  }

  /** A snapshot of all up to `index` goes out. */
  sendsSnapshot(index: number): void {
    this.state = 'snapshot';
    this.snapshot = index;
    this.#snapshotTicks = 0;
  }

  /** Called at each tick: a snapshot under way for `limit` of them is taken to be lost. */
  isSnapshotLate(limit: number): boolean {
    return this.state === 'snapshot' && ++this.#snapshotTicks >= limit;
  }

  /** Nothing is known of what has arrived: begin again from what was acknowledged. */
  probeAgain(): void {
    if (this.state === 'snapshot') this.next = Math.max(this.match + 1, this.snapshot + 1);
    else this.next = this.match + 1;
    this.state = 'probe';
    this.paused = false;
    this.snapshot = 0;
  }
}
