// Tokens to a tree.
// Source: Go's text/template/parse/parse.go.
// Not modelled: template inheritance by redefinition.
import { lex, type Token, type TokenKind } from './lex.ts';
import { stringValue } from './literals.ts';
import { type Command, type Node, type Pipe, type Statement, TemplateError, type Tree } from './nodes.ts';

/** Parses a template; `functions` are the names that may be called. */
export function parseTemplate(source: string, functions: ReadonlySet<string>): Tree {
  return new Parser(source, functions).parse();
}

interface List {
  readonly body: Statement[];
  /** What ended it. */
  readonly end: 'eof' | 'end' | 'else';
}

class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  readonly #functions: ReadonlySet<string>;
  readonly #defines = new Map<string, readonly Statement[]>();
  #next = 0;
  #variables: string[] = ['$'];
  #rangeDepth = 0;

  constructor(source: string, functions: ReadonlySet<string>) {
    this.#source = source;
    this.#functions = functions;
    this.#tokens = lex(source);
  }

  parse(): Tree {
    const list = this.#list();
    if (list.end !== 'eof') this.#fail(`unexpected {{${list.end}}}`);
    return { source: this.#source, body: list.body, defines: this.#defines };
  }

  #fail(what: string, at = this.#peek().at): never {
    throw TemplateError.parse(this.#source, at, what);
  }

  #peek(): Token {
    const token = this.#tokens[Math.min(this.#next, this.#tokens.length - 1)] as Token;
    if (token.kind === 'error') this.#fail(token.text, token.at);
    return token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }

  #skipSpace(): Token {
    while (this.#peek().kind === 'space') this.#next++;
    return this.#peek();
  }

  #unexpected(token: Token, context: string): never {
    const text = token.kind === 'keyword' ? `<${token.text}>` : JSON.stringify(token.text);
    this.#fail(token.kind === 'eof' ? 'unexpected EOF' : `unexpected ${text} in ${context}`, token.at);
  }

  #expect(kind: TokenKind, context: string): Token {
    const token = this.#skipSpace();
    if (token.kind !== kind) this.#unexpected(token, context);
    return this.#take();
  }

  #list(): List {
    const body: Statement[] = [];
    for (;;) {
      const token = this.#take();
      if (token.kind === 'eof') return { body, end: 'eof' };
      if (token.kind === 'text') {
        body.push({ kind: 'text', text: token.text });
        continue;
      }
      const word = this.#skipSpace();
      if (word.kind !== 'keyword') {
        body.push({ kind: 'action', at: word.at, pipe: this.#pipeline('command', 'right') });
        continue;
      }
      this.#take();
      if (word.text === 'end') {
        this.#expect('right', 'end');
        return { body, end: 'end' };
      }
      if (word.text === 'else') {
        if (this.#skipSpace().kind !== 'keyword') this.#expect('right', 'else');
        return { body, end: 'else' };
      }
      body.push(...this.#keyword(word));
    }
  }

  #keyword(word: Token): Statement[] {
    switch (word.text) {
      case 'if':
      case 'with':
      case 'range':
        return [this.#control(word.text, word.at)];
      case 'break':
      case 'continue':
        if (this.#rangeDepth === 0) this.#fail(`{{${word.text}}} outside {{range}}`, word.at);
        this.#expect('right', `{{${word.text}}}`);
        return [{ kind: word.text, at: word.at }];
      case 'template': {
        const name = stringValue(this.#expect('string', 'template clause').text);
        const pipe = this.#skipSpace().kind === 'right' ? undefined : this.#pipeline('template clause', 'right');
        if (!pipe) this.#take();
        return [{ kind: 'template', at: word.at, name, pipe }];
      }
      default:
        return this.#define(word);
    }
  }

  /** `define` and `block`: a named body; a block is also run where it stands. */
  #define(word: Token): Statement[] {
    const name = stringValue(this.#expect('string', `${word.text} clause`).text);
    const pipe = word.text === 'block' ? this.#pipeline('block clause', 'right') : undefined;
    if (!pipe) this.#expect('right', 'define clause');
    const outer = this.#variables;
    this.#variables = ['$'];
    const list = this.#list();
    this.#variables = outer;
    if (list.end !== 'end') this.#fail(list.end === 'eof' ? 'unexpected EOF' : 'unexpected {{else}} in define clause');
    this.#defines.set(name, list.body);
    return pipe ? [{ kind: 'template', at: word.at, name, pipe }] : [];
  }

  #control(kind: 'if' | 'with' | 'range', at: number): Statement {
    const variables = this.#variables.length;
    const pipe = this.#pipeline(kind, 'right');
    if (kind === 'range') this.#rangeDepth++;
    const body = this.#list();
    if (kind === 'range') this.#rangeDepth--;
    let otherwise: Statement[] | undefined;
    if (body.end === 'else') otherwise = this.#otherwise(kind);
    else if (body.end === 'eof') this.#fail('unexpected EOF');
    this.#variables.length = variables;
    return { kind, at, pipe, body: body.body, otherwise };
  }

  #otherwise(kind: 'if' | 'with' | 'range'): Statement[] {
    const word = this.#peek();
    if (word.kind === 'keyword' && word.text === kind && kind !== 'range') {
      this.#take();
      return [this.#control(kind, word.at)];
    }
    if (word.kind === 'keyword') this.#unexpected(word, 'else');
    const list = this.#list();
    if (list.end === 'else') this.#fail('expected end; found {{else}}');
    if (list.end === 'eof') this.#fail('unexpected EOF');
    return list.body;
  }

  #pipeline(context: string, end: TokenKind): Pipe {
    const start = this.#skipSpace();
    const { variables, assign } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#skipSpace();
      if (token.kind === end) {
        this.#take();
        this.#checkPipeline(commands, context, token.at);
        return { kind: 'pipe', at: start.at, variables, assign, commands };
      }
      if (!operandStart.includes(token.kind)) this.#unexpected(token, context);
      commands.push(this.#command());
    }
  }

  #declarations(context: string): { variables: readonly string[]; assign: boolean } {
    const from = this.#next;
    const variables: string[] = [];
    while (this.#skipSpace().kind === 'variable') {
      variables.push(this.#take().text);
      const mark = this.#skipSpace();
      if (mark.kind === 'comma' && context === 'range' && variables.length === 1) {
        this.#take();
        continue;
      }
      if (mark.kind !== 'declare' && mark.kind !== 'assign') break;
      this.#take();
      if (mark.kind === 'declare') this.#variables.push(...variables);
      else for (const name of variables) this.#checkVariable(name, mark.at);
      return { variables, assign: mark.kind === 'assign' };
    }
    this.#next = from;
    return { variables: [], assign: false };
  }

  #checkVariable(name: string, at: number): void {
    if (!this.#variables.includes(name)) this.#fail(`undefined variable ${JSON.stringify(name)}`, at);
  }

  #checkPipeline(commands: readonly Command[], context: string, at: number): void {
    if (commands.length === 0) this.#fail(`missing value for ${context}`, at);
    commands.slice(1).forEach((command, i) => {
      const kind = command.words[0]?.kind;
      if (kind === 'bool' || kind === 'dot' || kind === 'nil' || kind === 'number' || kind === 'string') {
        this.#fail(`non executable command in pipeline stage ${i + 2}`, at);
      }
    });
  }

  #command(): Command {
    const at = this.#peek().at;
    const words: Node[] = [];
    for (;;) {
      this.#skipSpace();
      const operand = this.#operand();
      if (operand) words.push(operand);
      const token = this.#peek();
      if (token.kind === 'space') continue;
      if (token.kind === 'pipe') {
        this.#take();
      } else if (token.kind !== 'right' && token.kind !== 'close') {
        this.#unexpected(token, 'operand');
      }
      if (words.length === 0) this.#fail('empty command', token.at);
      return { at, words };
    }
  }

  #operand(): Node | undefined {
    const base = this.#term();
    if (!base || this.#peek().kind !== 'field') return base;
    const at = this.#peek().at;
    const names: string[] = [];
    while (this.#peek().kind === 'field') names.push(this.#take().text.slice(1));
    // A chain that begins with a field or a variable is one longer field or variable; its place is the second name's.
    if (base.kind === 'field' || base.kind === 'variable') return { ...base, at, names: [...base.names, ...names] };
    if (base.kind === 'bool' || base.kind === 'string' || base.kind === 'number' || base.kind === 'nil') {
      this.#fail(`unexpected . after term ${JSON.stringify(this.#source.slice(base.at, at))}`, at);
    }
    return { kind: 'chain', at, base, names };
  }

  #term(): Node | undefined {
    const token = this.#peek();
    const { at, text } = token;
    switch (token.kind) {
      case 'identifier':
        if (!this.#functions.has(text)) this.#fail(`function ${JSON.stringify(text)} not defined`, at);
        this.#take();
        return { kind: 'identifier', at, name: text };
      case 'dot':
      case 'nil':
        this.#take();
        return { kind: token.kind, at };
      case 'variable':
        this.#checkVariable(text, at);
        this.#take();
        return { kind: 'variable', at, names: [text] };
      case 'field':
        this.#take();
        return { kind: 'field', at, names: [text.slice(1)] };
      case 'bool':
        this.#take();
        return { kind: 'bool', at, value: text === 'true' };
      case 'char':
        this.#take();
        return { kind: 'number', at, text, value: stringValue(`"${text.slice(1, -1)}"`).codePointAt(0) ?? 0 };
      case 'number':
        this.#take();
        return { kind: 'number', at, text, value: Number(text.replaceAll('_', '')) };
      case 'string':
        this.#take();
        return { kind: 'string', at, text, value: stringValue(text) };
      case 'open':
        this.#take();
        return this.#pipeline('parenthesized pipeline', 'close');
      default:
        return undefined;
    }
  }
}

const operandStart: readonly TokenKind[] = [
  'bool',
  'char',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'string',
  'variable',
  'open',
];
