// A terminal: the line discipline between keyboard and programs, and the window's size.
// Source: termios(3), N_TTY in drivers/tty/n_tty.c (ICANON, ECHO, ECHOE, ECHOCTL, ISIG, ICRNL, OPOST, ONLCR).
// Not modelled: flow control (Ctrl-S, Ctrl-Q), stopping jobs (SIGTSTP, SIGTTIN), literal-next, other end-of-line characters.
import type { Errno } from '../base/errno.ts';
import { shownText } from '../base/utf8.ts';
import { type Blocking, WaitQueue } from '../des/task.ts';
import type { OutputQueue } from './output-queue.ts';
import type { ProcessGroup } from './process-group.ts';
import type { OpenFile, Signal, TtyControl } from './sys.ts';

const INTR = '\x03';
const EOF = '\x04';
const KILL = '\x15';
const WERASE = '\x17';
const SUSP = '\x1a';
const QUIT = '\x1c';
const ERASE = '\x7f';

interface Mode {
  readonly cooked: boolean;
  readonly processOutput: boolean;
}

export class Tty implements TtyControl {
  columns: number;
  rows: number;
  readonly resized = new WaitQueue();
  readonly readable = new WaitQueue();
  /** Whom keys' signals mean. */
  foreground: ProcessGroup | undefined;
  readonly #output: OutputQueue;
  #mode: Mode = { cooked: true, processOutput: true };
  /** What programs may read: finished lines, or raw text; '' stands for end of file. */
  #input: string[] = [];
  #line = '';
  constructor(output: OutputQueue, columns: number, rows: number) {
    this.#output = output;
    this.columns = columns;
    this.rows = rows;
  }

  setRaw(processOutput = false): () => void {
    const before = this.#mode;
    this.#switchTo({ cooked: false, processOutput });
    return () => this.#switchTo(before);
  }

  resize(columns: number, rows: number): void {
    if (columns === this.columns && rows === this.rows) return;
    this.columns = columns;
    this.rows = rows;
    this.resized.wake();
    this.foreground?.signal('SIGWINCH');
  }

  /** Keys come in. */
  type(text: string): void {
    if (!this.#mode.cooked) {
      if (text === '') return;
      this.#input.push(text);
      this.readable.wake();
      return;
    }
    for (const key of text) this.#cook(key);
  }

  /** The next line, or raw text up to and including a line's end; undefined at end of file. */
  take(): string | undefined {
    const text = this.#input.shift();
    if (text === undefined || this.#mode.cooked) return text || undefined;
    const end = text.search(/[\r\n]/);
    if (end < 0 || end === text.length - 1) return text || undefined;
    this.#input.unshift(text.slice(end + 1));
    return text.slice(0, end + 1);
  }

  /** Puts text back in front of the input. */
  giveBack(text: string): void {
    if (text !== '') this.#input.unshift(text);
  }

  get hasInput(): boolean {
    return this.#input.length > 0;
  }

  *write(text: string): Blocking<Errno | undefined> {
    return yield* this.#output.write({ channel: 'stdout', text: this.#processed(text) });
  }

  /** What the kernel itself puts on the screen. */
  show(text: string): void {
    this.#output.push({ channel: 'stdout', text: this.#processed(text) });
  }

  #processed(text: string): string {
    const shown = shownText(text);
    return this.#mode.processOutput ? shown.replaceAll('\n', '\r\n') : shown;
  }

  #switchTo(mode: Mode): void {
    if (mode.cooked === this.#mode.cooked) {
      this.#mode = mode;
      return;
    }
    this.#mode = mode;
    if (!mode.cooked) {
      if (this.#line !== '') this.#push(this.#line);
      this.#line = '';
      return;
    }
    const typedAhead = this.#input.join('');
    this.#input = [];
    this.type(typedAhead);
  }

  #push(text: string): void {
    this.#input.push(text);
    this.readable.wake();
  }

  #cook(key: string): void {
    switch (key) {
      case INTR:
        this.#interrupt('^C', 'SIGINT');
        return;
      case QUIT:
        this.#interrupt('^\\', 'SIGQUIT');
        return;
      case SUSP:
        this.show('^Z\nhoplab: not simulated yet: stopping jobs (Ctrl-Z)\n');
        return;
      case '\r':
      case '\n':
        this.show('\n');
        this.#push(`${this.#line}\n`);
        this.#line = '';
        return;
      case EOF:
        this.#push(this.#line);
        this.#line = '';
        return;
      case ERASE:
      case '\b':
        this.#erase([...this.#line].length - 1);
        return;
      case KILL:
        this.#erase(0);
        return;
      case WERASE:
        this.#erase([...this.#line.replace(/\S+\s*$/, '')].length);
        return;
      default:
        this.#line += key;
        this.show(echoOf(key));
    }
  }

  /** Shortens the line to `keep` characters and wipes the rest from the screen. */
  #erase(keep: number): void {
    const keys = [...this.#line];
    for (const key of keys.splice(Math.max(keep, 0)).reverse()) this.show('\b \b'.repeat(echoOf(key).length));
    this.#line = keys.join('');
  }

  #interrupt(echo: string, signal: Signal): void {
    this.show(echo);
    this.#line = '';
    this.#input = [];
    this.foreground?.signal(signal);
  }
}

/** ECHOCTL: a control character shows as ^X. */
function echoOf(key: string): string {
  const code = key.charCodeAt(0);
  return code < 32 && key !== '\t' ? `^${String.fromCharCode(code + 64)}` : key;
}

/** The terminal as an open file. */
export class TtyFile implements OpenFile {
  readonly kind = 'tty';
  readonly tty: Tty;
  constructor(tty: Tty) {
    this.tty = tty;
  }

  get readable(): WaitQueue {
    return this.tty.readable;
  }

  ready(): boolean {
    return this.tty.hasInput;
  }

  *read(): Blocking<string | undefined> {
    while (!this.tty.hasInput) yield { on: [this.tty.readable] };
    return this.tty.take();
  }

  unread(text: string): void {
    this.tty.giveBack(text);
  }

  *write(text: string): Blocking<Errno | undefined> {
    return yield* this.tty.write(text);
  }

  retain(): void {}
  release(): void {}
}
