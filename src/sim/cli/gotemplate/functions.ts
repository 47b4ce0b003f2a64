// The functions that templates may call: Go's own and Docker's.
// Source: Go's text/template/funcs.go; docker/cli templates/templates.go (basicFunctions, HeaderFunctions).
// Not modelled: call, urlquery, js (no value here is a function; no format is a web page).
import { display, encodeJson, sprintf } from './print.ts';
import { GoMap, isSlice, isTrue, Nil, type Value } from './values.ts';

/** What a parameter takes; `any` takes everything, nil included. */
export type Parameter = 'any' | 'string' | 'int' | '[]string';

/** May a parameter of that type take the value? */
export function fits(value: Value, type: Parameter): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'string':
      return typeof value === 'string';
    case 'int':
      return typeof value === 'number';
    case '[]string':
      return (
        (isSlice(value) && value.every((v) => typeof v === 'string')) ||
        (value instanceof Nil && value.kind === 'slice')
      );
  }
}

export interface TemplateFunction {
  readonly parameters: readonly Parameter[];
  /** The type of further arguments, if there may be any. */
  readonly rest?: Parameter;
  /** Go's own: errors say `error calling len:`. Throws a CallError. */
  call(args: readonly Value[]): Value;
}

/** What a function says of its arguments; the interpreter adds where. */
export class CallError extends Error {
  override name = 'CallError';
}

const text = (value: Value): string => String(value ?? '');
const fn = (
  parameters: readonly Parameter[],
  call: (args: readonly Value[]) => Value,
  rest?: Parameter,
): TemplateFunction => ({ parameters, call, ...(rest && { rest }) });

const goFunctions: Readonly<Record<string, TemplateFunction>> = {
  eq: fn(['any', 'any'], ([a, ...others]) => others.some((b) => equal(a, b)), 'any'),
  ne: fn(['any', 'any'], ([a, b]) => !equal(a, b)),
  lt: fn(['any', 'any'], ([a, b]) => less(a, b)),
  le: fn(['any', 'any'], ([a, b]) => less(a, b) || equal(a, b)),
  gt: fn(['any', 'any'], ([a, b]) => !(less(a, b) || equal(a, b))),
  ge: fn(['any', 'any'], ([a, b]) => !less(a, b)),
  not: fn(['any'], ([a]) => !isTrue(a)),
  len: fn(['any'], ([a]) => length(a)),
  index: fn(['any'], ([item, ...keys]) => keys.reduce(indexOnce, item), 'any'),
  slice: fn(['any'], ([item, ...bounds]) => sliced(item, bounds), 'any'),
  print: fn([], (args) => sprint(args), 'any'),
  println: fn([], (args) => `${args.map((a) => sprintf('%v', [a])).join(' ')}\n`, 'any'),
  printf: fn(['string'], ([pattern, ...args]) => sprintf(text(pattern), args), 'any'),
  html: fn([], (args) => escapeHtml(args.map(display).join('')), 'any'),
};

const dockerFunctions: Readonly<Record<string, TemplateFunction>> = {
  json: fn(['any'], ([v]) => encodeJson(v)),
  split: fn(['string', 'string'], ([s, by]) => (text(s) === '' ? [''] : text(s).split(text(by)))),
  join: fn(['[]string', 'string'], ([list, by]) => (isSlice(list) ? list.map(text).join(text(by)) : '')),
  title: fn(['string'], ([s]) =>
    text(s).replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_all, before, letter) => before + letter.toUpperCase()),
  ),
  lower: fn(['string'], ([s]) => text(s).toLowerCase()),
  upper: fn(['string'], ([s]) => text(s).toUpperCase()),
  pad: fn(['string', 'int', 'int'], ([s, before, after]) =>
    text(s) === '' ? '' : ' '.repeat(Number(before)) + text(s) + ' '.repeat(Number(after)),
  ),
  truncate: fn(['string', 'int'], ([s, size]) => text(s).slice(0, Number(size))),
};

export const functions: ReadonlyMap<string, TemplateFunction> = new Map(
  Object.entries({ ...goFunctions, ...dockerFunctions }),
);

const unchanged = (parameters: readonly Parameter[]) => fn(parameters, ([s]) => text(s));

