// eval, source, exec, command, builtin, let: running text and words in this shell.
// Source: bash(1) SHELL BUILTIN COMMANDS.
// Not modelled: exec -a, -c, -l.
import { strerror } from '../../../base/errno.ts';
import type { Blocking } from '../../../host/sys.ts';
import { CommandError, FunctionReturn, ShellExit } from '../control.ts';
import { evaluate } from '../expand/word.ts';
import type { Builtin, Shell } from '../shell.ts';
import { meaningOf } from './type.ts';

export const evalBuiltin: Builtin = {
  name: 'eval',
  usage: 'eval [arg ...]',
  summary: 'Execute arguments as a shell command.',
  *run(shell, args) {
    shell.traceDepth++;
    try {
      return yield* shell.interpreter.runText(shell, args.join(' '));
    } finally {
      shell.traceDepth--;
    }
  },
};

function sourcing(name: string): Builtin {
  return {
    name,
    usage: `${name} filename [arguments]`,
    summary: 'Execute commands from a file in the current shell.',
    *run(shell, [path, ...args]) {
      if (path === undefined) {
        yield* shell.complainOf(name, 'filename argument required', 'usage: . FILE [ARGS]');
        return 2;
      }
      return yield* runFile(shell, name, path, args);
    },
  };
}

export const source = sourcing('source');
export const dot = sourcing('.');

/** Runs a file's commands in this shell. */
function* runFile(shell: Shell, builtin: string, path: string, args: readonly string[]): Blocking<number> {
  const found = path.includes('/') ? path : (shell.sys.which(path) ?? path);
  const text = shell.sys.fs.readFile(shell.sys.resolve(found));
  if (!text.ok) {
    const ash = path.includes('/') ? `can't open '${path}': ${strerror[text.errno]}` : `${path}: not found`;
    if (shell.flavour === 'bash') yield* shell.complain(`${path}: ${strerror[text.errno]}`);
    else yield* shell.complainOf(builtin, '', ash);
    if (shell.flavour === 'ash' && !shell.interactive) throw new ShellExit(2);
    return 1;
  }
  const { positional } = shell;
  if (args.length > 0) shell.positional = args;
  shell.sourceDepth++;
  shell.traceDepth++;
  try {
    return yield* shell.interpreter.runText(shell, text.value, 1);
  } catch (leave) {
    if (leave instanceof FunctionReturn) return leave.status;
    throw leave;
  } finally {
    shell.sourceDepth--;
    shell.traceDepth--;
    if (args.length > 0) shell.positional = positional;
  }
}

export const exec: Builtin = {
  name: 'exec',
  usage: 'exec [-cl] [-a name] [command [argument ...]] [redirection ...]',
  summary: 'Replace the shell with the given command.',
  *run(shell, args) {
    const words = args[0] === '--' ? args.slice(1) : args;
    const [name] = words;
    if (name === undefined) return 0;
    const replaced = shell.sys.exec(words);
    if (replaced.ok) {
      shell.traps.delete('EXIT');
      throw new ShellExit(yield* replaced.value);
    }
    const missing = replaced.errno === 'ENOENT';
    const why = missing && !name.includes('/') ? 'not found' : strerror[replaced.errno];
    yield* shell.complainOf('exec', `${name}: ${why}`);
    const status = missing ? 127 : 126;
    if (shell.interactive) return status;
    throw new ShellExit(status);
  },
};

export const command: Builtin = {
  name: 'command',
  usage: 'command [-pVv] command [arg ...]',
  summary: 'Execute a simple command or display information about commands.',
  *run(shell, args) {
    const [first = ''] = args;
    if (first === '-v' || first === '-V') {
      let found = 0;
      for (const name of args.slice(1)) {
        const described = meaningOf(shell, name);
        if (described !== undefined) found++;
        if (described === undefined) {
          if (first === '-V') yield* shell.complain(`command: ${name}: not found`);
        } else yield* shell.sys.print(`${first === '-v' ? described.short : described.long}\n`);
      }
      return found > 0 ? 0 : shell.flavour === 'bash' ? 1 : 127;
    }
    const words = first === '-p' || first === '--' ? args.slice(1) : args;
    return words.length === 0 ? 0 : yield* shell.interpreter.runWords(shell, words, { functions: false, exec: false });
  },
};

export const builtin: Builtin = {
  name: 'builtin',
  usage: 'builtin [shell-builtin [arg ...]]',
  summary: 'Execute shell builtins.',
  only: 'bash',
  *run(shell, [name, ...args]) {
    if (name === undefined) return 0;
    const found = shell.interpreter.builtins.get(name);
    if (found !== undefined) return yield* found.run(shell, args);
    yield* shell.complain(`builtin: ${name}: not a shell builtin`);
    return 1;
  },
};

export const letBuiltin: Builtin = {
  name: 'let',
  usage: 'let arg [arg ...]',
  summary: 'Evaluate arithmetic expressions.',
  *run(shell, args) {
    if (args.length === 0) {
      yield* shell.complain('let: expression expected');
      return 1;
    }
    let value = 0n;
    try {
      for (const text of args) value = yield* evaluate(shell, undefined, text);
    } catch (problem) {
      if (!(problem instanceof CommandError)) throw problem;
      yield* shell.complainOf(
        'let',
        problem.message,
        problem.message.includes('division') ? 'divide by zero' : 'arithmetic syntax error',
      );
      return shell.flavour === 'bash' ? 1 : 2;
    }
    return value === 0n ? 1 : 0;
  },
};
