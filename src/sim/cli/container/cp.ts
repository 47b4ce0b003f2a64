// docker cp
// Source: docker/cli v28.5.2 cli/command/container/cp.go; vendor/github.com/moby/go-archive/copy.go.
// Not modelled: nothing.
import { decodeBase64 } from '../../base/base64.ts';
import { packTree, readTar, type TarEntry, unpackTree, writeTar } from '../../base/tar.ts';
import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts';
import { PATH_STAT_HEADER, type PathStat } from '../../engine/api/types.ts';
import type { HttpResponse } from '../../host/http.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { ApiFailure, Failure } from '../failure.ts';
import { flag } from '../flags.ts';
import { humanSize } from '../formatter/units.ts';
import { containerPath } from './api-calls.ts';

/** Bits of Go's os.FileMode. */
const MODE_DIRECTORY = 2 ** 31;
const MODE_SYMLINK = 2 ** 27;

/** One end of a copy. */
interface CopyInfo {
  readonly path: string;
  readonly exists: boolean;
  readonly isDirectory: boolean;
}

export const cp: Leaf = {
  kind: 'leaf',
  name: 'cp',
  synopsis: '[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH',
  short: 'Copy files/folders between a container and the local filesystem',
  long: `Copy files/folders between a container and the local filesystem

Use '-' as the source to read a tar archive from stdin
and extract it to a directory destination in a container.
Use '-' as the destination to stream a tar archive of a
container source to stdout.`,
  aliasText: 'docker container cp, docker cp',
  args: exactly(2),
  flags: [
    flag('bool', 'archive', 'Archive mode (copy all uid/gid information)', { short: 'a' }),
    flag('bool', 'follow-link', 'Always follow symbol link in SRC_PATH', { short: 'L' }),
    flag(
      'bool',
      'quiet',
      'Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached',
      { short: 'q' },
    ),
  ],
  *run(client, options) {
    const [source = '', destination = ''] = options.args;
    if (source === '') throw new Failure('source can not be empty');
    if (destination === '') throw new Failure('destination can not be empty');
    const [from, to] = [splitArgument(source), splitArgument(destination)];
    if (from.container !== '' && to.container !== '') throw new Failure('copying between containers is not supported');
    if (from.container === '' && to.container === '') throw new Failure('must specify at least one container source');
    const follow = options.bool('follow-link');
    if (to.path === '-' && from.container !== '') return yield* streamOut(client, from.container, from.path, follow);
    if (from.path === '-' && to.container !== '') return yield* streamIn(client, to.container, to.path);
    const isOut = from.container !== '';
    const [bytes, place] = isOut
      ? yield* copyOut(client, from.container, from.path, to.path, follow)
      : yield* copyIn(client, from.path, to.container, to.path, follow);
    const quiet = options.changed('quiet') ? options.bool('quiet') : client.stdout === undefined;
    if (!quiet) yield* client.warn(`Successfully copied ${humanSize(bytes, 3)} to ${place}`);
    return 0;
  },
};

/** An archive to standard output. */
function* streamOut(client: Client, container: string, wanted: string, follow: boolean): Blocking<number> {
  let path = wanted;
  if (follow) {
    const stat = statOf(yield* archiveOf(client, 'HEAD', container, path));
    if (isLink(stat)) path = linkedPath(path, stat.linkTarget);
  }
  yield* client.sys.print((yield* archiveOf(client, 'GET', container, path)).body ?? '');
  return 0;
}

/** An archive from standard input, into a directory that is there. */
function* streamIn(client: Client, container: string, wanted: string): Blocking<number> {
  const stat = statOf(yield* archiveOf(client, 'HEAD', container, wanted));
  const path = isLink(stat) ? linkedPath(wanted, stat.linkTarget) : wanted;
  const target = isLink(stat) ? statOf(yield* archiveOf(client, 'HEAD', container, path)) : stat;
  if (!isDirectoryMode(target.mode)) throw new Failure(`destination "${container}:${path}" must be a directory`);
  const raw = yield* client.sys.readAll(0);
  const query = { path, noOverwriteDirNonDir: 'true' };
  yield* client.send('PUT', containerPath(container, 'archive'), { query, raw });
  return 0;
}

/** `c1:/path`; what begins with a slash or a dot is a local path. */
export function splitArgument(text: string): { readonly container: string; readonly path: string } {
  const at = text.indexOf(':');
  if (text.startsWith('/') || text.startsWith('.') || at < 0) return { container: '', path: text };
  return { container: text.slice(0, at), path: text.slice(at + 1) };
}

function archiveOf(client: Client, method: 'GET' | 'HEAD', container: string, path: string): Blocking<HttpResponse> {
  return client.send(method, containerPath(container, 'archive'), { query: { path: path === '' ? '/' : path } });
}

