// ls: what is in directories.
// Source: ls(1) of coreutils 9.1 (its column layout); busybox 1.35.
// Not modelled: owners other than root, permissions other than "executable", colours, inode numbers, -Z.
import { strftime } from '../../base/time.ts';
import type { FileStat } from '../../host/fs.ts';
import type { Blocking } from '../../host/sys.ts';
import { compareVersions } from '../text/sort-keys.ts';
import type { Call, Tool } from '../text/tool.ts';
import { BLOCK, blocksOf, joinPath, modeText } from './file-facts.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: FileStat;
}

/** A date older than this is shown with its year: half a Gregorian year. */
const RECENT = (31_556_952 / 2) * 1000;
const MISUSE = 2;

export const ls: Tool = {
  name: 'ls',
  summary: 'List information about the FILEs (the current directory by default)',
  usage: '[OPTION]... [FILE]...',
  help: `
  -a, --all              do not ignore entries starting with .
  -A, --almost-all       do not list implied . and ..
  -d, --directory        list directories themselves, not their contents
  -F, --classify         append indicator (one of */=@) to entries
  -h, --human-readable   with -l, print sizes like 1K 234M 2G etc.
  -l                     use a long listing format
  -p                     append / indicator to directories
  -r, --reverse          reverse order while sorting
  -R, --recursive        list subdirectories recursively
  -S                     sort by file size, largest first
  -t                     sort by time, newest first
  -1                     list one file per line`,
  misuseStatus: MISUSE,
  version: 'ls (GNU coreutils) 9.1',
  options: [
    'a,all',
    'A,almost-all',
    'C',
    'd,directory',
    'F,classify',
    'g',
    'h,human-readable',
    'i,inode',
    'l',
    'L,dereference',
    'n,numeric-uid-gid',
    'o',
    'p',
    'r,reverse',
    'R,recursive',
    's,size',
    'S',
    't',
    'U',
    'v',
    'x',
    '1',
    'color::',
    'full-time',
    'group-directories-first',
    'time-style:',
  ],
  *run(call) {
    const { options } = call;
    for (const missing of ['i', 's', 'full-time', 'time-style']) {
      if (!options.has(missing)) continue;
      yield* call.sys.error(`hoplab: not simulated yet: ls ${missing.length > 1 ? '--' : '-'}${missing}\n`);
      return 125;
    }
    const paths = call.operands.length > 0 ? call.operands : ['.'];
    const files: Entry[] = [];
    const directories: Entry[] = [];
    for (const path of [...paths].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
      const follow = options.has('L') || (!options.has('l') && !options.has('d')) || path.endsWith('/');
      const absolute = call.sys.resolve(path);
      const stat = call.sys.fs.stat(absolute, follow) ?? call.sys.fs.stat(absolute, false);
      if (!stat) {
        const named = call.flavour === 'gnu' ? `cannot access '${path}'` : path;
        yield* call.complain(`${named}: No such file or directory`, call.flavour === 'gnu' ? MISUSE : 1);
      } else if (stat.type === 'directory' && !options.has('d')) {
        directories.push({ name: path, path: absolute, stat });
      } else {
        files.push({ name: path, path: absolute, stat });
      }
    }
    if (files.length > 0) show(call, sorted(call, files), false);
    let first = files.length === 0;
    const headed = paths.length > 1 || options.has('R');
    for (const directory of directories) {
      yield* showDirectory(call, directory, headed, first);
      first = false;
    }
    return call.status;
  },
};

function* showDirectory(call: Call, directory: Entry, headed: boolean, first: boolean): Blocking<void> {
  if (headed) call.put(`${first ? '' : '\n'}${directory.name}:\n`);
  const listed = call.sys.fs.list(directory.path);
  if (!listed.ok) return;
  const all = call.options.has('a');
  const entries: Entry[] = [];
  for (const name of [...(all ? ['.', '..'] : []), ...listed.value]) {
    if (name.startsWith('.') && !all && !call.options.has('A')) continue;
    const path =
      name === '.' || name === '..' ? call.sys.resolve(`${directory.path}/${name}`) : joinPath(directory.path, name);
    const stat = call.sys.fs.stat(path, call.options.has('L'));
    if (stat) entries.push({ name, path, stat });
  }
  const inOrder = sorted(call, entries);
  show(call, inOrder, true);
  yield* call.drain();
  if (!call.options.has('R')) return;
  for (const entry of inOrder) {
    if (entry.stat.type !== 'directory' || entry.name === '.' || entry.name === '..') continue;
    yield* showDirectory(call, { ...entry, name: joinPath(directory.name, entry.name) }, true, false);
  }
}

function sorted(call: Call, entries: readonly Entry[]): Entry[] {
  const { options } = call;
  const byName = (a: Entry, b: Entry) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const key = options.last('S', 't', 'v', 'U');
  const compare = (a: Entry, b: Entry): number => {
    if (key === 'U') return 0;
    if (key === 'S') return b.stat.size - a.stat.size || byName(a, b);
    if (key === 't') return b.stat.modified - a.stat.modified || byName(a, b);
    return key === 'v' ? compareVersions(a.name, b.name) || byName(a, b) : byName(a, b);
  };
  const inOrder = [...entries].sort(compare);
  if (options.has('r')) inOrder.reverse();
  if (!options.has('group-directories-first')) return inOrder;
  const isDirectory = (entry: Entry) => entry.stat.type === 'directory';
  return [...inOrder.filter(isDirectory), ...inOrder.filter((entry) => !isDirectory(entry))];
}

