// Dockerfiles as text: instructions, continued lines, comments, arguments as words or as JSON, variables.
// Source: moby v28.5.2 vendor/github.com/moby/buildkit/frontend/dockerfile/{parser,shell}; docs.docker.com/reference/dockerfile.
// Not modelled: here-documents, the escape directive, patterns in variables (`${x%y}`).
import { invalid } from '../api/errors.ts';

export interface Instruction {
  /** In capitals. */
  readonly name: string;
  /** `--from=build` without the dashes. */
  readonly flags: readonly string[];
  /** All that follows, as it stands there. */
  readonly rest: string;
  /** The instruction as a builder prints it. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

const NAMES = (
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME ' +
  'WORKDIR'
).split(' ');

/** The instructions of a file; throws what the parser says of a wrong one. */
export function parseDockerfile(text: string): Instruction[] {
  const instructions: Instruction[] = [];
  let pending = '';
  let first = 0;
  text.split('\n').forEach((raw, at) => {
    const line = raw.replace(/\r$/, '');
    if (/^\s*#/.test(line)) return;
    if (pending === '' && line.trim() === '') return;
    if (pending === '') first = at + 1;
    const isContinued = /\\[ \t]*$/.test(line);
    pending += isContinued ? line.replace(/\\[ \t]*$/, '') : line;
    if (isContinued) return;
    instructions.push(parseLine(pending, first));
    pending = '';
  });
  if (pending.trim() !== '') instructions.push(parseLine(pending, first));
  if (instructions.length === 0) throw invalid('file with no instructions');
  return instructions;
}

function parseLine(line: string, number: number): Instruction {
  const [, word = '', after = ''] = /^\s*(\S+)\s*([\s\S]*)$/.exec(line) ?? [];
  const name = word.toUpperCase();
  if (!NAMES.includes(name)) {
    throw invalid(`dockerfile parse error on line ${number}: unknown instruction: ${word}`);
  }
  const flags: string[] = [];
  let rest = after.trim();
  for (let flag = /^--(\S+)\s*/.exec(rest); flag; flag = /^--(\S+)\s*/.exec(rest)) {
    flags.push(flag[1] ?? '');
    rest = rest.slice(flag[0].length);
  }
  if (rest === '') throw invalid(`dockerfile parse error on line ${number}: ${name} requires at least one argument`);
  const shown = flags.map((flag) => `--${flag} `).join('');
  return { name, flags, rest, text: `${name} ${shown}${rest}`, line: number };
}

/** `["a","b"]`; undefined when it is no such list. */
export function jsonWords(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((word) => typeof word === 'string') ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Words between blanks; quotes and backslashes keep theirs, and are taken away. */
export function splitWords(text: string): string[] {
  const words = text.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'\\])+/g) ?? [];
  return words.map(unquote);
}

function unquote(word: string): string {
  return word.replace(/\\(.)|"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_all, escaped, double, single) =>
    escaped !== undefined ? escaped : double !== undefined ? double.replace(/\\(["\\$])/g, '$1') : single,
  );
}

/** `a=b c="d e"`, or the old form `a rest of the line`. */
export function keyValues(rest: string, instruction: string): [string, string][] {
  const raw = rest.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'\\])+/g) ?? [];
  if (!raw[0]?.includes('=')) {
    const [, key = '', value] = /^(\S+)\s+([\s\S]*)$/.exec(rest) ?? [];
    if (value === undefined) throw invalid(`${instruction} must have two arguments`);
    return [[key, value.trim()]];
  }
  return raw.map((word) => {
    const at = word.indexOf('=');
    if (at < 0)
      throw invalid(`Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`);
    return [unquote(word.slice(0, at)), unquote(word.slice(at + 1))];
  });
}

/** `$x`, `${x}`, `${x:-y}`, `${x:+y}`; a backslash keeps a dollar as it is. */
export function expand(text: string, variables: ReadonlyMap<string, string>): string {
  const pattern = /\\(\$)|\$(\w+)|\$\{(\w+)(?::([-+])([^}]*))?\}/g;
  return text.replace(pattern, (_all, dollar, bare, name, operator, word) => {
    if (dollar !== undefined) return dollar;
    const value = variables.get(bare ?? name) ?? '';
    if (operator === '-') return value === '' ? word : value;
    if (operator === '+') return value === '' ? '' : word;
    return value;
  });
}
