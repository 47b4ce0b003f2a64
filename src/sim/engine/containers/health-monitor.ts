// The monitor of a container's health: runs its check from time to time and judges by the exit status.
// Source: moby v28.5.2 daemon/health.go.
// Not modelled: probes that take long to start.
import { MILLISECOND, SECOND, type SimTime } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import { ApiError } from '../api/errors.ts';
import type { Daemon } from '../daemon.ts';
import type { Container } from './container.ts';
import { containerEvent } from './container-events.ts';
import { createExec, type ExecSession, startExec } from './exec-session.ts';
import { Health, type ProbeResult } from './health.ts';

/** health.go: defaults, and how much is kept. */
const PROBE_INTERVAL: SimTime = 30 * SECOND;
const PROBE_TIMEOUT: SimTime = 30 * SECOND;
const START_INTERVAL: SimTime = 5 * SECOND;
const RETRIES = 3;
const MAX_OUTPUT = 4096;
const MAX_LOG = 5;
/** exec.go termProcessTimeout: what a probe that is told to end has until it is killed. */
const TERM_TIMEOUT: SimTime = 10 * SECOND;
/** A new run begins: its health has to be found out. */
export function initHealth(daemon: Daemon, container: Container): void {
  if (probeOf(container) === undefined) return;
  container.health ??= new Health();
  container.health.status = 'starting';
  container.health.failingStreak = 0;
  startMonitor(daemon, container);
}

/** Begins to probe, for a container that runs and is not paused. */
export function startMonitor(daemon: Daemon, container: Container): void {
  const { health } = container;
  const argv = probeOf(container);
  if (health === undefined || argv === undefined) return;
  const number = ++health.monitor;
  daemon.machine.startTask(monitor(daemon, container, health, number, argv));
}

/** What to run, undefined where nothing is to be checked. */
function probeOf({ config }: Container): string[] | undefined {
  const [kind, ...words] = config.Healthcheck?.Test ?? [];
  if (kind === 'CMD') return words;
  return kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : undefined;
}

/** A span of the configuration, nanoseconds, in microseconds of virtual time. */
function spanOf(nanoseconds: number | undefined, otherwise: SimTime): SimTime {
  return nanoseconds ? Math.max(1, Math.round(nanoseconds / 1000)) : otherwise;
}

function* monitor(
  daemon: Daemon,
  container: Container,
  health: Health,
  number: number,
  argv: string[],
): Blocking<void> {
  const { scheduler } = daemon.machine;
  const { Interval, StartInterval, StartPeriod } = container.config.Healthcheck ?? {};
  const started = container.running?.startedAt ?? scheduler.now;
  const runs = (): boolean => health.monitor === number;
  while (runs()) {
    const isYoung = scheduler.now - started < spanOf(StartPeriod, 0);
    const early = isYoung && health.status === 'starting';
    const next = scheduler.now + (early ? spanOf(StartInterval, START_INTERVAL) : spanOf(Interval, PROBE_INTERVAL));
    while (runs() && scheduler.now < next) yield { on: [container.changed], until: next };
    if (!runs()) return;
    const result = yield* probe(daemon, container, argv, runs);
    if (!runs()) return;
    noteResult(daemon, container, health, result);
  }
}

function noteResult(daemon: Daemon, container: Container, health: Health, result: ProbeResult): void {
  const before = health.status;
  health.log = [...health.log.slice(1 - MAX_LOG), result];
  if (result.exitCode === 0) {
    health.failingStreak = 0;
    health.status = 'healthy';
  } else {
    const period = (container.config.Healthcheck?.StartPeriod ?? 0) / 1_000_000;
    const isYoung = result.start - (container.startedAt ?? 0) < period;
    if (before !== 'starting' || !isYoung) {
      health.failingStreak++;
      if (health.failingStreak >= (container.config.Healthcheck?.Retries || RETRIES)) health.status = 'unhealthy';
    }
  }
  if (health.status !== before) containerEvent(daemon, container, `health_status: ${health.status}`);
}

/** Runs the check once. */
function* probe(daemon: Daemon, container: Container, argv: string[], runs: () => boolean): Blocking<ProbeResult> {
  const { scheduler } = daemon.machine;
  const start = daemon.now();
  const done = (exitCode: number, output: string): ProbeResult => ({ start, end: daemon.now(), exitCode, output });
  let session: ExecSession | undefined;
  try {
    session = createExec(daemon, container, {
      ...{ AttachStdin: false, AttachStdout: true, AttachStderr: true, Tty: false, Privileged: false },
      ...{ Env: null, Cmd: argv, WorkingDir: container.config.WorkingDir ?? '', User: container.config.User ?? '' },
    });
    const { stream } = startExec(daemon, session, false);
    const timeout = spanOf(container.config.Healthcheck?.Timeout, PROBE_TIMEOUT);
    const deadline = scheduler.now + timeout;
    let output = '';
    let isLate = false;
    while (stream !== undefined) {
      if (!stream.ready()) {
        const wait = isLate ? deadline + TERM_TIMEOUT : deadline;
        if (scheduler.now < wait && runs()) {
          yield { on: [stream.readable, container.changed], until: wait };
          continue;
        }
        session.launched?.kill(isLate ? 'SIGKILL' : 'SIGTERM');
        if (isLate || !runs()) break;
        isLate = true;
        continue;
      }
      const chunk = yield* stream.read();
      if (chunk === undefined) break;
      output = (output + chunk.text).slice(0, MAX_OUTPUT);
    }
    if (!isLate) return done(session.exitCode ?? -1, output);
    const exceeded = `Health check exceeded timeout (${goDuration(timeout)})`;
    return done(-1, output === '' ? exceeded : `${exceeded}: ${output}`);
  } catch (error) {
    if (error instanceof ApiError) return done(-1, error.message);
    throw error;
  } finally {
    // Nobody else knows of it.
    if (session !== undefined) daemon.execs.delete(session.id);
  }
}

/** Go's time.Duration as a text, from microseconds: `1m30s`, `500ms`. */
function goDuration(span: SimTime): string {
  if (span < MILLISECOND) return `${span}µs`;
  if (span < SECOND) return `${span / MILLISECOND}ms`;
  const hours = Math.floor(span / (3600 * SECOND));
  const minutes = Math.floor(span / (60 * SECOND)) % 60;
  const seconds = (span % (60 * SECOND)) / SECOND;
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`;
}
