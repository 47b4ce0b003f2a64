// Runs a sed script: pattern space, hold space, cycles.
// Source: execute.c of GNU sed 4.9; POSIX.1-2017 sed.
// Not modelled: see script.ts.
import { strerror } from '../../../base/errno.ts';
import type { Blocking, OpenFile } from '../../../host/sys.ts';
import type { Match, Regex } from '../regex/regex.ts';
import type { Call } from '../tool.ts';
import type { SedInput } from './input.ts';
import { type Address, type Command, type Replacement, SedError, type Substitution } from './script.ts';

/** So many commands are charged as this many microseconds of CPU time, so that endless loops take time. */
const STEPS_PER_CHARGE = 500;
const CHARGE = 10_000;
/** A pattern or hold space that doubles for ever must stop somewhere. */
const MAX_SPACE = 1 << 24;

type Flow = 'next command' | 'end cycle' | 'end silently' | 'restart' | 'quit' | 'quit silently';

export class SedMachine {
  status = 0;
  readonly #call: Call;
  readonly #commands: readonly Command[];
  readonly #input: SedInput;
  readonly #quiet: boolean;
  readonly #delimiter: string;
  readonly #ranges: (number | undefined)[];
  readonly #files = new Map<string, OpenFile>();
  #space = '';
  #hold = '';
  #substituted = false;
  #appended: string[] = [];
  #missingNewline = false;
  #lastRegex: Regex | undefined;
  #pc = 0;
  #steps = 0;

  constructor(call: Call, commands: readonly Command[], input: SedInput, quiet: boolean, delimiter: string) {
    this.#call = call;
    this.#commands = commands;
    this.#input = input;
    this.#quiet = quiet;
    this.#delimiter = delimiter;
    // Outside a range undefined; inside, the line on which it ends (infinity until a pattern says so).
    this.#ranges = commands.map((command) => (command.fromZero ? Number.POSITIVE_INFINITY : undefined));
  }

