// What a container has changed of its image's files: for `docker diff`, `docker commit` and sizes.
// Source: moby v28.5.2 daemon/changes.go, vendor/github.com/moby/go-archive/changes.go (kinds and what counts as a change).
// Not modelled: owners and times of directories; programs that were removed are in an image made of it all the same.
import type { TarEntry } from '../../base/tar.ts';
import { encodeUtf8 } from '../../base/utf8.ts';
import { ELF_MAGIC } from '../../host/executable.ts';
import type { FileSystem } from '../../host/fs.ts';
import type { Daemon } from '../daemon.ts';
import { type Layer, makeLayer, sizeOf, unpackImage } from '../images/image.ts';
import type { Container } from './container.ts';
import { prepareFiles } from './sandbox-files.ts';

/** archive.ChangeType */
const MODIFIED = 0;
const ADDED = 1;
const DELETED = 2;

export interface Change {
  readonly Path: string;
  readonly Kind: number;
}

/** File systems of the kernel's. */
const PSEUDO = ['/proc', '/sys', '/dev'];

/** What is at each path, without what is mounted there. A file whose text is that of a program has none of its own. */
type Tree = ReadonlyMap<string, TarEntry>;

function treeOf(disk: FileSystem): Map<string, TarEntry> {
  const tree = new Map<string, TarEntry>();
  const visit = (directory: string): void => {
    const names = disk.list(directory === '' ? '/' : directory);
    for (const each of names.ok ? names.value : []) {
      const path = `${directory}/${each}`;
      const stat = PSEUDO.includes(path) ? undefined : disk.stat(path, false);
      if (stat === undefined || stat.type === 'device' || stat.type === 'socket') continue;
      if (disk.isMount(path) && stat.type !== 'directory') continue;
      const link = stat.type === 'symlink' ? disk.readlink(path) : undefined;
      const text = stat.type === 'file' ? disk.readFile(path) : undefined;
      tree.set(path, {
        ...{ name: path.slice(1), type: stat.type, executable: stat.executable, modified: stat.modified / 1000 },
        text: text?.ok ? text.value : '',
        target: link?.ok ? link.value : '',
      });
      if (stat.type === 'directory' && !disk.isMount(path)) visit(path);
    }
  };
  visit('');
  return tree;
}

/** The files of a container's image before anything happened to them. */
function originalTree(daemon: Daemon, container: Container): Tree {
  const disk = daemon.machine.createFileSystem(daemon.machine.kernel.rootNs);
  unpackImage(disk, container.image);
  for (const path of daemon.programsFor(container.image.programs, container.hostConfig.Init).keys()) {
    disk.makeDirectory(path.slice(0, path.lastIndexOf('/')), true);
    if (disk.stat(path, false) === undefined) disk.writeFile(path, ELF_MAGIC, { executable: true });
  }
  return treeOf(disk);
}

function currentTree(daemon: Daemon, container: Container): Tree {
  const disk = prepareFiles(daemon, container, daemon.machine.kernel.rootNs);
  const tree = treeOf(disk);
  if (container.startedAt !== undefined) return tree;
  // Programs join a container's files with its first start.
  return new Map([...originalTree(daemon, container), ...tree]);
}

/** Every container has these, as mounts of the daemon's. */
const MANAGED = ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/etc/mtab', '/.dockerenv'];

function differs(before: TarEntry, after: TarEntry, madeAt: number): boolean {
  if (before.type !== after.type || before.executable !== after.executable) return true;
  if (before.type === 'directory') return false;
  return before.text !== after.text || before.target !== after.target || after.modified > madeAt;
}

interface Difference {
  readonly changes: readonly Change[];
  readonly entries: readonly TarEntry[];
}

function compare(daemon: Daemon, container: Container): Difference {
  const before = originalTree(daemon, container);
  const after = currentTree(daemon, container);
  const madeAt = (container.filesMadeAt ?? Number.POSITIVE_INFINITY) / 1000;
  const kinds = new Map<string, number>();
  const entries: TarEntry[] = [];
  for (const [path, entry] of after) {
    if (MANAGED.includes(path)) continue;
    const old = before.get(path);
    if (old !== undefined && !differs(old, entry, madeAt)) continue;
    kinds.set(path, old === undefined ? ADDED : MODIFIED);
    entries.push(entry);
  }
  for (const path of before.keys()) {
    const parent = path.slice(0, path.lastIndexOf('/'));
    if (!after.has(path) && kinds.get(parent) !== DELETED && (parent === '' || after.has(parent))) {
      kinds.set(path, DELETED);
    }
  }
  for (const path of [...kinds.keys()]) {
    for (let up = path.slice(0, path.lastIndexOf('/')); up !== ''; up = up.slice(0, up.lastIndexOf('/'))) {
      if (!kinds.has(up)) kinds.set(up, MODIFIED);
    }
  }
  const changes = [...kinds].map(([Path, Kind]) => ({ Path, Kind }));
  return { changes: changes.sort((a, b) => (keyOf(a.Path) < keyOf(b.Path) ? -1 : 1)), entries };
}

/** A directory comes right before what is in it. */
function keyOf(path: string): string {
  return path.replaceAll('/', '\u0000');
}

/** GET /containers/{id}/changes */
export function changesOf(daemon: Daemon, container: Container): readonly Change[] {
  return compare(daemon, container).changes;
}

/** The changes as a layer on top of the image's. */
export function layerOf(daemon: Daemon, container: Container): Layer {
  const { changes, entries } = compare(daemon, container);
  return makeLayer(
    entries,
    changes.filter(({ Kind }) => Kind === DELETED).map(({ Path }) => Path),
  );
}

/** Bytes of new and changed files. */
function writtenBytes(daemon: Daemon, container: Container): number {
  if (container.fs === undefined) return 0;
  const { entries } = compare(daemon, container);
  return entries.reduce((sum, { type, text }) => sum + (type === 'file' ? encodeUtf8(text).length : 0), 0);
}

/** What it has written, and that together with its image. */
export function sizesOf(daemon: Daemon, container: Container): { SizeRw: number; SizeRootFs: number } {
  const SizeRw = writtenBytes(daemon, container);
  return { SizeRw, SizeRootFs: SizeRw + sizeOf(container.image) };
}

/** All of a container's files, as an archive holds them. */
export function filesOf(daemon: Daemon, container: Container): TarEntry[] {
  return [...currentTree(daemon, container).values()];
}
