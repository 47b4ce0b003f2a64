// printf: formats its arguments.
// Source: bash(1) printf, printf(3).
// Not modelled: %n, locales, floating point beyond JavaScript's doubles.
import { strftime } from '../../../base/time.ts';
import type { Blocking } from '../../../host/sys.ts';
import { quoteWord } from '../expand/operations.ts';
import type { Builtin, Shell } from '../shell.ts';
import { writeOut } from './echo.ts';
import { readEscapes } from './escapes.ts';

/** A width no terminal has is somebody's mistake. */
const MAX_WIDTH = 10_000;

export const printf: Builtin = {
  name: 'printf',
  usage: 'printf [-v var] format [arguments]',
  summary: 'Formats and prints ARGUMENTS under control of the FORMAT.',
  *run(shell, args) {
    let rest = args;
    let variable: string | undefined;
    if (rest[0] === '-v' && shell.flavour === 'bash') {
      variable = rest[1];
      rest = rest.slice(2);
    }
    if (rest[0] === '--') rest = rest.slice(1);
    const [format, ...values] = rest;
    if (format === undefined) {
      if (shell.flavour === 'ash') yield* shell.sys.error('printf: usage: printf FORMAT [ARG]...\n');
      else yield* shell.sys.error('printf: usage: printf [-v var] format [arguments]\n');
      return shell.flavour === 'ash' ? 1 : 2;
    }
    const made = new Formatting(shell, values).run(format);
    for (const problem of made.problems) yield* complain(shell, problem);
    if (variable !== undefined) shell.variables.set(variable, made.text);
    else if ((yield* writeOut(shell, 'printf', made.text)) !== 0) return 1;
    return made.problems.length > 0 ? 1 : 0;
  },
};

function* complain(shell: Shell, value: string): Blocking<void> {
  if (shell.flavour === 'bash') yield* shell.complain(`printf: ${value}: invalid number`);
  else yield* shell.complain(`invalid number '${value}'`);
}

class Formatting {
  readonly #shell: Shell;
  readonly #values: string[];
  readonly #problems: string[] = [];
  #out = '';
  #stopped = false;
  constructor(shell: Shell, values: readonly string[]) {
    this.#shell = shell;
    this.#values = [...values];
  }

