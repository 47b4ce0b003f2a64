// Finding what a command means: the search along PATH and what execve(2) does with the file that is found.
// Source: execve(2), execvp(3), path_resolution(7).
// Not modelled: permission bits of other users, binaries beyond the programs of the lab.
import { fail, ok, type Result } from '../base/errno.ts';
import type { MemoryFileSystem } from './memory-fs.ts';
import type { Program } from './sys.ts';

/** _PATH_STDPATH of Debian's login.defs (ENV_SUPATH): what is searched when PATH is unset. */
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The first bytes of a binary, which the files of simulated programs consist of. */
export const ELF_MAGIC = '\x7fELF';

/** Scripts may name scripts as interpreters: BINPRM_MAX_RECURSION, fs/exec.c. */
const MAX_INTERPRETERS = 4;

/** A program with the arguments it gets, which a script's first line may have changed. */
export interface Executable {
  readonly program: Program;
  readonly argv: readonly string[];
}

/** Where commands are looked for: one mount namespace. */
export interface Shelf {
  readonly fs: MemoryFileSystem;
  readonly programs: ReadonlyMap<string, Program>;
}

/** A path made absolute against `cwd`, with `.` and `..` resolved. */
export function resolvePath(path: string, cwd: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The absolute path of the executable file that `name` means, undefined if there is none. */
export function searchPath(shelf: Shelf, name: string, path: string | undefined, cwd: string): string | undefined {
  const candidates = name.includes('/')
    ? [resolvePath(name, cwd)]
    : (path ?? DEFAULT_PATH).split(':').map((directory) => resolvePath(`${directory || '.'}/${name}`, cwd));
  if (name === '') return undefined;
  return candidates.find((candidate) => {
    const stat = shelf.fs.stat(candidate);
    return stat?.type === 'file' && stat.executable;
  });
}

/** What execve would run. ENOENT, EACCES. */
export function findExecutable(
  shelf: Shelf,
  argv: readonly string[],
  path: string | undefined,
  cwd: string,
  depth = 0,
): Result<Executable> {
  const name = argv[0] ?? '';
  const file = searchPath(shelf, name, path, cwd);
  if (file === undefined) return fail(whyNot(shelf, name, cwd));
  const real = shelf.fs.realPath(file);
  const program = (real === undefined ? undefined : shelf.programs.get(real)) ?? shelf.programs.get(file);
  if (program !== undefined) return ok({ program, argv });
  const text = shelf.fs.readFile(file);
  if (!text.ok) return text;
  if (text.value.startsWith(ELF_MAGIC) || depth === MAX_INTERPRETERS) return fail('EACCES');
  const [interpreter = '/bin/sh', argument] = interpreterOf(text.value);
  const words = argument === undefined ? [interpreter] : [interpreter, argument];
  return findExecutable(shelf, [...words, file, ...argv.slice(1)], path, cwd, depth + 1);
}

/** The words of `#! interpreter [argument]`; none for a file without that line, which execvp(3) gives to the shell. */
function interpreterOf(text: string): string[] {
  const line = /^#![ \t]*([^\n]*)/.exec(text)?.[1]?.trim();
  if (line === undefined || line === '') return [];
  const [interpreter = '', argument] = line.split(/[ \t]+(.*)/, 2);
  return argument === undefined || argument === '' ? [interpreter] : [interpreter, argument];
}

function whyNot(shelf: Shelf, name: string, cwd: string): 'ENOENT' | 'EACCES' {
  if (!name.includes('/')) return 'ENOENT';
  return shelf.fs.stat(resolvePath(name, cwd)) === undefined ? 'ENOENT' : 'EACCES';
}
