// What `docker build` sends: the files of a directory, without those that .dockerignore names.
// Source: docker/cli v28.5.2 cli/command/image/build/{context,dockerignore}.go; moby/patternmatcher.
// Not modelled: contexts from git and the network.
import { packTree, readTar, type TarEntry, writeTar } from '../../base/tar.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { Failure, notSimulated } from '../failure.ts';

export interface BuildContext {
  readonly archive: string;
  /** The Dockerfile's path in it. */
  readonly dockerfile: string;
}

const OUTSIDE = '.dockerfile.outside';

/** `path` is a directory, or `-` for an archive or a lone Dockerfile from standard input. */
export function* buildContext(client: Client, path: string, file: string): Blocking<BuildContext> {
  if (/^(https?:|git:|git@|github\.com\/)/.test(path)) throw notSimulated('docker build of a context in the network');
  if (path === '-') return fromInput(yield* client.sys.readAll(0), file);
  const { fs } = client.sys;
  const directory = client.sys.resolve(path);
  const unable = (why: string): Failure => new Failure(`unable to prepare context: ${why}`);
  const stat = fs.stat(directory);
  if (stat === undefined) throw unable(`path ${JSON.stringify(path)} not found`);
  if (stat.type !== 'directory') throw unable(`context must be a directory: ${directory}`);
  const dockerfile = client.sys.resolve(file === '' ? `${directory}/Dockerfile` : file);
  if (file !== '-' && fs.stat(dockerfile) === undefined) {
    throw unable(`unable to evaluate symlinks in Dockerfile path: lstat ${dockerfile}: no such file or directory`);
  }
  const prefix = directory === '/' ? '/' : `${directory}/`;
  const isInside = file !== '-' && dockerfile.startsWith(prefix);
  const name = isInside ? dockerfile.slice(prefix.length) : OUTSIDE;
  const ignore = fs.readFile(`${prefix}.dockerignore`);
  const isIgnored = matcher(ignore.ok ? ignore.value : '');
  const all = packTree(fs, directory, '.').slice(1);
  const entries = all
    .map((entry) => ({ ...entry, name: entry.name.replace(/^\.\//, '') }))
    .filter((entry) => entry.name === name || entry.name === '.dockerignore' || !isIgnored(entry.name));
  if (!isInside) entries.push(yield* outside(client, file === '-' ? undefined : dockerfile));
  return { archive: writeTar(entries), dockerfile: name };
}

function* outside(client: Client, path: string | undefined): Blocking<TarEntry> {
  const read = path === undefined ? undefined : client.sys.fs.readFile(path);
  const text = read ? (read.ok ? read.value : '') : yield* client.sys.readAll(0);
  return { name: OUTSIDE, type: 'file', text, target: '', executable: false, modified: 0 };
}

function fromInput(text: string, file: string): BuildContext {
  if (readTar(text)?.length) return { archive: text, dockerfile: file === '' ? 'Dockerfile' : file };
  const entry: TarEntry = { name: 'Dockerfile', type: 'file', text, target: '', executable: false, modified: 0 };
  return { archive: writeTar([entry]), dockerfile: 'Dockerfile' };
}

/** Whether .dockerignore leaves a path out: the last pattern that fits it or a directory above it decides. */
function matcher(text: string): (name: string) => boolean {
  const patterns = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keeps: line.startsWith('!'), expression: expressionOf(line.replace(/^!/, '')) }));
  return (name) => {
    const parts = name.split('/');
    const paths = parts.map((_part, i) => parts.slice(0, i + 1).join('/'));
    const last = patterns.findLast(({ expression }) => paths.some((path) => expression.test(path)));
    return last !== undefined && !last.keeps;
  };
}

function expressionOf(pattern: string): RegExp {
  const clean = pattern.replace(/^\.?\//, '').replace(/\/$/, '');
  const source = clean
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(
      /\*\*\/|\*\*|\*|\?/g,
      (wild) => ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' })[wild] ?? wild,
    );
  try {
    return new RegExp(`^${source}$`);
  } catch (error) {
    if (error instanceof SyntaxError) return /^$/;
    throw error;
  }
}
