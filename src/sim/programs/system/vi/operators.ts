// vi's operators: what d, c, y, < and > do with the text that a motion covers; and putting it back.
// Source: vim's change.txt, motion.txt (the rules on exclusive motions that end in the first column).
// Not modelled: !, =, gq, g?, named registers.
import { indexAfter } from '../editor/cells.ts';
import { isBefore, type Position } from '../editor/text-area.ts';
import { firstNonBlank, type Motion } from './motions.ts';
import type { ViSession } from './session.ts';

export type Operator = 'd' | 'c' | 'y' | '<' | '>';

export const isOperator = (key: string): key is Operator => 'dcy<>'.includes(key) && key.length === 1;

interface Extent {
  readonly from: Position;
  readonly to: Position;
  readonly linewise: boolean;
}

function extentOf(vi: ViSession, { to, kind }: Motion, byWord: boolean): Extent {
  const { area } = vi;
  const here = area.position;
  const [from, end] = isBefore(to, here) ? [to, here] : [here, to];
  if (kind === 'linewise') return { from: { y: from.y, x: 0 }, to: { y: end.y, x: 0 }, linewise: true };
  const lineEnd = (y: number) => ({ y, x: (area.lines[y] ?? '').length });
  if (kind === 'inclusive') {
    const line = area.lines[end.y] ?? '';
    return { from, to: { y: end.y, x: indexAfter(line, end.x) }, linewise: false };
  }
  // A word's motion stops at the end of its line; any exclusive one that ends in the first column stops before the line.
  if (end.y > from.y && byWord && (area.lines[end.y] ?? '').slice(0, end.x).trim() === '') {
    return { from, to: lineEnd(end.y - 1), linewise: false };
  }
  if (end.y > from.y && end.x === 0) {
    const whole = (area.lines[from.y] ?? '').slice(0, from.x).trim() === '';
    if (whole) return { from: { y: from.y, x: 0 }, to: { y: end.y - 1, x: 0 }, linewise: true };
    return { from, to: lineEnd(end.y - 1), linewise: false };
  }
  return { from, to: end, linewise: false };
}

/** Does it. Answers whether text is to be typed next. */
export function operate(vi: ViSession, operator: Operator, motion: Motion, byWord: boolean): boolean {
  const extent = extentOf(vi, motion, byWord);
  switch (operator) {
    case 'y':
      yank(vi, extent);
      return false;
    case 'd':
      take(vi, extent, false);
      return false;
    case 'c':
      take(vi, extent, true);
      return true;
    default:
      shift(vi, extent, operator);
      return false;
  }
}

function yank(vi: ViSession, { from, to, linewise }: Extent): void {
  const { area } = vi;
  vi.register = linewise
    ? { text: area.lines.slice(from.y, to.y + 1).join('\n'), linewise }
    : { text: area.between(from, to), linewise };
  if (linewise) {
    vi.tellLines(to.y - from.y + 1, 'lines yanked');
    area.moveTo({ y: from.y, x: area.x });
    return;
  }
  area.moveTo(from);
}

/** Deletes, into the register. A change leaves an empty line where whole lines were. */
function take(vi: ViSession, extent: Extent, change: boolean): void {
  const { from, to, linewise } = extent;
  const { area } = vi;
  vi.begin(change ? 'insert' : '');
  if (!linewise) {
    vi.register = { text: area.remove(from, to), linewise: false };
    return;
  }
  const count = to.y - from.y + 1;
  const lines = area.lines.slice(from.y, to.y + 1);
  vi.register = { text: lines.join('\n'), linewise: true };
  const all = count === area.lines.length;
  area.replaceLines(from.y, count, change ? [''] : []);
  area.moveTo({ y: from.y, x: 0 });
  area.moveTo({ y: area.y, x: firstNonBlank(area.line) });
  if (change) return;
  if (all) vi.say('--No lines in buffer--');
  else vi.tellLines(count, 'fewer lines');
}

function shift(vi: ViSession, { from, to, linewise }: Extent, direction: '<' | '>'): void {
  const { area } = vi;
  vi.begin();
  const last = !linewise && to.y > from.y && to.x === 0 ? to.y - 1 : to.y;
  const lines = area.lines.slice(from.y, last + 1);
  const shifted = lines.map((line) => {
    if (direction === '<') return line.replace(/^(\t| {1,8})/, '');
    return line === '' ? line : `\t${line}`;
  });
  area.replaceLines(from.y, lines.length, shifted);
  area.moveTo({ y: from.y, x: firstNonBlank(area.lines[from.y] ?? '') });
  if (lines.length > 2) vi.say(`${lines.length} lines ${direction}ed 1 time`);
}

/** p and P. */
export function put(vi: ViSession, before: boolean, count: number): void {
  const { area, register } = vi;
  if (register.text === '' && !register.linewise) {
    vi.say('E353: Nothing in register "');
    return;
  }
  vi.begin();
  if (register.linewise) {
    const lines = Array.from({ length: count }, () => register.text.split('\n')).flat();
    const y = before ? area.y : area.y + 1;
    area.replaceLines(y, 0, lines);
    area.moveTo({ y, x: firstNonBlank(area.lines[y] ?? '') });
    vi.tellLines(lines.length, 'more lines');
    return;
  }
  const text = register.text.repeat(count);
  const at = before ? area.position : { y: area.y, x: area.line === '' ? 0 : indexAfter(area.line, area.x) };
  area.moveTo(at);
  area.insert(text);
  // A piece of one line leaves the cursor on its last character, one of several on its first.
  if (text.includes('\n')) area.moveTo(at);
  else area.backward();
}
