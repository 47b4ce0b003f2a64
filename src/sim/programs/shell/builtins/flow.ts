// true, false, `:`, break, continue, return, exit: statuses and ways out.
// Source: bash(1) SHELL BUILTIN COMMANDS.
// Not modelled: stopped jobs that keep a shell from exiting.
import type { Blocking } from '../../../host/sys.ts';
import { FunctionReturn, LoopControl, ShellExit } from '../control.ts';
import type { Builtin, Shell } from '../shell.ts';

/** A builtin that only has a status. */
function status(name: string, value: number, summary: string): Builtin {
  return {
    name,
    usage: name,
    summary,
    // biome-ignore lint/correctness/useYield: it neither waits nor prints
    *run() {
      return value;
    },
  };
}

export const colon = status(':', 0, 'Null command.');
export const trueBuiltin = status('true', 0, 'Return a successful result.');
export const falseBuiltin = status('false', 1, 'Return an unsuccessful result.');

function loop(kind: 'break' | 'continue', summary: string): Builtin {
  return {
    name: kind,
    usage: `${kind} [n]`,
    summary,
    *run(shell, [count = '1']) {
      if (shell.loops === 0) {
        if (shell.flavour === 'bash') {
          yield* shell.complain(`${kind}: only meaningful in a \`for', \`while', or \`until' loop`);
        }
        return 0;
      }
      const levels = yield* number(shell, kind, count);
      if (levels === undefined) throw new ShellExit(128);
      if (levels < 1) {
        yield* shell.complain(`${kind}: ${count}: loop count out of range`);
        throw new LoopControl('break', shell.loops);
      }
      throw new LoopControl(kind, levels);
    },
  };
}

export const breakBuiltin = loop('break', 'Exit for, while, or until loops.');
export const continueBuiltin = loop('continue', 'Resume for, while, or until loops.');

export const returnBuiltin: Builtin = {
  name: 'return',
  usage: 'return [n]',
  summary: 'Return from a shell function.',
  *run(shell, [value]) {
    if (shell.functionNames.length === 0 && shell.sourceDepth === 0) {
      if (shell.flavour === 'ash') throw new ShellExit(Number(value ?? shell.status) & 255);
      yield* shell.complain("return: can only `return' from a function or sourced script");
      return 2;
    }
    throw new FunctionReturn(value === undefined ? shell.status : ((yield* number(shell, 'return', value)) ?? 2) & 255);
  },
};

export const exit: Builtin = {
  name: 'exit',
  usage: 'exit [n]',
  summary: 'Exit the shell.',
  *run(shell, [value]) {
    if (shell.interactive && shell.flavour === 'bash') yield* shell.sys.error(shell.isLogin ? 'logout\n' : 'exit\n');
    throw new ShellExit(value === undefined ? shell.status : ((yield* number(shell, 'exit', value)) ?? 2) & 255);
  },
};

export const logout: Builtin = {
  name: 'logout',
  usage: 'logout [n]',
  summary: 'Exit a login shell.',
  only: 'bash',
  *run(shell, [value]) {
    if (!shell.isLogin) {
      yield* shell.complain("logout: not login shell: use `exit'");
      return 1;
    }
    throw new ShellExit(value === undefined ? shell.status : Number(value) & 255);
  },
};

function* number(shell: Shell, builtin: string, text: string): Blocking<number | undefined> {
  if (/^[-+]?\d+$/.test(text)) return Number(text);
  yield* shell.complainOf(builtin, `${text}: numeric argument required`, `Illegal number: ${text}`);
  return undefined;
}
