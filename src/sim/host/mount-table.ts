// What is mounted in a file tree, and which of it may not be written to.
// Source: mount_namespaces(7), mount(8) (bind, ro).
// Not modelled: propagation, mounts that hide what is below them when they are taken away.
import type { Directory, Node } from './file-tree.ts';

export class MountTable {
  /** Mounted nodes; true: read-only. */
  readonly #points = new Map<Node, boolean>();
  #readOnlyRoot = false;

  /** Mounts the root itself read-only, or for writing. */
  set readOnlyRoot(readOnly: boolean) {
    this.#readOnlyRoot = readOnly;
  }

  /** Nothing is mounted and everything may be written to. */
  get isPlain(): boolean {
    return this.#points.size === 0 && !this.#readOnlyRoot;
  }

  add(node: Node, readOnly: boolean): void {
    this.#points.set(node, readOnly);
  }

  has(node: Node | undefined): boolean {
    return node !== undefined && this.#points.has(node);
  }

  /** Whether what lies at the end of a way through directories, from the root on, may not be changed. */
  isReadOnly(way: readonly Directory[]): boolean {
    for (let i = way.length - 1; i >= 0; i--) {
      const directory = way[i];
      const readOnly = directory && this.#points.get(directory);
      if (readOnly !== undefined) return readOnly;
    }
    return this.#readOnlyRoot;
  }

  /** The same of a file that may itself be mounted. */
  isFileReadOnly(node: Node | undefined, directoryReadOnly: boolean): boolean {
    return (node && this.#points.get(node)) ?? directoryReadOnly;
  }
}
