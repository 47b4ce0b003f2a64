// awk's built-in functions on texts and numbers.
// Source: POSIX.1-2017 awk, "Functions"; mawk 1.3.4 for systime and strftime.
// Not modelled: gawk's gensub, asort and bit functions (mawk has none).
import { strftime } from '../../../base/time.ts';
import { type Conversion, formatFloat, formatInteger, formatText, parseFormat } from '../format.ts';
import type { Match, Regex } from '../regex/regex.ts';
import { AwkError } from './ast.ts';
import { NumericText, toNumber, toText, type Value } from './value.ts';

/** sprintf and printf. */
export function awkFormat(format: string, args: readonly Value[], convfmt: string, caller: string): string {
  let next = 0;
  const take = () => {
    if (next >= args.length) throw new AwkError(`not enough arguments passed to ${caller}("${format}")`);
    return args[next++];
  };
  return parseFormat(format)
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      if (piece.letter === '%') return '%';
      const size = (text: string) => (text === '*' ? toNumber(take()) : Number(text));
      const width = piece.width === '' ? undefined : size(piece.width);
      const precision = piece.precision === undefined ? undefined : size(piece.precision);
      const conversion: Conversion = {
        flags: piece.flags + (width !== undefined && width < 0 ? '-' : ''),
        width: width === undefined ? undefined : Math.abs(width),
        precision,
        letter: piece.letter,
      };
      return convert(conversion, take(), convfmt, caller);
    })
    .join('');
}

function convert(c: Conversion, value: Value, convfmt: string, caller: string): string {
  switch (c.letter) {
    case 's':
      return formatText(toText(value, convfmt), c);
    case 'c': {
      const isNumber = typeof value === 'number' || value instanceof NumericText;
      const code = toNumber(value);
      const char = isNumber ? String.fromCodePoint(code >= 0 && code <= 0x10ffff ? Math.trunc(code) : 0) : undefined;
      return formatText(char ?? [...toText(value, convfmt)][0] ?? '', { ...c, precision: undefined });
    }
    case 'd':
    case 'i':
    case 'o':
    case 'x':
    case 'X':
    case 'u': {
      const number = toNumber(value);
      return Number.isFinite(number)
        ? formatInteger(BigInt(Math.trunc(number)), c)
        : formatFloat(number, { ...c, letter: 'f' });
    }
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return formatFloat(toNumber(value), c);
    default:
      throw new AwkError(`improper conversion in ${caller}("%${c.letter}")`);
  }
}

/** substr, counting from 1, with positions rounded as POSIX says. */
export function substring(text: string, from: number, length = Number.POSITIVE_INFINITY): string {
  const chars = [...text];
  const start = Math.round(from);
  const end = start + (length === Number.POSITIVE_INFINITY ? length : Math.round(length));
  const low = Math.max(start, 1);
  const high = Math.min(end, chars.length + 1);
  return high > low ? chars.slice(low - 1, high - 1).join('') : '';
}

/** sub and gsub: the new text and how many were replaced. */
export function replaceIn(regex: Regex, replacement: string, text: string, all: boolean): [string, number] {
  let out = '';
  let [copied, at, count] = [0, 0, 0];
  while (at <= text.length) {
    const m = regex.exec(text, at);
    if (!m) break;
    const empty = m.end === m.start;
    if (!(empty && count > 0 && m.start === copied)) {
      out += text.slice(copied, m.start) + replacementText(replacement, m, text);
      copied = m.end;
      count++;
    }
    if (!all) break;
    at = empty ? m.end + 1 : m.end;
  }
  return [out + text.slice(copied), count];
}

function replacementText(replacement: string, match: Match, text: string): string {
  return replacement.replace(/\\\\&|\\&|&/g, (what) => {
    const matched = text.slice(match.start, match.end);
    return what === '&' ? matched : what === '\\&' ? '&' : `\\${matched}`;
  });
}

type Pure = (args: readonly Value[], text: (i: number) => string, number: (i: number) => number) => Value;

/** Functions of their arguments alone, with how many they take. */
export const pureBuiltins: Readonly<Record<string, { readonly min: number; readonly max: number; readonly of: Pure }>> =
  {
    substr: {
      min: 2,
      max: 3,
      of: (args, text, number) => substring(text(0), number(1), args.length > 2 ? number(2) : undefined),
    },
    index: { min: 2, max: 2, of: (_, text) => text(0).indexOf(text(1)) + 1 },
    tolower: { min: 1, max: 1, of: (_, text) => text(0).toLowerCase() },
    toupper: { min: 1, max: 1, of: (_, text) => text(0).toUpperCase() },
    int: { min: 1, max: 1, of: (_, __, number) => Math.trunc(number(0)) },
    sqrt: { min: 1, max: 1, of: (_, __, number) => Math.sqrt(number(0)) },
    exp: { min: 1, max: 1, of: (_, __, number) => Math.exp(number(0)) },
    log: { min: 1, max: 1, of: (_, __, number) => Math.log(number(0)) },
    sin: { min: 1, max: 1, of: (_, __, number) => Math.sin(number(0)) },
    cos: { min: 1, max: 1, of: (_, __, number) => Math.cos(number(0)) },
    atan2: { min: 2, max: 2, of: (_, __, number) => Math.atan2(number(0), number(1)) },
    strftime: {
      min: 2,
      max: 3,
      of: (_, text, number) => strftime(text(0), number(1) * 1000),
    },
  };
