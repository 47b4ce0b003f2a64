// Columns from tab-separated cells.
// Source: Go's text/tabwriter (format, writeLines) with flags 0: left aligned, padded with spaces.
// Not modelled: escapes, right alignment, wide characters, HTML.

/** Aligns lines of cells ended by tabs; the last cell of a line belongs to no column. */
export function alignTabs(text: string, minWidth: number, padding: number): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const widths = lines.map((cells) => cells.map(() => 0));
  alignColumn(lines, widths, 0, 0, lines.length, minWidth, padding);
  return lines
    .map((cells, i) => cells.map((cell, j) => (j < cells.length - 1 ? pad(cell, widths[i]?.[j] ?? 0) : cell)).join(''))
    .join('\n');
}

/** A column is a block of consecutive lines that have a cell there; blocks are as wide as their widest cell. */
function alignColumn(
  lines: readonly (readonly string[])[],
  widths: number[][],
  column: number,
  from: number,
  to: number,
  minWidth: number,
  padding: number,
): void {
  for (let first = from; first < to; first++) {
    if (column >= (lines[first]?.length ?? 0) - 1) continue;
    let end = first;
    let width = minWidth;
    while (end < to && column < (lines[end]?.length ?? 0) - 1) {
      width = Math.max(width, displayWidth(lines[end]?.[column] ?? '') + padding);
      end++;
    }
    for (let i = first; i < end; i++) (widths[i] as number[])[column] = width;
    alignColumn(lines, widths, column + 1, first, end, minWidth, padding);
    first = end - 1;
  }
}

function displayWidth(text: string): number {
  return [...text].length;
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - displayWidth(cell)));
}
