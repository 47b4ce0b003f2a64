// Files of the world's hosts as an editor outside of it needs them. Nothing here changes a world.
import { strerror } from '../sim/base/errno.ts';
import { encodeUtf8, joinedBytes, shownText } from '../sim/base/utf8.ts';
import type { FileSystem } from '../sim/host/fs.ts';
import { MAX_FILE_TEXT } from '../sim/input.ts';
import type { World } from '../sim/world.ts';
import type { Answer, FileEntry } from './protocol.ts';

/** Names that one directory answers with, at most. */
const MAX_ENTRIES = 2000;
/** Of one file that is taken out of a world, at most: what takes the worker no longer than a blink. */
const MAX_FILE_BYTES = 8_000_000;

const refuse = (problem: string, missing = false) => ({ ok: false, problem, missing }) as const;

/** The disk of a host that runs. */
export function diskOf(world: World, host: string): Answer<FileSystem> {
  const station = world.stations.get(host);
  if (!station) return refuse(`There is no host ${host}`);
  if (station.power.state !== 'on') return refuse(`${host} is not running`);
  return { ok: true, value: station.host.enclosure.fs };
}

/** What is in a directory: directories first, each kind by name. */
export function listDirectory(world: World, host: string, path: string): Answer<readonly FileEntry[]> {
  const disk = diskOf(world, host);
  if (!disk.ok) return disk;
  const fs = disk.value;
  const names = fs.list(path);
  if (!names.ok) return refuse(`${path}: ${strerror[names.errno]}`);
  const entries: FileEntry[] = [];
  for (const name of names.value.slice(0, MAX_ENTRIES)) {
    const stat = fs.stat(`${path === '/' ? '' : path}/${name}`);
    if (stat?.type === 'directory' || stat?.type === 'file') entries.push({ name, type: stat.type });
  }
  const rank = (entry: FileEntry) => (entry.type === 'directory' ? 0 : 1);
  return { ok: true, value: entries.sort((a, b) => rank(a) - rank(b)) };
}

/** What a regular file holds, as the file tree keeps it. */
function contentOf(world: World, host: string, path: string): Answer<string> {
  const disk = diskOf(world, host);
  if (!disk.ok) return disk;
  const fs = disk.value;
  const stat = fs.stat(path);
  if (stat !== undefined && stat.type !== 'file') return refuse(`${path}: not a regular file`);
  const content = fs.readFile(path);
  return content.ok ? content : refuse(`${path}: ${strerror[content.errno]}`, content.errno === 'ENOENT');
}

/** A file's text, if it is one that can be edited. */
export function readText(world: World, host: string, path: string): Answer<string> {
  const content = contentOf(world, host, path);
  if (!content.ok) return content;
  const problem = tooLong(content.value);
  if (problem !== undefined) return { ...refuse(`${path}: ${problem}`), sealed: 'size' };
  const text = joinedBytes(content.value);
  return isText(text) ? { ok: true, value: text } : { ...refuse(`${path}: not a text file`), sealed: 'bytes' };
}

/** A file's bytes, to be taken out of the world. */
export function readBytes(world: World, host: string, path: string): Answer<Uint8Array> {
  const content = contentOf(world, host, path);
  if (!content.ok) return content;
  const tooLarge = refuse(`${path}: File too large: more than ${MAX_FILE_BYTES} bytes`);
  // A text has no more UTF-16 units than bytes: those that are far too large are not turned into bytes first.
  if (content.value.length > MAX_FILE_BYTES) return tooLarge;
  const value = encodeUtf8(content.value);
  return value.length > MAX_FILE_BYTES ? tooLarge : { ok: true, value };
}

/** Whether a screen can show all of it. */
export const isText = (text: string): boolean => !text.includes('\0') && shownText(text) === text;

/** Why a text cannot be a file's, undefined if it can. */
export function tooLong(text: string): string | undefined {
  return text.length > MAX_FILE_TEXT ? `File too large: more than ${MAX_FILE_TEXT} characters` : undefined;
}
