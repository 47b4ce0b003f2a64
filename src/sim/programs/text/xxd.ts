// xxd: a hexadecimal dump and, with -r, the way back.
// Source: xxd(1) of vim 9.0; busybox 1.35 has the options -g -c -p -l -s -o -r -i alone.
// Not modelled: EBCDIC, colours, seeking in the file that -r writes to, output files.
import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts';
import { parseCount } from './counts.ts';
import type { Call, Tool } from './tool.ts';

const letters = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');

/** How the lines of a dump look. */
interface Layout {
  readonly columns: number;
  /** Bytes that stand together; 0 for all. */
  readonly group: number;
  readonly binary: boolean;
  readonly little: boolean;
  readonly upper: boolean;
}

function groupsOf(bytes: Uint8Array, layout: Layout): string {
  const { columns, group, binary, little, upper } = layout;
  const digits = binary ? 8 : 2;
  const size = group === 0 ? columns : group;
  const shown = (byte: number): string => {
    const text = byte.toString(binary ? 2 : 16).padStart(digits, '0');
    return upper ? text.toUpperCase() : text;
  };
  const groups: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const texts = Array.from(bytes.subarray(at, at + size), shown);
    groups.push((little ? texts.reverse() : texts).join('').padStart(little ? digits * size : 0));
  }
  const width = digits * columns + Math.ceil(columns / size) - 1;
  return groups.join(' ').padEnd(width);
}

function dump(call: Call, bytes: Uint8Array, from: number, layout: Layout): void {
  for (let at = 0; at < bytes.length; at += layout.columns) {
    const block = bytes.subarray(at, at + layout.columns);
    const address = (from + at).toString(16).padStart(8, '0');
    call.put(`${address}: ${groupsOf(block, layout)}  ${letters(block)}\n`);
  }
}

/** -i: an array in C; a file's name becomes the variable's. */
function include(call: Call, bytes: Uint8Array, path: string | undefined, columns: number): void {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += columns) {
    rows.push(
      `  ${Array.from(bytes.subarray(at, at + columns), (byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', ')}`,
    );
  }
  const body = rows.length === 0 ? '' : `${rows.join(',\n')}\n`;
  if (path === undefined) {
    call.put(body);
    return;
  }
  const name = path.replace(/^(?=\d)/, '__').replace(/[^A-Za-z0-9]/g, '_');
  call.put(`unsigned char ${name}[] = {\n${body}};\nunsigned int ${name}_len = ${bytes.length};\n`);
}

/** -r: the bytes that a dump tells of; gaps are zeros. */
function reverted(text: string, plain: boolean): Uint8Array {
  if (plain) return fromHex(text.replace(/[^0-9a-fA-F]/g, ''));
  const out: number[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*([0-9a-fA-F]+):\s?((?:[0-9a-fA-F]{2,} ?)*)/.exec(line);
    if (match === null) continue;
    const at = Number.parseInt(match[1] ?? '0', 16);
    while (out.length < at) out.push(0);
    out.splice(at, 0, ...fromHex((match[2] ?? '').replace(/\s/g, '')));
  }
  return Uint8Array.from(out);
}

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length >> 1 }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
}

export const xxd: Tool = {
  name: 'xxd',
  summary: 'Make a hexdump or do the reverse',
  usage: '[options] [infile]',
  help: `
    -b          binary digit dump
    -c cols     format <cols> octets per line, default 16 (-i: 12, -ps: 30)
    -e          little-endian dump
    -g bytes    number of octets per group in normal output, default 2 (-e: 4)
    -i          output in C include file style
    -l len      stop after <len> octets
    -o off      add <off> to the displayed file position
    -p          output in postscript plain hexdump style
    -r          reverse operation: convert (or patch) hexdump into binary
    -s off      start at <off> bytes
    -u          use upper case hex letters`,
  version: 'xxd 2022-01-14 by Juergen Weigert et al.',
  unreadable: { busybox: "can't open '%'" },
  misuseStatus: 1,
  options: ['b', 'c:', 'e', 'g:', 'i', 'l:', 'o:', 'p', 'r', 's:', 'u'],
  *run(call) {
    const { options, operands } = call;
    const number = (key: string, otherwise: number): number => parseCount(options.value(key) ?? '') ?? otherwise;
    const file = yield* call.open(operands[0] ?? '-', 2);
    if (!file) return 2;
    const text = yield* call.slurp(file);
    if (options.has('r')) {
      call.put(decodeUtf8(reverted(text, options.has('p'))));
      return 0;
    }
    const from = number('s', 0);
    const bytes = encodeUtf8(text).subarray(from).subarray(0, number('l', Number.POSITIVE_INFINITY));
    if (options.has('i')) {
      include(call, bytes, operands[0], number('c', 12));
      return 0;
    }
    if (options.has('p')) {
      const columns = number('c', 30) || Number.POSITIVE_INFINITY;
      for (let at = 0; at < bytes.length; at += columns) {
        const row = bytes.subarray(at, at + columns);
        call.put(`${Array.from(row, (byte) => byte.toString(16).padStart(2, '0')).join('')}\n`);
      }
      return 0;
    }
    const binary = options.has('b');
    const little = options.has('e');
    const layout = {
      columns: number('c', binary ? 6 : 16) || 16,
      group: number('g', binary ? 1 : little ? 4 : 2),
      ...{ binary, little, upper: options.has('u') },
    };
    dump(call, bytes, from + number('o', 0), layout);
    return 0;
  },
};
