// find: files below directories that match an expression.
// Source: find(1) of GNU findutils 4.9; busybox 1.35.
// Not modelled: times, permissions, -exec … + (each file is run on its own), -printf.

import type { FileStat } from '../../host/fs.ts';
import type { Blocking } from '../../host/sys.ts';
import { baseName } from '../text/paths.ts';
import { Regex } from '../text/regex/regex.ts';
import type { Call, Tool } from '../text/tool.ts';
import { joinPath } from './file-facts.ts';
import { statusNumber } from './waiting.ts';

interface Visited {
  /** As shown: the starting point and what follows it. */
  readonly path: string;
  readonly absolute: string;
  readonly stat: FileStat;
  readonly depth: number;
  pruned: boolean;
}

type Test = (file: Visited) => Blocking<boolean>;

export const find: Tool = {
  name: 'find',
  summary: 'Search for files in a directory hierarchy',
  usage: '[starting-point...] [expression]',
  help: `
  -name GLOB, -iname GLOB, -path GLOB   the name, or the whole path, matches
  -type f|d|l|s|c                       of this type
  -maxdepth N, -mindepth N              levels to descend, at most and at least
  -empty, -size N[ck]                   by size
  -exec COMMAND {} ;                    run COMMAND, true if it succeeds
  -print, -print0, -delete, -prune, -quit
  ! EXPR, EXPR -o EXPR, ( EXPR )`,
  version: 'find (GNU findutils) 4.9.0',
  *run(call) {
    const words = [...call.operands];
    const starts: string[] = [];
    while (words.length > 0 && !/^[-(!]/.test(words[0] as string)) starts.push(words.shift() as string);
    const parser = new FindParser(call, words);
    const problem = parser.read();
    if (problem !== undefined) {
      if (problem.startsWith('hoplab:')) {
        yield* call.sys.error(`${problem}\n`);
        return 125;
      }
      return yield* call.die(problem);
    }
    for (const start of starts.length > 0 ? starts : ['.']) {
      const absolute = call.sys.resolve(start);
      const stat = call.sys.fs.stat(absolute, false);
      if (!stat) {
        const quoted = call.flavour === 'gnu' ? `'${start}'` : start;
        yield* call.complain(`${quoted}: No such file or directory`);
        continue;
      }
      if (yield* visit(call, parser, { path: start, absolute, stat, depth: 0, pruned: false })) break;
    }
    return call.status;
  },
};

/** Walks a tree; true when -quit ended the search. */
function* visit(call: Call, expression: FindParser, file: Visited): Blocking<boolean> {
  const inDepth = file.depth >= expression.minDepth;
  if (!expression.depthFirst && inDepth) yield* expression.test(file);
  if (expression.quit) return true;
  if (file.stat.type === 'directory' && !file.pruned && file.depth < expression.maxDepth) {
    const listed = call.sys.fs.list(file.absolute);
    for (const name of listed.ok ? listed.value : []) {
      const absolute = joinPath(file.absolute, name);
      const stat = call.sys.fs.stat(absolute, false);
      if (!stat) continue;
      const below = { path: joinPath(file.path, name), absolute, stat, depth: file.depth + 1, pruned: false };
      if (yield* visit(call, expression, below)) return true;
    }
  }
  if (expression.depthFirst && inDepth) yield* expression.test(file);
  yield* call.drain();
  return expression.quit;
}

const typeLetters: Readonly<Record<string, FileStat['type']>> = {
  f: 'file',
  d: 'directory',
  l: 'symlink',
  s: 'socket',
  c: 'device',
};

class FindParser {
  maxDepth = Number.POSITIVE_INFINITY;
  minDepth = 0;
  depthFirst = false;
  quit = false;
  test: Test = always(true);
  readonly #call: Call;
  readonly #words: string[];
  #hasAction = false;
  #problem: string | undefined;

  constructor(call: Call, words: string[]) {
    this.#call = call;
    this.#words = words;
  }

  /** Reads the expression; answers what is wrong with it. */
  read(): string | undefined {
    const test = this.#words.length > 0 ? this.#or() : always(true);
    if (this.#words.length > 0) this.#problem ??= `paths must precede expression: \`${this.#words[0]}'`;
    const print = this.#print('\n');
    this.test = this.#hasAction ? test : both(test, print);
    return this.#problem;
  }

  #or(): Test {
    let left = this.#and();
    while (this.#words[0] === '-o' || this.#words[0] === '-or') {
      this.#words.shift();
      const [first, second] = [left, this.#and()];
      left = function* (file) {
        return (yield* first(file)) || (yield* second(file));
      };
    }
    return left;
  }

  #and(): Test {
    let left = this.#not();
    while (this.#words.length > 0 && !['-o', '-or', ')'].includes(this.#words[0] as string)) {
      if (this.#words[0] === '-a' || this.#words[0] === '-and') this.#words.shift();
      const before = this.#words.length;
      left = both(left, this.#not());
      if (this.#words.length === before) break;
    }
    return left;
  }

  #not(): Test {
    if (this.#words[0] !== '!' && this.#words[0] !== '-not') return this.#primary();
    this.#words.shift();
    const inner = this.#not();
    return function* (file) {
      return !(yield* inner(file));
    };
  }

  #primary(): Test {
    const word = this.#words.shift();
    if (word === '(') {
      const inner = this.#or();
      if (this.#words.shift() !== ')')
        this.#problem ??= "invalid expression; expected to find a ')' but didn't see one.";
      return inner;
    }
    switch (word) {
      case '-name':
      case '-iname':
        return this.#glob(word, (file) => baseName(file.path));
      case '-path':
      case '-wholename':
        return this.#glob(word, (file) => file.path);
      case '-type': {
        const type = typeLetters[this.#argument(word)];
        return check((file) => file.stat.type === type);
      }
      case '-empty':
        return check((file) => this.#isEmpty(file));
      case '-size':
        return this.#size();
      case '-maxdepth':
      case '-mindepth': {
        const depth = Number(this.#argument(word));
        if (word === '-maxdepth') this.maxDepth = depth;
        else this.minDepth = depth;
        return always(true);
      }
      default:
        return this.#action(word);
    }
  }

  #action(word: string | undefined): Test {
    this.#hasAction = true;
    switch (word) {
      case '-print':
        return this.#print('\n');
      case '-print0':
        return this.#print('\0');
      case '-delete':
        this.depthFirst = true;
        return check((file) => {
          const { fs } = this.#call.sys;
          return !(file.stat.type === 'directory' ? fs.removeDirectory(file.absolute) : fs.remove(file.absolute));
        });
      case '-exec':
        return this.#exec();
      case '-quit':
        return check(() => {
          this.quit = true;
          return true;
        });
      default:
        this.#hasAction = false;
        return this.#other(word);
    }
  }

  #other(word: string | undefined): Test {
    switch (word) {
      case '-prune':
        return check((file) => {
          file.pruned = true;
          return true;
        });
      case '-depth':
        this.depthFirst = true;
        return always(true);
      case '-true':
      case '-xdev':
      case '-mount':
        return always(true);
      case '-false':
        return always(false);
      default:
        this.#problem ??= unknownWord(word);
        return always(false);
    }
  }

  #argument(option: string): string {
    const value = this.#words.shift();
    if (value === undefined) this.#problem ??= `missing argument to \`${option}'`;
    return value ?? '';
  }

  #glob(option: string, textOf: (file: Visited) => string): Test {
    const pattern = globRegex(this.#argument(option), option === '-iname');
    return check((file) => pattern.test(textOf(file)));
  }

  #isEmpty(file: Visited): boolean {
    if (file.stat.type === 'file') return file.stat.size === 0;
    const listed = file.stat.type === 'directory' ? this.#call.sys.fs.list(file.absolute) : undefined;
    return listed?.ok === true && listed.value.length === 0;
  }

  #size(): Test {
    const m = /^([-+]?)(\d+)([ckMG]?)$/.exec(this.#argument('-size'));
    const units: Readonly<Record<string, number>> = { '': 512, c: 1, k: 1024, M: 1024 ** 2, G: 1024 ** 3 };
    const unit = units[m?.[3] ?? ''] ?? 512;
    const wanted = Number(m?.[2] ?? 0);
    return check((file) => {
      const size = Math.ceil(file.stat.size / unit);
      return m?.[1] === '+' ? size > wanted : m?.[1] === '-' ? size < wanted : size === wanted;
    });
  }

  #print(end: string): Test {
    return check((file) => {
      this.#call.put(`${file.path}${end}`);
      return true;
    });
  }

  #exec(): Test {
    const end = this.#words.findIndex((word) => word === ';' || word === '+');
    if (end < 0) this.#problem ??= "missing argument to `-exec'";
    const command = this.#words.splice(0, end + 1).slice(0, -1);
    const call = this.#call;
    return function* (file) {
      yield* call.flush();
      const spawned = call.sys.spawn({ argv: command.map((word) => word.replaceAll('{}', file.path)) });
      if (!spawned.ok) {
        yield* call.complain(`'${command[0]}': No such file or directory`);
        return false;
      }
      const ended = yield* call.sys.waitFor(spawned.value);
      return ended.ok && statusNumber(ended.value) === 0;
    };
  }
}

const realWords = [
  '-mtime',
  '-mmin',
  '-newer',
  '-perm',
  '-user',
  '-group',
  '-printf',
  '-ls',
  '-regex',
  '-links',
  '-inum',
  '-ok',
  '-execdir',
  '-atime',
  '-ctime',
];

function unknownWord(word: string | undefined): string {
  if (word !== undefined && realWords.includes(word)) return `hoplab: not simulated yet: find ${word}`;
  return word === undefined ? 'invalid expression' : `unknown predicate \`${word}'`;
}

function always(value: boolean): Test {
  return check(() => value);
}

function check(holds: (file: Visited) => boolean): Test {
  // biome-ignore lint/correctness/useYield: tests may wait; this kind does not
  return function* (file) {
    return holds(file);
  };
}

function both(first: Test, second: Test): Test {
  return function* (file) {
    return (yield* first(file)) && (yield* second(file));
  };
}

/** A glob as a pattern for the whole text; `*` also matches slashes, as in -path. */
export function globRegex(glob: string, ignoreCase: boolean): Regex {
  const pattern = glob.replace(/\\(.)|[.^$]|\[!|[*?]/g, (what, escaped?: string) => {
    if (escaped !== undefined) return `\\${escaped}`;
    if (what === '*') return '.*';
    if (what === '?') return '.';
    return what === '[!' ? '[^' : `\\${what}`;
  });
  return new Regex(pattern, { notation: 'basic', whole: 'line', ignoreCase });
}
