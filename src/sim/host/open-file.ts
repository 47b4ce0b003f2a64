// Open file descriptions of regular files, computed files and devices.
// Source: open(2), read(2), write(2), null(4), zero(4).
// Not modelled: seeking, byte offsets inside a character, locks.
import type { Errno } from '../base/errno.ts';
import { type Blocking, WaitQueue } from '../des/task.ts';
import type { DynamicNode, FileNode } from './file-tree.ts';
import type { OpenFile } from './sys.ts';

/** What a regular file, a computed one and /dev/null have in common: they never make anyone wait. */
abstract class PromptFile implements OpenFile {
  abstract readonly kind: 'file' | 'null';
  readonly tty = undefined;
  readonly readable = new WaitQueue();

  protected abstract take(): string | undefined;
  protected abstract put(text: string): Errno | undefined;

  abstract unread(text: string): void;

  // biome-ignore lint/correctness/useYield: a disk answers at once here
  *read(): Blocking<string | undefined> {
    return this.take();
  }

  // biome-ignore lint/correctness/useYield: a disk answers at once here
  *write(text: string): Blocking<Errno | undefined> {
    return this.put(text);
  }

  retain(): void {}
  release(): void {}

  ready(): boolean {
    return true;
  }
}

/** One opening of a regular file, with its offset. */
export class RegularFile extends PromptFile {
  readonly kind = 'file';
  readonly #node: FileNode;
  readonly #mode: 'read' | 'write' | 'append';
  readonly #clock: () => number;
  #offset = 0;
  constructor(node: FileNode, mode: 'read' | 'write' | 'append', clock: () => number) {
    super();
    this.#node = node;
    this.#mode = mode;
    this.#clock = clock;
  }

  protected take(): string | undefined {
    if (this.#mode !== 'read' || this.#offset >= this.#node.text.length) return undefined;
    const text = this.#node.text.slice(this.#offset);
    this.#offset += text.length;
    return text;
  }

  unread(text: string): void {
    this.#offset -= text.length;
  }

  protected put(text: string): Errno | undefined {
    if (this.#mode === 'read') return 'EBADF';
    const node = this.#node;
    if (this.#mode === 'append') this.#offset = node.text.length;
    if (this.#offset > node.text.length) node.text = node.text.padEnd(this.#offset, '\0');
    node.text =
      this.#offset === node.text.length
        ? node.text + text
        : node.text.slice(0, this.#offset) + text + node.text.slice(this.#offset + text.length);
    this.#offset += text.length;
    node.modified = this.#clock();
    return undefined;
  }
}

/** One opening of a computed file: its text is worked out at the first read. */
export class ComputedFile extends PromptFile {
  readonly kind = 'file';
  readonly #node: DynamicNode;
  /** What is still to be read, undefined before the first read. */
  #rest: string | undefined;
  constructor(node: DynamicNode) {
    super();
    this.#node = node;
  }

  protected take(): string | undefined {
    const text = this.#rest ?? this.#node.file.read();
    this.#rest = '';
    return text === '' ? undefined : text;
  }

  unread(text: string): void {
    this.#rest = text + (this.#rest ?? '');
  }

  protected put(text: string): Errno | undefined {
    return this.#node.file.write === undefined ? 'EBADF' : this.#node.file.write(text);
  }
}

/** /dev/null, and a here-document or here-string: text to read, while what is written vanishes. */
export class TextFile extends PromptFile {
  readonly kind: 'file' | 'null';
  #text: string;
  constructor(kind: 'file' | 'null', text: string) {
    super();
    this.kind = kind;
    this.#text = text;
  }

  protected take(): string | undefined {
    const text = this.#text;
    this.#text = '';
    return text === '' ? undefined : text;
  }

  unread(text: string): void {
    this.#text = text + this.#text;
  }

  protected put(): Errno | undefined {
    return undefined;
  }
}
