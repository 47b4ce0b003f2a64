// Reads an awk program: rules, functions, statements.
// Source: POSIX.1-2017 awk, grammar; error texts of mawk 1.3.4, Debian's awk.
// Not modelled: see ast.ts.
import {
  AwkError,
  type AwkFunction,
  type AwkProgram,
  type Expression,
  type Pattern,
  type Redirection,
  type Rule,
  type Statement,
} from './ast.ts';
import { ExpressionParser } from './parse-expression.ts';

/** Reads a program. Throws AwkError. */
export function parseAwk(text: string): AwkProgram {
  return new AwkParser(text).program();
}

/** Blocks nested deeper than this would exhaust the reader's own stack. */
const MAX_NESTING = 100;

class AwkParser extends ExpressionParser {
  #nesting = 0;
  /** Inside BEGIN or END there is no record to go on from. */
  #outsideRecords = false;

  program(): AwkProgram {
    const begin: Statement[] = [];
    const end: Statement[] = [];
    const rules: Rule[] = [];
    const functions = new Map<string, AwkFunction>();
    for (;;) {
      while (this.is('newline') || this.isOp(';')) this.advance();
      if (this.is('end')) break;
      if (this.is('keyword', 'BEGIN') || this.is('keyword', 'END')) {
        const list = this.advance().text === 'BEGIN' ? begin : end;
        if (!this.isOp('{')) this.fail();
        this.#outsideRecords = true;
        list.push(this.#block());
        this.#outsideRecords = false;
      } else if (this.is('keyword', 'function') || this.is('keyword', 'func')) {
        const defined = this.#function();
        functions.set(defined.name, defined);
      } else {
        rules.push(this.#rule());
      }
    }
    for (const [name, line] of this.called) {
      if (!functions.has(name))
        throw new AwkError(`function ${name} never defined`, Math.max(line, this.token.line) + 1);
    }
    return { begin, rules, end, functions };
  }

  #rule(): Rule {
    if (this.isOp('{')) return { pattern: { kind: 'always' }, action: this.#block() };
    const from = this.expression();
    let pattern: Pattern = { kind: 'when', condition: from };
    if (this.eatOp(',')) {
      this.skipNewlines();
      pattern = { kind: 'range', from, to: this.expression() };
    }
    if (this.isOp('{')) return { pattern, action: this.#block() };
    if (!this.is('newline') && !this.is('end') && !this.isOp(';')) this.fail();
    return { pattern, action: undefined };
  }

  #function(): AwkFunction {
    this.advance();
    const name = this.name();
    this.expectOp('(');
    const parameters: string[] = [];
    while (!this.isOp(')')) {
      parameters.push(this.name());
      if (!this.eatOp(',')) break;
      this.skipNewlines();
    }
    this.expectOp(')');
    this.skipNewlines();
    if (!this.isOp('{')) this.fail();
    return { name, parameters, body: this.#block() };
  }

  #block(): Statement {
    this.expectOp('{');
    if (++this.#nesting > MAX_NESTING) throw new AwkError('parser stack overflow', this.token.line);
    const body: Statement[] = [];
    for (;;) {
      while (this.is('newline') || this.isOp(';')) this.advance();
      if (this.eatOp('}')) break;
      if (this.is('end')) throw new AwkError('missing } near end of file', this.token.line + 1);
      body.push(this.#statement());
    }
    this.#nesting--;
    return { kind: 'block', body };
  }

  /** The body of if, while …: a statement, perhaps on the next line, perhaps empty. */
  #body(): Statement {
    this.skipNewlines();
    if (this.eatOp(';')) return { kind: 'block', body: [] };
    if (++this.#nesting > MAX_NESTING) throw new AwkError('parser stack overflow', this.token.line);
    const body = this.#statement();
    this.#nesting--;
    return body;
  }

  #statement(): Statement {
    if (this.isOp('{')) return this.#block();
    if (this.token.kind === 'keyword') {
      const compound = this.#compound();
      if (compound) return compound;
    }
    const simple = this.#simple();
    this.#endOfStatement();
    return simple;
  }

  #endOfStatement(): void {
    if (this.isOp('}') || this.is('end')) return;
    if (!this.isOp(';') && !this.is('newline')) this.fail();
    this.advance();
  }

  #compound(): Statement | undefined {
    switch (this.token.text) {
      case 'if':
        return this.#if();
      case 'while': {
        this.advance();
        const condition = this.#condition();
        return { kind: 'while', condition, body: this.#body() };
      }
      case 'do': {
        this.advance();
        const body = this.#body();
        while (this.is('newline') || this.isOp(';')) this.advance();
        if (!this.eatKeyword('while')) this.fail();
        const condition = this.#condition();
        this.#endOfStatement();
        return { kind: 'do', condition, body };
      }
      case 'for':
        return this.#for();
      default:
        return undefined;
    }
  }

  #condition(): Expression {
    this.expectOp('(');
    const condition = this.expression();
    this.expectOp(')');
    return condition;
  }

  #if(): Statement {
    this.advance();
    const condition = this.#condition();
    const yes = this.#body();
    // `else` may follow after newlines and a semicolon; if it does not, those were only ends of lines.
    while (this.is('newline') || this.isOp(';')) this.advance();
    const no = this.eatKeyword('else') ? this.#body() : undefined;
    return { kind: 'if', condition, yes, no };
  }

