// Go template text to tokens.
// Source: Go's text/template/parse/lex.go.
// Not modelled: other delimiters, complex and imaginary numbers.

export type TokenKind =
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'field'
  | 'variable'
  | 'dot'
  | 'identifier'
  | 'keyword'
  | 'bool'
  | 'nil'
  | 'string'
  | 'char'
  | 'number'
  | 'pipe'
  | 'declare'
  | 'assign'
  | 'comma'
  | 'open'
  | 'close'
  | 'other'
  | 'error'
  | 'eof';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

const keywords = ['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with'];

/** All tokens, the last one being `eof`, or `error` with what is wrong: the parser may find an earlier mistake. */
export function lex(source: string): Token[] {
  const tokens: Token[] = [];
  try {
    lexAll(source, tokens);
  } catch (error) {
    if (!(error instanceof LexError)) throw error;
    tokens.push({ kind: 'error', text: error.message, at: error.at });
  }
  return tokens;
}

/** What cannot be a token. */
class LexError extends Error {
  override name = 'LexError';
  readonly at: number;
  constructor(at: number, what: string) {
    super(what);
    this.at = at;
  }
}

function lexAll(source: string, tokens: Token[]): void {
  let at = 0;
  let trim = false;
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    const end = open < 0 ? source.length : open;
    const trimmedLeft = trim ? source.slice(at, end).replace(/^[ \t\r\n]+/, '') : source.slice(at, end);
    const trimRight = open >= 0 && /^-[ \t\r\n]/.test(source.slice(open + 2, open + 4));
    const text = trimRight ? trimmedLeft.replace(/[ \t\r\n]+$/, '') : trimmedLeft;
    if (text !== '') tokens.push({ kind: 'text', text, at });
    if (open < 0) break;
    at = open + 2 + (trimRight ? 2 : 0);
    if (source.startsWith('/*', at)) {
      const close = source.indexOf('*/', at);
      if (close < 0) throw new LexError(at, 'unclosed comment');
      const after = /^\*\/( -)?\}\}/.exec(source.slice(close));
      if (!after) throw new LexError(at, 'comment ends before closing delimiter');
      trim = after[1] !== undefined;
      at = close + after[0].length;
      continue;
    }
    tokens.push({ kind: 'left', text: '{{', at: open });
    const action = lexAction(source, at, tokens);
    at = action.at;
    trim = action.trim;
  }
  tokens.push({ kind: 'eof', text: '', at: source.length });
}

/** The shapes of tokens inside an action, tried in order. */
const shapes: readonly (readonly [TokenKind, RegExp])[] = [
  ['space', /[ \t\r\n]+/y],
  ['string', /"(?:[^"\\\n]|\\.)*"/y],
  ['string', /`[^`]*`/y],
  ['char', /'(?:[^'\\\n]|\\.)+'/y],
  ['declare', /:=/y],
  ['assign', /=/y],
  ['pipe', /\|/y],
  ['comma', /,/y],
  ['open', /\(/y],
  ['close', /\)/y],
  ['field', /\.[\p{L}_][\p{L}\p{N}_]*/uy],
  ['number', /[+-]?(?:0[xX][0-9a-fA-F_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y],
  ['dot', /\./y],
  ['variable', /\$(?:[\p{L}\p{N}_]*)/uy],
  ['identifier', /[\p{L}_][\p{L}\p{N}_]*/uy],
];

function lexAction(source: string, from: number, tokens: Token[]): { at: number; trim: boolean } {
  let depth = 0;
  for (let at = from; ; ) {
    const close = /^(?:[ \t\r\n]-)?\}\}/.exec(source.slice(at, at + 4));
    if (close) {
      if (depth > 0) throw new LexError(at, 'unclosed left paren');
      const trim = close[0].length > 2;
      tokens.push({ kind: 'right', text: '}}', at: at + close[0].length - 2 });
      return { at: at + close[0].length, trim };
    }
    if (at >= source.length) throw new LexError(at, 'unclosed action');
    const token = oneToken(source, at);
    if (token.kind === 'open') depth++;
    if (token.kind === 'close' && --depth < 0) throw new LexError(at, 'unexpected right paren');
    tokens.push(token);
    at += token.text.length;
  }
}

function oneToken(source: string, at: number): Token {
  for (const [kind, shape] of shapes) {
    shape.lastIndex = at;
    const text = shape.exec(source)?.[0];
    if (text === undefined) continue;
    if (kind === 'dot' && at + 1 === source.length) throw new LexError(at, 'illegal number syntax: "."');
    if (named.includes(kind)) checkTerminator(source, at + text.length);
    return { kind: kind === 'identifier' ? wordKind(text) : kind, text, at };
  }
  const bad = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (bad === '"') throw new LexError(at, 'unterminated quoted string');
  if (bad === '`') throw new LexError(at, 'unterminated raw quoted string');
  if (bad === "'") throw new LexError(at, 'unterminated character constant');
  if (bad === ':') throw new LexError(at, 'expected :=');
  return { kind: 'other', text: bad, at };
}

const named: readonly TokenKind[] = ['field', 'variable', 'identifier'];

/** After a name only a blank, a delimiter or one of `.,|:()` may stand. */
function checkTerminator(source: string, at: number): void {
  if (at >= source.length || source.startsWith('}}', at) || /[\s.,|:()]/.test(source.charAt(at))) return;
  const code = (source.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw new LexError(at, `bad character U+${code} '${String.fromCodePoint(source.codePointAt(at) ?? 0)}'`);
}

function wordKind(word: string): TokenKind {
  if (keywords.includes(word)) return 'keyword';
  if (word === 'true' || word === 'false') return 'bool';
  return word === 'nil' ? 'nil' : 'identifier';
}
