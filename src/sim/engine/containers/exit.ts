// What happens when a container's first process ends: state, networks, restart policy, automatic removal.
// Source: moby daemon/monitor.go handleContainerExit, container/restartmanager.
// Not modelled: out-of-memory kills.
import { MILLISECOND, SECOND, type SimTime } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { Launched } from '../../host/machine.ts';
import { type ExitStatus, signalNumbers } from '../../host/sys.ts';
import { ApiError } from '../api/errors.ts';
import type { Daemon } from '../daemon.ts';
import type { Container, Running } from './container.ts';
import { containerEvent } from './container-events.ts';
import { stopMonitor } from './health.ts';
import { unmountAll } from './mounts.ts';
import { removeContainer } from './remove.ts';
import { destroySandbox } from './sandbox-files.ts';

/** restartmanager: first wait, its growth, its end, and how long a run counts as a success. */
const RESTART_FIRST: SimTime = 100 * MILLISECOND;
const RESTART_LONGEST: SimTime = 60 * SECOND;
const RESTART_RESET_AFTER: SimTime = 10 * SECOND;

type Start = (daemon: Daemon, container: Container) => Blocking<void>;

/** The status that a shell would show. */
export function exitCodeOf(status: ExitStatus): number {
  return status.kind === 'exited' ? status.status : 128 + signalNumbers[status.signal];
}

/** Runs once per start, in the task that watched the process. */
export function* handleExit(daemon: Daemon, container: Container, launched: Launched, start: Start): Blocking<void> {
  const { running } = container;
  const status = launched.status();
  if (running?.launched !== launched || status === undefined) return;
  stop(daemon, container, running, exitCodeOf(status));
  const ran = daemon.machine.scheduler.now - running.startedAt;
  if (!shouldRestart(container)) {
    if (container.hostConfig.AutoRemove) yield* container.locked(() => removeContainer(daemon, container, true, true));
    return;
  }
  container.status = 'restarting';
  const delay = ran >= RESTART_RESET_AFTER ? RESTART_FIRST : backoff(container.restartCount);
  const deadline = daemon.machine.scheduler.now + delay;
  while (daemon.machine.scheduler.now < deadline && !container.stoppedByUser && !container.removed) {
    yield { on: [container.changed], until: deadline };
  }
  if (container.stoppedByUser || container.removed || container.running) {
    if (container.status === 'restarting') container.status = 'exited';
    container.changed.wake();
    daemon.touch();
    return;
  }
  container.restartCount++;
  try {
    yield* container.locked(() => start(daemon, container));
  } catch (error) {
    // The policy gives up on a container that cannot start; why is in its state.
    if (!(error instanceof ApiError)) throw error;
    container.status = 'exited';
  }
}

function stop(daemon: Daemon, container: Container, running: Running, exitCode: number): void {
  container.running = undefined;
  container.status = 'exited';
  container.exitCode = exitCode;
  container.finishedAt = daemon.now();
  container.exits++;
  container.log.flush(daemon.now());
  stopMonitor(container);
  destroySandbox(daemon, container, running.sandbox, running.enclosure.netns);
  unmountAll(daemon, container);
  const seconds = Math.floor((daemon.machine.scheduler.now - running.startedAt) / SECOND);
  containerEvent(daemon, container, 'die', { exitCode: String(exitCode), execDuration: String(seconds) });
  for (const channel of container.attached) channel.end();
  container.attached.clear();
}

function shouldRestart(container: Container): boolean {
  const { Name, MaximumRetryCount } = container.hostConfig.RestartPolicy;
  if (container.stoppedByUser || container.status === 'removing') return false;
  if (Name === 'always' || Name === 'unless-stopped') return true;
  if (Name !== 'on-failure' || container.exitCode === 0) return false;
  return MaximumRetryCount === 0 || container.restartCount < MaximumRetryCount;
}

function backoff(restarts: number): SimTime {
  return Math.min(RESTART_FIRST * 2 ** Math.min(restarts, 20), RESTART_LONGEST);
}
