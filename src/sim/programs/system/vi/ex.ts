// The command line of vi: ranges, and the commands that people know.
// Source: vim 9.0 src/ex_docmd.c, ex_cmds.c, errors.h for the messages.
// Not modelled: what is not in the table; it says so, or E492 for what is no command at all.
import type { Blocking } from '../../../host/sys.ts';
import { firstNonBlank } from './motions.ts';
import { compile, find } from './search.ts';
import type { ViSession } from './session.ts';
import { substitute } from './substitute.ts';

export interface ExCall {
  /** First and last line, counted from 0; undefined when no range was given. */
  readonly range: readonly [number, number] | undefined;
  readonly bang: boolean;
  readonly argument: string;
}

type ExCommand = (vi: ViSession, call: ExCall) => void;

const NOT_WRITTEN = 'E37: No write since last change (add ! to override)';

function nameFor(vi: ViSession, { argument }: ExCall): string | undefined {
  const name = argument === '' ? vi.name : argument;
  if (name !== '') return name;
  vi.say('E32: No file name');
  return undefined;
}

/** :w. Answers whether it is written. */
function write(vi: ViSession, call: ExCall): boolean {
  const name = nameFor(vi, call);
  if (name === undefined) return false;
  const { fs } = vi.sys;
  const isOther = call.argument !== '' && vi.sys.resolve(name) !== vi.sys.resolve(vi.name || '/');
  if (isOther && !call.bang && fs.stat(vi.sys.resolve(name))?.type === 'file') {
    vi.say('E13: File exists (add ! to override)');
    return false;
  }
  const lines = call.range ? vi.area.lines.slice(call.range[0], call.range[1] + 1) : undefined;
  return vi.write(name, lines);
}

const quit: ExCommand = (vi, { bang }) => {
  if (vi.modified && !bang) vi.say(NOT_WRITTEN);
  else vi.done = true;
};

const writeQuit: ExCommand = (vi, call) => {
  if (write(vi, call)) vi.done = true;
};

const exit: ExCommand = (vi, call) => {
  if (!vi.modified && call.argument === '') vi.done = true;
  else writeQuit(vi, call);
};

const edit: ExCommand = (vi, { bang, argument }) => {
  if (vi.modified && !bang) vi.say(NOT_WRITTEN);
  else if (argument === '' && vi.name === '') vi.say('E32: No file name');
  else vi.open(argument === '' ? vi.name : argument);
};

const read: ExCommand = (vi, { argument, range }) => {
  const text = vi.sys.fs.readFile(vi.sys.resolve(argument));
  if (!text.ok) {
    vi.say(`E484: Can't open file ${argument}`);
    return;
  }
  vi.begin();
  const y = (range?.[1] ?? vi.area.y) + 1;
  const lines = text.value.replace(/\n$/, '').split('\n');
  vi.area.replaceLines(y, 0, lines);
  vi.area.moveTo({ y, x: 0 });
};

const remove: ExCommand = (vi, { range }) => {
  const [from, to] = range ?? [vi.area.y, vi.area.y];
  vi.begin();
  vi.register = { text: vi.area.lines.slice(from, to + 1).join('\n'), linewise: true };
  vi.area.replaceLines(from, to - from + 1, []);
  vi.area.moveTo({ y: from, x: 0 });
  vi.tellLines(to - from + 1, 'fewer lines');
};

const set: ExCommand = (vi, { argument }) => {
  const options: Readonly<Record<string, () => void>> = {
    number: () => {
      vi.numbers = true;
    },
    nonumber: () => {
      vi.numbers = false;
    },
    ignorecase: () => {
      vi.ignoreCase = true;
    },
    noignorecase: () => {
      vi.ignoreCase = false;
    },
  };
  const long: Readonly<Record<string, string>> = {
    nu: 'number',
    nonu: 'nonumber',
    ic: 'ignorecase',
    noic: 'noignorecase',
  };
  const apply = options[long[argument] ?? argument];
  if (apply) apply();
  else vi.cannot(`:set ${argument}`);
};

/** Commands by their shortest form and the rest of their name. */
const commands: readonly (readonly [short: string, rest: string, run: ExCommand])[] = [
  ['w', 'rite', (vi, call) => void write(vi, call)],
  ['q', 'uit', quit],
  ['wq', '', writeQuit],
  ['x', 'it', exit],
  ['exi', 't', exit],
  ['wqa', 'll', writeQuit],
  ['qa', 'll', quit],
  ['e', 'dit', edit],
  ['r', 'ead', read],
  ['d', 'elete', remove],
  ['s', 'ubstitute', substitute],
  ['se', 't', set],
  ['u', 'ndo', (vi) => vi.undo()],
  ['red', 'o', (vi) => vi.redo()],
  ['noh', 'lsearch', () => undefined],
  ['f', 'ile', (vi) => vi.say(`"${vi.name || '[No Name]'}" ${vi.area.lines.length} lines`)],
];

