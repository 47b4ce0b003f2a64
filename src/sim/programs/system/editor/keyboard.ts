// Keys of a terminal in raw mode, for programs that have the whole screen.
// Source: XTerm Control Sequences (PC-style function keys, bracketed paste); ncurses' ESCDELAY for Escape alone.
// Not modelled: mouse reports, kitty's keyboard protocol.
import type { Blocking, OpenFile, Sys } from '../../../host/sys.ts';

/** A character to insert, a named key (`Up`, `^K`, `M-U`, `Escape`), or news of the window's size. */
export type KeyPress =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'resized' };

/** After an Escape, how long the rest of a sequence may take to come (microseconds): vim's ttimeoutlen of 50 ms. */
const ESCAPE_WAIT = 50_000;

/** Final letters and numbers of CSI and SS3 sequences. */
const sequences: Readonly<Record<string, string>> = {
  A: 'Up',
  B: 'Down',
  C: 'Right',
  D: 'Left',
  H: 'Home',
  F: 'End',
  Z: 'Sh-Tab',
  '1~': 'Home',
  '2~': 'Ins',
  '3~': 'Del',
  '4~': 'End',
  '5~': 'PgUp',
  '6~': 'PgDn',
  '7~': 'Home',
  '8~': 'End',
  P: 'F1',
  Q: 'F2',
  R: 'F3',
  S: 'F4',
  '15~': 'F5',
  '17~': 'F6',
  '18~': 'F7',
  '19~': 'F8',
  '1;5A': '^Up',
  '1;5B': '^Down',
  '1;5C': '^Right',
  '1;5D': '^Left',
  '1;5H': '^Home',
  '1;5F': '^End',
  '1;3A': 'M-Up',
  '1;3B': 'M-Down',
};

const named: Readonly<Record<string, string>> = { '\r': 'Enter', '\t': 'Tab', '\x7f': 'Backspace', '\b': 'Backspace' };

export class Keyboard {
  readonly #sys: Sys;
  readonly #file: OpenFile;
  readonly #meta: boolean;
  #rest = '';
  #pasting = false;
  #columns: number;
  #rows: number;

  /** `meta`: Escape and a letter are one key, `M-U`. Otherwise Escape is always a key by itself. */
  constructor(sys: Sys, file: OpenFile, meta: boolean) {
    this.#sys = sys;
    this.#file = file;
    this.#meta = meta;
    this.#columns = file.tty?.columns ?? 0;
    this.#rows = file.tty?.rows ?? 0;
  }

  /** The next key; undefined when the terminal is gone. */
  *next(): Blocking<KeyPress | undefined> {
    for (;;) {
      const key = this.#take();
      if (key !== undefined) return key;
      const { tty } = this.#file;
      if (tty !== undefined && (tty.columns !== this.#columns || tty.rows !== this.#rows)) {
        this.#columns = tty.columns;
        this.#rows = tty.rows;
        return { kind: 'resized' };
      }
      const until = this.#rest === '' ? undefined : this.#sys.now() + ESCAPE_WAIT;
      while (!this.#file.ready() && (until === undefined || this.#sys.now() < until)) {
        yield* this.#sys.wait([this.#file.readable, ...(tty === undefined ? [] : [tty.resized])], until);
        if (tty !== undefined && (tty.columns !== this.#columns || tty.rows !== this.#rows)) break;
      }
      if (this.#file.ready()) {
        const text = yield* this.#file.read();
        if (text === undefined) return undefined;
        this.#rest += text;
      } else if (until !== undefined && this.#sys.now() >= until) {
        this.#rest = this.#rest.slice(1);
        return { kind: 'key', name: 'Escape' };
      }
    }
  }

  /** Leaves what was typed ahead to whoever reads the terminal next. */
  giveBack(): void {
    this.#file.unread(this.#rest);
    this.#rest = '';
  }

  #take(): KeyPress | undefined {
    for (;;) {
      const code = this.#rest.codePointAt(0);
      if (code === undefined) return undefined;
      if (code === 0x1b) {
        const key = this.#escape();
        if (key === 'again') continue;
        return key;
      }
      const char = String.fromCodePoint(code);
      this.#rest = this.#rest.slice(char.length);
      if (char === '\n' && this.#pasting) return { kind: 'key', name: 'Enter' };
      if (char === '\t' && this.#pasting) return { kind: 'text', text: char };
      const name = named[char] ?? (code < 32 ? `^${String.fromCharCode(code + 64)}` : undefined);
      return name === undefined ? { kind: 'text', text: char } : { kind: 'key', name };
    }
  }

  /** A key that begins with Escape; undefined when more may come. */
  #escape(): KeyPress | 'again' | undefined {
    if (this.#rest.length === 1) return undefined;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what terminals send
    const match = /^\x1b[[O]([0-9;]*[A-Za-z~])/.exec(this.#rest);
    const sequence = match?.[1];
    // Escape and then O are two keys where they lead to nothing that a terminal sends.
    const isKnown = this.#rest[1] === '[' || sequences[sequence ?? ''] !== undefined;
    if (match !== null && sequence !== undefined && (isKnown || this.#meta)) {
      this.#rest = this.#rest.slice(match[0].length);
      if (sequence !== '200~' && sequence !== '201~') {
        return { kind: 'key', name: sequences[sequence] ?? `unknown sequence ${sequence}` };
      }
      this.#pasting = sequence === '200~';
      return 'again';
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what terminals send
    if (/^\x1b[[O][0-9;]*$/.test(this.#rest) && this.#rest.length < 12) return undefined;
    if (!this.#meta) {
      this.#rest = this.#rest.slice(1);
      return { kind: 'key', name: 'Escape' };
    }
    const char = String.fromCodePoint(this.#rest.codePointAt(1) ?? 0);
    this.#rest = this.#rest.slice(1 + char.length);
    return { kind: 'key', name: `M-${named[char] ?? char.toUpperCase()}` };
  }
}
