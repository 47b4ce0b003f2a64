// Reading request bodies and query parameters, with the daemon's complaints about what is wrong in them.
// Source: moby api/server/httputils/{httputils,form}.go; Go's encoding/json (texts).
// Not modelled: the position in a text that is no JSON; Go names the offending character.
import * as v from 'valibot';
import type { HttpRequest } from '../../host/http.ts';
import { invalid } from './errors.ts';

type Schema = v.GenericSchema;

/** What Go calls the JSON kinds. */
const kinds: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
  Array: 'array',
  Object: 'object',
};
/** What Go calls the types that a schema expects. */
const goTypes: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'bool',
  number: 'int',
  Array: '[]string',
  Object: 'map[string]string',
};

/** The body as `schema` has it; `struct` is the Go type that complaints name. */
export function readBody<S extends Schema>(request: HttpRequest, schema: S, struct: string): v.InferOutput<S> {
  if (request.body === undefined || request.body.trim() === '')
    throw invalid('invalid JSON: got EOF while reading request body');
  return check(parse(request.body), schema, struct);
}

/** The same where the body may be missing: then as if it were `{}`. */
export function readOptionalBody<S extends Schema>(request: HttpRequest, schema: S, struct: string): v.InferOutput<S> {
  return request.body === undefined || request.body.trim() === ''
    ? check({}, schema, struct)
    : readBody(request, schema, struct);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    const first = body.trim().charAt(0);
    throw invalid(
      /[[{"0-9tfn-]/.test(first)
        ? 'invalid JSON: unexpected EOF'
        : `invalid JSON: invalid character '${first}' looking for beginning of value`,
    );
  }
}

function check<S extends Schema>(value: unknown, schema: S, struct: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = (issue.path ?? []).map((item) => String(item.key)).filter((key) => !/^\d+$/.test(key));
  const received = issue.received.startsWith('"')
    ? 'string'
    : /^[\d.-]+$/.test(issue.received)
      ? 'number'
      : issue.received;
  const expected = (issue.expected ?? '').replace(/^\(?(\w+).*$/, '$1');
  const where = path.length === 0 ? 'Go value' : `Go struct field ${struct}.${path.join('.')}`;
  const type = issue.type === 'custom' ? issue.message : (goTypes[expected] ?? expected);
  throw invalid(`invalid JSON: json: cannot unmarshal ${kinds[received] ?? received} into ${where} of type ${type}`);
}

/** httputils.BoolValue: anything but nothing, 0, no, false and none is true. */
export function flagOf(request: HttpRequest, name: string): boolean {
  const value = (request.query?.[name] ?? '').trim().toLowerCase();
  return !['', '0', 'no', 'false', 'none'].includes(value);
}

/** An integer parameter, undefined when it is absent. */
export function numberOf(request: HttpRequest, name: string): number | undefined {
  const value = request.query?.[name];
  if (value === undefined || value === '') return undefined;
  if (!/^-?\d{1,15}$/.test(value)) throw invalid(`strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`);
  return Number(value);
}
