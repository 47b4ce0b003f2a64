// systemctl, service and journalctl: asking the service manager to start and stop daemons, and what they have said.
// Source: systemctl(1), journalctl(1) of systemd 252; service(8) of sysvinit-utils (init-system-helpers).
// Not modelled: jobs, dependencies, targets, masks; control groups, memory and CPU time of a unit.
import { strftime } from '../../base/time.ts';
import { type JournalEntry, MANAGER_SOCKET, type UnitView } from '../../host/service-manager.ts';
import type { Blocking, Program, Sys } from '../../host/sys.ts';
import { NOT_SIMULATED } from '../not-yet.ts';

/** systemctl's exit status for a unit that does not run, and for one that there is not. */
const NOT_RUNNING = 3;
const NO_SUCH_UNIT = 4;
const JOURNAL_TAIL = 10;

const quietFlags = [
  '-q',
  '--quiet',
  '--no-pager',
  '-l',
  '--full',
  '--no-block',
  '--now',
  '--system',
  '--no-legend',
  '--plain',
];

function* ask(sys: Sys, method: 'GET' | 'POST', path: string): Blocking<{ status: number; body: string }> {
  const answer = yield* sys.http(MANAGER_SOCKET, { method, path });
  return answer.ok ? { status: answer.value.status, body: answer.value.body ?? '' } : { status: 404, body: '' };
}

function* unitOf(sys: Sys, name: string): Blocking<UnitView | undefined> {
  const { status, body } = yield* ask(sys, 'GET', `/units/${name}`);
  if (status !== 200) return undefined;
  const unit: UnitView = JSON.parse(body);
  return unit;
}

function* journalOf(sys: Sys, unit: string): Blocking<JournalEntry[]> {
  const { body } = yield* ask(sys, 'GET', `/journal/${unit}`);
  const entries: JournalEntry[] = JSON.parse(body || '[]');
  return entries;
}

/** `docker` is docker.service. */
function fullName(name: string): string {
  return name.includes('.') ? name : `${name}.service`;
}

function* notSimulated(sys: Sys, what: string): Blocking<number> {
  yield* sys.error(`hoplab: not simulated yet: ${what}\n`);
  return NOT_SIMULATED;
}

export const systemctl: Program = {
  name: 'systemctl',
  summary: 'Start, stop and look at daemons',
  *main(sys, argv) {
    const words = argv.slice(1).filter((word) => !quietFlags.includes(word));
    const isQuiet = argv.includes('-q') || argv.includes('--quiet');
    const flag = words.find((word) => word.startsWith('-'));
    const [verb = '', ...names] = words;
    if (flag !== undefined || verb === '') return yield* notSimulated(sys, `systemctl ${flag ?? 'list-units'}`);
    if (verb === 'poweroff' || verb === 'reboot')
      return (yield* ask(sys, 'POST', `/power/${verb}`)).status === 200 ? 0 : 1;
    if (verb === 'daemon-reload' || verb === 'reset-failed') return 0;
    const action = actions[verb];
    if (action === undefined) return yield* notSimulated(sys, `systemctl ${verb}`);
    if (names.length === 0) {
      yield* sys.error('Too few arguments.\n');
      return 1;
    }
    let status = 0;
    for (const name of names.map(fullName)) status = Math.max(status, yield* action(sys, name, verb, isQuiet));
    return status;
  },
  complete(_sys, argv) {
    const word = argv.at(-1) ?? '';
    const choices = argv.length === 2 ? Object.keys(actions) : ['docker'];
    return choices.filter((choice) => choice.startsWith(word)).map((text) => ({ text }));
  },
};

type Action = (sys: Sys, name: string, verb: string, isQuiet: boolean) => Blocking<number>;

const actions: Readonly<Record<string, Action>> = {
  start: change,
  stop: change,
  restart: change,
  'try-restart': change,
  reload: change,
  status: showStatus,
  'is-active': isActive,
  'is-failed': isActive,
  'is-enabled': isEnabled,
  enable: setEnabled,
  disable: setEnabled,
};

function* change(sys: Sys, name: string, verb: string): Blocking<number> {
  const unit = yield* unitOf(sys, name);
  if (unit === undefined) {
    yield* sys.error(`Failed to ${verb} ${name}: Unit ${name} not found.\n`);
    return 5;
  }
  if (verb === 'try-restart' && unit.state !== 'active') return 0;
  if (verb === 'reload' && unit.state !== 'active') {
    yield* sys.error(`${name} is not active, cannot reload.\n`);
    return 1;
  }
  const action = verb === 'try-restart' ? 'restart' : verb;
  const { status } = yield* ask(sys, 'POST', `/units/${name}/${action}`);
  if (status !== 200) {
    yield* sys.error(
      `Job for ${name} failed because the control process exited with error code.\n` +
        `See "systemctl status ${name}" and "journalctl -xeu ${name}" for details.\n`,
    );
    return 1;
  }
  if (verb === 'stop') yield* warnOfTriggers(sys, unit);
  return 0;
}

function* warnOfTriggers(sys: Sys, unit: UnitView): Blocking<void> {
  const live: string[] = [];
  for (const name of unit.triggeredBy) if ((yield* unitOf(sys, name))?.state === 'active') live.push(name);
  if (live.length === 0) return;
  const list = live.map((name) => `  ${name}\n`).join('');
  yield* sys.error(`Warning: Stopping ${unit.name}, but it can still be activated by:\n${list}`);
}

function* isActive(sys: Sys, name: string, verb: string, isQuiet: boolean): Blocking<number> {
  const state = (yield* unitOf(sys, name))?.state ?? 'inactive';
  if (!isQuiet) yield* sys.print(`${state}\n`);
  if (verb === 'is-failed') return state === 'failed' ? 0 : 1;
  return state === 'active' ? 0 : NOT_RUNNING;
}

