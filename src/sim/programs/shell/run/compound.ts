// Compound commands: if, for, while, until, case, select, groups, subshells, functions, arithmetic and conditional commands.
// Source: POSIX.1-2017 XCU 2.9.4, bash(1) Compound Commands.
// Not modelled: coprocesses.
import type { ArithmeticFor, Case, CommandNode, CompoundList, For, If, Select, Statement, While, Word } from 'unbash';
import type { Blocking } from '../../../host/sys.ts';
import { CommandError, LoopControl } from '../control.ts';
import { evaluate, expandPattern, expandText, expandWords } from '../expand/word.ts';
import type { Shell } from '../shell.ts';
import { runConditional } from './conditional.ts';
import { withRedirections } from './redirect.ts';
import { runSubshell } from './subshell.ts';
import { matchesPattern } from './test-expression.ts';
import { traceCompound } from './trace.ts';

/** Any command but a simple one. */
export function* runCompound(
  shell: Shell,
  node: Exclude<CommandNode, { type: 'Command' }> | CompoundList,
): Blocking<number> {
  switch (node.type) {
    case 'CompoundList':
      return yield* list(shell, node);
    case 'BraceGroup':
      return yield* list(shell, node.body);
    case 'Subshell':
      return yield* runSubshell(shell, node.body.commands, shell.source?.text.slice(node.pos, node.end) ?? '');
    case 'Redirected':
      return yield* withRedirections(shell, node.redirects, () => runCompound(shell, node.command));
    case 'If':
      return yield* runIf(shell, node);
    case 'For':
      return yield* runFor(shell, node);
    case 'ArithmeticFor':
      return yield* runArithmeticFor(shell, node);
    case 'While':
      return yield* runWhile(shell, node);
    case 'Case':
      return yield* runCase(shell, node);
    case 'Select':
      return yield* runSelect(shell, node);
    case 'Function':
      if (shell.source !== undefined) shell.functions.set(node.name.text, { body: node.body, source: shell.source });
      return 0;
    case 'TestCommand':
      return (yield* runConditional(shell, node.expression)) ? 0 : 1;
    case 'ArithmeticCommand':
      return yield* runArithmetic(shell, node.body, node.expression);
    case 'Coproc':
      yield* shell.sys.error('hoplab: not simulated yet: coproc\n');
      return 125;
  }
}

function* list(shell: Shell, node: { readonly commands: readonly Statement[] }): Blocking<number> {
  return yield* shell.interpreter.runStatements(shell, node.commands);
}

function* runIf(shell: Shell, node: If): Blocking<number> {
  for (const branch of [node, ...node.elif]) {
    if ((yield* shell.asCondition(list(shell, branch.clause))) === 0) return yield* list(shell, branch.then);
  }
  return node.else === undefined ? 0 : yield* list(shell, node.else);
}

/** Runs a loop's body once; answers whether the loop goes on. */
function* turn(shell: Shell, body: CompoundList, result: { status: number }): Blocking<boolean> {
  shell.loops++;
  try {
    result.status = yield* list(shell, body);
    return true;
  } catch (leave) {
    if (!(leave instanceof LoopControl)) throw leave;
    if (leave.levels > 1 && shell.loops > 1) throw new LoopControl(leave.kind, leave.levels - 1);
    result.status = 0;
    return leave.kind === 'continue';
  } finally {
    shell.loops--;
  }
}

function* wordList(shell: Shell, words: readonly Word[] | undefined): Blocking<readonly string[]> {
  return words === undefined ? shell.positional : yield* expandWords(shell, words);
}

function* runFor(shell: Shell, node: For): Blocking<number> {
  const result = { status: 0 };
  const words = node.wordlist?.map((word) => word.text).join(' ') ?? '"$@"';
  for (const value of yield* wordList(shell, node.wordlist)) {
    yield* traceCompound(shell, `for ${node.name.text} in ${words}`);
    shell.variables.set(node.name.text, value);
    if (!(yield* turn(shell, node.body, result))) break;
  }
  return result.status;
}

function* runArithmeticFor(shell: Shell, node: ArithmeticFor): Blocking<number> {
  const text = shell.source?.text.slice(node.pos, node.end) ?? '';
  const result = { status: 0 };
  if (node.initialize !== undefined) yield* evaluate(shell, node.initialize, text);
  while (node.test === undefined || (yield* evaluate(shell, node.test, text)) !== 0n) {
    if (!(yield* turn(shell, node.body, result))) break;
    if (node.update !== undefined) yield* evaluate(shell, node.update, text);
  }
  return result.status;
}

function* runWhile(shell: Shell, node: While): Blocking<number> {
  const result = { status: 0 };
  for (;;) {
    shell.loops++;
    let test: number;
    try {
      test = yield* shell.asCondition(list(shell, node.clause));
    } catch (leave) {
      if (!(leave instanceof LoopControl)) throw leave;
      if (leave.levels > 1 && shell.loops > 1) throw new LoopControl(leave.kind, leave.levels - 1);
      if (leave.kind === 'break') return 0;
      continue;
    } finally {
      shell.loops--;
    }
    if ((test === 0) !== (node.kind === 'while')) return result.status;
    if (!(yield* turn(shell, node.body, result))) return result.status;
  }
}

function* runCase(shell: Shell, node: Case): Blocking<number> {
  yield* traceCompound(shell, `case ${node.word.text} in`);
  const text = yield* expandText(shell, node.word);
  let status = 0;
  let falls = false;
  for (const item of node.items) {
    if (!falls && !(yield* anyMatches(shell, item.pattern, text))) continue;
    status = yield* list(shell, item.body);
    if (item.terminator !== ';&' && item.terminator !== ';;&') return status;
    falls = item.terminator === ';&';
  }
  return status;
}

function* anyMatches(shell: Shell, patterns: readonly Word[], text: string): Blocking<boolean> {
  for (const pattern of patterns) if (matchesPattern(text, yield* expandPattern(shell, pattern))) return true;
  return false;
}

function* runSelect(shell: Shell, node: Select): Blocking<number> {
  const choices = yield* wordList(shell, node.wordlist);
  const width = String(choices.length).length;
  const menu = choices.map((choice, i) => `${String(i + 1).padStart(width)}) ${choice}\n`).join('');
  const result = { status: 0 };
  for (;;) {
    yield* shell.sys.error(`${menu}${shell.variables.get('PS3') ?? '#? '}`);
    const read = shell.interpreter.builtins.get('read');
    if (read === undefined || (yield* read.run(shell, ['REPLY'])) !== 0) return 1;
    const reply = shell.variables.get('REPLY') ?? '';
    shell.variables.set(node.name.text, choices[Number(reply) - 1] ?? '');
    if (!(yield* turn(shell, node.body, result))) return result.status;
  }
}

function* runArithmetic(shell: Shell, body: string, expression: Parameters<typeof evaluate>[1]): Blocking<number> {
  yield* traceCompound(shell, `(( ${body.trim()} ))`);
  try {
    return (yield* evaluate(shell, expression, body)) === 0n ? 1 : 0;
  } catch (problem) {
    if (!(problem instanceof CommandError)) throw problem;
    yield* shell.complain(`((: ${problem.message}`);
    return 1;
  }
}
