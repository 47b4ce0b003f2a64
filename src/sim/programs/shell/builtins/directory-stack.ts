// dirs, pushd, popd: a stack of directories below the working one.
// Source: bash(1) Directory Stack Builtins, builtins/pushd.def.
// Not modelled: the variable DIRSTACK.
import { strerror } from '../../../base/errno.ts';
import type { Blocking } from '../../../host/sys.ts';
import type { Builtin, Shell } from '../shell.ts';
import { changeTo } from './directory.ts';
import { writeOut } from './echo.ts';

/** The whole stack, the working directory on top. */
const stackOf = (shell: Shell): string[] => [shell.sys.cwd, ...shell.directories];

/** The home directory as `~`. */
function shown(shell: Shell, path: string): string {
  const home = shell.variables.get('HOME');
  if (home === undefined || home === '/' || !`${path}/`.startsWith(`${home}/`)) return path;
  return `~${path.slice(home.length)}`;
}

function* list(shell: Shell, builtin: string): Blocking<number> {
  const paths = stackOf(shell).map((path) => shown(shell, path));
  return yield* writeOut(shell, builtin, `${paths.join(' ')}\n`);
}

/** Where `+N` (from the top) or `-N` (from the bottom) points; a complaint where that is nowhere. */
function* entryAt(shell: Shell, builtin: string, word: string): Blocking<number | undefined> {
  const size = stackOf(shell).length;
  const number = Number(word.slice(1));
  const at = word.startsWith('+') ? number : size - 1 - number;
  if (at >= 0 && at < size && (size > 1 || builtin === 'dirs')) return at;
  const what = size === 1 ? 'directory stack empty' : `${word}: directory stack index out of range`;
  yield* shell.complain(`${builtin}: ${what}`);
  return undefined;
}

/** Makes a directory the working one and leaves these below it. */
function* goTo(shell: Shell, builtin: string, path: string, below: readonly string[]): Blocking<number> {
  const errno = changeTo(shell, path);
  if (errno !== undefined) {
    yield* shell.complain(`${builtin}: ${path}: ${strerror[errno]}`);
    return 1;
  }
  shell.directories.splice(0, shell.directories.length, ...below);
  return yield* list(shell, builtin);
}

function* misused(shell: Shell, { name, usage }: Builtin, word: string): Blocking<number> {
  yield* shell.complain(`${name}: ${word}: invalid ${name === 'popd' ? 'argument' : 'number'}`);
  yield* shell.sys.error(`${name}: usage: ${usage}\n`);
  return 2;
}

const isIndex = (word: string): boolean => /^[-+]\d+$/.test(word);

export const dirs: Builtin = {
  name: 'dirs',
  usage: 'dirs [-clpv] [+N] [-N]',
  summary: 'Display directory stack.',
  only: 'bash',
  *run(shell, args) {
    const letters = args.filter((word) => /^-[clpv]+$/.test(word)).join('');
    const wrong = args.find((word) => !/^-[clpv]+$/.test(word) && !isIndex(word));
    if (wrong !== undefined) return yield* misused(shell, dirs, wrong);
    if (letters.includes('c')) {
      shell.directories.length = 0;
      return 0;
    }
    const text = (path: string): string => (letters.includes('l') ? path : shown(shell, path));
    const index = args.find(isIndex);
    if (index !== undefined) {
      const at = yield* entryAt(shell, 'dirs', index);
      if (at === undefined) return 1;
      return yield* writeOut(shell, 'dirs', `${text(stackOf(shell)[at] ?? '')}\n`);
    }
    const paths = stackOf(shell).map(text);
    const out = letters.includes('v')
      ? paths.map((path, at) => `${String(at).padStart(2)}  ${path}\n`).join('')
      : `${paths.join(letters.includes('p') ? '\n' : ' ')}\n`;
    return yield* writeOut(shell, 'dirs', out);
  },
};

export const pushd: Builtin = {
  name: 'pushd',
  usage: 'pushd [-n] [+N | -N | dir]',
  summary: 'Add directories to stack.',
  only: 'bash',
  *run(shell, args) {
    const stays = args[0] === '-n';
    const [word] = stays ? args.slice(1) : args;
    const stack = stackOf(shell);
    const [top = '', second, ...rest] = stack;
    if (word === undefined) {
      if (second !== undefined) return yield* goTo(shell, 'pushd', second, [top, ...rest]);
      yield* shell.complain('pushd: no other directory');
      return 1;
    }
    if (isIndex(word)) {
      const at = yield* entryAt(shell, 'pushd', word);
      if (at === undefined) return 1;
      const [path = '', ...below] = [...stack.slice(at), ...stack.slice(0, at)];
      return yield* goTo(shell, 'pushd', path, below);
    }
    if (/^-./.test(word)) return yield* misused(shell, pushd, word);
    if (!stays) return yield* goTo(shell, 'pushd', word, stack);
    shell.directories.unshift(shell.sys.resolve(word));
    return yield* list(shell, 'pushd');
  },
};

export const popd: Builtin = {
  name: 'popd',
  usage: 'popd [-n] [+N | -N]',
  summary: 'Remove directories from stack.',
  only: 'bash',
  *run(shell, args) {
    const stays = args[0] === '-n';
    const [word = '+0'] = stays ? args.slice(1) : args;
    if (!isIndex(word)) return yield* misused(shell, popd, word);
    if (shell.directories.length === 0) {
      yield* shell.complain('popd: directory stack empty');
      return 1;
    }
    const at = yield* entryAt(shell, 'popd', word);
    if (at === undefined) return 1;
    const [next = '', ...below] = shell.directories;
    if (at === 0 && !stays) return yield* goTo(shell, 'popd', next, below);
    shell.directories.splice(Math.max(0, at - 1), 1);
    return yield* list(shell, 'popd');
  },
};
