// What can be wrong with a filter. Plain data: the page says it in the reader's language.

/** Parameters of a problem's sentence, by its code. */
export type ProblemCode =
  /** Nothing stands where a field or value should. */
  | 'missing'
  /** `found` stands where something else should. */
  | 'unexpected'
  /** `found` opens what nothing closes. */
  | 'unclosed'
  /** `found` is no field. */
  | 'no-field'
  /** `found` is a value without a field to compare it with. */
  | 'bare-value'
  /** `found` is no value that `field` can have; `type` is what it takes. */
  | 'no-value'
  /** Values of `field` have no order. */
  | 'no-order'
  /** No part can be cut out of `field`. */
  | 'no-part'
  /** Nothing can be contained in `field`, and no pattern fits it. */
  | 'no-text'
  /** `field` and `other` are of different types. */
  | 'unlike'
  /** `found` is no pattern. */
  | 'no-pattern'
  /** A field is needed here, `found` is a value. */
  | 'needs-field'
  /** More than a filter may be. */
  | 'too-long';

/** What is wrong, and where in the text. */
export interface FilterProblem {
  readonly code: ProblemCode;
  readonly at: number;
  readonly length: number;
  readonly found: string;
  readonly field?: string;
  readonly other?: string;
  readonly type?: FieldType;
  /** What might have been meant, in the place of the text at fault. */
  readonly fix?: string;
}

/** What sort of values a field has. `mark`: none, it is there or not. */
export type FieldType = 'number' | 'flag' | 'time' | 'ipv4' | 'mac' | 'bytes' | 'text' | 'protocol' | 'mark';

/** Where something stands in a filter's text. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

export class FilterError extends Error {
  readonly problem: FilterProblem;

  constructor(
    code: ProblemCode,
    { at, length }: Span,
    found: string,
    more: Partial<Pick<FilterProblem, 'field' | 'other' | 'type' | 'fix'>> = {},
  ) {
    super(`${code}: ${found}`);
    this.problem = { code, at, length, found, ...more };
  }
}
