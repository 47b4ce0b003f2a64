// Copying files and directories from one file tree into another, or within one.
// Source: cp(1) -a.
// Not modelled: owners, times.
import type { Errno } from '../base/errno.ts';
import type { FileSystem } from './fs.ts';

/** Copies what is at `source` to `target`; a directory's entries go into a directory that is there. */
export function copyTree(from: FileSystem, source: string, to: FileSystem, target: string): Errno | undefined {
  const stat = from.stat(source, false);
  if (stat === undefined) return 'ENOENT';
  if (stat.type === 'directory') return copyDirectory(from, source, to, target);
  if (stat.type === 'symlink') {
    const link = from.readlink(source);
    return link.ok ? to.symlink(link.value, target) : link.errno;
  }
  const text = from.readFile(source);
  return text.ok ? to.writeFile(target, text.value, { executable: stat.executable }) : text.errno;
}

function copyDirectory(from: FileSystem, source: string, to: FileSystem, target: string): Errno | undefined {
  if (to.stat(target)?.type !== 'directory') {
    const errno = to.makeDirectory(target);
    if (errno !== undefined) return errno;
  }
  const names = from.list(source);
  if (!names.ok) return names.errno;
  for (const name of names.value) {
    const errno = copyTree(from, `${source}/${name}`, to, `${target}/${name}`);
    if (errno !== undefined) return errno;
  }
  return undefined;
}
