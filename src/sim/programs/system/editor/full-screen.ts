// A program that has the whole terminal: takes it over, paints rows, gives it back as it was.
// Source: XTerm Control Sequences (CUP, EL, SGR; private modes 1049 for the other screen, 2004 for bracketed paste).
// Not modelled: terminals of other kinds; terminfo.
import type { Blocking, Sys, TtyControl } from '../../../host/sys.ts';

const ENTER = '\x1b[?1049h\x1b[?2004h\x1b[H\x1b[2J';
const LEAVE = '\x1b[?2004l\x1b[?1049l';
const ERASE_LINE = '\x1b[K';

export const REVERSE = '\x1b[7m';
export const NORMAL = '\x1b[m';

export class FullScreen {
  readonly #sys: Sys;
  readonly #tty: TtyControl;
  /** What each row shows; nothing is sent for a row that stays. */
  #shown: string[] = [];

  constructor(sys: Sys, tty: TtyControl) {
    this.#sys = sys;
    this.#tty = tty;
  }

  get columns(): number {
    return Math.max(1, this.#tty.columns);
  }

  get rows(): number {
    return Math.max(1, this.#tty.rows);
  }

  /** Has the terminal while `body` runs, in raw mode. */
  *during<T>(body: Blocking<T>): Blocking<T> {
    const restore = this.#tty.setRaw();
    yield* this.#sys.print(ENTER);
    try {
      return yield* body;
    } finally {
      restore();
      yield* this.#sys.print(LEAVE);
    }
  }

  /** The window has another size, or somebody else has drawn: the next paint sends every row. */
  forget(): void {
    this.#shown = [];
  }

  /** Shows these rows, from the top, and puts the cursor there. */
  *paint(rows: readonly string[], cursor: { readonly row: number; readonly column: number }): Blocking<void> {
    let out = this.#shown.length === 0 ? '\x1b[H\x1b[2J' : '';
    for (let i = 0; i < this.rows; i++) {
      const row = rows[i] ?? '';
      if (this.#shown[i] === row || (row === '' && this.#shown.length === 0)) continue;
      out += `\x1b[${i + 1};1H${row}${NORMAL}${ERASE_LINE}`;
    }
    this.#shown = Array.from({ length: this.rows }, (_, i) => rows[i] ?? '');
    yield* this.#sys.print(`${out}\x1b[${cursor.row + 1};${Math.min(cursor.column, this.columns - 1) + 1}H`);
  }
}
