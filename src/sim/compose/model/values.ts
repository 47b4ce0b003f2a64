// Values of a Compose file once it is read: what YAML's core schema gives.
// Source: compose-spec/compose-go loader/loader.go (a model is a tree of map[string]any, []any and scalars).
// Not modelled: timestamps, binary data, numbers beyond a double.

export type Value = null | boolean | number | string | Value[] | ValueMap;
export interface ValueMap {
  [key: string]: Value;
}

export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a mapping; an empty one for anything else. */
export function mapOf(value: Value | undefined): ValueMap {
  return isMap(value) ? value : {};
}

/** The value as a list; an empty one for anything else. */
export function listOf(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : [];
}

/** Go's fmt.Sprint of a scalar; '' for null and what is no scalar. */
export function textOf(value: Value | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function textsOf(value: Value | undefined): string[] {
  return listOf(value).map(textOf);
}

/** Entries in the order of their keys, by code units. */
export function sortedEntries<T>(map: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

export function sortedKeys(map: Readonly<Record<string, unknown>>): string[] {
  return sortedEntries(map).map(([key]) => key);
}

/** The same mapping with each value changed. Keys named like object members stay plain keys. */
export function mapValues<T, U>(map: Readonly<Record<string, T>>, change: (value: T, key: string) => U) {
  return Object.fromEntries(Object.entries(map).map(([key, value]): [string, U] => [key, change(value, key)]));
}

/** The same mapping without some keys. */
export function without(map: ValueMap, ...keys: readonly string[]): ValueMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
