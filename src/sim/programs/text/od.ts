// od: files as numbers or characters.
// Source: od(1) of GNU coreutils 9.1, src/od.c (the rule by which several formats share columns); busybox 1.35 has the same.
// Not modelled: floating point types, strings (-S), old-style offsets.
import { encodeUtf8 } from '../../base/utf8.ts';
import { parseCount } from './counts.ts';
import type { Call, Tool } from './tool.ts';

/** How one line of a block is printed. */
interface Format {
  readonly letter: 'a' | 'c' | 'd' | 'o' | 'u' | 'x';
  readonly size: number;
  readonly printables: boolean;
}

const names =
  'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(
    ' ',
  );
const escapes: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};
/** Widest numbers, by bytes. */
const widths: Readonly<Record<Format['letter'], Readonly<Record<number, number>>>> = {
  a: { 1: 3 },
  c: { 1: 3 },
  d: { 1: 4, 2: 6, 4: 11, 8: 20 },
  o: { 1: 3, 2: 6, 4: 11, 8: 22 },
  u: { 1: 3, 2: 5, 4: 10, 8: 20 },
  x: { 1: 2, 2: 4, 4: 8, 8: 16 },
};
/** Old options and the types that they stand for. */
const shorthands: Readonly<Record<string, string>> = {
  a: 'a',
  b: 'o1',
  c: 'c',
  d: 'u2',
  h: 'x2',
  i: 'd4',
  l: 'd8',
  o: 'o2',
  s: 'd2',
  x: 'x2',
};
const sizeLetters: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8 };
const BLOCK = 16;

/** `x1z`, `o2x4`; what is wrong as a text. */
function parseTypes(text: string): Format[] | string {
  const formats: Format[] = [];
  for (let rest = text; rest !== ''; ) {
    const match = /^(?:([ac])|([doux])(\d+|[CSIL])?)(z)?/.exec(rest);
    if (match === null) return `invalid character '${rest[0]}' in type string '${text}'`;
    const [whole, character, number, size] = match;
    const bytes = character ? 1 : size === undefined ? 4 : (sizeLetters[size] ?? Number(size));
    const letter = (character ?? number) as Format['letter'];
    if (widths[letter][bytes] === undefined)
      return `invalid type string '${text}';\nthis system doesn't provide a ${bytes}-byte integral type`;
    formats.push({ letter, size: bytes, printables: match[4] !== undefined });
    rest = rest.slice(whole.length);
  }
  return formats;
}

/** Characters and signed numbers are padded with blanks, others with zeros to their full width. */
function cell({ letter, size }: Format, bytes: Uint8Array, bigEndian: boolean): string {
  const byte = bytes[0] ?? 0;
  if (letter === 'a') return names[byte & 0x7f] ?? ((byte & 0x7f) === 127 ? 'del' : String.fromCharCode(byte & 0x7f));
  if (letter === 'c')
    return escapes[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));
  const whole = new Uint8Array(size);
  whole.set(bytes);
  const ordered = bigEndian ? whole : whole.reverse();
  const value = ordered.reduce((sum, next) => (sum << 8n) | BigInt(next), 0n);
  if (letter === 'd') return String(BigInt.asIntN(8 * size, value));
  if (letter === 'u') return String(value);
  return value.toString(letter === 'x' ? 16 : 8).padStart(widths[letter][size] ?? 0, '0');
}

class Dump {
  readonly formats: readonly Format[];
  readonly width: number;
  readonly bigEndian: boolean;
  /** What the widest format needs for a whole block. */
  readonly #columns: number;
  constructor(formats: readonly Format[], width: number, bigEndian: boolean) {
    this.formats = formats;
    this.width = width;
    this.bigEndian = bigEndian;
    this.#columns = Math.max(...formats.map((format) => this.#fields(format) * (this.#digits(format) + 1)));
  }

  #digits = ({ letter, size }: Format): number => widths[letter][size] ?? 0;
  #fields = ({ size }: Format): number => this.width / size;

