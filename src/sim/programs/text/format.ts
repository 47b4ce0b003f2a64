// printf(3)'s conversions: what %-10s, %05.2f, %x make of a value.
// Source: printf(3), C17 section 7.21.6.1.
// Not modelled: %n, %p, length modifiers (skipped), wide characters.
import { byteText, joinedBytes } from '../../base/utf8.ts';

/** One conversion: `%-08.3f`. */
export interface Conversion {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly letter: string;
}

/** A format cut into literal text and conversions. `'*'` stands for a width or precision to be taken from the arguments. */
export type FormatPiece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'conversion';
      readonly source: string;
      readonly flags: string;
      readonly width: string;
      readonly precision: string | undefined;
      readonly letter: string;
    };

/** Wider fields than this are cut down to it: a field must not fill the memory. */
const MAX_WIDTH = 65_536;

export function parseFormat(format: string): FormatPiece[] {
  const pieces: FormatPiece[] = [];
  let from = 0;
  for (const m of format.matchAll(/%([-+ #0']*)(\d+|\*)?(?:\.(\d*|\*))?(?:hh|h|ll|l|L|q|j|z|t)?([a-zA-Z%])/g)) {
    if (m.index > from) pieces.push({ kind: 'text', text: format.slice(from, m.index) });
    from = m.index + m[0].length;
    pieces.push({
      kind: 'conversion',
      source: m[0],
      flags: m[1] ?? '',
      width: m[2] ?? '',
      precision: m[3],
      letter: m[4] as string,
    });
  }
  if (from < format.length) pieces.push({ kind: 'text', text: format.slice(from) });
  return pieces;
}

/** Pads to the field's width. */
export function padField(text: string, c: Conversion): string {
  const width = Math.min(c.width ?? 0, MAX_WIDTH);
  return c.flags.includes('-') ? text.padEnd(width) : text.padStart(width);
}

/** %s, %c. */
export function formatText(text: string, c: Conversion): string {
  return padField(c.precision === undefined ? text : [...text].slice(0, c.precision).join(''), c);
}

/** Sign, prefix and digits put together; `0` pads between sign and digits. */
function signed(negative: boolean, prefix: string, digits: string, c: Conversion, zeroAllowed: boolean): string {
  const sign = negative ? '-' : c.flags.includes('+') ? '+' : c.flags.includes(' ') ? ' ' : '';
  const head = sign + prefix;
  const zero = zeroAllowed && c.flags.includes('0') && !c.flags.includes('-');
  const width = Math.min(c.width ?? 0, MAX_WIDTH);
  return zero ? head + digits.padStart(width - head.length, '0') : padField(head + digits, c);
}

const radix: Readonly<Record<string, number>> = { o: 8, x: 16, X: 16, u: 10 };
const TWO_64 = 18446744073709551616n;

/** %d %i %u %o %x %X of an integer. */
export function formatInteger(value: bigint, c: Conversion): string {
  const base = radix[c.letter];
  const negative = base === undefined && value < 0n;
  const magnitude = base === undefined ? (negative ? -value : value) : ((value % TWO_64) + TWO_64) % TWO_64;
  let digits = magnitude.toString(base ?? 10).padStart(Math.min(c.precision ?? 1, MAX_WIDTH), '0');
  if (c.precision === 0 && magnitude === 0n) digits = '';
  if (c.letter === 'X') digits = digits.toUpperCase();
  const alternate = c.flags.includes('#') && magnitude !== 0n;
  const prefix = alternate && base === 16 ? `0${c.letter}` : alternate && base === 8 ? '0' : '';
  const plain = base === undefined ? c : { ...c, flags: c.flags.replace(/[+ ]/g, '') };
  return signed(negative, prefix, digits, plain, c.precision === undefined);
}

/** %e %f %g (and capitals) of a number. */
export function formatFloat(value: number, c: Conversion): string {
  const negative = value < 0 || Object.is(value, -0);
  const magnitude = Math.abs(value);
  const upper = c.letter !== c.letter.toLowerCase();
  if (!Number.isFinite(magnitude)) {
    const text = Number.isNaN(value) ? 'nan' : 'inf';
    return signed(negative, '', upper ? text.toUpperCase() : text, c, false);
  }
  const precision = Math.min(c.precision ?? 6, 100);
  const digits = floatDigits(magnitude, c.letter.toLowerCase(), precision, c.flags.includes('#'));
  return signed(negative, '', upper ? digits.toUpperCase() : digits, c, true);
}

function floatDigits(value: number, letter: string, precision: number, keepZeros: boolean): string {
  if (letter === 'e') return cExponent(value.toExponential(precision));
  if (letter === 'f') return value >= 1e21 ? largeFixed(value, precision) : value.toFixed(precision);
  const significant = Math.max(1, precision);
  const exponent = value === 0 ? 0 : Number(value.toExponential(significant - 1).split('e')[1]);
  const scientific = exponent < -4 || exponent >= significant;
  const text = scientific
    ? value.toExponential(significant - 1)
    : value.toFixed(Math.min(100, significant - 1 - exponent));
  const [mantissa = '', power] = text.split('e');
  const trimmed = keepZeros || !mantissa.includes('.') ? mantissa : mantissa.replace(/\.?0+$/, '');
  return power === undefined ? trimmed : cExponent(`${trimmed}e${power}`);
}

function largeFixed(value: number, precision: number): string {
  return `${BigInt(value)}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`;
}

/** C writes exponents with two digits at least. */
function cExponent(text: string): string {
  return text.replace(/e([-+])(\d)$/, 'e$10$2');
}

const letters: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** Backslash escapes of printf(1) and echo -e; `\c` ends the text. With `zeroOctal`, octal numbers need a leading 0. */
export function expandEscapes(text: string, zeroOctal = false): { readonly text: string; readonly stopped: boolean } {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    const next = text[i + 1];
    if (char !== '\\' || next === undefined) {
      out += char;
      continue;
    }
    i++;
    if (next === 'c') return { text: joinedBytes(out), stopped: true };
    const rest = text.slice(i);
    const octal = (zeroOctal ? /^0([0-7]{0,3})/ : /^([0-7]{1,3})/).exec(rest);
    const hex = /^x([0-9a-fA-F]{1,2})|^u([0-9a-fA-F]{1,4})|^U([0-9a-fA-F]{1,8})/.exec(rest);
    if (octal) {
      out += byteText(Number.parseInt(octal[1] || '0', 8) & 255);
      i += octal[0].length - 1;
    } else if (hex) {
      const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '0', 16);
      out += hex[1] !== undefined ? byteText(code) : code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
      i += hex[0].length - 1;
    } else {
      out += letters[next] ?? `\\${next}`;
    }
  }
  return { text: joinedBytes(out), stopped: false };
}
