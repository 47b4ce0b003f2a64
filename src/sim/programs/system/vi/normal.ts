// vi's normal mode: counts, operators with motions, and the commands of one key.
// Source: vim's index.txt, change.txt, insert.txt.
// Not modelled: visual mode, registers by name, marks, macros; their keys say so.
import type { Blocking } from '../../../host/sys.ts';
import { indexAfter } from '../editor/cells.ts';
import { readLine, readPattern, runEx } from './ex.ts';
import { insertText } from './insert.ts';
import { firstNonBlank, type Motion, type MotionContext, motions, toCharacter } from './motions.ts';
import { isOperator, type Operator, operate, put } from './operators.ts';
import { find, wordHere } from './search.ts';
import type { ViSession } from './session.ts';

/** Another key that means an operator and its motion. */
const shorthands: Readonly<Record<string, readonly [Operator, string]>> = {
  x: ['d', 'l'],
  Del: ['d', 'l'],
  X: ['d', 'h'],
  D: ['d', '$'],
  C: ['c', '$'],
  s: ['c', 'l'],
  S: ['c', '_'],
  Y: ['y', '_'],
};

/** Keys of real vim that are missing here. */
const missing = new Set([
  'v',
  'V',
  '^V',
  'q',
  '@',
  'm',
  "'",
  '`',
  '"',
  'K',
  'g',
  'z',
  'Q',
  '&',
  '=',
  '!',
  '(',
  ')',
  '^A',
  '^X',
]);

/** One command. Keys of a change are remembered for `.`. */
export function* normalCommand(vi: ViSession, lastChange: readonly string[]): Blocking<readonly string[]> {
  vi.takeTyped();
  vi.stayOnText();
  let count: number | undefined;
  let key = yield* vi.key();
  while (key !== undefined && (/^[1-9]$/.test(key) || (key === '0' && count !== undefined))) {
    count = Math.min((count ?? 0) * 10 + Number(key), 99_999);
    key = yield* vi.key();
  }
  if (key === undefined) return lastChange;
  if (key === '.') {
    if (lastChange.length > 0) vi.repeat(lastChange);
    return lastChange;
  }
  const changes = yield* command(vi, key, count);
  const typed = vi.takeTyped();
  return changes ? typed : lastChange;
}

/** Does a command; answers whether it was one that `.` repeats. */
function* command(vi: ViSession, key: string, count: number | undefined): Blocking<boolean> {
  const shorthand = shorthands[key];
  if (shorthand) return yield* withOperator(vi, shorthand[0], count, shorthand[1]);
  if (isOperator(key)) return yield* withOperator(vi, key, count, undefined);
  const inserting = inserts[key];
  if (inserting) {
    vi.begin('insert');
    inserting(vi);
    yield* insertText(vi, count ?? 1, key === 'R');
    return true;
  }
  const change = changes[key];
  if (change) {
    const changed = change(vi, count);
    return typeof changed === 'boolean' ? changed : yield* changed;
  }
  const other = others[key];
  if (other) {
    const waiting = other(vi, count);
    if (waiting) yield* waiting;
    return false;
  }
  const motion = yield* motionOf(vi, key, count);
  if (motion) {
    const vertical = motion.kind === 'linewise' && 'jkUpDown^N^P'.includes(key);
    vi.area.moveTo(
      motion.to,
      key === '$' || key === 'End' ? Number.MAX_SAFE_INTEGER : vertical ? vi.area.wishedColumn : undefined,
    );
  } else if (missing.has(key)) vi.cannot(key);
  return false;
}

/** Where a key leads; some ask for more keys. */
function* motionOf(vi: ViSession, key: string, count: number | undefined): Blocking<Motion | undefined> {
  const context: MotionContext = { area: vi.area, count, window: vi.linesShown };
  switch (key) {
    case 'f':
    case 'F':
    case 't':
    case 'T': {
      const char = yield* vi.key();
      if (char === undefined || [...char].length > 1) return undefined;
      vi.character = [key, char];
      return toCharacter(context, key, char);
    }
    case ';':
    case ',': {
      if (vi.character === undefined) return undefined;
      const [how, char] = vi.character;
      const turned = how === how.toLowerCase() ? how.toUpperCase() : how.toLowerCase();
      return toCharacter(context, key === ';' ? how : turned, char);
    }
    case '/':
    case '?':
      return yield* readPattern(vi, key, count ?? 1);
    case 'n':
    case 'N':
      return find(vi, vi.searchedBack !== (key === 'N'), count ?? 1);
    case '*':
    case '#': {
      const word = wordHere(vi);
      if (word === undefined) vi.say('E348: No string under cursor');
      else vi.pattern = word;
      vi.searchedBack = key === '#';
      return word === undefined ? undefined : find(vi, key === '#', count ?? 1);
    }
    case 'g': {
      const next = yield* vi.key();
      if (next === 'g') return motions.G?.({ ...context, count: count ?? 1 });
      vi.cannot(`g${next}`);
      return undefined;
    }
    default:
      return motions[key]?.(context);
  }
}

