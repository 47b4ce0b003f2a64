// A sed script as data: a flat list of commands with the places they jump to.
// Source: sed(1) of GNU sed 4.9.
// Not modelled: e, F, R, W, v; the M flag of s and of addresses.
import type { Regex } from '../regex/regex.ts';

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'last' }
  /** An empty pattern (`regex` undefined) means the one used last. */
  | { readonly kind: 'regex'; readonly regex: Regex | undefined };

/** The end of a range: an address, so many lines more, or the next multiple. */
export type RangeEnd =
  | Address
  | { readonly kind: 'plus'; readonly count: number }
  | { readonly kind: 'multiple'; readonly of: number };

/** A piece of what s puts in. */
export type Replacement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly index: number }
  | { readonly kind: 'case'; readonly mode: 'L' | 'U' | 'l' | 'u' | 'E' };

export interface Substitution {
  readonly regex: Regex | undefined;
  readonly parts: readonly Replacement[];
  readonly global: boolean;
  readonly print: boolean;
  /** Which match is replaced first. */
  readonly nth: number;
  readonly file: string | undefined;
}

export type Action =
  | { readonly op: 'p' | 'P' | 'd' | 'D' | 'h' | 'H' | 'g' | 'G' | 'x' | 'n' | 'N' | '=' | 'l' | 'z' }
  | { readonly op: 'a' | 'i' | 'c'; readonly text: string }
  | { readonly op: 'q' | 'Q'; readonly status: number }
  | { readonly op: 'b' | 't' | 'T'; readonly to: number }
  | { readonly op: 'r' | 'w'; readonly path: string }
  | { readonly op: 's'; readonly substitution: Substitution }
  | { readonly op: 'y'; readonly map: ReadonlyMap<string, string> }
  /** Opens a block: not selected, execution goes on at `to`. */
  | { readonly op: '{'; readonly to: number };

export interface Command {
  readonly start: Address | undefined;
  readonly end: RangeEnd | undefined;
  /** `0,/re/`: the end may match in the first line. */
  readonly fromZero: boolean;
  readonly negated: boolean;
  readonly action: Action;
}

/** A script that cannot be read; `at` counts characters from 1. */
export class SedError extends Error {
  override name = 'SedError';
  readonly at: number | undefined;
  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}
