// Reads a jq program.
// Source: jq 1.6, src/parser.y.
// Not modelled: see ast.ts.
import { type Binding, type Definition, type Filter, JqSyntaxError } from './ast.ts';
import { type Token, tokenize } from './lex.ts';

/** Reads a program. Throws JqSyntaxError. */
export function parseJq(text: string): Filter {
  return new JqParser(text).program();
}

/** Filters nested deeper than this would exhaust the reader's own stack. */
const MAX_DEPTH = 200;

/** Binary operators from the loosest to the tightest, below `|` and `,`. */
const levels: readonly { readonly ops: readonly string[]; readonly right?: boolean }[] = [
  { ops: ['//'], right: true },
  { ops: ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='] },
  { ops: ['or'] },
  { ops: ['and'] },
  { ops: ['==', '!=', '<', '<=', '>', '>='] },
  { ops: ['+', '-'] },
  { ops: ['*', '/', '%'] },
];

const identity: Filter = { kind: 'identity' };
const literal = (value: null | boolean | number | string): Filter => ({ kind: 'literal', value });

class JqParser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  program(): Filter {
    if (this.#isKind('end')) return identity;
    const filter = this.#pipe();
    if (!this.#isKind('end')) this.#fail();
    return filter;
  }

  get #token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  /** Asks anew: between two calls the parser may have moved on. */
  #isKind(kind: Token['kind']): boolean {
    return this.#token.kind === kind;
  }

  #fail(): never {
    const { kind, text } = this.#token;
    const keyword = /^(if|then|elif|else|end|as|def|reduce|foreach|try|catch|and|or)$/.test(text);
    const shown = kind === 'end' ? '$end' : kind === 'op' ? `'${text}'` : keyword ? text : kindNames[kind];
    throw new JqSyntaxError(`syntax error, unexpected ${shown}`);
  }

  #is(text: string): boolean {
    const { kind } = this.#token;
    return (kind === 'op' || kind === 'name') && this.#token.text === text;
  }

  #eat(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#eat(text)) this.#fail();
  }

  #take(kind: Token['kind']): Token {
    const token = this.#token;
    if (token.kind !== kind) this.#fail();
    this.#at++;
    return token;
  }

  /** A whole filter: definitions, `as`, `|`, `,`. */
  #pipe(): Filter {
    if (++this.#depth > MAX_DEPTH) throw new JqSyntaxError('syntax error, memory exhausted');
    try {
      if (this.#is('def')) {
        const definition = this.#definition();
        return { kind: 'define', definition, body: this.#pipe() };
      }
      const left = this.#comma();
      if (this.#eat('as')) return this.#bind(left);
      return this.#eat('|') ? { kind: 'pipe', left, right: this.#pipe() } : left;
    } finally {
      this.#depth--;
    }
  }

  #bind(source: Filter): Filter {
    const pattern = this.#binding();
    this.#expect('|');
    return { kind: 'bind', source, pattern, body: this.#pipe() };
  }

  #definition(): Definition {
    this.#expect('def');
    const name = this.#take('name').text;
    const parameters: string[] = [];
    if (this.#eat('(')) {
      do {
        const isValue = this.#isKind('variable');
        parameters.push(isValue ? `$${this.#take('variable').text}` : this.#take('name').text);
      } while (this.#eat(';'));
      this.#expect(')');
    }
    this.#expect(':');
    const body = this.#pipe();
    this.#expect(';');
    return { name, parameters, body };
  }

  #binding(): Binding {
    if (this.#isKind('variable')) return { kind: 'name', name: this.#take('variable').text };
    if (this.#eat('[')) {
      const items = [this.#binding()];
      while (this.#eat(',')) items.push(this.#binding());
      this.#expect(']');
      return { kind: 'items', items };
    }
    this.#expect('{');
    const entries: { key: Filter; value: Binding }[] = [];
    do {
      if (this.#isKind('variable')) {
        const name = this.#take('variable').text;
        entries.push({ key: literal(name), value: { kind: 'name', name } });
        continue;
      }
      const key = this.#key();
      this.#expect(':');
      entries.push({ key, value: this.#binding() });
    } while (this.#eat(','));
    this.#expect('}');
    return { kind: 'keys', entries };
  }

  #comma(): Filter {
    let left = this.#binary(0);
    while (this.#eat(',')) left = { kind: 'comma', left, right: this.#binary(0) };
    return left;
  }

  #binary(n: number): Filter {
    const level = levels[n];
    if (!level) return this.#unary();
    let left = this.#binary(n + 1);
    for (;;) {
      const op = this.#token.text;
      if ((this.#token.kind !== 'op' && this.#token.kind !== 'name') || !level.ops.includes(op)) return left;
      this.#at++;
      left = combine(op, left, this.#binary(level.right ? n : n + 1));
    }
  }

  #unary(): Filter {
    if (!this.#eat('-')) return this.#postfix();
    return { kind: 'negate', of: this.#postfix() };
  }

  /** A term and what follows it; in the head of a fold, `as` is the fold's own. */
  #postfix(binds = true): Filter {
    let filter = this.#term();
    for (;;) {
      if (this.#token.kind === 'field') {
        filter = { kind: 'index', of: filter, key: literal(this.#take('field').text) };
      } else if (this.#is('.') && this.#tokens[this.#at + 1]?.kind === 'string') {
        this.#at++;
        filter = { kind: 'index', of: filter, key: this.#string('text') };
      } else if (this.#is('.') && this.#tokens[this.#at + 1]?.text === '[') {
        this.#at++;
      } else if (this.#eat('[')) {
        filter = this.#bracket(filter);
      } else if (this.#eat('?')) {
        filter = { kind: 'try', of: filter, handler: undefined };
      } else if (binds && this.#is('as')) {
        this.#at++;
        return this.#bind(filter);
      } else {
        return filter;
      }
    }
  }

  #bracket(of: Filter): Filter {
    if (this.#eat(']')) return { kind: 'iterate', of };
    if (this.#eat(':')) {
      const to = this.#pipe();
      this.#expect(']');
      return { kind: 'slice', of, from: undefined, to };
    }
    const key = this.#pipe();
    if (!this.#eat(':')) {
      this.#expect(']');
      return { kind: 'index', of, key };
    }
    const to = this.#is(']') ? undefined : this.#pipe();
    this.#expect(']');
    return { kind: 'slice', of, from: key, to };
  }

  #term(): Filter {
    const token = this.#token;
    switch (token.kind) {
      case 'number':
        this.#at++;
        return literal(Number(token.text));
      case 'string':
        return this.#string('text');
      case 'format':
        this.#at++;
        if (this.#isKind('string')) return this.#string(token.text.slice(1));
        return { kind: 'format', name: token.text.slice(1) };
      case 'field':
        this.#at++;
        return { kind: 'index', of: identity, key: literal(token.text) };
      case 'variable':
        this.#at++;
        return { kind: 'variable', name: token.text };
      case 'name':
        return this.#named();
      case 'op':
        return this.#punctuated();
      default:
        return this.#fail();
    }
  }

  #punctuated(): Filter {
    if (this.#eat('..')) return { kind: 'recurse' };
    if (this.#eat('.')) {
      if (this.#isKind('string')) return { kind: 'index', of: identity, key: this.#string('text') };
      return identity;
    }
    if (this.#eat('(')) {
      const inner = this.#pipe();
      this.#expect(')');
      return inner;
    }
    if (this.#eat('[')) {
      if (this.#eat(']')) return { kind: 'array', of: undefined };
      const inner = this.#pipe();
      this.#expect(']');
      return { kind: 'array', of: inner };
    }
    return this.#eat('{') ? this.#object() : this.#fail();
  }

  #string(format: string): Filter {
    const parts = (this.#take('string').parts ?? []).map((part) => (part.source ? parseJq(part.text) : part.text));
    const [only] = parts;
    if (parts.length === 1 && typeof only === 'string') return literal(only);
    return { kind: 'template', format, parts };
  }

  #named(): Filter {
    const name = this.#take('name').text;
    switch (name) {
      case 'if':
        return this.#if();
      case 'try': {
        const of = this.#postfix();
        return { kind: 'try', of, handler: this.#eat('catch') ? this.#postfix() : undefined };
      }
      case 'reduce':
      case 'foreach':
        return this.#fold(name);
      case 'null':
        return literal(null);
      case 'true':
      case 'false':
        return literal(name === 'true');
      default:
        break;
    }
    if (/^(then|elif|else|end|as|and|or|catch|def|import|include|label)$/.test(name)) {
      this.#at--;
      this.#fail();
    }
    const args: Filter[] = [];
    if (this.#eat('(')) {
      do args.push(this.#pipe());
      while (this.#eat(';'));
      this.#expect(')');
    }
    return { kind: 'call', name, args };
  }

  #if(): Filter {
    const condition = this.#pipe();
    this.#expect('then');
    const yes = this.#pipe();
    if (this.#eat('elif')) return { kind: 'if', condition, yes, no: this.#if() };
    const no = this.#eat('else') ? this.#pipe() : identity;
    this.#expect('end');
    return { kind: 'if', condition, yes, no };
  }

  #fold(kind: 'reduce' | 'foreach'): Filter {
    const source = this.#postfix(false);
    this.#expect('as');
    const pattern = this.#binding();
    this.#expect('(');
    const start = this.#pipe();
    this.#expect(';');
    const step = this.#pipe();
    const extract = kind === 'foreach' && this.#eat(';') ? this.#pipe() : undefined;
    this.#expect(')');
    return kind === 'reduce' ? { kind, source, pattern, start, step } : { kind, source, pattern, start, step, extract };
  }

  #object(): Filter {
    const entries: { key: Filter; value: Filter }[] = [];
    while (!this.#eat('}')) {
      entries.push(this.#entry());
      if (this.#eat('}')) break;
      this.#expect(',');
    }
    return { kind: 'object', entries };
  }

  #entry(): { key: Filter; value: Filter } {
    if (this.#isKind('variable')) {
      const name = this.#take('variable').text;
      return { key: literal(name), value: { kind: 'variable', name } };
    }
    const key = this.#key();
    if (!this.#eat(':')) return { key, value: { kind: 'index', of: identity, key } };
    let value = this.#binary(0);
    while (this.#eat('|')) value = { kind: 'pipe', left: value, right: this.#binary(0) };
    return { key, value };
  }

  #key(): Filter {
    const { kind, text } = this.#token;
    if (kind === 'name' || kind === 'number') {
      this.#at++;
      return literal(text);
    }
    if (kind === 'string') return this.#string('text');
    if (kind === 'format') {
      this.#at++;
      return this.#isKind('string') ? this.#string(text.slice(1)) : { kind: 'format', name: text.slice(1) };
    }
    this.#expect('(');
    const key = this.#pipe();
    this.#expect(')');
    return key;
  }
}

const kindNames: Readonly<Record<Token['kind'], string>> = {
  number: 'LITERAL',
  string: 'QQSTRING_START',
  name: 'IDENT',
  field: 'FIELD',
  variable: "'$'",
  format: 'FORMAT',
  op: 'operator',
  end: '$end',
};

function combine(op: string, left: Filter, right: Filter): Filter {
  if (op === '//') return { kind: 'alternative', left, right };
  if (op === 'and' || op === 'or') return { kind: op, left, right };
  if (op === '=' || (op.endsWith('=') && !['==', '!=', '<=', '>='].includes(op))) {
    return { kind: 'update', op, target: left, value: right };
  }
  return { kind: 'operate', op, left, right };
}
