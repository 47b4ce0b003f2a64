// nano's commands that move the cursor, and the report where it is.
// Source: GNU nano 7.2 src/move.c, src/winio.c report_cursor_position.
// Not modelled: moving by paragraphs other than blocks of lines.
import { columnOf } from '../editor/cells.ts';
import type { NanoSession } from './session.ts';

export function page(nano: NanoSession, direction: 1 | -1): void {
  const by = (nano.height < 3 ? 1 : nano.height - 2) * direction;
  const { area } = nano;
  const last = area.lines.length - 1;
  if (area.y + by < 0 || area.y + by > last) {
    area.moveTo(direction === 1 ? { y: last, x: Number.POSITIVE_INFINITY } : { y: 0, x: 0 });
    return;
  }
  area.moveLines(by);
  nano.scroll(by);
}

export function lineStart({ area }: NanoSession): void {
  area.moveTo({ y: area.y, x: 0 });
}

export function lineEnd({ area }: NanoSession): void {
  area.moveTo({ y: area.y, x: area.line.length });
}

const isWordPart = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);

export function nextWord({ area }: NanoSession): void {
  let inWord = isWordPart(area.line[area.x]);
  while (area.forward()) {
    const here = isWordPart(area.line[area.x]);
    if (here && !inWord) return;
    inWord = here;
  }
}

export function previousWord({ area }: NanoSession): void {
  let found = false;
  while (area.backward()) {
    const here = area.x < area.line.length && isWordPart(area.line[area.x]);
    if (here) found = true;
    else if (found) {
      area.forward();
      return;
    }
  }
}

/** To the edge of the next block of lines with text. */
export function block({ area }: NanoSession, direction: 1 | -1): void {
  const isBlank = (y: number) => (area.lines[y] ?? '').trim() === '';
  const last = area.lines.length - 1;
  let y = area.y + direction;
  while (y > 0 && y < last && !(isBlank(y - 1) && !isBlank(y))) y += direction;
  area.moveTo({ y, x: 0 });
}

/** ^C: line, column and character. */
export function report(nano: NanoSession): void {
  const { area } = nano;
  const { lines } = area;
  const width = columnOf(area.line, area.line.length) + 1;
  const column = area.column + 1;
  const length = (text: string) => [...text].length;
  const total = length(lines.join('\n'));
  const before = lines.slice(0, area.y).reduce((sum, line) => sum + length(line) + 1, 0);
  const sum = before + length(area.line.slice(0, area.x));
  const percent = (part: number, whole: number) => (whole === 0 ? 0 : Math.floor((100 * part) / whole));
  const right = (value: number, digits: number) => String(value).padStart(digits);
  const count = lines.length;
  nano.say(
    `line ${right(area.y + 1, String(count).length)}/${count} (${right(percent(area.y + 1, count), 2)}%), ` +
      `col ${right(column, 2)}/${right(width, 2)} (${right(percent(column, width), 3)}%), ` +
      `char ${right(sum, String(total).length)}/${total} (${right(percent(sum, total), 2)}%)`,
  );
}
