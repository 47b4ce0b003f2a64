// vi's motions: where a key leads, and what of the text an operator with that motion takes.
// Source: vim's motion.txt (9.0); exclusive, inclusive and linewise as it defines them.
// Not modelled: sentences, sections, marks, text objects, folds.
import { indexAfter, indexAt } from '../editor/cells.ts';
import type { Position, TextArea } from '../editor/text-area.ts';

export interface Motion {
  readonly to: Position;
  readonly kind: 'exclusive' | 'inclusive' | 'linewise';
}

export interface MotionContext {
  readonly area: TextArea;
  /** How often, undefined if none was given. */
  readonly count: number | undefined;
  /** First and last line on the screen. */
  readonly window: readonly [first: number, last: number];
}

const lineOf = (area: TextArea, y: number): string => area.lines[y] ?? '';
const lastLine = (area: TextArea): number => area.lines.length - 1;

/** The index of the first character of a line that is no blank. */
export function firstNonBlank(line: string): number {
  const at = line.search(/\S/);
  return at < 0 ? Math.max(0, line.length - 1) : at;
}

type Kind = 'blank' | 'word' | 'other';

function kindAt(line: string, x: number, big: boolean): Kind {
  const char = String.fromCodePoint(line.codePointAt(x) ?? 32);
  if (/\s/.test(char)) return 'blank';
  return big || /[\p{L}\p{N}_]/u.test(char) ? 'word' : 'other';
}

/** The start of the next word. An empty line is a word, too. */
function nextWord(area: TextArea, from: Position, big: boolean): Position {
  let { y, x } = from;
  let line = lineOf(area, y);
  const kind = line === '' ? 'blank' : kindAt(line, x, big);
  if (line === '') x = 1;
  else if (kind !== 'blank') while (x < line.length && kindAt(line, x, big) === kind) x = indexAfter(line, x);
  for (;;) {
    if (x >= line.length) {
      if (y >= lastLine(area)) return { y, x: line.length };
      line = lineOf(area, ++y);
      x = 0;
      if (line === '') return { y, x };
    } else if (kindAt(line, x, big) !== 'blank') return { y, x };
    else x++;
  }
}

function previousWord(area: TextArea, from: Position, big: boolean): Position {
  let { y, x } = from;
  for (;;) {
    if (x === 0) {
      if (y === 0) return { y, x };
      x = lineOf(area, --y).length;
      if (x === 0) return { y, x };
      continue;
    }
    const line = lineOf(area, y);
    x--;
    const kind = kindAt(line, x, big);
    if (kind === 'blank') continue;
    while (x > 0 && kindAt(line, x - 1, big) === kind) x--;
    return { y, x };
  }
}

function wordEnd(area: TextArea, from: Position, big: boolean): Position {
  let { y } = from;
  let x = from.x + 1;
  for (;;) {
    const line = lineOf(area, y);
    if (x >= line.length) {
      if (y >= lastLine(area)) return { y, x: Math.max(0, line.length - 1) };
      y++;
      x = 0;
      continue;
    }
    const kind = kindAt(line, x, big);
    if (kind !== 'blank') {
      while (x + 1 < line.length && kindAt(line, x + 1, big) === kind) x++;
      return { y, x };
    }
    x++;
  }
}

type Step = (area: TextArea, from: Position, big: boolean) => Position;

function words(step: Step, kind: Motion['kind'], big: boolean) {
  return ({ area, count }: MotionContext): Motion => {
    let to = area.position;
    for (let i = 0; i < (count ?? 1); i++) to = step(area, to, big);
    return { to, kind };
  };
}

/** To another line, at the column where vertical movement began. */
function vertical(by: number) {
  return ({ area, count }: MotionContext): Motion | undefined => {
    const y = area.y + by * (count ?? 1);
    if (y < 0 || y > lastLine(area)) return undefined;
    return { to: { y, x: indexAt(lineOf(area, y), area.wishedColumn) }, kind: 'linewise' };
  };
}

/** To the first character of another line. */
function toLine(y: (context: MotionContext) => number) {
  return (context: MotionContext): Motion | undefined => {
    const wanted = y(context);
    if (wanted < 0 || wanted > lastLine(context.area)) return undefined;
    return { to: { y: wanted, x: firstNonBlank(lineOf(context.area, wanted)) }, kind: 'linewise' };
  };
}

