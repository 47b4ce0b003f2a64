// Tar archives of text files: files, directories and symbolic links, as one text.
// Source: POSIX.1-1988 ustar interchange format; pax(1).
// Not modelled: names beyond 255 bytes, owners, devices, hard links, sparse files; contents that are no UTF-8.
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const BLOCK = 512;
const types = { file: '0', symlink: '2', directory: '5' } as const;

export interface TarEntry {
  /** Without a slash before it; directories end in none either. */
  readonly name: string;
  readonly type: 'file' | 'symlink' | 'directory';
  readonly text: string;
  /** Where a symbolic link leads. */
  readonly target: string;
  readonly executable: boolean;
  /** Seconds since 1970. */
  readonly modified: number;
}

/** The archive of some entries, in their order. */
export function writeTar(entries: readonly TarEntry[]): string {
  return entries.map(member).join('') + '\0'.repeat(2 * BLOCK);
}

function member(entry: TarEntry): string {
  const size = entry.type === 'file' ? encodeUtf8(entry.text).length : 0;
  const content = size === 0 ? '' : entry.text + '\0'.repeat((BLOCK - (size % BLOCK)) % BLOCK);
  return header(entry, size) + content;
}

function header({ name, type, target, executable, modified }: TarEntry, size: number): string {
  const [prefix, rest] = splitName(type === 'directory' ? `${name}/` : name);
  const mode = type === 'directory' || executable ? 0o755 : type === 'symlink' ? 0o777 : 0o644;
  const fields = (checksum: string): string =>
    [
      field(rest, 100),
      ...[octal(mode, 8), octal(0, 8), octal(0, 8), octal(size, 12), octal(Math.floor(modified), 12)],
      ...[checksum, types[type], field(target, 100), 'ustar\0' + '00', field('root', 32), field('root', 32)],
      ...[octal(0, 8), octal(0, 8), field(prefix, 155), '\0'.repeat(12)],
    ].join('');
  const sum = encodeUtf8(fields(' '.repeat(8))).reduce((total, byte) => total + byte, 0);
  return fields(`${sum.toString(8).padStart(6, '0')}\0 `);
}

/** A name of more than 100 bytes has its first directories elsewhere. */
function splitName(name: string): [prefix: string, rest: string] {
  if (encodeUtf8(name).length <= 100) return ['', name];
  for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
    if (encodeUtf8(name.slice(at + 1)).length <= 100) return [name.slice(0, at), name.slice(at + 1)];
  }
  return ['', name];
}

function field(text: string, width: number): string {
  return text + '\0'.repeat(Math.max(0, width - encodeUtf8(text).length));
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

/** The entries of an archive; undefined when it is none. */
export function readTar(archive: string): TarEntry[] | undefined {
  const bytes = encodeUtf8(archive);
  const text = (from: number, length: number): string =>
    decodeUtf8(bytes.slice(from, from + length)).replace(/\0.*$/s, '');
  const entries: TarEntry[] = [];
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    if (text(at + 257, 5) !== 'ustar') return undefined;
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    const flag = text(at + 156, 1);
    const type = (['file', 'symlink', 'directory'] as const).find((each) => types[each] === flag) ?? 'file';
    const prefix = text(at + 345, 155);
    const name = `${prefix === '' ? '' : `${prefix}/`}${text(at, 100)}`.replace(/\/$/, '');
    entries.push({
      ...{ name, type, target: text(at + 157, 100), modified: Number.parseInt(text(at + 136, 12), 8) || 0 },
      text: decodeUtf8(bytes.slice(at + BLOCK, at + BLOCK + size)),
      executable: (Number.parseInt(text(at + 100, 8), 8) & 0o111) !== 0,
    });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

/** A file tree, as far as archives need it. */
export interface TarDisk {
  stat(
    path: string,
    follow?: boolean,
  ): { readonly type: string; readonly executable: boolean; readonly modified: number } | undefined;
  list(path: string): { readonly ok: true; readonly value: string[] } | { readonly ok: false };
  readFile(path: string): { readonly ok: true; readonly value: string } | { readonly ok: false };
  readlink(path: string): { readonly ok: true; readonly value: string } | { readonly ok: false };
  writeFile(path: string, text: string, options?: { readonly executable?: boolean }): string | undefined;
  makeDirectory(path: string, parents?: boolean): string | undefined;
  symlink(target: string, path: string): string | undefined;
}

/** What is at `path` and below it, called `name` in the archive. Devices and sockets are left out. */
export function packTree(disk: TarDisk, path: string, name: string): TarEntry[] {
  const stat = disk.stat(path, false);
  if (stat === undefined) return [];
  const common = { name, target: '', text: '', executable: stat.executable, modified: stat.modified / 1000 };
  if (stat.type === 'directory') {
    const names = disk.list(path);
    const below = names.ok ? names.value.flatMap((each) => packTree(disk, `${path}/${each}`, `${name}/${each}`)) : [];
    return [{ ...common, type: 'directory' }, ...below];
  }
  if (stat.type === 'symlink') {
    const link = disk.readlink(path);
    return link.ok ? [{ ...common, type: 'symlink', target: link.value }] : [];
  }
  const text = stat.type === 'file' ? disk.readFile(path) : undefined;
  return text?.ok ? [{ ...common, type: 'file', text: text.value }] : [];
}

/** Puts entries into a directory; answers the first error. */
export function unpackTree(disk: TarDisk, directory: string, entries: readonly TarEntry[]): string | undefined {
  for (const { name, type, text, target, executable } of entries) {
    const path = name === '.' ? directory : `${directory === '/' ? '' : directory}/${name.replace(/^\.\//, '')}`;
    if (type === 'directory' && disk.stat(path)?.type === 'directory') continue;
    // Directories that the archive leaves out are made on the way.
    const parent = path.slice(0, path.lastIndexOf('/'));
    const blocked = parent !== '' && disk.stat(parent) === undefined ? disk.makeDirectory(parent, true) : undefined;
    if (blocked !== undefined) return blocked;
    const errno =
      type === 'directory'
        ? disk.makeDirectory(path)
        : type === 'symlink'
          ? disk.symlink(target, path)
          : disk.writeFile(path, text, { executable });
    if (errno !== undefined) return errno;
  }
  return undefined;
}
