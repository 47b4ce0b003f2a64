// What matches and targets have in common: options that they take, a way to be read, texts.
// Source: libxtables (struct xtables_match, xtables_target, xtables_option_parse); texts as iptables 1.8.9 prints them.
// Not modelled: revisions, aliases of extensions.
import type { Errno } from '../../base/errno.ts';
import type { Traversal, Verdict } from './traversal.ts';

/** Words that make no rule: what iptables says of them and why (see NfError). */
export class RuleError extends Error {
  override name = 'RuleError';
  readonly errno: Errno;
  constructor(message: string, errno: Errno = 'EINVAL') {
    super(message);
    this.errno = errno;
  }
}

export function notSimulated(what: string): RuleError {
  return new RuleError(what, 'EOPNOTSUPP');
}

/** How a listing names things: numbers only, or names of services. */
export interface Names {
  readonly numeric: boolean;
  port(port: number, protocol: number): string;
}

/** A condition of a rule. Texts have no leading space. */
export interface Match {
  readonly name: string;
  /** True when it looks at connections, so that the namespace must track them. */
  readonly needsTracking?: boolean;
  /** The built-in chains that the kernel lets it be in; everywhere when undefined. */
  readonly chains?: readonly string[];
  matches(at: Traversal): boolean;
  /** Its options as `iptables -S` prints them, without `-m NAME`. */
  readonly text: string;
  /** As `iptables -L` prints it. */
  listing(names: Names): string;
}

/** What a rule does. */
export interface Target {
  readonly name: string;
  /** What a listing calls it where `name` is another name of the same. */
  readonly realName?: string;
  readonly text: string;
  listing(names: Names): string;
  apply(at: Traversal): Verdict;
  /** Where the kernel lets it be: tables and built-in chains; everywhere when undefined. */
  readonly tables?: readonly string[];
  readonly chains?: readonly string[];
  /** The protocol that the rule must name. */
  readonly protocol?: number;
  readonly needsTracking?: boolean;
}

/** The rest of a command line, for options that take values. */
export interface OptionWords {
  /** The value that `option` needs. */
  value(option: string): string;
  /** The next word, if it is no option: a second value. */
  optional(): string | undefined;
}

/** A match or target while its options are read. */
export interface Reading<T> {
  /** Full names of its options, `--dport` first and longer names of the same behind. */
  readonly options: readonly string[];
  take(option: string, words: OptionWords, inverted: boolean): void;
  /** All options are read; `protocol` is the rule's, `inverted` whether it is negated. */
  finish(protocol: number): T;
}

/** One line in the table of matches or of targets. */
export interface Kind<T> {
  readonly name: string;
  begin(): Reading<T>;
}

/** `! ` before what is negated. */
export const not = (inverted: boolean): string => (inverted ? '! ' : '');

/** A number in C's notations, below 2^32. */
export function parseNumber(word: string): number | undefined {
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(word)) return undefined;
  const value = /^0\d/.test(word) ? Number.parseInt(word, 8) : Number(word);
  return value <= 0xffffffff ? value : undefined;
}

export const hex = (value: number): string => `0x${value.toString(16)}`;
