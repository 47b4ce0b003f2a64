// What a launched process has written and its reader has not yet taken: terminal screen text, or two pipes kept in order.
// Source: pty(7) for the master side's buffer; pipe(7).
// Not modelled: output that is dropped when a terminal is stopped with Ctrl-S.
import type { Errno } from '../base/errno.ts';
import { type Blocking, WaitQueue } from '../des/task.ts';
import type { StreamChunk } from './http.ts';
import { PIPE_CAPACITY } from './pipe.ts';
import type { OpenFile } from './sys.ts';

/** Chunks in the order in which they were written. A writer waits while more than a pipe's worth is there. */
export class OutputQueue {
  readonly readable = new WaitQueue();
  readonly #writable = new WaitQueue();
  #chunks: StreamChunk[] = [];
  #length = 0;
  #finished = false;

  ready(): boolean {
    return this.#chunks.length > 0 || this.#finished;
  }

  /** The next chunk, undefined at the end. Neighbours of one channel come as one. */
  *read(): Blocking<StreamChunk | undefined> {
    while (!this.ready()) yield { on: [this.readable] };
    const first = this.#chunks[0];
    if (first === undefined) return undefined;
    let end = 1;
    while (this.#chunks[end]?.channel === first.channel) end++;
    const text = this.#chunks
      .splice(0, end)
      .map((chunk) => chunk.text)
      .join('');
    this.#length -= text.length;
    this.#writable.wake();
    return { channel: first.channel, text };
  }

  /** Adds at once, however much is there: echo, and what the kernel itself says. */
  push(chunk: StreamChunk): void {
    if (this.#finished || chunk.text === '') return;
    this.#chunks.push(chunk);
    this.#length += chunk.text.length;
    this.readable.wake();
  }

  *write(chunk: StreamChunk): Blocking<Errno | undefined> {
    while (!this.#finished && this.#length >= PIPE_CAPACITY) yield { on: [this.#writable] };
    if (this.#finished) return 'EPIPE';
    this.push(chunk);
    return undefined;
  }

  /** Nothing more will come. */
  finish(): void {
    this.#finished = true;
    this.readable.wake();
    this.#writable.wake();
  }
}

/** The writing end of one channel; `onClose` hears when its last reference is gone. */
export class ChannelFile implements OpenFile {
  readonly kind = 'pipe';
  readonly tty = undefined;
  readonly readable = new WaitQueue();
  readonly #queue: OutputQueue;
  readonly #channel: 'stdout' | 'stderr';
  readonly #onClose: () => void;
  #references = 1;
  constructor(queue: OutputQueue, channel: 'stdout' | 'stderr', onClose: () => void) {
    this.#queue = queue;
    this.#channel = channel;
    this.#onClose = onClose;
  }

  unread(): void {}

  // biome-ignore lint/correctness/useYield: nothing is ever read from this end
  *read(): Blocking<string | undefined> {
    return undefined;
  }

  *write(text: string): Blocking<Errno | undefined> {
    return yield* this.#queue.write({ channel: this.#channel, text });
  }

  ready(): boolean {
    return true;
  }

  retain(): void {
    this.#references++;
  }

  release(): void {
    if (--this.#references === 0) this.#onClose();
  }
}
