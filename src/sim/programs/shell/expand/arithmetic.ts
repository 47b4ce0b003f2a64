// Shell arithmetic: 64-bit integers, C's operators, variables by name.
// Source: bash(1) ARITHMETIC EVALUATION, expr.c.
// Not modelled: the exact column of a mistake in long expressions.
import { type ArithmeticExpression, parse } from 'unbash';
import type { Blocking } from '../../../host/sys.ts';
import { CommandError } from '../control.ts';
import type { Shell } from '../shell.ts';

/** Variables that name variables that name … : EXPR_NEST_LEVELS, expr.c has 1024; less is enough. */
const MAX_NESTING = 64;

/** How an expression's words are expanded; word.ts gives it, so that the two need not import each other. */
export type ExpandOperand = (shell: Shell, node: ArithmeticExpression) => Blocking<string>;

/** One evaluation. */
export class Arithmetic {
  readonly #shell: Shell;
  readonly #expand: ExpandOperand;
  readonly #depth: number;
  constructor(shell: Shell, expand: ExpandOperand, depth = 0) {
    this.#shell = shell;
    this.#expand = expand;
    this.#depth = depth;
  }

  /** The value of an expression's text. */
  *text(text: string): Blocking<bigint> {
    const trimmed = text.trim();
    if (trimmed === '') return 0n;
    if (/^-?(0|[1-9]\d*)$/.test(trimmed)) return BigInt.asIntN(64, BigInt(trimmed));
    if (this.#depth > MAX_NESTING) throw new CommandError(`${trimmed}: expression recursion level exceeded`);
    const script = parse(`((${text}))`);
    const command = script.commands[0]?.command;
    const whole = script.commands.length === 1 && script.errors === undefined;
    if (!whole || command?.type !== 'ArithmeticCommand' || command.expression === undefined) throw syntaxError(trimmed);
    return yield* this.value(command.expression);
  }

  /** The value of a tree. */
  *value(node: ArithmeticExpression): Blocking<bigint> {
    switch (node.type) {
      case 'ArithmeticGroup':
        return yield* this.value(node.expression);
      case 'ArithmeticTernary': {
        const test = yield* this.value(node.test);
        return yield* this.value(test !== 0n ? node.consequent : node.alternate);
      }
      case 'ArithmeticUnary':
        return yield* this.#unary(node);
      case 'ArithmeticBinary':
        return yield* this.#binary(node);
      case 'ArithmeticCommandExpansion':
        return yield* this.#nested(yield* this.#expand(this.#shell, node));
      case 'ArithmeticWord':
        return yield* this.#operand(node);
    }
  }

  *#operand(node: ArithmeticExpression & { type: 'ArithmeticWord' }): Blocking<bigint> {
    const text = node.parts === undefined ? node.value : yield* this.#expand(this.#shell, node);
    if (node.value === '') throw new CommandError('syntax error: operand expected');
    const number = parseNumber(text);
    if (number !== undefined) return number;
    const target = yield* this.#target(text);
    if (target === undefined) {
      if (text === node.value) throw syntaxError(text);
      return yield* this.#nested(text);
    }
    const value = this.#read(target);
    if (value === undefined && this.#shell.options.has('nounset')) {
      throw new CommandError(`${target.name}: unbound variable`);
    }
    return yield* this.#nested(value ?? '');
  }

  *#nested(text: string): Blocking<bigint> {
    return yield* new Arithmetic(this.#shell, this.#expand, this.#depth + 1).text(text);
  }

  /** `x` or `a[expression]`. */
  *#target(text: string): Blocking<Target | undefined> {
    const match = /^([A-Za-z_]\w*)(?:\[(.*)\])?$/s.exec(text.trim());
    if (match === null) return undefined;
    const [, name = '', index] = match;
    if (index === undefined) return { name, key: undefined };
    const value = this.#shell.variables.find(name)?.value;
    if (typeof value === 'object' && value.kind === 'associative') return { name, key: index };
    return { name, key: String(yield* this.#nested(index)) };
  }

  #read(target: Target): string | undefined {
    const { variables } = this.#shell;
    if (target.key === undefined) return variables.get(target.name);
    const value = variables.find(target.name)?.value;
    if (value === undefined) return undefined;
    if (typeof value === 'string') return target.key === '0' ? value : undefined;
    return value.kind === 'indexed' ? value.items.get(Number(target.key)) : value.items.get(target.key);
  }

