// A filter's words and signs, each with its place.
import { FilterError, type Span } from './problem.ts';

export type TokenKind = 'word' | 'string' | 'sign' | 'slice' | 'layer' | 'end';

export interface Token extends Span {
  readonly kind: TokenKind;
  /** A string's contents; of a slice what is between the brackets, of a layer its number; else as written. */
  readonly text: string;
}

/** As many characters as a filter may have. */
export const MAX_FILTER = 2000;

const WORD = /^[\p{L}\p{N}_][\p{L}\p{N}_:/-]*(?:\.(?!\.)[\p{L}\p{N}_:/-]*)*/u;
/** Numbers below zero and names that begin with a dot occur as values only. */
const MORE_WORDS = /^-\d[\d.]*|^\.[\p{L}\p{N}][\p{L}\p{N}_.-]*/u;
const SIGNS = [
  '===',
  '!==',
  '==',
  '!=',
  '~=',
  '<=',
  '>=',
  '&&',
  '||',
  '^^',
  '..',
  '<',
  '>',
  '!',
  '~',
  '&',
  '(',
  ')',
  '{',
  '}',
  ',',
];
const LAYER = /^#\s*(-?\d+)/;

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

/** A string in double quotes; after `r` its backslashes are as they are, for patterns. */
function stringAt(text: string, start: number, raw: boolean): Token {
  let out = '';
  let i = start + (raw ? 2 : 1);
  for (; i < text.length && text[i] !== '"'; i++) {
    if (text[i] !== '\\') out += text[i];
    else if (raw) out += text[i] + (text[++i] ?? '');
    else {
      const code = /^x([0-9a-fA-F]{2})/.exec(text.slice(i + 1));
      if (code) {
        out += String.fromCharCode(Number.parseInt(code[1] ?? '', 16));
        i += 3;
      } else {
        const next = text[++i] ?? '';
        out += escapes[next] ?? next;
      }
    }
  }
  if (i >= text.length) throw new FilterError('unclosed', { at: start, length: text.length - start }, '"');
  return { kind: 'string', text: out, at: start, length: i + 1 - start };
}

function sliceAt(text: string, at: number): Token {
  const end = text.indexOf(']', at);
  if (end < 0) throw new FilterError('unclosed', { at, length: text.length - at }, '[');
  return { kind: 'slice', text: text.slice(at + 1, end), at, length: end + 1 - at };
}

function tokenAt(text: string, at: number): Token {
  const rest = text.slice(at);
  if (rest.startsWith('"')) return stringAt(text, at, false);
  if (rest.startsWith('r"')) return stringAt(text, at, true);
  if (rest.startsWith('[')) return sliceAt(text, at);
  const layer = LAYER.exec(rest);
  if (layer) return { kind: 'layer', text: layer[1] ?? '', at, length: layer[0].length };
  const sign = SIGNS.find((one) => rest.startsWith(one));
  if (sign !== undefined) return { kind: 'sign', text: sign, at, length: sign.length };
  const word = (WORD.exec(rest) ?? MORE_WORDS.exec(rest))?.[0];
  if (word !== undefined) return { kind: 'word', text: word, at, length: word.length };
  const [found = ''] = rest;
  throw new FilterError('unexpected', { at, length: found.length }, found, found === '=' ? { fix: '==' } : {});
}

/** The tokens of a filter, the last one being its end. */
export function lex(text: string): Token[] {
  if (text.length > MAX_FILTER) throw new FilterError('too-long', { at: 0, length: text.length }, '');
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at++;
    if (at >= text.length) break;
    const token = tokenAt(text, at);
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ kind: 'end', text: '', at: text.length, length: 0 });
  return tokens;
}
