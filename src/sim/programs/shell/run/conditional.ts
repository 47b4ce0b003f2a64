// `[[ … ]]`: the compound command.
// Source: bash(1) CONDITIONAL EXPRESSIONS, `[[ expression ]]`.
// Not modelled: nocasematch.
import type { TestExpression, Word } from 'unbash';
import type { Blocking } from '../../../host/sys.ts';
import { CommandError } from '../control.ts';
import { evaluate, expandPattern, expandText } from '../expand/word.ts';
import type { Shell } from '../shell.ts';
import { compareNumbers, matchesPattern, testBinary, testUnary } from './test-expression.ts';
import { shownOperand, traceCompound } from './trace.ts';

export function* runConditional(shell: Shell, node: TestExpression): Blocking<boolean> {
  switch (node.type) {
    case 'TestGroup':
      return yield* runConditional(shell, node.expression);
    case 'TestNot': {
      const value = yield* runConditional(shell, node.operand);
      return node.negations.length % 2 === 1 ? !value : value;
    }
    case 'TestLogical':
      return yield* logical(shell, node.operator, node.operands);
    case 'TestUnary':
      return yield* unary(shell, node.operator, node.operand);
    case 'TestBinary':
      return yield* binary(shell, node.operator, node.left, node.right);
  }
}

function* logical(shell: Shell, operator: '&&' | '||', operands: readonly TestExpression[]): Blocking<boolean> {
  for (const operand of operands) {
    const value = yield* runConditional(shell, operand);
    if (value === (operator === '||')) return value;
  }
  return operator === '&&';
}

function* unary(shell: Shell, operator: string, operand: Word): Blocking<boolean> {
  const text = yield* expandText(shell, operand);
  yield* traceCompound(shell, `[[ ${operator} ${shownOperand(text)} ]]`);
  return testUnary(shell, operator, text);
}

function* binary(shell: Shell, operator: string, left: Word, right: Word): Blocking<boolean> {
  const text = yield* expandText(shell, left);
  const isPattern = ['=', '==', '!=', '=~'].includes(operator);
  const other = yield* isPattern ? expandPattern(shell, right) : expandText(shell, right);
  yield* traceCompound(shell, `[[ ${shownOperand(text)} ${operator} ${shownOperand(other)} ]]`);
  switch (operator) {
    case '=':
    case '==':
      return matchesPattern(text, other);
    case '!=':
      return !matchesPattern(text, other);
    case '=~':
      return matchExpression(shell, text, other);
    case '-eq':
    case '-ne':
    case '-lt':
    case '-le':
    case '-gt':
    case '-ge': {
      const one = yield* evaluate(shell, undefined, text);
      return compareNumbers(operator, one, yield* evaluate(shell, undefined, other));
    }
    default:
      return testBinary(shell, operator, text, other);
  }
}

/** `=~`: an extended regular expression; BASH_REMATCH holds what matched. */
function matchExpression(shell: Shell, text: string, source: string): boolean {
  const posix = source.replace(/\[:(\w+):\]/g, (whole, name: string) => classBodies[name] ?? whole);
  let expression: RegExp;
  try {
    expression = new RegExp(posix, 's');
  } catch {
    throw new CommandError('', 2);
  }
  const match = expression.exec(text);
  const items = new Map((match ?? []).map((group, i) => [i, group ?? '']));
  shell.variables.setArray('BASH_REMATCH', { kind: 'indexed', items });
  return match !== null;
}

/** POSIX classes as they stand inside brackets. */
const classBodies: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
};
