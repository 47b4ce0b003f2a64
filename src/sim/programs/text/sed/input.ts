// What sed reads: its files as one stream (or each apart), with a look ahead for the last line only when asked.
// Source: read_pattern_space and test_eof in execute.c of GNU sed 4.9.
// Not modelled: --follow-symlinks; with -i the new text is written when the file has been read to its end.
import type { Blocking, OpenFile } from '../../../host/sys.ts';
import type { LineReader } from '../lines.ts';
import type { Call } from '../tool.ts';

export class SedInput {
  lineNumber = 0;
  /** Whether the line read last ended with a newline. */
  terminated = true;
  readonly #call: Call;
  readonly #paths: string[];
  readonly #delimiter: string;
  /** Line numbers and `$` are each file's own; with `inPlace`, so is the output. */
  readonly #separate: boolean;
  readonly #inPlace: string | undefined;
  #reader: LineReader | undefined;
  #file: OpenFile | undefined;
  #path = '';
  #ahead: { readonly line: string; readonly terminated: boolean } | undefined;
  #written = '';

  /** `inPlace` is the suffix for backups, '' for none, undefined to write to standard output. */
  constructor(
    call: Call,
    paths: readonly string[],
    options: { delimiter: string; separate: boolean; inPlace: string | undefined },
  ) {
    this.#call = call;
    this.#paths = [...paths];
    this.#delimiter = options.delimiter;
    this.#separate = options.separate;
    this.#inPlace = options.inPlace;
  }

  output(text: string): void {
    if (this.#inPlace === undefined) this.#call.put(text);
    else this.#written += text;
  }

  *next(): Blocking<string | undefined> {
    const taken = this.#ahead ?? (yield* this.#fetch(true));
    this.#ahead = undefined;
    if (!taken) return undefined;
    this.lineNumber++;
    this.terminated = taken.terminated;
    return taken.line;
  }

  *isLast(): Blocking<boolean> {
    this.#ahead ??= yield* this.#fetch(!this.#separate);
    return this.#ahead === undefined;
  }

  /** The next line there is; `onward`: of the next file if need be. */
  *#fetch(onward: boolean): Blocking<{ readonly line: string; readonly terminated: boolean } | undefined> {
    for (;;) {
      const line = this.#reader ? yield* this.#reader.next() : undefined;
      if (line !== undefined) return { line, terminated: this.#reader?.terminated ?? true };
      if (!onward || !(yield* this.#openNext())) return undefined;
    }
  }

  *#openNext(): Blocking<boolean> {
    this.finish();
    for (;;) {
      const path = this.#paths.shift();
      if (path === undefined) return false;
      const file = yield* this.#call.open(path, 2);
      if (!file) continue;
      this.#file = file;
      this.#path = path;
      this.#reader = this.#call.lines(file, this.#delimiter);
      if (this.#separate) this.lineNumber = 0;
      return true;
    }
  }

  /** Closes the current file; with -i, replaces it with what was written. */
  finish(): void {
    if (!this.#reader) return;
    this.#reader = undefined;
    if (this.#path !== '-') this.#file?.release();
    if (this.#inPlace === undefined || this.#path === '-') return;
    const { fs } = this.#call.sys;
    const absolute = this.#call.sys.resolve(this.#path);
    const old = this.#inPlace === '' ? undefined : fs.readFile(absolute);
    if (old?.ok) {
      const backup = this.#inPlace?.includes('*')
        ? this.#inPlace.replaceAll('*', this.#path)
        : `${absolute}${this.#inPlace}`;
      fs.writeFile(this.#call.sys.resolve(backup), old.value);
    }
    fs.writeFile(absolute, this.#written);
    this.#written = '';
  }

  /** After `q` with -i: the rest of the file goes through unchanged. */
  *copyRest(): Blocking<void> {
    if (this.#inPlace === undefined) return;
    for (let rest = this.#ahead ?? (yield* this.#fetch(false)); rest; rest = yield* this.#fetch(false)) {
      this.#ahead = undefined;
      this.output(`${rest.line}${rest.terminated ? this.#delimiter : ''}`);
    }
  }
}
