// What a parameter is worth: variables, arrays, positional and special parameters.
// Source: bash(1) Special Parameters, Shell Variables.
// Not modelled: variables about the parser's own state (BASH_LINENO, BASH_SOURCE and the like).
import type { Shell } from '../shell.ts';

/** A scalar (undefined when unset), or a list as $@ and $* make one. */
export type Worth =
  | { readonly kind: 'scalar'; readonly text: string | undefined }
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly star: boolean };

export const scalar = (text: string | undefined): Worth => ({ kind: 'scalar', text });

/** BASH_VERSION of Debian 12. */
const BASH_VERSION = '5.2.15(1)-release';
const BASH_VERSINFO = ['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu'];

/** Variables that are worked out when they are looked at. */
const computed: Readonly<Record<string, (shell: Shell) => string>> = {
  RANDOM: (shell) => String(shell.sys.random('RANDOM').int(0, 32767)),
  SECONDS: (shell) => String(Math.floor((shell.sys.now() - shell.startedAt) / 1_000_000)),
  EPOCHSECONDS: (shell) => String(Math.floor(shell.sys.wallClock() / 1000)),
  LINENO: (shell) => String(shell.line),
  PPID: (shell) => String(shell.sys.ppid),
  UID: () => '0',
  EUID: () => '0',
  BASHPID: (shell) => String(shell.sys.pid),
  BASH_VERSION: () => BASH_VERSION,
  HOSTNAME: (shell) => shell.sys.hostname,
  FUNCNAME: (shell) => shell.functionNames[shell.functionNames.length - 1] ?? '',
};

/** The value of `$name`, or of `${name[index]}` with the index already expanded. */
export function worthOf(shell: Shell, name: string, index?: string): Worth {
  if (name === '@' || name === '*') return { kind: 'list', items: shell.positional, star: name === '*' };
  if (index !== undefined) return elementOf(shell, name, index);
  return scalar(scalarOf(shell, name));
}

function scalarOf(shell: Shell, name: string): string | undefined {
  if (/^\d+$/.test(name)) return name === '0' ? shell.name : shell.positional[Number(name) - 1];
  switch (name) {
    case '?':
      return String(shell.status);
    case '#':
      return String(shell.positional.length);
    case '$':
      return shell.shellPid;
    case '!':
      return shell.lastBackground === undefined ? undefined : String(shell.lastBackground);
    case '-':
      return shell.optionString;
  }
  const stored = shell.variables.find(name);
  if (stored !== undefined) return shell.variables.get(name);
  if (name === 'PIPESTATUS') return String(shell.pipeStatus[0] ?? 0);
  if (name === 'BASH_VERSINFO') return BASH_VERSINFO[0];
  if (name === 'FUNCNAME' && shell.functionNames.length === 0) return undefined;
  return Object.hasOwn(computed, name) ? computed[name]?.(shell) : undefined;
}

function elementOf(shell: Shell, name: string, index: string): Worth {
  const whole = index === '@' || index === '*';
  const value = name === 'PIPESTATUS' ? undefined : shell.variables.find(name)?.value;
  if (name === 'PIPESTATUS' || name === 'BASH_VERSINFO') {
    const items = name === 'PIPESTATUS' ? shell.pipeStatus.map(String) : BASH_VERSINFO;
    return whole ? { kind: 'list', items, star: index === '*' } : scalar(items[Number(index)]);
  }
  if (whole) return { kind: 'list', items: itemsOf(value), star: index === '*' };
  if (value === undefined) return scalar(undefined);
  if (typeof value === 'string') return scalar(index === '0' || index === '-1' ? value : undefined);
  if (value.kind === 'associative') return scalar(value.items.get(index));
  const at = Number(index);
  const keys = [...value.items.keys()];
  return scalar(value.items.get(at < 0 ? Math.max(-1, ...keys) + 1 + at : at));
}

type Stored = NonNullable<ReturnType<Shell['variables']['find']>>['value'];

/** An array's elements in order; a scalar counts as one. */
function itemsOf(value: Stored): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  if (value.kind === 'associative') return [...value.items.values()];
  return [...value.items].sort(([a], [b]) => a - b).map(([, item]) => item);
}

/** `${!array[@]}`: its keys. */
export function keysOf(shell: Shell, name: string): string[] {
  const value = shell.variables.find(name)?.value;
  if (value === undefined) return [];
  if (typeof value === 'string') return ['0'];
  if (value.kind === 'associative') return [...value.items.keys()];
  return [...value.items.keys()].sort((a, b) => a - b).map(String);
}
