// trap: what happens when a signal comes or the shell ends.
// Source: bash(1) trap.
// Not modelled: RETURN; DEBUG before compound commands.
import { type Signal, signalNumbers } from '../../../host/sys.ts';
import type { Builtin, Condition, Shell } from '../shell.ts';

export const trap: Builtin = {
  name: 'trap',
  usage: 'trap [-lp] [[arg] signal_spec ...]',
  summary: 'Trap signals and other events.',
  *run(shell, args) {
    const words = args[0] === '--' ? args.slice(1) : args;
    if (words[0] === '-l') {
      for (const [name, number] of signals()) yield* shell.sys.print(`${String(number).padStart(2)}) ${name}\n`);
      return 0;
    }
    if (words.length === 0 || words[0] === '-p') {
      for (const [condition, command] of shell.traps) {
        yield* shell.sys.print(`trap -- '${command.replaceAll("'", "'\\''")}' ${condition}\n`);
      }
      return 0;
    }
    const [first = '', ...rest] = words;
    const onlyConditions = rest.length === 0 || /^\d+$/.test(first);
    let status = 0;
    for (const word of onlyConditions ? words : rest) {
      const condition = conditionOf(word);
      if (condition === undefined) {
        yield* shell.complainOf(
          'trap',
          `${word}: invalid signal specification`,
          `${word}: invalid signal specification`,
        );
        status = 1;
      } else setTrap(shell, condition, onlyConditions || first === '-' ? undefined : first);
    }
    return status;
  },
};

function setTrap(shell: Shell, condition: Condition, command: string | undefined): void {
  if (command === undefined) shell.traps.delete(condition);
  else shell.traps.set(condition, command);
  if (condition === 'EXIT' || condition === 'ERR' || condition === 'DEBUG') return;
  if (command === undefined) shell.restoreSignal(condition);
  else if (command === '') shell.sys.onSignal(condition, 'ignore');
  else {
    shell.sys.onSignal(condition, () => {
      shell.pendingTraps.push(condition);
    });
  }
}

/** A signal or pseudo-signal by name (with or without SIG) or number. */
export function conditionOf(word: string): Condition | undefined {
  const upper = word.toUpperCase();
  if (upper === 'EXIT' || upper === '0') return 'EXIT';
  return upper === 'ERR' || upper === 'DEBUG' ? upper : signalOf(word);
}

export function signalOf(word: string): Signal | undefined {
  const upper = word.toUpperCase();
  return signals().find(([name, number]) => name === upper || name === `SIG${upper}` || String(number) === word)?.[0];
}

function signals(): [Signal, number][] {
  const names = Object.keys(signalNumbers).filter((name): name is Signal => Object.hasOwn(signalNumbers, name));
  return names.map((name): [Signal, number] => [name, signalNumbers[name]]).sort(([, a], [, b]) => a - b);
}
