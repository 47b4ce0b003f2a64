// jobs, wait, fg, bg, kill, disown: background jobs and signals.
// Source: bash(1) JOB CONTROL, kill(1).
// Not modelled: stopped jobs, wait -p.
import { strerror } from '../../../base/errno.ts';
import { type Blocking, signalNumbers } from '../../../host/sys.ts';
import { type Job, statusOf } from '../run/jobs.ts';
import { reportDeath, waitForeground } from '../run/processes.ts';
import type { Builtin, Shell } from '../shell.ts';
import { signalOf } from './trap.ts';

export const jobs: Builtin = {
  name: 'jobs',
  usage: 'jobs [-lnprs] [jobspec ...]',
  summary: 'Display status of jobs.',
  *run(shell, args) {
    for (const job of [...shell.jobs.all()]) {
      if (args.includes('-p')) yield* shell.sys.print(`${job.pid}\n`);
      else yield* shell.sys.print(`${jobLine(shell, job, args.includes('-l'))}\n`);
      if (!shell.jobs.isRunning(job, shell.sys)) yield* reap(shell, job);
    }
    return 0;
  },
};

/** `[1]+  Running                 sleep 5 &` */
export function jobLine(shell: Shell, job: Job, long = false): string {
  const ended = shell.sys.poll(job.pid);
  const status = job.status ?? (ended === undefined ? undefined : statusOf(ended, signalNumbers));
  const killed =
    ended?.kind === 'signaled' ? { SIGKILL: 'Killed', SIGTERM: 'Terminated' }[String(ended.signal)] : undefined;
  const state = status === undefined ? 'Running' : status === 0 ? 'Done' : (killed ?? `Exit ${status}`);
  const pid = long ? `${String(job.pid).padStart(6)} ` : ' ';
  return `[${job.id}]${shell.jobs.markOf(job)} ${pid}${state.padEnd(23)} ${job.command}${status === undefined ? ' &' : ''}`;
}

/** Tells of jobs that have ended since the last prompt. */
export function* notifyJobs(shell: Shell): Blocking<void> {
  for (const job of [...shell.jobs.all()]) {
    if (shell.jobs.isRunning(job, shell.sys)) continue;
    yield* shell.sys.error(`${jobLine(shell, job)}\n`);
    yield* reap(shell, job);
  }
}

function* reap(shell: Shell, job: Job): Blocking<number> {
  let { status } = job;
  if (status === undefined) {
    const ended = yield* shell.sys.waitFor(job.pid);
    status = ended.ok ? statusOf(ended.value, signalNumbers) : 127;
    // DONT_REPORT_SIGTERM of Debian's bash: a script is not told of jobs that were asked to end.
    if (ended.ok && ended.value.kind === 'signaled' && ended.value.signal !== 'SIGTERM' && !shell.interactive) {
      yield* reportDeath(shell, ended.value.signal, job.pid, job.command);
    }
  }
  shell.jobs.finish(job, status);
  return status;
}

export const wait: Builtin = {
  name: 'wait',
  usage: 'wait [-fn] [-p var] [id ...]',
  summary: 'Wait for job completion and return exit status.',
  *run(shell, args) {
    const ids = args.filter((word) => !/^-[fn]$/.test(word));
    if (args.includes('-n') && ids.length === 0) return yield* waitForAny(shell);
    if (ids.length === 0) {
      for (const job of [...shell.jobs.all()]) {
        const status = yield* waitForJob(shell, job);
        if (status === undefined) return 128 + signalNumbers.SIGINT;
      }
      return 0;
    }
    let status = 0;
    for (const id of ids) status = yield* waitForId(shell, id);
    return status;
  },
};

function* waitForId(shell: Shell, id: string): Blocking<number> {
  const job = id.startsWith('%') ? shell.jobs.byName(id) : shell.jobs.byPid(Number(id));
  if (job !== undefined) return (yield* waitForJob(shell, job)) ?? 128 + signalNumbers.SIGINT;
  const finished = shell.jobs.finished.get(Number(id));
  if (finished !== undefined) return finished;
  if (shell.flavour === 'bash') {
    if (id.startsWith('%')) yield* shell.complain(`wait: ${id}: no such job`);
    else if (/^\d+$/.test(id)) yield* shell.complain(`wait: pid ${id} is not a child of this shell`);
    else yield* shell.complain(`wait: \`${id}': not a pid or valid job spec`);
  }
  return /^\d+$|^%/.test(id) ? 127 : 1;
}

function* waitForAny(shell: Shell): Blocking<number> {
  if (shell.jobs.all().length === 0) return 127;
  for (;;) {
    const done = shell.jobs.all().find((job) => !shell.jobs.isRunning(job, shell.sys));
    if (done !== undefined) return yield* reap(shell, done);
    if (yield* sleepInterrupted(shell)) return 128 + signalNumbers.SIGINT;
  }
}

/** Waits so that signals with traps, and Ctrl-C, end the waiting: undefined then. */
function* waitForJob(shell: Shell, job: Job): Blocking<number | undefined> {
  while (shell.jobs.isRunning(job, shell.sys)) if (yield* sleepInterrupted(shell)) return undefined;
  return yield* reap(shell, job);
}

function* sleepInterrupted(shell: Shell): Blocking<boolean> {
  yield* shell.sys.wait([]);
  return shell.interrupted || shell.pendingTraps.length > 0;
}

