// ps, kill, pidof, pgrep, pkill: the processes of a pid namespace.
// Source: ps(1), kill(1), pgrep(1) of procps 4.0; pidof(8) of sysvinit-utils; busybox 1.35's applets.
// Not modelled: memory and CPU figures (0), users other than root, states other than sleeping, most of ps's formats.
import { civilTime, strftime } from '../../base/time.ts';
import type { Blocking, ProcessInfo, Sys } from '../../host/sys.ts';
import { baseName } from '../text/paths.ts';
import { Regex, RegexError } from '../text/regex/regex.ts';
import type { Call, Tool } from '../text/tool.ts';
import { parseSignal, signalNames } from './signals.ts';

/** comm is cut to this length by the kernel: TASK_COMM_LEN - 1. */
const COMM_LENGTH = 15;

function commandName(process: ProcessInfo): string {
  return baseName(process.argv[0] ?? '')
    .replace(/^-/, '')
    .slice(0, COMM_LENGTH);
}

function startText(sys: Sys, process: ProcessInfo): string {
  const started = sys.wallClock() - (sys.now() - process.startedAt) / 1000;
  const [now, then] = [civilTime(sys.wallClock()), civilTime(started)];
  return strftime(now.yearday === then.yearday && now.year === then.year ? '%H:%M' : '%b%d', started);
}

export const ps: Tool = {
  name: 'ps',
  summary: 'Report a snapshot of the current processes',
  usage: '[options]',
  help: `
 -A, -e               all processes
 a                    all with tty, including other users
 -f                   full-format, including command lines
 u                    user-oriented format
 x                    processes without controlling ttys
 -p, --pid <PID>      process id
 -o <format>          user-defined format (pid, ppid, comm, args, cmd, user, tty, stat, time)`,
  version: 'ps from procps-ng 4.0.2',
  *run(call) {
    if (call.flavour === 'busybox') {
      call.put('PID   USER     TIME  COMMAND\n');
      for (const p of call.sys.processes()) {
        call.put(`${String(p.pid).padStart(5)} root      0:00 ${p.argv.join(' ')}\n`);
      }
      return 0;
    }
    const asked = readPsWords(call.operands);
    if (typeof asked === 'string') {
      yield* call.sys.error(`error: ${asked}\n\n${PS_HINT}`);
      return 1;
    }
    const { sys } = call;
    const own = sys.processes().filter((p) => asked.all || (asked.pids?.includes(p.pid) ?? p.tty));
    if (asked.format) return yield* formatted(call, own, asked.format);
    call.put(`${psHeads[asked.style]}\n`);
    for (const p of own) call.put(`${psRow(sys, p, asked.style)}\n`);
    return asked.pids && own.length === 0 ? 1 : 0;
  },
};

