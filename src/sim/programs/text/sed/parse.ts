// Reads a sed script.
// Source: sed(1) of GNU sed 4.9; error texts of its compile.c.
// Not modelled: see script.ts.
import { Regex, RegexError } from '../regex/regex.ts';
import { type Action, type Address, type Command, type RangeEnd, type Replacement, SedError } from './script.ts';

/** Reads `text` (all -e and -f parts joined by newlines). Throws SedError. */
export function parseSed(text: string, extended: boolean): Command[] {
  return new SedParser(text, extended).parse();
}

type Draft = { -readonly [K in keyof Command]: Command[K] };

class SedParser {
  readonly #text: string;
  readonly #extended: boolean;
  #at = 0;
  readonly #commands: Draft[] = [];
  readonly #open: number[] = [];
  readonly #labels = new Map<string, number>();
  readonly #jumps: { readonly index: number; readonly op: 'b' | 't' | 'T'; readonly label: string }[] = [];

  constructor(text: string, extended: boolean) {
    this.#text = text;
    this.#extended = extended;
  }

  parse(): Command[] {
    for (;;) {
      this.#skip(/[\s;]/);
      if (this.#at >= this.#text.length) break;
      this.#command();
    }
    if (this.#open.length > 0) throw new SedError("unmatched `{'", 0);
    for (const { index, op, label } of this.#jumps) {
      const to = label === '' ? this.#commands.length : this.#labels.get(label);
      if (to === undefined) throw new SedError(`can't find label for jump to \`${label}'`);
      (this.#commands[index] as Draft).action = { op, to };
    }
    return this.#commands;
  }

  #fail(message: string): never {
    throw new SedError(message, this.#at);
  }

  #skip(what: RegExp): void {
    while (this.#at < this.#text.length && what.test(this.#text[this.#at] as string)) this.#at++;
  }

  #next(): string | undefined {
    return this.#text[this.#at++];
  }

  #command(): void {
    const start = this.#address();
    let end: RangeEnd | undefined;
    let fromZero = false;
    this.#skip(/[ \t]/);
    if (start && this.#text[this.#at] === ',') {
      this.#at++;
      this.#skip(/[ \t]/);
      end = this.#rangeEnd();
      if (!end) {
        this.#at++;
        this.#fail("unexpected `,'");
      }
      fromZero = start.kind === 'line' && start.line === 0;
    }
    this.#skip(/[ \t]/);
    let negated = false;
    while (this.#text[this.#at] === '!') {
      negated = true;
      this.#at++;
      this.#skip(/[ \t]/);
    }
    const letter = this.#next();
    if (letter === undefined) this.#fail('missing command');
    if (start?.kind === 'line' && start.line === 0 && end?.kind !== 'regex') {
      this.#fail('invalid usage of line address 0');
    }
    if (letter === '#' || letter === ':' || letter === '}') {
      if (start && letter === '#') this.#fail("comments don't accept any addresses");
      if (start && letter === ':') this.#fail(": doesn't want any addresses");
      if (start && letter === '}') this.#fail("} doesn't want any addresses");
      this.#mark(letter);
      return;
    }
    const draft: Draft = { start, end, fromZero, negated, action: { op: 'p' } };
    const index = this.#commands.push(draft) - 1;
    draft.action = this.#action(letter, index);
  }

  /** What is no command: comments, labels, ends of blocks. */
  #mark(letter: string): void {
    if (letter === '#') {
      this.#skip(/[^\n]/);
    } else if (letter === ':') {
      const label = this.#word(/[^\n;]/);
      if (label === '') this.#fail('":" lacks a label');
      this.#labels.set(label, this.#commands.length);
    } else {
      const opened = this.#open.pop();
      if (opened === undefined) this.#fail("unexpected `}'");
      (this.#commands[opened] as Draft).action = { op: '{', to: this.#commands.length };
      this.#endOfCommand();
    }
  }

  #action(letter: string, index: number): Action {
    switch (letter) {
      case '{':
        this.#open.push(index);
        return { op: '{', to: 0 };
      case 'a':
      case 'i':
      case 'c':
        return { op: letter, text: this.#insertedText() };
      case 'b':
      case 't':
      case 'T':
        this.#jumps.push({ index, op: letter, label: this.#word(/[^\n;}]/) });
        return { op: letter, to: 0 };
      case 'r':
      case 'w': {
        const path = this.#word(/[^\n]/);
        if (path === '') this.#fail('missing filename in r/R/w/W commands');
        return { op: letter, path };
      }
      case 'q':
      case 'Q': {
        const status = Number(this.#word(/\d/) || 0);
        this.#endOfCommand();
        return { op: letter, status };
      }
      case 's':
        return this.#substitute();
      case 'y':
        return this.#transliterate();
      default:
        return this.#plain(letter);
    }
  }

  #plain(letter: string): Action {
    switch (letter) {
      case 'p':
      case 'P':
      case 'd':
      case 'D':
      case 'h':
      case 'H':
      case 'g':
      case 'G':
      case 'x':
      case 'n':
      case 'N':
      case '=':
      case 'l':
      case 'z':
        this.#endOfCommand();
        return { op: letter };
      default:
        return this.#fail(`unknown command: \`${letter}'`);
    }
  }

  #word(allowed: RegExp): string {
    this.#skip(/[ \t]/);
    const from = this.#at;
    this.#skip(allowed);
    return this.#text.slice(from, this.#at).trimEnd();
  }

