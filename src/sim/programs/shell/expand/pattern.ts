// Shell patterns: `*`, `?`, bracket expressions, extended patterns.
// Source: glob(7), bash(1) Pattern Matching; POSIX.1-2017 XCU 2.13.
// Not modelled: collating symbols and equivalence classes, locales other than C.UTF-8.

type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly has: (char: string) => boolean }
  | { readonly kind: 'group'; readonly operator: string; readonly choices: readonly (readonly Token[])[] };

/** POSIX character classes in the C locale. */
const classes: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /\s/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[0-9A-Fa-f]/,
  cntrl: /\p{Cc}/u,
  print: /[ -~]/,
  graph: /[!-~]/,
};

/** A compiled pattern. In its source a backslash makes the next character ordinary. */
export class Pattern {
  readonly #tokens: readonly Token[];
  readonly #fold: boolean;
  constructor(source: string, ignoreCase = false) {
    this.#fold = ignoreCase;
    this.#tokens = parsePattern(ignoreCase ? source.toLowerCase() : source);
  }

  /** Whether the whole text matches. */
  matches(text: string): boolean {
    return matchTokens(this.#tokens, [...(this.#fold ? text.toLowerCase() : text)]);
  }
}

/** Whether a pattern's source has anything special, so that file names must be looked up. */
export function hasMagic(source: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*[*?[]|[?*+@!]\(/.test(source);
}

/** Makes every character ordinary. */
export function quotePattern(text: string): string {
  return text.replace(/[\\*?[\]()|!+@-]/g, '\\$&');
}

/** The pattern's text with its backslashes taken away. */
export function unquotePattern(source: string): string {
  return source.replace(/\\(.)/gs, '$1');
}

function parsePattern(source: string): Token[] {
  const chars = [...source];
  const [tokens] = parseSequence(chars, 0, false);
  return tokens;
}

function parseSequence(chars: readonly string[], start: number, inGroup: boolean): [Token[], number] {
  const tokens: Token[] = [];
  let i = start;
  while (i < chars.length) {
    const char = chars[i] ?? '';
    if (inGroup && (char === '|' || char === ')')) break;
    if ('?*+@!'.includes(char) && chars[i + 1] === '(') {
      const group = parseGroup(chars, i);
      if (group !== undefined) {
        tokens.push(group[0]);
        i = group[1];
        continue;
      }
    }
    if (char === '\\' && i + 1 < chars.length) {
      tokens.push({ kind: 'char', char: chars[i + 1] ?? '' });
      i += 2;
      continue;
    }
    if (char === '[') {
      const set = parseSet(chars, i);
      if (set !== undefined) {
        tokens.push(set[0]);
        i = set[1];
        continue;
      }
    }
    if (char === '*') tokens.push({ kind: 'star' });
    else if (char === '?') tokens.push({ kind: 'any' });
    else tokens.push({ kind: 'char', char });
    i++;
  }
  return [tokens, i];
}

function parseGroup(chars: readonly string[], start: number): [Token, number] | undefined {
  const choices: Token[][] = [];
  let i = start + 2;
  for (;;) {
    const [tokens, end] = parseSequence(chars, i, true);
    choices.push(tokens);
    if (chars[end] === '|') i = end + 1;
    else if (chars[end] === ')') return [{ kind: 'group', operator: chars[start] ?? '', choices }, end + 1];
    else return undefined;
  }
}

function parseSet(chars: readonly string[], start: number): [Token, number] | undefined {
  let i = start + 1;
  const negated = chars[i] === '!' || chars[i] === '^';
  if (negated) i++;
  const tests: ((char: string) => boolean)[] = [];
  for (let first = true; ; first = false) {
    const char = chars[i];
    if (char === undefined) return undefined;
    if (char === ']' && !first) break;
    const named = char === '[' && chars[i + 1] === ':' ? /^\[:(\w+):\]/.exec(chars.slice(i).join('')) : null;
    const members = named?.[1] === undefined ? undefined : classes[named[1]];
    if (named !== null && members !== undefined) {
      tests.push((c) => members.test(c));
      i += named[0].length;
      continue;
    }
    const low = char === '\\' ? (chars[++i] ?? '\\') : char;
    i++;
    if (chars[i] === '-' && chars[i + 1] !== undefined && chars[i + 1] !== ']') {
      const high = chars[i + 1] === '\\' ? (chars[++i + 1] ?? '\\') : (chars[i + 1] ?? '');
      i += 2;
      tests.push((c) => c >= low && c <= high);
    } else tests.push((c) => c === low);
  }
  return [{ kind: 'set', negated, has: (c) => tests.some((test) => test(c)) }, i + 1];
}

/** Backtracking with a memory of failures, so that hostile patterns cost no more than pattern times text. */
function matchTokens(tokens: readonly Token[], text: readonly string[]): boolean {
  const failed = new Set<number>();
  const width = text.length + 1;
  const from = (t: number, i: number): boolean => {
    const key = t * width + i;
    if (failed.has(key)) return false;
    const matched = step(t, i);
    if (!matched) failed.add(key);
    return matched;
  };
  const step = (t: number, i: number): boolean => {
    const token = tokens[t];
    if (token === undefined) return i === text.length;
    if (token.kind === 'group') return matchGroup(token, t, i);
    if (token.kind === 'star') {
      for (let end = i; end <= text.length; end++) if (from(t + 1, end)) return true;
      return false;
    }
    const char = text[i];
    if (char === undefined) return false;
    const fits =
      token.kind === 'any' || (token.kind === 'char' ? token.char === char : token.has(char) !== token.negated);
    return fits && from(t + 1, i + 1);
  };
  const matchGroup = (group: Token & { kind: 'group' }, t: number, i: number): boolean => {
    const one = (start: number, end: number): boolean =>
      group.choices.some((choice) => matchTokens(choice, text.slice(start, end)));
    const { operator } = group;
    if ((operator === '?' || operator === '*') && from(t + 1, i)) return true;
    for (let end = i; end <= text.length; end++) {
      if (operator === '!') {
        if (!one(i, end) && from(t + 1, end)) return true;
      } else if (one(i, end)) {
        if (from(t + 1, end)) return true;
        if ((operator === '*' || operator === '+') && end > i && matchGroup({ ...group, operator: '*' }, t, end))
          return true;
      }
    }
    return false;
  };
  return from(0, 0);
}
