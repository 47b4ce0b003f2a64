// What nano draws around the text, and the text itself, row by row.
// Source: GNU nano 7.2 src/winio.c (titlebar, statusline, draw_row), src/utils.c get_page_start.
// Not modelled: colours for syntax, soft wrapping, the indicator bar.
import { widthOf } from '../../text/char-width.ts';
import { cellsBetween, columnOf } from '../editor/cells.ts';
import { NORMAL, REVERSE } from '../editor/full-screen.ts';
import { isBefore, type Position, type TextArea } from '../editor/text-area.ts';

const BRANDING = 'GNU nano 7.2';

const breadth = (text: string): number => [...text].reduce((sum, char) => sum + widthOf(char), 0);

/** The bar at the top: program, file, state. */
export function titleBar(path: string, state: string, columns: number): string {
  const placeholder = state === '' ? 'Modified'.length + 1 : 0;
  const stateWidth = state.length + 2;
  const pathWidth = breadth(path) + (state === '' ? 0 : 1);
  let left = BRANDING.length + 3;
  let reserved = placeholder;
  const fits = () => left + pathWidth + reserved + stateWidth <= columns;
  const branded = fits();
  if (!branded) {
    left = 2;
    if (!fits()) reserved = 0;
    if (!fits()) left = 0;
  }
  const offset = left > 0 ? left + Math.trunc((columns - (left + reserved + stateWidth) - pathWidth) / 2) : 0;
  const room = Math.max(0, columns - stateWidth);
  const name = pathWidth + reserved + stateWidth <= columns ? path : `...${path.slice(3 + pathWidth - room)}`;
  const start = `${branded ? `  ${BRANDING}` : ''}`.padEnd(offset) + name;
  const bar = start + ' '.repeat(Math.max(0, room - breadth(start)));
  return `${REVERSE}${bar}${state}${' '.repeat(columns < stateWidth ? 0 : 2)}${NORMAL}`;
}

/** A message on the status bar, in the middle. */
export function statusRow(message: string, columns: number): string {
  if (message === '') return '';
  const text = cellsBetween(message, 0, columns);
  const start = Math.floor((columns - breadth(text)) / 2);
  return start > 1
    ? `${' '.repeat(start - 2)}${REVERSE}[ ${text} ]${NORMAL}`
    : `${' '.repeat(start)}${REVERSE}${text}${NORMAL}`;
}

/** The column that a long line with the cursor is shown from. */
export function pageStart(column: number, width: number): number {
  if (column === 0 || column + 2 < width) return 0;
  return width > 8 ? column - 6 - ((column - 6) % (width - 8)) : column - (width - 2);
}

/** What is marked: from one place to another, in order. */
export interface Marked {
  readonly from: Position;
  readonly to: Position;
}

export function markedBetween(one: Position, other: Position): Marked {
  return isBefore(other, one) ? { from: other, to: one } : { from: one, to: other };
}

interface View {
  readonly top: number;
  readonly height: number;
  readonly width: number;
  /** Columns for line numbers, 0 without them. */
  readonly margin: number;
  readonly marked: Marked | undefined;
}

/** The rows of the text. */
export function textRows(area: TextArea, view: View): string[] {
  return Array.from({ length: view.height }, (_, i) => {
    const y = view.top + i;
    const line = area.lines[y];
    if (line === undefined) return '';
    const from = y === area.y ? pageStart(area.column, view.width) : 0;
    const number = view.margin === 0 ? '' : `${REVERSE}${String(y + 1).padStart(view.margin - 1)} ${NORMAL}`;
    return number + textRow(line, y, from, view);
  });
}

function textRow(line: string, y: number, from: number, { width, marked }: View): string {
  const total = columnOf(line, line.length);
  const left = from > 0 ? 1 : 0;
  const right = total > from + width ? 1 : 0;
  const [start, end] = [from + left, from + width - right];
  const inside = marked !== undefined && y >= marked.from.y && y <= marked.to.y;
  const markFrom = inside && y === marked.from.y ? columnOf(line, marked.from.x) : 0;
  const markTo = inside ? (y === marked.to.y ? columnOf(line, marked.to.x) : total) : 0;
  const clamp = (column: number) => Math.min(Math.max(column, start), end);
  const text = inside
    ? `${cellsBetween(line, start, clamp(markFrom))}${REVERSE}${cellsBetween(line, clamp(markFrom), clamp(markTo))}${NORMAL}${cellsBetween(line, clamp(markTo), end)}`
    : cellsBetween(line, start, end);
  return `${left ? `${REVERSE}<${NORMAL}` : ''}${text}${right ? `${REVERSE}>${NORMAL}` : ''}`;
}
