// Keys as a terminal sends them: characters, control characters, escape sequences.
// Source: XTerm Control Sequences (PC-style function keys, bracketed paste).
// Not modelled: mouse reports, kitty's keyboard protocol.

/** One key press, or a paste. */
export type Key =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'control'; readonly letter: string }
  | { readonly kind: 'meta'; readonly key: string }
  | { readonly kind: 'named'; readonly name: NamedKey };

export type NamedKey =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'delete'
  | 'backspace'
  | 'enter'
  | 'tab'
  | 'word-left'
  | 'word-right'
  | 'other';

/** Final letters and numbers of CSI and SS3 sequences. */
const sequences: Readonly<Record<string, NamedKey>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  '1~': 'home',
  '7~': 'home',
  '4~': 'end',
  '8~': 'end',
  '3~': 'delete',
  '1;5C': 'word-right',
  '1;5D': 'word-left',
  '1;3C': 'word-right',
  '1;3D': 'word-left',
};

/** Reads keys from what has come in; an escape sequence may be cut in the middle of a piece. */
export class KeyReader {
  #rest = '';
  #pasting = false;

  /** What has been fed and not read, for whoever reads the terminal next. */
  takeRest(): string {
    const rest = this.#rest;
    this.#rest = '';
    return rest;
  }

  feed(text: string): void {
    this.#rest += text;
  }

  /** The next key, undefined when more must come first. */
  next(): Key | undefined {
    for (;;) {
      const code = this.#rest.codePointAt(0);
      if (code === undefined) return undefined;
      const char = String.fromCodePoint(code);
      if (char === '\x1b') {
        const key = this.#escape();
        if (key === 'again') continue;
        return key;
      }
      this.#rest = this.#rest.slice(char.length);
      if (char === '\r' || char === '\n') return { kind: 'named', name: 'enter' };
      if (this.#pasting && code >= 32) return { kind: 'text', text: char };
      if (char === '\t') return this.#pasting ? { kind: 'text', text: ' ' } : { kind: 'named', name: 'tab' };
      if (char === '\x7f' || char === '\b') return { kind: 'named', name: 'backspace' };
      if (code < 32) return { kind: 'control', letter: String.fromCharCode(code + 64) };
      return { kind: 'text', text: char };
    }
  }

  #escape(): Key | 'again' | undefined {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what terminals send
    const match = /^\x1b(?:[[O]([0-9;]*[A-Za-z~])|([^[O]))/.exec(this.#rest);
    if (match === null) {
      if (this.#rest.length < 12) return undefined;
      this.#rest = this.#rest.slice(1);
      return 'again';
    }
    this.#rest = this.#rest.slice(match[0].length);
    const [, sequence, meta] = match;
    if (meta !== undefined) return { kind: 'meta', key: meta };
    if (sequence === '200~' || sequence === '201~') {
      this.#pasting = sequence === '200~';
      return 'again';
    }
    return { kind: 'named', name: sequences[sequence ?? ''] ?? 'other' };
  }
}
