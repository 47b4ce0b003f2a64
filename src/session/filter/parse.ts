// A filter as a tree. The grammar is Wireshark's, less arithmetic and most functions.

import { lex, type Token } from './lex.ts';
import { FilterError, type Span } from './problem.ts';

export type Order = '==' | '!=' | '<' | '<=' | '>' | '>=';
/** What is said of several values; Wireshark's meaning of the sign where nothing is written. */
export type Quantifier = 'any' | 'all';
export type FunctionName = 'len' | 'count' | 'lower' | 'upper';

/** A field's name or a value: which one, only the table of fields tells. */
export interface WordNode extends Span {
  readonly kind: 'word' | 'string';
  readonly text: string;
  readonly slice?: string | undefined;
  readonly layer?: number | undefined;
}

export interface CallNode extends Span {
  readonly kind: 'call';
  readonly name: FunctionName;
  readonly of: WordNode;
}

export interface MaskNode extends Span {
  readonly kind: 'mask';
  readonly of: WordNode;
  readonly mask: WordNode;
}

export type Operand = WordNode | CallNode | MaskNode;

export interface Range {
  readonly from: WordNode;
  readonly to: WordNode | undefined;
}

export type Tree =
  | { readonly kind: 'exists'; readonly of: Operand }
  | {
      readonly kind: 'compare';
      readonly order: Order;
      readonly quantifier: Quantifier;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'contains' | 'matches'; readonly left: Operand; readonly right: WordNode }
  | { readonly kind: 'in'; readonly left: Operand; readonly ranges: readonly Range[] }
  | { readonly kind: 'not'; readonly of: Tree }
  | { readonly kind: 'and' | 'or' | 'xor'; readonly left: Tree; readonly right: Tree };

const orders: Readonly<Record<string, readonly [Order, Quantifier]>> = {
  '==': ['==', 'any'],
  eq: ['==', 'any'],
  any_eq: ['==', 'any'],
  '===': ['==', 'all'],
  all_eq: ['==', 'all'],
  '!=': ['!=', 'all'],
  ne: ['!=', 'all'],
  all_ne: ['!=', 'all'],
  '~=': ['!=', 'any'],
  '!==': ['!=', 'any'],
  any_ne: ['!=', 'any'],
  '<': ['<', 'any'],
  lt: ['<', 'any'],
  '<=': ['<=', 'any'],
  le: ['<=', 'any'],
  '>': ['>', 'any'],
  gt: ['>', 'any'],
  '>=': ['>=', 'any'],
  ge: ['>=', 'any'],
};

const reserved: readonly string[] = ['and', 'or', 'xor', 'not', 'in', 'contains', 'matches', 'bitand'];

const functions: readonly string[] = ['len', 'count', 'lower', 'upper'];
const isFunction = (name: string): name is FunctionName => functions.includes(name);

/** Brackets and negations within each other, at most. */
const MAX_DEPTH = 50;

