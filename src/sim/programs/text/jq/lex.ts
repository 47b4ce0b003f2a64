// Words of a jq program.
// Source: jq 1.6, src/lexer.l.
// Not modelled: see ast.ts.
import { JqSyntaxError } from './ast.ts';

export interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'field' | 'variable' | 'format' | 'op' | 'end';
  readonly text: string;
  /** Of a string: texts and, between them, the source of interpolations. */
  readonly parts?: readonly { readonly source: boolean; readonly text: string }[];
}

const operator = /^(\?\/\/=?|\/\/=|\|=|\+=|-=|\*=|\/=|%=|==|!=|<=|>=|\/\/|\.\.|[.[\](){}|,:;=<>+\-*/%?])/;

/** Cuts a program into tokens. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (kind: Token['kind'], length: number, value?: string) => {
    tokens.push({ kind, text: value ?? text.slice(at, at + length) });
    at += length;
  };
  while (at < text.length) {
    const rest = text.slice(at, at + 256);
    const blank = /^(\s+|#[^\n]*)/.exec(rest);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const number = /^(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?/.exec(rest);
    const field = /^\.([A-Za-z_]\w*)/.exec(rest);
    const word = /^[A-Za-z_]\w*(::[A-Za-z_]\w*)*/.exec(rest);
    const variable = /^\$(__loc__|[A-Za-z_]\w*)/.exec(rest);
    const format = /^@[a-zA-Z0-9_]+/.exec(rest);
    const op = operator.exec(rest);
    if (number) push('number', number[0].length);
    else if (field) push('field', field[0].length, field[1]);
    else if (word) push('name', word[0].length);
    else if (variable) push('variable', variable[0].length, variable[1]);
    else if (format) push('format', format[0].length);
    else if (text[at] === '"') {
      const [parts, end] = readString(text, at + 1);
      tokens.push({ kind: 'string', text: text.slice(at, end), parts });
      at = end;
    } else if (op) push('op', op[0].length);
    else throw new JqSyntaxError('syntax error, unexpected INVALID_CHARACTER');
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The parts of a string whose opening quote is behind, and where it ends. */
function readString(text: string, start: number): [NonNullable<Token['parts']>, number] {
  const parts: { source: boolean; text: string }[] = [];
  let plain = '';
  for (let at = start; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '"') return [[...parts, { source: false, text: plain }], at + 1];
    if (char !== '\\') {
      plain += char;
      continue;
    }
    const letter = text[++at] ?? '';
    if (letter === '(') {
      const end = endOfInterpolation(text, at + 1);
      parts.push({ source: false, text: plain }, { source: true, text: text.slice(at + 1, end) });
      plain = '';
      at = end;
    } else if (letter === 'u') {
      plain += String.fromCharCode(Number.parseInt(text.slice(at + 1, at + 5), 16) || 0xfffd);
      at += 4;
    } else {
      const escaped = escapes[letter];
      if (escaped === undefined) throw new JqSyntaxError('syntax error, unexpected INVALID_CHARACTER');
      plain += escaped;
    }
  }
  throw new JqSyntaxError(
    'syntax error, unexpected $end, expecting QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END',
  );
}

function endOfInterpolation(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = readString(text, at + 1)[1] - 1;
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at;
  }
  throw new JqSyntaxError('syntax error, unexpected $end');
}
