// The words of a filter expression, and the services that may stand for ports.
// Source: libpcap 1.10.3 scanner.l, gencode.c (syntax errors); /etc/services of Debian 12's netbase.
// Not modelled: quoted identifiers with backslashes inside, services that nobody here uses.
import { ToolExit } from '../tool.ts';

const services: ReadonlyMap<string, number> = new Map([
  ['ftp', 21],
  ['ssh', 22],
  ['telnet', 23],
  ['smtp', 25],
  ['domain', 53],
  ['bootps', 67],
  ['bootpc', 68],
  ['http', 80],
  ['ntp', 123],
  ['https', 443],
  ['mysql', 3306],
  ['postgresql', 5432],
  ['redis', 6379],
  ['http-alt', 8080],
]);

export function portOfService(name: string): number | undefined {
  return services.get(name);
}

/** The service of a port, or its number. */
export function serviceOfPort(port: number): string {
  for (const [name, number] of services) if (number === port) return name;
  return String(port);
}

export const syntaxError = (): ToolExit => new ToolExit(1, "tcpdump: can't parse filter expression: syntax error\n");

export const filterError = (why: string): ToolExit => new ToolExit(1, `tcpdump: ${why}\n`);

/** Operators first, longest first; then words, which may hold dots, colons, dashes and slashes. */
const TOKEN = /\s*(\|\||&&|<=|>=|==|!=|<<|>>|[()[\]!&|<>=+*]|\\?[A-Za-z0-9_.:/-]+)/y;

/** Splits an expression; inside brackets `:` and `-` and `/` stand alone. */
export function splitExpression(text: string): string[] {
  const words: string[] = [];
  let depth = 0;
  const pattern = new RegExp(TOKEN);
  for (let at = 0; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) {
      if (text.slice(at).trim() === '') break;
      throw syntaxError();
    }
    const word = match[1] ?? '';
    if (word === '[') depth++;
    if (word === ']') depth--;
    if (depth > 0 && word.length > 1) words.push(...(word.match(/[:/]|-(?=\d)|[^:/]+/g) ?? []));
    else words.push(word.replace(/^\\/, ''));
  }
  return words;
}
