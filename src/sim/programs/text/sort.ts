// sort: lines in order.
// Source: sort(1) of GNU coreutils 9.1; busybox 1.35.
// Not modelled: -R, --parallel, -T, -S (accepted), -z.
import { strerror } from '../../base/errno.ts';
import type { Blocking } from '../../host/sys.ts';
import { eachLine } from './cat.ts';
import { compareCodeUnits, compareTexts, keyText, orderOf, parseKey, type SortKey } from './sort-keys.ts';
import type { Call, Tool } from './tool.ts';

const TROUBLE = 2;
const orderLetters = ['b', 'd', 'f', 'g', 'h', 'i', 'M', 'n', 'r', 'V'];

export const sort: Tool = {
  name: 'sort',
  summary: 'Write sorted concatenation of all FILE(s) to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `
  -b, --ignore-leading-blanks  ignore leading blanks
  -d, --dictionary-order       consider only blanks and alphanumeric characters
  -f, --ignore-case            fold lower case to upper case characters
  -g, --general-numeric-sort   compare according to general numerical value
  -h, --human-numeric-sort     compare human readable numbers (e.g., 2K 1G)
  -M, --month-sort             compare (unknown) < 'JAN' < ... < 'DEC'
  -n, --numeric-sort           compare according to string numerical value
  -r, --reverse                reverse the result of comparisons
  -V, --version-sort           natural sort of (version) numbers within text
  -c, --check                  check for sorted input; do not sort
  -k, --key=KEYDEF             sort via a key; FIELD[.CHAR][OPTS][,FIELD[.CHAR][OPTS]]
  -o, --output=FILE            write result to FILE instead of standard output
  -s, --stable                 disable last-resort comparison
  -t, --field-separator=SEP    use SEP instead of non-blank to blank transition
  -u, --unique                 output only the first of an equal run`,
  misuseStatus: TROUBLE,
  version: 'sort (GNU coreutils) 9.1',
  unreadable: { gnu: 'cannot read: %' },
  options: [
    'b,ignore-leading-blanks',
    'c,check',
    'C',
    'd,dictionary-order',
    'f,ignore-case',
    'g,general-numeric-sort',
    'h,human-numeric-sort',
    'i,ignore-nonprinting',
    'k,key:',
    'M,month-sort',
    'm,merge',
    'n,numeric-sort',
    'o,output:',
    'r,reverse',
    's,stable',
    'S,buffer-size:',
    't,field-separator:',
    'u,unique',
    'V,version-sort',
  ],
  *run(call) {
    const { options } = call;
    const separatorText = options.value('t');
    const separator = separatorText === '\\0' ? '\0' : separatorText;
    if (separator !== undefined && separator.length !== 1) {
      const what = separator === '' ? 'empty tab' : `multi-character tab '${separator}'`;
      return yield* call.die(what, TROUBLE);
    }
    const keys = keysOf(call);
    if (typeof keys === 'string') return yield* call.die(keys, TROUBLE);
    const lines: string[] = [];
    yield* eachLine(call, (line) => {
      lines.push(line);
    });
    if (call.status !== 0) return TROUBLE;
    const compare = comparison(keys, separator);
    if (options.has('c') || options.has('C')) return yield* check(call, lines, compare);
    const globalReverse = options.has('r');
    const lastResort = !options.has('s') && !options.has('u');
    const decorated = lines.map((line) => ({ line, texts: keys.map((key) => keyText(line, key, separator)) }));
    decorated.sort((a, b) => {
      const difference = compareDecorated(keys, a.texts, b.texts);
      if (difference !== 0 || !lastResort) return difference;
      return compareCodeUnits(a.line, b.line) * (globalReverse ? -1 : 1);
    });
    const unique = options.has('u');
    const kept = decorated.filter((row, i) => {
      const previous = decorated[i - 1];
      return !unique || !previous || compareDecorated(keys, previous.texts, row.texts) !== 0;
    });
    return yield* output(call, kept.map((row) => `${row.line}\n`).join(''));
  },
};

function keysOf(call: Call): SortKey[] | string {
  const letters = orderLetters.filter((letter) => call.options.has(letter)).join('');
  const keys: SortKey[] = [];
  for (const text of call.options.values('k')) {
    const key = parseKey(text, letters);
    if (typeof key === 'string') return key;
    keys.push(key);
  }
  if (keys.length > 0) return keys;
  const skip = letters.includes('b');
  const whole = { startField: 1, startChar: 1, endField: 0, endChar: 0, skipStartBlanks: skip, skipEndBlanks: skip };
  return [{ ...whole, order: orderOf(letters) }];
}

function compareDecorated(keys: readonly SortKey[], a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < keys.length; i++) {
    const { order } = keys[i] as SortKey;
    const difference = compareTexts(a[i] as string, b[i] as string, order);
    if (difference !== 0) return order.reverse ? -difference : difference;
  }
  return 0;
}

type Compare = (a: string, b: string) => number;

function comparison(keys: readonly SortKey[], separator: string | undefined): Compare {
  const texts = (line: string) => keys.map((key) => keyText(line, key, separator));
  return (a, b) => compareDecorated(keys, texts(a), texts(b));
}

function* check(call: Call, lines: readonly string[], compare: Compare): Blocking<number> {
  const limit = call.options.has('u') ? -1 : 0;
  const at = lines.findIndex((line, i) => i > 0 && compare(lines[i - 1] as string, line) > limit);
  if (at < 0) return 0;
  const path = call.operands[0] ?? '-';
  if (!call.options.has('C')) yield* call.complain(`${path}:${at + 1}: disorder: ${lines[at]}`);
  return 1;
}

function* output(call: Call, text: string): Blocking<number> {
  const path = call.options.value('o');
  if (path === undefined) {
    call.put(text);
    return 0;
  }
  const errno = call.sys.fs.writeFile(call.sys.resolve(path), text);
  return errno ? yield* call.die(`open failed: ${path}: ${strerror[errno]}`, TROUBLE) : 0;
}
