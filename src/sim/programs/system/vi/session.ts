// One run of vi: its text, its registers, its screen; keys come from the terminal or from what is repeated.
// Source: vim 9.0; the texts of its messages are in src/message.c, fileio.c, undo.c.
// Not modelled: named registers, marks, macros, visual mode, windows, swap files.
import { strerror } from '../../../base/errno.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { utf8Length } from '../../../host/utf8.ts';
import type { FullScreen } from '../editor/full-screen.ts';
import type { Keyboard } from '../editor/keyboard.ts';
import { TextArea } from '../editor/text-area.ts';
import { cursorOf, lastRow, lastShown, topFor, type Window, windowRows } from './view.ts';

/** What was deleted or yanked last: vim's unnamed register. */
export interface Register {
  readonly text: string;
  readonly linewise: boolean;
}

/** vim tells of changes to more lines than this: 'report'. */
const REPORT = 2;
/** Seconds after which a change is told by the clock. */
const OLD_CHANGE = 100;

export class ViSession {
  readonly sys: Sys;
  area = new TextArea(['']);
  name = '';
  saved: readonly string[] = this.area.lines;
  mode: 'normal' | 'insert' | 'replace' = 'normal';
  register: Register = { text: '', linewise: false };
  /** The last pattern, which way it was searched, and the last f, t, F or T. */
  pattern = '';
  searchedBack = false;
  character: readonly [how: string, char: string] | undefined;
  numbers = false;
  ignoreCase = false;
  done = false;
  readonly #screen: FullScreen;
  readonly #keyboard: Keyboard;
  #top = 0;
  #message = '';
  #repeat: string[] = [];
  #typed: string[] = [];
  #changes = 0;

  constructor(sys: Sys, screen: FullScreen, keyboard: Keyboard) {
    this.sys = sys;
    this.#screen = screen;
    this.#keyboard = keyboard;
  }

  get modified(): boolean {
    return this.area.lines !== this.saved;
  }

