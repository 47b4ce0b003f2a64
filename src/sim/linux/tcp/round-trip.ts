// How long to wait for an acknowledgment.
// Source: RFC 6298; net/ipv4/tcp_input.c (tcp_rtt_estimator, tcp_set_rto): the deviation counts as 200 ms at least.
// Not modelled: samples from timestamps (one segment a flight is timed, Karn's algorithm).
import type { SimTime } from '../../des/scheduler.ts';
import { TCP_RTO_MAX, TCP_RTO_MIN, TCP_TIMEOUT_INIT } from './parameters.ts';

export class RoundTrip {
  /** Smoothed; undefined before the first sample. */
  smoothed: SimTime | undefined;
  #deviation = 0;
  #backoff = 0;

  sample(time: SimTime): void {
    if (this.smoothed === undefined) {
      this.smoothed = time;
      this.#deviation = time / 2;
      return;
    }
    this.#deviation += (Math.abs(this.smoothed - time) - this.#deviation) / 4;
    this.smoothed += (time - this.smoothed) / 8;
  }

  /** RTO, doubled for every time that it has passed in vain. */
  get timeout(): SimTime {
    const base =
      this.smoothed === undefined ? TCP_TIMEOUT_INIT : this.smoothed + Math.max(TCP_RTO_MIN, 4 * this.#deviation);
    return Math.min(TCP_RTO_MAX, Math.ceil(base) * 2 ** this.#backoff);
  }

  backOff(): void {
    if (this.#backoff < 16) this.#backoff++;
  }

  answered(): void {
    this.#backoff = 0;
  }
}
