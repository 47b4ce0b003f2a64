// Words of an awk program.
// Source: POSIX.1-2017 awk, lexical conventions.
// Not modelled: hexadecimal numbers, locales' decimal points.
import { AwkError } from './ast.ts';

export type TokenKind = 'number' | 'text' | 'name' | 'call' | 'keyword' | 'builtin' | 'op' | 'newline' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly line: number;
}

const keywords = new Set(
  'BEGIN END function func if else while for do break continue next nextfile exit return delete in getline print printf'.split(
    ' ',
  ),
);

/** Built-in functions. */
export const builtinNames = new Set(
  'length substr index split sub gsub match sprintf sin cos atan2 exp log sqrt int rand srand tolower toupper system close fflush systime strftime'.split(
    ' ',
  ),
);

const operators = [
  '&&',
  '||',
  '>>',
  '<=',
  '>=',
  '==',
  '!=',
  '!~',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  ...'{}()[];,+-*/%^!<>|?:~$=',
];

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** Text with its backslash escapes carried out; an unknown escape keeps its backslash. */
export function unescapeText(text: string): string {
  return text.replace(/\\([0-7]{1,3}|[\s\S])/g, (all, what: string) => {
    if (/^[0-7]/.test(what)) return String.fromCharCode(Number.parseInt(what, 8) & 255);
    return escapes[what] ?? all;
  });
}

/** Reads tokens one at a time, because only the parser knows whether `/` begins a regular expression. */
export class Lexer {
  line = 1;
  readonly #text: string;
  #at = 0;
  constructor(text: string) {
    this.#text = text;
  }

  next(): Token {
    this.#skipBlanks();
    const rest = this.#text.slice(this.#at, this.#at + 4096);
    const token = (kind: TokenKind, length: number, text = rest.slice(0, length)): Token => {
      this.#at += length;
      return { kind, text, line: this.line };
    };
    if (this.#at >= this.#text.length) return token('end', 0, 'end of file');
    if (rest[0] === '\n') {
      const newline = token('newline', 1);
      this.line++;
      return newline;
    }
    if (rest[0] === '"') return this.#textToken();
    const number = /^(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?/.exec(rest);
    if (number) return token('number', number[0].length);
    const word = /^[A-Za-z_]\w*/.exec(rest)?.[0];
    if (word !== undefined) {
      const called = rest[word.length] === '(';
      const kind = keywords.has(word) ? 'keyword' : builtinNames.has(word) ? 'builtin' : called ? 'call' : 'name';
      return token(kind, word.length);
    }
    const operator = operators.find((op) => rest.startsWith(op));
    if (operator === undefined) throw new AwkError(`unexpected character '${rest[0]}'`, this.line);
    return token('op', operator.length);
  }

  /** The rest of a regular expression whose opening slash (or `/=`) was read as `opening`. */
  regex(opening: string): string {
    let out = opening.slice(1);
    let inBracket = false;
    for (;;) {
      const char = this.#text[this.#at++];
      if (char === undefined || char === '\n') {
        throw new AwkError(`regular expression compile failed (missing '/')\n${out}`, this.line);
      }
      if (char === '\\') {
        const next = this.#text[this.#at++] ?? '';
        out += next === '/' ? '/' : `\\${next}`;
        continue;
      }
      if (char === '/' && !inBracket) return out;
      if (char === '[' && !inBracket) {
        inBracket = true;
        const opening = /^\^?\]?/.exec(this.#text.slice(this.#at, this.#at + 2))?.[0] ?? '';
        out += `[${opening}`;
        this.#at += opening.length;
        continue;
      }
      if (char === ']') inBracket = false;
      out += char;
    }
  }

  #skipBlanks(): void {
    for (;;) {
      const char = this.#text[this.#at];
      if (char === ' ' || char === '\t' || char === '\r') this.#at++;
      else if (char === '\\' && this.#text[this.#at + 1] === '\n') {
        this.#at += 2;
        this.line++;
      } else if (char === '#') {
        while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#at++;
      } else return;
    }
  }

  #textToken(): Token {
    let end = this.#at + 1;
    while (this.#text[end] !== '"') {
      if (this.#text[end] === undefined || this.#text[end] === '\n') {
        throw new AwkError(`runaway string constant ${this.#text.slice(this.#at, this.#at + 10)} ...`, this.line);
      }
      end += this.#text[end] === '\\' ? 2 : 1;
    }
    const raw = this.#text.slice(this.#at + 1, end).replaceAll('\\\n', '');
    this.#at = end + 1;
    return { kind: 'text', text: unescapeText(raw), line: this.line };
  }
}