  /** A block in one format, without its address. */
  line(format: Format, bytes: Uint8Array): string {
    const fields = this.#fields(format);
    const digits = this.#digits(format);
    let padding = this.#columns - fields * (digits + 1);
    let text = '';
    for (let left = fields, at = 0; left > 0; left--, at += format.size) {
      const after = Math.floor((padding * (left - 1)) / left);
      const width = 1 + digits + padding - after;
      padding = after;
      if (at < bytes.length) text += cell(format, bytes.subarray(at, at + format.size), this.bigEndian).padStart(width);
      else if (format.printables) text += ' '.repeat(width);
    }
    if (!format.printables) return text;
    const shown = Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    return `${text}  >${shown}<`;
  }
}

type Radix = 'd' | 'o' | 'x' | 'n';
const isRadix = (text: string): text is Radix => /^[doxn]$/.test(text);

function addressText(at: number, radix: Radix): string {
  if (radix === 'n') return '';
  if (radix === 'x') return at.toString(16).padStart(6, '0');
  return at.toString(radix === 'o' ? 8 : 10).padStart(7, '0');
}

function putDump(call: Call, dump: Dump, bytes: Uint8Array, from: number, radix: Radix): void {
  const indent = ' '.repeat(addressText(0, radix).length);
  let before = '';
  let repeats = false;
  for (let at = 0; at < bytes.length; at += dump.width) {
    const block = bytes.subarray(at, at + dump.width);
    const key = block.join();
    const same = key === before && block.length === dump.width && !call.options.has('v');
    before = key;
    if (same && !repeats) call.put('*\n');
    repeats = same;
    if (same) continue;
    for (const [n, format] of dump.formats.entries())
      call.put(`${n === 0 ? addressText(from + at, radix) : indent}${dump.line(format, block)}\n`);
  }
  if (radix !== 'n') call.put(`${addressText(from + bytes.length, radix)}\n`);
}

export const od: Tool = {
  name: 'od',
  summary: 'Write an unambiguous representation, octal bytes by default, of FILE to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `
  -A, --address-radix=RADIX   output format for file offsets; RADIX is one
                                of [doxn], for Decimal, Octal, Hex or None
      --endian={big|little}   swap input bytes according the specified order
  -j, --skip-bytes=BYTES      skip BYTES input bytes first
  -N, --read-bytes=BYTES      limit dump to BYTES input bytes
  -t, --format=TYPE           select output format or formats
  -v, --output-duplicates     do not use * to mark line suppression
  -w[BYTES], --width[=BYTES]  output BYTES bytes per output line;
                                32 is implied when BYTES is not specified`,
  version: 'od (GNU coreutils) 9.1',
  unreadable: { busybox: "can't open '%'" },
  options: [
    'A,address-radix:',
    'endian:',
    'j,skip-bytes:',
    'N,read-bytes:',
    't,format:',
    'v,output-duplicates',
    'w,width::',
    ...Object.keys(shorthands),
  ],
  *run(call) {
    const { options } = call;
    const radix = options.value('A') ?? 'o';
    if (!isRadix(radix))
      return yield* call.die(`invalid output address radix '${radix}'; it must be one character from [doxn]`);
    const formats: Format[] = [];
    for (const [key, value] of options.given()) {
      const type = key === 't' ? value : shorthands[key];
      const parsed = type === undefined ? [] : parseTypes(type);
      if (typeof parsed === 'string') return yield* call.die(parsed);
      formats.push(...parsed);
    }
    if (formats.length === 0) formats.push({ letter: 'o', size: 2, printables: false });
    const texts: string[] = [];
    yield* call.eachFile(function* (file) {
      texts.push(yield* call.slurp(file));
    });
    if (texts.length === 0) return call.status;
    const from = parseCount(options.value('j') ?? '0') ?? 0;
    const limit = parseCount(options.value('N') ?? '') ?? Number.POSITIVE_INFINITY;
    const bytes = encodeUtf8(texts.join('')).subarray(from).subarray(0, limit);
    const asked = options.value('w');
    const width = asked === undefined ? BLOCK : asked === '' ? 2 * BLOCK : Number(asked);
    if (!(width > 0) || formats.some(({ size }) => width % size !== 0))
      return yield* call.die(`warning: invalid width ${asked}`);
    putDump(call, new Dump(formats, width, options.value('endian') === 'big'), bytes, from, radix);
    return call.status;
  },
};
