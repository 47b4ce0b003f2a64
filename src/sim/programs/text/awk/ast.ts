// An awk program as a tree.
// Source: POSIX.1-2017 awk, grammar.
// Not modelled: gawk's extensions (BEGINFILE, namespaces, indirect calls, arrays of arrays, @include).
import type { Regex } from '../regex/regex.ts';

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'regex'; readonly regex: Regex }
  | { readonly kind: 'group'; readonly items: readonly Expression[] }
  | LValue
  | { readonly kind: 'assign'; readonly op: string; readonly target: LValue; readonly value: Expression }
  | { readonly kind: 'increment'; readonly by: 1 | -1; readonly prefix: boolean; readonly target: LValue }
  | { readonly kind: 'unary'; readonly op: '!' | '-' | '+'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'match'; readonly negated: boolean; readonly text: Expression; readonly pattern: Expression }
  | { readonly kind: 'choice'; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'in'; readonly keys: readonly Expression[]; readonly array: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'builtin'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'getline';
      readonly from: 'input' | 'file' | 'command';
      readonly source: Expression | undefined;
      readonly target: LValue | undefined;
    };

export type LValue =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'field'; readonly index: Expression }
  | { readonly kind: 'element'; readonly array: string; readonly keys: readonly Expression[] };

/** Where print goes if not to standard output. */
export interface Redirection {
  readonly mode: '>' | '>>' | '|';
  readonly target: Expression;
}

export type Statement =
  | { readonly kind: 'expression'; readonly expression: Expression }
  | {
      readonly kind: 'print' | 'printf';
      readonly args: readonly Expression[];
      readonly to: Redirection | undefined;
    }
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'if'; readonly condition: Expression; readonly yes: Statement; readonly no: Statement | undefined }
  | { readonly kind: 'while'; readonly condition: Expression; readonly body: Statement }
  | { readonly kind: 'do'; readonly condition: Expression; readonly body: Statement }
  | {
      readonly kind: 'for';
      readonly first: Statement | undefined;
      readonly condition: Expression | undefined;
      readonly step: Statement | undefined;
      readonly body: Statement;
    }
  | { readonly kind: 'forIn'; readonly name: string; readonly array: string; readonly body: Statement }
  | { readonly kind: 'next' | 'nextfile' | 'break' | 'continue' }
  | { readonly kind: 'exit' | 'return'; readonly value: Expression | undefined }
  | { readonly kind: 'delete'; readonly array: string; readonly keys: readonly Expression[] | undefined };

export type Pattern =
  | { readonly kind: 'always' }
  | { readonly kind: 'when'; readonly condition: Expression }
  | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression };

export interface Rule {
  readonly pattern: Pattern;
  /** Without an action the record is printed. */
  readonly action: Statement | undefined;
}

export interface AwkFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: Statement;
}

export interface AwkProgram {
  readonly begin: readonly Statement[];
  readonly rules: readonly Rule[];
  readonly end: readonly Statement[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
}

/** A program that cannot be read or run on; `line` where it is known. */
export class AwkError extends Error {
  override name = 'AwkError';
  readonly line: number | undefined;
  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}
