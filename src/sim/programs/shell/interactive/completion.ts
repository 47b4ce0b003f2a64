// What may follow on a command line: commands, variables, file names, and what programs say of their own words.
// Source: readline(3), bash(1) Programmable Completion.
// Not modelled: completion specifications made with `complete`.
import type { Blocking, Completion, Program, Sys } from '../../../host/sys.ts';
import { keywords } from '../builtins/type.ts';
import type { Shell } from '../shell.ts';
import type { Completed } from './completion-list.ts';

/** Words behind which a command stands again. */
const PREFIXES = new Set([
  'sudo',
  'exec',
  'command',
  'time',
  'then',
  'do',
  'else',
  'elif',
  'if',
  'while',
  'until',
  '!',
  '{',
]);

/** Symbolic links followed to a program. */
const MAX_LINKS = 8;

/** The candidates for the end of `before`, which is the line up to the cursor. */
export function* completeLine(shell: Shell, before: string): Blocking<Completed> {
  const { words, quote, redirects } = splitLine(before);
  const word = words[words.length - 1] ?? '';
  const close = quote;
  const quoting = quote === '' ? escapeWord : (text: string) => text;
  const candidates = yield* candidatesFor(shell, words, word, redirects);
  const fitting = candidates.filter(({ text }) => text.startsWith(word));
  const unique = new Map(fitting.map((candidate) => [candidate.text, candidate]));
  const sorted = [...unique.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
  return { word, candidates: sorted, quote: quoting, close };
}

function* candidatesFor(
  shell: Shell,
  words: readonly string[],
  word: string,
  redirects: boolean,
): Blocking<readonly Completion[]> {
  const variable = /^\$\{?(\w*)$/.exec(word);
  if (variable !== null) {
    const sign = word.slice(0, word.length - (variable[1]?.length ?? 0));
    return shell.variables.names().map((name) => ({ text: `${sign}${name}` }));
  }
  if (redirects) return files(shell.sys, word);
  let first = 0;
  while (first < words.length - 1 && (PREFIXES.has(words[first] ?? '') || /^\w+=/.test(words[first] ?? ''))) first++;
  if (first === words.length - 1) return word.includes('/') ? files(shell.sys, word) : commands(shell, word);
  const name = words[first] ?? '';
  if (shell.interpreter.builtins.has(name) || shell.functions.has(name)) {
    return name === 'cd' ? files(shell.sys, word, true) : ofBuiltin(shell, name, word);
  }
  const program = programFor(shell.sys, name);
  if (program === undefined) return files(shell.sys, word);
  const argv = words.slice(first);
  const own = [...(program.complete?.(shell.sys, argv) ?? [])];
  if (program.completeLive !== undefined) own.push(...(yield* program.completeLive(shell.sys, argv)));
  return own.some(({ text }) => text.startsWith(word)) ? own : files(shell.sys, word);
}

function ofBuiltin(shell: Shell, name: string, word: string): readonly Completion[] {
  if (name === 'export' || name === 'unset' || name === 'readonly') {
    return shell.variables.names().map((text) => ({ text }));
  }
  if (name === 'type' || name === 'command' || name === 'help' || name === 'exec') return commands(shell, word);
  return files(shell.sys, word);
}

/** Everything that can stand where a command stands. */
function commands(shell: Shell, word: string): Completion[] {
  const names = new Set<string>([...shell.functions.keys(), ...shell.aliases.keys()]);
  for (const builtin of shell.interpreter.builtins.values()) {
    if ((builtin.only ?? shell.flavour) === shell.flavour) names.add(builtin.name);
  }
  if (word !== '') for (const keyword of keywords) names.add(keyword);
  for (const directory of (shell.variables.get('PATH') ?? '').split(':')) {
    const listing = shell.sys.fs.list(shell.sys.resolve(directory || '.'));
    for (const name of listing.ok ? listing.value : []) {
      if (name.startsWith(word) && shell.sys.fs.stat(`${directory}/${name}`)?.executable) names.add(name);
    }
  }
  return [...names].map((text) => ({ text }));
}

function files(sys: Sys, word: string, onlyDirectories = false): Completion[] {
  const slash = word.lastIndexOf('/');
  const head = word.slice(0, slash + 1);
  const start = word.slice(slash + 1);
  const expanded = head.startsWith('~/') ? `${sys.env.get('HOME') ?? '/root'}${head.slice(1)}` : head;
  const directory = sys.resolve(expanded || '.');
  const listing = sys.fs.list(directory);
  if (!listing.ok) return [];
  return listing.value.flatMap((name) => {
    if (!name.startsWith(start) || (name.startsWith('.') && !start.startsWith('.'))) return [];
    const isDirectory = sys.fs.stat(`${directory === '/' ? '' : directory}/${name}`)?.type === 'directory';
    if (onlyDirectories && !isDirectory) return [];
    return [{ text: `${head}${name}${isDirectory ? '/' : ''}` }];
  });
}

function programFor(sys: Sys, name: string): Program | undefined {
  let path = sys.which(name);
  for (let links = 0; path !== undefined && links < MAX_LINKS; links++) {
    const program = sys.programs().get(path);
    if (program !== undefined) return program;
    const target = sys.fs.readlink(path);
    if (target.ok) path = target.value.startsWith('/') ? target.value : `${path.replace(/[^/]*$/, '')}${target.value}`;
    else {
      // The link may be a directory on the way: /bin is one.
      const real: string = path.replace(/^\/(bin|sbin)\//, '/usr/$1/');
      if (real === path) return undefined;
      path = real;
    }
  }
  return undefined;
}

/** The words of the last simple command before the cursor; the last one is unfinished. */
function splitLine(line: string): { words: string[]; quote: string; redirects: boolean } {
  let words: string[] = [''];
  let quote = '';
  let redirects = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? '';
    const last = words.length - 1;
    if (quote !== '') {
      if (char === quote) quote = '';
      else words[last] += char;
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '\\') words[last] += line[++i] ?? '';
    else if (/[|;&(`\n]/.test(char)) {
      words = [''];
      redirects = false;
    } else if (char === '<' || char === '>') {
      words[last] = '';
      redirects = true;
    } else if (/\s/.test(char)) {
      if (words[last] === '') continue;
      if (redirects) {
        words[last] = '';
        redirects = false;
      } else words.push('');
    } else words[last] += char;
  }
  return { words, quote, redirects };
}

function escapeWord(text: string): string {
  return text.replace(/[\s"'\\$`&|;()<>*?[\]#!{}]/g, '\\$&');
}
