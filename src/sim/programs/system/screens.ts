// watch, less, more: programs that fill the terminal.
// Source: watch(1) of procps 4.0, less(1), more(1) of util-linux 2.38.
// Not modelled: less's marks, several files side by side, backward search; watch -d, -g. Without a terminal less and more copy.
import { strftime } from '../../base/time.ts';
import type { Blocking, OpenFile, Sys, TtyControl } from '../../host/sys.ts';
import { shellQuoted } from '../text/printf.ts';
import { Regex, RegexError } from '../text/regex/regex.ts';
import type { Call, Tool } from '../text/tool.ts';
import { SECOND } from './constants.ts';

const HOME = '\x1b[H';
const ERASE_LINE = '\x1b[K';
const ERASE_BELOW = '\x1b[J';
const OTHER_SCREEN = '\x1b[?1049h';
const MAIN_SCREEN = '\x1b[?1049l';
const REVERSE = '\x1b[7m';
const NORMAL = '\x1b[m';

export const watch: Tool = {
  name: 'watch',
  summary: 'Execute a program periodically, showing output fullscreen',
  usage: '[options] command',
  help: `
 -n, --interval <secs>   seconds to wait between updates
 -t, --no-title          turn off header
 -x, --exec              pass command to exec instead of "sh -c"`,
  version: 'watch from procps-ng 4.0.2',
  options: ['n,interval:', 't,no-title', 'x,exec', 'c,color', 'd,differences::', 'b,beep', 'e,errexit'],
  stopAtOperand: true,
  *run(call) {
    const { sys } = call;
    if (call.operands.length === 0) return yield* call.misuse('no command given');
    const seconds = Math.max(0.1, Number(call.options.value('n') ?? 2) || 2);
    const command = call.operands.join(' ');
    const argv = call.options.has('x') ? call.operands : ['sh', '-c', command];
    for (;;) {
      const output = yield* outputOf(sys, argv);
      const { columns, rows } = sys.file(1)?.tty ?? { columns: 80, rows: 24 };
      const title = call.options.has('t') ? [] : [titleLine(sys, seconds, command, columns), ''];
      const lines = [...title, ...output.split('\n')].slice(0, rows).map((line) => line.slice(0, columns) + ERASE_LINE);
      yield* sys.print(`${HOME}${lines.join('\n')}${ERASE_BELOW}`);
      yield* sys.sleep(Math.round(seconds * SECOND));
    }
  },
};

function titleLine(sys: Sys, seconds: number, command: string, columns: number): string {
  const left = `Every ${seconds.toFixed(1)}s: ${command}`;
  const right = `${sys.hostname}: ${strftime('%a %b %e %H:%M:%S %Y', sys.wallClock())}`;
  const room = columns - right.length - 1;
  return room < 20 ? left : `${left.slice(0, room).padEnd(room)} ${right}`;
}

/** Runs a command and gathers what it prints on both streams. */
function* outputOf(sys: Sys, argv: readonly string[]): Blocking<string> {
  const { reader, writer } = sys.pipe();
  const spawned = sys.spawn({
    argv,
    fds: new Map([
      [1, writer],
      [2, writer],
    ]),
  });
  writer.release();
  const pieces: string[] = [];
  for (let text = yield* reader.read(); text !== undefined; text = yield* reader.read()) pieces.push(text);
  reader.release();
  if (!spawned.ok) return `sh: 1: ${argv[0]}: not found\n`;
  yield* sys.waitFor(spawned.value);
  return pieces.join('');
}

/** less and more. `ends`: leaves at the end of the text, as more does. */
function pager(name: string, summary: string, ends: boolean): Tool {
  return {
    name,
    summary,
    usage: '[options] [file]...',
    help: ' SPACE next page, b previous page, ENTER or j next line, k previous line, g start, G end, /pattern search, n again, q quit',
    options: ['e', 'E', 'F', 'i', 'm', 'M', 'n', 'N', 'q', 'r', 'R', 's', 'S', 'X'],
    *run(call) {
      const keyboard = call.sys.file(1);
      if (call.operands.length === 0 && call.sys.file(0)?.tty) {
        return yield* call.die(name === 'less' ? 'Missing filename ("less --help" for help)' : 'bad usage');
      }
      if (!keyboard?.tty) {
        yield* call.eachFile(function* (file) {
          for (let text = yield* file.read(); text !== undefined; text = yield* file.read())
            yield* call.sys.print(text);
        });
        return call.status;
      }
      let text = '';
      yield* call.eachFile(function* (file) {
        text += yield* call.slurp(file);
      });
      if (call.status !== 0 && text === '') return call.status;
      yield* page(call, keyboard, keyboard.tty, text, ends);
      return 0;
    },
  };
}

export const less = pager('less', 'Show text a screen at a time', false);
export const more = pager('more', 'Show text a screen at a time', true);

function* page(call: Call, keyboard: OpenFile, tty: TtyControl, text: string, ends: boolean): Blocking<void> {
  const lines = wrapped(text.replace(/\n$/, '').split('\n'), tty.columns);
  if (ends && lines.length < tty.rows) {
    call.put(`${lines.join('\n')}\n`);
    return;
  }
  const restore = tty.setRaw();
  yield* call.sys.print(OTHER_SCREEN);
  try {
    yield* new PagerScreen(call, keyboard, tty, lines, ends).run();
  } finally {
    restore();
  }
  yield* call.sys.print(MAIN_SCREEN);
}