const has = (table: object, key: string): boolean => Object.hasOwn(table, key);

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = lex(text);
  }

  whole(): Tree {
    const tree = this.#or();
    if (this.#token.kind !== 'end') this.#unexpected();
    return tree;
  }

  get #token(): Token {
    // The last token is the end, which is never passed.
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', at: 0, length: 0 };
  }

  #take(): Token {
    const token = this.#token;
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  /** Takes a sign or a word that stands for one. */
  #accept(...texts: readonly string[]): Token | undefined {
    const { kind, text } = this.#token;
    return (kind === 'sign' || kind === 'word') && texts.includes(text) ? this.#take() : undefined;
  }

  #unexpected(): never {
    const token = this.#token;
    throw new FilterError(token.kind === 'end' ? 'missing' : 'unexpected', token, token.text);
  }

  #or(): Tree {
    let left = this.#xor();
    while (this.#accept('||', 'or')) left = { kind: 'or', left, right: this.#xor() };
    return left;
  }

  #xor(): Tree {
    let left = this.#and();
    while (this.#accept('^^', 'xor')) left = { kind: 'xor', left, right: this.#and() };
    return left;
  }

  #and(): Tree {
    let left = this.#not();
    while (this.#accept('&&', 'and')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Tree {
    if (++this.#depth > MAX_DEPTH) throw new FilterError('too-long', this.#token, '');
    const tree = this.#accept('!', 'not') ? ({ kind: 'not', of: this.#not() } as const) : this.#primary();
    this.#depth--;
    return tree;
  }

  #primary(): Tree {
    const open = this.#accept('(');
    if (open === undefined) return this.#test();
    const tree = this.#or();
    if (this.#accept(')') === undefined) {
      if (this.#token.kind === 'end') throw new FilterError('unclosed', open, '(');
      this.#unexpected();
    }
    return tree;
  }

  #test(): Tree {
    const asked = this.#quantifier();
    const left = this.#operand();
    if (asked === undefined) {
      if (this.#accept('contains')) return { kind: 'contains', left, right: this.#word() };
      if (this.#accept('matches', '~')) return { kind: 'matches', left, right: this.#word() };
      if (this.#accept('in')) return { kind: 'in', left, ranges: this.#set() };
      const { text, kind } = this.#token;
      if (kind === 'word' && text === 'not' && this.#tokens[this.#next + 1]?.text === 'in') {
        this.#next += 2;
        return { kind: 'not', of: { kind: 'in', left, ranges: this.#set() } };
      }
    }
    const order = has(orders, this.#token.text) && this.#token.kind !== 'string' ? orders[this.#token.text] : undefined;
    if (order === undefined) {
      if (asked !== undefined) this.#unexpected();
      return { kind: 'exists', of: left };
    }
    this.#take();
    return { kind: 'compare', order: order[0], quantifier: asked ?? order[1], left, right: this.#operand() };
  }

  /** `any` or `all` before a field. */
  #quantifier(): Quantifier | undefined {
    const { kind, text } = this.#token;
    if (kind !== 'word' || (text !== 'any' && text !== 'all')) return undefined;
    this.#take();
    return text;
  }

  #operand(): Operand {
    const { text, at } = this.#token;
    if (isFunction(text) && this.#tokens[this.#next + 1]?.text === '(') {
      this.#next += 2;
      const of = this.#word();
      const close = this.#accept(')');
      if (close === undefined) this.#unexpected();
      return { kind: 'call', name: text, of, at, length: close.at + close.length - at };
    }
    const word = this.#word();
    if (this.#accept('&', 'bitand') === undefined) return word;
    const mask = this.#word();
    return { kind: 'mask', of: word, mask, at: word.at, length: mask.at + mask.length - word.at };
  }

  #word(): WordNode {
    const { kind, text, at, length } = this.#token;
    if (kind !== 'string' && (kind !== 'word' || reserved.includes(text) || has(orders, text))) this.#unexpected();
    this.#take();
    const layer = this.#token.kind === 'layer' ? Number(this.#take().text) : undefined;
    const slice = this.#token.kind === 'slice' ? this.#take().text : undefined;
    const last = this.#tokens[this.#next - 1];
    return { kind, text, slice, layer, at, length: last === undefined ? length : last.at + last.length - at };
  }

  #set(): Range[] {
    const open = this.#accept('{');
    if (open === undefined) this.#unexpected();
    const ranges: Range[] = [];
    do {
      const from = this.#word();
      ranges.push({ from, to: this.#accept('..') ? this.#word() : undefined });
    } while (this.#accept(','));
    if (this.#accept('}') === undefined) {
      if (this.#token.kind === 'end') throw new FilterError('unclosed', open, '{');
      this.#unexpected();
    }
    return ranges;
  }
}

/** Reads a filter; throws FilterError. An empty one is undefined: it lets everything through. */
export function parseFilter(text: string): Tree | undefined {
  return text.trim() === '' ? undefined : new Parser(text).whole();
}
