// Reads a regular expression into its tree.
// Source: POSIX.1-2017 XBD 9 with GNU extensions (\+ \? \| \< \> \b \w \s in both notations); error texts of glibc's regcomp.c.
// Not modelled: see syntax.ts.
import {
  anyButNewline,
  anyChar,
  type CharSet,
  letterSets,
  type Node,
  type Notation,
  oneChar,
  type Place,
  perlSets,
  posixClasses,
  RegexError,
} from './syntax.ts';

export interface Parsed {
  readonly root: Node;
  readonly groups: number;
  /** Names of groups, where they have one (Perl notation). */
  readonly names: readonly (string | undefined)[];
}

const controlLetters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' };
const places: Readonly<Record<string, Place>> = {
  b: 'wordEdge',
  B: 'notWordEdge',
  '<': 'wordStart',
  '>': 'wordEnd',
  '`': 'start',
  "'": 'end',
};
/** RE_DUP_MAX of glibc. */
const MAX_REPEAT = 32767;
/** Nested groups beyond this would exhaust the reader's own stack. */
const MAX_DEPTH = 200;

/** `escapes`: a backslash and n, t … mean control characters, as in sed and awk but not in grep. */
export function parseRegex(pattern: string, notation: Notation, escapes: boolean): Parsed {
  return new Parser(pattern, notation, escapes).parse();
}

/** How long all texts are that a node matches; undefined when they differ. */
function widthOf(node: Node): number | undefined {
  switch (node.kind) {
    case 'set':
      return 1;
    case 'place':
    case 'look':
    case 'keep':
      return 0;
    case 'group':
      return widthOf(node.body);
    case 'back':
      return undefined;
    case 'sequence':
      return node.parts.reduce<number | undefined>((sum, part) => {
        const width = widthOf(part);
        return sum === undefined || width === undefined ? undefined : sum + width;
      }, 0);
    case 'either': {
      const [first, ...rest] = node.branches.map(widthOf);
      return rest.every((width) => width === first) ? first : undefined;
    }
    case 'repeat': {
      const width = node.min === node.max ? widthOf(node.body) : undefined;
      return width === undefined ? undefined : width * node.min;
    }
  }
}

class Parser {
  readonly #pattern: string;
  readonly #notation: Notation;
  readonly #escapes: boolean;
  #at = 0;
  #depth = 0;
  readonly #names: (string | undefined)[] = [undefined];

  constructor(pattern: string, notation: Notation, escapes: boolean) {
    this.#pattern = pattern;
    this.#notation = notation;
    this.#escapes = escapes || notation === 'perl';
  }

  parse(): Parsed {
    const root = this.#either();
    if (this.#at < this.#pattern.length) throw new RegexError('Unmatched ) or \\)');
    return { root, groups: this.#names.length, names: this.#names };
  }

  get #basic(): boolean {
    return this.#notation === 'basic';
  }

  #peek(text: string): boolean {
    return this.#pattern.startsWith(text, this.#at);
  }

  #eat(text: string): boolean {
    if (!this.#peek(text)) return false;
    this.#at += text.length;
    return true;
  }

