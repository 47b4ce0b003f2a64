// History expansion: what `!` and `^` in a typed line stand for.
// Source: bash(1) HISTORY EXPANSION; history(3).
// Not modelled: histchars, the modifiers q and x, `!#`.

export type HistoryExpansion =
  | { readonly kind: 'same' }
  /** `prints`: the line is shown and remembered, not run (`:p`). */
  | { readonly kind: 'expanded'; readonly text: string; readonly prints: boolean }
  | { readonly kind: 'wrong'; readonly complaint: string };

/** Leaves the expansion from any depth. */
class NoExpansion extends Error {
  override name = 'NoExpansion';
}

/** What `!` before these characters means: itself. */
const LITERAL = /^(?:[\s=(]|$)/;

/** A reader over one line. */
class Expansion {
  readonly #line: string;
  readonly #history: readonly string[];
  #at = 0;
  prints = false;
  constructor(line: string, history: readonly string[]) {
    this.#line = line;
    this.#history = history;
  }

  run(): string {
    let out = '';
    let doubleQuoted = false;
    while (this.#at < this.#line.length) {
      const char = this.#line[this.#at] ?? '';
      if (char === '\\') {
        out += this.#line.slice(this.#at, this.#at + 2);
        this.#at += 2;
      } else if (char === "'" && !doubleQuoted) {
        const end = this.#line.indexOf("'", this.#at + 1);
        const next = end < 0 ? this.#line.length : end + 1;
        out += this.#line.slice(this.#at, next);
        this.#at = next;
      } else if (char === '!' && !this.#isLiteral(doubleQuoted)) {
        this.#at++;
        out += this.#reference();
      } else {
        if (char === '"') doubleQuoted = !doubleQuoted;
        out += char;
        this.#at++;
      }
    }
    return out;
  }

  #isLiteral(doubleQuoted: boolean): boolean {
    const rest = this.#line.slice(this.#at + 1);
    return LITERAL.test(rest) || (doubleQuoted && rest.startsWith('"'));
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    const match = pattern.exec(this.#line.slice(this.#at)) ?? undefined;
    if (match !== undefined) this.#at += match[0].length;
    return match;
  }

  /** Behind `!`: an event, words of it, modifiers. */
  #reference(): string {
    const from = this.#at;
    const line = this.#event(from);
    return this.#modified(this.#words(line, from));
  }

  #event(from: number): string {
    const previous = this.#history.at(-1);
    if (this.#take(/^!/) || this.#take(/^(?=[:^$*%]|-(?!\d))/)) return this.#found(previous, from);
    const number = this.#take(/^-?\d+/)?.[0];
    if (number !== undefined) return this.#found(this.#numbered(Number(number)), from);
    const within = this.#take(/^\?([^?\n]*)\??/)?.[1];
    if (within !== undefined)
      return this.#found(
        this.#history.findLast((line) => line.includes(within)),
        from,
      );
    const start = this.#take(/^[^\s:;&|()<>"'^$*%]+/)?.[0] ?? '';
    return this.#found(start === '' ? undefined : this.#history.findLast((line) => line.startsWith(start)), from);
  }

  /** From the first line on, or back from the last. */
  #numbered(number: number): string | undefined {
    return number === 0 ? undefined : this.#history.at(number > 0 ? number - 1 : number);
  }

  #found(line: string | undefined, from: number): string {
    if (line !== undefined) return line;
    throw new NoExpansion(`!${this.#line.slice(from, this.#at)}: event not found`);
  }

  /** `:n`, `:n-m`, `:^`, `:$`, `:*`, `:n*`, `:n-`; the colon may be missing before ^ $ * -. */
  #words(line: string, from: number): string {
    const chosen = this.#take(/^:?([\^$*])|^:(\d+)?-(\d+|\$)?|^:(\d+)(\*)?/);
    if (chosen === undefined) return line;
    const words = splitWords(line);
    const last = words.length - 1;
    const [whole, mark, low, high, number, star] = chosen;
    const [first, end] =
      mark === '^'
        ? [1, 1]
        : mark === '$'
          ? [last, last]
          : mark === '*'
            ? [1, last]
            : number !== undefined
              ? [Number(number), star === undefined ? Number(number) : last]
              : [Number(low ?? 0), high === undefined ? last - 1 : high === '$' ? last : Number(high)];
    if (first > last + (mark === '*' || star !== undefined ? 1 : 0) || end > last)
      throw new NoExpansion(
        `${whole.startsWith(':') ? whole : `!${this.#line.slice(from, this.#at)}`}: bad word specifier`,
      );
    return words.slice(first, end + 1).join(' ');
  }

  #modified(text: string): string {
    let out = text;
    for (;;) {
      const modifier = this.#take(/^:(?:([htrep])|(g?)s(.)((?:(?!\3).)*)\3((?:(?!\3).)*)(?:\3|$))/);
      if (modifier === undefined) return out;
      const [, letter, global, , old = '', fresh = ''] = modifier;
      if (letter === 'h') out = out.replace(/(.)\/[^/]*$/, '$1');
      else if (letter === 't') out = out.replace(/^.*\//, '');
      else if (letter === 'r') out = out.replace(/\.[^./]*$/, '');
      else if (letter === 'e') out = /\.[^./]*$/.exec(out)?.[0] ?? out;
      else if (letter === 'p') this.prints = true;
      else out = substituted(out, old, fresh, global !== '');
    }
  }
}

function substituted(text: string, old: string, fresh: string, everywhere: boolean): string {
  if (!text.includes(old)) throw new NoExpansion(`:s/${old}/${fresh}/: substitution failed`);
  const put = (): string => fresh.replaceAll('&', old);
  return everywhere ? text.replaceAll(old, put) : text.replace(old, put);
}

/** The words of a line as the history library sees them: operators stand alone, quotes hold together. */
function splitWords(line: string): string[] {
  return line.match(/(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s;&|()<>'"\\])+|[;&|<>]{1,2}|[()]|['"\\]/gs) ?? [];
}

/** Expands a line that has just been typed. */
export function expandHistory(line: string, history: readonly string[]): HistoryExpansion {
  try {
    const quick = /^\^([^^\n]*)\^([^^\n]*)(?:\^(.*))?$/s.exec(line);
    if (quick !== null) {
      const [, old = '', fresh = '', rest = ''] = quick;
      const before = history.at(-1);
      if (before === undefined || !before.includes(old)) throw new NoExpansion(`:s${line}: substitution failed`);
      return { kind: 'expanded', text: substituted(before, old, fresh, false) + rest, prints: false };
    }
    if (!line.includes('!')) return { kind: 'same' };
    const expansion = new Expansion(line, history);
    const text = expansion.run();
    return text === line ? { kind: 'same' } : { kind: 'expanded', text, prints: expansion.prints };
  } catch (problem) {
    if (problem instanceof NoExpansion) return { kind: 'wrong', complaint: problem.message };
    throw problem;
  }
}
