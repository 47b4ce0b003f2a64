// Builtins that bash has and this shell has not: they say so.
// Source: bash(1) SHELL BUILTIN COMMANDS.
// Not modelled: all of them.
import type { Builtin } from '../shell.ts';

const names = ['bind', 'caller', 'compgen', 'complete', 'enable', 'fc', 'suspend', 'times', 'ulimit'];

export const unsimulated: readonly Builtin[] = names.map((name) => ({
  name,
  usage: name,
  summary: 'Not simulated.',
  only: 'bash',
  *run(shell) {
    yield* shell.sys.error(`hoplab: not simulated yet: ${name}\n`);
    return 125;
  },
}));