  #write(target: Target, value: bigint): void {
    const { variables } = this.#shell;
    if (target.key === undefined) {
      variables.set(target.name, String(value));
      return;
    }
    const array = variables.arrayFor(target.name);
    if (array.kind === 'indexed') array.items.set(Number(target.key), String(value));
    else array.items.set(target.key, String(value));
  }

  *#unary(node: ArithmeticExpression & { type: 'ArithmeticUnary' }): Blocking<bigint> {
    if (node.operator === '++' || node.operator === '--') {
      const target = yield* this.#assignable(node.operand);
      const before = yield* this.#nested(this.#read(target) ?? '');
      const after = wrap(node.operator === '++' ? before + 1n : before - 1n);
      this.#write(target, after);
      return node.prefix ? after : before;
    }
    const value = yield* this.value(node.operand);
    switch (node.operator) {
      case '-':
        return wrap(-value);
      case '!':
        return value === 0n ? 1n : 0n;
      case '~':
        return ~value;
      default:
        return value;
    }
  }

  *#binary(node: ArithmeticExpression & { type: 'ArithmeticBinary' }): Blocking<bigint> {
    const { operator } = node;
    if (/^(?:[-+*/%&|^]|<<|>>)?=$/.test(operator)) {
      const target = yield* this.#assignable(node.left);
      const right = yield* this.value(node.right);
      const before = operator === '=' ? 0n : yield* this.#nested(this.#read(target) ?? '');
      const value = operator === '=' ? right : compute(operator.slice(0, -1), before, right, tokenOf(node.right));
      this.#write(target, value);
      return value;
    }
    const left = yield* this.value(node.left);
    if (operator === '&&') return left !== 0n && (yield* this.value(node.right)) !== 0n ? 1n : 0n;
    if (operator === '||') return left !== 0n || (yield* this.value(node.right)) !== 0n ? 1n : 0n;
    return compute(operator, left, yield* this.value(node.right), tokenOf(node.right));
  }

  *#assignable(node: ArithmeticExpression): Blocking<Target> {
    const inner = node.type === 'ArithmeticGroup' ? node.expression : node;
    const target = inner.type === 'ArithmeticWord' ? yield* this.#target(inner.value) : undefined;
    if (target === undefined) throw new CommandError('attempted assignment to non-variable');
    return target;
  }
}

/** What bash's scanner would be looking at: the right operand. */
function tokenOf(node: ArithmeticExpression): string {
  return node.type === 'ArithmeticWord' ? node.value : '';
}

interface Target {
  readonly name: string;
  readonly key: string | undefined;
}

function compute(operator: string, left: bigint, right: bigint, token: string): bigint {
  switch (operator) {
    case '+':
      return wrap(left + right);
    case '-':
      return wrap(left - right);
    case '*':
      return wrap(left * right);
    case '/':
    case '%':
      if (right === 0n) throw new CommandError(`division by 0 (error token is "${token}")`);
      return wrap(operator === '/' ? left / right : left % right);
    case '**':
      return power(left, right);
    case '<<':
      return wrap(left << (right & 63n));
    case '>>':
      return left >> (right & 63n);
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case ',':
      return right;
    default:
      return holds(operator, left, right) ? 1n : 0n;
  }
}

function holds(operator: string, left: bigint, right: bigint): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      throw new CommandError(`${operator}: syntax error: invalid arithmetic operator`);
  }
}

/** By squaring, wrapped at every step: exponents are hostile input. */
function power(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) throw new CommandError('exponent less than 0');
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = wrap(result * square);
    square = wrap(square * square);
  }
  return result;
}

/** Decimal, octal with 0, hexadecimal with 0x, base#digits. */
function parseNumber(text: string): bigint | undefined {
  const trimmed = text.trim();
  if (/^[1-9]\d*$|^0$/.test(trimmed)) return wrap(BigInt(trimmed));
  if (/^0x[0-9a-f]+$/i.test(trimmed)) return wrap(BigInt(trimmed));
  if (/^0\d+$/.test(trimmed)) {
    if (/[89]/.test(trimmed))
      throw new CommandError(`${trimmed}: value too great for base (error token is "${trimmed}")`);
    return wrap(BigInt(`0o${trimmed.slice(1)}`));
  }
  const based = /^(\d+)#([0-9A-Za-z@_]+)$/.exec(trimmed);
  return based === null ? undefined : inBase(Number(based[1]), based[2] ?? '', trimmed);
}

function inBase(base: number, digits: string, whole: string): bigint {
  const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';
  if (base < 2 || base > 64) throw new CommandError(`${whole}: invalid arithmetic base (error token is "${whole}")`);
  let value = 0n;
  for (const digit of digits) {
    const worth = alphabet.indexOf(base <= 36 ? digit.toLowerCase() : digit);
    if (worth >= base) throw new CommandError(`${whole}: value too great for base (error token is "${whole}")`);
    value = wrap(value * BigInt(base) + BigInt(worth));
  }
  return value;
}

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function syntaxError(text: string): CommandError {
  const token = /[-+*/%<>=&|^!?:,]\s*$/.exec(text)?.[0];
  if (token !== undefined)
    return new CommandError(`${text}: syntax error: operand expected (error token is "${token}")`);
  const rest = /^[A-Za-z0-9_]+\s+(.+)$/.exec(text)?.[1];
  if (rest !== undefined) return new CommandError(`${text}: syntax error in expression (error token is "${rest}")`);
  const bad = /[^\w\s].*$/s.exec(text)?.[0] ?? text;
  return new CommandError(`${text}: syntax error: invalid arithmetic operator (error token is "${bad}")`);
}