  /** A special character of this notation: with a backslash in the basic one, without in the others. */
  #eatSpecial(char: string): boolean {
    return this.#eat(this.#basic ? `\\${char}` : char);
  }

  #either(): Node {
    const branches = [this.#sequence()];
    while (this.#eatSpecial('|')) branches.push(this.#sequence());
    return branches.length === 1 ? (branches[0] as Node) : { kind: 'either', branches };
  }

  #atBranchEnd(): boolean {
    if (this.#at >= this.#pattern.length) return true;
    if (this.#peek(this.#basic ? '\\|' : '|')) return true;
    return this.#peek(this.#basic ? '\\)' : ')') && (this.#depth > 0 || this.#basic || this.#notation === 'perl');
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (!this.#atBranchEnd()) {
      const first = parts.every((part) => part.kind === 'place' && part.place === 'start');
      let node = this.#atom(first);
      for (;;) {
        const repeated = this.#repeat(node, first && node.kind === 'place');
        if (!repeated) break;
        node = repeated;
      }
      parts.push(node);
    }
    return parts.length === 1 ? (parts[0] as Node) : { kind: 'sequence', parts };
  }

  #repeat(body: Node, leading: boolean): Node | undefined {
    if (this.#basic && leading && this.#peek('*')) return undefined;
    let bounds: readonly [number, number] | undefined;
    if (this.#eat('*')) bounds = [0, Number.POSITIVE_INFINITY];
    else if (this.#eatSpecial('+')) bounds = [1, Number.POSITIVE_INFINITY];
    else if (this.#eatSpecial('?')) bounds = [0, 1];
    else bounds = this.#interval();
    if (!bounds) return undefined;
    const lazy = this.#notation === 'perl' && this.#eat('?');
    return { kind: 'repeat', body, min: bounds[0], max: bounds[1], lazy };
  }

  #interval(): readonly [number, number] | undefined {
    const open = this.#basic ? '\\{' : '{';
    const close = this.#basic ? '\\}' : '}';
    if (!this.#peek(open)) return undefined;
    const end = this.#pattern.indexOf(close, this.#at);
    const inner = end < 0 ? undefined : this.#pattern.slice(this.#at + open.length, end);
    const m = inner === undefined ? null : /^(\d*)(,?)(\d*)$/.exec(inner);
    if (!m || inner === '' || (inner === ',' && this.#notation === 'perl')) {
      if (!this.#basic) return undefined;
      throw new RegexError(end < 0 ? 'Unmatched \\{' : 'Invalid content of \\{\\}');
    }
    const min = Number(m[1]);
    const max = m[2] === '' ? min : m[3] === '' ? Number.POSITIVE_INFINITY : Number(m[3]);
    if (min > max) throw new RegexError('Invalid content of \\{\\}');
    if (min > MAX_REPEAT || (max !== Number.POSITIVE_INFINITY && max > MAX_REPEAT)) {
      throw new RegexError('Regular expression too big');
    }
    this.#at = end + close.length;
    return [min, max];
  }

  #atom(first: boolean): Node {
    const char = this.#pattern[this.#at++] as string;
    switch (char) {
      case '.':
        return { kind: 'set', set: this.#notation === 'perl' ? anyButNewline : anyChar };
      case '[':
        return { kind: 'set', set: this.#bracket() };
      case '\\':
        return this.#escape();
      case '^':
        return !this.#basic || first ? { kind: 'place', place: 'start' } : oneChar('^');
      case '$':
        if (this.#notation === 'perl') return { kind: 'place', place: 'last' };
        return !this.#basic || this.#atBranchEnd() ? { kind: 'place', place: 'end' } : oneChar('$');
      case '(':
        return this.#basic ? oneChar('(') : this.#group();
      case '*':
      case '+':
      case '?':
        return this.#strayRepeat(char);
      default:
        return oneChar(char);
    }
  }

  /** A repetition with nothing before it: itself in the basic notation, `*` nothing in ERE, wrong in Perl's. */
  #strayRepeat(char: string): Node {
    if (this.#basic) return oneChar(char);
    if (this.#notation === 'perl') throw new RegexError('target of repeat operator is not specified');
    return { kind: 'sequence', parts: [] };
  }

  #group(): Node {
    let index = 0;
    if (this.#notation === 'perl' && this.#eat('?')) {
      const look = /^(<?)([=!])/.exec(this.#pattern.slice(this.#at));
      if (look) {
        this.#at += look[0].length;
        return this.#look(look[1] === '<', look[2] === '!');
      }
      const name = /^P?<(\w+)>/.exec(this.#pattern.slice(this.#at));
      if (name) {
        this.#at += name[0].length;
        index = this.#names.push(name[1]) - 1;
      } else if (!this.#eat(':')) {
        throw new RegexError('undefined group option');
      }
    } else {
      index = this.#names.push(undefined) - 1;
    }
    const body = this.#groupBody();
    return index === 0 ? body : { kind: 'group', index, body };
  }

  #groupBody(): Node {
    if (++this.#depth > MAX_DEPTH) throw new RegexError('Regular expression too big');
    const body = this.#either();
    this.#depth--;
    if (!this.#eatSpecial(')')) throw new RegexError('Unmatched ( or \\(');
    return body;
  }

  #look(isBehind: boolean, negated: boolean): Node {
    const body = this.#groupBody();
    if (!isBehind) return { kind: 'look', body, negated, widths: undefined };
    const widths = (body.kind === 'either' ? body.branches : [body]).map((branch) => {
      const width = widthOf(branch);
      if (width === undefined) throw new RegexError('lookbehind assertion is not fixed length');
      return width;
    });
    return { kind: 'look', body, negated, widths: [...new Set(widths)] };
  }

  #escape(): Node {
    const char = this.#pattern[this.#at++];
    if (char === undefined) throw new RegexError('Trailing backslash');
    if (char === '(' && this.#basic) return this.#group();
    if (char === '{' && this.#basic) throw new RegexError('Invalid preceding regular expression');
    if (char >= '1' && char <= '9') {
      if (Number(char) >= this.#names.length) throw new RegexError('Invalid back reference');
      return { kind: 'back', index: Number(char) };
    }
    if (this.#notation === 'perl' && char === 'K') return { kind: 'keep' };
    const place = places[char];
    if (place !== undefined && (this.#notation !== 'perl' || /[bB]/.test(char))) return { kind: 'place', place };
    const set = letterSets[char] ?? (this.#notation === 'perl' ? perlSets[char] : undefined);
    if (set) return { kind: 'set', set };
    if (this.#notation === 'perl' && char === 'A') return { kind: 'place', place: 'start' };
    if (this.#notation === 'perl' && /[zZ]/.test(char)) return { kind: 'place', place: char === 'z' ? 'end' : 'last' };
    return oneChar((this.#escapes ? controlLetters[char] : undefined) ?? char);
  }

  /** A bracket expression; the `[` is behind. */
  #bracket(): CharSet {
    const negated = this.#eat('^');
    const ranges: (readonly [number, number])[] = [];
    for (let first = true; first || !this.#eat(']'); first = false) {
      if (this.#at >= this.#pattern.length) throw new RegexError('Unmatched [, [^, [:, [., or [=');
      const named = this.#bracketClass();
      if (named) {
        ranges.push(...named);
        continue;
      }
      const low = this.#bracketChar();
      const isRange = this.#peek('-') && !this.#peek('-]') && this.#at + 1 < this.#pattern.length;
      if (isRange) this.#at++;
      const high = isRange ? this.#bracketChar() : low;
      if (high < low) throw new RegexError('Invalid range end');
      ranges.push([low.charCodeAt(0), high.charCodeAt(0)]);
    }
    return { ranges, negated };
  }

  #bracketClass(): CharSet['ranges'] | undefined {
    if (this.#eat('[:')) {
      const end = this.#pattern.indexOf(':]', this.#at);
      const ranges = end < 0 ? undefined : posixClasses[this.#pattern.slice(this.#at, end)];
      if (end < 0) throw new RegexError('Unmatched [, [^, [:, [., or [=');
      if (!ranges) throw new RegexError('Invalid character class name');
      this.#at = end + 2;
      return ranges;
    }
    if (!this.#escapes || !this.#peek('\\')) return undefined;
    const letter = this.#pattern[this.#at + 1] ?? '';
    const set = this.#notation === 'perl' ? (letterSets[letter] ?? perlSets[letter]) : undefined;
    if (!set || set.negated) return undefined;
    this.#at += 2;
    return set.ranges;
  }

  #bracketChar(): string {
    const char = this.#pattern[this.#at++];
    if (char === undefined) throw new RegexError('Unmatched [, [^, [:, [., or [=');
    if (char !== '\\' || !this.#escapes) return char;
    const next = this.#pattern[this.#at] ?? '';
    const control = controlLetters[next];
    const literal = this.#notation === 'perl' || next === '\\' || next === ']' || next === '/';
    if (control === undefined && !literal) return char;
    this.#at++;
    return control ?? next;
  }
}
