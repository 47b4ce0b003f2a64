// A process's table of file descriptors.
// Source: dup(2), close(2).
// Not modelled: close-on-exec, RLIMIT_NOFILE.
import type { OpenFile } from './sys.ts';

export class Descriptors {
  readonly #files = new Map<number, OpenFile>();

  get(fd: number): OpenFile | undefined {
    return this.#files.get(fd);
  }

  /** dup2, or close for undefined. */
  set(fd: number, file: OpenFile | undefined): void {
    const before = this.#files.get(fd);
    if (file === before) return;
    file?.retain();
    if (file === undefined) this.#files.delete(fd);
    else this.#files.set(fd, file);
    before?.release();
  }

  /** What a child gets: the same open files, with `changes` made. */
  inherited(changes: ReadonlyMap<number, OpenFile | undefined> | undefined): Descriptors {
    const child = new Descriptors();
    for (const [fd, file] of this.#files) child.set(fd, file);
    for (const [fd, file] of changes ?? []) child.set(fd, file);
    return child;
  }

  closeAll(): void {
    for (const fd of [...this.#files.keys()]) this.set(fd, undefined);
  }
}
