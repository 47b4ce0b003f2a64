// .env files: KEY=value lines with quotes and variables.
// Source: compose-spec/compose-go dotenv/godotenv.go, dotenv/parser.go.
// Not modelled: YAML-style `KEY: value` lines, messages that quote more than the line.
import { Failure } from '../../cli/failure.ts';
import { cut, quote } from '../../cli/flags.ts';
import { substitute } from './interpolate.ts';

/** The variables of a file's text, in order. Later lines and `env` may be used in values. */
export function parseDotenv(
  text: string,
  env: ReadonlyMap<string, string>,
  warn: (message: string) => void,
): Map<string, string> {
  const found = new Map<string, string>();
  // The environment wins over what the file says, also within the file.
  const expand = (value: string) => substitute(value, { env: new Map([...found, ...env]), warn });
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = (lines[i] ?? '').trim();
    if (line === '' || line.startsWith('#')) continue;
    const statement = line.replace(/^export\s+/, '');
    const name = /^[A-Za-z_][A-Za-z0-9_.[\]-]*/.exec(statement)?.[0];
    const rest = statement.slice(name?.length ?? 0).trimStart();
    if (name === undefined || (rest !== '' && !rest.startsWith('='))) {
      const wrong = [...statement].find((letter) => !/[A-Za-z0-9_.[\]-]/.test(letter)) ?? '';
      throw new Failure(`line ${i + 1}: unexpected character ${quote(wrong)} in variable name ${quote(statement)}`);
    }
    if (rest === '') {
      const inherited = env.get(name);
      if (inherited !== undefined) found.set(name, inherited);
      continue;
    }
    let raw = rest.slice(1).trimStart();
    const mark = raw[0];
    if (mark !== '"' && mark !== "'") {
      found.set(name, expand(raw.replace(/(^|\s)#.*$/, '').trimEnd()));
      continue;
    }
    // A quoted value may go on over lines.
    const first = i + 1;
    while (endOfQuote(raw, mark) < 0 && i < lines.length - 1) raw += `\n${lines[++i]}`;
    const end = endOfQuote(raw, mark);
    if (end < 0) throw new Failure(`line ${first}: unterminated quoted value ${raw}`);
    const inner = raw.slice(1, end);
    found.set(name, mark === "'" ? inner : expand(unescaped(inner)));
  }
  return found;
}

/** `format: raw`, which is `docker run --env-file`'s: what follows the first `=` is the value, whatever it is. */
export function rawVariables(text: string, env: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const row of text.split('\n')) {
    const line = row.trimStart().replace(/\r$/, '');
    if (line === '' || line.startsWith('#')) continue;
    const [name, own] = cut(line, '=');
    if (name === '') throw new Failure(`no variable name on line '${line}'`);
    if (/\s/.test(name)) throw new Failure(`variable '${name}' contains whitespaces`);
    const value = line.includes('=') ? own : env.get(name);
    if (value !== undefined) found.set(name, value);
  }
  return found;
}

function endOfQuote(text: string, mark: string): number {
  for (let i = 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === mark) return i;
  }
  return -1;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (all, letter: string) => escapes[letter] ?? all);
}
