// The text of --help for flags: one column of names, one of wrapped descriptions.
// Source: spf13/pflag 1.0 flag.go FlagUsagesWrapped, wrap, wrapN, UnquoteUsage; docker/cli cli/cobra.go wrappedFlagUsages.
// Not modelled: nothing; byte counts are taken as characters since the texts are ASCII.
import { type Flag, quote } from './flags.ts';

/** pflag tolerates a last line this much over the width to avoid orphan words. */
const SLOP = 5;
/** Below this many columns for descriptions pflag wraps them as a block on the next line. */
const NARROW = 24;

/** The lines under `Options:`, wrapped for a terminal `columns` wide. */
export function flagUsages(flags: readonly Flag[], columns: number): string {
  const shown = flags.filter((f) => !f.hidden && f.deprecated === undefined);
  const rows = [...shown]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map((f) => ({ left: leftColumn(f), right: description(f) }));
  const widest = Math.max(0, ...rows.map((r) => r.left.length)) + 1;
  return rows
    .map((r) => `${r.left}${' '.repeat(widest - r.left.length + 2)}${wrap(widest + 3 - 1, columns - 1, r.right)}`)
    .join('\n');
}

function leftColumn(f: Flag): string {
  const name = f.short ? `  -${f.short}, --${f.name}` : `      --${f.name}`;
  if (f.type === 'bool') return name;
  return `${name} ${f.type === 'uint64' ? 'uint' : f.type}`;
}

function description(f: Flag): string {
  if (f.type === 'map') return `${f.usage} (default map[])`;
  if (f.default === undefined || ['', 'false', '0'].includes(f.default)) return f.usage;
  return `${f.usage} (default ${f.type === 'string' ? quote(f.default) : f.default})`;
}

function wrap(indent: number, columns: number, text: string): string {
  let at = indent;
  let width = columns - at;
  let out = '';
  if (width < NARROW) {
    at = 16;
    width = columns - at;
    out = `\n${' '.repeat(at)}`;
  }
  if (width < NARROW) return text.replaceAll('\n', out);
  width -= SLOP;
  const margin = `\n${' '.repeat(at)}`;
  let [line, rest] = wrapOnce(width, text);
  out += line.replaceAll('\n', margin);
  while (rest !== '') {
    [line, rest] = wrapOnce(width, rest);
    out += margin + line.replaceAll('\n', margin);
  }
  return out;
}

function wrapOnce(width: number, text: string): [string, string] {
  if (width + SLOP > text.length) return [text, ''];
  const head = text.slice(0, width);
  const blank = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'), head.lastIndexOf('\n'));
  if (blank <= 0) return [text, ''];
  const newline = head.lastIndexOf('\n');
  const end = newline > 0 && newline < blank ? newline : blank;
  return [text.slice(0, end), text.slice(end + 1)];
}
