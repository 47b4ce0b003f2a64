// Values as Go's templates see them: JSON's kinds, plus structs, pointers and nil of a type.
// Source: Go's reflect package as text/template/exec.go uses it (indirect, IsTrue, canBeNil).
// Not modelled: channels, complex numbers, functions as values, integer widths.

/** `undefined` is reflect's invalid value (a missing map key), `null` an interface that holds nil. */
export type Value = undefined | null | string | boolean | number | readonly Value[] | GoMap | Struct | Nil;

/** A map with string keys. */
export class GoMap {
  readonly entries: ReadonlyMap<string, Value>;
  /** What a missing key gives: the element type's zero, undefined for `map[string]any`. */
  readonly zero: Value;
  readonly type: string;
  constructor(entries: ReadonlyMap<string, Value>, type = 'map[string]interface {}', zero?: Value) {
    this.entries = entries;
    this.type = type;
    this.zero = zero;
  }

  /** Keys in Go's order of printing. */
  keys(): string[] {
    return [...this.entries.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  }
}

/** A method of a struct; its arguments are strings. */
export interface Method {
  readonly parameters: number;
  call(args: readonly string[]): Value;
}

/** A struct, or a pointer to one: templates see through pointers. */
export class Struct {
  /** As Go prints the type: `*formatter.ContainerContext`. */
  readonly type: string;
  readonly fields: ReadonlyMap<string, Value>;
  readonly methods: ReadonlyMap<string, Method>;
  /** The JSON that it was made from, if it marshals as that. */
  readonly json: ((encode: (value: Value) => string) => string) | undefined;
  /** How it prints itself (fmt.Stringer). */
  readonly text: string | undefined;
  constructor(
    type: string,
    fields: ReadonlyMap<string, Value>,
    options: {
      readonly methods?: ReadonlyMap<string, Method>;
      readonly json?: (encode: (value: Value) => string) => string;
      readonly text?: string;
    } = {},
  ) {
    this.type = type;
    this.fields = fields;
    this.methods = options.methods ?? new Map();
    this.json = options.json;
    this.text = options.text;
  }
}

/** nil of a pointer, slice or map type. */
export class Nil {
  readonly kind: 'pointer' | 'slice' | 'map';
  readonly type: string;
  constructor(kind: 'pointer' | 'slice' | 'map', type: string) {
    this.kind = kind;
    this.type = type;
  }
}

/** JSON as `map[string]any` and `[]any`, the way templates see it when the typed view does not do. */
export function rawValue(json: unknown): Value {
  if (json === null || typeof json === 'string' || typeof json === 'boolean' || typeof json === 'number') return json;
  if (Array.isArray(json)) return json.map(rawValue);
  if (typeof json === 'object') return new GoMap(new Map(Object.entries(json).map(([k, v]) => [k, rawValue(v)])));
  return undefined;
}

/** Go's text/template truth: false, 0, '', nil and what is empty are not. */
export function isTrue(value: Value): boolean {
  if (value === undefined || value === null || value instanceof Nil) return false;
  if (value instanceof Struct) return true;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (isSlice(value)) return value.length > 0;
  return value !== '' && value !== 0 && value !== false;
}

export function isSlice(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The type's name as errors print it. */
export function typeName(value: Value): string {
  if (value === undefined || value === null) return 'interface {}';
  if (value instanceof Nil || value instanceof Struct || value instanceof GoMap) return value.type;
  if (isSlice(value))
    return value.every((v) => typeof v === 'string') && value.length > 0 ? '[]string' : '[]interface {}';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? 'int' : 'float64';
}

/** What `range` goes through, with keys; undefined of what it cannot. */
export function itemsOf(value: Value): (readonly [Value, Value])[] | undefined {
  if (value === undefined || value === null || value instanceof Nil) return [];
  if (value instanceof GoMap) return value.keys().map((key) => [key, value.entries.get(key)]);
  if (isSlice(value)) return value.map((item, i) => [i, item]);
  if (typeof value === 'number') return Array.from({ length: value }, (_none, i) => [i, i]);
  return undefined;
}
