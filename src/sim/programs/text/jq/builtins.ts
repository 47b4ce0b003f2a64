// jq's functions of values: what needs no evaluation of filters.
// Source: jq 1.6 manual, "Builtin operators and functions".
// Not modelled: see prelude.ts.
import { parseIso, strftime } from '../../../base/time.ts';
import { utf8Length } from '../../../host/utf8.ts';
import { Regex, RegexError } from '../regex/regex.ts';
import { formatValue } from './formats.ts';
import { isJsonArray, isJsonObject, type Json, JsonError, parseJson, printJson } from './json.ts';
import { compare, deletePaths, getKey, isTruthy, JqError, keysOf, named, operate, setPath, typeOf } from './values.ts';

type Native = (value: Json, ...args: Json[]) => Json;

const number = (value: Json): number => {
  if (typeof value === 'number') return value;
  throw new JqError(`${named(value)} number required`);
};
const math =
  (of: (x: number) => number): Native =>
  (value) =>
    of(number(value));
const letters =
  (of: (text: string) => string, name: string): Native =>
  (value) => {
    if (typeof value !== 'string') throw new JqError(`${name} input must be a string`);
    return of(value);
  };

function length(value: Json): Json {
  if (value === null) return 0;
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'string') return [...value].length;
  if (isJsonArray(value)) return value.length;
  if (isJsonObject(value)) return value.size;
  throw new JqError(`${named(value)} has no length`);
}

function has(value: Json, key: Json): Json {
  if (isJsonObject(value) && typeof key === 'string') return value.has(key);
  if (isJsonArray(value) && typeof key === 'number') return key >= 0 && key < value.length;
  throw new JqError(
    `Cannot check whether ${typeOf(value)} has a ${typeof key === 'string' ? 'string' : typeOf(key)} key`,
  );
}

function contains(a: Json, b: Json): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
  if (isJsonArray(a) && isJsonArray(b)) return b.every((y) => a.some((x) => typeOf(x) === typeOf(y) && contains(x, y)));
  if (isJsonObject(a) && isJsonObject(b)) {
    return [...b].every(([key, y]) => {
      const x = a.get(key);
      return x !== undefined && typeOf(x) === typeOf(y) && contains(x, y);
    });
  }
  if (typeOf(a) === typeOf(b)) return compare(a, b) === 0;
  throw new JqError(`${named(a)} and ${named(b)} cannot have their containment checked`);
}

function flatten(value: Json, depth: Json): Json {
  if (typeof depth !== 'number' || depth < 0) throw new JqError('flatten depth must not be negative');
  const level = (items: readonly Json[], left: number): Json[] =>
    items.flatMap((item) => (isJsonArray(item) && left > 0 ? level(item, left - 1) : [item]));
  return level(isJsonArray(value) ? value : [], depth);
}

function toNumber(value: Json): Json {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') throw new JqError(`${named(value)} cannot be parsed as a number`);
  if (/^\s*-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(value)) return Number(value);
  throw new JqError(`Invalid numeric literal at EOF at line 1, column ${value.length} (while parsing '${value}')`);
}

function fromJson(value: Json): Json {
  if (typeof value !== 'string') throw new JqError(`${named(value)} cannot be parsed as JSON`);
  try {
    return parseJson(value);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new JqError(`${error.message} at EOF at line 1, column ${error.at} (while parsing '${value}')`);
  }
}

function split(value: Json, by: Json): Json {
  if (typeof value !== 'string' || typeof by !== 'string')
    throw new JqError('split input and separator must be strings');
  return operate('/', value, by);
}

/** Pairs each item with its key, `[item, key]`, in the order of keys. */
function byKeys(value: Json, keys: Json): Json {
  if (!isJsonArray(value) || !isJsonArray(keys)) {
    throw new JqError(`${named(value)} cannot be sorted, as it is not an array`);
  }
  const pairs = value.map((item, i): Json => [item, keys[i] ?? null]);
  return pairs.sort((a, b) => compare(getKey(a, 1), getKey(b, 1)));
}