function* isEnabled(sys: Sys, name: string, _verb: string, isQuiet: boolean): Blocking<number> {
  const unit = yield* unitOf(sys, name);
  if (unit === undefined) {
    yield* sys.error(`Failed to get unit file state for ${name}: No such file or directory\n`);
    return 1;
  }
  if (!isQuiet) yield* sys.print(unit.enabled ? 'enabled\n' : 'disabled\n');
  return unit.enabled ? 0 : 1;
}

function* setEnabled(sys: Sys, name: string, verb: string): Blocking<number> {
  const unit = yield* unitOf(sys, name);
  if (unit === undefined) {
    yield* sys.error(`Failed to ${verb} unit: Unit file ${name} does not exist.\n`);
    return 1;
  }
  const isWanted = verb === 'enable';
  if (unit.enabled === isWanted) return 0;
  yield* ask(sys, 'POST', `/units/${name}/${verb}`);
  const link = `/etc/systemd/system/multi-user.target.wants/${name}`;
  yield* sys.error(isWanted ? `Created symlink ${link} → ${unit.path}.\n` : `Removed "${link}".\n`);
  return 0;
}

function* showStatus(sys: Sys, name: string): Blocking<number> {
  const unit = yield* unitOf(sys, name);
  if (unit === undefined) {
    yield* sys.error(`Unit ${name} could not be found.\n`);
    return NO_SUCH_UNIT;
  }
  const enabled = unit.enabled ? 'enabled' : 'disabled';
  const lines = [
    `${dotOf(unit)} ${name} - ${unit.description}`,
    `     Loaded: loaded (${unit.path}; ${enabled}; preset: enabled)`,
    `     Active: ${activity(unit, sys.wallClock())}`,
  ];
  for (const trigger of unit.triggeredBy) {
    const other = yield* unitOf(sys, trigger);
    if (other !== undefined) lines.push(`TriggeredBy: ${dotOf(other)} ${trigger}`);
  }
  if (unit.documentation !== '') lines.push(`       Docs: ${unit.documentation}`);
  if (unit.pid !== undefined) {
    lines.push(`   Main PID: ${unit.pid} (${unit.command.split(' ')[0]?.split('/').pop()})`);
    lines.push(`     CGroup: /system.slice/${name}`, `             └─${unit.pid} ${unit.command}`);
  }
  yield* sys.print(`${lines.join('\n')}\n`);
  const entries = (yield* journalOf(sys, name)).slice(-JOURNAL_TAIL);
  if (entries.length > 0) yield* sys.print(`\n${entries.map((entry) => journalLine(sys, entry)).join('')}`);
  return unit.state === 'active' ? 0 : NOT_RUNNING;
}

function dotOf({ state }: UnitView): string {
  return state === 'active' ? '●' : state === 'failed' ? '×' : '○';
}

/** `active (running) since Sat 2026-11-21 06:43:46 UTC; 5min ago` */
function activity({ state, runs, since }: UnitView, now: number): string {
  const what =
    state === 'active' ? `active (${runs})` : state === 'failed' ? 'failed (Result: exit-code)' : 'inactive (dead)';
  return `${what} since ${strftime('%a %Y-%m-%d %H:%M:%S', since)} UTC; ${ago(now - since)} ago`;
}

/** A span as systemd words it: its two largest units. */
function ago(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 1) return `${Math.floor(milliseconds)}ms`;
  const units: readonly (readonly [string, number])[] = [
    ['day', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ];
  let rest = seconds;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count > 0 && parts.length < 2)
      parts.push(unit === 'day' ? `${count} day${count > 1 ? 's' : ''}` : `${count}${unit}`);
  }
  return parts.join(' ');
}

function journalLine(sys: Sys, { at, identifier, pid, text }: JournalEntry): string {
  return `${strftime('%b %d %H:%M:%S', at)} ${sys.hostname} ${identifier}[${pid}]: ${text}\n`;
}

export const journalctl: Program = {
  name: 'journalctl',
  summary: "Print the daemons' journal",
  *main(sys, argv) {
    let unit = '';
    let count: number | undefined;
    const rest = argv
      .slice(1)
      .flatMap((word) => (/^-[a-z]{2,}$/.test(word) ? [...word.slice(1)].map((c) => `-${c}`) : [word]));
    for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
      const [name, inline] = word.split('=');
      if (name === '-u' || name === '--unit') unit = fullName(inline ?? rest.shift() ?? '');
      else if (name === '-n' || name === '--lines') count = Number(inline ?? rest.shift() ?? JOURNAL_TAIL);
      else if (name === '-f' || name === '--follow') return yield* notSimulated(sys, 'journalctl --follow');
      else if (!['-e', '-x', '--no-pager', '--pager-end', '--catalog', '-q', '--quiet'].includes(word)) {
        return yield* notSimulated(sys, `journalctl ${word}`);
      }
    }
    const entries = yield* journalOf(sys, unit);
    const shown = count === undefined ? entries : count === 0 ? [] : entries.slice(-count);
    yield* sys.print(
      shown.length === 0 ? '-- No entries --\n' : shown.map((entry) => journalLine(sys, entry)).join(''),
    );
    return 0;
  },
};

export const service: Program = {
  name: 'service',
  summary: 'Start, stop and look at a daemon',
  *main(sys, argv) {
    const [, name, verb] = argv;
    if (name === undefined || verb === undefined) {
      yield* sys.error('Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n');
      return 1;
    }
    return yield* systemctl.main(sys, ['systemctl', verb, name]);
  },
};
