// The text that an editor holds: lines, a cursor, changes that can be taken back.
// Source: none; what nano and vi have in common.
// Not modelled: files too large for memory, line ends other than a newline.
import { columnOf, indexAfter, indexAt, indexBefore } from './cells.ts';

export interface Position {
  readonly y: number;
  readonly x: number;
}

interface Moment extends Position {
  readonly lines: readonly string[];
  readonly label: string;
}

/** Changes that can be taken back, at most. */
const MAX_PAST = 1000;

export class TextArea {
  y = 0;
  x = 0;
  #lines: readonly string[];
  #past: Moment[] = [];
  #future: Moment[] = [];
  /** What is being typed without a pause is taken back as one. */
  #running = '';
  #wish: number | undefined;

  constructor(lines: readonly string[]) {
    this.#lines = lines.length === 0 ? [''] : lines;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  get line(): string {
    return this.#lines[this.y] ?? '';
  }

  get column(): number {
    return columnOf(this.line, this.x);
  }

  /** The column that vertical movement aims at. */
  get wishedColumn(): number {
    return this.#wish ?? this.column;
  }

  /** Where vertical movement began, while it goes on. */
  get wish(): number | undefined {
    return this.#wish;
  }

  /** Notes how things are before a change. Changes of one `run` that follow each other are one. */
  begin(label: string, run = ''): void {
    if (run !== '' && run === this.#running) return;
    this.#running = run;
    this.#past.push({ lines: this.#lines, y: this.y, x: this.x, label });
    if (this.#past.length > MAX_PAST) this.#past.shift();
    this.#future = [];
  }

  /** What comes next is another change, whatever it is. */
  pause(): void {
    this.#running = '';
  }

  /** Takes the last change back; answers its label. */
  undo(): string | undefined {
    return this.#exchange(this.#past, this.#future);
  }

  redo(): string | undefined {
    return this.#exchange(this.#future, this.#past);
  }

  #exchange(from: Moment[], to: Moment[]): string | undefined {
    const moment = from.pop();
    if (moment === undefined) return undefined;
    to.push({ lines: this.#lines, y: this.y, x: this.x, label: moment.label });
    this.#lines = moment.lines;
    this.#running = '';
    this.moveTo(moment);
    return moment.label;
  }

  /** Puts `text`, which may have newlines, at the cursor and goes behind it. */
  insert(text: string): void {
    const [before, after] = [this.line.slice(0, this.x), this.line.slice(this.x)];
    const parts = `${before}${text}`.split('\n');
    const last = parts.at(-1) ?? '';
    this.replaceLines(this.y, 1, [...parts.slice(0, -1), last + after]);
    this.moveTo({ y: this.y + parts.length - 1, x: last.length });
  }

  /** Takes out what is between two places; the cursor goes there. Answers the text. */
  remove(from: Position, to: Position): string {
    const text = this.between(from, to);
    const joined = (this.#lines[from.y] ?? '').slice(0, from.x) + (this.#lines[to.y] ?? '').slice(to.x);
    this.replaceLines(from.y, to.y - from.y + 1, [joined]);
    this.moveTo(from);
    return text;
  }

  between(from: Position, to: Position): string {
    if (from.y === to.y) return (this.#lines[from.y] ?? '').slice(from.x, to.x);
    const whole = this.#lines.slice(from.y + 1, to.y);
    return [(this.#lines[from.y] ?? '').slice(from.x), ...whole, (this.#lines[to.y] ?? '').slice(0, to.x)].join('\n');
  }

  /** Puts lines in place of `count` lines. There is always one line left. */
  replaceLines(from: number, count: number, lines: readonly string[]): void {
    const all = [...this.#lines.slice(0, from), ...lines, ...this.#lines.slice(from + count)];
    this.#lines = all.length === 0 ? [''] : all;
  }

  /** Goes to a place, or the nearest that there is; `wish` is the column that vertical movement goes on to aim at. */
  moveTo({ y, x }: Position, wish?: number): void {
    this.y = Math.min(Math.max(0, y), this.#lines.length - 1);
    this.x = Math.min(Math.max(0, x), this.line.length);
    this.#wish = wish;
  }

  /** Up or down by lines, to the column where vertical movement began. */
  moveLines(by: number): void {
    const y = Math.min(Math.max(0, this.y + by), this.#lines.length - 1);
    this.moveTo({ y, x: indexAt(this.#lines[y] ?? '', this.wishedColumn) }, this.wishedColumn);
  }

  /** One character on, into the next line at the end. Answers whether there was one. */
  forward(): boolean {
    if (this.x < this.line.length) this.moveTo({ y: this.y, x: indexAfter(this.line, this.x) });
    else if (this.y < this.#lines.length - 1) this.moveTo({ y: this.y + 1, x: 0 });
    else return false;
    return true;
  }

  backward(): boolean {
    if (this.x > 0) this.moveTo({ y: this.y, x: indexBefore(this.line, this.x) });
    else if (this.y > 0) this.moveTo({ y: this.y - 1, x: Number.POSITIVE_INFINITY });
    else return false;
    return true;
  }

  get position(): Position {
    return { y: this.y, x: this.x };
  }
}

/** Whether one place is before another. */
export function isBefore(one: Position, other: Position): boolean {
  return one.y < other.y || (one.y === other.y && one.x < other.x);
}
