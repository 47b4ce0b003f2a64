// :s — replacing what a pattern finds.
// Source: vim's change.txt (:substitute), ex_cmds.c for its messages.
// Not modelled: flags other than g and i, asking at each place (c says so), case conversions in the replacement.
import { Regex, RegexError } from '../../text/regex/regex.ts';
import type { ExCall } from './ex.ts';
import { firstNonBlank } from './motions.ts';
import type { ViSession } from './session.ts';

const REPORT = 2;

/** `/a/b/g` apart; a delimiter behind a backslash is a part of the text. */
function parts(argument: string): readonly [pattern: string, replacement: string, flags: string] | undefined {
  const delimiter = argument[0];
  if (delimiter === undefined || /[\w\s"|\\]/.test(delimiter)) return undefined;
  const found: string[] = [];
  let part = '';
  for (let i = 1; i < argument.length; i++) {
    const char = argument[i] ?? '';
    if (char === '\\') {
      const next = argument[++i] ?? '';
      part += next === delimiter ? next : char + next;
    } else if (char === delimiter && found.length < 2) {
      found.push(part);
      part = '';
    } else part += char;
  }
  found.push(part);
  return [found[0] ?? '', found[1] ?? '', found[2] ?? ''];
}

export function substitute(vi: ViSession, { range, argument }: ExCall): void {
  const given = parts(argument);
  if (given === undefined) {
    vi.cannot(`:s${argument}`);
    return;
  }
  const [pattern, replacement, flags] = given;
  if (/[^gi]/.test(flags)) {
    vi.cannot(`:s with the flags ${flags}`);
    return;
  }
  if (pattern !== '') vi.pattern = pattern;
  const regex = regexOf(vi, flags.includes('i'));
  if (regex === undefined) return;
  const [from, to] = range ?? [vi.area.y, vi.area.y];
  let places = 0;
  let lines = 0;
  let last = vi.area.y;
  const changed = vi.area.lines.slice(from, to + 1).flatMap((line, i) => {
    const result = replaceIn(line, regex, replacement, flags.includes('g'));
    places += result.count;
    if (result.count === 0) return [line];
    lines++;
    const split = result.text.split('\n');
    last = from + i + split.length - 1;
    return split;
  });
  if (places === 0) {
    vi.say(`E486: Pattern not found: ${vi.pattern}`);
    return;
  }
  vi.begin();
  vi.area.replaceLines(from, to - from + 1, changed);
  vi.area.moveTo({ y: last, x: firstNonBlank(vi.area.lines[last] ?? '') });
  if (places > REPORT) {
    vi.say(`${places} substitutions on ${lines} line${lines === 1 ? '' : 's'}`);
  }
}

function regexOf(vi: ViSession, ignoreCase: boolean): Regex | undefined {
  try {
    return new Regex(vi.pattern, { notation: 'basic', ignoreCase: ignoreCase || vi.ignoreCase });
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    vi.say(`E383: Invalid search string: ${vi.pattern}`);
    return undefined;
  }
}

function replaceIn(line: string, regex: Regex, replacement: string, all: boolean) {
  let text = '';
  let at = 0;
  let count = 0;
  for (let found = regex.exec(line, 0); found; found = at <= line.length ? regex.exec(line, at) : undefined) {
    const { start, end, groups } = found;
    const group = (n: number) => {
      const span = groups[n];
      return span ? line.slice(span[0], span[1]) : '';
    };
    text += line.slice(at, start) + filled(replacement, group);
    count++;
    at = end;
    if (end === start) {
      text += line.slice(end, end + 1);
      at = end + 1;
    }
    if (!all) break;
  }
  return { text: text + line.slice(at), count };
}

/** `&` and `\0` are what was found, `\1` its groups, `\r` a new line. */
function filled(replacement: string, group: (n: number) => string): string {
  return replacement.replace(/\\(.)|&/gs, (all, escaped: string | undefined) => {
    if (escaped === undefined) return group(0);
    if (/\d/.test(escaped)) return group(Number(escaped));
    if (escaped === 'r') return '\n';
    return escaped === 't' ? '\t' : all.slice(1);
  });
}
