// What jq does with values: order, arithmetic, looking into them and changing them.
// Source: jq 1.6 manual; error texts of jv_aux.c and builtin.c.
// Not modelled: see ast.ts.
import { isJsonArray, isJsonObject, type Json, printJson } from './json.ts';

/** An error that `try` catches; `value` is what it was raised with. */
export class JqError extends Error {
  override name = 'JqError';
  readonly value: Json;
  constructor(value: Json) {
    super(typeof value === 'string' ? value : printJson(value));
    this.value = value;
  }
}

export function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'array';
  return isJsonObject(value) ? 'object' : typeof value;
}

/** `number (12)`: a value in an error's words, cut to 11 bytes as jq does. */
export function named(value: Json): string {
  const text = printJson(value);
  return `${typeOf(value)} (${text.length > 10 ? `${text.slice(0, 10)}...` : text})`;
}

export const isTruthy = (value: Json) => value !== null && value !== false;

const ranks: Readonly<Record<string, number>> = { null: 0, boolean: 1, number: 3, string: 4, array: 5, object: 6 };

/** jq's total order. */
export function compare(a: Json, b: Json): number {
  const rank = (value: Json) => (value === true ? 2 : (ranks[typeOf(value)] ?? 0));
  const difference = rank(a) - rank(b);
  if (difference !== 0) return difference;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (isJsonArray(a) && isJsonArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compare(a[i] as Json, b[i] as Json);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return 0;
  const [keysA, keysB] = [sortedKeys(a), sortedKeys(b)];
  const order = compare(keysA, keysB);
  if (order !== 0) return order;
  for (const key of keysA) {
    const byValue = compare(a.get(key) as Json, b.get(key) as Json);
    if (byValue !== 0) return byValue;
  }
  return 0;
}

export function sortedKeys(object: ReadonlyMap<string, Json>): string[] {
  return [...object.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** A string that doubles for ever must stop somewhere. */
const MAX_TEXT = 1 << 24;

export function operate(op: string, a: Json, b: Json): Json {
  switch (op) {
    case '==':
      return compare(a, b) === 0;
    case '!=':
      return compare(a, b) !== 0;
    case '<':
      return compare(a, b) < 0;
    case '<=':
      return compare(a, b) <= 0;
    case '>':
      return compare(a, b) > 0;
    case '>=':
      return compare(a, b) >= 0;
    case '+':
      return add(a, b);
    case '-':
      return subtract(a, b);
    case '*':
      return multiply(a, b);
    default:
      return divide(op, a, b);
  }
}

function refuse(a: Json, b: Json, what: string): never {
  throw new JqError(`${named(a)} and ${named(b)} cannot be ${what}`);
}

function add(a: Json, b: Json): Json {
  if (a === null) return b;
  if (b === null) return a;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length + b.length > MAX_TEXT) throw new JqError('out of memory');
    return a + b;
  }
  if (isJsonArray(a) && isJsonArray(b)) return [...a, ...b];
  if (isJsonObject(a) && isJsonObject(b)) return new Map([...a, ...b]);
  return refuse(a, b, 'added');
}

function subtract(a: Json, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (isJsonArray(a) && isJsonArray(b)) return a.filter((item) => !b.some((other) => compare(item, other) === 0));
  return refuse(a, b, 'subtracted');
}

function multiply(a: Json, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (typeof a === 'string' && typeof b === 'number') {
    if (b <= 0) return null;
    if (a.length * b > MAX_TEXT) throw new JqError('out of memory');
    return a.repeat(Math.max(1, Math.ceil(b)));
  }
  if (isJsonObject(a) && isJsonObject(b)) return merge(a, b);
  return refuse(a, b, 'multiplied');
}

function merge(a: ReadonlyMap<string, Json>, b: ReadonlyMap<string, Json>): Json {
  const out = new Map(a);
  for (const [key, value] of b) {
    const old = out.get(key);
    out.set(key, old !== undefined && isJsonObject(old) && isJsonObject(value) ? merge(old, value) : value);
  }
  return out;
}

function divide(op: string, a: Json, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') {
    const zero = op === '/' ? b === 0 : Math.trunc(b) === 0;
    if (zero) refuse(a, b, 'divided because the divisor is zero');
    return op === '/' ? a / b : Math.trunc(a) % Math.trunc(b) || 0;
  }
  if (op === '/' && typeof a === 'string' && typeof b === 'string') return a === '' ? [] : a.split(b);
  return refuse(a, b, 'divided');
}

