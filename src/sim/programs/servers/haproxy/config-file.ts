// haproxy's configuration file: sections of lines, each a keyword with its words.
// Source: HAProxy 3.2 src/cfgparse.c (readcfgfile, parse_line), doc/configuration.txt 2 and 4.
// Not modelled: environment variables, `.if`, several files, named defaults sections.
import { notSimulated } from '../../net/tool.ts';

export type SectionKind = 'global' | 'defaults' | 'frontend' | 'backend' | 'listen';

export interface Line {
  readonly number: number;
  readonly words: readonly string[];
}

export interface Section {
  readonly kind: SectionKind;
  readonly name: string;
  readonly line: number;
  readonly lines: readonly Line[];
}

/** Complaints about a file, in the order of its lines; each stops the start, but all are told. */
export class Complaints {
  readonly alerts: string[] = [];
  readonly warnings: string[] = [];
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  at(line: number, text: string): void {
    this.alerts.push(`config : parsing [${this.file}:${line}] : ${text}`);
  }
}

const sectionKinds: readonly SectionKind[] = ['global', 'defaults', 'frontend', 'backend', 'listen'];
const otherSections = [
  'resolvers',
  'peers',
  'userlist',
  'cache',
  'mailers',
  'program',
  'ring',
  'http-errors',
  'fcgi-app',
];

/** Where a keyword of a proxy may stand. */
const F = ['defaults', 'frontend', 'listen'];
const B = ['defaults', 'backend', 'listen'];
const all = ['defaults', 'frontend', 'backend', 'listen'];
const notDefaults = ['frontend', 'backend', 'listen'];

const proxyKeywords: Readonly<Record<string, readonly string[]>> = {
  mode: all,
  log: all,
  option: all,
  timeout: all,
  maxconn: F,
  description: notDefaults,
  acl: notDefaults,
  'http-request': notDefaults,
  'http-response': notDefaults,
  redirect: notDefaults,
  bind: ['frontend', 'listen'],
  default_backend: F,
  use_backend: ['frontend', 'listen'],
  'monitor-uri': F,
  server: ['backend', 'listen'],
  'default-server': B,
  balance: B,
  retries: B,
  'http-check': B,
};

const keywordsElsewhere = new Set([
  ...['stats', 'cookie', 'errorfile', 'errorfiles', 'capture', 'compression', 'dispatch', 'email-alert', 'filter'],
  ...[
    'force-persist',
    'fullconn',
    'hash-type',
    'http-after-response',
    'http-error',
    'http-reuse',
    'http-send-name-header',
  ],
  ...['ignore-persist', 'load-server-state-from-file', 'log-format', 'log-tag', 'max-keep-alive-queue', 'persist'],
  ...['rate-limit', 'retry-on', 'server-template', 'source', 'stick', 'stick-table', 'tcp-check', 'tcp-request'],
  ...['tcp-response', 'unique-id-format', 'use-server', 'declare', 'id', 'disabled', 'enabled', 'external-check'],
]);

/** Of the global section; none has an effect but `log`. */
const globalKeyword =
  /^(log|maxconn|daemon|stats|user|group|uid|gid|chroot|nbthread|pidfile|ulimit-n|cpu-map|spread-checks|node|description|master-worker|no|ssl-.*|tune\..*|hard-stop-after|ca-base|crt-base)$/;

/** Takes a file apart. */
export function readSections(text: string, complaints: Complaints): Section[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  if (last !== '') {
    const at = `[${complaints.file}:${lines.length + 1}]`;
    const what = `Missing LF on last line, file might have been truncated at position ${last.length + 1}.`;
    complaints.alerts.push(`config : parsing ${at}: ${what}`);
  }
  const sections: { kind: SectionKind; name: string; line: number; lines: Line[] }[] = [];
  for (const [at, raw] of lines.entries()) {
    const words = wordsOf(raw);
    const [keyword = '', name = ''] = words;
    const number = at + 1;
    if (keyword === '') continue;
    if (otherSections.includes(keyword) && !/^\s/.test(raw)) throw notSimulated(`haproxy's section ${keyword}`);
    const kind = sectionKinds.find((one) => one === keyword);
    const open = sections.at(-1);
    if (kind !== undefined) {
      if (name === '' && kind !== 'global' && kind !== 'defaults') {
        complaints.at(number, `'${kind}' expects an <id> argument`);
      }
      sections.push({ kind, name, line: number, lines: [] });
    } else if (open === undefined) complaints.at(number, `unknown keyword '${keyword}' out of section.`);
    else if (isKnown(open.kind, keyword, number, complaints)) open.lines.push({ number, words });
  }
  return sections;
}

function isKnown(kind: SectionKind, keyword: string, line: number, complaints: Complaints): boolean {
  if (kind === 'global') {
    if (globalKeyword.test(keyword)) return true;
    complaints.at(line, `unknown keyword '${keyword}' in 'global' section`);
    return false;
  }
  if (keywordsElsewhere.has(keyword)) throw notSimulated(`haproxy's keyword ${keyword}`);
  const places = new Map(Object.entries(proxyKeywords)).get(keyword === 'no' ? 'option' : keyword);
  if (places === undefined) complaints.at(line, `unknown keyword '${keyword}' in '${kind}' section`);
  else if (!places.includes(kind)) complaints.at(line, `'${keyword}' not allowed in '${kind}' section.`);
  return places?.includes(kind) ?? false;
}

/** Words of a line: quotes hold spaces, a backslash escapes, # begins a comment. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (char === '\\' && quote !== "'") word = (word ?? '') + (line[++at] ?? '');
    else if (quote !== '') {
      if (char === quote) quote = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '#') break;
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}
