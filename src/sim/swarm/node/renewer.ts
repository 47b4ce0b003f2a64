// The renewer of a node's certificate: in time before it ends, and at once when the node gets another role or the root is rotated.
// Source: swarmkit ca/renewer.go, ca/config.go (calculateRandomExpiry, RenewTLSExponentialBackoff), go-events ExponentialBackoff.
// Not modelled: nothing that a user could see.
import type { RandomStream } from '../../base/random.ts';
import { MILLISECOND, type Scheduler, SECOND, type SimTime } from '../../des/scheduler.ts';
import { type Blocking, sleepUntil, WaitQueue } from '../../des/task.ts';
import { firstOf } from '../ca/read-certificate.ts';
import { SwarmError } from '../errors.ts';
import type { NodeRole } from '../objects.ts';
import type { Certificate } from './disk.ts';

/** CertLowerRotationRange, CertUpperRotationRange: some time between these parts of its life. */
const EARLIEST = 0.5;
const LATEST = 0.8;
/** Before a renewal that was asked for: the managers may yet have to settle the role. */
const PAUSE: SimTime = 500 * MILLISECOND;
/** RenewTLSExponentialBackoff */
const BACKOFF_BASE: SimTime = 5 * SECOND;
const BACKOFF_FACTOR: SimTime = 5 * SECOND;
const BACKOFF_MAX: SimTime = 3600 * SECOND;
const MINUTE_MS = 60_000;

export interface RenewerParts {
  readonly scheduler: Scheduler;
  readonly random: RandomStream;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  readonly certificate: () => Certificate;
  /** Asks a manager for a new certificate. Throws SwarmError. */
  readonly renew: () => Blocking<Certificate>;
  readonly onRenewed: (certificate: Certificate) => void;
}

export class Renewer {
  readonly #parts: RenewerParts;
  readonly #asked = new WaitQueue();
  #isAsked = false;
  #expected: NodeRole | undefined;
  #failures = 0;

  constructor(parts: RenewerParts) {
    this.#parts = parts;
  }

  /** Renews soon; with `role`, until the certificate says so. */
  ask(role?: NodeRole): void {
    if (role !== undefined) this.#expected = role;
    this.#isAsked = true;
    this.#asked.wake();
  }

  *run(): Blocking<void> {
    const { scheduler, renew, onRenewed } = this.#parts;
    let insists = false;
    for (;;) {
      const due = scheduler.now + (insists ? this.#backoff() : this.#regular());
      while (!this.#isAsked && scheduler.now < due) yield { on: [this.#asked], until: due };
      if (this.#isAsked) {
        this.#isAsked = false;
        insists = true;
        const until = scheduler.now + PAUSE;
        while (scheduler.now < until) yield* sleepUntil(until);
      }
      try {
        const certificate = yield* renew();
        if (this.#expected !== undefined && certificate.role !== this.#expected) {
          this.#failures++;
          continue;
        }
        this.#failures = 0;
        insists = false;
        onRenewed(certificate);
      } catch (error) {
        if (!(error instanceof SwarmError)) throw error;
        this.#failures++;
        insists = true;
      }
    }
  }

  /** Until the certificate wants renewal. */
  #regular(): SimTime {
    const { certificate, random, wallClock } = this.#parts;
    const { from, until } = firstOf(certificate().pem);
    const now = wallClock();
    if (until < now) return this.#backoff();
    const minutes = (until - from) / MINUTE_MS;
    const [least, most] = [Math.trunc(minutes * EARLIEST), Math.trunc(minutes * LATEST)];
    const age = most - least < 1 ? least : random.int(least, most - 1);
    return Math.round(Math.max(0, from + age * MINUTE_MS - now) * MILLISECOND);
  }

  #backoff(): SimTime {
    if (this.#failures === 0) return 0;
    const most = Math.min(BACKOFF_MAX, BACKOFF_BASE + BACKOFF_FACTOR * 2 ** (this.#failures - 1));
    return this.#parts.random.int(0, most - 1);
  }
}