  get window(): Window {
    const margin = this.numbers ? Math.max(4, String(this.area.lines.length).length + 1) : 0;
    return { top: this.#top, height: Math.max(1, this.#screen.rows - 1), width: this.#screen.columns, margin };
  }

  get linesShown(): readonly [first: number, last: number] {
    return [this.#top, lastShown(this.area, this.window)];
  }

  say(message: string): void {
    this.#message = message;
  }

  cannot(what: string): void {
    this.say(`hoplab: not simulated yet: vi: ${what}`);
  }

  /** Tells of lines that came or went, if they are many. */
  tellLines(count: number, what: string): void {
    if (count > REPORT) this.say(`${count} ${what}`);
  }

  /** Scrolls the window so that it begins at a line, the cursor inside. */
  showFrom(top: number): void {
    this.#top = Math.min(Math.max(0, top), this.area.lines.length - 1);
    const [first, last] = this.linesShown;
    const { y } = this.area;
    if (y < first || y > last) this.area.moveTo({ y: Math.min(Math.max(first, y), last), x: this.area.x });
  }

  /** Outside of insert mode the cursor is on a character. */
  stayOnText(): void {
    const { area } = this;
    if (area.x >= area.line.length) area.moveTo({ y: area.y, x: area.line.length - 1 }, area.wish);
  }

  /** Notes how things are before a change; what follows in the same run is undone with it. */
  begin(run = ''): void {
    this.#changes++;
    this.area.begin(`${this.#changes} ${this.sys.now()}`, run);
  }

  undo(): void {
    this.#undone(this.area.lines.length, this.area.undo(), 'before', 'Already at oldest change');
  }

  redo(): void {
    this.#undone(this.area.lines.length, this.area.redo(), 'after', 'Already at newest change');
  }

  #undone(linesBefore: number, label: string | undefined, side: string, none: string): void {
    if (label === undefined) {
      this.say(none);
      return;
    }
    const [number, at] = label.split(' ').map(Number);
    const gone = linesBefore - this.area.lines.length;
    const what =
      gone === -1
        ? 'more line'
        : gone < 0
          ? 'more lines'
          : gone === 1
            ? 'line less'
            : gone > 1
              ? 'fewer lines'
              : 'change';
    const seconds = Math.floor((this.sys.now() - (at ?? 0)) / 1_000_000);
    const when = seconds >= OLD_CHANGE ? this.#clock(seconds) : `${seconds} second${seconds === 1 ? '' : 's'} ago`;
    this.say(`${Math.max(1, Math.abs(gone))} ${what}; ${side} #${number}  ${when}`);
  }

  #clock(secondsAgo: number): string {
    const day = Math.floor(this.sys.wallClock() / 1000 - secondsAgo) % 86_400;
    return [day / 3600, (day / 60) % 60, day % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
  }

  /** Keys typed since the last call: the command that is complete now. */
  takeTyped(): readonly string[] {
    const typed = this.#typed;
    this.#typed = [];
    return typed;
  }

  /** Has keys come as if they were typed again. */
  repeat(keys: readonly string[]): void {
    this.#repeat = [...keys];
  }

  /** The next key: a character, or a key's name. Undefined when the terminal is gone. `line` is a command line being typed. */
  *key(line?: { readonly text: string; readonly cursor: number }): Blocking<string | undefined> {
    const again = this.#repeat.shift();
    if (again !== undefined) {
      this.#typed.push(again);
      return again;
    }
    for (;;) {
      yield* this.#draw(line);
      const key = yield* this.#keyboard.next();
      if (key === undefined) {
        this.done = true;
        return undefined;
      }
      if (key.kind === 'resized') {
        this.#screen.forget();
        continue;
      }
      this.#message = '';
      const name = key.kind === 'text' ? key.text : key.name;
      this.#typed.push(name);
      return name;
    }
  }

  *#draw(line: { readonly text: string; readonly cursor: number } | undefined): Blocking<void> {
    const { area } = this;
    const inserting = this.mode !== 'normal';
    if (!inserting) this.stayOnText();
    this.#top = topFor(area, this.window);
    const { window } = this;
    const mode = this.mode === 'normal' ? '' : `-- ${this.mode.toUpperCase()} --`;
    const bottom =
      line?.text.slice(-window.width) ?? lastRow(this.#message === '' ? mode : this.#message, area, window, inserting);
    const cursor = line ? { row: window.height, column: line.cursor } : cursorOf(area, window, inserting);
    yield* this.#screen.paint([...windowRows(area, window), bottom], cursor);
  }

  /** Takes in a file's text, or begins a new one. */
  open(name: string): void {
    this.name = name;
    const { fs } = this.sys;
    const path = this.sys.resolve(name);
    const stat = fs.stat(path);
    const text = stat === undefined || stat.type === 'directory' ? undefined : fs.readFile(path);
    this.area = new TextArea(text?.ok ? linesOf(text.value) : ['']);
    this.saved = this.area.lines;
    this.#top = 0;
    if (stat?.type === 'directory') this.say(`"${name}" is a directory`);
    else if (text === undefined) this.say(`"${name}" [New]`);
    else if (!text.ok) this.say(`"${name}" ${strerror[text.errno]}`);
    else this.say(`"${name}" ${/[^\n]$/.test(text.value) ? '[noeol] ' : ''}${sizeOf(text.value)}`);
  }

  /** Writes lines to a file; answers whether they are there now. */
  write(name: string, lines: readonly string[] = this.area.lines): boolean {
    const { fs } = this.sys;
    const path = this.sys.resolve(name);
    const isNew = fs.stat(path) === undefined;
    const isEmpty = lines.length === 1 && lines[0] === '';
    const text = isEmpty ? '' : `${lines.join('\n')}\n`;
    const errno = fs.stat(path)?.type === 'directory' ? 'EISDIR' : fs.writeFile(path, text);
    if (errno !== undefined) {
      this.say(errno === 'EISDIR' ? `E17: "${name}" is a directory` : `"${name}" E212: Can't open file for writing`);
      return false;
    }
    if (lines === this.area.lines && (this.name === '' || this.sys.resolve(this.name) === path)) {
      this.name = name;
      this.saved = lines;
    }
    this.say(`"${name}" ${isNew ? '[New] ' : ''}${sizeOf(text)} written`);
    return true;
  }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines;
}

function sizeOf(text: string): string {
  const lines = text === '' ? 0 : linesOf(text).length;
  return `${lines}L, ${utf8Length(text)}B`;
}