  #endOfCommand(): void {
    this.#skip(/[ \t]/);
    const char = this.#text[this.#at];
    if (char === undefined || char === '}' || char === '#') return;
    this.#at++;
    if (char !== '\n' && char !== ';') this.#fail('extra characters after command');
  }

  #address(): Address | undefined {
    const number = /^\d+/.exec(this.#text.slice(this.#at));
    if (number) {
      this.#at += number[0].length;
      const step = /^~(\d+)/.exec(this.#text.slice(this.#at));
      if (!step) return { kind: 'line', line: Number(number[0]) };
      this.#at += step[0].length;
      return { kind: 'step', first: Number(number[0]), step: Number(step[1]) };
    }
    const char = this.#text[this.#at];
    if (char === '$') {
      this.#at++;
      return { kind: 'last' };
    }
    if (char !== '/' && char !== '\\') return undefined;
    this.#at += char === '\\' ? 2 : 1;
    const delimiter = this.#text[this.#at - 1] as string;
    const pattern = this.#delimited(delimiter, 'unterminated address regex', true);
    let ignoreCase = false;
    if (this.#text[this.#at] === 'I') {
      ignoreCase = true;
      this.#at++;
    }
    return { kind: 'regex', regex: this.#regex(pattern, ignoreCase) };
  }

  #rangeEnd(): RangeEnd | undefined {
    const relative = /^([+~])(\d+)/.exec(this.#text.slice(this.#at));
    if (!relative) return this.#address();
    this.#at += relative[0].length;
    const count = Number(relative[2]);
    return relative[1] === '+' ? { kind: 'plus', count } : { kind: 'multiple', of: count };
  }

  /** Text up to the next delimiter; an escaped delimiter loses its backslash. */
  #delimited(delimiter: string, complaint: string, isRegex: boolean): string {
    let out = '';
    let inBracket = false;
    for (;;) {
      const char = this.#next();
      if (char === undefined) {
        this.#at = this.#text.length;
        this.#fail(complaint);
      }
      if (char === delimiter && !inBracket) return out;
      if (char === '\\' && !inBracket) {
        const after = this.#next();
        if (after === undefined) this.#fail(complaint);
        out += after === delimiter && delimiter !== '\\' ? after : `\\${after}`;
        continue;
      }
      if (isRegex && char === '[' && !inBracket) {
        const opening = /^\^?\]?/.exec(this.#text.slice(this.#at))?.[0] ?? '';
        const closes = this.#text.indexOf(']', this.#at + opening.length) >= 0;
        inBracket = closes;
        out += `[${closes ? opening : ''}`;
        this.#at += closes ? opening.length : 0;
        continue;
      }
      if (inBracket && char === '[' && this.#text[this.#at] === ':') {
        const end = this.#text.indexOf(':]', this.#at);
        if (end >= 0) {
          out += this.#text.slice(this.#at - 1, end + 2);
          this.#at = end + 2;
          continue;
        }
      }
      if (char === ']') inBracket = false;
      out += char;
    }
  }

  #regex(pattern: string, ignoreCase: boolean): Regex | undefined {
    if (pattern === '') return undefined;
    try {
      return new Regex(pattern, { notation: this.#extended ? 'extended' : 'basic', ignoreCase, escapes: true });
    } catch (error) {
      if (error instanceof RegexError) this.#fail(error.message);
      throw error;
    }
  }

  #substitute(): Action {
    const delimiter = this.#next();
    if (delimiter === undefined || delimiter === '\n' || delimiter === '\\') this.#fail("unterminated `s' command");
    const pattern = this.#delimited(delimiter, "unterminated `s' command", true);
    const replacement = this.#delimited(delimiter, "unterminated `s' command", false);
    let [global, print, ignoreCase, nth] = [false, false, false, 1];
    let file: string | undefined;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === 'g') global = true;
      else if (char === 'p') print = true;
      else if (char === 'i' || char === 'I') ignoreCase = true;
      else if (char === 'w') {
        this.#at++;
        file = this.#word(/[^\n]/);
        break;
      } else if (char !== undefined && /[1-9]/.test(char)) {
        nth = Number(/^\d+/.exec(this.#text.slice(this.#at))?.[0]);
        this.#at += String(nth).length - 1;
      } else break;
      this.#at++;
    }
    if (!/^[ \t]*([;\n}#]|$)/.test(this.#text.slice(this.#at))) {
      this.#at++;
      this.#fail("unknown option to `s'");
    }
    const regex = this.#regex(pattern, ignoreCase);
    const parts = replacementParts(replacement);
    const highest = Math.max(0, ...parts.map((part) => (part.kind === 'group' ? part.index : 0)));
    if (regex && highest >= regex.groups) this.#fail(`invalid reference \\${highest} on \`s' command's RHS`);
    this.#endOfCommand();
    return { op: 's', substitution: { regex, parts, global, print, nth, file } };
  }

  #transliterate(): Action {
    const delimiter = this.#next();
    if (delimiter === undefined) this.#fail("unterminated `y' command");
    const [from, to] = [0, 1].map(() => {
      const text = this.#delimited(delimiter, "unterminated `y' command", false);
      return [...text.replace(/\\(n|\\)/g, (_, letter: string) => (letter === 'n' ? '\n' : '\\'))];
    });
    if (!from || !to || from.length !== to.length) this.#fail("strings for `y' command are different lengths");
    this.#endOfCommand();
    return { op: 'y', map: new Map(from.map((char, i) => [char, to[i] as string])) };
  }

  /** The text of a, i and c: GNU's one-line form or the lines after a backslash. */
  #insertedText(): string {
    this.#skip(/[ \t]/);
    if (this.#at >= this.#text.length) this.#fail("expected \\ after `a', `c' or `i'");
    const lines = /^\\[ \t]*\n/.exec(this.#text.slice(this.#at, this.#at + 80));
    if (lines) this.#at += lines[0].length;
    else if (this.#text[this.#at] === '\\') this.#at++;
    let out = '';
    for (;;) {
      const char = this.#next();
      if (char === undefined || char === '\n') return `${out}\n`;
      out += char === '\\' ? insertedEscape(this.#next() ?? '') : char;
    }
  }
}

function insertedEscape(char: string): string {
  return char === 'n' ? '\n' : char === 't' ? '\t' : char;
}

function replacementParts(text: string): Replacement[] {
  const parts: Replacement[] = [];
  let literal = '';
  const flush = () => {
    if (literal !== '') parts.push({ kind: 'text', text: literal });
    literal = '';
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    const next = text[i + 1] ?? '';
    if (char === '&') {
      flush();
      parts.push({ kind: 'group', index: 0 });
    } else if (char !== '\\') {
      literal += char;
    } else {
      i++;
      if (/\d/.test(next)) {
        flush();
        parts.push({ kind: 'group', index: Number(next) });
      } else if (/[LUluE]/.test(next)) {
        flush();
        parts.push({ kind: 'case', mode: next as 'L' | 'U' | 'l' | 'u' | 'E' });
      } else {
        literal += next === 'n' ? '\n' : next === 't' ? '\t' : next;
      }
    }
  }
  flush();
  return parts;
}
