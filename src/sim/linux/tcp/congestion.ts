// How much may be on its way at once.
// Source: RFC 5681 (slow start, congestion avoidance, fast recovery), RFC 6582 (partial acknowledgments); tcp_reno of Linux.
// Not modelled: CUBIC, which Linux prefers; they differ on long fat paths only. SACK's scoreboard, pacing, undo.
import { DUPLICATES_FOR_LOSS, TCP_INIT_CWND } from './parameters.ts';
import { isBefore } from './sequence.ts';

export class Congestion {
  /** cwnd, in segments. */
  window = TCP_INIT_CWND;
  #threshold = Number.POSITIVE_INFINITY;
  #fraction = 0;
  #duplicates = 0;
  /** Recovery lasts until this is acknowledged. */
  #recoverUntil: number | undefined;

  /** `segments` were acknowledged, up to `una`. True when that uncovers the next lost segment. */
  acknowledged(segments: number, una: number): boolean {
    this.#duplicates = 0;
    if (this.#recoverUntil !== undefined) {
      if (isBefore(una, this.#recoverUntil)) return true;
      this.#recoverUntil = undefined;
      this.window = Math.max(2, this.#threshold);
      return false;
    }
    if (this.window < this.#threshold) {
      this.window += segments;
      return false;
    }
    this.#fraction += segments;
    if (this.#fraction >= this.window) {
      this.#fraction -= this.window;
      this.window++;
    }
    return false;
  }

  /** The same acknowledgment again. True when that means a loss to be mended at once. */
  duplicate(inFlight: number, next: number): boolean {
    if (this.#recoverUntil !== undefined) {
      this.window++;
      return false;
    }
    if (++this.#duplicates < DUPLICATES_FOR_LOSS) return false;
    this.#threshold = Math.max(2, Math.floor(inFlight / 2));
    this.window = this.#threshold + DUPLICATES_FOR_LOSS;
    this.#recoverUntil = next;
    return true;
  }

  /** The retransmission timer has run out. */
  timedOut(inFlight: number): void {
    if (this.window > 1) this.#threshold = Math.max(2, Math.floor(inFlight / 2));
    this.window = 1;
    this.#fraction = 0;
    this.#duplicates = 0;
    this.#recoverUntil = undefined;
  }
}
