// The power of a host: off, its disk stays and its memory does not; on, it boots.
// Source: shutdown(8), systemd-logind(8), bootup(7).
// Not modelled: the boot itself beyond the time that it takes; a power cut leaves containers with status 137, where Docker says 255.

import { MILLISECOND, SECOND, type SimTime } from './des/scheduler.ts';
import { type Blocking, sleepUntil } from './des/task.ts';
import type { Engine } from './engine/engine.ts';
import type { Host } from './host/host.ts';
import type { Kernel } from './linux/kernel.ts';

export type PowerState = 'on' | 'stopping' | 'off' | 'booting';

/** Firmware, kernel and userspace up to multi-user.target on a small virtual machine. */
const BOOT_TIME: SimTime = 4 * SECOND;
/** How often it is looked whether everything has ended. */
const POLL: SimTime = 10 * MILLISECOND;

export class Power {
  state: PowerState = 'on';
  /** Grows with every change that a picture shows. */
  revision = 0;
  readonly #host: Host;
  readonly #kernel: Kernel;
  readonly #engine: Engine | undefined;
  readonly #configure: () => void;

  /** `configure` does what a boot does: cards, addresses, routes, servers. */
  constructor(host: Host, kernel: Kernel, engine: Engine | undefined, configure: () => void) {
    this.#host = host;
    this.#kernel = kernel;
    this.#engine = engine;
    this.#configure = configure;
    host.services.onPower = (wish) => {
      this.shutDown(wish === 'reboot');
    };
  }

  /** Pulls the plug. */
  cut(): void {
    if (this.state === 'off') return;
    this.#kernel.darken();
    this.#change('stopping');
    this.#host.startTask(this.#goDown(true, false));
  }

  /** Stops services, then processes, then the machine; starts it again if wanted. */
  shutDown(again: boolean): void {
    if (this.state !== 'on') return;
    this.#change('stopping');
    this.#host.wall(`The system will ${again ? 'reboot' : 'power off'} now!`);
    this.#host.startTask(this.#goDown(false, again));
  }

  turnOn(): void {
    if (this.state === 'off') this.#host.startTask(this.#comeUp());
  }

  #change(state: PowerState): void {
    this.state = state;
    this.revision++;
  }

  *#goDown(atOnce: boolean, again: boolean): Blocking<void> {
    const stopping = this.#host.startTask(this.#host.services.shutDown());
    while (stopping.outcome === undefined) {
      if (atOnce) this.#host.killAll();
      yield* sleepUntil(this.#host.scheduler.now + POLL);
    }
    this.#host.killAll();
    yield* sleepUntil(this.#host.scheduler.now + POLL);
    this.#kernel.reset();
    this.#change('off');
    if (again) yield* this.#comeUp();
  }

  *#comeUp(): Blocking<void> {
    this.#change('booting');
    yield* sleepUntil(this.#host.scheduler.now + BOOT_TIME);
    this.#configure();
    this.#engine?.daemon.networks.hostBooted();
    yield* this.#host.services.boot();
    this.#change('on');
  }
}
