// A Go ticker and the goroutine that listens to it: at every interval, or as soon as a turn that took longer is over.
// Source: moby v28.5.2 libnetwork/networkdb/cluster.go (triggerFunc); time.Ticker drops ticks beyond one.
// Not modelled: the random delay before the first turn, which changes nothing: the ticker has begun before it.
import type { Scheduler, SimTime } from '../../../des/scheduler.ts';
import { type Blocking, sleepUntil } from '../../../des/task.ts';

/** Runs `turn` at every `interval` from now on, for ever. */
export function* everyInterval(
  scheduler: Scheduler,
  interval: SimTime,
  turn: () => Blocking<void> | void,
): Blocking<void> {
  const began = scheduler.now;
  for (let tick = 1; ; tick = Math.max(tick + 1, Math.floor((scheduler.now - began) / interval))) {
    while (scheduler.now < began + tick * interval) yield* sleepUntil(began + tick * interval);
    const blocking = turn();
    if (blocking !== undefined) yield* blocking;
  }
}
