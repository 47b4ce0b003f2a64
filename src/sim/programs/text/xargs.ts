// xargs: commands built from standard input.
// Source: xargs(1) of GNU findutils 4.9; busybox 1.35.
// Not modelled: -P (commands run one after another), -p, -a, limits on the command line's length but -n and -L.
import { strerror } from '../../base/errno.ts';
import type { Blocking, OpenFile } from '../../host/sys.ts';
import type { Call, Tool } from './tool.ts';

export const xargs: Tool = {
  name: 'xargs',
  summary: 'Run COMMAND with arguments INITIAL-ARGS and more arguments read from input',
  usage: '[OPTION]... COMMAND [INITIAL-ARGS]...',
  help: `
  -0, --null                   items are separated by a null, not whitespace
  -d, --delimiter=CHARACTER    items in input stream are separated by CHARACTER
  -I R                         replace R in INITIAL-ARGS with names read from
                                 standard input, split at newlines
  -L, --max-lines=MAX-LINES    use at most MAX-LINES non-blank input lines per command line
  -n, --max-args=MAX-ARGS      use at most MAX-ARGS arguments per command line
  -r, --no-run-if-empty        if there are no arguments, then do not run COMMAND
  -t, --verbose                print commands before executing them`,
  version: 'xargs (GNU findutils) 4.9.0',
  options: [
    '0,null',
    'd,delimiter:',
    'I,replace:',
    'L,max-lines:',
    'n,max-args:',
    'P,max-procs:',
    'r,no-run-if-empty',
    't,verbose',
    'x,exit',
  ],
  stopAtOperand: true,
  *run(call) {
    const { options } = call;
    const stdin = call.sys.file(0);
    const text = stdin ? yield* call.slurp(stdin) : '';
    const command = call.operands.length > 0 ? call.operands : ['echo'];
    const replace = options.value('I');
    const lines = splitItems(call, text);
    if (typeof lines === 'string') return yield* call.die(lines);
    const batches =
      replace === undefined
        ? batchesOf(lines, Number(options.value('n') ?? 0), Number(options.value('L') ?? 0)).map((items) => [
            ...command,
            ...items,
          ])
        : lines.map((items) => command.map((word) => word.replaceAll(replace, items.join(' '))));
    if (batches.length === 0 && replace === undefined && !options.has('r') && call.flavour === 'gnu') {
      batches.push([...command]);
    }
    for (const argv of batches) {
      if (options.has('t')) yield* call.sys.error(`${argv.join(' ')}\n`);
      const stop = yield* runOne(call, argv);
      if (stop !== undefined) return stop;
    }
    return call.status;
  },
};

/** The items of each line. One list of items where lines do not matter. */
function splitItems(call: Call, text: string): string[][] | string {
  const { options } = call;
  const delimiter = options.has('0') ? '\0' : options.value('d')?.replace('\\n', '\n').replace('\\0', '\0');
  if (delimiter !== undefined) {
    const items = text.split(delimiter);
    if (items.at(-1) === '') items.pop();
    return items.map((item) => [item]);
  }
  if (options.has('I')) {
    const items = text.split('\n').map((line) => line.replace(/^[ \t]+/, ''));
    return items.filter((line) => line !== '').map((line) => [unquoted(line) ?? line]);
  }
  const lines: string[][] = [];
  for (const line of text.split('\n')) {
    const items = [...line.matchAll(/(?:[^\s"'\\]|\\.|"[^"]*"|'[^']*'|["'])+/g)].map((m) => unquoted(m[0]));
    if (items.includes(undefined)) {
      const quote = line.includes("'") ? 'single' : 'double';
      return `unmatched ${quote} quote; by default quotes are special to xargs unless you use the -0 option`;
    }
    if (items.length > 0) lines.push(items.filter((item) => item !== undefined));
  }
  return lines;
}

function unquoted(word: string): string | undefined {
  let open = false;
  const text = word.replace(/\\(.)|"([^"]*)"|'([^']*)'|(["'])/g, (_, escaped, double, single, stray) => {
    if (stray !== undefined) open = true;
    return escaped ?? double ?? single ?? '';
  });
  return open ? undefined : text;
}

function batchesOf(lines: readonly string[][], maxArgs: number, maxLines: number): string[][] {
  const groups = maxLines > 0 ? chunks(lines, maxLines).map((group) => group.flat()) : [lines.flat()];
  const batches = maxArgs > 0 ? groups.flatMap((group) => chunks(group, maxArgs)) : groups;
  return batches.filter((batch) => batch.length > 0);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const out: T[][] = [];
  for (let i = 0; i < items.length; i += size) out.push(items.slice(i, i + size));
  return out;
}

/** Runs one command with /dev/null as its input; a status to stop with, or undefined to go on. */
function* runOne(call: Call, argv: readonly string[]): Blocking<number | undefined> {
  yield* call.flush();
  const opened = call.sys.open('/dev/null', 'read');
  const fds = new Map<number, OpenFile | undefined>([[0, opened.ok ? opened.value : undefined]]);
  const spawned = call.sys.spawn({ argv, fds });
  if (!spawned.ok) {
    return yield* call.die(`${argv[0]}: ${strerror[spawned.errno]}`, spawned.errno === 'ENOENT' ? 127 : 126);
  }
  const ended = yield* call.sys.waitFor(spawned.value);
  if (!ended.ok) return 1;
  if (ended.value.kind === 'signaled') {
    return yield* call.die(`${argv[0]}: terminated by signal ${ended.value.signal.slice(3)}`, 125);
  }
  if (ended.value.status === 255) return yield* call.die(`${argv[0]}: exited with status 255; aborting`, 124);
  if (ended.value.status !== 0) call.status = 123;
  return undefined;
}
