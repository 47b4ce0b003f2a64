// type, hash, alias, unalias: what a name means.
// Source: bash(1) SHELL BUILTIN COMMANDS.
// Not modelled: the hash table itself; type -a for several files.
import type { Builtin, Shell } from '../shell.ts';

/** Words that the grammar itself knows. */
export const keywords = new Set(
  'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' '),
);

/** What `command -v` and `type` say of a name, undefined if it means nothing. */
export function meaningOf(shell: Shell, name: string): { short: string; long: string; kind: string } | undefined {
  const alias = shell.aliases.get(name);
  if (alias !== undefined)
    return { short: `alias ${name}='${alias}'`, long: `${name} is aliased to \`${alias}'`, kind: 'alias' };
  if (keywords.has(name)) return { short: name, long: `${name} is a shell keyword`, kind: 'keyword' };
  if (shell.functions.has(name)) return { short: name, long: `${name} is a function`, kind: 'function' };
  const builtin = shell.interpreter.builtins.get(name);
  if (builtin !== undefined && (builtin.only ?? shell.flavour) === shell.flavour) {
    return { short: name, long: `${name} is a shell builtin`, kind: 'builtin' };
  }
  const path = shell.sys.which(name);
  return path === undefined ? undefined : { short: path, long: `${name} is ${path}`, kind: 'file' };
}

export const type: Builtin = {
  name: 'type',
  usage: 'type [-afptP] name [name ...]',
  summary: 'Display information about command type.',
  *run(shell, args) {
    const options = args.filter((word) => /^-[afptP]+$/.test(word)).join('');
    let status = 0;
    for (const name of args.filter((word) => !/^-[afptP]+$/.test(word))) {
      const found = meaningOf(shell, name);
      if (found === undefined) {
        status = shell.flavour === 'bash' ? 1 : 127;
        if (shell.flavour === 'ash') yield* shell.sys.print(`${name}: not found\n`);
        else if (!/[tpP]/.test(options)) yield* shell.complain(`type: ${name}: not found`);
      } else if (options.includes('t')) yield* shell.sys.print(`${found.kind}\n`);
      else if (/[pP]/.test(options)) {
        if (found.kind === 'file') yield* shell.sys.print(`${found.short}\n`);
      } else yield* shell.sys.print(`${found.long}\n`);
    }
    return status;
  },
};

export const hash: Builtin = {
  name: 'hash',
  usage: 'hash [-lr] [-p pathname] [-dt] [name ...]',
  summary: 'Remember or display program locations.',
  *run(shell, args) {
    const names = args.filter((word) => !word.startsWith('-'));
    if (args.length === 0 && shell.flavour === 'bash') yield* shell.sys.print('hash: hash table empty\n');
    let status = 0;
    for (const name of names) {
      if (shell.sys.which(name) !== undefined) continue;
      yield* shell.complainOf('hash', `${name}: not found`);
      status = 1;
    }
    return status;
  },
};

export const alias: Builtin = {
  name: 'alias',
  usage: 'alias [-p] [name[=value] ... ]',
  summary: 'Define or display aliases.',
  *run(shell, args) {
    let status = 0;
    const show = (name: string, value: string): string =>
      `${shell.flavour === 'bash' ? 'alias ' : ''}${name}='${value.replaceAll("'", "'\\''")}'\n`;
    const words = args.filter((word) => word !== '-p');
    if (words.length === 0) {
      for (const name of [...shell.aliases.keys()].sort())
        yield* shell.sys.print(show(name, shell.aliases.get(name) ?? ''));
    }
    for (const word of words) {
      const equals = word.indexOf('=');
      const value = shell.aliases.get(word);
      if (equals > 0) shell.aliases.set(word.slice(0, equals), word.slice(equals + 1));
      else if (value !== undefined) yield* shell.sys.print(show(word, value));
      else {
        yield* shell.complainOf('alias', `${word}: not found`);
        status = 1;
      }
    }
    return status;
  },
};

export const unalias: Builtin = {
  name: 'unalias',
  usage: 'unalias [-a] name [name ...]',
  summary: 'Remove each NAME from the list of defined aliases.',
  *run(shell, args) {
    if (args[0] === '-a') shell.aliases.clear();
    let status = 0;
    for (const name of args.filter((word) => word !== '-a')) {
      if (shell.aliases.delete(name)) continue;
      yield* shell.complainOf('unalias', `${name}: not found`);
      status = 1;
    }
    return status;
  },
};