const PS_HINT = `Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;

type PsStyle = 'plain' | 'full' | 'user' | 'stat';

const psHeads: Readonly<Record<PsStyle, string>> = {
  plain: '    PID TTY          TIME CMD',
  full: 'UID          PID    PPID  C STIME TTY          TIME CMD',
  user: 'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND',
  stat: '    PID TTY      STAT   TIME COMMAND',
};

interface PsRequest {
  readonly all: boolean;
  readonly style: PsStyle;
  readonly pids: readonly number[] | undefined;
  readonly format: string | undefined;
}

function readPsWords(words: readonly string[]): PsRequest | string {
  let [all, style]: [boolean, PsStyle] = [false, 'plain'];
  let pids: number[] | undefined;
  let format: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const valued = /^(-p|-q|p|--pid|-o|o|--format|-eo|-Ao|axo|-axo)=?(.*)$/.exec(word);
    if (valued) {
      const value = valued[2] || words[++i];
      if (value === undefined) return 'list of process IDs must follow -p';
      if (/[pq]$|pid$/.test(valued[1] as string)) pids = value.split(/[, ]+/).map(Number);
      else format = value;
      if (/^-?(e|A|ax)o$/.test(valued[1] as string)) all = true;
    } else if (word.startsWith('--')) {
      return 'unknown gnu long option';
    } else if (word.startsWith('-')) {
      if (!/^-[eAfaxuwHljyF]+$/.test(word)) return 'unsupported SysV option';
      if (/[eAax]/.test(word)) all = true;
      if (/[fFlj]/.test(word)) style = 'full';
      if (/u/.test(word)) style = 'user';
    } else {
      if (!/^[auxwfej]+$/.test(word)) return 'unsupported option (BSD syntax)';
      if (/[ax]/.test(word)) all = true;
      style = word.includes('u') ? 'user' : 'stat';
    }
  }
  return { all, style, pids, format };
}

function psRow(sys: Sys, p: ProcessInfo, style: PsStyle): string {
  const tty = p.tty ? 'pts/0' : '?';
  const pid = String(p.pid).padStart(7);
  const command = p.argv.join(' ');
  switch (style) {
    case 'plain':
      return `${pid} ${tty.padEnd(8)} 00:00:00 ${commandName(p)}`;
    case 'stat':
      return `${pid} ${tty.padEnd(8)} S      0:00 ${command}`;
    case 'full':
      return `root     ${pid} ${String(p.ppid).padStart(7)}  0 ${startText(sys, p)} ${tty.padEnd(8)} 00:00:00 ${command}`;
    case 'user':
      return `root     ${pid}  0.0  0.0      0     0 ${tty.padEnd(8)} S    ${startText(sys, p)}   0:00 ${command}`;
  }
}

const psColumns: Readonly<Record<string, readonly [string, number, (p: ProcessInfo, sys: Sys) => string]>> = {
  pid: ['PID', 7, (p) => String(p.pid)],
  ppid: ['PPID', 7, (p) => String(p.ppid)],
  comm: ['COMMAND', -15, commandName],
  args: ['COMMAND', -27, (p) => p.argv.join(' ')],
  cmd: ['CMD', -27, (p) => p.argv.join(' ')],
  command: ['COMMAND', -27, (p) => p.argv.join(' ')],
  user: ['USER', -8, () => 'root'],
  tty: ['TT', -8, (p) => (p.tty ? 'pts/0' : '?')],
  stat: ['STAT', -4, () => 'S'],
  time: ['TIME', 8, () => '00:00:00'],
  stime: ['STIME', 5, (p, sys) => startText(sys, p)],
};

function* formatted(call: Call, processes: readonly ProcessInfo[], format: string): Blocking<number> {
  const entries = format.split(',').map((entry) => entry.split('=') as [string, string?]);
  const unknown = entries.find(([name]) => psColumns[name] === undefined);
  if (unknown) {
    yield* call.sys.error(`error: unknown user-defined format specifier "${unknown[0]}"\n\n${PS_HINT}`);
    return 1;
  }
  const columns = entries.map(([name, head]) => {
    const [own, width, show] = psColumns[name] as (typeof psColumns)[string];
    return { head: head ?? own, width, show };
  });
  const pad = (text: string, width: number) => (width < 0 ? text.padEnd(-width) : text.padStart(width));
  const row = (cells: readonly string[]) =>
    `${cells.map((cell, i) => (i === cells.length - 1 && (columns[i]?.width ?? 0) < 0 ? cell : pad(cell, columns[i]?.width ?? 0))).join(' ')}\n`;
  if (columns.some((column) => column.head !== '')) call.put(row(columns.map((column) => column.head)));
  for (const p of processes) call.put(row(columns.map((column) => column.show(p, call.sys))));
  return 0;
}

export const kill: Tool = {
  name: 'kill',
  summary: 'Send a signal to processes',
  usage: '[options] <pid> [...]',
  help: `
 -s, --signal <signal>   specify the <signal> to be sent
 -l, --list=[<signal>]   list all signal names, or convert one to a name`,
  version: 'kill from procps-ng 4.0.2',
  *run(call) {
    const words = [...call.operands];
    let name = 'TERM';
    if (words[0] === '-l' || words[0] === '-L') {
      const listed = words
        .slice(1)
        .map((w) => (/^\d+$/.test(w) ? signalNames[Number(w) - 1] : signalNames.indexOf(w) + 1));
      call.put(`${(listed.length > 0 ? listed : signalNames).join(' ')}\n`);
      return 0;
    }
    if (words[0] === '-s' || words[0] === '--signal') [, name = ''] = words.splice(0, 2);
    else if (/^-[A-Za-z0-9]+$/.test(words[0] ?? '')) name = (words.shift() as string).slice(1);
    if (words[0] === '--') words.shift();
    const signal = name === '0' ? undefined : parseSignal(name);
    if (name !== '0' && !signal) {
      const isReal = signalNames.includes(name.toUpperCase().replace(/^SIG/, '')) || signalNames[Number(name) - 1];
      if (!isReal) return yield* call.die(`unknown signal name ${name}`);
      yield* call.sys.error(`hoplab: not simulated yet: signal ${name}\n`);
      return 125;
    }
    if (words.length === 0) return yield* call.misuse('not enough arguments');
    for (const word of words) {
      if (!/^-?\d+$/.test(word)) {
        yield* call.complain(`failed to parse argument: '${word}'`);
        continue;
      }
      const pid = Number(word);
      const missing = signal
        ? call.sys.kill(pid, signal) !== undefined
        : !call.sys.processes().some((p) => p.pid === Math.abs(pid));
      if (missing) yield* call.complain(`(${word}): No such process`);
    }
    return call.status;
  },
};

export const pidof: Tool = {
  name: 'pidof',
  summary: 'Find the process ID of a running program',
  usage: '[-s] program [program...]',
  options: ['s', 'x', 'o:'],
  *run(call) {
    const found = call.sys.processes().filter((p) => call.operands.includes(commandName(p)));
    const pids = found.map((p) => p.pid).reverse();
    const shown = call.options.has('s') ? pids.slice(0, 1) : pids;
    if (shown.length > 0) call.put(`${shown.join(' ')}\n`);
    yield* call.flush();
    return shown.length > 0 ? 0 : 1;
  },
};

const pgrepOptions = [
  'a,list-full',
  'c,count',
  'f,full',
  'i,ignore-case',
  'l,list-name',
  'n,newest',
  'o,oldest',
  'x,exact',
];

function* matching(call: Call): Blocking<readonly ProcessInfo[] | number> {
  const [pattern, extra] = call.operands;
  if (pattern === undefined) return yield* call.misuse('no matching criteria specified');
  if (extra !== undefined) return yield* call.misuse('only one pattern can be provided');
  try {
    const whole = call.options.has('x') ? 'line' : undefined;
    const regex = new Regex(pattern, { notation: 'extended', ignoreCase: call.options.has('i'), whole });
    const text = (p: ProcessInfo) => (call.options.has('f') ? p.argv.join(' ') : commandName(p));
    const found = call.sys.processes().filter((p) => p.pid !== call.sys.pid && regex.test(text(p)));
    if (call.options.has('n')) return found.slice(-1);
    return call.options.has('o') ? found.slice(0, 1) : found;
  } catch (error) {
    if (error instanceof RegexError) return yield* call.die(error.message, 2);
    throw error;
  }
}

export const pgrep: Tool = {
  name: 'pgrep',
  summary: 'Look up processes based on name',
  usage: '[options] <pattern>',
  misuseStatus: 2,
  version: 'pgrep from procps-ng 4.0.2',
  options: pgrepOptions,
  *run(call) {
    const found = yield* matching(call);
    if (typeof found === 'number') return found;
    if (call.options.has('c')) call.put(`${found.length}\n`);
    for (const p of call.options.has('c') ? [] : found) {
      const detail = call.options.has('a') ? ` ${p.argv.join(' ')}` : call.options.has('l') ? ` ${commandName(p)}` : '';
      call.put(`${p.pid}${detail}\n`);
    }
    return found.length > 0 ? 0 : 1;
  },
};

export const pkill: Tool = {
  name: 'pkill',
  summary: 'Signal processes based on name',
  usage: '[options] <pattern>',
  misuseStatus: 2,
  version: 'pkill from procps-ng 4.0.2',
  options: [...pgrepOptions, 'signal:', '9', '1', '2', '15', 'H', 'I', 'K', 'T'],
  *run(call) {
    const [first] = [
      ...['9', '1', '2'].filter((n) => call.options.has(n)),
      call.options.value('signal'),
      'TERM',
    ].filter((name) => name !== undefined);
    const signal = parseSignal(first ?? 'TERM');
    if (!signal) return yield* call.misuse(`Unknown signal "${first}".`);
    const found = yield* matching(call);
    if (typeof found === 'number') return found;
    for (const p of found) call.sys.kill(p.pid, signal);
    return found.length > 0 ? 0 : 1;
  },
};
