// vim's window: lines folded at the width, tildes below the text, the ruler in the last row.
// Source: vim 9.0 (drawline.c, drawscreen.c win_redr_ruler, buffer.c get_rel_pos); 'wrap' on, 'ruler' on, 'laststatus' 1.
// Not modelled: syntax colours, several windows, 'list'.
import { utf8Length } from '../../../host/utf8.ts';
import { cellsBetween, columnOf } from '../editor/cells.ts';
import type { TextArea } from '../editor/text-area.ts';

/** Columns of the ruler: COL_RULER. */
const RULER_COLUMNS = 18;
/** Where the ruler says which part of the file is shown. */
const RULER_PART = 14;

export interface Window {
  /** The line at the top. */
  readonly top: number;
  readonly height: number;
  readonly width: number;
  /** Columns that line numbers take, 0 without. */
  readonly margin: number;
}

/** How many rows a line takes. */
export function rowsOf(line: string, { width, margin }: Window): number {
  return Math.max(1, Math.ceil(columnOf(line, line.length) / (width - margin)));
}

/** The last line that is on the screen as a whole, when the window begins at `top`. */
export function lastShown(area: TextArea, window: Window): number {
  let rows = 0;
  let y = window.top;
  for (; y < area.lines.length; y++) {
    rows += rowsOf(area.lines[y] ?? '', window);
    if (rows > window.height) break;
  }
  return Math.max(window.top, y - 1);
}

/** Where the window must begin so that the line with the cursor is in it: as little further as possible, or around it from afar. */
export function topFor(area: TextArea, window: Window): number {
  const { y } = area;
  if (y >= window.top && y <= lastShown(area, window)) return window.top;
  const isFar = y < window.top - window.height || y > lastShown(area, window) + window.height;
  if (isFar) return Math.max(0, y - (window.height >> 1));
  if (y < window.top) return y;
  let top = window.top;
  while (top < y && lastShown(area, { ...window, top }) < y) top++;
  return top;
}

/** The rows of the window. */
export function windowRows(area: TextArea, window: Window): string[] {
  const rows: string[] = [];
  const width = window.width - window.margin;
  for (let y = window.top; y < area.lines.length && rows.length < window.height; y++) {
    const line = area.lines[y] ?? '';
    const count = rowsOf(line, window);
    if (rows.length + count > window.height && rows.length > 0) {
      while (rows.length < window.height) rows.push('@');
      break;
    }
    for (let i = 0; i < count; i++) {
      const number =
        window.margin === 0
          ? ''
          : i === 0
            ? `${String(y + 1).padStart(window.margin - 1)} `
            : ' '.repeat(window.margin);
      rows.push(number + cellsBetween(line, i * width, (i + 1) * width));
    }
  }
  while (rows.length < window.height) rows.push('~');
  return rows.slice(0, window.height);
}

/** Where the cursor is on the screen. On a tab it stands at the tab's end, but not while text is inserted. */
export function cursorOf(area: TextArea, window: Window, inserting: boolean): { row: number; column: number } {
  let row = 0;
  for (let y = window.top; y < area.y; y++) row += rowsOf(area.lines[y] ?? '', window);
  const width = window.width - window.margin;
  const onTab = !inserting && area.line[area.x] === '\t';
  const column = onTab ? columnOf(area.line, area.x + 1) - 1 : area.column;
  return {
    row: Math.min(row + Math.floor(column / width), window.height - 1),
    column: window.margin + (column % width),
  };
}

/** The last row: what there is to say, and the ruler at its right. */
export function lastRow(message: string, area: TextArea, window: Window, inserting: boolean): string {
  const at = Math.max(0, window.width - RULER_COLUMNS);
  const ruler = rulerOf(area, window, inserting);
  return `${cellsBetween(message, 0, at - 1).padEnd(at)}${ruler}`.slice(0, window.width);
}

function rulerOf(area: TextArea, window: Window, inserting: boolean): string {
  const byte = utf8Length(area.line.slice(0, area.x)) + 1;
  const shown = cursorOf(area, { ...window, top: area.y, width: 1_000_000, margin: 0 }, inserting).column + 1;
  const column = area.line === '' ? '0-1' : byte === shown ? String(byte) : `${byte}-${shown}`;
  const isWhole = area.lines.length === 1 && area.line === '';
  const place = isWhole ? '0,0-1' : `${area.y + 1},${column}`;
  return `${place.padEnd(RULER_PART - 1)} ${partShown(area, window)}`;
}

function partShown(area: TextArea, window: Window): string {
  const above = window.top;
  const below = area.lines.length - 1 - lastShown(area, window);
  if (below <= 0) return above === 0 ? 'All' : 'Bot';
  if (above === 0) return 'Top';
  return `${Math.floor((above * 100) / (above + below))}%`;
}
