// Command-line flags: declarations, parsing and their values.
// Source: spf13/pflag 1.0 flag.go (Parse, Set), docker/cli opts/*.go (list, map, filter).
// Not modelled: flags that only other platforms have differ in nothing here.
import { Failure } from './failure.ts';

/** The type's name as --help prints it; `bool` prints none. */
export type FlagType =
  | 'bool'
  | 'string'
  | 'int'
  | 'uint'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'node-addr'
  | 'ipNetSlice'
  | 'external-ca'
  | 'pem-file'
  | 'duration'
  | 'list'
  | 'strings'
  | 'stringArray'
  | 'map'
  | 'filter'
  | 'bytes'
  | 'decimal'
  | 'network'
  | 'mount'
  | 'ulimit'
  | 'gpu-request'
  | 'float'
  | 'command'
  | 'pref'
  | 'port'
  | 'secret'
  | 'config'
  | 'credential-spec';

export interface FlagOptions {
  readonly short?: string;
  /** Printed in --help unless it is the type's zero value. */
  readonly default?: string;
  readonly hidden?: boolean;
  /** The text that using it prints: `use --timeout instead`. */
  readonly deprecated?: string;
  /** Whose values it shares: `--net` is `--network`. */
  readonly sameAs?: string;
  /** The effect is not simulated: any value but the default and these is refused. */
  readonly onlySimulated?: readonly string[];
  /** Checks and normalises one value; throws a Failure with the reason. */
  readonly check?: (value: string, env: ReadonlyMap<string, string>) => string;
}

export interface Flag extends FlagOptions {
  readonly type: FlagType;
  readonly name: string;
  readonly usage: string;
}

/** One line of a command's table of flags. */
export function flag(type: FlagType, name: string, usage: string, options: FlagOptions = {}): Flag {
  return { type, name, usage, ...options };
}

/** Parsed flags and the arguments left over. */
export class Options {
  readonly args: string[] = [];
  /** The names of flags as they were given. */
  readonly given = new Set<string>();
  readonly #flags: ReadonlyMap<string, Flag>;
  readonly #values = new Map<string, string[]>();
  constructor(flags: readonly Flag[]) {
    this.#flags = new Map(flags.map((f) => [f.name, f]));
  }

  set(f: Flag, value: string): void {
    this.given.add(f.name);
    const key = f.sameAs ?? f.name;
    const before = this.#values.get(key);
    if (before) before.push(value);
    else this.#values.set(key, [value]);
  }

  /** Was it given on the command line? */
  changed(name: string): boolean {
    return this.#values.has(name);
  }

  bool(name: string): boolean {
    return parseBool(this.text(name)) ?? false;
  }

  /** The last value given, or the default. */
  text(name: string): string {
    return this.#values.get(name)?.at(-1) ?? this.#flags.get(name)?.default ?? '';
  }

  int(name: string): number {
    return Number(this.text(name) || '0');
  }

  /** All values in order; `strings` flags split theirs at commas. */
  list(name: string): string[] {
    const values = this.#values.get(name) ?? [];
    return this.#flags.get(name)?.type === 'strings' ? values.flatMap((v) => v.split(',')) : [...values];
  }

  /** `key=value` texts as an object; a later key wins. */
  map(name: string): Record<string, string> {
    return keyValues(this.list(name));
  }
}

/** `['a=b', 'c']` to `{a: 'b', c: ''}`. */
export function keyValues(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(texts.map((text) => cut(text, '=')));
}

/** Splits at the first separator; the second part is '' without one. */
export function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Go's strconv.ParseBool. */
export function parseBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  return undefined;
}

/** Go's strconv.Quote for printable text. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** Reads `argv` into options. `interspersed` false stops at the first argument that is no flag. */
export function parseFlags(
  flags: readonly Flag[],
  argv: readonly string[],
  env: ReadonlyMap<string, string>,
  interspersed = true,
): Options {
  const options = new Options(flags);
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      options.args.push(...rest);
      break;
    }
    if (word.length < 2 || !word.startsWith('-')) {
      options.args.push(word);
      if (interspersed) continue;
      options.args.push(...rest);
      break;
    }
    if (word.startsWith('--')) parseLong(flags, word, rest, options, env);
    else parseShort(flags, word.slice(1), rest, options, env);
  }
  return options;
}

