// The daemon's end of an open connection: what it sends queues up for the client, what the client sends goes to a receiver.
// Source: net/http Hijacker as moby's attach and exec use it; the queue stands for the socket's buffer.
// Not modelled: the frame headers of multiplexed streams; chunks carry their channel instead.
import { type Blocking, WaitQueue } from '../../des/task.ts';
import type { HttpStream, StreamChunk } from '../../host/http.ts';

/** net.core.wmem_default, bytes: what a client that does not read may leave unread. */
const BUFFER = 212_992;

/** Who takes what the client sends. */
export interface Receiver {
  write?(text: string): Blocking<void>;
  /** The client will send no more. */
  closeWrite?(): void;
  /** The client has hung up. */
  close?(): void;
}

export class Channel implements HttpStream {
  readonly readable = new WaitQueue();
  readonly #drained = new WaitQueue();
  readonly #chunks: StreamChunk[] = [];
  readonly #receiver: Receiver;
  #buffered = 0;
  #ended = false;
  #closed = false;

  constructor(receiver: Receiver = {}) {
    this.#receiver = receiver;
  }

  /** True once the client has hung up. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Sends a piece at once. */
  push(chunk: StreamChunk): void {
    if (this.#closed || this.#ended || chunk.text === '') return;
    this.#chunks.push(chunk);
    this.#buffered += chunk.text.length;
    this.readable.wake();
  }

  /** Sends a piece, waiting while the client has too much unread. */
  *send(chunk: StreamChunk): Blocking<void> {
    while (this.#buffered > BUFFER && !this.#closed) yield { on: [this.#drained] };
    this.push(chunk);
  }

  /** No more will come. */
  end(): void {
    this.#ended = true;
    this.readable.wake();
  }

  ready(): boolean {
    return this.#chunks.length > 0 || this.#ended || this.#closed;
  }

  *read(): Blocking<StreamChunk | undefined> {
    while (!this.ready()) yield { on: [this.readable] };
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#buffered -= chunk.text.length;
      this.#drained.wake();
    }
    return chunk;
  }

  *write(text: string): Blocking<void> {
    if (!this.#closed && this.#receiver.write) yield* this.#receiver.write(text);
  }

  closeWrite(): void {
    if (!this.#closed) this.#receiver.closeWrite?.();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#drained.wake();
    this.readable.wake();
    this.#receiver.close?.();
  }
}