/** Real commands of vim that are missing here. */
const missing =
  /^(!|h(elp)?$|v(global)?$|g(lobal)?$|y(ank)?$|m(ove)?$|t$|co(py)?$|sp(lit)?$|vs(plit)?$|n(ext)?$|sh(ell)?$|map$|j(oin)?$|pu(t)?$|p(rint)?$|sy(ntax)?$|norm(al)?$|sort?$|\d*[<>]+$)/;

/** Runs a line that was typed after a colon. */
export function runEx(vi: ViSession, line: string): void {
  const text = line.replace(/^[:\s]+/, '');
  if (text === '') return;
  const parsed = parseRange(vi, text);
  if (parsed === undefined) return;
  const { range, rest } = parsed;
  const match = /^([a-zA-Z]+|!|[<>]+)?(!)?\s*(.*)$/.exec(rest) ?? [];
  const [, name = '', bang, argument = ''] = match;
  if (name === '' && rest === '') {
    const y = range?.[1] ?? vi.area.y;
    vi.area.moveTo({ y, x: firstNonBlank(vi.area.lines[y] ?? '') });
    return;
  }
  // `s/a/b/` and `s:a:b:`: the name ends where the delimiter begins.
  const found = commands.find(([short, more]) => name.startsWith(short) && `${short}${more}`.startsWith(name));
  if (found) found[2](vi, { range, bang: bang !== undefined, argument });
  else if (missing.test(name)) vi.cannot(`:${name}`);
  else vi.say(`E492: Not an editor command: ${text}`);
}

/** `%`, `3`, `2,$`, `.,+3`; undefined, with a message, for one that leads nowhere. */
function parseRange(vi: ViSession, text: string) {
  if (text.startsWith('%')) {
    return { range: [0, vi.area.lines.length - 1] as const, rest: text.slice(1).trimStart() };
  }
  const match = /^([.$\d+-][\d+-]*)?(?:,([.$\d+-][\d+-]*))?\s*(.*)$/.exec(text);
  if (match?.[1] === undefined && match?.[2] === undefined) return { range: undefined, rest: text };
  const first = lineNumber(vi, match[1] ?? '.');
  const last = match[2] === undefined ? first : lineNumber(vi, match[2]);
  const isCommand = (match[3] ?? '') !== '';
  const count = vi.area.lines.length;
  if (isCommand && (first > count || last > count || first < 0 || last < 0)) {
    vi.say('E16: Invalid range');
    return undefined;
  }
  if (last < first) {
    vi.say('E493: Backwards range given');
    return undefined;
  }
  const clamp = (line: number) => Math.min(Math.max(1, line), count) - 1;
  return { range: [clamp(first), clamp(last)] as const, rest: match[3] ?? '' };
}

/** Counted from 1, as it was written. */
function lineNumber(vi: ViSession, text: string): number {
  const base = text.startsWith('$')
    ? vi.area.lines.length
    : /^\d/.test(text)
      ? Number.parseInt(text, 10)
      : vi.area.y + 1;
  const offsets = text.replace(/^(\d+|[.$])/, '').match(/[+-]\d*/g) ?? [];
  return offsets.reduce((line, offset) => line + Number(`${offset[0]}${offset.slice(1) || '1'}`), base);
}

/** Reads the rest of a line that begins with `:`, `/` or `?`. Undefined when it was left. */
export function* readLine(vi: ViSession, first: string): Blocking<string | undefined> {
  let text = '';
  for (;;) {
    const key = yield* vi.key({ text: first + text, cursor: first.length + text.length });
    if (key === undefined || key === 'Escape' || key === '^C') return undefined;
    if (key === 'Enter' || key === '^J') return text;
    if (key === 'Backspace' || key === '^H') {
      if (text === '') return undefined;
      text = text.slice(0, -1);
    } else if (key === '^U') text = '';
    else if (key === '^W') text = text.replace(/\S+\s*$/, '');
    else if ([...key].length === 1) text += key;
  }
}

/** `/pattern` or `?pattern`: what was typed, or the last one again. */
export function* readPattern(vi: ViSession, first: '/' | '?', count: number) {
  const line = yield* readLine(vi, first);
  if (line === undefined) return undefined;
  const pattern = line.split(first)[0] ?? '';
  if (pattern !== '') {
    if (compile(vi, pattern) === undefined) return undefined;
    vi.pattern = pattern;
  }
  vi.searchedBack = first === '?';
  return find(vi, vi.searchedBack, count);
}
