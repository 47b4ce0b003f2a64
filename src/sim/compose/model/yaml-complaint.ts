// What Go's YAML package says of text that is no YAML: the same mistake in its words, at the line it counts.
// Source: gopkg.in/yaml.v3 yaml.go fail; scannerc.go, parserc.go (yaml_parser_set_scanner_error, yaml_parser_set_parser_error_context).
// Not modelled: which of several mistakes is met first, beyond the order of the text.
import type { LineCounter, YAMLParseError } from 'yaml';

/** Lines are counted from 0 in the marks; the scanner's messages add one, the parser's do not. */
type Mark = {
  readonly by: 'scanner' | 'parser';
  readonly line: number;
  readonly problem: string;
  readonly says: number;
};

/** `yaml: line 3: did not find expected key` */
export function complaintOf(text: string, error: YAMLParseError, lines: LineCounter): string {
  const at = lines.linePos(error.pos[0]);
  const rows = text.split('\n');
  const mark = markOf(error, at.line - 1, rows);
  const context = mark.line !== 0 ? mark.line : mark.says;
  const line = context === 0 ? 0 : context + (mark.by === 'scanner' ? 1 : 0);
  return `yaml: ${line === 0 ? '' : `line ${line}: `}${mark.problem}`;
}

function markOf(error: YAMLParseError, line: number, rows: readonly string[]): Mark {
  const scanner = (problem: string, where = line): Mark => ({ by: 'scanner', line: where, problem, says: where });
  const row = rows[line] ?? '';
  switch (error.code) {
    case 'TAB_AS_INDENT':
    case 'BAD_SCALAR_START':
      return scanner('found character that cannot start any token');
    case 'MULTILINE_IMPLICIT_KEY':
    case 'BLOCK_AS_IMPLICIT_KEY':
      return implicitKey(error, line, rows);
    case 'MISSING_CHAR':
      if (/quote/.test(error.message)) return scanner('found unexpected end of stream', openingQuote(rows, line));
      if (/followed by map values/.test(error.message)) return scanner("could not find expected ':'", line + 1);
      return blockMapping(line, rows);
    case 'BAD_ALIAS':
      return scanner('did not find expected alphabetic or numeric character');
    case 'BAD_DIRECTIVE':
      return scanner('found unknown directive name');
    case 'BAD_DQ_ESCAPE':
      return scanner('found unknown escape character');
    case 'BAD_INDENT':
      if (!/^Flow/.test(error.message)) return blockMapping(line, rows);
      return flowEnd(error.message.includes('map') ? "',' or '}'" : "',' or ']'", rows, line);
    default:
      return /^\s*- /.test(rows[0] ?? '') && row !== rows[0]
        ? { by: 'parser', line: 0, problem: "did not find expected '-' indicator", says: line }
        : blockMapping(line, rows);
  }
}

/** A `:` where no key can be, or lines that begin a list beside a mapping's keys. */
function implicitKey(error: YAMLParseError, line: number, rows: readonly string[]): Mark {
  if (/sequence/.test(error.message) || /^\s*- /.test(rows[line] ?? '')) return blockMapping(line, rows);
  // A plain text goes on over lines until one has a colon: that one is wrong.
  let where = line;
  if (error.code === 'MULTILINE_IMPLICIT_KEY') {
    while (where < rows.length - 1 && !/:(\s|$)/.test(rows[where] ?? '')) where++;
  }
  return {
    by: 'scanner',
    line: where,
    problem: 'mapping values are not allowed in this context',
    says: where,
  };
}

/** The line where the quoted text begins that does not end. */
function openingQuote(rows: readonly string[], line: number): number {
  for (let i = Math.min(line, rows.length - 1); i >= 0; i--) if (/['"]/.test(rows[i] ?? '')) return i;
  return line;
}

/** A flow collection that does not end: the parser names the line where it began. */
function flowEnd(expected: string, rows: readonly string[], line: number): Mark {
  let start = Math.min(line, rows.length - 1);
  while (start > 0 && !/[[{]/.test(rows[start] ?? '')) start--;
  return { by: 'parser', line: start, problem: `did not find expected ${expected}`, says: line };
}

/** The innermost block mapping that the wrong line could belong to: the parser names the line where that began. */
function blockMapping(line: number, rows: readonly string[]): Mark {
  const indentOf = (row: string) => row.length - row.trimStart().length;
  const isBlank = (row: string) => row.trim() === '' || row.trimStart().startsWith('#');
  const wrong = indentOf(rows[line] ?? '');
  let own: number | undefined;
  let start = 0;
  for (let i = line - 1; i >= 0; i--) {
    const row = rows[i] ?? '';
    if (isBlank(row)) continue;
    const indent = indentOf(row);
    if (own === undefined) {
      if (indent > wrong) continue;
      own = indent;
    }
    if (indent < own) break;
    if (indent === own) start = i;
  }
  return { by: 'parser', line: start, problem: 'did not find expected key', says: line };
}