function wrapped(lines: readonly string[], columns: number): string[] {
  const out: string[] = [];
  for (const line of lines) {
    if (line === '') out.push('');
    for (let at = 0; at < line.length; at += columns) out.push(line.slice(at, at + columns));
  }
  return out;
}

class PagerScreen {
  readonly #call: Call;
  readonly #keyboard: OpenFile;
  readonly #tty: TtyControl;
  readonly #lines: readonly string[];
  readonly #ends: boolean;
  #top = 0;
  #search: Regex | undefined;
  #message = '';

  constructor(call: Call, keyboard: OpenFile, tty: TtyControl, lines: readonly string[], ends: boolean) {
    this.#call = call;
    this.#keyboard = keyboard;
    this.#tty = tty;
    this.#lines = lines;
    this.#ends = ends;
  }

  get #height(): number {
    return Math.max(1, this.#tty.rows - 1);
  }

  get #last(): number {
    return Math.max(0, this.#lines.length - this.#height);
  }

  *run(): Blocking<void> {
    for (;;) {
      yield* this.#draw();
      const key = yield* this.#keyboard.read();
      if (key === undefined || 'qQ\x03'.includes(key.charAt(0))) return;
      const wasAtEnd = this.#top >= this.#last;
      if (key.startsWith('/')) yield* this.#readPattern(key.slice(1));
      else this.#move(key);
      if (this.#ends && wasAtEnd && /^[ \r\nf]/.test(key)) return;
      this.#top = Math.min(Math.max(0, this.#top), this.#last);
    }
  }

  *#draw(): Blocking<void> {
    const shown = this.#lines.slice(this.#top, this.#top + this.#height);
    while (shown.length < this.#height) shown.push('~');
    const atEnd = this.#top >= this.#last;
    const prompt = this.#message || (atEnd ? '(END)' : ':');
    this.#message = '';
    const status = prompt === ':' ? prompt : `${REVERSE}${prompt}${NORMAL}`;
    yield* this.#call.sys.print(
      `${HOME}${shown.map((line) => line + ERASE_LINE).join('\r\n')}\r\n${status}${ERASE_LINE}`,
    );
  }

  #move(key: string): void {
    const steps: Readonly<Record<string, number>> = {
      ' ': this.#height,
      f: this.#height,
      '\x06': this.#height,
      '\x1b[6~': this.#height,
      b: -this.#height,
      '\x02': -this.#height,
      '\x1b[5~': -this.#height,
      d: this.#height >> 1,
      u: -(this.#height >> 1),
      '\r': 1,
      '\n': 1,
      j: 1,
      e: 1,
      '\x1b[B': 1,
      '\x1bOB': 1,
      k: -1,
      y: -1,
      '\x1b[A': -1,
      '\x1bOA': -1,
      g: -this.#lines.length,
      '<': -this.#lines.length,
      G: this.#lines.length,
      '>': this.#lines.length,
    };
    const step = steps[key];
    if (step !== undefined) this.#top += step;
    else if (key === 'n') this.#findNext();
  }

  *#readPattern(start: string): Blocking<void> {
    let pattern = start;
    while (!/[\r\n]/.test(pattern)) {
      yield* this.#call.sys.print(`\r/${pattern}${ERASE_LINE}`);
      const key = yield* this.#keyboard.read();
      if (key === undefined || key === '\x03' || key === '\x1b') return;
      pattern = key === '\x7f' ? pattern.slice(0, -1) : pattern + key;
    }
    try {
      this.#search = new Regex(pattern.replace(/[\r\n].*/s, ''), { notation: 'extended' });
      this.#findNext();
    } catch (error) {
      if (!(error instanceof RegexError)) throw error;
      this.#message = error.message;
    }
  }

  #findNext(): void {
    const found = this.#lines.findIndex((line, i) => i > this.#top && this.#search?.test(line));
    if (found >= 0) this.#top = found;
    else this.#message = 'Pattern not found';
  }
}

/** man: what a program says of itself. */
export function manual(summaryOf: (name: string) => string | undefined): Tool {
  return {
    name: 'man',
    summary: 'Show the help of a program',
    usage: '[section] page',
    *run(call) {
      const name = call.operands.filter((word) => !/^(\d|-.*)$/.test(word)).at(-1);
      if (name === undefined) {
        yield* call.sys.error("What manual page do you want?\nFor example, try 'man man'.\n");
        return 1;
      }
      const summary = summaryOf(name);
      if (summary === undefined) {
        yield* call.sys.error(`No manual entry for ${name}\n`);
        return 16;
      }
      call.put(`NAME\n       ${name} - ${summary}\n\n`);
      yield* call.flush();
      const spawned = call.sys.spawn({ argv: ['sh', '-c', `${shellQuoted(name)} --help 2>&1`] });
      if (spawned.ok) yield* call.sys.waitFor(spawned.value);
      return 0;
    },
  };
}
