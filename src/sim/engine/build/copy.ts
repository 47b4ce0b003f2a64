// COPY and ADD: which files of the context or of another stage go where.
// Source: moby v28.5.2 builder/dockerfile/copy.go; docs.docker.com/reference/dockerfile.
// Not modelled: owners, sources in the network, compressed archives.
import { packTree, readTar, type TarEntry } from '../../base/tar.ts';
import type { FileSystem } from '../../host/fs.ts';
import { ApiError, invalid } from '../api/errors.ts';

export interface Copy {
  /** COPY or ADD. */
  readonly name: string;
  readonly sources: readonly string[];
  readonly target: string;
  readonly from: FileSystem;
  /** Where the context lies in it; '' for another stage's files. */
  readonly root: string;
  /** What the image has so far. */
  readonly image: FileSystem;
}

/** What an image gains. Throws when a source is missing. */
export function copiedEntries(copy: Copy): TarEntry[] {
  const { name, sources, from, image } = copy;
  const paths = sources.flatMap((source) => matching(copy, source));
  const isDirectory = copy.target.endsWith('/') || image.stat(copy.target)?.type === 'directory';
  if (paths.length > 1 && !copy.target.endsWith('/')) {
    const what = `When using ${name} with more than one source file, the destination must be a directory and end with a /`;
    throw invalid(what);
  }
  const target = copy.target.replace(/\/+$/, '');
  return paths.flatMap((path) => {
    if (from.stat(path)?.type === 'directory') return below(from, path, target);
    const archive = name === 'ADD' ? from.readFile(path) : undefined;
    const entries = archive?.ok && archive.value.includes('ustar') ? readTar(archive.value) : undefined;
    if (entries) return entries.map((entry) => ({ ...entry, name: `${target}/${entry.name}`.slice(1) }));
    const whole = isDirectory ? `${target}/${path.slice(path.lastIndexOf('/') + 1)}` : target;
    return packTree(from, path, whole.slice(1));
  });
}

/** A directory's content; the directory itself is made too. */
function below(from: FileSystem, path: string, target: string): TarEntry[] {
  const entries = packTree(from, path, target.slice(1));
  return target === '' ? entries.slice(1).map((entry) => ({ ...entry, name: entry.name.replace(/^\//, '') })) : entries;
}

/** Paths that a source with `*`, `?` and `[a-z]` means. */
function matching({ name, from, root }: Copy, source: string): string[] {
  const clean = `/${source
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
  if (!/[*?[]/.test(clean)) {
    const path = clean === '/' && root !== '' ? root : `${root}${clean}`;
    if (from.stat(path) !== undefined) return [path];
    const missing = `stat ${root === '' ? source : clean.slice(1)}: file does not exist`;
    const where = root === '' ? '' : 'file not found in build context or excluded by .dockerignore: ';
    throw new ApiError('System', `${name} failed: ${where}${missing}`);
  }
  const parts = clean.slice(1).split('/');
  let found = [root];
  for (const part of parts) {
    const pattern = patternOf(name, part);
    found = found.flatMap((directory) => {
      const names = from.list(directory === '' ? '/' : directory);
      return (names.ok ? names.value : []).filter((each) => pattern.test(each)).map((each) => `${directory}/${each}`);
    });
  }
  if (found.length === 0) throw new ApiError('System', `${name} failed: no source files were specified`);
  return found;
}

/** One name of a path, where `*` and `?` stand for letters. Source: Go's path/filepath Match. */
function patternOf(name: string, part: string): RegExp {
  const source = part
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  try {
    return new RegExp(`^${source}$`);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ApiError('System', `${name} failed: syntax error in pattern`);
    throw error;
  }
}
