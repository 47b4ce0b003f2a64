// A file system in memory: path walking over a tree of nodes.
// Source: path_resolution(7), symlink(7), open(2), rename(2), unlink(2), rmdir(2).
// Not modelled: permissions other than "executable", times of directories.
import { type Errno, fail, ok, type Result } from '../base/errno.ts';
import { type Directory, type FileNode, LayeredDirectory, type Node } from './file-tree.ts';
import type { DynamicFile, FileStat, FileSystem } from './fs.ts';
import { MountTable } from './mount-table.ts';
import { utf8Length } from './utf8.ts';

/** MAXSYMLINKS of the kernel, include/linux/namei.h. */
const MAX_SYMLINKS = 40;

/** Where a path leads: the directory that holds (or would hold) its last name, and what is there. */
interface Place {
  readonly directory: Directory;
  readonly name: string;
  readonly node: Node | undefined;
  /** Without symbolic links. */
  readonly path: string;
  /** The directory lies on a file system that is mounted read-only. */
  readonly readOnly: boolean;
}

export class MemoryFileSystem implements FileSystem {
  readonly #root: LayeredDirectory;
  readonly #clock: () => number;
  readonly #mounts: MountTable;
  /** How often something was made, changed or taken away by its path. */
  writes = 0;
  /** `root` is the tree; `clock` tells wall-clock milliseconds. */
  constructor(root: LayeredDirectory, clock: () => number, mounts = new MountTable()) {
    this.#root = root;
    this.#clock = clock;
    this.#mounts = mounts;
  }

  stat(path: string, follow = true): FileStat | undefined {
    const place = this.#walk(path, follow);
    return place.ok && place.value.node !== undefined ? statOf(place.value.node) : undefined;
  }

  readFile(path: string): Result<string> {
    const place = this.#walk(path, true);
    if (!place.ok) return place;
    const node = place.value.node;
    if (node === undefined) return fail('ENOENT');
    if (node.kind === 'directory') return fail('EISDIR');
    if (node.kind === 'file') return ok(node.text);
    return ok(node.kind === 'dynamic' ? node.file.read() : '');
  }

  writeFile(path: string, text: string, options?: { append?: boolean; executable?: boolean }): Errno | undefined {
    const opened = this.openNode(path, true);
    if (!opened.ok) return opened.errno;
    const node = opened.value;
    if (node.kind === 'dynamic') {
      if (node.file.readOnly) return 'EROFS';
      this.writes++;
      return node.file.write === undefined ? 'EACCES' : node.file.write(text);
    }
    if (node.kind !== 'file') return node.kind === 'device' ? undefined : 'EINVAL';
    this.writes++;
    node.text = options?.append ? node.text + text : text;
    if (options?.executable !== undefined) node.executable = options.executable;
    node.modified = this.#clock();
    return undefined;
  }

  list(path: string): Result<string[]> {
    const place = this.#walk(path, true);
    if (!place.ok) return place;
    const node = place.value.node;
    if (node === undefined) return fail('ENOENT');
    if (node.kind !== 'directory') return fail('ENOTDIR');
    return ok(node.names().sort(byCodeUnits));
  }

  makeDirectory(path: string, parents = false): Errno | undefined {
    if (parents) return this.#makeAll(path);
    const place = this.#walk(path, false);
    if (!place.ok) return place.errno;
    if (place.value.node !== undefined) return 'EEXIST';
    if (place.value.readOnly) return 'EROFS';
    return this.#enter(place.value, new LayeredDirectory(this.#clock()));
  }