function statOf(response: HttpResponse): PathStat {
  const stat: PathStat = JSON.parse(
    decodeUtf8(Uint8Array.from(decodeBase64(response.headers?.[PATH_STAT_HEADER] ?? '') ?? [])),
  );
  return stat;
}

export function* copyOut(
  client: Client,
  container: string,
  source: string,
  target: string,
  follow: boolean,
): Blocking<[bytes: number, place: string]> {
  const { sys } = client;
  const place = `${sys.resolve(target)}${/\/$/.test(target) && sys.resolve(target) !== '/' ? '/' : ''}`;
  let wanted = source;
  if (follow) {
    const stat = statOf(yield* archiveOf(client, 'HEAD', container, source));
    if (isLink(stat)) wanted = linkedPath(source, stat.linkTarget);
  }
  const response = yield* archiveOf(client, 'GET', container, wanted);
  const isDirectory = isDirectoryMode(statOf(response).mode);
  const stat = sys.fs.stat(sys.resolve(target));
  const parent = parentOf(place);
  if (stat === undefined && sys.fs.stat(parent)?.type !== 'directory') {
    throw new Failure(`invalid output path: directory ${JSON.stringify(parent)} does not exist`);
  }
  const info: CopyInfo = { path: place, exists: stat !== undefined, isDirectory: stat?.type === 'directory' };
  const body = response.body ?? '';
  const { directory, entries } = prepare(readTar(body) ?? [], { path: wanted, exists: true, isDirectory }, info);
  const errno = unpackTree(sys.fs, directory, entries);
  if (errno !== undefined) throw new Failure(`${errno === 'EACCES' ? 'permission denied' : errno}: ${directory}`);
  return [encodeUtf8(body).length, place];
}

export function* copyIn(
  client: Client,
  source: string,
  container: string,
  target: string,
  follow: boolean,
): Blocking<[bytes: number, place: string]> {
  const { sys } = client;
  let info: CopyInfo = { path: target, exists: false, isDirectory: false };
  try {
    let stat = statOf(yield* archiveOf(client, 'HEAD', container, target));
    if (isLink(stat)) {
      info = { ...info, path: linkedPath(target, stat.linkTarget) };
      stat = statOf(yield* archiveOf(client, 'HEAD', container, info.path));
    }
    info = { ...info, exists: true, isDirectory: isDirectoryMode(stat.mode) };
  } catch (error) {
    // That the container itself is missing is said when the files come.
    if (!(error instanceof ApiFailure && error.notFound)) throw error;
  }
  const path = sys.resolve(source);
  const stat = sys.fs.stat(path, follow || source.endsWith('/'));
  if (stat === undefined) throw new Failure(`lstat ${path}: no such file or directory`);
  const isContent = /(^|\/)\.$/.test(source);
  const name = isContent ? '.' : (path.split('/').at(-1) ?? '');
  const from: CopyInfo = { path: isContent ? `${path}/.` : path, exists: true, isDirectory: stat.type === 'directory' };
  const { directory, entries } = prepare(packTree(sys.fs, path, name || '.'), from, info);
  const body = writeTar(entries);
  const query = { path: directory, noOverwriteDirNonDir: 'true' };
  yield* client.send('PUT', containerPath(container, 'archive'), { query, raw: body });
  return [encodeUtf8(body).length, `${container}:${info.path}`];
}

/** Into which directory the entries go, and what they are called there. */
function prepare(
  entries: readonly TarEntry[],
  source: CopyInfo,
  target: CopyInfo,
): { readonly directory: string; readonly entries: readonly TarEntry[] } {
  if (target.exists && target.isDirectory) return { directory: target.path, entries };
  if (target.exists && source.isDirectory) throw new Failure('cannot copy directory');
  if (!target.exists && !source.isDirectory && /\/\.?$/.test(target.path)) throw new Failure('no such directory');
  const path = target.path.replace(/\/\.?$/, '');
  const [before, after] = [baseOf(source.path), path.slice(path.lastIndexOf('/') + 1)];
  const renamed = entries.map((entry) => {
    const isWhole = entry.name === before || entry.name.startsWith(`${before}/`);
    return isWhole ? { ...entry, name: after + entry.name.slice(before.length) } : entry;
  });
  return { directory: parentOf(path), entries: renamed };
}

function baseOf(path: string): string {
  if (/(^|\/)\.$/.test(path)) return '.';
  return path.replace(/\/+$/, '').split('/').at(-1) ?? '';
}

function parentOf(path: string): string {
  const bare = path.replace(/\/+$/, '');
  return bare.slice(0, bare.lastIndexOf('/')) || '/';
}

function isDirectoryMode(mode: number): boolean {
  return mode >= MODE_DIRECTORY;
}

function isLink({ mode }: PathStat): boolean {
  return Math.floor(mode / MODE_SYMLINK) % 2 === 1;
}

function linkedPath(path: string, target: string): string {
  return target.startsWith('/') ? target : `${parentOf(path)}/${target}`;
}
