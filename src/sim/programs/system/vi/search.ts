// vi's / and ?, n and N.
// Source: vim 9.0 src/search.c; messages of do_search.
// Not modelled: offsets behind the pattern, 'incsearch', vim's own additions to regular expressions.
import { Regex, RegexError } from '../../text/regex/regex.ts';
import { isBefore, type Position } from '../editor/text-area.ts';
import type { Motion } from './motions.ts';
import type { ViSession } from './session.ts';

/** The pattern compiled; undefined, with a message, when it is none. */
export function compile(vi: ViSession, pattern: string): Regex | undefined {
  try {
    return new Regex(pattern, { notation: 'basic', ignoreCase: vi.ignoreCase });
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    vi.say(`E383: Invalid search string: ${pattern}`);
    return undefined;
  }
}

/** The place of the next occurrence; undefined, with a message, when there is none. */
export function find(vi: ViSession, back: boolean, count: number): Motion | undefined {
  if (vi.pattern === '') {
    vi.say('E35: No previous regular expression');
    return undefined;
  }
  const regex = compile(vi, vi.pattern);
  if (regex === undefined) return undefined;
  let at: Position = vi.area.position;
  for (let i = 0; i < count; i++) {
    const next = findNext(vi.area.lines, regex, at, back);
    if (next === undefined) {
      vi.say(`E486: Pattern not found: ${vi.pattern}`);
      return undefined;
    }
    const wrapped = back ? !isBefore(next, at) : !isBefore(at, next);
    if (wrapped) vi.say(back ? 'search hit TOP, continuing at BOTTOM' : 'search hit BOTTOM, continuing at TOP');
    else vi.say(`${back ? '?' : '/'}${vi.pattern}`);
    at = next;
  }
  return { to: at, kind: 'exclusive' };
}

function findNext(lines: readonly string[], regex: Regex, from: Position, back: boolean): Position | undefined {
  for (let i = 0; i <= lines.length; i++) {
    const y = (((from.y + (back ? -i : i)) % lines.length) + lines.length) % lines.length;
    const line = lines[y] ?? '';
    const x = back
      ? lastStart(regex, line, i === 0 ? from.x : line.length + 1)
      : firstStart(regex, line, i === 0 ? from.x + 1 : 0);
    if (x !== undefined) return { y, x };
  }
  return undefined;
}

function firstStart(regex: Regex, line: string, from: number): number | undefined {
  return from > line.length ? undefined : regex.exec(line, from)?.start;
}

function lastStart(regex: Regex, line: string, before: number): number | undefined {
  let last: number | undefined;
  for (let x = firstStart(regex, line, 0); x !== undefined && x < before; x = firstStart(regex, line, x + 1)) last = x;
  return last;
}

/** The word under the cursor as a pattern, for *. */
export function wordHere(vi: ViSession): string | undefined {
  const { line, x } = vi.area;
  for (const match of line.matchAll(/[\p{L}\p{N}_]+/gu)) {
    if (match.index + match[0].length > x) return `\\<${match[0]}\\>`;
  }
  return undefined;
}
