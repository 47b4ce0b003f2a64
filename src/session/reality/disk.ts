// What a learner has written on a host's disk: the files that differ from those of a fresh host.
import { joinedBytes } from '../../sim/base/utf8.ts';
import type { FileSystem } from '../../sim/host/fs.ts';
import { isText } from '../files.ts';
import { quote } from './words.ts';

/** The kernel's, the engine's and the system's own. */
const SYSTEM = ['/proc', '/sys', '/dev', '/run', '/var/run', '/var/lib/docker', '/var/log', '/tmp'];
const MAX_FILES = 200;
const MAX_TEXT = 200_000;
const END = 'END_OF_FILE';

export interface WrittenFile {
  readonly path: string;
  /** Undefined for one that no script can carry: too long, or no text. */
  readonly text: string | undefined;
  readonly executable: boolean;
}

/** Files that are not as on `fresh`, or not there. */
export function writtenFiles(disk: FileSystem, fresh: FileSystem): readonly WrittenFile[] {
  const found: WrittenFile[] = [];
  const walk = (directory: string): void => {
    const names = disk.list(directory === '' ? '/' : directory);
    for (const name of names.ok ? names.value : []) {
      const path = `${directory}/${name}`;
      const stat = disk.stat(path, false);
      if (stat === undefined || SYSTEM.includes(path) || found.length >= MAX_FILES) continue;
      if (stat.type === 'directory') walk(path);
      else if (stat.type === 'file' && isOther(disk, fresh, path)) found.push(fileOf(disk, path, stat.executable));
    }
  };
  walk('');
  return found;
}

function isOther(disk: FileSystem, fresh: FileSystem, path: string): boolean {
  const [now, before] = [disk.readFile(path), fresh.readFile(path)];
  return now.ok && (!before.ok || before.value !== now.value);
}

function fileOf(disk: FileSystem, path: string, executable: boolean): WrittenFile {
  const read = disk.readFile(path);
  const text = read.ok ? joinedBytes(read.value) : '';
  return { path, text: text.length <= MAX_TEXT && isText(text) ? text : undefined, executable };
}

/** The lines of a script that write a file. */
export function writeLines({ path, text, executable }: WrittenFile): readonly string[] {
  if (text === undefined) return [`# ${path} is no text, or too long for a script: copy it by hand.`];
  const directory = path.slice(0, path.lastIndexOf('/'));
  const fits = text.endsWith('\n') && !text.split('\n').includes(END);
  return [
    ...(directory === '' ? [] : [`mkdir -p ${quote(directory)}`]),
    ...(fits ? [`cat > ${quote(path)} <<'${END}'\n${text}${END}`] : [`printf %s ${quote(text)} > ${quote(path)}`]),
    ...(executable ? [`chmod +x ${quote(path)}`] : []),
  ];
}