/** `.[key]` */
export function getKey(value: Json, key: Json): Json {
  if (isJsonObject(key) && (value === null || isJsonArray(value))) {
    return getSlice(value, key.get('start') ?? null, key.get('end') ?? null);
  }
  if (value === null && (typeof key === 'string' || typeof key === 'number')) return null;
  if (isJsonObject(value) && typeof key === 'string') return value.get(key) ?? null;
  if (isJsonArray(value) && typeof key === 'number') {
    const index = Math.floor(key);
    return value[index < 0 ? value.length + index : index] ?? null;
  }
  if (isJsonArray(value) && isJsonArray(key)) {
    return value.flatMap((_, i) =>
      key.length > 0 && key.every((k, j) => compare(value[i + j] ?? null, k) === 0) ? [i] : [],
    );
  }
  const shown = typeof key === 'string' ? `string "${key}"` : typeOf(key);
  throw new JqError(`Cannot index ${typeOf(value)} with ${shown}`);
}

export function getSlice(value: Json, from: Json, to: Json): Json {
  if (value === null) return null;
  if (typeof value !== 'string' && !isJsonArray(value)) throw new JqError(`Cannot index ${typeOf(value)} with object`);
  if ((from !== null && typeof from !== 'number') || (to !== null && typeof to !== 'number')) {
    throw new JqError('Start and end indices of an array slice must be numbers');
  }
  const [start, end] = [from === null ? 0 : Math.floor(from), to === null ? undefined : Math.ceil(to)];
  return typeof value === 'string' ? [...value].slice(start, end).join('') : value.slice(start, end);
}

export function valuesOf(value: Json): readonly Json[] {
  if (isJsonArray(value)) return value;
  if (isJsonObject(value)) return [...value.values()];
  throw new JqError(`Cannot iterate over ${value === null ? 'null' : named(value)}`);
}

export function keysOf(value: Json): Json[] {
  if (isJsonArray(value)) return value.map((_, i) => i);
  if (isJsonObject(value)) return sortedKeys(value);
  throw new JqError(`${named(value)} has no keys`);
}

/** A negative index or one beyond this is refused. */
const MAX_INDEX = 1 << 20;

export function setPath(value: Json, path: readonly Json[], change: (old: Json) => Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (isJsonObject(key)) {
    const array = value === null ? [] : value;
    if (!isJsonArray(array)) throw new JqError(`Cannot update field at object index of ${typeOf(value)}`);
    const [from, to] = [key.get('start') ?? null, key.get('end') ?? null];
    const [start, end] = [Number(from ?? 0), to === null ? array.length : Number(to)];
    const middle = setPath(getSlice(array, from, to), rest, change);
    if (!isJsonArray(middle)) throw new JqError('A slice of an array can only be assigned another array');
    return [...array.slice(0, start), ...middle, ...array.slice(end)];
  }
  const changed = setPath(getKey(value, key), rest, change);
  if (typeof key === 'string') return new Map(isJsonObject(value) ? value : []).set(key, changed);
  if (typeof key !== 'number') throw new JqError(`Invalid path component ${named(key)}`);
  const array = isJsonArray(value) ? [...value] : [];
  const index = key < 0 ? array.length + key : key;
  if (index < 0) throw new JqError('Out of bounds negative array index');
  if (index > MAX_INDEX) throw new JqError('Array index too large');
  while (array.length < index) array.push(null);
  array[index] = changed;
  return array;
}

/** Removes paths, the last ones first so that indexes stay right. */
export function deletePaths(value: Json, paths: readonly (readonly Json[])[]): Json {
  const ordered = [...paths].sort((a, b) => compare(b, a));
  return ordered.reduce<Json>((from, path) => deletePath(from, path), value);
}

function deletePath(value: Json, path: readonly Json[]): Json {
  const [key, ...rest] = path;
  if (key === undefined || value === null) return null;
  if (rest.length > 0) {
    const inner = getKey(value, key);
    return inner === null ? value : setPath(value, [key], () => deletePath(inner, rest));
  }
  if (isJsonObject(value) && typeof key === 'string') return new Map([...value].filter(([name]) => name !== key));
  if (isJsonArray(value) && typeof key === 'number') {
    return value.filter((_, i) => i !== (key < 0 ? value.length + key : key));
  }
  if (isJsonArray(value) && isJsonObject(key)) return setPath(value, [key], () => []);
  throw new JqError(`Cannot delete field at ${typeOf(value)} index of ${typeOf(key)}`);
}
