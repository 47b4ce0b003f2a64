// hexdump: files as numbers or characters, 16 bytes a line.
// Source: hexdump(1) of util-linux 2.38.1 (text-utils/hexdump.c's ready-made formats).
// Not modelled: formats of one's own (-e, -f), colours.
import { encodeUtf8 } from '../../base/utf8.ts';
import { parseCount } from './counts.ts';
import type { Tool } from './tool.ts';

const LINE = 16;
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

const isPlain = (byte: number): boolean => byte >= 32 && byte < 127;
const padded = (value: number, radix: number, width: number): string => value.toString(radix).padStart(width, '0');

/** A ready-made format: how many bytes an item has and how it is printed, with the blanks before it. */
interface Format {
  readonly size: 1 | 2;
  readonly width: number;
  item(value: number): string;
}

const formats: Readonly<Record<string, Format>> = {
  b: { size: 1, width: 4, item: (value) => padded(value, 8, 3) },
  c: {
    size: 1,
    width: 4,
    item: (value) => escapes[value] ?? (isPlain(value) ? String.fromCharCode(value) : padded(value, 8, 3)),
  },
  d: { size: 2, width: 8, item: (value) => padded(value, 10, 5) },
  o: { size: 2, width: 8, item: (value) => padded(value, 8, 6) },
  x: { size: 2, width: 8, item: (value) => padded(value, 16, 4) },
  plain: { size: 2, width: 5, item: (value) => padded(value, 16, 4) },
};

function itemLine(format: Format, bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += format.size) {
    const value = (bytes[at] ?? 0) + (format.size === 2 ? 256 * (bytes[at + 1] ?? 0) : 0);
    text += format.item(value).padStart(format.width);
  }
  return text.padEnd((format.width * LINE) / format.size);
}

/** -C: bytes in two halves, and the characters beside them. */
function canonicalLine(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte, at) => `${at === 8 ? ' ' : ''} ${padded(byte, 16, 2)}`).join('');
  const letters = Array.from(bytes, (byte) => (isPlain(byte) ? String.fromCharCode(byte) : '.')).join('');
  return ` ${digits.padEnd(3 * LINE + 1)}  |${letters}|`;
}

export const hexdump: Tool = {
  name: 'hexdump',
  summary: 'Display file contents in hexadecimal, decimal, octal, or ascii',
  usage: '[options] <file>...',
  help: `
 -b, --one-byte-octal      one-byte octal display
 -c, --one-byte-char       one-byte character display
 -C, --canonical           canonical hex+ASCII display
 -d, --two-bytes-decimal   two-byte decimal display
 -o, --two-bytes-octal     two-byte octal display
 -x, --two-bytes-hex       two-byte hexadecimal display
 -n, --length <length>     interpret only length bytes of input
 -s, --skip <offset>       skip offset bytes from the beginning
 -v, --no-squeezing        output identical lines`,
  version: 'hexdump from util-linux 2.38.1',
  options: [
    'b,one-byte-octal',
    'c,one-byte-char',
    'C,canonical',
    'd,two-bytes-decimal',
    'o,two-bytes-octal',
    'x,two-bytes-hex',
    'n,length:',
    's,skip:',
    'v,no-squeezing',
  ],
  *run(call) {
    const { options } = call;
    const texts: string[] = [];
    yield* call.eachFile(function* (file) {
      texts.push(yield* call.slurp(file));
    });
    if (texts.length === 0) return yield* call.die('all input file arguments failed');
    const from = parseCount(options.value('s') ?? '0') ?? 0;
    const limit = parseCount(options.value('n') ?? '') ?? Number.POSITIVE_INFINITY;
    const bytes = encodeUtf8(texts.join('')).subarray(from).subarray(0, limit);
    const chosen = options.given().flatMap(([key]) => (key === 'C' || formats[key] !== undefined ? [key] : []));
    const kinds = chosen.length > 0 ? chosen : ['plain'];
    const address = (at: number): string => padded(from + at, 16, kinds[0] === 'C' ? 8 : 7);
    let before = '';
    let repeats = false;
    for (let at = 0; at < bytes.length; at += LINE) {
      const block = bytes.subarray(at, at + LINE);
      const same = block.join() === before && block.length === LINE && !options.has('v');
      before = block.join();
      if (same && !repeats) call.put('*\n');
      repeats = same;
      if (same) continue;
      for (const kind of kinds) {
        const format = formats[kind];
        call.put(`${address(at)}${format === undefined ? canonicalLine(block) : itemLine(format, block)}\n`);
      }
    }
    if (bytes.length > 0) call.put(`${address(bytes.length)}\n`);
    return call.status;
  },
};
