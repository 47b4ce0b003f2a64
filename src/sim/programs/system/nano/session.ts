// One run of nano: its text, its screen, what it asks; commands are in the other files of this folder.
// Source: GNU nano 7.2 src/nano.c, src/winio.c, src/prompt.c.
// Not modelled: several files at once, help texts, the file browser, macros, anchors, nanorc files.
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { FullScreen } from '../editor/full-screen.ts';
import { NORMAL, REVERSE } from '../editor/full-screen.ts';
import type { Keyboard, KeyPress } from '../editor/keyboard.ts';
import { type Position, TextArea } from '../editor/text-area.ts';
import { type Marked, markedBetween, pageStart, statusRow, textRows, titleBar } from './layout.ts';
import { answerRows, labelOf, type Menu, menuRows } from './menus.ts';

/** Keystrokes that a message on the status bar outlasts. */
const MESSAGE_KEYS = 20;

/** What was answered at a prompt: a text, or another key of the prompt's menu with the text so far. */
export type Answer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'key'; readonly name: string; readonly text: string };

export interface NanoSettings {
  readonly viewOnly: boolean;
  lineNumbers: boolean;
  readonly autoIndent: boolean;
}

export class NanoSession {
  readonly sys: Sys;
  readonly settings: NanoSettings;
  area = new TextArea(['']);
  /** As given on the command line; '' for a new buffer. */
  name = '';
  /** The text as it is on the disk, and when it was put there. */
  saved: readonly string[] = this.area.lines;
  savedAt: number | undefined;
  mark: Position | undefined;
  cutText = '';
  /** The command before was a cut, so that the next one adds to it. */
  cutting = false;
  readonly search = { last: '', caseSensitive: false, backwards: false, regexp: false };
  readonly searches: string[] = [];
  readonly replacements: string[] = [];
  done = false;
  readonly #screen: FullScreen;
  readonly #keyboard: Keyboard;
  #top = 0;
  #message = '';
  #messageKeys = 0;

  constructor(sys: Sys, screen: FullScreen, keyboard: Keyboard, settings: NanoSettings) {
    this.sys = sys;
    this.#screen = screen;
    this.#keyboard = keyboard;
    this.settings = settings;
  }

  get modified(): boolean {
    return this.area.lines !== this.saved;
  }

