// sleep, timeout: time that passes.
// Source: sleep(1), timeout(1) of coreutils 9.1; busybox 1.35.
// Not modelled: timeout --foreground.
import { strerror } from '../../base/errno.ts';
import { type Blocking, type ExitStatus, type Signal, type Sys, signalNumbers } from '../../host/sys.ts';
import type { Call, Tool } from '../text/tool.ts';
import { parseDuration } from './durations.ts';
import { parseSignal } from './signals.ts';

export const sleep: Tool = {
  name: 'sleep',
  summary: 'Pause for NUMBER seconds',
  usage: 'NUMBER[SUFFIX]...\nOPTION',
  help: "SUFFIX may be 's' for seconds (the default), 'm' for minutes, 'h' for hours or 'd' for days.",
  version: 'sleep (GNU coreutils) 9.1',
  options: [],
  *run(call) {
    if (call.operands.length === 0) return yield* call.misuse('missing operand');
    let total = 0;
    for (const text of call.operands) {
      const duration = parseDuration(text);
      if (duration === undefined) {
        if (call.flavour === 'busybox') return yield* call.die(`invalid number '${text}'`);
        return yield* call.misuse(`invalid time interval '${text}'`);
      }
      total += duration;
    }
    yield* sleepUntil(call.sys, call.sys.now() + total);
    return 0;
  },
};

/** Sleeps to the moment, however often woken. */
function* sleepUntil(sys: Sys, until: number): Blocking<void> {
  while (sys.now() < until) {
    if (Number.isFinite(until)) yield* sys.wait([], until);
    else yield* sys.wait([]);
  }
}

/** timeout's exit statuses. */
const TIMED_OUT = 124;
const CANCELED = 125;
const CANNOT_RUN = 126;
const NOT_FOUND = 127;

export const timeout: Tool = {
  name: 'timeout',
  summary: 'Start COMMAND, and kill it if still running after DURATION',
  usage: '[OPTION] DURATION COMMAND [ARG]...',
  help: `
  -k, --kill-after=DURATION   also send a KILL signal this long after the first
      --preserve-status       exit with the same status as COMMAND
  -s, --signal=SIGNAL         the signal to be sent on timeout
  -v, --verbose               diagnose to stderr any signal sent upon timeout`,
  misuseStatus: CANCELED,
  version: 'timeout (GNU coreutils) 9.1',
  options: ['k,kill-after:', 'preserve-status', 'foreground', 's,signal:', 'v,verbose'],
  stopAtOperand: true,
  *run(call) {
    const { sys, options } = call;
    const [limitText, ...argv] = call.operands;
    if (limitText === undefined || argv.length === 0) return yield* call.misuse('');
    const limit = parseDuration(limitText);
    if (limit === undefined) return yield* call.misuse(`invalid time interval '${limitText}'`);
    const signal = parseSignal(options.value('s') ?? 'TERM');
    if (!signal) return yield* call.misuse(`${options.value('s')}: invalid signal`);
    sys.onSignal('SIGCHLD', () => {});
    const spawned = sys.spawn({ argv });
    if (!spawned.ok) {
      const status = spawned.errno === 'ENOENT' ? NOT_FOUND : CANNOT_RUN;
      return yield* call.die(`failed to run command '${argv[0]}': ${strerror[spawned.errno]}`, status);
    }
    const pid = spawned.value;
    if (yield* endsWithin(sys, pid, limit === 0 ? Number.POSITIVE_INFINITY : limit)) {
      return statusNumber(yield* statusOf(sys, pid));
    }
    if (options.has('v')) yield* call.complain(`sending signal ${signal.slice(3)} to command '${argv[0]}'`);
    sys.kill(pid, signal);
    const grace = parseDuration(options.value('k') ?? '');
    if (grace !== undefined && !(yield* endsWithin(sys, pid, grace))) {
      sys.kill(pid, 'SIGKILL');
      yield* statusOf(sys, pid);
      return 128 + signalNumbers.SIGKILL;
    }
    const status = yield* statusOf(sys, pid);
    // Having sent SIGKILL, timeout dies of it too.
    if (signal === 'SIGKILL') sys.kill(sys.pid, signal);
    return options.has('preserve-status') ? statusNumber(status) : TIMED_OUT;
  },
};

function* endsWithin(sys: Sys, pid: number, limit: number): Blocking<boolean> {
  const until = sys.now() + limit;
  while (sys.poll(pid) === undefined) {
    if (sys.now() >= until) return false;
    if (Number.isFinite(until)) yield* sys.wait([], until);
    else yield* sys.wait([]);
  }
  return true;
}

function* statusOf(sys: Sys, pid: number): Blocking<ExitStatus> {
  const ended = yield* sys.waitFor(pid);
  return ended.ok ? ended.value : { kind: 'exited', status: 1 };
}

/** As a shell's `$?` shows it. */
export function statusNumber(status: ExitStatus): number {
  return status.kind === 'exited' ? status.status : 128 + signalNumbers[status.signal];
}

/** Signals that a process which runs a command passes on to it. */
const passedOn: readonly Signal[] = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'];

/**
 * Runs a command in place of the tool, as execve(2) would: its status is the tool's, signals sent to the tool reach it.
 * Complains as env and nohup do when it cannot be run.
 */
export function* runInstead(call: Call, argv: readonly string[], env?: ReadonlyMap<string, string>): Blocking<number> {
  const { sys } = call;
  yield* call.flush();
  const spawned = sys.spawn(env ? { argv, env } : { argv });
  if (!spawned.ok) {
    const status = spawned.errno === 'ENOENT' ? NOT_FOUND : CANNOT_RUN;
    const quoted = call.flavour === 'busybox' ? `can't execute '${argv[0]}'` : `'${argv[0]}'`;
    return yield* call.die(`${quoted}: ${strerror[spawned.errno]}`, status);
  }
  for (const signal of passedOn) sys.onSignal(signal, () => sys.kill(spawned.value, signal));
  sys.onSignal('SIGINT', 'ignore');
  return statusNumber(yield* statusOf(sys, spawned.value));
}
