// A simple command: expand its words, assign, redirect, then run a function, a builtin or a program.
// Source: POSIX.1-2017 XCU 2.9.1, bash(1) SIMPLE COMMAND EXPANSION, COMMAND EXECUTION.
// Not modelled: the hash table of command paths, command_not_found_handle.
import type { Assignment, Command, Word } from 'unbash';
import { strerror } from '../../../base/errno.ts';
import type { Blocking } from '../../../host/sys.ts';
import { CommandError, FatalError, FunctionReturn, ShellExit } from '../control.ts';
import { expandText, expandWords } from '../expand/word.ts';
import type { Shell, ShellFunction } from '../shell.ts';
import { assign } from './assign.ts';
import { spawnPatiently, waitForeground } from './processes.ts';
import { redirect, withRedirections } from './redirect.ts';
import { shownAssignment, traceLine, traceSimple } from './trace.ts';

/** Deeper calls are refused: FUNCNEST, which bash leaves unlimited and then crashes. */
const MAX_CALLS = 200;

/** Builtins whose words of the form name=value are assignments. */
const DECLARATIONS = new Set(['export', 'readonly', 'local', 'declare', 'typeset', 'alias']);

/** `exec`: a forked process that has nothing else to do becomes the program. */
export function* runSimple(shell: Shell, node: Command, exec: boolean): Blocking<number> {
  const aliased = aliasText(shell, node);
  if (aliased !== undefined) return yield* runAlias(shell, aliased);
  shell.substitutionStatus = 0;
  const words = yield* expandCommand(shell, node);
  const assignments = node.prefix.filter((part): part is Assignment => part.type === 'Assignment');
  const redirections = node.redirects;
  if (words.length === 0) {
    yield* assignAll(shell, assignments);
    const { substitutionStatus } = shell;
    // Nothing runs, but files are made.
    yield* withRedirections(shell, redirections, () => shell.interpreter.runStatements(shell, []));
    return substitutionStatus;
  }
  const prefix = yield* expandPrefix(shell, assignments);
  const shown = prefix.map(([name, value]) => shownAssignment(name, value));
  yield* traceSimple(shell, shown, words);
  if (words[0] === 'exec' && words.length === 1) {
    yield* redirect(shell, redirections);
    return 0;
  }
  try {
    return yield* withRedirections(shell, redirections, () => runAssigned(shell, prefix, words, exec, node));
  } finally {
    for (const path of shell.temporaryFiles.splice(0)) shell.sys.fs.remove(path);
  }
}

/** An assignment that cannot be made ends more than the command: the line, or a shell that runs a -c text. */
function* assignAll(shell: Shell, assignments: readonly Assignment[]): Blocking<void> {
  try {
    const shown: string[] = [];
    for (const assignment of assignments) {
      shown.push(yield* assign(shell, assignment));
      if (shell.flavour === 'bash') yield* traceSimple(shell, shown.splice(0), []);
    }
    if (shown.length > 0) yield* traceLine(shell, shown.join(' '));
  } catch (problem) {
    if (!(problem instanceof CommandError)) throw problem;
    const ash = problem.message.replace(/: readonly variable$/, ': is read only');
    throw shell.flavour === 'bash' ? new FatalError(problem.message, 1) : new FatalError(ash, 2);
  }
}

function* expandCommand(shell: Shell, node: Command): Blocking<string[]> {
  if (node.name === undefined) return [];
  const words = yield* expandWords(shell, [node.name]);
  const declares = DECLARATIONS.has(words[0] ?? '');
  for (const part of node.args) {
    if (part.type === 'Word') words.push(...(yield* expandArgument(shell, part, declares)));
    else if (part.value.type === 'Word') {
      const value = yield* expandText(shell, part.value, 'assignment');
      const index = part.index === undefined ? '' : `[${yield* expandText(shell, part.index)}]`;
      words.push(`${part.name}${index}${part.append ? '+' : ''}=${value}`);
    } else {
      words.push(part.name);
      shell.pendingArrays.push(part);
    }
  }
  return words;
}

function* expandArgument(shell: Shell, word: Word, declares: boolean): Blocking<string[]> {
  if (declares && /^[A-Za-z_]\w*\+?=/.test(word.text)) return [yield* expandText(shell, word, 'assignment')];
  return yield* expandWords(shell, [word]);
}

type Prefix = readonly (readonly [name: string, value: string])[];

/** The values of `A=1 B=$A` before a command: each sees those before it, redirections see none. */
function* expandPrefix(shell: Shell, assignments: readonly Assignment[]): Blocking<Prefix> {
  const values: (readonly [string, string])[] = [];
  const undo: (() => void)[] = [];
  try {
    for (const { name, value, append } of assignments) {
      if (value.type === 'ArrayValue') continue;
      const text = yield* expandText(shell, value, 'assignment');
      const whole = append ? `${shell.variables.get(name) ?? ''}${text}` : text;
      values.push([name, whole]);
      undo.push(shell.variables.setTemporarily(name, whole));
    }
    return values;
  } finally {
    for (const restore of undo.reverse()) restore();
  }
}

