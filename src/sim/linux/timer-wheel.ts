// When a kernel timer really fires: in jiffies, and the later the coarser.
// Source: kernel/time/timer.c (calc_wheel_index, LVL_SHIFT, LVL_SIZE) with HZ=250: why ARP asks again after 1.024 s, not 1 s.
// Not modelled: the wheel itself; the event queue holds the timers.
import type { SimTime } from '../des/scheduler.ts';

/** Microseconds of a jiffy at CONFIG_HZ=250, Debian's kernel. */
export const JIFFY: SimTime = 4000;

const LEVEL_SIZE = 64; // LVL_SIZE
const LEVEL_SHIFT = 3; // LVL_CLK_SHIFT
const LEVELS = 9; // LVL_DEPTH for HZ > 100

/** The time at which a timer set at `now` for `delay` later expires. */
export function timerExpiry(now: SimTime, delay: SimTime): SimTime {
  const clock = Math.floor(now / JIFFY);
  const expires = clock + Math.ceil(delay / JIFFY);
  const delta = expires - clock;
  let granularity = 1;
  for (let level = 0; level < LEVELS - 1; level++) {
    if (delta < (LEVEL_SIZE - 1) * granularity) break;
    granularity *= 1 << LEVEL_SHIFT;
  }
  return (Math.floor(expires / granularity) + 1) * granularity * JIFFY;
}
