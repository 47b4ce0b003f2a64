// printf and echo as programs (shells have their own builtins).
// Source: printf(1), echo(1) of GNU coreutils 9.1.
// Not modelled: printf's %(FORMAT)T.

import { type Conversion, expandEscapes, formatFloat, formatInteger, formatText, parseFormat } from './format.ts';
import type { Call, Tool } from './tool.ts';

export interface Printed {
  readonly text: string;
  /** What could not be read as a number, one message each. */
  readonly complaints: readonly string[];
}

/** What printf(1) prints for a format and its arguments: the format is used again while arguments are left. */
export function printfText(format: string, args: readonly string[]): Printed {
  const pieces = parseFormat(format);
  const complaints: string[] = [];
  const queue = [...args];
  let out = '';
  const consumes = pieces.some((piece) => piece.kind === 'conversion' && piece.letter !== '%');
  do {
    for (const piece of pieces) {
      if (piece.kind === 'text') {
        const plain = expandEscapes(piece.text);
        out += plain.text;
        if (plain.stopped) return { text: out, complaints };
        continue;
      }
      if (piece.letter === '%') {
        out += '%';
        continue;
      }
      const starred = (text: string) => (text === '*' ? Number(queue.shift() ?? 0) : Number(text));
      const width = piece.width === '' ? undefined : starred(piece.width);
      const conversion: Conversion = {
        flags: piece.flags + (width !== undefined && width < 0 ? '-' : ''),
        width: width === undefined ? undefined : Math.abs(width),
        precision: piece.precision === undefined ? undefined : starred(piece.precision),
        letter: piece.letter,
      };
      const shown = convert(conversion, queue.shift(), complaints);
      if (shown === undefined) {
        return { text: out, complaints: [...complaints, `${piece.source}: invalid conversion specification`] };
      }
      out += shown.text;
      if (shown.stopped) return { text: out, complaints };
    }
  } while (queue.length > 0 && consumes);
  return { text: out, complaints };
}

function convert(c: Conversion, arg: string | undefined, complaints: string[]) {
  const plain = (text: string) => ({ text, stopped: false });
  switch (c.letter) {
    case 's':
      return plain(formatText(arg ?? '', c));
    case 'c':
      return plain(formatText([...(arg ?? '')][0] ?? '', c));
    case 'b': {
      const text = expandEscapes(arg ?? '', true);
      return { text: formatText(text.text, c), stopped: text.stopped };
    }
    case 'q':
      return plain(formatText(shellQuoted(arg ?? ''), c));
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return plain(formatInteger(integerOf(arg ?? '', complaints), c));
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return plain(formatFloat(floatOf(arg ?? '', complaints), c));
    default:
      return undefined;
  }
}

/** A word as it could be typed: %q. */
export function shellQuoted(text: string): string {
  if (text === '') return "''";
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function integerOf(text: string, complaints: string[]): bigint {
  if (text === '') return 0n;
  if (/^["']/.test(text)) return BigInt(text.codePointAt(1) ?? 0);
  const m = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text);
  if (!m) {
    complaints.push(`'${text}': expected a numeric value`);
    return 0n;
  }
  if (m[0].length < text.length) complaints.push(`'${text}': value not completely converted`);
  const digits = m[2] as string;
  const value = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
  return m[1] === '-' ? -value : value;
}

function floatOf(text: string, complaints: string[]): number {
  if (text === '') return 0;
  if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
  const m = /^\s*[-+]?(\d+\.?\d*(e[-+]?\d+)?|\.\d+(e[-+]?\d+)?|0x[0-9a-f]+|inf(inity)?|nan)/i.exec(text);
  if (!m) {
    complaints.push(`'${text}': expected a numeric value`);
    return 0;
  }
  if (m[0].length < text.length) complaints.push(`'${text}': value not completely converted`);
  const word = m[0].trim().toLowerCase();
  if (word.includes('inf')) return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(word);
}

export const printf: Tool = {
  name: 'printf',
  summary: 'Print ARGUMENT(s) according to FORMAT',
  usage: 'FORMAT [ARGUMENT]...',
  version: 'printf (GNU coreutils) 9.1',
  *run(call) {
    const words = call.operands[0] === '--' ? call.operands.slice(1) : call.operands;
    const [format, ...args] = words;
    if (format === undefined) return yield* call.misuse('missing operand');
    const printed = printfText(format, args);
    call.put(printed.text);
    for (const complaint of printed.complaints) yield* call.complain(complaint);
    return call.status;
  },
};

export const echo: Tool = {
  name: 'echo',
  summary: 'Echo the STRING(s) to standard output',
  usage: '[SHORT-OPTION]... [STRING]...',
  help: `
  -n   do not output the trailing newline
  -e   enable interpretation of backslash escapes
  -E   disable interpretation of backslash escapes (default)`,
  version: 'echo (GNU coreutils) 9.1',
  run: runEcho,
};

function* runEcho(call: Call) {
  const words = [...call.operands];
  let [newline, escapes] = [true, false];
  while (/^-[neE]+$/.test(words[0] ?? '')) {
    for (const letter of (words.shift() as string).slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const text = words.join(' ');
  const plain = escapes ? expandEscapes(text, true) : { text, stopped: false };
  call.put(plain.text + (newline && !plain.stopped ? '\n' : ''));
  yield* call.flush();
  return 0;
}
