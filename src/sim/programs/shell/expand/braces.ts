// Brace expansion: `a{b,c}` and `{1..3}`, on the text of a word, before anything else.
// Source: bash(1) Brace Expansion, braces.c.
// Not modelled: sequences of more than 10,000 elements.

/** Longer sequences are left as they are. */
const MAX_ELEMENTS = 10_000;

/** The texts that a word's text stands for; itself alone if it has no braces. */
export function expandBraces(word: string): string[] {
  for (let open = nextBrace(word, 0); open >= 0; open = nextBrace(word, open + 1)) {
    const group = readGroup(word, open);
    if (group === undefined) continue;
    const head = word.slice(0, open);
    const tails = expandBraces(word.slice(group.end));
    const out: string[] = [];
    for (const choice of group.choices) for (const tail of tails) out.push(head + choice + tail);
    return out.length > MAX_ELEMENTS ? [word] : out;
  }
  return [word];
}

interface Group {
  readonly choices: readonly string[];
  readonly end: number;
}

function readGroup(word: string, open: number): Group | undefined {
  const commas: number[] = [];
  let depth = 0;
  for (let i = open; i < word.length; i = skip(word, i)) {
    const char = word[i];
    if (char === '{') depth++;
    else if (char === ',' && depth === 1) commas.push(i);
    else if (char === '}' && --depth === 0) return makeGroup(word, open, commas, i);
  }
  return undefined;
}

function makeGroup(word: string, open: number, commas: readonly number[], close: number): Group | undefined {
  if (commas.length === 0) {
    const sequence = readSequence(word.slice(open + 1, close));
    return sequence === undefined ? undefined : { choices: sequence, end: close + 1 };
  }
  const edges = [open, ...commas, close];
  const choices = commas.concat(close).flatMap((edge, i) => expandBraces(word.slice((edges[i] ?? open) + 1, edge)));
  return { choices, end: close + 1 };
}

function readSequence(body: string): string[] | undefined {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(body);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(body);
  const match = numbers ?? letters;
  if (match === null) return undefined;
  const [, from = '', to = '', by = '1'] = match;
  const start = numbers ? Number(from) : from.charCodeAt(0);
  const stop = numbers ? Number(to) : to.charCodeAt(0);
  const step = (Math.abs(Number(by)) || 1) * (stop < start ? -1 : 1);
  if (Math.abs(stop - start) / Math.abs(step) > MAX_ELEMENTS) return undefined;
  const width = numbers && /^-?0\d|\.\.-?0\d/.test(body) ? Math.max(from.length, to.length) : 0;
  const out: string[] = [];
  for (let value = start; step > 0 ? value <= stop : value >= stop; value += step) {
    out.push(numbers ? padded(value, width) : String.fromCharCode(value));
  }
  return out;
}

function padded(value: number, width: number): string {
  return value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0');
}

/** The next unquoted `{` that does not belong to `${`. */
function nextBrace(word: string, from: number): number {
  for (let i = 0; i < word.length; i = skip(word, i)) if (i >= from && word[i] === '{') return i;
  return -1;
}

/** The offset behind one character, a quoted stretch or an expansion. */
function skip(word: string, i: number): number {
  const char = word[i];
  if (char === '\\') return i + 2;
  if (char === "'") return behind(word, word.indexOf("'", i + 1));
  if (char === '"' || char === '`') {
    let end = i + 1;
    while (end < word.length && word[end] !== char) end += word[end] === '\\' ? 2 : 1;
    return end + 1;
  }
  if (char === '$' && (word[i + 1] === '{' || word[i + 1] === '(')) return closing(word, i + 1);
  return i + 1;
}

function closing(word: string, open: number): number {
  const close = word[open] === '{' ? '}' : ')';
  let depth = 1;
  let i = open + 1;
  while (i < word.length && depth > 0) {
    if (word[i] === close) depth--;
    else if (word[i] === word[open]) depth++;
    i = depth === 0 ? i + 1 : skip(word, i);
  }
  return i;
}

function behind(word: string, at: number): number {
  return at < 0 ? word.length : at + 1;
}
