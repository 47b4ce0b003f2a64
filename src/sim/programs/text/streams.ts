// tee, yes, seq: streams copied or made.
// Source: tee(1), yes(1), seq(1) of GNU coreutils 9.1.
// Not modelled: tee -p; seq's long doubles.
import { strerror } from '../../base/errno.ts';
import type { OpenFile } from '../../host/sys.ts';
import { type Conversion, formatFloat, parseFormat } from './format.ts';
import type { Tool } from './tool.ts';

export const tee: Tool = {
  name: 'tee',
  summary: 'Copy standard input to each FILE, and also to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `
  -a, --append              append to the given FILEs, do not overwrite
  -i, --ignore-interrupts   ignore interrupt signals`,
  version: 'tee (GNU coreutils) 9.1',
  options: ['a,append', 'i,ignore-interrupts', 'p'],
  *run(call) {
    if (call.options.has('i')) call.sys.onSignal('SIGINT', 'ignore');
    const files: OpenFile[] = [];
    for (const path of call.operands) {
      const opened = call.sys.open(path, call.options.has('a') ? 'append' : 'write');
      if (opened.ok) files.push(opened.value);
      else yield* call.complain(`${path}: ${strerror[opened.errno]}`);
    }
    for (let text = yield* call.sys.read(0); text !== undefined; text = yield* call.sys.read(0)) {
      for (const file of files) yield* file.write(text);
      yield* call.sys.print(text);
    }
    for (const file of files) file.release();
    return call.status;
  },
};

/** What yes writes at once, in bytes: BUFSIZ of coreutils' src/yes.c. */
const YES_BUFFER = 8192;

export const yes: Tool = {
  name: 'yes',
  summary: "Repeatedly output a line with all specified STRING(s), or 'y'",
  usage: '[STRING]...',
  version: 'yes (GNU coreutils) 9.1',
  options: [],
  *run(call) {
    const line = `${call.operands.length > 0 ? call.operands.join(' ') : 'y'}\n`;
    const block = line.repeat(Math.max(1, Math.floor(YES_BUFFER / line.length)));
    for (;;) {
      call.put(block);
      yield* call.drain();
    }
  },
};

export const seq: Tool = {
  name: 'seq',
  summary: 'Print numbers from FIRST to LAST, in steps of INCREMENT',
  usage: '[OPTION]... LAST\n[OPTION]... FIRST LAST\n[OPTION]... FIRST INCREMENT LAST',
  help: `
  -f, --format=FORMAT      use printf style floating-point FORMAT
  -s, --separator=STRING   use STRING to separate numbers (default: \\n)
  -w, --equal-width        equalize width by padding with leading zeroes`,
  version: 'seq (GNU coreutils) 9.1',
  options: ['f,format:', 's,separator:', 'w,equal-width'],
  negativeNumbers: true,
  stopAtOperand: true,
  *run(call) {
    const { operands } = call;
    if (operands.length === 0) return yield* call.misuse('missing operand');
    if (operands.length > 3) return yield* call.misuse(`extra operand '${operands[3]}'`);
    for (const text of operands) {
      if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) {
        return yield* call.misuse(`invalid floating point argument: '${text}'`);
      }
    }
    const [first, step, last] = bounds(operands);
    if (Number(step) === 0) return yield* call.misuse(`invalid Zero increment value: '${step}'`);
    const decimals = Math.max(decimalsOf(first), decimalsOf(step));
    const shown = (value: number) => value.toFixed(decimals);
    const width = call.options.has('w') ? Math.max(shown(Number(first)).length, shown(Number(last)).length) : 0;
    const separator = call.options.value('s') ?? '\n';
    const format = call.options.value('f');
    const count = Math.floor((Number(last) - Number(first)) / Number(step) + 1e-9);
    for (let i = 0; i <= count; i++) {
      const value = Number(first) + i * Number(step);
      const text = format === undefined ? zeroPadded(shown(value), width) : formatted(format, value);
      call.put(i === 0 ? text : separator + text);
      yield* call.drain();
    }
    if (count >= 0) call.put('\n');
    return 0;
  },
};

function bounds(operands: readonly string[]): [string, string, string] {
  const [a = '1', b, c] = operands;
  if (b === undefined) return ['1', '1', a];
  return c === undefined ? [a, '1', b] : [a, b, c];
}

function decimalsOf(text: string): number {
  return Math.min(20, /\.(\d*)/.exec(text)?.[1]?.length ?? 0);
}

function zeroPadded(text: string, width: number): string {
  return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
}

function formatted(format: string, value: number): string {
  return parseFormat(format)
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      if (piece.letter === '%') return '%';
      const conversion: Conversion = {
        flags: piece.flags,
        width: piece.width === '' ? undefined : Number(piece.width),
        precision: piece.precision === undefined ? undefined : Number(piece.precision),
        letter: piece.letter,
      };
      return formatFloat(value, conversion);
    })
    .join('');
}
