// The timers of one connection: retransmission (or probing a closed window), delayed acknowledgment, waiting out its end, keep-alive.
// Source: net/ipv4/tcp_timer.c; struct inet_connection_sock. They fire as late as the kernel's timer wheel does.
// Not modelled: their slack.
import type { EventId, EventTarget, Scheduler, SimTime } from '../../des/scheduler.ts';
import { timerExpiry } from '../timer-wheel.ts';

export type TimerKind = 'retransmit' | 'delayedAck' | 'linger' | 'keepAlive';
const kinds: readonly TimerKind[] = ['retransmit', 'delayedAck', 'linger', 'keepAlive'];

export class TcpTimers implements EventTarget {
  readonly #scheduler: Scheduler;
  readonly #expired: (kind: TimerKind) => void;
  readonly #ids: EventId[] = [0, 0, 0, 0];

  constructor(scheduler: Scheduler, expired: (kind: TimerKind) => void) {
    this.#scheduler = scheduler;
    this.#expired = expired;
  }

  /** Sets a timer anew. */
  set(kind: TimerKind, delay: SimTime): void {
    const at = kinds.indexOf(kind);
    const scheduler = this.#scheduler;
    scheduler.cancel(this.#ids[at] ?? 0);
    this.#ids[at] = scheduler.at(timerExpiry(scheduler.now, delay), this, at);
  }

  isSet(kind: TimerKind): boolean {
    return this.#ids[kinds.indexOf(kind)] !== 0;
  }

  stop(kind: TimerKind): void {
    const at = kinds.indexOf(kind);
    this.#scheduler.cancel(this.#ids[at] ?? 0);
    this.#ids[at] = 0;
  }

  stopAll(): void {
    for (const kind of kinds) this.stop(kind);
  }

  onEvent(code: number): void {
    this.#ids[code] = 0;
    const kind = kinds[code];
    if (kind !== undefined) this.#expired(kind);
  }
}
