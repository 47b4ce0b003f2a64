// A container's log: its output line by line with the time of each, as the json-file driver keeps it.
// Source: moby daemon/logger/{copier,jsonfilelog}. Only whole lines enter, and what is left when the output ends.
// Not modelled: rotation and other drivers. Kept is a bounded number of the last lines, so that a chatty program cannot fill memory.
import { WaitQueue } from '../../des/task.ts';
import type { StreamChunk } from '../../host/http.ts';
import { type Moment, timestamp } from '../clock.ts';

const MAX_LINES = 10_000;
/** copier.go readSize: a longer line is cut in pieces. */
const MAX_LINE = 16 * 1024;

export interface LogLine extends StreamChunk {
  readonly at: Moment;
}

export class ContainerLog {
  /** Woken when a line comes and when the container stops. */
  readonly changed = new WaitQueue();
  readonly #lines: LogLine[] = [];
  readonly #partial = { stdout: '', stderr: '' };
  #dropped = 0;

  /** The number of the next line. */
  get next(): number {
    return this.#dropped + this.#lines.length;
  }

  add(chunk: StreamChunk, at: Moment): void {
    let rest = this.#partial[chunk.channel] + chunk.text;
    for (let end = rest.indexOf('\n'); end >= 0 || rest.length >= MAX_LINE; end = rest.indexOf('\n')) {
      const cut = end >= 0 && end < MAX_LINE ? end + 1 : MAX_LINE;
      this.#keep({ channel: chunk.channel, text: rest.slice(0, cut), at });
      rest = rest.slice(cut);
    }
    this.#partial[chunk.channel] = rest;
  }

  /** The output has ended: what is left without a newline becomes a line too. */
  flush(at: Moment): void {
    for (const channel of ['stdout', 'stderr'] as const) {
      const text = this.#partial[channel];
      this.#partial[channel] = '';
      if (text !== '') this.#keep({ channel, text, at });
    }
    this.changed.wake();
  }

  /** The kept lines from number `first` on. */
  since(first: number): readonly LogLine[] {
    return this.#lines.slice(Math.max(0, first - this.#dropped));
  }

  /** The file that the json-file driver writes: one object a line. */
  json(): string {
    const object = ({ text, channel, at }: LogLine) => ({ log: text, stream: channel, time: timestamp(at) });
    return this.#lines.map((line) => `${JSON.stringify(object(line))}\n`).join('');
  }

  #keep(line: LogLine): void {
    this.#lines.push(line);
    if (this.#lines.length > MAX_LINES) {
      this.#lines.shift();
      this.#dropped++;
    }
    this.changed.wake();
  }
}
