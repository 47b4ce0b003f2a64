// A Compose file against the specification's schema, and the one complaint that Compose makes of what is wrong.
// Source: compose-spec/compose-go schema/schema.go (getMostSpecificError, humanReadableType); santhosh-tekuri/jsonschema v6 kind.
// Not modelled: the order in which Go meets several equally deep mistakes is that of the schema here.
import type { Schema, TypeName } from './schema-kinds.ts';
import { isMap, type Value } from './values.ts';

interface Problem {
  readonly path: readonly string[];
  /** An unknown key counts as one level deeper than where it is. */
  readonly depth: number;
  readonly text: string;
}

/** What is wrong, as `services.web additional properties 'imag' not allowed`; undefined when all is well. */
export function schemaComplaint(value: Value, schema: Schema): string | undefined {
  let worst: Problem | undefined;
  for (const problem of check(value, schema, [])) {
    if (!worst || problem.depth > worst.depth) worst = problem;
  }
  return worst && `${worst.path.join('.')} ${worst.text}`;
}

function* check(value: Value, schema: Schema, path: readonly string[]): Generator<Problem> {
  const problem = (text: string, deeper = 0): Problem => ({ path, depth: path.length + deeper, text });
  const types = schema.type === undefined ? [] : typeof schema.type === 'string' ? [schema.type] : schema.type;
  if (types.length > 0 && !types.some((type) => hasType(value, type))) {
    yield problem(`must be a ${readable(types)}`);
    return;
  }
  if (schema.enum && typeof value === 'string' && !schema.enum.includes(value)) {
    yield problem(`value must be one of ${schema.enum.map((each) => `'${each}'`).join(', ')}`);
  }
  if (isMap(value)) yield* checkMapping(value, schema, path, problem);
  else if (Array.isArray(value)) yield* checkList(value, schema, path, problem);
  else yield* checkScalar(value, schema, problem);
  if (schema.oneOf) yield* checkChoices(value, schema.oneOf, path);
}

type Problems = (text: string, deeper?: number) => Problem;

function* checkMapping(
  value: { readonly [key: string]: Value },
  schema: Schema,
  path: readonly string[],
  problem: Problems,
): Generator<Problem> {
  const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(value, key));
  if (missing.length > 0) {
    const names = missing.map((key) => `'${key}'`).join(', ');
    yield problem(`missing ${missing.length === 1 ? 'property' : 'properties'} ${names}`);
  }
  const patterns = Object.entries(schema.patterns ?? {}).map(([text, each]) => [new RegExp(text), each] as const);
  const unknown: string[] = [];
  for (const [key, each] of Object.entries(value)) {
    const properties = schema.properties ?? {};
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const matching = patterns.filter(([pattern]) => pattern.test(key)).map(([, found]) => found);
    for (const found of own ? [own, ...matching] : matching) yield* check(each, found, [...path, key]);
    if (!own && matching.length === 0) unknown.push(key);
  }
  if (schema.closed && unknown.length > 0) {
    yield problem(`additional properties ${unknown.map((key) => `'${key}'`).join(', ')} not allowed`, 1);
  }
}

function* checkList(
  value: readonly Value[],
  schema: Schema,
  path: readonly string[],
  problem: Problems,
): Generator<Problem> {
  if (schema.unique) {
    const texts = value.map((each) => JSON.stringify(each));
    const second = texts.findIndex((text, i) => texts.indexOf(text) < i);
    if (second >= 0) yield problem(`items at ${texts.indexOf(texts[second] ?? '')} and ${second} are equal`);
  }
  if (!schema.items) return;
  for (const [i, each] of value.entries()) yield* check(each, schema.items, [...path, String(i)]);
}

function* checkScalar(value: Value, schema: Schema, problem: Problems): Generator<Problem> {
  if (typeof value === 'string' && schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) {
    yield problem(`'${value}' does not match pattern '${schema.pattern}'`);
  }
  if (typeof value !== 'number') return;
  if (schema.minimum !== undefined && value < schema.minimum) {
    yield problem(`must be greater than or equal to ${schema.minimum}`);
  }
  if (schema.maximum !== undefined && value > schema.maximum) {
    yield problem(`must be less than or equal to ${schema.maximum}`);
  }
}

/** Exactly one of them has to fit; otherwise all their complaints count. */
function* checkChoices(value: Value, choices: readonly Schema[], path: readonly string[]): Generator<Problem> {
  const complaints = choices.map((choice) => [...check(value, choice, path)]);
  if (complaints.some((each) => each.length === 0)) return;
  for (const each of complaints) yield* each;
}

export function hasType(value: Value, type: TypeName): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isMap(value);
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** `array, mapping or string`: sorted, with the words that people know. */
function readable(types: readonly TypeName[]): string {
  const names = types.map((type) => (type === 'object' ? 'mapping' : type));
  if (names.length === 1) return names[0] ?? '';
  names.sort();
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
