// Lines out of a stream, as getdelim(3) gives them, without reading ahead of what is needed.
// Source: getdelim(3).
// Not modelled: NUL bytes' special treatment; a line longer than MAX_LINE comes in several pieces.
import type { Blocking, OpenFile } from '../../host/sys.ts';

/** A stream without line ends must not fill the memory: at this many characters a line is taken to end. */
const MAX_LINE = 1 << 20;

export class LineReader {
  /** Whether the line given last had its delimiter; only a file's last line may lack it. */
  terminated = true;
  /** One character or more; may be changed between lines. */
  delimiter: string;

  readonly #file: OpenFile;
  readonly #beforeWait: () => Blocking<void>;
  #text = '';
  #at = 0;
  #ended = false;

  /** `beforeWait` runs before each read that may wait: output that is due goes out there. */
  constructor(file: OpenFile, delimiter: string, beforeWait: () => Blocking<void>) {
    this.#file = file;
    this.delimiter = delimiter;
    this.#beforeWait = beforeWait;
  }

  /** The next line without its delimiter, undefined at the end of the file. */
  *next(): Blocking<string | undefined> {
    let searchFrom = this.#at;
    for (;;) {
      const end = this.#text.indexOf(this.delimiter, searchFrom);
      if (end >= 0) return this.#take(end, true);
      const waiting = this.#text.length - this.#at;
      if (this.#ended || waiting > MAX_LINE) return waiting === 0 ? undefined : this.#take(this.#text.length, false);
      yield* this.#beforeWait();
      const piece = yield* this.#file.read();
      if (piece === undefined) this.#ended = true;
      else this.#text = this.#text.slice(this.#at) + piece;
      if (piece !== undefined) this.#at = 0;
      searchFrom = this.#at + waiting;
    }
  }

  #take(end: number, terminated: boolean): string {
    const line = this.#text.slice(this.#at, end);
    this.#at = terminated ? end + this.delimiter.length : end;
    this.terminated = terminated;
    return line;
  }
}