/** The same for a table's header: what changes cells leaves their titles alone. */
export const headerFunctions: ReadonlyMap<string, TemplateFunction> = new Map([
  ...functions,
  ...Object.entries({
    json: unchanged(['string']),
    split: unchanged(['string', 'string']),
    join: unchanged(['string', 'string']),
    title: unchanged(['string']),
    lower: unchanged(['string']),
    upper: unchanged(['string']),
    truncate: unchanged(['string', 'int']),
  }),
]);

/** Names that the parser knows but the interpreter evaluates itself, since they need not look at all arguments. */
export const shortCircuit: ReadonlySet<string> = new Set(['and', 'or']);

export const functionNames: ReadonlySet<string> = new Set([...functions.keys(), ...shortCircuit]);

function basic(value: Value): 'string' | 'number' | 'boolean' | 'nil' | undefined {
  if (value === undefined || value === null || value instanceof Nil) return 'nil';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return typeof value as 'string' | 'number' | 'boolean';
  }
  return undefined;
}

function equal(a: Value, b: Value): boolean {
  const [ka, kb] = [basic(a), basic(b)];
  if (ka === undefined && kb === undefined) throw new CallError('non-comparable types');
  if (ka === 'nil' || kb === 'nil') return ka === kb;
  if (ka !== kb) throw new CallError('incompatible types for comparison');
  return a === b;
}

function less(a: Value, b: Value): boolean {
  const [ka, kb] = [basic(a), basic(b)];
  if (ka === undefined || kb === undefined || ka === 'nil' || kb === 'nil' || ka === 'boolean' || kb === 'boolean') {
    throw new CallError('invalid type for comparison');
  }
  if (typeof a === 'string' && typeof b === 'string') return a < b;
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  throw new CallError('incompatible types for comparison');
}

/** The bytes of a text in UTF-8: Go's strings are bytes. */
function utf8(value: string): number[] {
  const escaped = encodeURIComponent(value).matchAll(/%([0-9A-F]{2})|(.)/gs);
  return [...escaped].map(([, hex, plain = '']) =>
    hex === undefined ? plain.charCodeAt(0) : Number.parseInt(hex, 16),
  );
}

function length(value: Value): number {
  if (typeof value === 'string') return utf8(value).length;
  if (isSlice(value)) return value.length;
  if (value instanceof GoMap) return value.entries.size;
  if (value instanceof Nil && value.kind !== 'pointer') return 0;
  if (value === undefined || value === null || value instanceof Nil) throw new CallError('len of nil pointer');
  throw new CallError(
    `len of type ${typeof value === 'number' ? 'int' : typeof value === 'boolean' ? 'bool' : value.type}`,
  );
}

function indexOnce(item: Value, key: Value): Value {
  if (item === undefined || item === null) throw new CallError('index of untyped nil');
  if (item instanceof Nil && item.kind === 'pointer') throw new CallError('index of nil pointer');
  if (item instanceof GoMap || (item instanceof Nil && item.kind === 'map')) {
    if (typeof key !== 'string')
      throw new CallError(`value has type ${typeof key === 'number' ? 'int' : 'bool'}; should be string`);
    return item instanceof Nil ? undefined : item.entries.has(key) ? item.entries.get(key) : item.zero;
  }
  const list = item instanceof Nil ? [] : typeof item === 'string' ? utf8(item) : item;
  if (!isSlice(list))
    throw new CallError(
      `can't index item of type ${typeof item === 'number' ? 'uint8' : typeof item === 'boolean' ? 'bool' : 'struct'}`,
    );
  if (typeof key !== 'number') throw new CallError(`cannot index slice/array with type ${typeof key}`);
  if (key < 0 || key >= list.length) throw new CallError(`index out of range: ${key}`);
  return list[key];
}

function sliced(item: Value, bounds: readonly Value[]): Value {
  if (typeof item !== 'string' && !isSlice(item)) throw new CallError("can't slice item of this type");
  const [from = 0, to = item.length] = bounds.map(Number);
  for (const at of [from, to]) if (at < 0 || at > item.length) throw new CallError(`index out of range: ${at}`);
  if (from > to) throw new CallError(`invalid slice index: ${from} > ${to}`);
  return item.slice(from, to);
}

/** fmt.Sprint: a space between operands when neither is a string. */
function sprint(args: readonly Value[]): string {
  return args
    .map((a, i) => (i > 0 && typeof a !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + sprintf('%v', [a]))
    .join('');
}

function escapeHtml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;');
}