/** Runs with `A=1` before the command in force for it alone. */
function* runAssigned(
  shell: Shell,
  prefix: Prefix,
  words: readonly string[],
  exec: boolean,
  node: Command,
): Blocking<number> {
  const undo: (() => void)[] = [];
  try {
    for (const [name, value] of prefix) undo.push(shell.variables.setTemporarily(name, value));
    const status = yield* runWords(shell, words, { functions: true, exec }, sourceOf(shell, node));
    for (const array of shell.pendingArrays.splice(0)) yield* assign(shell, array);
    return status;
  } finally {
    shell.pendingArrays.length = 0;
    for (const restore of undo.reverse()) restore();
  }
}

/** Runs words that are already expanded. */
export function* runWords(
  shell: Shell,
  words: readonly string[],
  how: { readonly functions: boolean; readonly exec: boolean },
  what = words.join(' '),
): Blocking<number> {
  const [name = '', ...args] = words;
  const fn = how.functions ? shell.functions.get(name) : undefined;
  if (fn !== undefined) return yield* callFunction(shell, name, fn, args);
  const builtin = shell.interpreter.builtins.get(name);
  if (builtin !== undefined && (builtin.only === undefined || builtin.only === shell.flavour)) {
    return yield* builtin.run(shell, args);
  }
  return yield* runProgram(shell, words, how.exec, what);
}

function* callFunction(shell: Shell, name: string, fn: ShellFunction, args: readonly string[]): Blocking<number> {
  if (shell.functionNames.length >= MAX_CALLS) {
    throw new CommandError(`${name}: maximum function nesting level exceeded (${MAX_CALLS})`);
  }
  const { positional, source, position, loops } = shell;
  shell.positional = args;
  shell.source = fn.source;
  shell.loops = 0;
  shell.functionNames.push(name);
  shell.variables.enterFunction();
  try {
    return yield* shell.interpreter.runNode(shell, fn.body);
  } catch (leave) {
    if (leave instanceof FunctionReturn) return leave.status;
    throw leave;
  } finally {
    shell.variables.leaveFunction();
    shell.functionNames.pop();
    shell.positional = positional;
    shell.source = source;
    shell.position = position;
    shell.loops = loops;
  }
}

function* runProgram(shell: Shell, words: readonly string[], exec: boolean, what: string): Blocking<number> {
  const { sys } = shell;
  if (exec) {
    const replaced = sys.exec(words);
    if (replaced.ok) throw new ShellExit(yield* replaced.value);
    return yield* explainMissing(shell, words[0] ?? '', replaced.errno);
  }
  const spawned = yield* spawnPatiently(shell, { argv: words, ...(shell.interactive ? { group: 0 } : {}) });
  if (!spawned.ok) return yield* explainMissing(shell, words[0] ?? '', spawned.errno);
  return (yield* waitForeground(shell, [spawned.value], what))[0] ?? 0;
}

/** Why a program cannot be run: 127 when there is none, 126 when it cannot be executed. */
export function* explainMissing(shell: Shell, name: string, errno: keyof typeof strerror): Blocking<number> {
  const { sys, flavour } = shell;
  const path = name.includes('/');
  if (errno === 'ENOENT') {
    const words = flavour === 'ash' ? 'not found' : path ? strerror.ENOENT : 'command not found';
    yield* shell.complain(`${name}: ${words}`);
    return 127;
  }
  const isDirectory = path && sys.fs.stat(sys.resolve(name))?.type === 'directory';
  yield* shell.complain(`${name}: ${isDirectory && flavour === 'bash' ? strerror.EISDIR : strerror[errno]}`);
  return 126;
}

/** The command's text with its first word's alias in place, undefined if that is none. */
function aliasText(shell: Shell, node: Command): string | undefined {
  const { name } = node;
  if (!shell.interactive || name === undefined || shell.source === undefined || name.parts !== undefined)
    return undefined;
  const alias = shell.aliases.get(name.text);
  if (alias === undefined || shell.aliasesInUse.includes(name.text)) return undefined;
  const { text } = shell.source;
  shell.aliasesInUse.push(name.text);
  return text.slice(node.pos, name.pos) + alias + text.slice(name.end, node.end);
}

function* runAlias(shell: Shell, text: string): Blocking<number> {
  try {
    return yield* shell.interpreter.runText(shell, text, shell.line);
  } finally {
    shell.aliasesInUse.pop();
  }
}

function sourceOf(shell: Shell, node: Command): string {
  return shell.source?.text.slice(node.pos, node.end) ?? '';
}
