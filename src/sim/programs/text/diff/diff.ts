// diff: how two files or directories differ.
// Source: diff(1) of GNU diffutils 3.8; busybox 1.35 editors/diff.c, which knows unified output alone.
// Not modelled: context (-c) and side-by-side (-y) output, -I, -F, -p, ignoring blank lines (-B).
import { strerror } from '../../../base/errno.ts';
import { strftime } from '../../../base/time.ts';
import type { Blocking } from '../../../host/sys.ts';
import type { Call, Tool } from '../tool.ts';
import { type Change, compare } from './compare.ts';

const TROUBLE = 2;
const CONTEXT = 3;
const NO_NEWLINE = '\\ No newline at end of file\n';

/** A text's lines; the last one lacks its end where the file does. */
const linesOf = (text: string): string[] => (text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []));

/** A line behind its mark. */
const marked = (mark: string, line: string): string =>
  line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n${NO_NEWLINE}`;

/** `3` or `3,5`: lines counted from 1; an empty range names the line before it. */
function range(from: number, to: number): string {
  if (to <= from) return String(from);
  return to === from + 1 ? String(to) : `${from + 1},${to}`;
}

function normal(old: readonly string[], fresh: readonly string[], changes: readonly Change[]): string {
  return changes
    .map(({ from, to, newFrom, newTo }) => {
      const letter = to === from ? 'a' : newTo === newFrom ? 'd' : 'c';
      const left = old.slice(from, to).map((line) => marked('< ', line));
      const right = fresh.slice(newFrom, newTo).map((line) => marked('> ', line));
      const between = letter === 'c' ? '---\n' : '';
      return `${range(from, to)}${letter}${range(newFrom, newTo)}\n${left.join('')}${between}${right.join('')}`;
    })
    .join('');
}

/** `12,3`: where a hunk begins and how many lines it has; 1 is left out. */
function span(from: number, to: number): string {
  const count = to - from;
  if (count === 0) return `${from},0`;
  return count === 1 ? String(to) : `${from + 1},${count}`;
}

function unified(
  old: readonly string[],
  fresh: readonly string[],
  changes: readonly Change[],
  context: number,
): string {
  let out = '';
  for (let at = 0; at < changes.length; ) {
    let end = at + 1;
    while (end < changes.length && (changes[end]?.from ?? 0) - (changes[end - 1]?.to ?? 0) <= 2 * context) end++;
    const group = changes.slice(at, end);
    at = end;
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) return out;
    const before = Math.min(context, first.from);
    const after = Math.min(context, old.length - last.to);
    out += `@@ -${span(first.from - before, last.to + after)} +${span(first.newFrom - before, last.newTo + after)} @@\n`;
    let x = first.from - before;
    for (const { from, to, newFrom, newTo } of group) {
      for (; x < from; x++) out += marked(' ', old[x] ?? '');
      for (; x < to; x++) out += marked('-', old[x] ?? '');
      for (const line of fresh.slice(newFrom, newTo)) out += marked('+', line);
    }
    for (; x < last.to + after; x++) out += marked(' ', old[x] ?? '');
  }
  return out;
}

/** What -i, -b, -w and -Z leave of a line. */
function keyFor({ options }: Call): (line: string) => string {
  const [folds, all, amount, trailing] = ['i', 'w', 'b', 'Z'].map((key) => options.has(key));
  return (line) => {
    let key = folds ? line.toLowerCase() : line;
    if (all) key = key.replace(/\s+/g, '');
    else if (amount) key = key.replace(/\s+$/, '').replace(/[ \t\f\v\r]+/g, ' ');
    else if (trailing) key = key.replace(/\s+$/, '');
    return key;
  };
}

/** A file's text; undefined (and a complaint) where it cannot be read. */
function* textOf(call: Call, path: string, absentIsEmpty: boolean): Blocking<string | undefined> {
  if (path === '-') return yield* call.sys.readAll(0);
  const opened = call.sys.open(path, 'read');
  if (!opened.ok) {
    if (opened.errno === 'ENOENT' && absentIsEmpty) return '';
    yield* call.complain(`${path}: ${strerror[opened.errno]}`, TROUBLE);
    return undefined;
  }
  const text = yield* call.slurp(opened.value);
  opened.value.release();
  return text;
}

function heading(call: Call, path: string, mark: string, label: string | undefined): string {
  if (label !== undefined) return `${mark} ${label}\n`;
  if (call.flavour === 'busybox') return `${mark} ${path}\n`;
  const modified = call.sys.fs.stat(call.sys.resolve(path))?.modified ?? call.sys.wallClock();
  return `${mark} ${path}\t${strftime('%Y-%m-%d %H:%M:%S.%N %z', modified)}\n`;
}

/** Two files; `named`: the command line that a recursive comparison shows before them. 0 same, 1 different, 2 trouble. */
function* compareFiles(call: Call, left: string, right: string, named: string | undefined): Blocking<number> {
  const { options } = call;
  const missing = options.has('N');
  const [a, b] = [yield* textOf(call, left, missing), yield* textOf(call, right, missing)];
  if (a === undefined || b === undefined) return TROUBLE;
  const [old, fresh] = [linesOf(a), linesOf(b)];
  const changes = a === b ? [] : compare(old, fresh, keyFor(call));
  if (changes.length === 0) {
    if (options.has('s')) call.put(`Files ${left} and ${right} are identical\n`);
    return 0;
  }
  if (options.has('q')) {
    call.put(`Files ${left} and ${right} differ\n`);
    return 1;
  }
  if (named !== undefined) call.put(`${named}\n`);
  const lines = options.value('U');
  if (lines === undefined && !options.has('u') && call.flavour === 'gnu') {
    call.put(normal(old, fresh, changes));
    return 1;
  }
  const [oldLabel, newLabel] = options.values('label');
  call.put(heading(call, left, '---', oldLabel) + heading(call, right, '+++', newLabel));
  call.put(unified(old, fresh, changes, lines === undefined ? CONTEXT : Number(lines)));
  return 1;
}

/** Two directories: names in order, those on one side alone told of, files compared. */
function* compareDirectories(call: Call, left: string, right: string): Blocking<number> {
  const { fs } = call.sys;
  const namesOf = (path: string): string[] => {
    const listed = fs.list(call.sys.resolve(path));
    return listed.ok ? listed.value : [];
  };
  const [mine, theirs] = [namesOf(left), namesOf(right)];
  const flags = call.options.given().map(([key, value]) => `-${key}${value === '' ? '' : ` ${value}`}`);
  let status = 0;
  for (const name of [...new Set([...mine, ...theirs])].sort()) {
    const [a, b] = [`${left}/${name}`, `${right}/${name}`];
    const only = !theirs.includes(name) ? left : !mine.includes(name) ? right : undefined;
    if (only !== undefined && !call.options.has('N')) {
      call.put(`Only in ${only}: ${name}\n`);
      status = Math.max(status, 1);
      continue;
    }
    const kinds = [a, b].map((path) => fs.stat(call.sys.resolve(path))?.type);
    if (kinds.every((kind) => kind === 'directory' || kind === undefined)) {
      if (call.options.has('r')) status = Math.max(status, yield* compareDirectories(call, a, b));
      else call.put(`Common subdirectories: ${a} and ${b}\n`);
    } else {
      status = Math.max(status, yield* compareFiles(call, a, b, ['diff', ...flags, a, b].join(' ')));
    }
  }
  return status;
}

export const diff: Tool = {
  name: 'diff',
  summary: 'Compare FILES line by line',
  usage: '[OPTION]... FILES',
  help: `
  -q, --brief                   report only when files differ
  -s, --report-identical-files  report when two files are the same
  -u, -U NUM, --unified[=NUM]   output NUM (default 3) lines of unified context
      --label LABEL             use LABEL instead of file name and timestamp
  -r, --recursive               recursively compare any subdirectories found
  -N, --new-file                treat absent files as empty
  -i, --ignore-case             ignore case differences in file contents
  -Z, --ignore-trailing-space   ignore white space at line end
  -b, --ignore-space-change     ignore changes in the amount of white space
  -w, --ignore-all-space        ignore all white space`,
  version: 'diff (GNU diffutils) 3.8',
  misuseStatus: TROUBLE,
  hint: "diff: Try 'diff --help' for more information.\n",
  options: [
    'q,brief',
    's,report-identical-files',
    'u',
    'U,unified:',
    'label,L:',
    'r,recursive',
    'N,new-file',
    'i,ignore-case',
    'Z,ignore-trailing-space',
    'b,ignore-space-change',
    'w,ignore-all-space',
    'a,text',
    'd,minimal',
    'c',
    'y,side-by-side',
    'B,ignore-blank-lines',
  ],
  *run(call) {
    const absent = ['c', 'y', 'B'].find((key) => call.options.has(key));
    if (absent !== undefined) {
      yield* call.sys.error(`hoplab: not simulated yet: diff -${absent}\n`);
      return 125;
    }
    const [left, right, extra] = call.operands;
    if (left === undefined || right === undefined)
      return yield* call.misuse(`missing operand after '${left ?? 'diff'}'`);
    if (extra !== undefined) return yield* call.misuse(`extra operand '${extra}'`);
    const isDirectory = (path: string): boolean =>
      path !== '-' && call.sys.fs.stat(call.sys.resolve(path))?.type === 'directory';
    const [a, b] = [isDirectory(left), isDirectory(right)];
    if (a && b) return yield* compareDirectories(call, left, right);
    const beside = (directory: string, file: string): string =>
      `${directory.replace(/\/$/, '')}/${file.slice(file.lastIndexOf('/') + 1)}`;
    return yield* compareFiles(call, a ? beside(left, right) : left, b ? beside(right, left) : right, undefined);
  },
};