  /** Rows of the text: all but title, status and shortcuts. */
  get height(): number {
    return Math.max(1, this.#screen.rows - (this.#screen.rows < 6 ? 2 : 4));
  }

  get marked(): Marked | undefined {
    return this.mark && markedBetween(this.mark, this.area.position);
  }

  say(message: string): void {
    this.#message = message;
    this.#messageKeys = MESSAGE_KEYS;
  }

  /** What nano can do and this one cannot. */
  cannot(what: string): void {
    this.say(`hoplab: not simulated yet: nano: ${what}`);
  }

  /** nano's text always ends with an empty line. */
  settle(): void {
    const { lines } = this.area;
    if (lines.at(-1) !== '') this.area.replaceLines(lines.length, 0, ['']);
    if (this.mark !== undefined && this.mark.y >= lines.length) this.mark = undefined;
  }

  /** Puts the line with the cursor in the middle if it is out of sight. */
  center(): void {
    const { y } = this.area;
    if (y < this.#top || y >= this.#top + this.height) this.#top = Math.max(0, y - (this.height >> 1));
  }

  /** Scrolls by lines, the cursor with the text. */
  scroll(by: number): void {
    this.#top = Math.max(0, Math.min(this.#top + by, this.area.lines.length - 1));
  }

  /** The next key in the text. Undefined when the terminal is gone. */
  *key(): Blocking<KeyPress | undefined> {
    for (;;) {
      yield* this.#draw(menuRows('main', this.#screen.columns), undefined);
      const key = yield* this.#keyboard.next();
      if (key?.kind !== 'resized') {
        if (this.#messageKeys > 0 && --this.#messageKeys === 0) this.#message = '';
        return key;
      }
      this.#screen.forget();
    }
  }

  /** Asks for a text. Undefined when it was cancelled. */
  *ask(menu: Menu, prompt: string, start: string, history: readonly string[] = []): Blocking<Answer | undefined> {
    let text = start;
    let x = text.length;
    let at = history.length;
    for (;;) {
      const key = yield* this.#atPrompt(`${prompt}: `, text, x, menuRows(menu, this.#screen.columns));
      if (key === undefined) {
        this.done = true;
        return undefined;
      }
      if (key.kind === 'text') {
        text = text.slice(0, x) + key.text + text.slice(x);
        x += key.text.length;
        continue;
      }
      const { name } = key;
      if (name === 'Enter') return { kind: 'text', text };
      if (name === '^C' || name === 'Escape') return undefined;
      const older = name === 'Up' || (name === '^P' && labelOf(menu, '^P') !== undefined);
      const newer = name === 'Down' || (name === '^N' && labelOf(menu, '^N') !== undefined);
      if (older || newer) {
        at = Math.min(Math.max(0, at + (older ? -1 : 1)), history.length);
        text = history[at] ?? '';
        x = text.length;
        continue;
      }
      const edited = editPrompt(name, text, x);
      if (edited !== undefined) [text, x] = edited;
      else if (name === '^G' || labelOf(menu, name) !== undefined) return { kind: 'key', name, text };
    }
  }

  /** Asks for yes or no; undefined when it was cancelled. */
  *confirm(question: string, withAll = false): Blocking<'yes' | 'no' | 'all' | undefined> {
    for (;;) {
      const rows = answerRows(this.#screen.columns, withAll);
      const key = yield* this.#atPrompt(question, '', 0, rows);
      if (key === undefined) {
        this.done = true;
        return undefined;
      }
      const answer = key.kind === 'text' ? key.text.toUpperCase() : key.name;
      if (answer === 'Y') return 'yes';
      if (answer === 'N') return 'no';
      if (answer === 'A' && withAll) return 'all';
      if (answer === '^C' || answer === 'Escape') return undefined;
    }
  }

  *#atPrompt(
    prompt: string,
    text: string,
    x: number,
    rows: readonly [string, string],
  ): Blocking<Exclude<KeyPress, { kind: 'resized' }> | undefined> {
    this.#message = '';
    for (;;) {
      const width = this.#screen.columns;
      const from = Math.max(0, prompt.length + x - width + 1);
      const shown = `${prompt}${text}`.slice(from, from + width);
      const bar = `${REVERSE}${shown.padEnd(width)}${NORMAL}`;
      yield* this.#draw(rows, { bar, column: prompt.length + x - from });
      const key = yield* this.#keyboard.next();
      if (key?.kind !== 'resized') return key;
      this.#screen.forget();
    }
  }

  *#draw(
    bottom: readonly [string, string],
    prompt: { readonly bar: string; readonly column: number } | undefined,
  ): Blocking<void> {
    const { columns } = this.#screen;
    const { area, height } = this;
    if (area.y < this.#top) this.#top = area.y;
    if (area.y >= this.#top + height) this.#top = area.y - height + 1;
    const margin = this.settings.lineNumbers ? String(area.lines.length).length + 1 : 0;
    const width = Math.max(1, columns - margin);
    const state = this.settings.viewOnly ? 'View' : this.modified ? 'Modified' : '';
    const rows = [
      titleBar(this.name === '' ? 'New Buffer' : this.name, state, columns),
      ...textRows(area, { top: this.#top, height, width, margin, marked: this.marked }),
      prompt?.bar ?? statusRow(this.#message, columns),
      ...(this.#screen.rows < 6 ? [] : bottom),
    ];
    const column = margin + area.column - pageStart(area.column, width);
    const cursor = prompt ? { row: 1 + height, column: prompt.column } : { row: 1 + area.y - this.#top, column };
    yield* this.#screen.paint(rows, cursor);
  }
}

/** Keys that edit the answer at a prompt. */
function editPrompt(key: string, text: string, x: number): [string, number] | undefined {
  switch (key) {
    case 'Backspace':
      return [text.slice(0, Math.max(0, x - 1)) + text.slice(x), Math.max(0, x - 1)];
    case 'Del':
    case '^D':
      return [text.slice(0, x) + text.slice(x + 1), x];
    case 'Left':
    case '^B':
      return [text, Math.max(0, x - 1)];
    case 'Right':
    case '^F':
      return [text, Math.min(text.length, x + 1)];
    case 'Home':
    case '^A':
      return [text, 0];
    case 'End':
    case '^E':
      return [text, text.length];
    case '^U':
    case '^K':
      return ['', 0];
    default:
      return undefined;
  }
}
