// cd and pwd: the working directory.
// Source: bash(1) cd, pwd.
// Not modelled: CDPATH, -e, -@; -P only where symbolic links are followed anyway.
import { type Errno, strerror } from '../../../base/errno.ts';
import type { Builtin, Shell } from '../shell.ts';
import { writeOut } from './echo.ts';

export const cd: Builtin = {
  name: 'cd',
  usage: 'cd [-L|[-P [-e]] [-@]] [dir]',
  summary: 'Change the shell working directory.',
  *run(shell, args) {
    const words = args.filter((word, i) => !(i < 2 && /^-[LPe]+$/.test(word)) && word !== '--');
    if (words.length > 1 && shell.flavour === 'bash') {
      yield* shell.complain('cd: too many arguments');
      return 1;
    }
    const [word = shell.variables.get('HOME')] = words;
    if (word === undefined) {
      yield* shell.complainOf('cd', 'HOME not set');
      return 1;
    }
    const back = word === '-' ? shell.variables.get('OLDPWD') : undefined;
    if (word === '-' && back === undefined) {
      yield* shell.complainOf('cd', 'OLDPWD not set');
      return 1;
    }
    const errno = changeTo(shell, back ?? word);
    if (errno !== undefined) {
      yield* shell.complainOf(
        'cd',
        `${word}: ${strerror[errno]}`,
        shell.isDash ? `can't cd to ${word}` : `can't cd to ${word}: ${strerror[errno]}`,
      );
      return shell.flavour === 'bash' ? 1 : 2;
    }
    if (back !== undefined) yield* writeOut(shell, 'cd', `${back}\n`);
    return 0;
  },
};

/** Makes a directory the working one, and tells the variables. */
export function changeTo(shell: Shell, path: string): Errno | undefined {
  const { sys, variables } = shell;
  const target = sys.resolve(path);
  const stat = sys.fs.stat(target);
  if (stat === undefined) return 'ENOENT';
  if (stat.type !== 'directory') return 'ENOTDIR';
  variables.set('OLDPWD', sys.cwd);
  sys.cwd = target;
  variables.set('PWD', target);
  return undefined;
}

export const pwd: Builtin = {
  name: 'pwd',
  usage: 'pwd [-LP]',
  summary: 'Print the name of the current working directory.',
  *run(shell) {
    return yield* writeOut(shell, 'pwd', `${shell.sys.cwd}\n`);
  },
};
