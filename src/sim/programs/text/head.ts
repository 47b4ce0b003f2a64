// head: the first lines or bytes of files.
// Source: head(1) of GNU coreutils 9.1; busybox 1.35.
// Not modelled: -z.
import type { Blocking, OpenFile } from '../../host/sys.ts';
import { utf8Length } from '../../host/utf8.ts';
import { firstBytes, parseCount } from './counts.ts';
import type { Call, Tool } from './tool.ts';

export const head: Tool = {
  name: 'head',
  summary: 'Print the first 10 lines of each FILE to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `
  -c, --bytes=[-]NUM     print the first NUM bytes of each file;
                           with the leading '-', print all but the last NUM bytes
  -n, --lines=[-]NUM     print the first NUM lines instead of the first 10;
                           with the leading '-', print all but the last NUM lines
  -q, --quiet, --silent  never print headers giving file names
  -v, --verbose          always print headers giving file names`,
  version: 'head (GNU coreutils) 9.1',
  unreadable: { gnu: "cannot open '%' for reading" },
  options: ['c,bytes:', 'n,lines:', 'q,quiet,silent', 'v,verbose'],
  digits: 'n',
  *run(call) {
    const unit = call.options.last('c', 'n') ?? 'n';
    const asked = call.options.value(unit) ?? '10';
    const allBut = asked.startsWith('-');
    const count = parseCount(asked.replace(/^[-+]/, ''));
    if (count === undefined) {
      return yield* call.die(`invalid number of ${unit === 'c' ? 'bytes' : 'lines'}: '${asked}'`);
    }
    const headers = call.options.has('v') || (call.operands.length > 1 && !call.options.has('q'));
    let first = true;
    yield* call.eachFile(function* (file, path) {
      if (headers) call.put(`${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
      first = false;
      if (allBut) yield* allButLast(call, file, count, unit);
      else if (unit === 'c') yield* firstBytesOf(call, file, count);
      else yield* firstLines(call, file, count);
    });
    return call.status;
  },
};

function* firstLines(call: Call, file: OpenFile, count: number): Blocking<void> {
  const lines = call.lines(file);
  for (let i = 0; i < count; i++) {
    const line = yield* lines.next();
    if (line === undefined) break;
    call.put(lines.terminated ? `${line}\n` : line);
  }
  yield* call.flush();
}

function* firstBytesOf(call: Call, file: OpenFile, count: number): Blocking<void> {
  for (let left = count; left > 0; ) {
    const text = yield* call.piece(file);
    if (text === undefined) break;
    call.put(firstBytes(text, left));
    left -= utf8Length(text);
  }
  yield* call.flush();
}

function* allButLast(call: Call, file: OpenFile, count: number, unit: string): Blocking<void> {
  const text = yield* call.slurp(file);
  if (unit === 'c') {
    call.put(firstBytes(text, Math.max(0, utf8Length(text) - count)));
    return;
  }
  const lines = text.split(/(?<=\n)/);
  call.put(lines.slice(0, Math.max(0, lines.length - count)).join(''));
}
