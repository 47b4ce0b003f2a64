// Reads awk expressions: precedence climbing by hand, because concatenation has no operator.
// Source: POSIX.1-2017 awk, "Expressions in Decreasing Precedence".
// Not modelled: see ast.ts.
import { Regex, RegexError } from '../regex/regex.ts';
import { AwkError, type Expression, type LValue } from './ast.ts';
import { Lexer, type Token, type TokenKind } from './lex.ts';

/** Expressions nested deeper than this would exhaust the reader's own stack. */
const MAX_DEPTH = 150;

const comparisons = ['<', '<=', '==', '!=', '>', '>='];
const assignments = ['=', '+=', '-=', '*=', '/=', '%=', '^='];

/** What an expression may not contain at its top level: `>` in print lists, `in` in the head of a for loop. */
interface Limits {
  readonly noGreater?: boolean;
  readonly noIn?: boolean;
}

export class ExpressionParser {
  readonly #lexer: Lexer;
  protected token: Token;
  /** Functions called, with the line of the last call. */
  protected readonly called = new Map<string, number>();
  #depth = 0;

  constructor(text: string) {
    this.#lexer = new Lexer(text);
    this.token = this.#lexer.next();
  }

  protected fail(): never {
    const { token } = this;
    if (token.kind === 'end') throw new AwkError('missing } near end of file', token.line + 1);
    const line = token.kind === 'newline' ? token.line + 1 : token.line;
    const shown = token.kind === 'newline' ? 'unexpected newline' : `at or near ${token.text}`;
    throw new AwkError(`syntax error ${shown}`, line);
  }

  protected advance(): Token {
    const { token } = this;
    this.token = this.#lexer.next();
    return token;
  }

  protected is(kind: TokenKind, text?: string): boolean {
    return this.token.kind === kind && (text === undefined || this.token.text === text);
  }

  protected isOp(...texts: readonly string[]): boolean {
    return this.token.kind === 'op' && texts.includes(this.token.text);
  }

  protected eatOp(text: string): boolean {
    if (!this.isOp(text)) return false;
    this.advance();
    return true;
  }

  protected expectOp(text: string): void {
    if (!this.eatOp(text)) this.fail();
  }

  protected eatKeyword(text: string): boolean {
    if (!this.is('keyword', text)) return false;
    this.advance();
    return true;
  }

  protected skipNewlines(): void {
    while (this.token.kind === 'newline') this.advance();
  }

  protected name(): string {
    if (this.token.kind !== 'name' && this.token.kind !== 'call') this.fail();
    return this.advance().text;
  }

  /** Expressions between commas up to `closing`, which is eaten. */
  protected list(closing: string): Expression[] {
    const items: Expression[] = [];
    this.skipNewlines();
    while (!this.isOp(closing)) {
      items.push(this.expression());
      this.skipNewlines();
      if (!this.eatOp(',')) break;
      this.skipNewlines();
    }
    this.expectOp(closing);
    return items;
  }

  expression(limits: Limits = {}): Expression {
    if (++this.#depth > MAX_DEPTH) throw new AwkError('parser stack overflow', this.token.line);
    const left = this.#choice(limits);
    let result = left;
    if (this.isOp(...assignments)) {
      if (!isLValue(left)) this.fail();
      const op = this.advance().text;
      this.skipNewlines();
      result = { kind: 'assign', op, target: left, value: this.expression(limits) };
    }
    this.#depth--;
    return result;
  }

  #choice(limits: Limits): Expression {
    const condition = this.#or(limits);
    if (!this.isOp('?')) return condition;
    this.advance();
    this.skipNewlines();
    const yes = this.expression(limits);
    this.skipNewlines();
    this.expectOp(':');
    this.skipNewlines();
    return { kind: 'choice', condition, yes, no: this.expression(limits) };
  }

  #or(limits: Limits): Expression {
    let left = this.#and(limits);
    while (this.eatOp('||')) {
      this.skipNewlines();
      left = { kind: 'or', left, right: this.#and(limits) };
    }
    return left;
  }

  #and(limits: Limits): Expression {
    let left = this.#in(limits);
    while (this.eatOp('&&')) {
      this.skipNewlines();
      left = { kind: 'and', left, right: this.#in(limits) };
    }
    return left;
  }

