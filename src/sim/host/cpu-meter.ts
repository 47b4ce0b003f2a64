// The processor time of one process: all of it, and what it has taken since it last waited.
// Source: getrusage(2).
// Not modelled: user and system time apart.
import type { SimTime } from '../des/scheduler.ts';

/** A process that has computed for so long without waiting for anything is stopped: one minute, in microseconds. */
const MAX_COMPUTING: SimTime = 60_000_000;

export class CpuMeter {
  #total: SimTime = 0;
  #sinceWait: SimTime = 0;

  get total(): SimTime {
    return this.#total;
  }

  /** Counts time; answers whether it has gone on for too long. */
  spend(microseconds: SimTime): boolean {
    this.#total += microseconds;
    this.#sinceWait += microseconds;
    return this.#sinceWait > MAX_COMPUTING;
  }

  /** The process waits for something. */
  rest(): void {
    this.#sinceWait = 0;
  }
}
