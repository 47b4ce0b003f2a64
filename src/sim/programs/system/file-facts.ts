// Facts about files that several tools show: modes, blocks, paths joined.
// Source: inode(7); ext4's block size.
// Not modelled: see host/fs.ts (owners, permission bits other than "executable").
import type { FileStat } from '../../host/fs.ts';

/** ext4's block, bytes. */
export const BLOCK = 4096;

const typeLetters = { file: '-', directory: 'd', symlink: 'l', device: 'c', socket: 's' } as const;

/** Permission bits as they would be with umask 022. */
export function modeBits(stat: FileStat): number {
  switch (stat.type) {
    case 'symlink':
      return 0o777;
    case 'directory':
      return 0o755;
    case 'device':
      return 0o666;
    case 'socket':
      return 0o660;
    case 'file':
      return stat.executable ? 0o755 : 0o644;
  }
}

/** `-rw-r--r--` */
export function modeText(stat: FileStat): string {
  const bits = modeBits(stat);
  return `${typeLetters[stat.type]}${[...'rwxrwxrwx'].map((letter, i) => (bits & (0o400 >> i) ? letter : '-')).join('')}`;
}

/** How many blocks a file takes. */
export function blocksOf(stat: FileStat): number {
  if (stat.type === 'directory') return 1;
  return stat.type === 'file' ? Math.ceil(stat.size / BLOCK) : 0;
}

export function joinPath(directory: string, name: string): string {
  return directory.endsWith('/') ? `${directory}${name}` : `${directory}/${name}`;
}
