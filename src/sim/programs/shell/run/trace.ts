// `set -x`: what a shell shows of each command before it runs it.
// Source: bash's print_cmd.c (xtrace_print_*), PS4 in bash(1); dash and busybox ash show simple commands alone.
// Not modelled: expansions within PS4, patterns shown with their quoting.
import type { Blocking } from '../../../host/sys.ts';
import { quoteWord } from '../expand/operations.ts';
import type { Shell } from '../shell.ts';

/** Prints a line of the trace, if there is one. */
export function* traceLine(shell: Shell, text: string): Blocking<void> {
  if (!shell.options.has('xtrace')) return;
  const prompt = shell.variables.get('PS4') ?? '+ ';
  // bash says how deep in substitutions a command stands by repeating the first character.
  const depth = shell.flavour === 'bash' ? (prompt[0] ?? '').repeat(shell.traceDepth) : '';
  yield* shell.sys.error(`${depth}${prompt}${text}\n`);
}

/** Prints what only bash's trace has: compound commands. */
export function* traceCompound(shell: Shell, text: string): Blocking<void> {
  if (shell.flavour === 'bash') yield* traceLine(shell, text);
}

/** A simple command: bash gives each assignment a line of its own. */
export function* traceSimple(shell: Shell, assigned: readonly string[], words: readonly string[]): Blocking<void> {
  if (!shell.options.has('xtrace')) return;
  const shown = words.map(shownWord);
  if (shell.flavour === 'ash') shown.unshift(...assigned);
  else for (const assignment of assigned) yield* traceLine(shell, assignment);
  if (shown.length > 0) yield* traceLine(shell, shown.join(' '));
}

/** `x='a b'` as a trace shows it. */
export function shownAssignment(name: string, value: string): string {
  return `${name}=${value === '' ? '' : shownWord(value)}`;
}

/** An operand of `[[`. */
export function shownOperand(text: string): string {
  return text === '' ? "''" : text;
}

function shownWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : quoteWord(word);
}