  *run(): Blocking<void> {
    let restart = false;
    for (;;) {
      if (!restart && !(yield* this.#readLine())) return;
      const flow = yield* this.#cycle();
      restart = flow === 'restart';
      if (flow !== 'end silently' && flow !== 'quit silently' && !restart && !this.#quiet) this.#show(this.#space);
      yield* this.#showAppended();
      if (flow === 'quit' || flow === 'quit silently') return;
    }
  }

  *#readLine(): Blocking<boolean> {
    const line = yield* this.#input.next();
    if (line === undefined) return false;
    this.#space = line;
    this.#substituted = false;
    return true;
  }

  *#cycle(): Blocking<Flow> {
    for (this.#pc = 0; this.#pc < this.#commands.length; ) {
      if (++this.#steps % STEPS_PER_CHARGE === 0) {
        yield* this.#call.sys.compute(CHARGE);
        yield* this.#call.drain();
      }
      const index = this.#pc++;
      const command = this.#commands[index] as Command;
      const selected = (yield* this.#selects(command, index)) !== command.negated;
      if (!selected) {
        if (command.action.op === '{') this.#pc = command.action.to;
        continue;
      }
      const flow = yield* this.#execute(command, index);
      if (flow !== 'next command') return flow;
      if (this.#space.length + this.#hold.length > MAX_SPACE) throw new SedError('memory exhausted');
    }
    return 'end cycle';
  }

  *#selects(command: Command, index: number): Blocking<boolean> {
    const { start, end } = command;
    if (!start) return true;
    if (!end) return yield* this.#at(start);
    const line = this.#input.lineNumber;
    const until = this.#ranges[index];
    if (until === undefined) {
      if (!(yield* this.#at(start))) return false;
      this.#ranges[index] = rangeLimit(end, line);
      if ((this.#ranges[index] as number) <= line) this.#ranges[index] = undefined;
      return true;
    }
    if (end.kind === 'regex' || end.kind === 'last' || end.kind === 'step') {
      if (yield* this.#at(end)) this.#ranges[index] = undefined;
      return true;
    }
    if (line >= until) this.#ranges[index] = undefined;
    return line <= until || (yield* this.#at(start));
  }

  *#at(address: Address): Blocking<boolean> {
    switch (address.kind) {
      case 'line':
        return this.#input.lineNumber === address.line;
      case 'step': {
        const past = this.#input.lineNumber - address.first;
        return address.step === 0 ? past === 0 : past >= 0 && past % address.step === 0;
      }
      case 'last':
        return yield* this.#input.isLast();
      case 'regex':
        return this.#regex(address.regex).test(this.#space);
    }
  }

  #regex(regex: Regex | undefined): Regex {
    const used = regex ?? this.#lastRegex;
    if (!used) throw new SedError('no previous regular expression');
    this.#lastRegex = used;
    return used;
  }

  *#execute(command: Command, index: number): Blocking<Flow> {
    const { action } = command;
    switch (action.op) {
      case 'd':
        return 'end silently';
      case 'D':
        if (!this.#space.includes('\n')) return 'end silently';
        this.#space = this.#space.slice(this.#space.indexOf('\n') + 1);
        return 'restart';
      case 'n':
        return yield* this.#nextLine();
      case 'N':
        return yield* this.#appendLine();
      case 'c':
        if (!command.end || command.negated || this.#ranges[index] === undefined) this.#write(action.text);
        return 'end silently';
      case 'q':
      case 'Q':
        this.status = action.status;
        return action.op === 'q' ? 'quit' : 'quit silently';
      case 'b':
        this.#pc = action.to;
        break;
      case 't':
      case 'T':
        if (this.#substituted === (action.op === 't')) this.#pc = action.to;
        this.#substituted = false;
        break;
      case 's':
        yield* this.#substitute(action.substitution);
        break;
      case 'w':
        yield* this.#writeFile(action.path, this.#space);
        break;
      default:
        this.#edit(action);
    }
    return 'next command';
  }

  /** Actions on the spaces and the output that neither wait nor jump. */
  #edit(action: Command['action']): void {
    switch (action.op) {
      case 'p':
        this.#show(this.#space);
        break;
      case 'P':
        this.#write(`${this.#space.split('\n', 1)[0]}${this.#delimiter}`);
        break;
      case 'h':
        this.#hold = this.#space;
        break;
      case 'H':
        this.#hold += `\n${this.#space}`;
        break;
      case 'g':
        this.#space = this.#hold;
        break;
      case 'G':
        this.#space += `\n${this.#hold}`;
        break;
      case 'x':
        [this.#space, this.#hold] = [this.#hold, this.#space];
        break;
      case 'z':
        this.#space = '';
        break;
      case '=':
        this.#write(`${this.#input.lineNumber}\n`);
        break;
      case 'l':
        this.#write(`${unambiguous(this.#space)}$\n`);
        break;
      case 'i':
        this.#write(action.text);
        break;
      case 'a':
        this.#appended.push(action.text);
        break;
      case 'r': {
        const read = this.#call.sys.fs.readFile(this.#call.sys.resolve(action.path));
        if (read.ok) this.#appended.push(read.value);
        break;
      }
      case 'y':
        this.#space = [...this.#space].map((char) => action.map.get(char) ?? char).join('');
    }
  }

  *#nextLine(): Blocking<Flow> {
    if (yield* this.#input.isLast()) return 'quit';
    if (!this.#quiet) this.#show(this.#space);
    yield* this.#showAppended();
    const substituted = this.#substituted;
    yield* this.#readLine();
    this.#substituted = substituted;
    return 'next command';
  }

  *#appendLine(): Blocking<Flow> {
    if (yield* this.#input.isLast()) return 'quit';
    yield* this.#showAppended();
    this.#space += `\n${(yield* this.#input.next()) ?? ''}`;
    return 'next command';
  }

  *#substitute(how: Substitution): Blocking<void> {
    const regex = this.#regex(how.regex);
    const text = this.#space;
    let out = '';
    let [copied, at, count] = [0, 0, 0];
    while (at <= text.length) {
      const m = regex.exec(text, at);
      if (!m) break;
      const empty = m.end === m.start;
      // An empty match right after the previous match is none (`s/b*/x/g`).
      if (!(empty && count > 0 && m.start === copied)) {
        count++;
        if (count >= how.nth) {
          out += text.slice(copied, m.start) + replaced(how.parts, m, text);
          copied = m.end;
          if (!how.global) break;
        } else {
          out += text.slice(copied, m.end);
          copied = m.end;
        }
      }
      at = empty ? m.end + 1 : m.end;
    }
    if (count < how.nth) return;
    this.#space = out + text.slice(copied);
    this.#substituted = true;
    if (how.print) this.#show(this.#space);
    if (how.file !== undefined) yield* this.#writeFile(how.file, this.#space);
  }

  /** The pattern space as a line; an input's last line that had no newline gets none. */
  #show(text: string): void {
    this.#write(text);
    if (this.#input.terminated) this.#write(this.#delimiter);
    else this.#missingNewline = true;
  }

  #write(text: string): void {
    if (this.#missingNewline) this.#input.output('\n');
    this.#missingNewline = false;
    this.#input.output(text);
  }

  *#showAppended(): Blocking<void> {
    for (const text of this.#appended) this.#write(text);
    this.#appended = [];
    yield* this.#call.drain();
  }

  *#writeFile(path: string, line: string): Blocking<void> {
    if (path === '/dev/stdout') {
      this.#show(line);
      return;
    }
    let file = this.#files.get(path);
    if (!file) {
      const opened = this.#call.sys.open(path, 'write');
      if (!opened.ok) throw new SedError(`couldn't open file ${path}: ${strerror[opened.errno]}`);
      file = opened.value;
      this.#files.set(path, file);
    }
    yield* file.write(`${line}\n`);
  }
}

function rangeLimit(end: NonNullable<Command['end']>, line: number): number {
  switch (end.kind) {
    case 'line':
      return end.line;
    case 'plus':
      return line + end.count;
    case 'multiple':
      return end.of === 0 ? line : Math.ceil(line / end.of) * end.of;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

function replaced(parts: readonly Replacement[], match: Match, text: string): string {
  let out = '';
  let lasting: 'L' | 'U' | 'E' = 'E';
  let once: 'l' | 'u' | undefined;
  for (const part of parts) {
    if (part.kind === 'case') {
      if (part.mode === 'l' || part.mode === 'u') once = part.mode;
      else lasting = part.mode;
      continue;
    }
    const bounds = part.kind === 'group' ? match.groups[part.index] : undefined;
    let piece = part.kind === 'text' ? part.text : bounds ? text.slice(bounds[0], bounds[1]) : '';
    if (lasting === 'L') piece = piece.toLowerCase();
    if (lasting === 'U') piece = piece.toUpperCase();
    if (once !== undefined && piece !== '') {
      const first = piece.charAt(0);
      piece = (once === 'u' ? first.toUpperCase() : first.toLowerCase()) + piece.slice(1);
      once = undefined;
    }
    out += piece;
  }
  return out;
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function unambiguous(text: string): string {
  return [...text]
    .map((char) => {
      const code = char.charCodeAt(0);
      if (escapes[char] !== undefined) return escapes[char];
      return code < 32 || code === 127 ? `\\${code.toString(8).padStart(3, '0')}` : char;
    })
    .join('');
}
