// Regular expressions as trees: what a pattern means, whichever of the three notations it was written in.
// Source: regex(7) (POSIX BRE and ERE), GNU extensions as in grep(1) and sed(1); the Perl notation as jq's Oniguruma takes it.
// Not modelled: collating elements and equivalence classes, lookaround, Unicode classes.

export type Notation = 'basic' | 'extended' | 'perl';

/** What a character is tested against. */
export interface CharSet {
  /** Code unit ranges, both ends included. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly negated: boolean;
}

/** A place between characters: line ends, and edges of words. */
export type Place =
  | 'start'
  | 'end'
  | 'last'
  | 'wordEdge'
  | 'notWordEdge'
  | 'wordStart'
  | 'wordEnd'
  | 'noWordBefore'
  | 'noWordAfter';

export type Node =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'group'; readonly index: number; readonly body: Node }
  | { readonly kind: 'back'; readonly index: number }
  /** `(?=…)` and its kind. `widths`: how long the text before may be, of a look behind. */
  | {
      readonly kind: 'look';
      readonly body: Node;
      readonly negated: boolean;
      readonly widths: readonly number[] | undefined;
    }
  /** `\\K`: the match begins here. */
  | { readonly kind: 'keep' }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'either'; readonly branches: readonly Node[] }
  | {
      readonly kind: 'repeat';
      readonly body: Node;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    };

/** A pattern that cannot be read, or that would cost too much; the message is glibc's where it has one. */
export class RegexError extends Error {
  override name = 'RegexError';
}

const range = (low: string, high: string): readonly [number, number] => [low.charCodeAt(0), high.charCodeAt(0)];
const digit = [range('0', '9')];
const lower = [range('a', 'z')];
const upper = [range('A', 'Z')];
const space = [range('\t', '\r'), range(' ', ' ')];
const word = [...digit, ...upper, range('_', '_'), ...lower];

/** POSIX classes by name, for ASCII. */
export const posixClasses: Readonly<Record<string, CharSet['ranges']>> = {
  alnum: [...digit, ...upper, ...lower],
  alpha: [...upper, ...lower],
  blank: [range(' ', ' '), range('\t', '\t')],
  cntrl: [range('\0', '\x1f'), range('\x7f', '\x7f')],
  digit,
  graph: [range('!', '~')],
  lower,
  print: [range(' ', '~')],
  punct: [range('!', '/'), range(':', '@'), range('[', '`'), range('{', '~')],
  space,
  upper,
  xdigit: [...digit, range('a', 'f'), range('A', 'F')],
};

/** Sets that a backslash and a letter stand for. */
export const letterSets: Readonly<Record<string, CharSet>> = {
  w: { ranges: word, negated: false },
  W: { ranges: word, negated: true },
  s: { ranges: space, negated: false },
  S: { ranges: space, negated: true },
};

/** The same where only the Perl notation has them. */
export const perlSets: Readonly<Record<string, CharSet>> = {
  d: { ranges: digit, negated: false },
  D: { ranges: digit, negated: true },
  h: { ranges: posixClasses.xdigit ?? [], negated: false },
};

export const anyChar: CharSet = { ranges: [], negated: true };
export const anyButNewline: CharSet = { ranges: [range('\n', '\n')], negated: true };

export function oneChar(char: string): Node {
  return { kind: 'set', set: { ranges: [range(char, char)], negated: false } };
}

export function isWordCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}
