// Reading a line from a terminal: editing, history, incremental search, completion.
// Source: readline(3), emacs mode.
// Not modelled: undo, keyboard macros, numeric arguments.
import type { Blocking, OpenFile, TtyControl } from '../../../host/sys.ts';
import type { Shell } from '../shell.ts';
import { completeLine } from './completion.ts';
import { columnsOf, insertionFor, MANY } from './completion-list.ts';
import { HistoryCursor } from './history.ts';
import { pressKey } from './key-bindings.ts';
import { type Key, KeyReader } from './keys.ts';
import { LineBuffer } from './line-buffer.ts';
import { ScreenLine } from './screen-line.ts';

/** How reading a line ended. */
export type LineRead =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'end' };

/** One terminal's editor, for as long as its shell lives. */
export class LineEditor {
  readonly #shell: Shell;
  readonly #file: OpenFile;
  readonly #tty: TtyControl;
  readonly #keys = new KeyReader();
  readonly #screen = new ScreenLine();
  readonly #line = new LineBuffer();
  readonly #cooked: () => void;
  #history = new HistoryCursor([]);
  #prompt = '';
  #tabs = 0;
  constructor(shell: Shell, file: OpenFile, tty: TtyControl) {
    this.#shell = shell;
    this.#file = file;
    this.#tty = tty;
    // What programs find, and what a program that died in raw mode is put right with.
    this.#cooked = tty.setRaw(true);
    this.#cooked();
  }

  /** Shows the prompt and reads one line. */
  *read(prompt: string): Blocking<LineRead> {
    this.#prompt = prompt;
    this.#line.set('');
    this.#history = new HistoryCursor(this.#shell.history);
    this.#screen.reset();
    this.#tabs = 0;
    this.#tty.setRaw(true);
    yield* this.#shell.sys.error(this.#screen.begin(prompt, this.#tty.columns));
    try {
      for (;;) {
        const key = yield* this.#nextKey();
        if (key === undefined) return { kind: 'end' };
        const read = yield* this.#press(key);
        if (read !== undefined) return read;
      }
    } finally {
      this.#file.unread(this.#keys.takeRest());
      this.#cooked();
    }
  }

  *#nextKey(): Blocking<Key | undefined> {
    for (;;) {
      const key = this.#keys.next();
      if (key !== undefined) return key;
      const { columns } = this.#tty;
      while (!this.#file.ready()) {
        yield* this.#shell.sys.wait([this.#file.readable, this.#tty.resized]);
        if (columns !== this.#tty.columns) yield* this.#redraw();
      }
      const text = yield* this.#file.read();
      if (text === undefined) return undefined;
      this.#keys.feed(text);
    }
  }

  /** Acts on a key; answers how the line has ended, if it has. */
  *#press(key: Key): Blocking<LineRead | undefined> {
    const name = key.kind === 'named' ? key.name : key.kind === 'control' ? `control ${key.letter}` : '';
    if (name === 'tab') {
      this.#tabs++;
      yield* this.#complete();
      return undefined;
    }
    this.#tabs = 0;
    switch (name) {
      case 'enter':
      case 'control J':
        return yield* this.#enter();
      case 'control C':
        return yield* this.#interrupt();
      case 'control R':
        return yield* this.#search();
      case 'control D':
        if (this.#line.isEmpty) return { kind: 'end' };
        break;
      case 'control L':
        yield* this.#shell.sys.error('\x1b[H\x1b[2J');
        this.#screen.reset();
        yield* this.#redraw();
        return undefined;
    }
    if (key.kind === 'text' && this.#line.isAtEnd) return yield* this.#append(key.text);
    pressKey(key, { line: this.#line, history: this.#history });
    yield* this.#redraw();
    return undefined;
  }

  *#append(text: string): Blocking<undefined> {
    const out = this.#screen.append(this.#prompt, this.#line.text, text, this.#tty.columns);
    this.#line.insert(text);
    if (out === undefined) yield* this.#redraw();
    else yield* this.#shell.sys.error(out);
  }

  *#enter(): Blocking<LineRead> {
    const { text } = this.#line;
    yield* this.#leave();
    return { kind: 'line', text };
  }

  *#interrupt(): Blocking<LineRead> {
    if (!this.#line.isAtEnd) {
      this.#line.moveTo('end');
      yield* this.#redraw();
    }
    yield* this.#shell.sys.error('^C\n');
    return { kind: 'interrupted' };
  }

  /** Ctrl-R: the newest line that contains what is typed. */
  *#search(): Blocking<LineRead | undefined> {
    const own = this.#line.text;
    let query = '';
    let skip = 0;
    for (;;) {
      const found = this.#history.search(query, skip);
      const label = `(${found === undefined && query !== '' ? 'failed ' : ''}reverse-i-search)\`${query}': `;
      yield* this.#shell.sys.error(this.#screen.draw(label, found ?? '', found ?? '', this.#tty.columns));
      const key = yield* this.#nextKey();
      if (key === undefined) return { kind: 'end' };
      if (key.kind === 'text') query += key.text;
      else if (key.kind === 'named' && key.name === 'backspace') query = query.slice(0, -1);
      else if (key.kind === 'control' && key.letter === 'R') {
        if (found !== undefined) skip++;
        continue;
      } else {
        const cancelled = key.kind === 'control' && (key.letter === 'G' || key.letter === 'C');
        this.#line.set(cancelled ? own : (found ?? own));
        yield* this.#redraw();
        if (cancelled && key.letter === 'G') return undefined;
        return key.kind === 'meta' ? undefined : yield* this.#press(key);
      }
      skip = 0;
    }
  }

  *#complete(): Blocking<void> {
    const { before } = this.#line;
    const completion = yield* completeLine(this.#shell, before);
    const insertion = insertionFor(completion);
    if (insertion !== '') {
      this.#tabs = 0;
      this.#line.insert(insertion);
      yield* this.#redraw();
      return;
    }
    const count = completion.candidates.length;
    if (count < 2 || this.#tabs < 2) {
      yield* this.#shell.sys.error('\x07');
      return;
    }
    yield* this.#leave();
    if (count <= MANY || (yield* this.#confirm(count))) {
      yield* this.#shell.sys.error(columnsOf(completion, this.#tty.columns));
    }
    yield* this.#redraw();
  }

  *#confirm(count: number): Blocking<boolean> {
    yield* this.#shell.sys.error(`Display all ${count} possibilities? (y or n)`);
    const key = yield* this.#nextKey();
    yield* this.#shell.sys.error('\n');
    return key?.kind === 'text' && /[yY ]/.test(key.text);
  }

  *#redraw(): Blocking<void> {
    const { text, before } = this.#line;
    yield* this.#shell.sys.error(this.#screen.draw(this.#prompt, text, before, this.#tty.columns));
  }

  *#leave(): Blocking<void> {
    yield* this.#shell.sys.error(this.#screen.leave(this.#prompt, this.#line.text, this.#tty.columns));
  }
}