export const fg: Builtin = {
  name: 'fg',
  usage: 'fg [job_spec]',
  summary: 'Move job to the foreground.',
  *run(shell, [spec = '%%']) {
    if (!shell.interactive) {
      yield* shell.complainOf('fg', 'no job control', 'No current job');
      return 1;
    }
    const job = shell.jobs.byName(spec.startsWith('%') ? spec : `%${spec}`);
    if (job === undefined) {
      yield* shell.complainOf('fg', spec === '%%' ? 'current: no such job' : `${spec}: no such job`);
      return 1;
    }
    yield* shell.sys.print(`${job.command}\n`);
    shell.jobs.remove(job);
    return (yield* waitForeground(shell, [job.pid], job.command))[0] ?? 0;
  },
};

export const bg: Builtin = {
  name: 'bg',
  usage: 'bg [job_spec ...]',
  summary: 'Move jobs to the background.',
  *run(shell, [spec = '%%']) {
    const job = shell.interactive ? shell.jobs.byName(spec.startsWith('%') ? spec : `%${spec}`) : undefined;
    if (job === undefined) {
      yield* shell.complainOf('bg', shell.interactive ? 'current: no such job' : 'no job control', 'No current job');
      return 1;
    }
    yield* shell.complain(`bg: job ${job.id} already in background`);
    return 0;
  },
};

export const disown: Builtin = {
  name: 'disown',
  usage: 'disown [-h] [-ar] [jobspec ... | pid ...]',
  summary: 'Remove jobs from current shell.',
  only: 'bash',
  *run(shell, args) {
    const named = args.filter((word) => !word.startsWith('-'));
    const chosen = args.includes('-a')
      ? [...shell.jobs.all()]
      : (named.length > 0 ? named : ['%%']).map((word) =>
          word.startsWith('%') ? shell.jobs.byName(word) : shell.jobs.byPid(Number(word)),
        );
    for (const job of chosen) {
      if (job === undefined) {
        yield* shell.complain(`disown: ${named[0] ?? 'current'}: no such job`);
        return 1;
      }
      shell.jobs.remove(job);
    }
    return 0;
  },
};

export const kill: Builtin = {
  name: 'kill',
  usage: 'kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]',
  summary: 'Send a signal to a job.',
  *run(shell, args) {
    if (args[0] === '-l' || args[0] === '-L') return yield* listSignals(shell, args.slice(1));
    let name = 'TERM';
    let targets = args;
    if (args[0] === '-s' || args[0] === '-n') {
      name = args[1] ?? '';
      targets = args.slice(2);
    } else if (/^-./.test(args[0] ?? '') && args[0] !== '--') {
      name = args[0]?.slice(1) ?? '';
      targets = args.slice(1);
    }
    if (targets[0] === '--') targets = targets.slice(1);
    if (targets.length === 0) {
      if (shell.flavour === 'ash') {
        yield* shell.complain('you need to specify whom to kill');
        return 1;
      }
      yield* shell.sys.error(
        'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n',
      );
      return 2;
    }
    let status = 0;
    for (const target of targets) status = (yield* killOne(shell, name, target)) || status;
    return status;
  },
};

function* killOne(shell: Shell, name: string, target: string): Blocking<number> {
  const signal = signalOf(name);
  const job = target.startsWith('%') ? shell.jobs.byName(target) : undefined;
  if (target.startsWith('%') && job === undefined) {
    yield* shell.complain(`kill: ${target}: no such job`);
    return 1;
  }
  // With job control a job is a process group, named by its first process.
  const group = job === undefined || !shell.interactive ? undefined : -(job.pids[0] ?? job.pid);
  const pid = group ?? job?.pid ?? (/^-?\d+$/.test(target) ? Number(target) : undefined);
  if (pid === undefined) {
    yield* shell.complainOf('kill', `${target}: arguments must be process or job IDs`, `invalid number '${target}'`);
    return 1;
  }
  if (name === '0')
    return shell.sys.processes().some((process) => process.pid === pid) ? 0 : yield* noProcess(shell, target);
  if (signal === undefined) {
    yield* shell.complainOf('kill', `${name}: invalid signal specification`, `bad signal name '${name}'`);
    return 1;
  }
  return shell.sys.kill(pid, signal) === undefined ? 0 : yield* noProcess(shell, target);
}

function* noProcess(shell: Shell, target: string): Blocking<number> {
  if (shell.flavour === 'bash') yield* shell.complain(`kill: (${target}) - ${strerror.ESRCH}`);
  else yield* shell.complain(`can't kill pid ${target}: ${strerror.ESRCH}`);
  return 1;
}

function* listSignals(shell: Shell, names: readonly string[]): Blocking<number> {
  for (const name of names) {
    const number = /^\d+$/.test(name) ? String(Number(name) > 128 ? Number(name) - 128 : Number(name)) : name;
    const signal = signalOf(number);
    if (signal === undefined) {
      yield* shell.complain(`kill: ${name}: invalid signal specification`);
      return 1;
    }
    yield* shell.sys.print(`${/^\d+$/.test(name) ? signal.slice(3) : signalNumbers[signal]}\n`);
  }
  if (names.length === 0) {
    const list = Object.entries(signalNumbers).sort(([, a], [, b]) => a - b);
    yield* shell.sys.print(`${list.map(([name, number]) => `${String(number).padStart(2)}) ${name}`).join('\t')}\n`);
  }
  return 0;
}
