// grep, egrep, fgrep: lines that match a pattern.
// Source: grep(1) of GNU grep 3.8; busybox 1.35.
// Not modelled: binary files, -z, colours; output is handed over before each wait, as with --line-buffered.
import type { Blocking, OpenFile } from '../../host/sys.ts';
import { type Match, Regex, RegexError } from './regex/regex.ts';
import type { Notation } from './regex/syntax.ts';
import type { Call, Tool } from './tool.ts';

const options = [
  'A,after-context:',
  'B,before-context:',
  'C,context:',
  'E,extended-regexp',
  'F,fixed-strings',
  'G,basic-regexp',
  'H,with-filename',
  'I',
  'L,files-without-match',
  'P,perl-regexp',
  'R,dereference-recursive',
  'Z,null',
  'a,text',
  'b,byte-offset',
  'c,count',
  'color,colour::',
  'e,regexp:',
  'exclude:',
  'f,file:',
  'h,no-filename',
  'i,y,ignore-case',
  'include:',
  'l,files-with-matches',
  'label:',
  'line-buffered',
  'm,max-count:',
  'n,line-number',
  'o,only-matching',
  'q,quiet,silent',
  'r,recursive',
  's,no-messages',
  'U,binary',
  'v,invert-match',
  'w,word-regexp',
  'x,line-regexp',
];

const usage = '[OPTION]... PATTERNS [FILE]...';
const TROUBLE = 2;

export const grep: Tool = {
  name: 'grep',
  summary: 'Search for PATTERNS in each FILE',
  usage,
  help: `
  -E, --extended-regexp     PATTERNS are extended regular expressions
  -F, --fixed-strings       PATTERNS are strings
  -G, --basic-regexp        PATTERNS are basic regular expressions
  -P, --perl-regexp         PATTERNS are Perl regular expressions
  -e, --regexp=PATTERNS     use PATTERNS for matching
  -f, --file=FILE           take PATTERNS from FILE
  -i, --ignore-case         ignore case distinctions
  -v, --invert-match        select non-matching lines
  -w, --word-regexp         match only whole words
  -x, --line-regexp         match only whole lines
  -c, --count               print only a count of selected lines per FILE
  -l, --files-with-matches  print only names of FILEs with selected lines
  -L, --files-without-match print only names of FILEs with no selected lines
  -m, --max-count=NUM       stop after NUM selected lines
  -n, --line-number         print line number with output lines
  -H, -h                    print file name with output lines, or not
  -o, --only-matching       show only nonempty parts of lines that match
  -q, --quiet               suppress all normal output
  -s, --no-messages         suppress error messages
  -r, --recursive           search directories
      --include=GLOB, --exclude=GLOB
  -A, -B, -C NUM            print NUM lines of context after, before, around`,
  hint: `Usage: grep ${usage}\nTry 'grep --help' for more information.\n`,
  misuseStatus: TROUBLE,
  version: 'grep (GNU grep) 3.8',
  options,
  digits: 'C',
  run: (call) => search(call, undefined),
};

export const egrep: Tool = { ...grep, name: 'egrep', run: (call) => search(call, 'E') };
export const fgrep: Tool = { ...grep, name: 'fgrep', run: (call) => search(call, 'F') };

interface Search {
  readonly call: Call;
  readonly patterns: readonly Regex[];
  readonly names: boolean;
  readonly quiet: boolean;
  readonly before: number;
  readonly after: number;
  readonly max: number;
  matched: boolean;
  /** Something was printed: groups of context lines are set apart by `--`. */
  printed: boolean;
}

function* search(call: Call, kind: 'E' | 'F' | undefined): Blocking<number> {
  const given = call.options;
  if (given.has('P') && call.flavour === 'busybox') return yield* call.misuse("invalid option -- 'P'");
  const texts = [...given.values('e')];
  for (const path of given.values('f')) {
    const file = yield* call.open(path, TROUBLE);
    if (!file) return TROUBLE;
    texts.push((yield* call.slurp(file)).replace(/\n$/, ''));
  }
  const explicit = given.has('e') || given.has('f');
  const [first, ...rest] = call.operands;
  if (!explicit && first === undefined) {
    yield* call.sys.error(call.flavour === 'gnu' ? (grep.hint ?? '') : `Usage: grep ${usage}\n`);
    return call.flavour === 'gnu' ? TROUBLE : 1;
  }
  const files = explicit ? call.operands : rest;
  const patterns = compile(call, explicit ? texts : [first as string], kind);
  if (typeof patterns === 'string') return yield* call.die(patterns, TROUBLE);
  const recursive = given.has('r') || given.has('R');
  const context = (key: string) => Number(given.value(key) ?? given.value('C') ?? 0);
  const state: Search = {
    call,
    patterns,
    names: !given.has('h') && (given.has('H') || files.length > 1 || recursive),
    quiet: given.has('q'),
    before: context('B'),
    after: context('A'),
    max: given.has('m') ? Number(given.value('m')) : Number.POSITIVE_INFINITY,
    matched: false,
    printed: false,
  };
  for (const path of files.length > 0 ? files : [recursive ? '.' : '-']) {
    const shown = files.length > 0 || !recursive ? path : '';
    if (recursive && path !== '-') yield* searchTree(state, path, shown);
    else yield* searchPath(state, path);
    if (state.quiet && state.matched) return 0;
  }
  if (call.status !== 0) return call.status;
  return state.matched ? 0 : 1;
}

