// What `${name…}` does to text: removing, replacing, slicing, changing case, quoting.
// Source: bash(1) Parameter Expansion.
// Not modelled: transformations other than Q, U, u, L, E, A.
import { Pattern } from './pattern.ts';

/** `#`, `##`, `%`, `%%`: removes the shortest or longest prefix or suffix. */
export function removeAffix(text: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  const compiled = new Pattern(pattern);
  const cuts: number[] = [];
  for (let i = 0; i <= text.length; i++) cuts.push(i);
  if (operator === '##' || operator === '%') cuts.reverse();
  for (const cut of cuts) {
    const fromStart = operator === '#' || operator === '##';
    if (compiled.matches(fromStart ? text.slice(0, cut) : text.slice(cut))) {
      return fromStart ? text.slice(cut) : text.slice(0, cut);
    }
  }
  return text;
}

/** `/`, `//`, `/#`, `/%`: replaces the longest match. */
export function replaceMatches(
  text: string,
  operator: '/' | '//' | '/#' | '/%',
  pattern: string,
  replacement: string,
): string {
  if (pattern === '') return text;
  const compiled = new Pattern(pattern);
  if (operator === '/%') {
    for (let i = 0; i <= text.length; i++) if (compiled.matches(text.slice(i))) return text.slice(0, i) + replacement;
    return text;
  }
  let out = '';
  let i = 0;
  while (i <= text.length) {
    const end = longestMatch(compiled, text, i);
    if (end === undefined || (end === i && text !== '')) {
      if (operator === '/#') return text;
      out += text[i] ?? '';
      i++;
      continue;
    }
    out += replacement;
    i = Math.max(end, i + 1);
    if (operator !== '//' || end >= text.length) return out + text.slice(end);
  }
  return out;
}

function longestMatch(pattern: Pattern, text: string, start: number): number | undefined {
  for (let end = text.length; end >= start; end--) if (pattern.matches(text.slice(start, end))) return end;
  return undefined;
}

/** `^`, `^^`, `,`, `,,`. */
export function changeCase(text: string, operator: '^' | '^^' | ',' | ',,', pattern: string): string {
  const compiled = pattern === '' ? undefined : new Pattern(pattern);
  const change = (char: string): string => {
    if (compiled !== undefined && !compiled.matches(char)) return char;
    return operator.startsWith('^') ? char.toUpperCase() : char.toLowerCase();
  };
  const chars = [...text];
  return chars.map((char, i) => (operator.length === 2 || i === 0 ? change(char) : char)).join('');
}

/** Quotes a word so that the shell reads it back: `${x@Q}`, `printf %q`, `set`. */
export function quoteWord(text: string): string {
  if (/\p{Cc}/u.test(text)) return `$'${text.replace(/[\\']/g, '\\$&').replace(/\p{Cc}/gu, escapeControl)}'`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function escapeControl(char: string): string {
  const named: Readonly<Record<string, string>> = {
    '\n': '\\n',
    '\t': '\\t',
    '\r': '\\r',
    '\x1b': '\\E',
    '\x07': '\\a',
  };
  return named[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
}

/** `@Q`, `@U`, `@u`, `@L`; undefined for an operator that is none of them. */
export function transform(text: string, operator: string): string | undefined {
  switch (operator) {
    case 'Q':
      return quoteWord(text);
    case 'U':
      return text.toUpperCase();
    case 'u':
      return changeCase(text, '^', '');
    case 'L':
      return text.toLowerCase();
    default:
      return undefined;
  }
}
