// The time that a suspect has to refute: it shrinks as others confirm the suspicion.
// Source: hashicorp/memberlist v0.4.0 suspicion.go; Lifeguard, "Local Health Awareness for More Accurate Failure Detection".
// Not modelled: nothing known.
import type { EventId, EventTarget, Scheduler, SimTime } from '../../../des/scheduler.ts';
import { confirmationsWanted, SUSPICION_MAX_TIMEOUT_MULT, suspicionMin, suspicionTime } from './config.ts';

export class Suspicion implements EventTarget {
  readonly #scheduler: Scheduler;
  readonly #wanted: number;
  readonly #min: SimTime;
  readonly #max: SimTime;
  readonly #started: SimTime;
  readonly #from: Set<string>;
  readonly #onTimeout: () => void;
  #timer: EventId;
  confirmations = 0;

  /** `members` is how many the suspecting member counts. */
  constructor(scheduler: Scheduler, from: string, members: number, onTimeout: () => void) {
    this.#scheduler = scheduler;
    this.#wanted = confirmationsWanted(members);
    this.#min = suspicionMin(members);
    this.#max = SUSPICION_MAX_TIMEOUT_MULT * this.#min;
    this.#started = scheduler.now;
    this.#from = new Set([from]);
    this.#onTimeout = onTimeout;
    this.#timer = scheduler.after(suspicionTime(0, this.#wanted, this.#min, this.#max), this, 0);
  }

  /** Takes in another member's suspicion; whether it was news, to be passed on. */
  confirm(from: string): boolean {
    if (this.confirmations >= this.#wanted || this.#from.has(from)) return false;
    this.#from.add(from);
    this.confirmations++;
    const ends = this.#started + suspicionTime(this.confirmations, this.#wanted, this.#min, this.#max);
    this.#scheduler.cancel(this.#timer);
    this.#timer = this.#scheduler.at(Math.max(ends, this.#scheduler.now), this, 0);
    return true;
  }

  cancel(): void {
    this.#scheduler.cancel(this.#timer);
  }

  onEvent(): void {
    this.#onTimeout();
  }
}