  #for(): Statement {
    this.advance();
    this.expectOp('(');
    const first = this.isOp(';') ? undefined : this.#simple({ noIn: true });
    if (first?.kind === 'expression' && first.expression.kind === 'variable' && this.eatKeyword('in')) {
      const { name } = first.expression;
      const array = this.name();
      this.expectOp(')');
      return { kind: 'forIn', name, array, body: this.#body() };
    }
    this.expectOp(';');
    this.skipNewlines();
    const condition = this.isOp(';') ? undefined : this.expression();
    this.expectOp(';');
    this.skipNewlines();
    const step = this.isOp(')') ? undefined : this.#simple();
    this.expectOp(')');
    return { kind: 'for', first, condition, step, body: this.#body() };
  }

  #simple(limits: { readonly noIn?: boolean } = {}): Statement {
    if (this.token.kind !== 'keyword') return { kind: 'expression', expression: this.expression(limits) };
    const { text } = this.token;
    switch (text) {
      case 'print':
      case 'printf':
        this.advance();
        return this.#print(text);
      case 'next':
      case 'nextfile':
      case 'break':
      case 'continue':
        if (this.#outsideRecords && text.startsWith('next')) {
          throw new AwkError(`improper use of ${text}`, this.token.line);
        }
        this.advance();
        return { kind: text };
      case 'exit':
      case 'return':
        this.advance();
        return { kind: text, value: this.#atStatementEnd() ? undefined : this.expression() };
      case 'delete': {
        this.advance();
        const array = this.name();
        return { kind: 'delete', array, keys: this.eatOp('[') ? this.list(']') : undefined };
      }
      default:
        return { kind: 'expression', expression: this.expression(limits) };
    }
  }

  #atStatementEnd(): boolean {
    return this.isOp(';', '}') || this.is('newline') || this.is('end');
  }

  #print(kind: 'print' | 'printf'): Statement {
    let args: Expression[] = [];
    while (!this.#atStatementEnd() && !this.isOp('>', '>>', '|')) {
      args.push(this.expression({ noGreater: true }));
      if (!this.eatOp(',')) break;
      this.skipNewlines();
    }
    const [only] = args;
    if (args.length === 1 && only?.kind === 'group') args = [...only.items];
    let to: Redirection | undefined;
    if (this.isOp('>', '>>', '|')) {
      const mode = this.advance().text as Redirection['mode'];
      to = { mode, target: this.expression({ noGreater: true }) };
    }
    if (kind === 'printf' && args.length === 0) throw new AwkError('no arguments in call to printf', this.token.line);
    return { kind, args, to };
  }
}
