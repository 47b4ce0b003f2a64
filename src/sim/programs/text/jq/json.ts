// JSON as jq holds it: objects keep the order of their keys; texts are read value by value out of a stream.
// Source: RFC 8259; jq 1.6's parser and printer (jv_parse.c, jv_print.c).
// Not modelled: numbers beyond doubles, NaN literals, --seq, --stream.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

/** A text that is no JSON. `at` is where the reader stood. */
export class JsonError extends Error {
  override name = 'JsonError';
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** The text may go on: what there is does not end a value. */
export class Unfinished extends Error {
  override name = 'Unfinished';
}

/** MAX_PARSING_DEPTH of jv_parse.c. */
const MAX_DEPTH = 256;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Reads values out of a text one after another. */
export class JsonReader {
  at = 0;
  readonly #text: string;
  /** Nothing will follow the text: a number at its end is whole. */
  readonly #final: boolean;
  constructor(text: string, final: boolean) {
    this.#text = text;
    this.#final = final;
  }

  /** The next value; undefined when only blanks are left. Throws JsonError, Unfinished. */
  next(): Json | undefined {
    this.#blanks();
    return this.at >= this.#text.length ? undefined : this.#value(0);
  }

  #blanks(): void {
    while (' \t\r\n\ufeff\x1e'.includes(this.#text.charAt(this.at)) && this.at < this.#text.length) this.at++;
  }

  #peek(): string {
    this.#blanks();
    if (this.at >= this.#text.length) throw new Unfinished();
    return this.#text.charAt(this.at);
  }

  #value(depth: number): Json {
    if (depth > MAX_DEPTH) throw new JsonError('Exceeds depth limit for parsing', this.at);
    switch (this.#peek()) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        return this.#literal();
    }
  }

  #object(depth: number): Json {
    const object = new Map<string, Json>();
    this.at++;
    if (this.#peek() === '}') {
      this.at++;
      return object;
    }
    for (;;) {
      if (this.#peek() !== '"') throw new JsonError('Object keys must be strings', this.at + 1);
      const key = this.#string();
      if (this.#peek() !== ':') throw new JsonError('Objects must consist of key:value pairs', this.at + 1);
      this.at++;
      object.set(key, this.#value(depth + 1));
      const end = this.#peek();
      this.at++;
      if (end === '}') return object;
      if (end !== ',') throw new JsonError('Expected separator between values', this.at);
    }
  }

  #array(depth: number): Json {
    const array: Json[] = [];
    this.at++;
    if (this.#peek() === ']') {
      this.at++;
      return array;
    }
    for (;;) {
      array.push(this.#value(depth + 1));
      const end = this.#peek();
      this.at++;
      if (end === ']') return array;
      if (end !== ',') throw new JsonError('Expected separator between values', this.at);
    }
  }

  #string(): string {
    let out = '';
    for (this.at++; ; this.at++) {
      const char = this.#text[this.at];
      if (char === undefined) throw new Unfinished();
      if (char === '"') break;
      if (char !== '\\') {
        out += char;
        continue;
      }
      const letter = this.#text[++this.at];
      if (letter === undefined) throw new Unfinished();
      const hex = letter === 'u' ? /^[0-9a-fA-F]{4}/.exec(this.#text.slice(this.at + 1, this.at + 5)) : null;
      if (hex) {
        out += String.fromCharCode(Number.parseInt(hex[0], 16));
        this.at += 4;
      } else if (escapes[letter] !== undefined) out += escapes[letter];
      else throw new JsonError('Invalid escape', this.at + 1);
    }
    this.at++;
    return out;
  }

  #literal(): Json {
    const word = /^[^\s,:[\]{}"]*/.exec(this.#text.slice(this.at))?.[0] ?? '';
    const end = this.at + word.length;
    if (end >= this.#text.length && !this.#final) throw new Unfinished();
    const constants: Readonly<Record<string, Json>> = { null: null, true: true, false: false, nan: null };
    const constant = Object.hasOwn(constants, word) ? constants[word] : undefined;
    const isNumber = /^-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(word);
    if (constant === undefined && !isNumber) {
      const what = /^[a-z]/.test(word) && /^[tfn]/.test(word) ? 'Invalid literal' : 'Invalid numeric literal';
      if (word === '') throw new JsonError('Expected value before something else', this.at + 1);
      throw new JsonError(what === 'Invalid literal' && word.length < 4 ? what : 'Invalid numeric literal', end + 1);
    }
    this.at = end;
    return constant === undefined ? Number(word) : constant;
  }
}

/** The one value that a text holds. */
export function parseJson(text: string): Json {
  const reader = new JsonReader(text, true);
  try {
    const value = reader.next();
    if (value === undefined) throw new JsonError('Expected JSON value', text.length);
    return value;
  } catch (error) {
    if (error instanceof Unfinished) throw new JsonError('Unfinished JSON term', text.length);
    throw error;
  }
}

export interface PrintOptions {
  /** What one level is indented by; undefined for all on one line. */
  readonly indent: string | undefined;
  readonly sortKeys?: boolean;
  readonly ascii?: boolean;
}

const compact: PrintOptions = { indent: undefined };

export function printJson(value: Json, options: PrintOptions = compact, margin = ''): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return stringText(value, options.ascii ?? false);
  const inner = margin + (options.indent ?? '');
  const isArray = isJsonArray(value);
  const items = isArray
    ? value.map((item) => printJson(item, options, inner))
    : entriesOf(value, options.sortKeys ?? false).map(
        ([key, item]) =>
          `${stringText(key, options.ascii ?? false)}:${options.indent === undefined ? '' : ' '}${printJson(item, options, inner)}`,
      );
  const [open, close] = isArray ? '[]' : '{}';
  if (items.length === 0) return `${open}${close}`;
  if (options.indent === undefined) return `${open}${items.join(',')}${close}`;
  return `${open}\n${inner}${items.join(`,\n${inner}`)}\n${margin}${close}`;
}

export function isJsonArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isJsonObject(value: Json): value is JsonObject {
  return value instanceof Map;
}

function entriesOf(object: JsonObject, sorted: boolean): [string, Json][] {
  const entries = [...object];
  return sorted ? entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) : entries;
}

/** jq prints 17 significant digits and cuts infinities down to the largest double. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return value > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308';
  if (Object.is(value, -0)) return '-0';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  // jvp_dtoa_fmt writes an exponent below 1e-4 and where more than 15 zeros would follow the digits.
  const significant = digits.replace(/[-.]/g, '').length;
  if (value !== 0 && (power < -4 || power + 1 > significant + 15)) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

function stringText(text: string, ascii: boolean): string {
  const quoted = JSON.stringify(text).replaceAll('\x7f', '\\u007f');
  if (!ascii) return quoted;
  return quoted.replace(/[^\0-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
