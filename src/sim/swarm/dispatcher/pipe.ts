// A stream of messages inside one process: one side writes, the other is a Subscription.
// Source: gRPC's server streams as swarmkit uses them.
// Not modelled: flow control: the writer never waits.
import { type Blocking, WaitQueue } from '../../des/task.ts';
import type { SwarmError } from '../errors.ts';
import type { Subscription } from './protocol.ts';

export class MessagePipe<T> implements Subscription<T> {
  readonly readable = new WaitQueue();
  /** Woken when the reader has closed. */
  readonly closed = new WaitQueue();
  #messages: T[] = [];
  #end: { readonly error: SwarmError | undefined } | undefined;
  #readerGone = false;

  /** The reader wants no more. */
  get abandoned(): boolean {
    return this.#readerGone;
  }

  write(message: T): void {
    if (this.#readerGone || this.#end !== undefined) return;
    this.#messages.push(message);
    this.readable.wake();
  }

  /** The writer ends the stream, with an error if there is one to tell. */
  end(error?: SwarmError): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    this.readable.wake();
  }

  *next(): Blocking<T | undefined> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#end?.error !== undefined) throw this.#end.error;
      if (this.#end !== undefined || this.#readerGone) return undefined;
      yield { on: [this.readable] };
    }
  }

  close(): void {
    if (this.#readerGone) return;
    this.#readerGone = true;
    this.#messages = [];
    this.readable.wake();
    this.closed.wake();
  }
}