function paragraph(by: 1 | -1) {
  return ({ area, count }: MotionContext): Motion => {
    let { y } = area;
    for (let i = 0; i < (count ?? 1); i++) {
      while (y > 0 && y < lastLine(area) && lineOf(area, y) === '') y += by;
      if (y === 0 || y === lastLine(area)) y = Math.min(Math.max(0, y + by), lastLine(area));
      while (y > 0 && y < lastLine(area) && lineOf(area, y) !== '') y += by;
    }
    const line = lineOf(area, y);
    return { to: { y, x: by === 1 && line !== '' ? line.length - 1 : 0 }, kind: 'exclusive' };
  };
}

const left = ({ area, count }: MotionContext): Motion | undefined =>
  area.x === 0 ? undefined : { to: { y: area.y, x: Math.max(0, area.x - (count ?? 1)) }, kind: 'exclusive' };

const right = ({ area, count }: MotionContext): Motion | undefined =>
  area.line === ''
    ? undefined
    : { to: { y: area.y, x: Math.min(area.line.length, area.x + (count ?? 1)) }, kind: 'exclusive' };

const lineStart = ({ area }: MotionContext): Motion => ({ to: { y: area.y, x: 0 }, kind: 'exclusive' });

const lineEnd = ({ area, count }: MotionContext): Motion => {
  const y = Math.min(area.y + (count ?? 1) - 1, lastLine(area));
  return { to: { y, x: Math.max(0, lineOf(area, y).length - 1) }, kind: 'inclusive' };
};

/** % : the other bracket of a pair. */
function matching({ area }: MotionContext): Motion | undefined {
  const pairs = '()[]{}';
  const x = [...area.line].findIndex((char, i) => i >= area.x && pairs.includes(char));
  const here = pairs.indexOf(area.line[x] ?? ' ');
  if (x < 0 || here < 0) return undefined;
  const by = here % 2 === 0 ? 1 : -1;
  const other = pairs[here + by];
  let depth = 0;
  for (let y = area.y; y >= 0 && y <= lastLine(area); y += by) {
    const line = lineOf(area, y);
    const start = y === area.y ? x : by === 1 ? 0 : line.length - 1;
    for (let i = start; i >= 0 && i < line.length; i += by) {
      if (line[i] === pairs[here]) depth++;
      else if (line[i] === other && --depth === 0) return { to: { y, x: i }, kind: 'inclusive' };
    }
  }
  return undefined;
}

/** f, t, F, T: a character in the line. */
export function toCharacter({ area, count }: MotionContext, how: string, char: string): Motion | undefined {
  const by = how === 'f' || how === 't' ? 1 : -1;
  let x = area.x;
  for (let left = count ?? 1; left > 0; left--) {
    x += by;
    while (x >= 0 && x < area.line.length && area.line[x] !== char) x += by;
    if (x < 0 || x >= area.line.length) return undefined;
  }
  if (how === 't' || how === 'T') x -= by;
  return { to: { y: area.y, x }, kind: by === 1 ? 'inclusive' : 'exclusive' };
}

/** Motions of one key. */
export const motions: Readonly<Record<string, (context: MotionContext) => Motion | undefined>> = {
  h: left,
  Left: left,
  Backspace: left,
  l: right,
  Right: right,
  ' ': right,
  j: vertical(1),
  Down: vertical(1),
  '^N': vertical(1),
  '^J': vertical(1),
  k: vertical(-1),
  Up: vertical(-1),
  '^P': vertical(-1),
  '0': lineStart,
  Home: lineStart,
  '^': ({ area }) => ({ to: { y: area.y, x: firstNonBlank(area.line) }, kind: 'exclusive' }),
  $: lineEnd,
  End: lineEnd,
  w: words(nextWord, 'exclusive', false),
  W: words(nextWord, 'exclusive', true),
  b: words(previousWord, 'exclusive', false),
  B: words(previousWord, 'exclusive', true),
  e: words(wordEnd, 'inclusive', false),
  E: words(wordEnd, 'inclusive', true),
  G: toLine(({ area, count }) => Math.min((count ?? area.lines.length) - 1, lastLine(area))),
  H: toLine(({ window, count }) => Math.min(window[0] + (count ?? 1) - 1, window[1])),
  M: toLine(({ window }) => (window[0] + window[1]) >> 1),
  L: toLine(({ window, count }) => Math.max(window[1] - (count ?? 1) + 1, window[0])),
  '+': toLine(({ area, count }) => area.y + (count ?? 1)),
  Enter: toLine(({ area, count }) => area.y + (count ?? 1)),
  '-': toLine(({ area, count }) => area.y - (count ?? 1)),
  _: toLine(({ area, count }) => area.y + (count ?? 1) - 1),
  '{': paragraph(-1),
  '}': paragraph(1),
  '%': matching,
};
