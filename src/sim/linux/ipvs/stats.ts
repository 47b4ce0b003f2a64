// Counters of a service or destination, and the rates that are estimated from them.
// Source: net/netfilter/ipvs/ip_vs_est.c: every two seconds a quarter of the difference is taken over (EWMA), in fixed point.
// Not modelled: the estimator's own timers; the same steps are taken when somebody counts or looks.
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import type { IpvsStats } from '../ipvs.ts';

const INTERVAL: SimTime = 2 * SECOND;
/** Fixed point: connections and packets in 1/1024, bytes in 1/32 (ip_vs_read_estimator). */
const COUNT_SHIFT = 512;
const BYTE_SHIFT = 16;
/** After so many silent steps every rate is 0. */
const FORGOTTEN = 120;

type Counter = keyof IpvsStats;
const counters: readonly Counter[] = ['connections', 'inPackets', 'outPackets', 'inBytes', 'outBytes'];
const none = (): Record<Counter, number> => ({ connections: 0, inPackets: 0, outPackets: 0, inBytes: 0, outBytes: 0 });
const shiftOf = (counter: Counter): number => (counter.endsWith('Bytes') ? BYTE_SHIFT : COUNT_SHIFT);

export class Stats {
  #now = none();
  #last = none();
  readonly #estimate = none();
  #zero = none();
  #step: SimTime;

  constructor(now: SimTime) {
    this.#step = now;
  }

  count(now: SimTime, packet: 'in' | 'out', bytes: number): void {
    this.#advance(now);
    this.#now[packet === 'in' ? 'inPackets' : 'outPackets']++;
    this.#now[packet === 'in' ? 'inBytes' : 'outBytes'] += bytes;
  }

  countConnection(now: SimTime): void {
    this.#advance(now);
    this.#now.connections++;
  }

  #advance(now: SimTime): void {
    let steps = Math.floor((now - this.#step) / INTERVAL);
    if (steps <= 0) return;
    this.#step += steps * INTERVAL;
    for (steps = Math.min(steps, FORGOTTEN); steps > 0; steps--) {
      for (const counter of counters) {
        const rate = (this.#now[counter] - this.#last[counter]) * shiftOf(counter);
        this.#estimate[counter] += Math.floor((rate - this.#estimate[counter]) / 4);
      }
      this.#last = { ...this.#now };
    }
  }

  view(): IpvsStats {
    const out = none();
    for (const counter of counters) out[counter] = this.#now[counter] - this.#zero[counter];
    return out;
  }

  rate(now: SimTime): IpvsStats {
    this.#advance(now);
    const out = none();
    for (const counter of counters) {
      const shift = shiftOf(counter);
      out[counter] = Math.floor((this.#estimate[counter] + shift - 1) / (2 * shift));
    }
    return out;
  }

  /** ip_vs_zero_stats: shown counters begin anew. */
  zero(): void {
    this.#zero = { ...this.#now };
  }
}
