// A line of text as cells of a screen: tabs are filled up, control characters are shown as ^X.
// Source: what nano and vim show of such characters; tab stops every 8 columns.
// Not modelled: right-to-left text, other tab widths.
import { widthOf } from '../../text/char-width.ts';

const TAB = 8;

/** What a character looks like at a column. */
function lookOf(char: string, column: number): string {
  if (char === '\t') return ' '.repeat(TAB - (column % TAB));
  const code = char.codePointAt(0) ?? 0;
  if (code < 32) return `^${String.fromCharCode(code + 64)}`;
  return code === 127 ? '^?' : char;
}

function cellsOf(look: string, char: string): number {
  return look === char ? widthOf(char) : look.length;
}

/** The column where the character at index `x` begins. */
export function columnOf(line: string, x: number): number {
  let column = 0;
  for (const char of line.slice(0, x)) column += cellsOf(lookOf(char, column), char);
  return column;
}

/** The index of the character that covers a column; the end for one beyond. */
export function indexAt(line: string, column: number): number {
  let at = 0;
  let index = 0;
  for (const char of line) {
    at += cellsOf(lookOf(char, at), char);
    if (at > column) return index;
    index += char.length;
  }
  return index;
}

/** The part of a line between two columns. */
export function cellsBetween(line: string, from: number, to: number): string {
  let column = 0;
  let out = '';
  for (const char of line) {
    if (column >= to) break;
    const look = lookOf(char, column);
    const next = column + cellsOf(look, char);
    if (column >= from && next <= to) out += look;
    else if (next > from && next - column > 1) {
      // Cut through: a tab's or control character's own part, blanks for half of a wide character.
      const part =
        look === char
          ? ' '.repeat(Math.min(next, to) - Math.max(column, from))
          : look.slice(Math.max(0, from - column), to - column);
      out += part;
    }
    column = next;
  }
  return out;
}

/** Indexes of the characters beside the one at `x`. */
export function indexBefore(line: string, x: number): number {
  const low = line.charCodeAt(x - 1);
  return Math.max(0, x - (low >= 0xdc00 && low < 0xe000 ? 2 : 1));
}

export function indexAfter(line: string, x: number): number {
  return Math.min(line.length, x + ((line.codePointAt(x) ?? 0) > 0xffff ? 2 : 1));
}
