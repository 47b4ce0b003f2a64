// Where a text stops being JSON, in Go's words.
// Source: Go's encoding/json scanner.go (states and their texts).
// Not modelled: limits of nesting.

/** What Go's decoder says of a text that is no JSON; undefined where nothing is wrong or the text ends too early. */
export function findJsonMistake(text: string): string | undefined {
  const scanner = new Scanner(text);
  return scanner.value('looking for beginning of value') ?? scanner.end();
}

/** A mistake, or undefined where the text is fine so far. */
type Verdict = string | undefined;

class Scanner {
  readonly #text: string;
  #at = 0;
  constructor(text: string) {
    this.#text = text;
  }

  value(where: string): Verdict {
    const next = this.#peek();
    if (next === '{') return this.#list('}', () => this.#member());
    if (next === '[') return this.#list(']', () => this.value('looking for beginning of value'));
    if (next === '"') return this.#string();
    const literal = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(this.#text.slice(this.#at));
    if (literal === null) return this.#wrong(where);
    this.#at += literal[0].length;
    return undefined;
  }

  end(): Verdict {
    return this.#peek() === undefined ? undefined : this.#wrong('after top-level value');
  }

  /** Members of an object or elements of an array. */
  #list(close: '}' | ']', element: () => Verdict): Verdict {
    this.#at++;
    if (this.#peek() === close) {
      this.#at++;
      return undefined;
    }
    for (;;) {
      const mistake = element();
      if (mistake !== undefined || this.#peek() === undefined) return mistake;
      if (this.#peek() === close) {
        this.#at++;
        return undefined;
      }
      if (this.#peek() !== ',')
        return this.#wrong(close === '}' ? 'after object key:value pair' : 'after array element');
      this.#at++;
    }
  }

  #member(): Verdict {
    if (this.#peek() !== '"') return this.#wrong('looking for beginning of object key string');
    const mistake = this.#string();
    if (mistake !== undefined) return mistake;
    if (this.#peek() !== ':') return this.#wrong('after object key');
    this.#at++;
    return this.value('looking for beginning of value');
  }

  #string(): Verdict {
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const letter = this.#text.charAt(this.#at);
      if (letter === '"') {
        this.#at++;
        return undefined;
      }
      if (letter < ' ') return this.#wrong('in string literal');
      if (letter === '\\') this.#at++;
    }
    return undefined;
  }

  /** The next letter that is no blank. */
  #peek(): string | undefined {
    while (' \t\r\n'.includes(this.#text.charAt(this.#at)) && this.#at < this.#text.length) this.#at++;
    return this.#text[this.#at];
  }

  #wrong(where: string): Verdict {
    const letter = this.#text[this.#at];
    if (letter === undefined) return undefined;
    const shown = letter === "'" ? "'\\''" : letter === '"' ? "'\"'" : `'${JSON.stringify(letter).slice(1, -1)}'`;
    return `invalid character ${shown} ${where}`;
  }
}
