// The shell's grammar: text to a syntax tree, and why it is none.
// Source: bash(1) SHELL GRAMMAR; the tree is unbash's.
// Not modelled: where exactly bash's own parser would notice a mistake; its wording is rebuilt from the tree's.

import { type ParseError, parse, type Script, type Word } from 'unbash';
import { type Flavour, findBashism } from './dialect.ts';

/** A piece of shell source with what was read of it. Positions in the tree index `text`. */
export interface Source {
  readonly text: string;
  /** The number of its first line. */
  readonly firstLine: number;
  readonly script: Script;
}

/** A tree, a mistake, or a beginning that more lines may complete. */
export type Parsed =
  | { readonly kind: 'complete'; readonly source: Source }
  | {
      readonly kind: 'incomplete';
      readonly closer: string | undefined;
      readonly expecting: string | undefined;
      /** Where what is open began. */
      readonly line: number;
    }
  | { readonly kind: 'error'; readonly message: string; readonly line: number };

/** Reads shell source. */
export function parseSource(text: string, firstLine: number, flavour: Flavour): Parsed {
  const script = parse(text);
  const [error] = script.errors ?? [];
  if (error === undefined) {
    if (endsInBackslash(text) || hasOpenHereDocument(script, text))
      return { kind: 'incomplete', closer: undefined, expecting: undefined, line: firstLine };
    const bashism = flavour === 'ash' ? findBashism(script) : undefined;
    if (bashism !== undefined) return { kind: 'error', message: bashism, line: firstLine };
    return { kind: 'complete', source: { text, firstLine, script } };
  }
  if (isUnfinished(script.errors ?? [], text))
    return { kind: 'incomplete', ...whatIsMissing(error.message), line: firstLine + lineOf(text, error.pos) };
  return { kind: 'error', message: messageFor(error, text), line: firstLine + lineOf(text, error.pos) };
}

/** The line (from 0) that an offset lies on. */
export function lineOf(text: string, offset: number): number {
  let line = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** The words of a command line that holds nothing else: what brace expansion has made. */
export function parseWords(text: string): readonly Word[] {
  const statement = parse(`: ${text}`).commands[0];
  if (statement?.command.type !== 'Command') return [];
  return statement.command.suffix.filter((part): part is Word => part.type === 'Word');
}

function endsInBackslash(text: string): boolean {
  const run = /\\+\n?$/.exec(text)?.[0].replace('\n', '') ?? '';
  return run.length % 2 === 1;
}

/** A here-document without its closing word is no error to the parser, for bash warns only at the end of the input. */
function hasOpenHereDocument(script: Script, text: string): boolean {
  if (!text.includes('<<')) return false;
  let open = false;
  const visit = (node: unknown): void => {
    if (open || node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const child of node) visit(child);
      return;
    }
    if ('type' in node && node.type === 'HereDoc' && 'closing' in node && node.closing === undefined) open = true;
    for (const value of Object.values(node)) if (typeof value === 'object') visit(value);
  };
  visit(script.commands);
  return open;
}

const UNTERMINATED =
  /^unterminated|^expected '.*' to close|^expected command (after|in brace group)|^expected compound command|^expected '(do|then|in|\)|done|fi|esac)'/;
/** Errors that may lie before the end of what is unfinished. */
const OPENED = /^unterminated|^expected command in brace group/;
/** A closing word that ends the text, though what it closes has not got so far. */
const CLOSED_EARLY = /(?:^|[;&|\n]\s*)(done|fi)\s*$/;

/** Every mistake is of the kind "something is still to come", and nothing of the text lies behind the first of them. */
function isUnfinished(errors: readonly ParseError[], text: string): boolean {
  const end = text.trimEnd().length;
  if (/\bfunction\s*$/.test(text)) return false;
  if (errors.some(({ message }) => /^expected '(do|then)'/.test(message)) && CLOSED_EARLY.test(text)) return false;
  const lasts = errors.some((error) => error.pos >= end || error.message.startsWith('unterminated'));
  return (
    lasts &&
    errors.every((error) => UNTERMINATED.test(error.message) && (error.pos >= end || OPENED.test(error.message)))
  );
}

/** The character that would close what is open, and the word that would go on. */
function whatIsMissing(message: string): { closer: string | undefined; expecting: string | undefined } {
  const expecting = /^expected '(\w+|[)}])'/.exec(message)?.[1];
  if (/single quote|ANSI-C/.test(message)) return { closer: "'", expecting };
  if (/quote|string/.test(message)) return { closer: '"', expecting };
  if (/backtick/.test(message)) return { closer: '`', expecting };
  if (/parameter/.test(message)) return { closer: '}', expecting };
  if (/substitution|arithmetic|array|parenthes/.test(message)) return { closer: ')', expecting: expecting ?? ')' };
  return { closer: undefined, expecting };
}

/** The mistake in bash's words. */
function messageFor(error: ParseError, text: string): string {
  const quoted = /^unexpected token '(.*)'$/s.exec(error.message)?.[1];
  const rest = text.slice(error.pos).trimStart() || CLOSED_EARLY.exec(text)?.[1] || '';
  const token = quoted ?? /^(?:;;|&&|\|\||[;&|()<>]|[^\s;&|()<>]+)/.exec(rest)?.[0];
  if (token === undefined) return `syntax error near unexpected token \`newline'`;
  return `syntax error near unexpected token \`${token}'`;
}
