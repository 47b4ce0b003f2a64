// Files in and out of containers: what `docker cp` asks for.
// Source: moby v28.5.2 daemon/{archive,archive_unix}.go, vendor/github.com/moby/go-archive/copy.go.
// Not modelled: owners; a mount that lies inside what is copied is copied too.
import { packTree, readTar, unpackTree, writeTar } from '../../base/tar.ts';
import { formatRfc3339 } from '../../base/time.ts';
import type { FileSystem } from '../../host/fs.ts';
import { forbidden, invalid, notFound } from '../api/errors.ts';
import type { PathStat } from '../api/types.ts';
import type { Daemon } from '../daemon.ts';
import type { Container } from './container.ts';
import { logContainer } from './container-events.ts';
import { prepareFiles } from './sandbox-files.ts';

/** Bits of Go's os.FileMode. */
const MODE_DIRECTORY = 2 ** 31;
const MODE_SYMLINK = 2 ** 27;

function diskOf(daemon: Daemon, container: Container): FileSystem {
  return container.fs ?? prepareFiles(daemon, container, daemon.machine.kernel.rootNs);
}

/** Absolute, with a trailing `/.` kept: it means the content. */
function absolute(path: string): { readonly path: string; readonly base: string } {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  const isContent = /(^|\/)\.$/.test(path);
  return { path: `/${names.join('/')}`, base: isContent ? '.' : (names.at(-1) ?? '/') };
}

/** HEAD /containers/{id}/archive */
export function statPath(daemon: Daemon, container: Container, wanted: string): PathStat {
  const { path, base } = absolute(wanted);
  const disk = diskOf(daemon, container);
  const stat = disk.stat(path, wanted.endsWith('/') || base === '.');
  if (stat === undefined) throw missing(container, wanted);
  const permissions = stat.executable ? 0o755 : 0o644;
  const link = stat.type === 'symlink' ? disk.readlink(path) : undefined;
  const kind = stat.type === 'directory' ? MODE_DIRECTORY : link === undefined ? 0 : MODE_SYMLINK;
  return {
    name: base,
    size: stat.size,
    mode: kind + permissions,
    mtime: formatRfc3339(stat.modified),
    linkTarget: link?.ok ? link.value : '',
  };
}

/** GET: what is at a path as an archive. */
export function readArchive(daemon: Daemon, container: Container, wanted: string): string {
  const { path, base } = absolute(wanted);
  const disk = diskOf(daemon, container);
  if (disk.stat(path, false) === undefined) throw missing(container, wanted);
  logContainer(daemon, container, 'archive-path');
  return writeTar(packTree(disk, path, base));
}

/** PUT: an archive into a directory. */
export function extractArchive(daemon: Daemon, container: Container, wanted: string, archive: string): void {
  const { path } = absolute(wanted);
  const disk = diskOf(daemon, container);
  const stat = disk.stat(path);
  if (stat === undefined) throw missing(container, wanted);
  if (stat.type !== 'directory') throw invalid('extraction point is not a directory');
  const entries = readTar(archive);
  if (entries === undefined) throw invalid('archive/tar: invalid tar header');
  logContainer(daemon, container, 'extract-to-dir');
  const errno = unpackTree(disk, path, entries);
  if (errno === 'EROFS') {
    const what = container.hostConfig.ReadonlyRootfs ? 'container rootfs' : 'mounted volume';
    throw invalid(`${what} is marked read-only`);
  }
  if (errno !== undefined) throw forbidden(`Error processing tar file: ${errno}`);
}

function missing(container: Container, path: string) {
  return notFound(`Could not find the file ${path} in container ${container.name}`);
}