  /** Uses the format again while arguments are left. */
  run(format: string): { readonly text: string; readonly problems: readonly string[] } {
    do {
      const before = this.#values.length;
      this.#once(format);
      if (this.#values.length === before) break;
    } while (this.#values.length > 0 && !this.#stopped);
    return { text: this.#out, problems: this.#problems };
  }

  #once(format: string): void {
    const pieces = /%%|%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlLqjzt]*([diouxXeEfFgGcsbqaA]|\([^)]*\)T)|[^%]+|%/g;
    for (const [whole, flags = '', width, precision, kind] of format.matchAll(pieces)) {
      if (this.#stopped) return;
      if (whole === '%%') this.#out += '%';
      else if (kind === undefined) this.#out += readEscapes(whole, 'printf').text;
      else this.#directive(flags, width, whole.includes('.') ? (precision ?? '0') : undefined, kind);
    }
  }

  #directive(flags: string, width: string | undefined, precision: string | undefined, kind: string): void {
    const asked = width === '*' ? this.#integer(this.#values.shift() ?? '0') : BigInt(width ?? 0);
    const left = flags.includes('-') || asked < 0n;
    const size = Math.min(Number(asked < 0n ? -asked : asked), MAX_WIDTH);
    const digits =
      precision === undefined
        ? undefined
        : Number(precision === '*' ? this.#integer(this.#values.shift() ?? '0') : precision);
    const text = this.#convert(kind, flags, digits);
    const zero =
      flags.includes('0') && !left && !/[scbq]/.test(kind) && (digits === undefined || /[eEfFgG]/.test(kind));
    this.#out += left ? text.padEnd(size) : zero ? padZero(text, size) : text.padStart(size);
  }

  #convert(kind: string, flags: string, digits: number | undefined): string {
    const value = this.#values.shift();
    switch (kind) {
      case 's':
        return (value ?? '').slice(0, digits);
      case 'b': {
        const made = readEscapes(value ?? '', 'echo');
        this.#stopped = made.stopped;
        return made.text.slice(0, digits);
      }
      case 'q':
        return value === undefined || value === '' ? "''" : quoteForPrintf(value);
      case 'c':
        return (value ?? '').slice(0, 1);
      case 'd':
      case 'i':
        return signed(this.#integer(value ?? '0'), flags, digits);
      case 'o':
      case 'u':
      case 'x':
      case 'X':
        return unsigned(this.#integer(value ?? '0'), kind, flags, digits);
      default:
        if (kind.endsWith('T')) return this.#time(kind.slice(1, -2), value);
        return floating(this.#number(value ?? '0'), kind, flags, digits ?? 6);
    }
  }

  /** `%(format)T`: seconds since 1970, -1 for now and -2 for when the shell began. */
  #time(format: string, value: string | undefined): string {
    const { sys, startedAt } = this.#shell;
    const seconds = value === undefined ? -1 : Number(this.#integer(value));
    const now = sys.wallClock();
    const began = now - (sys.now() - startedAt) / 1000;
    return strftime(format === '' ? '%X' : format, seconds === -1 ? now : seconds === -2 ? began : seconds * 1000);
  }

  #integer(text: string): bigint {
    const quoted = /^['"](.)/su.exec(text)?.[1];
    if (quoted !== undefined) return BigInt(quoted.codePointAt(0) ?? 0);
    const match = /^\s*([-+]?)(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)/i.exec(text);
    if (match === null) {
      if (text !== '') this.#problems.push(text);
      return 0n;
    }
    if (match[0].length < text.trimEnd().length) this.#problems.push(text);
    const body = match[2] ?? '0';
    const value = BigInt(/^0[0-7]+$/.test(body) ? `0o${body.slice(1)}` : body);
    return BigInt.asIntN(64, match[1] === '-' ? -value : value);
  }

  #number(text: string): number {
    const value = Number(text.trim());
    if (!Number.isNaN(value)) return value;
    this.#problems.push(text);
    return Number.parseFloat(text) || 0;
  }
}

function signed(value: bigint, flags: string, digits: number | undefined): string {
  const body = (value < 0n ? -value : value).toString().padStart(digits ?? 1, '0');
  const sign = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return sign + body;
}

function unsigned(value: bigint, kind: string, flags: string, digits: number | undefined): string {
  const base = kind === 'o' ? 8 : kind === 'u' ? 10 : 16;
  const body = BigInt.asUintN(64, value)
    .toString(base)
    .padStart(digits ?? 1, '0');
  const prefix = flags.includes('#') && value !== 0n ? (kind === 'o' ? '0' : kind === 'u' ? '' : '0x') : '';
  return kind === 'X' ? (prefix + body).toUpperCase() : prefix + body;
}

function floating(value: number, kind: string, flags: string, digits: number): string {
  const places = Math.min(digits, 100);
  const exponent = (text: string): string => text.replace(/e([-+])(\d)$/, 'e$10$2');
  let text: string;
  if (kind === 'f' || kind === 'F') text = value.toFixed(places);
  else if (kind === 'e' || kind === 'E') text = exponent(value.toExponential(places));
  else {
    text = value === 0 ? '0' : String(Number(value.toPrecision(Math.max(places, 1))));
    const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
    if (magnitude < -4 || magnitude >= places) {
      text = exponent(value.toExponential(Math.max(places - 1, 0)).replace(/\.?0+e/, 'e'));
    }
  }
  if (value >= 0 && flags.includes('+')) text = `+${text}`;
  return kind === 'E' || kind === 'G' ? text.toUpperCase() : text;
}

function padZero(text: string, width: number): string {
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

function quoteForPrintf(text: string): string {
  if (/\p{Cc}/u.test(text)) return quoteWord(text);
  return text.replace(/[^\w@%+=:./-]/g, '\\$&');
}
