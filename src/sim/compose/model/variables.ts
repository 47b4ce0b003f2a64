// The variables that a Compose file mentions, without their values.
// Source: compose-spec/compose-go template/variables.go.
// Not modelled: nothing known.
import { isMap, type Value } from './values.ts';

export interface Mention {
  readonly required: boolean;
  /** What stands for the variable when it is not set. */
  readonly fallback: string;
  /** What stands for it when it is set. */
  readonly alternative: string;
}

/** Every variable in the texts of the values, by name. */
export function variablesIn(values: readonly Value[]): Map<string, Mention> {
  const found = new Map<string, Mention>();
  const visit = (value: Value): void => {
    if (typeof value === 'string')
      for (const [name, mention] of mentions(value)) if (!found.has(name)) found.set(name, mention);
    if (Array.isArray(value)) for (const each of value) visit(each);
    if (isMap(value)) for (const each of Object.values(value)) visit(each);
  };
  for (const value of values) visit(value);
  return found;
}

/** `${NAME:-word}`, `$NAME`; what `$$` begins is text. Words may mention variables in turn. */
function mentions(text: string): [string, Mention][] {
  const all: [string, Mention][] = [];
  for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at + 1)) {
    if (text[at + 1] === '$') {
      at++;
      continue;
    }
    const plain = /^\$([_a-zA-Z]\w*)/.exec(text.slice(at));
    if (plain?.[1] !== undefined) all.push([plain[1], { required: false, fallback: '', alternative: '' }]);
    const braced = /^\$\{([_a-zA-Z]\w*)(:?[-+?])?/.exec(text.slice(at));
    if (!braced?.[1]) continue;
    const word = text.slice(at + braced[0].length, closing(text, at + 1));
    const operator = braced[2]?.at(-1);
    all.push([
      braced[1],
      { required: operator === '?', fallback: operator === '-' ? word : '', alternative: operator === '+' ? word : '' },
    ]);
  }
  return all;
}

/** Where the brace that opens at a place is closed. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return text.length;
}