function show(call: Call, entries: readonly Entry[], withTotal: boolean): void {
  const { options } = call;
  if (options.has('l') || options.has('g') || options.has('n') || options.has('o')) {
    showLong(call, entries, withTotal);
    return;
  }
  const names = entries.map((entry) => entry.name + indicator(call, entry));
  const width = call.sys.file(1)?.tty?.columns;
  const columns = options.last('C', '1', 'x') ?? (width === undefined ? '1' : 'C');
  if (columns === '1') for (const name of names) call.put(`${name}\n`);
  else call.put(inColumns(names, width ?? 80, columns === 'x'));
}

function indicator(call: Call, entry: Entry): string {
  const { type, executable } = entry.stat;
  if (type === 'directory') return call.options.has('F') || call.options.has('p') ? '/' : '';
  if (!call.options.has('F')) return '';
  if (type === 'symlink') return '@';
  if (type === 'socket') return '=';
  return type === 'file' && executable ? '*' : '';
}

function showLong(call: Call, entries: readonly Entry[], withTotal: boolean): void {
  const { options, sys } = call;
  const human = options.has('h');
  if (withTotal) {
    const kilobytes = entries.reduce((sum, entry) => sum + blocksOf(entry.stat), 0) * (BLOCK / 1024);
    call.put(`total ${human ? humanSize(kilobytes * 1024) : kilobytes}\n`);
  }
  const owner = options.has('n') ? '0' : 'root';
  const rows = entries.map((entry) => {
    const { stat, name, path } = entry;
    const target = stat.type === 'symlink' ? sys.fs.readlink(path) : undefined;
    const recent = Math.abs(sys.wallClock() - stat.modified) < RECENT;
    return {
      mode: modeText(stat),
      links: String(linksOf(call, entry)),
      size: human ? humanSize(sizeOf(stat)) : String(sizeOf(stat)),
      when: strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', stat.modified),
      name: `${name}${stat.type === 'symlink' ? '' : indicator(call, entry)}${target?.ok ? ` -> ${target.value}` : ''}`,
    };
  });
  const widthOf = (key: 'links' | 'size') => Math.max(0, ...rows.map((row) => row[key].length));
  const [linkWidth, sizeWidth] = [widthOf('links'), widthOf('size')];
  const owners = `${options.has('g') ? '' : `${owner} `}${options.has('o') ? '' : `${owner} `}`;
  for (const row of rows) {
    call.put(
      `${row.mode} ${row.links.padStart(linkWidth)} ${owners}${row.size.padStart(sizeWidth)} ${row.when} ${row.name}\n`,
    );
  }
}

/** A directory's size as ext4 shows it: one block. */
function sizeOf(stat: FileStat): number {
  return stat.type === 'directory' ? BLOCK : stat.size;
}

function linksOf(call: Call, entry: Entry): number {
  if (entry.stat.type !== 'directory') return 1;
  const listed = call.sys.fs.list(entry.path);
  const names = listed.ok ? listed.value : [];
  return 2 + names.filter((name) => call.sys.fs.stat(joinPath(entry.path, name), false)?.type === 'directory').length;
}

/** 1.5K, 12M: rounded up, one decimal below ten. */
function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let value = bytes;
  let unit = -1;
  while (value >= 1024 && unit < 4) {
    value /= 1024;
    unit++;
  }
  const rounded = value < 10 ? Math.ceil(value * 10) / 10 : Math.ceil(value);
  return `${rounded < 10 ? rounded.toFixed(1) : rounded}${'KMGTP'[unit]}`;
}

/** As many columns as fit, filled downwards (or across), each as wide as its widest name and two spaces. */
function inColumns(names: readonly string[], width: number, across: boolean): string {
  if (names.length === 0) return '';
  for (let columns = Math.min(names.length, Math.floor(width / 3)); columns >= 1; columns--) {
    const rows = Math.ceil(names.length / columns);
    if (!across && Math.ceil(names.length / rows) < columns) continue;
    const at = (r: number, c: number) => names[across ? r * columns + c : c * rows + r];
    const widths = Array.from({ length: columns }, (_, c) =>
      Math.max(0, ...Array.from({ length: rows }, (_row, r) => at(r, c)?.length ?? 0)),
    );
    const total = widths.reduce((sum, w) => sum + w + 2, -2);
    if (total >= width && columns > 1) continue;
    let out = '';
    for (let r = 0; r < rows; r++) {
      let line = '';
      for (let c = 0; c < columns; c++) {
        const name = at(r, c);
        if (name !== undefined)
          line += at(r, c + 1) === undefined || c === columns - 1 ? name : name.padEnd((widths[c] ?? 0) + 2);
      }
      out += `${line}\n`;
    }
    return out;
  }
  return names.map((name) => `${name}\n`).join('');
}
