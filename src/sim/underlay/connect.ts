// Plugging in: a cable between two plugs, in place of what was there.
// Source: hands. Each plug learns of its cable, then both look at their carriers.
// Not modelled: plugs with room for more than one cable.
import type { Scheduler } from '../des/scheduler.ts';
import type { NicDevice } from '../linux/devices/nic.ts';
import type { Trace } from '../trace/trace.ts';
import { Cable, type CableOptions } from './cable.ts';
import type { SwitchPort } from './switch.ts';

export type Pluggable = NicDevice | SwitchPort;

/** Joins two plugs by a new cable. */
export function connect(scheduler: Scheduler, trace: Trace, a: Pluggable, b: Pluggable, options?: CableOptions): Cable {
  const cable = new Cable(scheduler, trace, a, b, options);
  a.cable = cable;
  b.cable = cable;
  a.onLinkChange();
  b.onLinkChange();
  return cable;
}