function parseLong(
  flags: readonly Flag[],
  word: string,
  rest: string[],
  options: Options,
  env: ReadonlyMap<string, string>,
): void {
  if (/^--[-=]/.test(word)) throw new Failure(`bad flag syntax: ${word}`);
  const [name, inline] = cut(word.slice(2), '=');
  const f = flags.find((x) => x.name === name);
  if (!f) throw new Failure(`unknown flag: --${name}`);
  const value = word.includes('=') ? inline : f.type === 'bool' ? 'true' : rest.shift();
  if (value === undefined) throw new Failure(`flag needs an argument: ${word}`);
  setFlag(f, value, options, env);
}

function parseShort(
  flags: readonly Flag[],
  word: string,
  rest: string[],
  options: Options,
  env: ReadonlyMap<string, string>,
): void {
  for (let letters = word; letters.length > 0; ) {
    const letter = letters.charAt(0);
    const f = flags.find((x) => x.short === letter);
    if (!f) throw new Failure(`unknown shorthand flag: '${letter}' in -${letters}`);
    let value: string | undefined;
    if (letters.length > 2 && letters[1] === '=') value = letters.slice(2);
    else if (f.type === 'bool') value = 'true';
    else value = letters.length > 1 ? letters.slice(1) : rest.shift();
    if (value === undefined) throw new Failure(`flag needs an argument: '${letter}' in -${letters}`);
    setFlag(f, value, options, env);
    letters = f.type === 'bool' && letters[1] !== '=' ? letters.slice(1) : '';
  }
}

function setFlag(f: Flag, value: string, options: Options, env: ReadonlyMap<string, string>): void {
  const refuse = (why: string): Failure => {
    const name = f.short ? `-${f.short}, --${f.name}` : `--${f.name}`;
    return new Failure(`invalid argument ${quote(value)} for ${quote(name)} flag: ${why}`);
  };
  const why = mismatch(f.type, value);
  if (why !== undefined) throw refuse(why);
  let checked = value;
  try {
    checked = f.check?.(value, env) ?? value;
  } catch (error) {
    if (error instanceof Failure) throw refuse(error.message);
    throw error;
  }
  if (f.type === 'filter' && value === '') return;
  options.set(f, checked);
}

/** What Go's parser of that type says of a wrong value. */
function mismatch(type: FlagType, value: string): string | undefined {
  switch (type) {
    case 'bool':
      return parseBool(value) === undefined ? `strconv.ParseBool: parsing ${quote(value)}: invalid syntax` : undefined;
    case 'int':
      return /^[+-]?\d+$/.test(value) ? undefined : `strconv.ParseInt: parsing ${quote(value)}: invalid syntax`;
    case 'uint':
    case 'uint16':
    case 'uint32':
    case 'uint64':
      return /^\d+$/.test(value) ? undefined : `strconv.ParseUint: parsing ${quote(value)}: invalid syntax`;
    case 'duration':
      return badDuration(value);
    case 'float':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)
        ? undefined
        : `strconv.ParseFloat: parsing ${quote(value)}: invalid syntax`;
    case 'filter':
      return value === '' || value.includes('=') ? undefined : 'bad format of filter (expected name=value)';
    default:
      return undefined;
  }
}

/** What Go's time.ParseDuration says of a text that is none. */
function badDuration(text: string): string | undefined {
  if (/^[+-]?(((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+|0)$/.test(text)) return undefined;
  if (/^[+-]?((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))*(\d+\.?\d*|\.\d+)$/.test(text)) {
    return `time: missing unit in duration ${quote(text)}`;
  }
  const unit = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))*(?:\d+\.?\d*|\.\d+)([^\d.]+)/.exec(text)?.[1];
  if (unit !== undefined) return `time: unknown unit ${quote(unit)} in duration ${quote(text)}`;
  return `time: invalid duration ${quote(text)}`;
}