  #in(limits: Limits): Expression {
    let left = this.#match(limits);
    while (!limits.noIn && this.eatKeyword('in')) {
      left = { kind: 'in', keys: left.kind === 'group' ? left.items : [left], array: this.name() };
    }
    return left;
  }

  #match(limits: Limits): Expression {
    let left = this.#comparison(limits);
    while (this.isOp('~', '!~')) {
      const negated = this.advance().text === '!~';
      left = { kind: 'match', negated, text: left, pattern: this.#comparison(limits) };
    }
    return left;
  }

  #comparison(limits: Limits): Expression {
    let left = this.#concatenation(limits);
    for (;;) {
      if (this.isOp(...comparisons) && !(limits.noGreater && this.isOp('>'))) {
        const op = this.advance().text;
        left = { kind: 'binary', op, left, right: this.#concatenation(limits) };
      } else if (this.isOp('|') && !limits.noGreater) {
        this.advance();
        if (!this.eatKeyword('getline')) this.fail();
        left = { kind: 'getline', from: 'command', source: left, target: this.#optionalLValue() };
      } else {
        return left;
      }
    }
  }

  #concatenation(limits: Limits): Expression {
    let left = this.#sum();
    while (this.#startsOperand() && !(limits.noIn && this.is('keyword', 'in'))) {
      left = { kind: 'binary', op: ' ', left, right: this.#sum() };
    }
    return left;
  }

  #startsOperand(): boolean {
    const { kind } = this.token;
    if (kind === 'number' || kind === 'text' || kind === 'name' || kind === 'call' || kind === 'builtin') return true;
    return this.isOp('$', '!', '(', '-', '+', '++', '--');
  }

  #sum(): Expression {
    let left = this.#product();
    while (this.isOp('+', '-')) {
      const op = this.advance().text;
      left = { kind: 'binary', op, left, right: this.#product() };
    }
    return left;
  }

  #product(): Expression {
    let left = this.#unary();
    while (this.isOp('*', '/', '%')) {
      const op = this.advance().text;
      left = { kind: 'binary', op, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Expression {
    if (!this.isOp('!', '-', '+')) return this.#power();
    if (++this.#depth > MAX_DEPTH) throw new AwkError('parser stack overflow', this.token.line);
    const op = this.advance().text as '!' | '-' | '+';
    const operand = this.#unary();
    this.#depth--;
    return { kind: 'unary', op, operand };
  }

  #power(): Expression {
    const base = this.#postfix();
    if (!this.isOp('^')) return base;
    this.advance();
    // Right-associative, and `2^-1` is allowed.
    const exponent = this.isOp('-', '+', '!') ? this.#unary() : this.#power();
    return { kind: 'binary', op: '^', left: base, right: exponent };
  }

  #postfix(): Expression {
    const operand = this.#primary();
    if (!isLValue(operand) || !this.isOp('++', '--')) return operand;
    const by = this.advance().text === '++' ? 1 : -1;
    return { kind: 'increment', by, prefix: false, target: operand };
  }

  #primary(): Expression {
    const { token } = this;
    switch (token.kind) {
      case 'number':
        return { kind: 'number', value: Number(this.advance().text) };
      case 'text':
        return { kind: 'text', value: this.advance().text };
      case 'builtin':
        return this.#builtin();
      case 'call':
        this.advance();
        this.called.set(token.text, token.line);
        this.expectOp('(');
        return { kind: 'call', name: token.text, args: this.list(')') };
      case 'name':
        return this.#variable();
      case 'keyword':
        if (this.eatKeyword('getline')) return this.#getline();
        return this.fail();
      default:
        return this.#operator();
    }
  }

  #operator(): Expression {
    if (this.isOp('/', '/=')) return this.#regex();
    if (this.isOp('++', '--')) {
      const by = this.advance().text === '++' ? 1 : -1;
      const target = this.#primary();
      if (!isLValue(target)) this.fail();
      return { kind: 'increment', by, prefix: true, target };
    }
    if (this.eatOp('$')) {
      if (this.isOp('++', '--', '-')) return { kind: 'field', index: this.#unary() };
      if (++this.#depth > MAX_DEPTH) throw new AwkError('parser stack overflow', this.token.line);
      const index = this.#primary();
      this.#depth--;
      return { kind: 'field', index };
    }
    if (!this.eatOp('(')) this.fail();
    const items = this.list(')');
    if (items.length === 0) this.fail();
    return { kind: 'group', items };
  }

  #regex(): Expression {
    const pattern = this.#lexer.regex(this.token.text);
    this.advance();
    try {
      return { kind: 'regex', regex: new Regex(pattern, { notation: 'extended', escapes: true }) };
    } catch (error) {
      if (!(error instanceof RegexError)) throw error;
      throw new AwkError(`regular expression compile failed (${error.message})\n${pattern}`, this.token.line);
    }
  }

  #variable(): LValue {
    const name = this.advance().text;
    if (!this.eatOp('[')) return { kind: 'variable', name };
    return { kind: 'element', array: name, keys: this.list(']') };
  }

  #builtin(): Expression {
    const name = this.advance().text;
    if (this.eatOp('(')) return { kind: 'builtin', name, args: this.list(')') };
    if (name !== 'length') this.fail();
    return { kind: 'builtin', name, args: [] };
  }

  #getline(): Expression {
    const target = this.#optionalLValue();
    if (!this.eatOp('<')) return { kind: 'getline', from: 'input', source: undefined, target };
    return { kind: 'getline', from: 'file', source: this.#postfix(), target };
  }

  #optionalLValue(): LValue | undefined {
    if (this.token.kind !== 'name' && !this.isOp('$')) return undefined;
    const target = this.#primary();
    return isLValue(target) ? target : this.fail();
  }
}

function isLValue(expression: Expression): expression is LValue {
  return expression.kind === 'variable' || expression.kind === 'field' || expression.kind === 'element';
}
