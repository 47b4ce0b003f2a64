// wc: counts of lines, words, characters and bytes.
// Source: wc(1) of GNU coreutils 9.1 (its rule for the columns' width); busybox 1.35.
// Not modelled: --files0-from, --total.
import type { Blocking, OpenFile } from '../../host/sys.ts';
import { utf8Length } from '../../host/utf8.ts';
import type { Call, Tool } from './tool.ts';

/** In the order in which wc prints them. */
const columns = ['l', 'w', 'm', 'c', 'L'] as const;
type Counts = Record<(typeof columns)[number], number>;

export const wc: Tool = {
  name: 'wc',
  summary: 'Print newline, word, and byte counts for each FILE',
  usage: '[OPTION]... [FILE]...',
  help: `
  -c, --bytes            print the byte counts
  -m, --chars            print the character counts
  -l, --lines            print the newline counts
  -L, --max-line-length  print the maximum display width
  -w, --words            print the word counts`,
  version: 'wc (GNU coreutils) 9.1',
  options: ['c,bytes', 'm,chars', 'l,lines', 'L,max-line-length', 'w,words'],
  *run(call) {
    const asked = columns.filter((key) => call.options.has(key));
    const shown = asked.length > 0 ? asked : (['l', 'w', 'c'] as const);
    const rows: { counts: Counts; path: string }[] = [];
    const width = columnWidth(call, shown.length);
    const total: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
    const row = (counts: Counts, path: string) => {
      const cells = shown.map((key) => String(counts[key]).padStart(width));
      call.put(`${cells.join(' ')}${path === '' ? '' : ` ${path}`}\n`);
    };
    yield* call.eachFile(function* (file, path) {
      const counts = yield* count(call, file);
      for (const key of columns) {
        total[key] = key === 'L' ? Math.max(total.L, counts.L) : total[key] + counts[key];
      }
      rows.push({ counts, path });
      row(counts, call.operands.length === 0 ? '' : path);
    });
    if (call.operands.length > 1) row(total, 'total');
    return call.status;
  },
};

/**
 * GNU: as wide as the files' total size in bytes, at least 7 if one of them is no regular file; 1 for a single column.
 * busybox: 9 wide, 1 for a single column.
 */
function columnWidth(call: Call, shown: number): number {
  const files = call.operands.length;
  if (shown === 1 && files <= 1) return 1;
  if (call.flavour === 'busybox') return shown === 1 ? 1 : 9;
  let size = 0;
  let least = 1;
  for (const path of files === 0 ? ['-'] : call.operands) {
    const stat = path === '-' ? undefined : call.sys.fs.stat(call.sys.resolve(path));
    if (stat?.type === 'file') size += stat.size;
    else if (stat || path === '-') least = 7;
  }
  return Math.max(least, String(size).length);
}

function* count(call: Call, file: OpenFile): Blocking<Counts> {
  const counts: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
  let inWord = false;
  let lineLength = 0;
  for (let text = yield* call.piece(file); text !== undefined; text = yield* call.piece(file)) {
    counts.c += utf8Length(text);
    for (const char of text) {
      counts.m++;
      if (char === '\n') {
        counts.l++;
        lineLength = 0;
      } else if (char === '\t') {
        lineLength += 8 - (lineLength % 8);
      } else if (char >= ' ') {
        lineLength++;
      }
      counts.L = Math.max(counts.L, lineLength);
      const space = /\s/.test(char);
      if (!space && !inWord) counts.w++;
      inWord = !space;
    }
  }
  return counts;
}
