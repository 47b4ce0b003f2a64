// What sort compares: keys cut out of lines, and the orders that -n -h -V … mean.
// Source: sort(1) of GNU coreutils 9.1; filevercmp(3) of gnulib for -V.
// Not modelled: locales' collation (the C locale's code-unit order is used), -R.

/** One -k, or the whole line. Positions count from 1; `endField` 0 is the line's end. */
export interface SortKey {
  readonly startField: number;
  readonly startChar: number;
  readonly endField: number;
  readonly endChar: number;
  readonly skipStartBlanks: boolean;
  readonly skipEndBlanks: boolean;
  readonly order: Order;
}

export interface Order {
  readonly kind: 'text' | 'numeric' | 'general' | 'human' | 'version' | 'month';
  readonly reverse: boolean;
  readonly foldCase: boolean;
  readonly dictionary: boolean;
}

/** The order that letters such as `nr` ask for. */
export function orderOf(letters: string): Order {
  const has = (letter: string) => letters.includes(letter);
  const kinds = { n: 'numeric', g: 'general', h: 'human', V: 'version', M: 'month' } as const;
  const letter = (['n', 'g', 'h', 'V', 'M'] as const).find(has);
  return {
    kind: letter ? kinds[letter] : 'text',
    reverse: has('r'),
    foldCase: has('f'),
    dictionary: has('d'),
  };
}

/** `2,3n` or `1.2r` as a key; the global letters hold where the key has none. Undefined: not a key. */
export function parseKey(text: string, globalLetters: string): SortKey | string {
  const m = /^(\d+)(?:\.(\d+))?([bdfgiMhnrVR]*)(?:,(\d+)(?:\.(\d+))?([bdfgiMhnrVR]*))?$/.exec(text);
  if (!m) return `invalid number at field start: invalid count at start of '${text}'`;
  if (Number(m[1]) === 0) return `field number is zero: invalid field specification '${text}'`;
  if (m[2] !== undefined && Number(m[2]) === 0)
    return `character offset is zero: invalid field specification '${text}'`;
  const own = `${m[3] ?? ''}${m[6] ?? ''}`;
  const letters = own === '' ? globalLetters : own;
  return {
    startField: Number(m[1]),
    startChar: Number(m[2] ?? 1),
    endField: Number(m[4] ?? 0),
    endChar: Number(m[5] ?? 0),
    skipStartBlanks: (own === '' ? globalLetters : (m[3] ?? '')).includes('b'),
    skipEndBlanks: (own === '' ? globalLetters : (m[6] ?? '')).includes('b'),
    order: orderOf(letters),
  };
}

/** Where each field of a line starts and ends. Without a separator fields begin with their blanks. */
function fieldSpans(line: string, separator: string | undefined): [number, number][] {
  const spans: [number, number][] = [];
  if (separator !== undefined) {
    let from = 0;
    for (let end = line.indexOf(separator); end >= 0; end = line.indexOf(separator, from)) {
      spans.push([from, end]);
      from = end + separator.length;
    }
    spans.push([from, line.length]);
    return spans;
  }
  for (const m of line.matchAll(/[ \t]*[^ \t]+|[ \t]+$/g)) spans.push([m.index, m.index + m[0].length]);
  return spans;
}

/** The part of a line that a key compares. */
export function keyText(line: string, key: SortKey, separator: string | undefined): string {
  const spans = fieldSpans(line, separator);
  const blanksFrom = (at: number) => at + ((/^[ \t]*/.exec(line.slice(at))?.[0].length ?? 0) as number);
  const startSpan = spans[key.startField - 1];
  if (!startSpan) return '';
  const startBase = key.skipStartBlanks ? blanksFrom(startSpan[0]) : startSpan[0];
  const start = Math.min(startBase + key.startChar - 1, line.length);
  const endSpan = key.endField === 0 ? undefined : spans[key.endField - 1];
  if (!endSpan) return line.slice(start);
  if (key.endChar === 0) return line.slice(start, Math.max(start, endSpan[1]));
  const endBase = key.skipEndBlanks ? blanksFrom(endSpan[0]) : endSpan[0];
  return line.slice(start, Math.max(start, Math.min(endBase + key.endChar, line.length)));
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const suffixes = ['', 'K', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];

/** Compares two keys' texts; the order's `reverse` is the caller's business. */
export function compareTexts(a: string, b: string, order: Order): number {
  switch (order.kind) {
    case 'numeric':
      return leadingNumber(a) - leadingNumber(b);
    case 'general':
      return generalNumber(a) - generalNumber(b);
    case 'human':
      return compareHuman(a, b);
    case 'version':
      return compareVersions(a, b);
    case 'month':
      return monthOf(a) - monthOf(b);
    case 'text':
      return compareCodeUnits(plainText(a, order), plainText(b, order));
  }
}

export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function plainText(text: string, order: Order): string {
  const kept = order.dictionary ? text.replace(/[^A-Za-z0-9 \t]/g, '') : text;
  return order.foldCase ? kept.toUpperCase() : kept;
}

function leadingNumber(text: string): number {
  return Number(/^[ \t]*(-?\d*\.?\d*)/.exec(text)?.[1]?.replace(/^(-?)\.?$/, '0') ?? 0);
}

/** Texts that are no number come before all numbers. */
function generalNumber(text: string): number {
  const m = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?/i.exec(text);
  return m ? Number(m[0]) : -Number.MAX_VALUE;
}

function compareHuman(a: string, b: string): number {
  const rank = (text: string): [number, number] => {
    const m = /^[ \t]*(-?\d*\.?\d*)([KMGTPEZY]?)/i.exec(text);
    const value = leadingNumber(text);
    const power = suffixes.indexOf((m?.[2] ?? '').toUpperCase());
    return [value === 0 ? 0 : value < 0 ? -power - 1 : power + 1, value];
  };
  const [rankA, valueA] = rank(a);
  const [rankB, valueB] = rank(b);
  return rankA - rankB || valueA - valueB;
}

function monthOf(text: string): number {
  return months.indexOf(text.trimStart().slice(0, 3).toUpperCase());
}

/** Runs of digits by value, the rest by character, letters before other signs and `~` before the end. */
export function compareVersions(a: string, b: string): number {
  const weight = (char: string | undefined) => {
    if (char === undefined || /\d/.test(char)) return 0;
    if (char === '~') return -1;
    return /[A-Za-z]/.test(char) ? char.charCodeAt(0) : char.charCodeAt(0) + 256;
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    while ((i < a.length && !/\d/.test(a[i] as string)) || (j < b.length && !/\d/.test(b[j] as string))) {
      const difference = weight(a[i]) - weight(b[j]);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    const numberA = /^\d*/.exec(a.slice(i))?.[0] ?? '';
    const numberB = /^\d*/.exec(b.slice(j))?.[0] ?? '';
    const difference = Number(numberA) - Number(numberB);
    if (difference !== 0) return difference;
    i += numberA.length;
    j += numberB.length;
  }
  return 0;
}
