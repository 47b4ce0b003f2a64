// tail: the last lines or bytes of files, and what is appended to them.
// Source: tail(1) of GNU coreutils 9.1; busybox 1.35.
// Not modelled: --pid, --retry; a followed file is looked at once a second, as without inotify.
import type { Blocking, OpenFile } from '../../host/sys.ts';
import { utf8Length } from '../../host/utf8.ts';
import { cutBytes, parseCount } from './counts.ts';
import type { Call, Tool } from './tool.ts';

const SECOND = 1_000_000;

export const tail: Tool = {
  name: 'tail',
  summary: 'Print the last 10 lines of each FILE to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `
  -c, --bytes=[+]NUM       output the last NUM bytes; or use -c +NUM to
                             output starting with byte NUM of each file
  -f, --follow             output appended data as the file grows
  -F                       same as -f here
  -n, --lines=[+]NUM       output the last NUM lines, instead of the last 10;
                             or use -n +NUM to skip NUM-1 lines at the start
  -q, --quiet, --silent    never output headers giving file names
  -s, --sleep-interval=N   with -f, sleep for N seconds between iterations
  -v, --verbose            always output headers giving file names`,
  version: 'tail (GNU coreutils) 9.1',
  unreadable: { gnu: "cannot open '%' for reading", busybox: "can't open '%'" },
  options: ['c,bytes:', 'f,follow::', 'F', 'n,lines:', 'q,quiet,silent', 's,sleep-interval:', 'v,verbose'],
  digits: 'n',
  *run(call) {
    const [plus, files] = oldStyle(call.operands);
    const unit = call.options.last('c', 'n') ?? 'n';
    const asked = plus ?? call.options.value(unit) ?? '10';
    const count = parseCount(asked.replace(/^[-+]/, ''));
    if (count === undefined) {
      return yield* call.die(`invalid number of ${unit === 'c' ? 'bytes' : 'lines'}: '${asked}'`);
    }
    const headers = call.options.has('v') || (files.length > 1 && !call.options.has('q'));
    const follow = call.options.has('f') || call.options.has('F');
    const followed: Followed[] = [];
    let first = true;
    for (const path of files.length === 0 ? ['-'] : files) {
      const file = yield* call.open(path);
      if (!file) continue;
      if (headers) call.put(`${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
      first = false;
      if (asked.startsWith('+')) yield* fromStart(call, file, count, unit);
      else yield* lastOf(call, file, count, unit);
      if (follow && path !== '-') followed.push({ path, seen: textOf(call, path).length });
    }
    yield* call.flush();
    if (follow && followed.length > 0) yield* followFiles(call, followed, headers);
    return call.status;
  },
};

/** `tail +3 FILE`, as old tails had it. */
function oldStyle(operands: readonly string[]): [string | undefined, readonly string[]] {
  const [first] = operands;
  return first !== undefined && /^\+\d+$/.test(first) ? [first, operands.slice(1)] : [undefined, operands];
}

function* fromStart(call: Call, file: OpenFile, count: number, unit: string): Blocking<void> {
  let skip = Math.max(0, count - 1);
  for (let text = yield* call.piece(file); text !== undefined; text = yield* call.piece(file)) {
    if (unit === 'c') {
      const [skipped, rest] = cutBytes(text, skip);
      skip -= utf8Length(skipped);
      call.put(rest);
      continue;
    }
    let from = 0;
    while (skip > 0 && from < text.length) {
      const end = text.indexOf('\n', from);
      from = end < 0 ? text.length : end + 1;
      if (end >= 0) skip--;
    }
    call.put(text.slice(from));
  }
}

function* lastOf(call: Call, file: OpenFile, count: number, unit: string): Blocking<void> {
  let kept = '';
  for (let text = yield* call.piece(file); text !== undefined; text = yield* call.piece(file)) {
    kept = lastPart(kept + text, count, unit);
  }
  call.put(kept);
}

function lastPart(text: string, count: number, unit: string): string {
  if (unit === 'c') return cutBytes(text, Math.max(0, utf8Length(text) - count))[1];
  let from = text.endsWith('\n') ? text.length - 1 : text.length;
  for (let i = 0; i < count; i++) {
    const end = from === 0 ? -1 : text.lastIndexOf('\n', from - 1);
    if (end < 0) return count === 0 ? '' : text;
    from = end;
  }
  return count === 0 ? '' : text.slice(from + 1);
}

interface Followed {
  readonly path: string;
  seen: number;
}

function textOf(call: Call, path: string): string {
  const read = call.sys.fs.readFile(call.sys.resolve(path));
  return read.ok ? read.value : '';
}

/** Looks for more until a signal ends the process. */
function* followFiles(call: Call, followed: readonly Followed[], headers: boolean): Blocking<never> {
  const interval = Number(call.options.value('s') ?? 1) * SECOND;
  let shown = followed.at(-1);
  for (;;) {
    yield* call.sys.sleep(interval > 0 ? Math.round(interval) : SECOND);
    for (const file of followed) {
      const text = textOf(call, file.path);
      if (text.length < file.seen) {
        yield* call.complain(`${file.path}: file truncated`);
        file.seen = 0;
      }
      if (text.length === file.seen) continue;
      if (headers && shown !== file) call.put(`\n==> ${file.path} <==\n`);
      shown = file;
      call.put(text.slice(file.seen));
      file.seen = text.length;
    }
    yield* call.flush();
  }
}
