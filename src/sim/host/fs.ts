// One file tree: a host's disk or a container's root, in memory.
// Source: path_resolution(7). Not modelled: owners, permissions other than "executable", hard links, times of directories.
import type { Errno, Result } from '../base/errno.ts';

/** What stat(2) tells. `size` is in bytes of UTF-8. `modified` is wall-clock milliseconds. */
export interface FileStat {
  readonly type: 'file' | 'directory' | 'symlink' | 'device' | 'socket';
  readonly size: number;
  readonly executable: boolean;
  readonly modified: number;
}

/** A file whose text is computed when read, as below /proc. */
export interface DynamicFile {
  read(): string;
  write?(text: string): Errno | undefined;
  /** It lies on a file system that is mounted read-only: EROFS for who opens it to write. */
  readonly readOnly?: boolean;
}

/** Paths are absolute and normalised (`Sys.resolve` makes them so). */
export interface FileSystem {
  stat(path: string, follow?: boolean): FileStat | undefined;
  readFile(path: string): Result<string>;
  /** Creates or truncates; EISDIR, ENOENT (no such parent), EACCES. */
  writeFile(
    path: string,
    text: string,
    options?: { readonly append?: boolean; readonly executable?: boolean },
  ): Errno | undefined;
  /** Names in a directory, sorted bytewise. */
  list(path: string): Result<string[]>;
  makeDirectory(path: string, parents?: boolean): Errno | undefined;
  remove(path: string): Errno | undefined;
  removeDirectory(path: string): Errno | undefined;
  rename(from: string, to: string): Errno | undefined;
  symlink(target: string, path: string): Errno | undefined;
  readlink(path: string): Result<string>;
  /** Puts a computed file at a path (making parents): procfs, sysfs. */
  mountDynamic(path: string, file: DynamicFile): void;
  /** A bind mount: what `from` has at `source` is at `path` too, from both sides. ENOENT; ENOTDIR where file meets directory. */
  bind(path: string, from: FileSystem, source: string, readOnly: boolean): Errno | undefined;
  /** An empty file system of its own. */
  mountTmpfs(path: string): void;
  /** Marks what is at a path as a mount point: it can be written to, and not removed. */
  markMount(path: string): void;
  /** Mounts the root read-only; what is mounted below it stays as it is. */
  setReadOnly(readOnly: boolean): void;
  /** Whether something is mounted there. */
  isMount(path: string): boolean;
}
