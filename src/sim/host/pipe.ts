// A pipe: bounded text between processes, end of file when the writers have gone, EPIPE when the readers have.
// Source: pipe(7); PIPE_BUF and the capacity of 16 pages.
// Not modelled: atomicity of small writes, O_NONBLOCK, fcntl(F_SETPIPE_SZ).
import type { Errno } from '../base/errno.ts';
import { type Blocking, WaitQueue } from '../des/task.ts';
import type { OpenFile } from './sys.ts';
import { utf8Length } from './utf8.ts';

/** PIPE_DEF_BUFFERS pages, include/linux/pipe_fs_i.h: 64 KiB. */
export const PIPE_CAPACITY = 65_536;

/** What both ends share. */
class Buffer {
  readonly chunks: string[] = [];
  bytes = 0;
  readers = 1;
  writers = 1;
  readonly readable = new WaitQueue();
  readonly writable = new WaitQueue();
}

/** Makes a pipe; each end has one reference, the maker's. */
export function createPipe(): { readonly reader: OpenFile; readonly writer: OpenFile } {
  const buffer = new Buffer();
  return { reader: new PipeReader(buffer), writer: new PipeWriter(buffer) };
}

class PipeReader implements OpenFile {
  readonly kind = 'pipe';
  readonly tty = undefined;
  readonly #buffer: Buffer;
  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get readable(): WaitQueue {
    return this.#buffer.readable;
  }

  ready(): boolean {
    return this.#buffer.bytes > 0 || this.#buffer.writers === 0;
  }

  *read(): Blocking<string | undefined> {
    const buffer = this.#buffer;
    while (!this.ready()) yield { on: [buffer.readable] };
    if (buffer.bytes === 0) return undefined;
    const text = buffer.chunks.length === 1 ? (buffer.chunks[0] ?? '') : buffer.chunks.join('');
    buffer.chunks.length = 0;
    buffer.bytes = 0;
    buffer.writable.wake();
    return text;
  }

  unread(text: string): void {
    if (text === '') return;
    this.#buffer.chunks.unshift(text);
    this.#buffer.bytes += utf8Length(text);
    this.#buffer.readable.wake();
  }

  // biome-ignore lint/correctness/useYield: this end never lets anyone write, so there is nothing to wait for
  *write(): Blocking<Errno | undefined> {
    return 'EBADF';
  }

  retain(): void {
    this.#buffer.readers++;
  }

  release(): void {
    if (--this.#buffer.readers === 0) this.#buffer.writable.wake();
  }
}

class PipeWriter implements OpenFile {
  readonly kind = 'pipe';
  readonly tty = undefined;
  readonly readable = new WaitQueue();
  readonly #buffer: Buffer;
  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  ready(): boolean {
    return true;
  }

  unread(): void {}

  // biome-ignore lint/correctness/useYield: nothing is ever read from this end
  *read(): Blocking<string | undefined> {
    return undefined;
  }

  *write(text: string): Blocking<Errno | undefined> {
    const buffer = this.#buffer;
    let rest = text;
    for (;;) {
      if (buffer.readers === 0) return 'EPIPE';
      if (rest === '') return undefined;
      const room = PIPE_CAPACITY - buffer.bytes;
      if (room <= 0) {
        yield { on: [buffer.writable] };
        continue;
      }
      const piece = rest.length <= room ? rest : rest.slice(0, room);
      rest = rest.slice(piece.length);
      buffer.chunks.push(piece);
      buffer.bytes += utf8Length(piece);
      buffer.readable.wake();
    }
  }

  retain(): void {
    this.#buffer.writers++;
  }

  release(): void {
    if (--this.#buffer.writers === 0) this.#buffer.readable.wake();
  }
}
