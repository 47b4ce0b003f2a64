// The line being typed: its text, the cursor, and what was cut out of it.
// Source: readline(3), EDITING COMMANDS.
// Not modelled: undo, numeric arguments, vi mode.

/** Positions count code points, so that one step is one character. */
export class LineBuffer {
  #chars: string[] = [];
  #cursor = 0;
  #cut = '';

  get text(): string {
    return this.#chars.join('');
  }

  /** Text before the cursor. */
  get before(): string {
    return this.#chars.slice(0, this.#cursor).join('');
  }

  get isAtEnd(): boolean {
    return this.#cursor === this.#chars.length;
  }

  get isEmpty(): boolean {
    return this.#chars.length === 0;
  }

  /** Replaces all; the cursor goes to the end. */
  set(text: string): void {
    this.#chars = [...text];
    this.#cursor = this.#chars.length;
  }

  insert(text: string): void {
    const chars = [...text];
    this.#chars.splice(this.#cursor, 0, ...chars);
    this.#cursor += chars.length;
  }

  /** Moves by characters; stays within the text. */
  move(by: number): void {
    this.#cursor = Math.min(Math.max(this.#cursor + by, 0), this.#chars.length);
  }

  moveTo(where: 'start' | 'end' | 'previous word' | 'next word'): void {
    this.#cursor = this.#positionOf(where);
  }

  backspace(): void {
    if (this.#cursor === 0) return;
    this.#chars.splice(--this.#cursor, 1);
  }

  deleteForward(): void {
    this.#chars.splice(this.#cursor, 1);
  }

  /** Cuts from the cursor to there, for `yank`. */
  cutTo(where: 'start' | 'end' | 'previous word' | 'next word' | 'previous blank'): void {
    const to = this.#positionOf(where);
    const from = Math.min(to, this.#cursor);
    const removed = this.#chars.splice(from, Math.abs(to - this.#cursor));
    if (removed.length > 0) this.#cut = removed.join('');
    this.#cursor = from;
  }

  yank(): void {
    this.insert(this.#cut);
  }

  /** Swaps the characters around the cursor. */
  transpose(): void {
    if (this.#chars.length < 2 || this.#cursor === 0) return;
    if (this.isAtEnd) this.#cursor--;
    const [left = '', right = ''] = this.#chars.slice(this.#cursor - 1, this.#cursor + 1);
    this.#chars.splice(this.#cursor - 1, 2, right, left);
    this.#cursor++;
  }

  #positionOf(where: 'start' | 'end' | 'previous word' | 'next word' | 'previous blank'): number {
    if (where === 'start') return 0;
    if (where === 'end') return this.#chars.length;
    const isPart = (at: number): boolean => {
      const char = this.#chars[at] ?? '';
      return where === 'previous blank' ? /\S/.test(char) : /[\p{L}\p{N}]/u.test(char);
    };
    let at = this.#cursor;
    if (where === 'next word') {
      while (at < this.#chars.length && !isPart(at)) at++;
      while (at < this.#chars.length && isPart(at)) at++;
      return at;
    }
    while (at > 0 && !isPart(at - 1)) at--;
    while (at > 0 && isPart(at - 1)) at--;
    return at;
  }
}
