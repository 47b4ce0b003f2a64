// Pathname expansion: the files that a pattern names.
// Source: glob(7); POSIX.1-2017 XCU 2.13.3.
// Not modelled: globstar, nocaseglob.
import type { Sys } from '../../../host/sys.ts';
import { hasMagic, Pattern, unquotePattern } from './pattern.ts';

/** Existing paths that match, sorted; none if nothing does. `dots`: names that begin with one are matched like others. */
export function expandGlob(sys: Sys, pattern: string, dots = false): string[] {
  const absolute = pattern.startsWith('/');
  let paths = [absolute ? '/' : ''];
  const segments = pattern.split('/').filter((segment, i, all) => segment !== '' || i === all.length - 1);
  segments.forEach((segment, i) => {
    const last = i === segments.length - 1;
    paths = paths.flatMap((path) => stepInto(sys, path, segment, { last, dots }));
  });
  return paths.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The paths that one more segment leads to; directories get a slash where segments follow. */
function stepInto(
  sys: Sys,
  path: string,
  segment: string,
  { last, dots }: { readonly last: boolean; readonly dots: boolean },
): string[] {
  const end = last ? '' : '/';
  if (segment === '') return isDirectory(sys, path) ? [path] : [];
  if (!hasMagic(segment)) {
    const next = `${path}${unquotePattern(segment)}`;
    return sys.fs.stat(sys.resolve(next), last ? false : undefined) === undefined ? [] : [`${next}${end}`];
  }
  const listing = sys.fs.list(sys.resolve(path || '.'));
  if (!listing.ok) return [];
  const compiled = new Pattern(segment);
  const hidden = dots || segment.startsWith('.') || segment.startsWith('\\.');
  return listing.value
    .filter((name) => (hidden || !name.startsWith('.')) && compiled.matches(name))
    .map((name) => `${path}${name}`)
    .filter((next) => last || isDirectory(sys, next))
    .map((next) => `${next}${end}`);
}

function isDirectory(sys: Sys, path: string): boolean {
  return sys.fs.stat(sys.resolve(path || '.'))?.type === 'directory';
}
