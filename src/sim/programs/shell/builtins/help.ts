// help and history: what a shell tells of itself.
// Source: bash(1) help, history. The list of programs comes from the machine's table, unlike real bash's.
// Not modelled: `history -d`, `-a`, `-n`, `-r`, `-w`, `-p`, `-s`.
import type { Builtin } from '../shell.ts';

export const help: Builtin = {
  name: 'help',
  usage: 'help [-dms] [pattern ...]',
  summary: 'Display information about builtin commands.',
  *run(shell, args) {
    const { builtins } = shell.interpreter;
    const here = [...builtins.values()].filter((builtin) => (builtin.only ?? shell.flavour) === shell.flavour);
    const names = args.filter((word) => !word.startsWith('-'));
    if (names.length > 0) {
      for (const name of names) {
        const found = here.find((builtin) => builtin.name === name);
        if (found === undefined) {
          yield* shell.complain(
            `help: no help topics match \`${name}'.  Try \`help help' or \`man -k ${name}' or \`info ${name}'.`,
          );
          return 1;
        }
        yield* shell.sys.print(`${name}: ${found.usage}\n    ${found.summary}\n`);
      }
      return 0;
    }
    yield* shell.sys.print('Built into the shell:\n');
    for (const { name, summary } of here) yield* shell.sys.print(`  ${name.padEnd(14)} ${summary}\n`);
    const summaries = new Map([...shell.sys.programs().values()].map(({ name, summary }) => [name, summary]));
    const programs = [...summaries].sort(([a], [b]) => (a < b ? -1 : 1));
    if (programs.length > 0) yield* shell.sys.print('\nPrograms here:\n');
    for (const [name, summary] of programs) yield* shell.sys.print(`  ${name.padEnd(14)} ${summary}\n`);
    return 0;
  },
};

export const history: Builtin = {
  name: 'history',
  usage: 'history [-c] [-d offset] [n]',
  summary: 'Display or manipulate the history list.',
  *run(shell, [option]) {
    if (option === '-c') {
      shell.history.length = 0;
      shell.historyLoaded = 0;
      return 0;
    }
    const first = /^\d+$/.test(option ?? '') ? Math.max(0, shell.history.length - Number(option)) : 0;
    for (const [i, line] of shell.history.entries()) {
      if (i >= first) yield* shell.sys.print(`${String(i + 1).padStart(5)}  ${line}\n`);
    }
    return 0;
  },
};