  remove(path: string): Errno | undefined {
    const place = this.#walk(path, false);
    if (!place.ok) return place.errno;
    const { node, directory, name } = place.value;
    if (node === undefined) return 'ENOENT';
    if (node.kind === 'directory') return 'EISDIR';
    if (this.#mounts.has(node)) return 'EBUSY';
    if (place.value.readOnly) return 'EROFS';
    if (directory.sealed) return 'EPERM';
    this.writes++;
    directory.delete(name);
    return undefined;
  }

  removeDirectory(path: string): Errno | undefined {
    const place = this.#walk(path, false);
    if (!place.ok) return place.errno;
    const { node, directory, name } = place.value;
    if (node === undefined) return 'ENOENT';
    if (node.kind !== 'directory') return 'ENOTDIR';
    if (node.names().length > 0) return 'ENOTEMPTY';
    if (node === this.#root || this.#mounts.has(node)) return 'EBUSY';
    if (place.value.readOnly) return 'EROFS';
    if (directory.sealed || node.sealed) return 'EPERM';
    this.writes++;
    directory.delete(name);
    return undefined;
  }

  rename(from: string, to: string): Errno | undefined {
    const source = this.#walk(from, false);
    if (!source.ok) return source.errno;
    const target = this.#walk(to, false);
    if (!target.ok) return target.errno;
    const moved = source.value.node;
    if (moved === undefined) return 'ENOENT';
    if (moved === this.#root || source.value.directory.sealed) return 'EBUSY';
    if (moved === target.value.node) return undefined;
    if (this.#mounts.has(moved) || this.#mounts.has(target.value.node)) return 'EBUSY';
    if (source.value.readOnly || target.value.readOnly) return 'EROFS';
    if (moved.kind === 'directory' && `${target.value.path}/`.startsWith(`${source.value.path}/`)) return 'EINVAL';
    const replaced = target.value.node;
    if (replaced?.kind === 'directory') {
      if (moved.kind !== 'directory') return 'EISDIR';
      if (replaced.names().length > 0) return 'ENOTEMPTY';
    } else if (replaced !== undefined && moved.kind === 'directory') return 'ENOTDIR';
    const errno = this.#enter(target.value, moved);
    if (errno === undefined) source.value.directory.delete(source.value.name);
    return errno;
  }

  symlink(target: string, path: string): Errno | undefined {
    const place = this.#walk(path, false);
    if (!place.ok) return place.errno;
    if (place.value.node !== undefined) return 'EEXIST';
    if (place.value.readOnly) return 'EROFS';
    return this.#enter(place.value, { kind: 'symlink', target, modified: this.#clock() });
  }

  readlink(path: string): Result<string> {
    const place = this.#walk(path, false);
    if (!place.ok) return place;
    if (place.value.node === undefined) return fail('ENOENT');
    return place.value.node.kind === 'symlink' ? ok(place.value.node.target) : fail('EINVAL');
  }

  mountDynamic(path: string, file: DynamicFile): void {
    this.mount(path, { kind: 'dynamic', file });
  }

  /** Puts a node at a path, whatever is there, and makes its parents. */
  mount(path: string, node: Node): void {
    this.#makeAll(path.slice(0, path.lastIndexOf('/')));
    const place = this.#walk(path, true);
    if (place.ok) place.value.directory.set(place.value.name, node);
  }

  bind(path: string, from: FileSystem, source: string, readOnly: boolean): Errno | undefined {
    if (!(from instanceof MemoryFileSystem)) return 'EINVAL';
    const isFile = from.stat(source)?.type !== 'directory';
    // A file of a lower tree is copied up, so that both sides have the one that is written to.
    const found = from.openNode(source, isFile && from.stat(source)?.type === 'file');
    if (!found.ok) return found.errno;
    const there = this.stat(path);
    if (there !== undefined && (there.type === 'directory') === isFile) return 'ENOTDIR';
    this.mount(path, found.value);
    this.#mounts.add(found.value, readOnly);
    return undefined;
  }

  mountTmpfs(path: string): void {
    const root = new LayeredDirectory(this.#clock());
    this.mount(path, root);
    this.#mounts.add(root, false);
  }

  markMount(path: string): void {
    const place = this.#walk(path, true);
    if (!place.ok || place.value.node === undefined) return;
    const { node, directory, name } = place.value;
    const own = node.kind === 'file' && directory instanceof LayeredDirectory ? directory.copyUp(name, node) : node;
    this.#mounts.add(own, false);
  }

  isMount(path: string): boolean {
    const place = this.#walk(path, true);
    return place.ok && this.#mounts.has(place.value.node);
  }

  setReadOnly(readOnly: boolean): void {
    this.#mounts.readOnlyRoot = readOnly;
    for (const name of ['dev', 'proc', 'sys']) this.markMount(`/${name}`);
  }

  /** The same tree behind another root directory. */
  viewed(through: (root: LayeredDirectory) => LayeredDirectory): MemoryFileSystem {
    return new MemoryFileSystem(through(this.#root), this.#clock, this.#mounts);
  }

  /** Puts a shared, read-only tree below everything that is here. */
  addLower(tree: Directory): void {
    this.#root.addLower(tree);
  }

  /** The node that a path means; with `create`, a regular file is made if there is none, and copied up for writing. */
  openNode(path: string, create: boolean): Result<Node> {
    const walked = this.#walk(path, true);
    if (!walked.ok) return walked;
    const place = walked.value;
    if (place.node === undefined) {
      if (!create) return fail('ENOENT');
      if (place.readOnly) return fail('EROFS');
      const file: FileNode = { kind: 'file', text: '', executable: false, modified: this.#clock() };
      const errno = this.#enter(place, file);
      return errno === undefined ? ok(file) : fail(errno);
    }
    if (!create) return ok(place.node);
    if (place.node.kind === 'directory') return fail('EISDIR');
    if (place.node.kind === 'file' && this.#mounts.isFileReadOnly(place.node, place.readOnly)) return fail('EROFS');
    if (place.node.kind === 'file' && place.directory instanceof LayeredDirectory) {
      return ok(place.directory.copyUp(place.name, place.node));
    }
    return ok(place.node);
  }

  /** The path without symbolic links, undefined if it leads nowhere. */
  realPath(path: string): string | undefined {
    const place = this.#walk(path, true);
    return place.ok && place.value.node !== undefined ? place.value.path : undefined;
  }

  #enter(place: Place, node: Node): Errno | undefined {
    if (place.directory.sealed) return 'EACCES';
    this.writes++;
    place.directory.set(place.name, node);
    return undefined;
  }

  #makeAll(path: string): Errno | undefined {
    let made = '';
    for (const name of path.split('/')) {
      if (name === '') continue;
      made += `/${name}`;
      const place = this.#walk(made, true);
      if (!place.ok) return place.errno;
      if (place.value.node?.kind === 'directory') continue;
      if (place.value.node !== undefined) return made === path ? 'EEXIST' : 'ENOTDIR';
      const errno = this.#enter(place.value, new LayeredDirectory(this.#clock()));
      if (errno !== undefined) return errno;
    }
    return undefined;
  }

  #walk(path: string, follow: boolean): Result<Place> {
    const trail: { readonly name: string; readonly directory: Directory }[] = [{ name: '', directory: this.#root }];
    const rest = path.split('/').reverse();
    let links = 0;
    for (;;) {
      const name = rest.pop();
      const here = trail[trail.length - 1]?.directory ?? this.#root;
      if (name === undefined) return ok(this.#placeOf(trail));
      if (name === '' || name === '.') continue;
      if (name === '..') {
        if (trail.length > 1) trail.pop();
        continue;
      }
      const node = here.get(name);
      const last = rest.every((part) => part === '' || part === '.');
      if (node?.kind === 'symlink' && (!last || follow)) {
        if (++links > MAX_SYMLINKS) return fail('ENOENT');
        if (node.target.startsWith('/')) trail.length = 1;
        rest.push(...node.target.split('/').reverse());
        continue;
      }
      if (last && node?.kind !== 'directory') {
        const readOnly = this.#isReadOnly(trail);
        return ok({ directory: here, name, node, path: `${pathOf(trail)}/${name}`, readOnly });
      }
      if (node === undefined) return fail('ENOENT');
      if (node.kind !== 'directory') return fail('ENOTDIR');
      trail.push({ name, directory: node });
    }
  }

  #isReadOnly(trail: readonly { readonly directory: Directory }[]): boolean {
    return !this.#mounts.isPlain && this.#mounts.isReadOnly(trail.map((step) => step.directory));
  }

  #placeOf(trail: readonly { readonly name: string; readonly directory: Directory }[]): Place {
    const last = trail[trail.length - 1];
    const parent = trail[trail.length - 2];
    if (last === undefined || parent === undefined) {
      return { directory: this.#root, name: '', node: this.#root, path: '/', readOnly: false };
    }
    const readOnly = this.#isReadOnly(trail.slice(0, -1));
    return { directory: parent.directory, name: last.name, node: last.directory, path: pathOf(trail), readOnly };
  }
}

function pathOf(trail: readonly { readonly name: string }[]): string {
  return trail.map((step) => step.name).join('/');
}

function statOf(node: Node): FileStat {
  switch (node.kind) {
    case 'file':
      return { type: 'file', size: utf8Length(node.text), executable: node.executable, modified: node.modified };
    case 'directory':
      return { type: 'directory', size: 4096, executable: true, modified: node.modified };
    case 'symlink':
      return { type: 'symlink', size: utf8Length(node.target), executable: true, modified: node.modified };
    case 'dynamic':
      return { type: 'file', size: 0, executable: false, modified: 0 };
    case 'device':
      return { type: 'device', size: 0, executable: false, modified: 0 };
    case 'socket':
      return { type: 'socket', size: 0, executable: false, modified: 0 };
  }
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
