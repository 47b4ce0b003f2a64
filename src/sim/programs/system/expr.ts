// expr, test, [: expressions from words.
// Source: expr(1), test(1) of coreutils 9.1.
// Not modelled: expr's numbers beyond 2^53.
import type { Blocking, Program } from '../../host/sys.ts';
import { Regex, RegexError } from '../text/regex/regex.ts';
import type { Tool } from '../text/tool.ts';

/** A wrong expression; `status` is the exit status. */
class ExprError extends Error {
  override name = 'ExprError';
}

const INVALID = 2;
/** Words nested deeper than this would exhaust the reader's own stack. */
const MAX_WORDS = 500;

const levels: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['<', '<=', '=', '==', '!=', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
];

export const expr: Tool = {
  name: 'expr',
  summary: 'Evaluate expressions',
  usage: 'EXPRESSION',
  version: 'expr (GNU coreutils) 9.1',
  misuseStatus: INVALID,
  *run(call) {
    if (call.operands.length === 0) return yield* call.misuse('missing operand');
    try {
      const value = new ExprReader(call.operands.slice(0, MAX_WORDS)).whole();
      call.put(`${value}\n`);
      return value === '' || /^-?0+$/.test(value) ? 1 : 0;
    } catch (error) {
      if (error instanceof ExprError || error instanceof RegexError) return yield* call.die(error.message, INVALID);
      throw error;
    }
  },
};

class ExprReader {
  readonly #words: readonly string[];
  #at = 0;
  constructor(words: readonly string[]) {
    this.#words = words;
  }

  whole(): string {
    const value = this.#level(0);
    const left = this.#words[this.#at];
    if (left !== undefined) throw new ExprError(`syntax error: unexpected argument '${left}'`);
    return value;
  }

  #level(n: number): string {
    const operators = levels[n];
    if (!operators) return this.#primary();
    let left = this.#level(n + 1);
    for (;;) {
      const operator = this.#words[this.#at];
      if (operator === undefined || !operators.includes(operator)) return left;
      this.#at++;
      left = apply(operator, left, this.#level(n + 1));
    }
  }

  #take(): string {
    const word = this.#words[this.#at++];
    if (word !== undefined) return word;
    throw new ExprError(`syntax error: missing argument after '${this.#words.at(-1)}'`);
  }

  #primary(): string {
    const word = this.#take();
    switch (word) {
      case '(': {
        const value = this.#level(0);
        if (this.#words[this.#at] !== ')') {
          throw new ExprError(`syntax error: expecting ')' after '${this.#words[this.#at - 1]}'`);
        }
        this.#at++;
        return value;
      }
      case 'length':
        return String([...this.#primary()].length);
      case 'index': {
        const text = this.#primary();
        const chars = new Set(this.#primary());
        return String([...text].findIndex((char) => chars.has(char)) + 1);
      }
      case 'substr': {
        const [text, from, length] = [this.#primary(), Number(this.#primary()), Number(this.#primary())];
        return from >= 1 && length >= 1 ? text.slice(from - 1, from - 1 + length) : '';
      }
      case 'match':
        return match(this.#primary(), this.#primary());
      case '+':
        return this.#take();
      default:
        return word;
    }
  }
}

const isInteger = (text: string) => /^-?\d+$/.test(text);
const isNull = (text: string) => text === '' || /^-?0+$/.test(text);

function apply(operator: string, left: string, right: string): string {
  if (operator === '|') return isNull(left) ? (isNull(right) ? '0' : right) : left;
  if (operator === '&') return isNull(left) || isNull(right) ? '0' : left;
  if (operator === ':') return match(left, right);
  if ('<=>=!='.includes(operator)) {
    const numbers = isInteger(left) && isInteger(right);
    const order = numbers ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0;
    const holds = { '<': order < 0, '<=': order <= 0, '=': order === 0, '==': order === 0 }[operator];
    return (holds ?? { '!=': order !== 0, '>=': order >= 0, '>': order > 0 }[operator]) ? '1' : '0';
  }
  if (!isInteger(left) || !isInteger(right)) throw new ExprError('non-integer argument');
  const [a, b] = [Number(left), Number(right)];
  if (b === 0 && (operator === '/' || operator === '%')) throw new ExprError('division by zero');
  const value = { '+': a + b, '-': a - b, '*': a * b, '/': Math.trunc(a / b), '%': a % b }[operator] ?? 0;
  return String(value + 0);
}

/** STRING : REGEX, anchored at the start: the first group, or how many characters matched. */
function match(text: string, pattern: string): string {
  const regex = new Regex(pattern.startsWith('^') ? pattern : `^${pattern}`, { notation: 'basic' });
  const found = regex.exec(text);
  if (regex.groups > 1) {
    const bounds = found?.groups[1];
    return bounds ? text.slice(bounds[0], bounds[1]) : '';
  }
  return String(found ? found.end : 0);
}

/** test and [ as programs: what the shell's own builtins do. */
export function conditionPrograms(shell: Program): readonly Program[] {
  return ['test', '['].map((name) => ({
    name,
    summary: 'Evaluate conditional expression',
    *main(sys, argv): Blocking<number> {
      return yield* shell.main(sys, ['sh', '-c', `${name} "$@"`, name, ...argv.slice(1)]);
    },
  }));
}