const notations: Readonly<Record<string, Notation>> = { E: 'extended', P: 'perl' };

function compile(call: Call, texts: readonly string[], kind: 'E' | 'F' | undefined): readonly Regex[] | string {
  const notation = kind ?? call.options.last('E', 'F', 'G', 'P') ?? 'G';
  const whole = call.options.has('x') ? 'line' : call.options.has('w') ? 'word' : undefined;
  try {
    return texts
      .flatMap((text) => text.split('\n'))
      .map(
        (line) =>
          new Regex(notation === 'F' ? line.replace(/[.[\]*^$\\]/g, '\\$&') : line, {
            notation: notations[notation] ?? 'basic',
            ignoreCase: call.options.has('i'),
            whole,
          }),
      );
  } catch (error) {
    if (error instanceof RegexError) return error.message;
    throw error;
  }
}

function* searchTree(state: Search, path: string, shown: string): Blocking<void> {
  const { fs } = state.call.sys;
  const absolute = state.call.sys.resolve(path);
  const listed = fs.stat(absolute)?.type === 'directory' ? fs.list(absolute) : undefined;
  if (!listed?.ok) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const { options: given } = state.call;
    const globs = given.values('include');
    const wanted = globs.length === 0 || globs.some((glob) => globMatches(glob, name));
    if (!wanted || given.values('exclude').some((glob) => globMatches(glob, name))) return;
    yield* searchPath(state, path, shown);
    return;
  }
  for (const name of listed.value) {
    const join = (base: string) => (base === '' ? name : base.endsWith('/') ? `${base}${name}` : `${base}/${name}`);
    const type = fs.stat(`${absolute === '/' ? '' : absolute}/${name}`, state.call.options.has('R'))?.type;
    if (type === 'file' || type === 'directory') yield* searchTree(state, join(path), join(shown));
    if (state.quiet && state.matched) return;
  }
}

/** `*` and `?` of --include and --exclude, without backtracking over what a star took before the last one. */
function globMatches(glob: string, name: string): boolean {
  const pattern = glob
    .replace(/[.[\]^$\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new Regex(pattern, { notation: 'basic', whole: 'line' }).test(name);
}

function* searchPath(state: Search, path: string, shown = path): Blocking<void> {
  const { call } = state;
  const silent = call.options.has('s') && path !== '-' && !call.sys.fs.stat(call.sys.resolve(path));
  if (silent) {
    call.status = TROUBLE;
    return;
  }
  const file = yield* call.open(path, TROUBLE);
  if (!file) return;
  const name = path === '-' ? (call.options.value('label') ?? '(standard input)') : shown;
  const count = yield* searchFile(state, file, name);
  if (path !== '-') file.release();
  if (state.quiet) return;
  if (call.options.has('c')) call.put(`${state.names ? `${name}:` : ''}${count}\n`);
  if (call.options.has(count > 0 ? 'l' : 'L')) call.put(`${name}\n`);
}

/** Prints what is to be printed of one file; answers how many lines were selected. */
function* searchFile(state: Search, file: OpenFile, name: string): Blocking<number> {
  const { call } = state;
  const has = (key: string) => call.options.has(key);
  const listing = has('l') || has('L') || state.quiet;
  const silent = listing || has('c');
  const lines = call.lines(file);
  let earlier: { readonly number: number; readonly line: string }[] = [];
  let [number, count, afterUntil, lastPrinted] = [0, 0, 0, 0];
  const show = (n: number, text: string, mark: string) => {
    const numbered = has('n') ? `${n}${mark}` : '';
    call.put(`${state.names ? `${name}${mark}` : ''}${numbered}${text}\n`);
    lastPrinted = n;
    state.printed = true;
  };
  const setApart = (next: number) => {
    if (state.before + state.after > 0 && state.printed && next !== lastPrinted + 1) call.put('--\n');
  };
  if (state.max === 0) return 0;
  for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
    number++;
    const selected = state.patterns.some((pattern) => pattern.test(line as string)) !== has('v');
    if (selected) {
      state.matched = true;
      count++;
      if (listing) return count;
      if (!silent && has('o')) {
        if (!has('v')) for (const part of parts(state.patterns, line)) show(number, part, ':');
      } else if (!silent) {
        setApart(earlier[0]?.number ?? number);
        for (const old of earlier) show(old.number, old.line, '-');
        show(number, line, ':');
      }
      earlier = [];
      afterUntil = number + state.after;
    } else if (!silent && !has('o') && number <= afterUntil) {
      show(number, line, '-');
    } else if (state.before > 0) {
      earlier.push({ number, line });
      if (earlier.length > state.before) earlier.shift();
    }
    if (count >= state.max && number >= afterUntil) break;
    if (count >= state.max && selected && state.after === 0) break;
  }
  yield* call.flush();
  return count;
}

/** The parts of a line that match, from left to right, the longest of the patterns' matches each time. */
function parts(patterns: readonly Regex[], line: string): string[] {
  const out: string[] = [];
  for (let at = 0; at <= line.length; ) {
    let best: Match | undefined;
    for (const pattern of patterns) {
      const m = pattern.exec(line, at);
      if (m && (!best || m.start < best.start || (m.start === best.start && m.end > best.end))) best = m;
    }
    if (!best) break;
    if (best.end > best.start) out.push(line.slice(best.start, best.end));
    at = best.end > best.start ? best.end : best.end + 1;
  }
  return out;
}
