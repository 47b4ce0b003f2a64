// The kinds of values that a Compose file's schema is made of.
// Source: compose-spec/compose-go schema/compose-spec.json (v2.9); its keywords are JSON Schema's, draft 7.
// Not modelled: descriptions, formats.

export type TypeName = 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';

export interface Schema {
  readonly type?: TypeName | readonly TypeName[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** For keys that match the expression and are no named property. */
  readonly patterns?: { readonly [expression: string]: Schema };
  /** Are keys refused that neither of the two above knows? */
  readonly closed?: boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly unique?: boolean;
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

export const any: Schema = {};
export const string: Schema = { type: 'string' };
export const number: Schema = { type: 'number' };
export const boolean: Schema = { type: ['boolean', 'string'] };
export const integer: Schema = { type: ['integer', 'string'] };
export const amount: Schema = { type: ['number', 'string'] };
export const arrayOf = (items: Schema): Schema => ({ type: 'array', items });
export const strings: Schema = { type: 'array', items: string, unique: true };
export const stringOrList: Schema = { oneOf: [string, strings] };
export const listOrDict: Schema = {
  oneOf: [
    { type: 'object', patterns: { '.+': { type: ['string', 'number', 'boolean', 'null'] } }, closed: true },
    strings,
  ],
};
export const command: Schema = { oneOf: [{ type: 'null' }, string, arrayOf(string)] };
export const options: Schema = { type: 'object', patterns: { '^.+$': amount } };
/** A mapping of these keys and of the user's own `x-…`. */
export const object = (properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  patterns: { '^x-': any },
  closed: true,
  ...more,
});
export const NAME = '^[a-zA-Z0-9._-]+$';
export const named = (schema: Schema, closed = true): Schema => ({
  type: 'object',
  patterns: { [NAME]: schema },
  closed,
});

export const extraHosts: Schema = {
  oneOf: [{ type: 'object', patterns: { '.+': { oneOf: [string, arrayOf(string)] } }, closed: true }, strings],
};

export const fileMounts = arrayOf({
  oneOf: [string, object({ source: string, target: string, uid: string, gid: string, mode: amount })],
});

export const ulimits: Schema = {
  type: 'object',
  patterns: {
    '^[a-z]+$': { oneOf: [integer, object({ hard: integer, soft: integer }, { required: ['soft', 'hard'] })] },
  },
};

/** A mapping that takes no `x-…`. */
export const strict = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  properties,
  closed: true,
});
