// Nodes of a file tree, and the two kinds of directory: layers in memory, and computed.
// Source: Documentation/filesystems/overlayfs.rst for layers, whiteouts and copy-up.
// Not modelled: inode numbers, owners, hard links.
import type { DynamicFile } from './fs.ts';
import type { HttpService } from './http.ts';

export interface FileNode {
  readonly kind: 'file';
  text: string;
  executable: boolean;
  modified: number;
}

export interface SymlinkNode {
  readonly kind: 'symlink';
  readonly target: string;
  readonly modified: number;
}

export interface DynamicNode {
  readonly kind: 'dynamic';
  readonly file: DynamicFile;
}

/** A character device below /dev. */
export interface DeviceNode {
  readonly kind: 'device';
  readonly device: 'null' | 'zero' | 'tty' | 'random';
}

export interface SocketNode {
  readonly kind: 'socket';
  readonly service: HttpService;
}

/** A directory. A `sealed` one takes no entries from programs. */
export interface Directory {
  readonly kind: 'directory';
  readonly sealed: boolean;
  readonly modified: number;
  get(name: string): Node | undefined;
  set(name: string, node: Node): void;
  delete(name: string): void;
  names(): string[];
}

export type Node = FileNode | SymlinkNode | DynamicNode | DeviceNode | SocketNode | Directory;

/**
 * A writable directory, alone or over read-only ones, the first on top. Files of the lower trees are copied up when they are
 * opened for writing and whited out when they are deleted, so that many containers share one image's tree.
 */
export class LayeredDirectory implements Directory {
  readonly kind = 'directory';
  readonly sealed = false;
  readonly modified: number;
  readonly #lowers: Directory[];
  /** undefined as a value is a whiteout. */
  #upper: Map<string, Node | undefined> | undefined;
  constructor(modified: number, lowers: readonly Directory[] = []) {
    this.modified = modified;
    this.#lowers = [...lowers];
  }

  get(name: string): Node | undefined {
    if (this.#upper?.has(name)) return this.#upper.get(name);
    const found = this.#below(name);
    if (found?.kind === 'directory') this.set(name, found);
    return found;
  }

  set(name: string, node: Node): void {
    this.#upper ??= new Map();
    this.#upper.set(name, node);
  }

  delete(name: string): void {
    this.#upper ??= new Map();
    if (this.#below(name) === undefined) this.#upper.delete(name);
    else this.#upper.set(name, undefined);
  }

  names(): string[] {
    const names = new Set<string>();
    for (const lower of this.#lowers) for (const name of lower.names()) names.add(name);
    for (const [name, node] of this.#upper ?? []) {
      if (node === undefined) names.delete(name);
      else names.add(name);
    }
    return [...names];
  }

  /** The file itself, fit for writing: a file of a lower tree is copied first. */
  copyUp(name: string, file: FileNode): FileNode {
    if (this.#upper?.get(name) === file) return file;
    const copy = { ...file };
    this.set(name, copy);
    return copy;
  }

  /** Puts one more read-only tree below all others. */
  addLower(tree: Directory): void {
    this.#lowers.push(tree);
    for (const [name, node] of this.#upper ?? []) {
      const below = tree.get(name);
      if (node instanceof LayeredDirectory && below?.kind === 'directory') node.addLower(below);
    }
  }

  #below(name: string): Node | undefined {
    const directories: Directory[] = [];
    for (const lower of this.#lowers) {
      const node = lower.get(name);
      if (node === undefined) continue;
      if (node.kind !== 'directory') {
        if (directories.length === 0) return node;
        break;
      }
      directories.push(node);
    }
    const [first] = directories;
    return first === undefined ? undefined : new LayeredDirectory(first.modified, directories);
  }
}

/** A directory whose entries are worked out when asked for, as below /proc. What is mounted on it comes first. */
export class ComputedDirectory implements Directory {
  readonly kind = 'directory';
  readonly sealed = true;
  readonly modified = 0;
  readonly #lookup: (name: string) => Node | undefined;
  readonly #list: () => string[];
  readonly #mounted = new Map<string, Node>();
  constructor(list: () => string[], lookup: (name: string) => Node | undefined) {
    this.#list = list;
    this.#lookup = lookup;
  }

  get(name: string): Node | undefined {
    return this.#mounted.get(name) ?? this.#lookup(name);
  }

  set(name: string, node: Node): void {
    this.#mounted.set(name, node);
  }

  delete(name: string): void {
    this.#mounted.delete(name);
  }

  names(): string[] {
    return [...new Set([...this.#list(), ...this.#mounted.keys()])];
  }
}
