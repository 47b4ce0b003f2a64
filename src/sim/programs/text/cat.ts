// cat, tac, nl, rev: files shown whole, line by line.
// Source: cat(1), tac(1), nl(1) of GNU coreutils 9.1; rev(1) of util-linux 2.38; busybox 1.35.
// Not modelled: nl's logical pages and styles other than a, t, n.
import { encodeUtf8 } from '../../base/utf8.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Call, Tool } from './tool.ts';

export const cat: Tool = {
  name: 'cat',
  summary: 'Concatenate FILE(s) to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `
  -A, --show-all           equivalent to -vET
  -b, --number-nonblank    number nonempty output lines, overrides -n
  -e                       equivalent to -vE
  -E, --show-ends          display $ at end of each line
  -n, --number             number all output lines
  -s, --squeeze-blank      suppress repeated empty output lines
  -t                       equivalent to -vT
  -T, --show-tabs          display TAB characters as ^I
  -u                       (ignored)
  -v, --show-nonprinting   use ^ and M- notation, except for LFD and TAB`,
  version: 'cat (GNU coreutils) 9.1',
  unreadable: { busybox: "can't open '%'" },
  options: [
    'A,show-all',
    'b,number-nonblank',
    'e',
    'E,show-ends',
    'n,number',
    's,squeeze-blank',
    't',
    'T,show-tabs',
    'u',
    'v,show-nonprinting',
  ],
  *run(call) {
    const has = (...keys: string[]) => keys.some((key) => call.options.has(key));
    const plain = !has('A', 'b', 'e', 'E', 'n', 's', 't', 'T', 'v');
    const showEnds = has('A', 'e', 'E');
    const showTabs = has('A', 't', 'T');
    const showControls = has('A', 'e', 't', 'v');
    let number = 0;
    let lastBlank = false;
    yield* call.eachFile(function* (file) {
      if (plain) {
        for (let text = yield* file.read(); text !== undefined; text = yield* file.read()) yield* call.sys.print(text);
        return;
      }
      const lines = call.lines(file);
      for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
        const blank = line === '' && lines.terminated;
        if (blank && lastBlank && has('s')) continue;
        lastBlank = blank;
        const numbered = has('b') ? !blank : has('n');
        let shown = showControls ? caretNotation(line) : line;
        if (showTabs) shown = shown.replaceAll('\t', '^I');
        const prefix = numbered ? `${String(++number).padStart(6)}\t` : '';
        call.put(`${prefix}${shown}${lines.terminated ? `${showEnds ? '$' : ''}\n` : ''}`);
      }
      yield* call.flush();
    });
    return call.status;
  },
};

function caretNotation(line: string): string {
  let out = '';
  for (const byte of encodeUtf8(line)) {
    const low = byte & 0x7f;
    if (byte >= 0x80) out += 'M-';
    if (byte === 9 || (low >= 32 && low !== 127)) out += String.fromCharCode(low);
    else out += `^${low === 127 ? '?' : String.fromCharCode(low + 64)}`;
  }
  return out;
}

export const tac: Tool = {
  name: 'tac',
  summary: 'Write each FILE to standard output, last line first',
  usage: '[OPTION]... [FILE]...',
  version: 'tac (GNU coreutils) 9.1',
  unreadable: { gnu: "failed to open '%' for reading" },
  options: ['b,before', 'r,regex', 's,separator:'],
  *run(call) {
    yield* call.eachFile(function* (file) {
      const text = yield* call.slurp(file);
      const lines = text.split(/(?<=\n)/);
      call.put(lines.reverse().join(''));
    });
    return call.status;
  },
};

export const rev: Tool = {
  name: 'rev',
  summary: 'Reverse lines characterwise',
  usage: '[FILE]...',
  version: 'rev from util-linux 2.38.1',
  unreadable: { gnu: 'cannot open %' },
  options: [],
  *run(call) {
    yield* eachLine(call, (line, terminated) => {
      call.put(`${[...line].reverse().join('')}${terminated ? '\n' : ''}`);
    });
    return call.status;
  },
};

export const nl: Tool = {
  name: 'nl',
  summary: 'Write each FILE to standard output, with line numbers added',
  usage: '[OPTION]... [FILE]...',
  help: `
  -b, --body-numbering=STYLE   a (all lines), t (nonempty lines, the default), n (none)
  -i, --line-increment=NUMBER  line number increment
  -n, --number-format=FORMAT   ln, rn (default) or rz
  -s, --number-separator=TEXT  add TEXT after the line number (default TAB)
  -v, --starting-line-number=NUMBER
  -w, --number-width=NUMBER    use NUMBER columns (default 6)`,
  version: 'nl (GNU coreutils) 9.1',
  options: [
    'b,body-numbering:',
    'i,line-increment:',
    'n,number-format:',
    's,number-separator:',
    'v,starting-line-number:',
    'w,number-width:',
  ],
  *run(call) {
    const style = call.options.value('b') ?? 't';
    const format = call.options.value('n') ?? 'rn';
    const separator = call.options.value('s') ?? '\t';
    const width = Number(call.options.value('w') ?? 6);
    let number = Number(call.options.value('v') ?? 1);
    yield* eachLine(call, (line) => {
      if (style === 'n' || (style === 't' && line === '')) {
        call.put(line === '' ? `${' '.repeat(width + separator.length)}\n` : `${' '.repeat(width)}${' '}${line}\n`);
        return;
      }
      const digits = String(number);
      const shown = format === 'ln' ? digits.padEnd(width) : digits.padStart(width, format === 'rz' ? '0' : ' ');
      call.put(`${shown}${separator}${line}\n`);
      number += Number(call.options.value('i') ?? 1);
    });
    return call.status;
  },
};

/** Runs `body` with each line of each operand's file. */
export function* eachLine(
  call: Call,
  body: (line: string, terminated: boolean) => void,
  files = call.operands,
): Blocking<void> {
  yield* call.eachFile(function* (file) {
    const lines = call.lines(file);
    for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
      body(line, lines.terminated);
    }
    yield* call.flush();
  }, files);
}
