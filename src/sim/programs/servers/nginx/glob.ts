// Files that a pattern in an include directive names.
// Source: glob(3), as src/os/unix/ngx_files.c ngx_open_glob uses it: sorted, none is no error.
// Not modelled: patterns in directories' names.
import type { Sys } from '../../../host/sys.ts';

/** Paths of files that match, in order of their names. */
export function globPattern(sys: Sys, pattern: string): string[] {
  const slash = pattern.lastIndexOf('/');
  const directory = pattern.slice(0, slash);
  const names = sys.fs.list(directory === '' ? '/' : directory);
  if (!names.ok) return [];
  const wanted = pattern.slice(slash + 1);
  return names.value
    .filter((name) => !name.startsWith('.') && fits(wanted, name))
    .map((name) => `${directory}/${name}`);
}

/** `*` and `?`, from both ends to the first star between. */
function fits(pattern: string, name: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern.length === name.length && same(pattern, name);
  const rest = pattern.slice(star + 1);
  if (!same(pattern.slice(0, star), name.slice(0, star)) || name.length < star) return false;
  for (let from = star; from <= name.length; from++) if (fits(rest, name.slice(from))) return true;
  return false;
}

function same(pattern: string, text: string): boolean {
  return pattern.length === text.length && [...pattern].every((char, at) => char === '?' || char === text[at]);
}
