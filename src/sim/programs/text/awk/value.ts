// awk's values: numbers, strings, and texts from input that count as both.
// Source: POSIX.1-2017 awk, "Expressions in awk" (numeric strings, uninitialised values).
// Not modelled: hexadecimal and infinity in input.
import { formatFloat } from '../format.ts';

/** Text that came from input and looks like a number: compared as a number, printed as it came. */
export class NumericText {
  readonly text: string;
  readonly value: number;
  constructor(text: string, value: number) {
    this.text = text;
    this.value = value;
  }
}

/** undefined is a variable never set: '' and 0 at once. */
export type Value = number | string | NumericText | undefined;

const numberPattern = /^[ \t\n\r]*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?/;

/** A text from input as a value. */
export function inputValue(text: string): Value {
  const m = numberPattern.exec(text);
  if (!m || text.slice(m[0].length).trim() !== '') return text;
  return new NumericText(text, Number(m[0]));
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  if (typeof value === 'string') return Number(numberPattern.exec(value)?.[0] ?? 0);
  return value.value;
}

/** Whole numbers below this are printed as such; mawk takes Max_Int, which is 2^31 - 1. */
const MAX_INT = 2 ** 31;

export function numberText(value: number, format: string): string {
  if (Number.isInteger(value) && Math.abs(value) < MAX_INT) return value === 0 ? '0' : String(value);
  const m = /^%([-+ #0]*)(\d*)(?:\.(\d+))?([eEfFgGd])$/.exec(format);
  if (m?.[4] === 'd') return String(Math.trunc(value));
  return formatFloat(value, {
    flags: m?.[1] ?? '',
    width: m?.[2] ? Number(m[2]) : undefined,
    precision: m?.[3] === undefined ? 6 : Number(m[3]),
    letter: m?.[4] ?? 'g',
  });
}

export function toText(value: Value, format: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value, format);
  return value === undefined ? '' : value.text;
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'string') return value !== '';
  return toNumber(value) !== 0;
}

/** Negative, zero or positive: as numbers if neither is a string, else as strings. */
export function compareValues(a: Value, b: Value, format: string): number {
  if (typeof a !== 'string' && typeof b !== 'string') return toNumber(a) - toNumber(b);
  const [left, right] = [toText(a, format), toText(b, format)];
  return left < right ? -1 : left > right ? 1 : 0;
}
