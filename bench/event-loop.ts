// The floor under every figure: the same event queue, with timers that do nothing but set themselves again.
import { type EventTarget, Scheduler } from '../src/sim/des/scheduler.ts';
import { cpuSeconds } from './measure.ts';

const EVENTS = 250_000;

class Tick implements EventTarget {
  readonly #scheduler: Scheduler;
  readonly #period: number;

  constructor(scheduler: Scheduler, period: number) {
    this.#scheduler = scheduler;
    this.#period = period;
  }

  onEvent(): void {
    this.#scheduler.after(this.#period, this, 0);
  }
}

/** A bare event loop with a number of timers pending. */
export class EventLoop {
  readonly #scheduler = new Scheduler();

  constructor(pending: number) {
    const scheduler = this.#scheduler;
    for (let i = 0; i < pending; i++) scheduler.after(i % 1009, new Tick(scheduler, 500 + ((i * 7919) % 1009)), 0);
    scheduler.runUntil(2000);
  }

  /** Runs a slice; answers events a CPU second. */
  run(): number {
    const scheduler = this.#scheduler;
    const from = { cpu: cpuSeconds(), events: scheduler.eventsRun };
    while (scheduler.eventsRun < from.events + EVENTS) scheduler.runUntil(scheduler.now + 100);
    return (scheduler.eventsRun - from.events) / (cpuSeconds() - from.cpu);
  }
}
