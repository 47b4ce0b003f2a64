// A TCP connection that carries frames: what is posted goes out in order as there is room, what comes is read one by one.
// Source: net/http2 transport of gRPC-Go in its use by swarmkit. Not modelled: flow control of single streams, keepalive pings.
import { type Blocking, type Task, WaitQueue } from '../../des/task.ts';
import type { StreamSocket } from '../../linux/socket.ts';
import { type Frame, FrameReader, FrameWriter } from './frame.ts';

export type StartTask = (body: Blocking<void>) => Task<void>;

export class Channel {
  readonly #socket: StreamSocket;
  readonly #writer: FrameWriter;
  readonly #reader: FrameReader;
  readonly #unsent: Uint8Array[] = [];
  readonly #posted = new WaitQueue();
  readonly #frames: Frame[] = [];
  #open = true;

  /** `seeds`: of what this side sends, and of what the other sends. */
  constructor(socket: StreamSocket, seeds: { readonly out: number; readonly in: number }, startTask: StartTask) {
    this.#socket = socket;
    this.#writer = new FrameWriter(seeds.out);
    this.#reader = new FrameReader(seeds.in);
    startTask(this.#send());
  }

  get open(): boolean {
    return this.#open;
  }

  get socket(): StreamSocket {
    return this.#socket;
  }

  post(frame: Frame): void {
    if (!this.#open) return;
    this.#unsent.push(this.#writer.write(frame));
    this.#posted.wake();
  }

  /** The next frame; undefined once the connection is over. */
  *receive(): Blocking<Frame | undefined> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame !== undefined) return frame;
      if (!this.#open) return undefined;
      const read = this.#socket.read();
      if (read === 'eof' || (read === undefined && this.#socket.state === 'CLOSED')) {
        this.close();
      } else if (read === undefined) {
        yield { on: [this.#socket.readable, this.#posted] };
      } else {
        const frames = this.#reader.read(read);
        if (frames === undefined) this.close();
        else this.#frames.push(...frames);
      }
    }
  }

  /** Sends no more and takes no more; what was posted before is lost unless it has left. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#socket.close();
    this.#posted.wake();
  }

  *#send(): Blocking<void> {
    try {
      while (this.#open) {
        const first = this.#unsent[0];
        if (first === undefined) {
          yield { on: [this.#posted] };
          continue;
        }
        const written = this.#socket.write(first);
        if (written === first.length) this.#unsent.shift();
        else this.#unsent[0] = first.subarray(written);
        if (written > 0) continue;
        if (this.#socket.state === 'CLOSED') this.close();
        else yield { on: [this.#socket.writable, this.#posted] };
      }
    } finally {
      this.close();
    }
  }
}
