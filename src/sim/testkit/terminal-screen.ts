// What a person sees on a terminal: the rows that a full-screen program has painted, and the cursor.
// Source: XTerm Control Sequences, as far as the programs here use them (CUP, ED, EL, the other screen).
// Not modelled: colours, scrolling regions, wide characters, wrapping.

export class TerminalScreen {
  #rows: string[] = [];
  #row = 0;
  #column = 0;
  #taken = false;

  /** Takes in what a program has sent. */
  feed(output: string): this {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what programs send
    for (const [piece, sequence] of output.matchAll(/\x1b\[([?\d;]*[A-Za-z])|[^\x1b]/gu)) {
      if (sequence !== undefined) this.#control(sequence);
      else if (piece === '\r') this.#column = 0;
      else if (piece === '\n') this.#row++;
      else if (piece === '\b') this.#column--;
      else this.#put(piece);
    }
    return this;
  }

  /** Rows without trailing blanks. */
  get rows(): readonly string[] {
    return Array.from(this.#rows, (row) => (row ?? '').trimEnd());
  }

  /** Whether a program has the whole screen. */
  get taken(): boolean {
    return this.#taken;
  }

  get cursor(): readonly [row: number, column: number] {
    return [this.#row, this.#column];
  }

  #put(char: string): void {
    const row = (this.#rows[this.#row] ?? '').padEnd(this.#column);
    this.#rows[this.#row] = row.slice(0, this.#column) + char + row.slice(this.#column + 1);
    this.#column++;
  }

  #control(sequence: string): void {
    const kind = sequence.at(-1);
    const [first = 1, second = 1] = sequence
      .slice(0, -1)
      .split(';')
      .map((n) => Number(n) || 1);
    if (kind === 'H') [this.#row, this.#column] = [first - 1, second - 1];
    else if (kind === 'K') this.#rows[this.#row] = (this.#rows[this.#row] ?? '').slice(0, this.#column);
    else if (kind === 'J' || sequence === '?1049h' || sequence === '?1049l') {
      if (kind !== 'J') this.#taken = kind === 'h';
      this.#rows = sequence === 'J' ? this.#rows.slice(0, this.#row) : [];
    }
  }
}
