// The edited line on the screen: prompt and text over as many rows as they need, redrawn as a whole when they change.
// Source: XTerm Control Sequences (CUU, CUB, ED); the wrap that waits at the last column.
// Not modelled: tabs in the line, right-to-left text.
import { widthOf } from '../../text/char-width.ts';

interface Place {
  readonly row: number;
  readonly column: number;
}

/** Knows where it has left the cursor, so that the next drawing can begin above it. */
export class ScreenLine {
  /** The row of the cursor, counted from the prompt's first. */
  #row = 0;

  /** Forgets what was drawn: the cursor stands at the beginning of an empty row. */
  reset(): void {
    this.#row = 0;
  }

  /** What to send for a prompt alone. Whatever a program has left before it on its row stays. */
  begin(prompt: string, columns: number): string {
    this.#row = placeBehind(prompt, Math.max(columns, 1)).row;
    return prompt.replaceAll('\n', '\r\n');
  }

  /** What to send for `added` at the end of the line; undefined where a row fills up and all must be drawn. */
  append(prompt: string, before: string, added: string, columns: number): string | undefined {
    const from = placeBehind(prompt + before, Math.max(columns, 1));
    const to = placeBehind(prompt + before + added, Math.max(columns, 1));
    return to.row === from.row && to.column > from.column ? added : undefined;
  }

  /** What to send so that the screen shows prompt and text, the cursor behind `before`. */
  draw(prompt: string, text: string, before: string, columns: number): string {
    const width = Math.max(columns, 1);
    const end = placeBehind(prompt + text, width);
    const cursor = placeBehind(prompt + before, width);
    let out = this.#row > 0 ? `\x1b[${this.#row}A` : '';
    out += `\r\x1b[J${(prompt + text).replaceAll('\n', '\r\n')}`;
    // The terminal wraps only when one more character comes: make it, so that rows can be counted.
    if (end.column === 0 && end.row > 0 && !text.endsWith('\n')) out += ' \r';
    if (end.row > cursor.row) out += `\x1b[${end.row - cursor.row}A`;
    out += '\r';
    if (cursor.column > 0) out += `\x1b[${cursor.column}C`;
    this.#row = cursor.row;
    return out;
  }

  /** What to send to go below all that is drawn. */
  leave(prompt: string, text: string, columns: number): string {
    const end = placeBehind(prompt + text, Math.max(columns, 1));
    const down = end.row - this.#row;
    this.#row = 0;
    return `${down > 0 ? `\x1b[${down}B` : ''}\r${end.column === 0 && end.row > 0 ? '' : '\n'}`;
  }
}

/** Where the cursor stands after `text` has been written from the first column of row 0. */
function placeBehind(text: string, width: number): Place {
  let row = 0;
  let column = 0;
  for (const char of text) {
    if (char === '\n') {
      row++;
      column = 0;
      continue;
    }
    const size = widthOf(char);
    if (column + size > width) {
      row++;
      column = 0;
    }
    column += size;
    if (column >= width) {
      row++;
      column = 0;
    }
  }
  return { row, column };
}
