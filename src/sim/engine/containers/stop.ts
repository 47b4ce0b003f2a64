// Stopping and killing containers.
// Source: moby daemon/{stop,kill,restart}.go.
// Not modelled: nothing known.
import { SECOND } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import { type Signal, signalNumbers } from '../../host/sys.ts';
import { conflict, system } from '../api/errors.ts';
import type { Daemon } from '../daemon.ts';
import type { Container } from './container.ts';
import { containerEvent } from './container-events.ts';
import { parseSignal } from './create.ts';

/** container.defaultStopTimeout, seconds */
const DEFAULT_STOP_TIMEOUT = 10;
/** kill.go: how long the end of a killed process is waited for. */
const KILL_TIMEOUT = 10 * SECOND;
/** stop.go: what may pass after SIGKILL where the caller wanted no wait at all. */
const STOP_GRACE = 2 * SECOND;

/** The signal that asks a container to stop. */
function stopSignalOf(container: Container, wanted: string): Signal {
  return parseSignal(wanted || container.config.StopSignal || 'SIGTERM');
}

/** Asks politely, waits `seconds` (the container's own patience by default; negative: for ever), then kills. */
export function* stopContainer(daemon: Daemon, container: Container, seconds?: number, signal = ''): Blocking<void> {
  const wanted = stopSignalOf(container, signal);
  container.stoppedByUser = true;
  container.changed.wake();
  if (container.running === undefined) return;
  const timeout = seconds ?? container.config.StopTimeout ?? DEFAULT_STOP_TIMEOUT;
  sendSignal(daemon, container, wanted);
  if (timeout < 0) yield* waitForExit(daemon, container, undefined);
  else if (!(yield* waitForExit(daemon, container, timeout * SECOND))) {
    sendSignal(daemon, container, 'SIGKILL');
    if (!(yield* waitForExit(daemon, container, STOP_GRACE + KILL_TIMEOUT))) {
      throw system(
        `cannot stop container: ${container.id}: tried to kill container, but did not receive an exit event`,
      );
    }
  }
  containerEvent(daemon, container, 'stop');
}

/** Sends a signal; for SIGKILL waits until the container is gone. */
export function* killContainer(daemon: Daemon, container: Container, signal: Signal): Blocking<void> {
  if (container.running === undefined) throw conflict(`container ${container.id} is not running`);
  if (signal === 'SIGKILL') {
    container.stoppedByUser = true;
    sendSignal(daemon, container, signal);
    yield* waitForExit(daemon, container, KILL_TIMEOUT);
    return;
  }
  // The signal that stops a container stands for a stop by hand: restart policies leave it alone.
  if (signal === stopSignalOf(container, '')) container.stoppedByUser = true;
  sendSignal(daemon, container, signal);
}

function sendSignal(daemon: Daemon, container: Container, signal: Signal): void {
  container.running?.launched.kill(signal);
  // A frozen process takes a signal that shall end it once it runs again.
  const { StopSignal: own } = container.config;
  if (!own || signal === 'SIGKILL' || parseSignal(own) === signal) container.thaw();
  containerEvent(daemon, container, 'kill', { signal: String(signalNumbers[signal]) });
}

/** True once the present run has ended. */
function* waitForExit(daemon: Daemon, container: Container, within: number | undefined): Blocking<boolean> {
  const { scheduler } = daemon.machine;
  const exits = container.exits;
  const deadline = within === undefined ? undefined : scheduler.now + within;
  while (container.exits === exits && container.running !== undefined) {
    if (deadline !== undefined && scheduler.now >= deadline) return false;
    yield deadline === undefined ? { on: [container.changed] } : { on: [container.changed], until: deadline };
  }
  return true;
}
