// A stack's file against the format's schema, and the one complaint that the client makes of what is wrong.
// Source: docker/cli v28.5.2 cli/compose/schema/schema.go (getMostSpecificError); xeipuu/gojsonschema {validation,locales}.go.
// Not modelled: the scores by which gojsonschema chooses among alternatives: the one of the value's type is taken, or the first.
import { portsOf } from '../../cli/container/ports.ts';
import { Failure } from '../../cli/failure.ts';
import { formatGoDuration } from '../model/duration.ts';
import { hasType } from '../model/validate.ts';
import { isMap, textOf, type Value } from '../model/values.ts';
import type { Schema } from './schema.ts';

interface Problem {
  readonly path: readonly string[];
  readonly text: string;
  readonly isType: boolean;
}

/** `services.web.ports must be a list`; undefined when all is well. */
export function stackComplaint(value: Value, schema: Schema): string | undefined {
  let worst: Problem | undefined;
  for (const problem of check(value, schema, [])) {
    const deeper = problem.path.length - (worst?.path.length ?? -1);
    if (!worst || deeper > 0 || (deeper === 0 && problem.isType && !worst.isType)) worst = problem;
  }
  return worst && `${worst.path.length === 0 ? '(root)' : worst.path.join('.')} ${worst.text}`;
}

function* check(value: Value, schema: Schema, path: readonly string[]): Generator<Problem> {
  const problem = (text: string, isType = false): Problem => ({ path, text, isType });
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => hasType(value, type))) {
    yield problem(`must be a ${readable(types)}`, true);
    return;
  }
  if (schema.oneOf) yield* checkChoices(value, schema.oneOf, path);
  if (schema.enum && typeof value === 'string' && !schema.enum.includes(value)) {
    const choices = schema.enum.map((each) => JSON.stringify(each)).join(', ');
    yield problem(`${path.at(-1) ?? ''} must be one of the following: ${choices}`);
  }
  if (schema.format && !hasFormat(value, schema.format)) yield problem(`Does not match format '${schema.format}'`);
  if (typeof value === 'number' && schema.minimum !== undefined && value < schema.minimum) {
    yield problem(`Must be greater than or equal to ${schema.minimum}`);
  }
  if (isMap(value)) yield* checkMapping(value, schema, path, problem);
  else if (Array.isArray(value)) yield* checkList(value, schema, path, problem);
}

function* checkMapping(
  value: Readonly<Record<string, Value>>,
  schema: Schema,
  path: readonly string[],
  problem: (text: string) => Problem,
): Generator<Problem> {
  for (const key of schema.required ?? []) if (!Object.hasOwn(value, key)) yield problem(`${key} is required`);
  const { properties = {}, patterns = {} } = schema;
  for (const [key, each] of Object.entries(value)) {
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const found = own ?? Object.entries(patterns).find(([pattern]) => new RegExp(pattern).test(key))?.[1];
    if (found) yield* check(each, found, [...path, key]);
    else if (schema.closed) yield problem(`Additional property ${key} is not allowed`);
  }
}

function* checkList(
  value: readonly Value[],
  schema: Schema,
  path: readonly string[],
  problem: (text: string) => Problem,
): Generator<Problem> {
  const texts = value.map((each) => JSON.stringify(each));
  const second = schema.unique ? texts.findIndex((text, i) => texts.indexOf(text) < i) : -1;
  if (second >= 0) yield problem(`array items[${texts.indexOf(texts[second] ?? '')},${second}] must be unique`);
  if (!schema.items) return;
  for (const [i, each] of value.entries()) yield* check(each, schema.items, [...path, String(i)]);
}

function* checkChoices(value: Value, choices: readonly Schema[], path: readonly string[]): Generator<Problem> {
  const complaints = choices.map((choice) => [...check(value, choice, path)]);
  if (complaints.some((each) => each.length === 0)) return;
  const ofType = choices.findIndex((choice) => typesOf(choice).some((type) => hasType(value, type)));
  yield* complaints[Math.max(0, ofType)] ?? [];
}

type TypeName = Extract<Schema['type'], string>;

function typesOf({ type }: Schema): readonly TypeName[] {
  if (type === undefined) return [];
  return typeof type === 'string' ? [type] : type;
}

function hasFormat(value: Value, format: NonNullable<Schema['format']>): boolean {
  if (format === 'duration') return typeof value === 'string' && formatGoDuration(value) !== undefined;
  try {
    portsOf([textOf(value)], []);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** `string, number or null`: in the schema's order, with the words that people know. */
function readable(types: readonly TypeName[]): string {
  const names = types.map((type) => (type === 'object' ? 'mapping' : type === 'array' ? 'list' : type));
  return names.length === 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
