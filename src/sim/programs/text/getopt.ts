// Options of a command line, as getopt_long(3) of glibc reads them: clusters, attached values, long options and their abbreviations.
// Source: getopt_long(3); error texts as glibc's posix/getopt.c prints them.
// Not modelled: single-dash long options, options whose order among operands matters.

/** How a tool reads its options. */
export interface OptionRules {
  /**
   * One entry an option: its names, the first of which is its key, then `:` for a value that must follow or `::` for one that
   * may be attached. `n,lines:` is -n VALUE and --lines=VALUE.
   */
  readonly options: readonly string[];
  /** `-5` means this option with the value 5 (head, tail). */
  readonly digits?: string;
  /** Stops at the first operand, as tools do that run another command. */
  readonly stopAtOperand?: boolean;
  /** `-5` and `-.5` are operands (seq). */
  readonly negativeNumbers?: boolean;
}

/** The options given, by key, in order. */
export class Options {
  readonly #given: readonly (readonly [string, string])[];
  constructor(given: readonly (readonly [string, string])[]) {
    this.#given = given;
  }

  has(key: string): boolean {
    return this.#given.some(([name]) => name === key);
  }

  /** All of them, in the order of the command line. */
  given(): readonly (readonly [key: string, value: string])[] {
    return this.#given;
  }

  /** The value given last. */
  value(key: string): string | undefined {
    return this.values(key).at(-1);
  }

  values(key: string): string[] {
    return this.#given.filter(([name]) => name === key).map(([, value]) => value);
  }

  /** Which of these keys was given last. */
  last(...keys: readonly string[]): string | undefined {
    return this.#given.findLast(([name]) => keys.includes(name))?.[0];
  }
}

export type ParsedLine =
  | { readonly kind: 'parsed'; readonly options: Options; readonly operands: readonly string[] }
  | { readonly kind: 'wrong'; readonly message: string };

interface Option {
  readonly key: string;
  readonly value: 'none' | 'required' | 'optional';
}

const wrong = (message: string): ParsedLine => ({ kind: 'wrong', message });

/** Reads `words` (a command line without the command). */
export function parseOptions(words: readonly string[], rules: OptionRules): ParsedLine {
  const named = optionNames(rules.options);
  const given: [string, string][] = [];
  const operands: string[] = [];
  let i = 0;
  const take = () => words[i++];
  while (i < words.length) {
    const word = take() as string;
    if (word === '--') break;
    const isOperand = word === '-' || !word.startsWith('-') || (rules.negativeNumbers && /^-\.?\d/.test(word));
    if (isOperand) {
      operands.push(word);
      if (rules.stopAtOperand) break;
    } else if (word.startsWith('--')) {
      const problem = readLong(word, named, given, take);
      if (problem !== undefined) return wrong(problem);
    } else if (rules.digits !== undefined && /^-\d/.test(word)) {
      given.push([rules.digits, word.slice(1)]);
    } else {
      const problem = readCluster(word, named, given, take);
      if (problem !== undefined) return wrong(problem);
    }
  }
  return { kind: 'parsed', options: new Options(given), operands: [...operands, ...words.slice(i)] };
}

function optionNames(entries: readonly string[]): Map<string, Option> {
  const named = new Map<string, Option>();
  for (const entry of entries) {
    const names = entry.replace(/:+$/, '').split(',');
    const value = entry.endsWith('::') ? 'optional' : entry.endsWith(':') ? 'required' : 'none';
    for (const name of names) named.set(name, { key: names[0] as string, value });
  }
  return named;
}

type Given = [string, string][];
type Take = () => string | undefined;

function readCluster(word: string, named: ReadonlyMap<string, Option>, given: Given, take: Take): string | undefined {
  for (let at = 1; at < word.length; at++) {
    const letter = word[at] as string;
    const option = named.get(letter);
    if (!option) return `invalid option -- '${letter}'`;
    if (option.value === 'none') {
      given.push([option.key, '']);
      continue;
    }
    const attached = word.slice(at + 1);
    const value = attached !== '' || option.value === 'optional' ? attached : take();
    if (value === undefined) return `option requires an argument -- '${letter}'`;
    given.push([option.key, value]);
    return undefined;
  }
  return undefined;
}

function readLong(word: string, named: ReadonlyMap<string, Option>, given: Given, take: Take): string | undefined {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const candidates = [...named.keys()].filter((n) => n.length > 1 && n.startsWith(name));
  const exact = candidates.includes(name) ? name : undefined;
  const keys = new Set(candidates.map((n) => named.get(n)?.key));
  if (exact === undefined && keys.size > 1) {
    return `option '--${name}' is ambiguous; possibilities: ${candidates.map((n) => `'--${n}'`).join(' ')}`;
  }
  const full = exact ?? candidates[0];
  const option = full === undefined ? undefined : named.get(full);
  if (!option) return `unrecognized option '${equals < 0 ? word : word.slice(0, equals)}'`;
  if (option.value === 'none' && equals >= 0) return `option '--${full}' doesn't allow an argument`;
  const attached = equals < 0 ? undefined : word.slice(equals + 1);
  const value = attached ?? (option.value === 'required' ? take() : '');
  if (value === undefined) return `option '--${full}' requires an argument`;
  given.push([option.key, value]);
  return undefined;
}
