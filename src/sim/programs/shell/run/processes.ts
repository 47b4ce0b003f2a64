// A shell's children: forking subshells, waiting for foreground jobs, what a death is reported as.
// Source: bash(1) COMMAND EXECUTION ENVIRONMENT, EXIT STATUS; jobs.c.
// Not modelled: stopped jobs, bash's table of reaped processes beyond those that were waited for.
import { invariant } from '../../../base/bug.ts';
import { type Result, strerror } from '../../../base/errno.ts';
import { SECOND } from '../../../des/scheduler.ts';
import {
  type Blocking,
  type ExitStatus,
  type OpenFile,
  type Signal,
  type SpawnOptions,
  signalNumbers,
} from '../../../host/sys.ts';
import { CommandError, FatalError, FunctionReturn, Interrupted, LoopControl, ShellExit } from '../control.ts';
import type { Shell } from '../shell.ts';
import { statusOf } from './jobs.ts';

/** strsignal(3), as shells report deaths. */
const deaths: Readonly<Record<Signal, string>> = {
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGQUIT: 'Quit',
  SIGKILL: 'Killed',
  SIGSEGV: 'Segmentation fault',
  SIGPIPE: 'Broken pipe',
  SIGALRM: 'Alarm clock',
  SIGTERM: 'Terminated',
  SIGCHLD: 'Child exited',
  SIGWINCH: 'Window changed',
  SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2',
};

export interface ForkOptions {
  readonly fds?: ReadonlyMap<number, OpenFile | undefined>;
  /** 0 makes a process group, a number joins one. */
  readonly group?: number;
  readonly background?: boolean;
}

/** Starts a subshell that runs `body`; answers its pid. */
export function* fork(
  shell: Shell,
  body: (child: Shell) => Blocking<number>,
  options: ForkOptions = {},
): Blocking<number> {
  const spawned = yield* spawnPatiently(shell, {
    argv: [shell.name],
    ...(options.fds === undefined ? {} : { fds: options.fds }),
    ...(options.group === undefined ? {} : { group: options.group }),
    body: (sys) => {
      const child = shell.fork(sys);
      for (const [condition, command] of child.traps) {
        if (command === '' && condition !== 'EXIT' && condition !== 'ERR' && condition !== 'DEBUG')
          sys.onSignal(condition, 'ignore');
      }
      if (options.background && !shell.interactive) {
        sys.onSignal('SIGINT', 'ignore');
        sys.onSignal('SIGQUIT', 'ignore');
      }
      return runToEnd(child, body(child));
    },
  });
  invariant(spawned.ok, 'a subshell needs no file');
  return spawned.value;
}

/** FORKSLEEP_MAX of bash's jobs.c, in seconds: bash waits 1, 2, 4 and 8 s for room in the table of processes. */
const FORK_SLEEP_MAX = 16;

/** Starts a process; where there is no room for one, bash tries again and any shell gives up its command in the end. */
export function* spawnPatiently(shell: Shell, options: SpawnOptions): Blocking<Result<number>> {
  const { sys, flavour, name } = shell;
  let seconds = 1;
  for (;;) {
    const spawned = sys.spawn(options);
    if (spawned.ok || spawned.errno !== 'EAGAIN') return spawned;
    if (yield* collectDeadJobs(shell)) continue;
    const why = strerror[spawned.errno];
    if (flavour === 'ash') throw new FatalError(shell.isDash ? 'Cannot fork' : `can't fork: ${why}`, 2);
    if (seconds >= FORK_SLEEP_MAX) break;
    yield* sys.error(`${name}: fork: retry: ${why}\n`);
    const until = sys.now() + seconds * SECOND;
    yield* sys.sleep(seconds * SECOND);
    if (sys.now() < until) break;
    seconds *= 2;
  }
  yield* sys.error(`${name}: fork: ${strerror.EAGAIN}\n`);
  throw new FatalError(undefined, 254);
}

/** Waits for the background jobs that have ended; false if there are none. */
function* collectDeadJobs(shell: Shell): Blocking<boolean> {
  const dead = shell.jobs.all().filter((job) => !shell.jobs.isRunning(job, shell.sys));
  for (const job of dead) {
    const ended = yield* shell.sys.waitFor(job.pid);
    shell.jobs.finish(job, ended.ok ? statusOf(ended.value, signalNumbers) : 127);
  }
  return dead.length > 0;
}

/** Runs all that a shell has to run and its EXIT trap; answers the status that the process ends with. */
export function* runToEnd(shell: Shell, body: Blocking<number>): Blocking<number> {
  let status = yield* caught(shell, body);
  const trap = shell.traps.get('EXIT');
  if (trap !== undefined && trap !== '') {
    shell.traps.delete('EXIT');
    shell.status = status;
    const before = status;
    let left = false;
    yield* caught(shell, shell.interpreter.runText(shell, trap), (code) => {
      left = true;
      status = code;
    });
    if (!left) status = before;
  }
  return status;
}

function* caught(shell: Shell, body: Blocking<number>, onExit?: (status: number) => void): Blocking<number> {
  try {
    return yield* body;
  } catch (leave) {
    const status = yield* leavingStatus(shell, leave);
    onExit?.(status);
    return status;
  }
}

/** The status that something thrown means; prints its message. What is not of the shell's own is thrown on. */
export function* leavingStatus(shell: Shell, leave: unknown): Blocking<number> {
  if (leave instanceof ShellExit || leave instanceof FunctionReturn || leave instanceof Interrupted)
    return leave.status;
  if (leave instanceof LoopControl) return 0;
  if (leave instanceof FatalError || leave instanceof CommandError) {
    if (leave.message !== undefined) yield* shell.complain(leave.message);
    return leave.status;
  }
  throw leave;
}

/** Gives the terminal to a job of an interactive shell, waits for all its processes, takes the terminal back. */
export function* waitForeground(shell: Shell, pids: readonly number[], what: string): Blocking<number[]> {
  const { sys } = shell;
  const [leader] = pids;
  if (shell.interactive && leader !== undefined) sys.setForeground(leader);
  const statuses: number[] = [];
  let last: ExitStatus | undefined;
  for (const pid of pids) {
    const ended = yield* sys.waitFor(pid);
    last = ended.ok ? ended.value : undefined;
    statuses.push(ended.ok ? statusOf(ended.value, signalNumbers) : 127);
  }
  if (shell.interactive) sys.setForeground(sys.pid);
  if (last?.kind === 'signaled') yield* reportDeath(shell, last.signal, pids[pids.length - 1] ?? 0, what);
  return statuses;
}

/** Says how a job died, if people are told: not for Ctrl-C, which also abandons an interactive shell's line, nor for broken pipes. */
export function* reportDeath(shell: Shell, signal: Signal, pid: number, what: string): Blocking<void> {
  if (signal === 'SIGINT' && shell.interactive) {
    shell.status = 130;
    throw new Interrupted();
  }
  if (signal === 'SIGINT' || signal === 'SIGPIPE') return;
  const words = deaths[signal];
  if (shell.flavour === 'ash' || shell.interactive) yield* shell.sys.error(`${words}\n`);
  else yield* shell.complain(`${String(pid).padStart(5)} ${words.padEnd(23)} ${what}`);
}
