// A table as libsmartcols writes it: aligned, raw, or JSON.
// Source: util-linux 2.38.1 libsmartcols/src/print.c, lib/mbsalign.c; lib/fputs of --raw (fputs_nonblank).
// Not modelled: cells of several lines; columns other than the last cut to the terminal's width.
import { encodeUtf8 } from '../../../base/utf8.ts';
import type { Column, Row } from './columns.ts';

export type Style = 'table' | 'raw' | 'json';

/** The whole table, nothing for no rows; `width`: lines are cut there. */
export function layOut(
  rows: readonly Row[],
  shown: readonly Column[],
  style: Style,
  headings: boolean,
  width: number | undefined,
): string {
  if (style === 'json') return json(rows, shown);
  if (rows.length === 0) return '';
  const cells = rows.map((row) => shown.map((column) => column.cell(row)));
  const heads = shown.map(({ name }) => name);
  const lines = headings ? [heads, ...cells] : cells;
  if (style === 'raw') return lines.map((line) => `${line.map(escaped).join(' ')}\n`).join('');
  const widths = shown.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) => {
      const text = line.map((cell, at) => aligned(cell, shown[at], widths[at] ?? 0, at === line.length - 1)).join(' ');
      return `${text.slice(0, width)}\n`;
    })
    .join('');
}

function aligned(cell: string, column: Column | undefined, width: number, isLast: boolean): string {
  if (column?.right) return cell.padStart(width);
  return isLast ? cell : cell.padEnd(width);
}

/** Blanks, backslashes and what is not ASCII by their bytes. */
function escaped(cell: string): string {
  const bytes = [...encodeUtf8(cell)];
  return bytes
    .map((byte) =>
      byte > 0x20 && byte < 0x7f && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');
}

function json(rows: readonly Row[], shown: readonly Column[]): string {
  const member = (column: Column, row: Row): string => {
    const cell = column.cell(row);
    const value = column.number ? cell : cell === '' ? 'null' : JSON.stringify(cell);
    return `         "${column.name.toLowerCase()}": ${value}`;
  };
  const objects = rows.map((row) => `{\n${shown.map((column) => member(column, row)).join(',\n')}\n      }`);
  return `{\n   "namespaces": [\n${rows.length === 0 ? '' : '      '}${objects.join(',')}\n   ]\n}\n`;
}
