// paste, fold, column: text side by side, narrow, or in a table.
// Source: paste(1), fold(1) of GNU coreutils 9.1; column(1) of util-linux 2.38.
// Not modelled: column's JSON and tree output, its -o with several characters' special rules.

import { eachLine } from './cat.ts';
import { expandEscapes } from './format.ts';
import type { LineReader } from './lines.ts';
import type { Tool } from './tool.ts';

export const paste: Tool = {
  name: 'paste',
  summary: 'Write lines consisting of the sequentially corresponding lines from each FILE, separated by TABs',
  usage: '[OPTION]... [FILE]...',
  help: `
  -d, --delimiters=LIST   reuse characters from LIST instead of TABs
  -s, --serial            paste one file at a time instead of in parallel`,
  version: 'paste (GNU coreutils) 9.1',
  options: ['d,delimiters:', 's,serial'],
  *run(call) {
    const list = [...expandEscapes(call.options.value('d') ?? '\t').text];
    const delimiter = (i: number) => (list.length === 0 ? '' : (list[i % list.length] as string));
    if (call.options.has('s')) {
      yield* call.eachFile(function* (file) {
        const lines = call.lines(file);
        let out = '';
        let i = 0;
        for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
          out += i === 0 ? line : delimiter(i - 1) + line;
          i++;
        }
        call.put(`${out}\n`);
      });
      return call.status;
    }
    const readers: LineReader[] = [];
    const stdin = call.sys.file(0);
    const shared = stdin ? call.lines(stdin) : undefined;
    for (const path of call.operands.length === 0 ? ['-'] : call.operands) {
      const file = path === '-' ? undefined : yield* call.open(path);
      if (path !== '-' && !file) return 1;
      const reader = file ? call.lines(file) : shared;
      if (reader) readers.push(reader);
    }
    for (;;) {
      const cells: (string | undefined)[] = [];
      for (const reader of readers) cells.push(yield* reader.next());
      if (cells.every((cell) => cell === undefined)) return call.status;
      call.put(`${cells.map((cell, i) => (i === 0 ? '' : delimiter(i - 1)) + (cell ?? '')).join('')}\n`);
    }
  },
};

export const fold: Tool = {
  name: 'fold',
  summary: 'Wrap input lines in each FILE, writing to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `
  -b, --bytes         count bytes rather than columns
  -s, --spaces        break at spaces
  -w, --width=WIDTH   use WIDTH columns instead of 80`,
  version: 'fold (GNU coreutils) 9.1',
  options: ['b,bytes', 's,spaces', 'w,width:'],
  digits: 'w',
  *run(call) {
    const asked = call.options.value('w') ?? '80';
    const width = Number(asked);
    if (!/^\d+$/.test(asked) || width === 0) return yield* call.die(`invalid number of columns: '${asked}'`);
    yield* eachLine(call, (line, terminated) => {
      let rest = line;
      while (rest.length > width) {
        const space = call.options.has('s') ? rest.lastIndexOf(' ', width - 1) : -1;
        const cut = space >= 0 ? space + 1 : width;
        call.put(`${rest.slice(0, cut)}\n`);
        rest = rest.slice(cut);
      }
      call.put(rest + (terminated ? '\n' : ''));
    });
    return call.status;
  },
};

export const column: Tool = {
  name: 'column',
  summary: 'Columnate lists',
  usage: '[options] [<file>...]',
  help: `
 -t, --table                 create a table
 -s, --separator <string>    possible table delimiters
 -o, --output-separator <string>
                             columns separator for table output (default is two spaces)
 -N, --table-columns <names> comma separated columns names
 -R, --table-right <columns> right align text in these columns
 -c, --output-width <width>  width of output in number of characters
 -x, --fillrows              fill rows before columns`,
  version: 'column from util-linux 2.38.1',
  options: [
    't,table',
    's,separator:',
    'o,output-separator:',
    'N,table-columns:',
    'R,table-right:',
    'c,output-width:',
    'x,fillrows',
    'L,keep-empty-lines',
  ],
  *run(call) {
    const lines: string[] = [];
    yield* eachLine(call, (line) => {
      if (line.trim() !== '') lines.push(line);
    });
    const names = call.options.value('N')?.split(',');
    if (!call.options.has('t')) {
      const width = Number(call.options.value('c') ?? call.sys.file(1)?.tty?.columns ?? 80);
      call.put(listed(lines, width, call.options.has('x')));
      return call.status;
    }
    const separator = call.options.value('s');
    const cells = lines.map((line) => splitCells(line, separator));
    if (names) cells.unshift(names);
    const right = (call.options.value('R') ?? '')
      .split(',')
      .map((name) => (names?.indexOf(name) ?? -1) + 1 || Number(name));
    call.put(table(cells, call.options.value('o') ?? '  ', new Set(right)));
    return call.status;
  },
};

function splitCells(line: string, separator: string | undefined): string[] {
  if (separator === undefined) return line.trim().split(/[ \t]+/);
  const cells: string[] = [];
  let cell = '';
  for (const char of line) {
    if (!separator.includes(char)) {
      cell += char;
      continue;
    }
    cells.push(cell);
    cell = '';
  }
  return [...cells, cell];
}

/** Rows with columns as wide as their widest cell; the last column is not padded. `right` counts from 1. */
function table(rows: readonly (readonly string[])[], between: string, right: ReadonlySet<number>): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, [...cell].length);
    });
  }
  return rows
    .map((row) => {
      const shown = widths.map((width, i) => {
        const cell = row[i] ?? '';
        if (right.has(i + 1)) return cell.padStart(width);
        return i === widths.length - 1 ? cell : cell.padEnd(width);
      });
      return `${shown.join(between)}\n`;
    })
    .join('');
}

/** Without -t: items in columns as many as fit, filled downwards (with -x: across), at tab stops. */
function listed(items: readonly string[], width: number, across: boolean): string {
  if (items.length === 0) return '';
  const TAB = 8;
  const longest = Math.max(...items.map((item) => item.length));
  const cell = (Math.floor(longest / TAB) + 1) * TAB;
  const perRow = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(items.length / perRow);
  let out = '';
  for (let r = 0; r < rows; r++) {
    const row: string[] = [];
    for (let c = 0; c < perRow; c++) {
      const item = items[across ? r * perRow + c : c * rows + r];
      if (item !== undefined) row.push(item);
    }
    out += `${row.map((item, i) => (i === row.length - 1 ? item : item + tabs(item.length, cell))).join('')}\n`;
  }
  return out;
}

function tabs(length: number, cell: number): string {
  return '\t'.repeat(Math.ceil((cell - length) / 8));
}
