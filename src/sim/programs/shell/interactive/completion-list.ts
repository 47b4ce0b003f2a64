// What a completion inserts, and how several are shown.
// Source: readline(3) completion; cobra's bash completion for the notes behind words.
// Not modelled: menu completion, colours.
import type { Completion } from '../../../host/sys.ts';

/** More than this many are shown only after a question: completion-query-items. */
export const MANY = 100;

/** The candidates for the word that ends at the cursor. */
export interface Completed {
  /** The word as typed so far, without quotes. */
  readonly word: string;
  readonly candidates: readonly Completion[];
  /** Makes text fit for the quoting that the word stands in. */
  readonly quote: (text: string) => string;
  /** The quotation mark that a finished word needs. */
  readonly close: string;
}

/** What to insert at the cursor: all that the candidates have in common, and a space behind the only one. */
export function insertionFor({ word, candidates, quote, close }: Completed): string {
  const [first] = candidates;
  if (first === undefined) return '';
  let common = first.text;
  for (const { text } of candidates) {
    while (!text.startsWith(common)) common = common.slice(0, -1);
  }
  const rest = quote(common.slice(word.length));
  if (candidates.length > 1) return rest;
  return /[/=:]$/.test(common) && common !== '/' ? rest : `${rest}${close} `;
}

/** Names in columns, down first as readline lists them; with notes, one a line. */
export function columnsOf({ candidates }: Completed, columns: number): string {
  const names = candidates.map(({ text }) => lastPart(text));
  if (candidates.some(({ note }) => note !== undefined)) {
    const width = Math.max(...names.map((name) => name.length)) + 2;
    return names
      .map((name, i) => {
        const note = candidates[i]?.note;
        const line = note === undefined ? name : `${name.padEnd(width)}(${note})`;
        return `${line.slice(0, Math.max(columns - 1, width))}\n`;
      })
      .join('');
  }
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const across = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(names.length / across);
  let out = '';
  for (let row = 0; row < rows; row++) {
    let line = '';
    for (let at = row; at < names.length; at += rows) line += (names[at] ?? '').padEnd(width);
    out += `${line.trimEnd()}\n`;
  }
  return out;
}

/** Of a path, only the last name is shown. */
function lastPart(text: string): string {
  const slash = text.replace(/\/$/, '').lastIndexOf('/');
  return slash < 0 ? text : text.slice(slash + 1);
}
