// The current record and its fields: $0, $1 … NF, each kept in step with the other.
// Source: POSIX.1-2017 awk, "Fields", "Variables and Special Variables" (FS).
// Not modelled: FIELDWIDTHS, FPAT.
import { type Regex, RegexError } from '../regex/regex.ts';
import { AwkError } from './ast.ts';
import { inputValue, type Value } from './value.ts';

/** mawk's limit of fields. */
const MAX_FIELD = 32767;

export class AwkRecord {
  #text: Value = '';
  #plain = '';
  #fields: Value[] | undefined;
  #stale = false;
  readonly #separators: { fs(): string; ofs(): string; textOf(value: Value): string; regexOf(text: string): Regex };

  constructor(separators: {
    fs(): string;
    ofs(): string;
    textOf(value: Value): string;
    regexOf(text: string): Regex;
  }) {
    this.#separators = separators;
  }

  setText(text: string): void {
    this.#plain = text;
    this.#text = inputValue(text);
    this.#fields = undefined;
    this.#stale = false;
  }

  get text(): Value {
    this.#rebuild();
    return this.#text;
  }

  get count(): number {
    return this.#split().length;
  }

  set count(count: number) {
    const fields = this.#split();
    if (count < 0 || count > MAX_FIELD) throw new AwkError(`negative field index $${count}`);
    while (fields.length < count) fields.push('');
    fields.length = count;
    this.#stale = true;
  }

  get(index: number): Value {
    this.#check(index);
    return index === 0 ? this.text : this.#split()[index - 1];
  }

  set(index: number, value: Value): void {
    this.#check(index);
    if (index === 0) {
      this.setText(this.#separators.textOf(value));
      return;
    }
    const fields = this.#split();
    while (fields.length < index) fields.push('');
    fields[index - 1] = value;
    this.#stale = true;
  }

  #check(index: number): void {
    if (index < 0) throw new AwkError(`negative field index $${index}`);
    if (!(index <= MAX_FIELD)) throw new AwkError(`maximum number of fields exceeded`);
  }

  #split(): Value[] {
    this.#fields ??= splitText(this.#plain, this.#separators.fs(), this.#separators.regexOf).map(inputValue);
    return this.#fields;
  }

  #rebuild(): void {
    if (!this.#stale) return;
    this.#plain = this.#split().map(this.#separators.textOf).join(this.#separators.ofs());
    this.#text = inputValue(this.#plain);
    this.#stale = false;
  }
}

/** Cuts a text by a field separator: a space means runs of blanks, another single character itself, else a pattern. */
export function splitText(text: string, separator: string, regexOf: (text: string) => Regex): string[] {
  if (text === '') return [];
  if (separator === ' ') return text.split(/[ \t\n\r\v\f]+/).filter((part) => part !== '');
  if (separator === '') return [...text];
  if (separator.length === 1 && separator !== '\\') return text.split(separator);
  return splitByRegex(text, regexOf(separator));
}

export function splitByRegex(text: string, regex: Regex): string[] {
  if (text === '') return [];
  const parts: string[] = [];
  let from = 0;
  try {
    for (let at = 0; at < text.length; ) {
      const m = regex.exec(text, at);
      if (!m) break;
      if (m.end === m.start) {
        at = m.start + 1;
        continue;
      }
      parts.push(text.slice(from, m.start));
      from = m.end;
      at = m.end;
    }
  } catch (error) {
    if (error instanceof RegexError) throw new AwkError(error.message);
    throw error;
  }
  return [...parts, text.slice(from)];
}
