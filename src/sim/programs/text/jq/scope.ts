// What an evaluation of jq carries: items with their paths, names in force, and the ways to leave it.
// Source: jq 1.6 manual ("Scoping", "Error suppression / Optional operator").
// Not modelled: see ast.ts.
import type { Definition, Filter } from './ast.ts';
import { isJsonObject, type Json } from './json.ts';
import { isTruthy, JqError, keysOf, operate, typeOf, valuesOf } from './values.ts';

/** A value and, while paths are wanted, how it was reached. */
export interface Item {
  readonly value: Json;
  readonly path: readonly Json[] | undefined;
}

export type Items = Generator<Item, void, void>;

export interface Closure {
  readonly parameters: readonly string[];
  readonly body: Filter;
  readonly scope: Scope;
  /** A function sees itself, but a filter passed as an argument does not see its parameter's name. */
  readonly definition: Definition | undefined;
}

/** Names in force: a chain, innermost first. */
export interface Scope {
  readonly outer: Scope | undefined;
  readonly variable?: { readonly name: string; readonly value: Json };
  readonly closure?: { readonly name: string; readonly closure: Closure };
}

/** A filter that would go on for ever. */
export class JqRunaway extends Error {
  override name = 'JqRunaway';
}

/** The world around a program. */
export interface JqWorld {
  readonly variables: ReadonlyMap<string, Json>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What is left of the input. */
  readonly inputs: () => Iterable<Json>;
}

/** halt and halt_error. */
export class JqHalt extends Error {
  override name = 'JqHalt';
  readonly status: number;
  readonly output: Json | undefined;
  constructor(status: number, output: Json | undefined) {
    super('halt');
    this.status = status;
    this.output = output;
  }
}

/** A program whose names are not all defined. */
export class JqUndefined extends Error {
  override name = 'JqUndefined';
}

export function define(definition: Definition, scope: Scope): Scope {
  const { name, parameters, body } = definition;
  return { outer: scope, closure: { name, closure: { parameters, body, scope, definition } } };
}

export const plain = (value: Json): Item => ({ value, path: undefined });

export function step(from: Item, key: Json, value: Json): Item {
  return { value, path: from.path && [...from.path, key] };
}

export function* eachOf(item: Item): Items {
  const values = valuesOf(item.value);
  if (!item.path) {
    for (const value of values) yield plain(value);
    return;
  }
  const keys = isJsonObject(item.value) ? [...item.value.keys()] : keysOf(item.value);
  for (let i = 0; i < values.length; i++) yield step(item, keys[i] as Json, values[i] as Json);
}

export function* each(values: Iterable<Json>): Items {
  for (const value of values) yield plain(value);
}

export function* none(): Items {
  yield* [];
}

export function* raise(value: Json): Items {
  yield* [];
  throw new JqError(value === null ? `${typeOf(value)} (null) not a string` : value);
}

export function assigned(op: string, old: Json, value: Json): Json {
  if (op === '') return value;
  return op === '//' ? (isTruthy(old) ? old : value) : operate(op, old, value);
}