/** An operator: doubled it means lines, `motion` is given where one key stands for both. */
function* withOperator(
  vi: ViSession,
  operator: Operator,
  count: number | undefined,
  given: string | undefined,
): Blocking<boolean> {
  let key = given ?? (yield* vi.key());
  let own: number | undefined;
  while (given === undefined && key !== undefined && (/^[1-9]$/.test(key) || (key === '0' && own !== undefined))) {
    own = (own ?? 0) * 10 + Number(key);
    key = yield* vi.key();
  }
  if (key === undefined) return false;
  const both = count === undefined && own === undefined ? undefined : (count ?? 1) * (own ?? 1);
  const onWord = /\S/.test(vi.area.line[vi.area.x] ?? ' ');
  // Changing a word leaves the blank behind it.
  if (operator === 'c' && onWord && (key === 'w' || key === 'W')) key = key === 'w' ? 'e' : 'E';
  const motion = yield* motionOf(vi, key === operator ? '_' : key, both);
  if (motion === undefined) return false;
  if (operate(vi, operator, motion, key === 'w' || key === 'W')) yield* insertText(vi);
  return operator !== 'y';
}

/** Where typing begins. */
const inserts: Readonly<Record<string, (vi: ViSession) => void>> = {
  i: () => undefined,
  Ins: () => undefined,
  R: () => undefined,
  a: ({ area }) => area.moveTo({ y: area.y, x: indexAfter(area.line, area.x) }),
  I: ({ area }) => area.moveTo({ y: area.y, x: /\S/.test(area.line) ? firstNonBlank(area.line) : area.line.length }),
  A: ({ area }) => area.moveTo({ y: area.y, x: area.line.length }),
  o: ({ area }) => {
    area.replaceLines(area.y + 1, 0, ['']);
    area.moveTo({ y: area.y + 1, x: 0 });
  },
  O: ({ area }) => {
    area.replaceLines(area.y, 0, ['']);
    area.moveTo({ y: area.y, x: 0 });
  },
};

type Change = (vi: ViSession, count: number | undefined) => Blocking<boolean> | boolean;

const changes: Readonly<Record<string, Change>> = {
  p(vi, count) {
    put(vi, false, count ?? 1);
    return true;
  },
  P(vi, count) {
    put(vi, true, count ?? 1);
    return true;
  },
  *r(vi, count) {
    const char = yield* vi.key();
    const { area } = vi;
    const many = count ?? 1;
    if (char === undefined || ([...char].length > 1 && char !== 'Enter') || area.x + many > area.line.length)
      return false;
    vi.begin();
    area.remove(area.position, { y: area.y, x: area.x + many });
    area.insert(char === 'Enter' ? '\n' : char.repeat(many));
    if (char !== 'Enter') area.backward();
    return true;
  },
  J(vi, count) {
    const { area } = vi;
    if (area.y >= area.lines.length - 1) return false;
    vi.begin();
    for (let i = 1; i < Math.max(2, count ?? 2) && area.y < area.lines.length - 1; i++) joinLines(vi);
    return true;
  },
  '~'(vi, count) {
    const { area } = vi;
    if (area.line === '') return false;
    vi.begin();
    const end = Math.min(area.x + (count ?? 1), area.line.length);
    const turned = [...area.line.slice(area.x, end)]
      .map((char) => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()))
      .join('');
    area.remove(area.position, { y: area.y, x: end });
    area.insert(turned);
    return true;
  },
};

/** The next line behind this one, with one blank between. */
function joinLines({ area }: ViSession): void {
  const next = (area.lines[area.y + 1] ?? '').trimStart();
  const here = area.line;
  const blank = next === '' || next.startsWith(')') || /\s$/.test(here) || here === '' ? '' : ' ';
  area.replaceLines(area.y, 2, [here + blank + next]);
  area.moveTo({ y: area.y, x: blank === '' && here !== '' ? here.length - (next === '' ? 1 : 0) : here.length });
}

type Other = (vi: ViSession, count: number | undefined) => Blocking<void> | void;

function scrollBy(vi: ViSession, lines: number, withCursor: boolean): void {
  const { area } = vi;
  const [first] = vi.linesShown;
  if (withCursor) area.moveLines(lines);
  vi.showFrom(first + lines);
}

const page = (vi: ViSession): number => Math.max(1, vi.window.height - 2);

const others: Readonly<Record<string, Other>> = {
  *':'(vi) {
    const line = yield* readLine(vi, ':');
    if (line !== undefined) runEx(vi, line);
  },
  u(vi, count) {
    for (let i = 0; i < (count ?? 1); i++) vi.undo();
  },
  '^R'(vi, count) {
    for (let i = 0; i < (count ?? 1); i++) vi.redo();
  },
  *Z(vi) {
    const key = yield* vi.key();
    if (key === 'Z') runEx(vi, 'x');
    else if (key === 'Q') vi.done = true;
  },
  '^G'(vi) {
    const { area } = vi;
    const percent = Math.floor((100 * (area.y + 1)) / area.lines.length);
    const state = vi.modified ? ' [Modified]' : '';
    vi.say(
      `"${vi.name || '[No Name]'}"${state} ${area.lines.length} line${area.lines.length === 1 ? '' : 's'} --${percent}%--`,
    );
  },
  '^F': (vi) => scrollBy(vi, page(vi), true),
  PgDn: (vi) => scrollBy(vi, page(vi), true),
  '^B': (vi) => scrollBy(vi, -page(vi), true),
  PgUp: (vi) => scrollBy(vi, -page(vi), true),
  '^D': (vi) => scrollBy(vi, vi.window.height >> 1, true),
  '^U': (vi) => scrollBy(vi, -(vi.window.height >> 1), true),
  '^E': (vi) => scrollBy(vi, 1, false),
  '^Y': (vi) => scrollBy(vi, -1, false),
  '^L'() {},
  Escape() {},
  '^C'(vi) {
    vi.say('Type  :qa!  and press <Enter> to abandon all changes and exit Vim');
  },
};