function groups(pairs: Json): Json {
  const out: Json[][] = [];
  let last: Json | undefined;
  for (const pair of isJsonArray(pairs) ? pairs : []) {
    const key = getKey(pair, 1);
    if (last === undefined || compare(last, key) !== 0) out.push([]);
    out.at(-1)?.push(getKey(pair, 0));
    last = key;
  }
  return out;
}

function match(value: Json, pattern: Json, flags: Json, testOnly: Json): Json {
  if (isJsonArray(pattern)) return match(value, pattern[0] ?? null, pattern[1] ?? flags, testOnly);
  if (typeof value !== 'string') throw new JqError(`${named(value)} cannot be matched, as it is not a string`);
  if (typeof pattern !== 'string') throw new JqError(`${named(pattern)} cannot be matched, as it is not a string`);
  const letters = typeof flags === 'string' ? flags : '';
  const wrong = /[^gimnpslx]/.test(letters);
  if (wrong) throw new JqError(`${letters} is not a valid modifier string`);
  try {
    const source = letters.includes('x') ? pattern.replace(/\s+|#.*/g, '') : pattern;
    const regex = new Regex(source, { notation: 'perl', ignoreCase: letters.includes('i') });
    return testOnly === true ? regex.test(value) : allMatches(regex, value, letters.includes('g'));
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    throw new JqError(`${pattern} (at offset 0) is not a valid regex: ${error.message}`);
  }
}

function allMatches(regex: Regex, text: string, all: boolean): Json {
  const out: Json[] = [];
  for (let at = 0; at <= text.length; ) {
    const m = regex.exec(text, at);
    if (!m) break;
    const part = (bounds: readonly [number, number] | undefined): [string, Json][] => [
      ['offset', bounds ? bounds[0] : -1],
      ['length', bounds ? bounds[1] - bounds[0] : 0],
      ['string', bounds ? text.slice(bounds[0], bounds[1]) : null],
    ];
    const captures = m.groups
      .slice(1)
      .map((bounds, i): Json => new Map<string, Json>([...part(bounds), ['name', regex.names[i + 1] ?? null]]));
    out.push(new Map<string, Json>([...part([m.start, m.end]), ['captures', captures]]));
    if (!all) break;
    at = m.end > m.start ? m.end : m.end + 1;
  }
  return out;
}

function indices(value: Json, what: Json): Json {
  if (value === null) return null;
  if (typeof value === 'string' && typeof what === 'string') {
    const out: number[] = [];
    if (what === '') return null;
    for (let at = value.indexOf(what); at >= 0; at = value.indexOf(what, at + 1)) out.push(at);
    return out;
  }
  if (isJsonArray(value) && !isJsonArray(what))
    return value.flatMap((item, i) => (compare(item, what) === 0 ? [i] : []));
  return getKey(value, what);
}

function transpose(value: Json): Json {
  const rows = isJsonArray(value) ? value : [];
  const width = Math.max(0, ...rows.map((row) => Number(length(row))));
  return Array.from({ length: width }, (_, i) => rows.map((row) => getKey(row, i)));
}

/** A format that jq does not know is an error of the program. */
export function format(name: string, value: Json): string {
  const text = formatValue(name, value);
  if (text === undefined) throw new JqError(`${name} is not a valid format`);
  return text;
}

/** By name and number of arguments, `has/1`. */
export const natives: Readonly<Record<string, Native>> = {
  'not/0': (value) => !isTruthy(value),
  'length/0': length,
  'utf8bytelength/0': (value) => utf8Length(String(value)),
  'type/0': typeOf,
  'keys/0': keysOf,
  'keys_unsorted/0': (value) => (isJsonObject(value) ? [...value.keys()] : keysOf(value)),
  'has/1': has,
  'contains/1': contains,
  'add/0': (value) =>
    isJsonArray(value) || isJsonObject(value)
      ? [...value.values()].reduce<Json>((a, b) => operate('+', a, b), null)
      : operate('+', value, null),
  'flatten/1': flatten,
  'floor/0': math(Math.floor),
  'ceil/0': math(Math.ceil),
  'round/0': math((x) => Math.sign(x) * Math.round(Math.abs(x))),
  'sqrt/0': math(Math.sqrt),
  'fabs/0': math(Math.abs),
  'log/0': math(Math.log),
  'log10/0': math(Math.log10),
  'log2/0': math(Math.log2),
  'exp/0': math(Math.exp),
  'pow/2': (_, x, y) => number(x as Json) ** number(y as Json),
  'infinite/0': () => Number.POSITIVE_INFINITY,
  'nan/0': () => Number.NaN,
  'isinfinite/0': (value) => !Number.isFinite(number(value)) && !Number.isNaN(value),
  'isnan/0': (value) => Number.isNaN(number(value)),
  'tostring/0': (value) => (typeof value === 'string' ? value : printJson(value)),
  'tonumber/0': toNumber,
  'tojson/0': (value) => printJson(value),
  'fromjson/0': fromJson,
  'ascii_downcase/0': letters((text) => text.replace(/[A-Z]/g, (c) => c.toLowerCase()), 'ascii_downcase'),
  'ascii_upcase/0': letters((text) => text.replace(/[a-z]/g, (c) => c.toUpperCase()), 'ascii_upcase'),
  'explode/0': (value) => [...String(value)].map((char) => char.codePointAt(0) ?? 0),
  'implode/0': (value) =>
    isJsonArray(value)
      ? value.map((code) => String.fromCodePoint(Math.min(0x10ffff, Math.max(0, number(code))))).join('')
      : '',
  'reverse/0': (value) =>
    typeof value === 'string'
      ? [...value].reverse().join('')
      : value === null
        ? []
        : isJsonArray(value)
          ? [...value].reverse()
          : keysOf(value),
  'startswith/1': affix('startswith', (text, part) => text.startsWith(part)),
  'endswith/1': affix('endswith', (text, part) => text.endsWith(part)),
  'ltrimstr/1': (value, part) =>
    typeof value === 'string' && typeof part === 'string' && value.startsWith(part) ? value.slice(part.length) : value,
  'rtrimstr/1': (value, part) =>
    typeof value === 'string' && typeof part === 'string' && part !== '' && value.endsWith(part)
      ? value.slice(0, -part.length)
      : value,
  'split/1': (value, by) => split(value, by as Json),
  'indices/1': (value, what) => indices(value, what as Json),
  'transpose/0': transpose,
  'getpath/1': (value, path) =>
    isJsonArray(path as Json)
      ? (path as readonly Json[]).reduce<Json>((from, key) => (from === null ? null : getKey(from, key)), value)
      : null,
  'setpath/2': (value, path, to) => setPath(value, path as readonly Json[], () => to as Json),
  'delpaths/1': (value, paths) => deletePaths(value, paths as readonly (readonly Json[])[]),
  'strftime/1': (value, pattern) => strftime(String(pattern), number(value) * 1000),
  'fromdate/0': (value) => {
    const ms = typeof value === 'string' ? parseIso(value) : undefined;
    if (ms === undefined) throw new JqError(`date "${String(value)}" does not match format "%Y-%m-%dT%H:%M:%SZ"`);
    return Math.floor(ms / 1000);
  },
  '_by/1': (value, keys) => byKeys(value, keys as Json),
  '_groups/0': groups,
  '_match/3': (value, pattern, flags, testOnly) => match(value, pattern as Json, flags as Json, testOnly as Json),
};

function affix(name: string, holds: (text: string, part: string) => boolean): Native {
  return (value, part) => {
    if (typeof value !== 'string' || typeof part !== 'string') throw new JqError(`${name}() requires string inputs`);
    return holds(value, part);
  };
}
