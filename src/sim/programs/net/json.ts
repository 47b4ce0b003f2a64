// JSON as iproute2 writes it: compact on one line, or pretty with its own habits about brackets.
// Source: iproute2 lib/json_writer.c. Not modelled: numbers printed as strings in hexadecimal.

/** A number with fixed decimals (`0.00`), which JavaScript's own JSON cannot write. */
export class Fixed {
  readonly text: string;
  constructor(value: number, decimals: number) {
    this.text = value.toFixed(decimals);
  }
}

export type Json = string | number | boolean | Fixed | readonly Json[] | JsonObject;
/** Keys in the order of printing; undefined members are left out. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** One line or pretty, with the newline that ends iproute2's output. */
export function renderJson(value: readonly Json[], pretty: boolean): string {
  return `${write(value, pretty, 0)}\n`;
}

function write(value: Json, pretty: boolean, depth: number): string {
  if (value instanceof Fixed) return value.text;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (isArray(value)) {
    const items = value.map((item) => write(item, pretty, depth + 1)).join(',');
    if (!pretty) return `[${items}]`;
    return value.length === 0 ? '[ ]' : `[ ${items} ]`;
  }
  const newline = pretty ? `\n${' '.repeat(4 * (depth + 1))}` : '';
  const members = Object.entries(value).flatMap(([key, member]) =>
    member === undefined
      ? []
      : [`${newline}${JSON.stringify(key)}:${pretty ? ' ' : ''}${write(member, pretty, depth + 1)}`],
  );
  if (members.length === 0) return '{}';
  return `{${members.join(',')}${pretty ? `\n${' '.repeat(4 * depth)}` : ''}}`;
}

function isArray(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
