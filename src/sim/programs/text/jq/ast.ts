// A jq program as a tree.
// Source: jq 1.6 manual.
// Not modelled: modules, destructuring alternatives (?//), labels, limits of SQL-style operators.

export type Filter =
  | { readonly kind: 'identity' | 'recurse' }
  | { readonly kind: 'literal'; readonly value: null | boolean | number | string }
  | { readonly kind: 'format'; readonly name: string }
  /** A string with interpolations, formatted by `format` (`@csv "…"`). */
  | { readonly kind: 'template'; readonly format: string; readonly parts: readonly (string | Filter)[] }
  | { readonly kind: 'index'; readonly of: Filter; readonly key: Filter }
  | { readonly kind: 'slice'; readonly of: Filter; readonly from: Filter | undefined; readonly to: Filter | undefined }
  | { readonly kind: 'iterate'; readonly of: Filter }
  | { readonly kind: 'pipe' | 'comma' | 'alternative' | 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'operate'; readonly op: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'update'; readonly op: string; readonly target: Filter; readonly value: Filter }
  | { readonly kind: 'negate'; readonly of: Filter }
  | { readonly kind: 'array'; readonly of: Filter | undefined }
  | { readonly kind: 'object'; readonly entries: readonly { readonly key: Filter; readonly value: Filter }[] }
  | { readonly kind: 'if'; readonly condition: Filter; readonly yes: Filter; readonly no: Filter }
  | { readonly kind: 'try'; readonly of: Filter; readonly handler: Filter | undefined }
  | { readonly kind: 'bind'; readonly source: Filter; readonly pattern: Binding; readonly body: Filter }
  | {
      readonly kind: 'reduce';
      readonly source: Filter;
      readonly pattern: Binding;
      readonly start: Filter;
      readonly step: Filter;
    }
  | {
      readonly kind: 'foreach';
      readonly source: Filter;
      readonly pattern: Binding;
      readonly start: Filter;
      readonly step: Filter;
      readonly extract: Filter | undefined;
    }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Filter[] }
  | { readonly kind: 'define'; readonly definition: Definition; readonly body: Filter };

/** What `as` binds: a variable, or the variables in an array's or object's places. */
export type Binding =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'items'; readonly items: readonly Binding[] }
  | { readonly kind: 'keys'; readonly entries: readonly { readonly key: Filter; readonly value: Binding }[] };

export interface Definition {
  readonly name: string;
  /** `$x` takes a value, `f` a filter. */
  readonly parameters: readonly string[];
  readonly body: Filter;
}

/** A program that cannot be read. */
export class JqSyntaxError extends Error {
  override name = 'JqSyntaxError';
}
