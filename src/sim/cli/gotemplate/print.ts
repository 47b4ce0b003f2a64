// Values as text: fmt's %v and encoding/json's compact form.
// Source: Go's fmt/print.go printValue, encoding/json encode.go (SetEscapeHTML(false), keys of maps sorted).
// Not modelled: addresses of pointers, which no two runs share; exponents of very large floats.
import { GoMap, isSlice, Nil, type Value } from './values.ts';

/** What printing a pointer inside a composite shows in place of a random heap address. */
const POINTER = '0xc000000000';

/** As a template prints it at the top: pointers are followed, a missing value says so. */
export function display(value: Value): string {
  if (value === undefined || value === null) return '<no value>';
  if (value instanceof Nil && value.kind === 'pointer') return '<nil>';
  return format(value, true);
}

/** fmt's %v. */
export function format(value: Value, top = true): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (value instanceof Nil) return value.kind === 'pointer' ? '<nil>' : value.kind === 'map' ? 'map[]' : '[]';
  if (value instanceof GoMap) {
    return `map[${value
      .keys()
      .map((key) => `${key}:${format(value.entries.get(key), false)}`)
      .join(' ')}]`;
  }
  if (isSlice(value)) return `[${value.map((v) => format(v, false)).join(' ')}]`;
  if (value.text !== undefined) return value.text;
  if (!top && value.type.startsWith('*')) return POINTER;
  return `{${[...value.fields.values()].map((v) => format(v, false)).join(' ')}}`;
}

/** encoding/json, compact. */
export function encodeJson(value: Value): string {
  if (value === undefined || value === null || value instanceof Nil) return 'null';
  if (typeof value === 'string') return encodeText(value);
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (value instanceof GoMap) {
    const keys = value.keys();
    return `{${keys.map((key) => `${encodeText(key)}:${encodeJson(value.entries.get(key))}`).join(',')}}`;
  }
  if (isSlice(value)) return `[${value.map(encodeJson).join(',')}]`;
  if (value.json) return value.json(encodeJson);
  return `{${[...value.fields].map(([key, v]) => `${encodeText(key)}:${encodeJson(v)}`).join(',')}}`;
}

function encodeText(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** fmt.Sprintf for the verbs s v d q t x X f, with flags `-` and `0`, width and precision. */
export function sprintf(pattern: string, args: readonly Value[]): string {
  let next = 0;
  const text = pattern.replace(/%([-+ 0#]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g, (all, flags, width, precision, verb) => {
    if (verb === '%') return '%';
    if (next >= args.length) return `%!${verb}(MISSING)`;
    const body = oneVerb(verb, args[next++], precision === undefined ? undefined : Number(precision)) ?? all;
    const size = Number(width || '0');
    if (String(flags).includes('-')) return body.padEnd(size);
    return body.padStart(size, String(flags).includes('0') ? '0' : ' ');
  });
  const extra = args.slice(next).map((v) => `${kindOf(v)}=${format(v)}`);
  return extra.length === 0 ? text : `${text}%!(EXTRA ${extra.join(', ')})`;
}

function oneVerb(verb: string, value: Value, precision: number | undefined): string | undefined {
  const wrong = `%!${verb}(${kindOf(value)}=${format(value)})`;
  switch (verb) {
    case 'v':
      return format(value);
    case 's':
      if (typeof value === 'number' || typeof value === 'boolean') return wrong;
      return precision === undefined ? format(value) : format(value).slice(0, precision);
    case 'q':
      return typeof value === 'string' ? JSON.stringify(value) : wrong;
    case 't':
      return typeof value === 'boolean' ? String(value) : wrong;
    case 'd':
      return typeof value === 'number' && Number.isInteger(value) ? String(value) : wrong;
    case 'x':
    case 'X': {
      if (typeof value !== 'number') return wrong;
      return verb === 'x' ? value.toString(16) : value.toString(16).toUpperCase();
    }
    case 'f':
      return typeof value === 'number' ? value.toFixed(precision ?? 6) : wrong;
    default:
      return wrong;
  }
}

function kindOf(value: Value): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  return isSlice(value) ? '[]interface {}' : value.type;
}
