// export, readonly, local, declare, unset: what variables and functions are.
// Source: bash(1) SHELL BUILTIN COMMANDS.
// Not modelled: the attribute -t, taking attributes away (+i); printing functions' bodies.
import type { Blocking } from '../../../host/sys.ts';
import { assignText } from '../run/assign.ts';
import type { Builtin, Shell } from '../shell.ts';
import type { Value, Variable } from '../variables.ts';

type Change = (shell: Shell, name: string) => void;

/** Declares each `name` or `name=value`; a name that is none is an error. */
function* declareAll(shell: Shell, builtin: string, words: readonly string[], change: Change): Blocking<number> {
  let status = 0;
  for (const word of words) {
    const match = /^([A-Za-z_]\w*)(\[[^\]]*\])?(?:(\+?)=(.*))?$/s.exec(word);
    if (match === null) {
      const name = word.split('=', 1)[0] ?? '';
      yield* shell.complainOf(builtin, `\`${word}': not a valid identifier`, `${name}: bad variable name`);
      status = shell.flavour === 'bash' ? 1 : 2;
      continue;
    }
    const [, name = '', , append, value] = match;
    change(shell, name);
    if (value !== undefined) yield* assignText(shell, name, value, append === '+');
  }
  return status;
}

function optionsOf(args: readonly string[]): { readonly letters: string; readonly words: readonly string[] } {
  let letters = '';
  let i = 0;
  for (; /^[-+][A-Za-z]+$/.test(args[i] ?? ''); i++) letters += args[i]?.slice(1) ?? '';
  if (args[i] === '--') i++;
  return { letters, words: args.slice(i) };
}

/** The first of the attributes that bash has and these variables have not. */
function absentAttribute(letters: string): string | undefined {
  return [...letters].find((letter) => letter === 't');
}

function* refuseAttribute(shell: Shell, builtin: string, letter: string): Blocking<number> {
  yield* shell.sys.error(`hoplab: not simulated yet: ${builtin} -${letter}\n`);
  return 125;
}

export const exportBuiltin: Builtin = {
  name: 'export',
  usage: 'export [-fn] [name[=value] ...] or export -p',
  summary: 'Set export attribute for shell variables.',
  *run(shell, args) {
    const { letters, words } = optionsOf(args);
    if (words.length === 0) return yield* listing(shell, 'export', (variable) => variable.exported);
    const exported = !letters.includes('n');
    // The attribute comes after the value, so that the environment gets it.
    const status = yield* declareAll(shell, 'export', words, () => undefined);
    for (const word of words) {
      const name = /^[A-Za-z_]\w*/.exec(word)?.[0];
      if (name !== undefined && /^\w+(\+?=|$)/.test(word)) shell.variables.setExported(name, exported);
    }
    return status;
  },
};

export const readonlyBuiltin: Builtin = {
  name: 'readonly',
  usage: 'readonly [-aAf] [name[=value] ...] or readonly -p',
  summary: 'Mark shell variables as unchangeable.',
  *run(shell, args) {
    const { words } = optionsOf(args);
    if (words.length === 0) return yield* listing(shell, 'readonly', (variable) => variable.readOnly);
    const status = yield* declareAll(shell, 'readonly', words, () => undefined);
    for (const word of words) {
      const name = /^[A-Za-z_]\w*(?=\+?=|$)/.exec(word)?.[0];
      if (name !== undefined) shell.variables.setReadOnly(name);
    }
    return status;
  },
};

export const local: Builtin = {
  name: 'local',
  usage: 'local [option] name[=value] ...',
  summary: 'Define local variables.',
  *run(shell, args) {
    if (!shell.variables.inFunction) {
      yield* shell.complainOf('local', 'can only be used in a function', 'not in a function');
      return shell.flavour === 'bash' ? 1 : 2;
    }
    const { letters, words } = optionsOf(args);
    const absent = absentAttribute(letters);
    if (absent !== undefined) return yield* refuseAttribute(shell, 'local', absent);
    if (letters.includes('n')) return yield* declareReferences(shell, 'local', words, letters);
    return yield* declareAll(shell, 'local', words, (inner, name) => {
      inner.variables.makeLocal(name);
      giveAttributes(inner, letters, name);
    });
  },
};

function declaration(name: string): Builtin {
  return {
    name,
    usage: `${name} [-aAfFgiIlnrtux] [name[=value] ...] or ${name} -p [-aAfFilnrtux] [name ...]`,
    summary: 'Set variable values and attributes.',
    only: 'bash',
    *run(shell, args) {
      const { letters, words } = optionsOf(args);
      const absent = absentAttribute(letters);
      if (absent !== undefined) return yield* refuseAttribute(shell, name, absent);
      if (letters.includes('f') || letters.includes('F')) return yield* functionNames(shell, words);
      if (letters.includes('p') || words.length === 0) return yield* printAll(shell, words);
      if (letters.includes('n')) return yield* declareReferences(shell, name, words, letters);
      const status = yield* declareAll(shell, name, words, (inner, variable) => {
        if (!letters.includes('g')) inner.variables.makeLocal(variable);
        giveAttributes(inner, letters, variable);
      });
      for (const word of words) {
        const variable = /^[A-Za-z_]\w*/.exec(word)?.[0];
        if (variable === undefined) continue;
        if (letters.includes('x')) shell.variables.setExported(variable, true);
        if (letters.includes('r')) shell.variables.setReadOnly(variable);
      }
      return status;
    },
  };
}

export const declare = declaration('declare');
export const typeset = declaration('typeset');

export const unset: Builtin = {
  name: 'unset',
  usage: 'unset [-f] [-v] [-n] [name ...]',
  summary: 'Unset values and attributes of shell variables and functions.',
  // biome-ignore lint/correctness/useYield: it neither waits nor prints
  *run(shell, args) {
    const { letters, words } = optionsOf(args);
    for (const word of words) {
      const element = /^(\w+)\[(.+)\]$/.exec(word);
      if (element !== null) {
        const array = shell.variables.arrayFor(element[1] ?? '');
        if (array.kind === 'indexed') array.items.delete(Number(element[2]));
        else array.items.delete(element[2] ?? '');
      } else if (letters.includes('f') || (!letters.includes('v') && shell.variables.find(word) === undefined)) {
        shell.functions.delete(word);
      } else shell.variables.unset(word);
    }
    return 0;
  },
};

/** `declare -n name=other`. */
function* declareReferences(
  shell: Shell,
  builtin: string,
  words: readonly string[],
  letters: string,
): Blocking<number> {
  for (const word of words) {
    const [, name = '', target = ''] = /^([A-Za-z_]\w*)=([A-Za-z_]\w*)$/.exec(word) ?? [];
    if (name === '') {
      const what = word.includes('=') ? word.slice(word.indexOf('=') + 1) : word;
      yield* shell.complain(`${builtin}: \`${what}': invalid variable name for name reference`);
      return 1;
    }
    if (!letters.includes('g')) shell.variables.makeLocal(name);
    shell.variables.setReference(name, target);
  }
  return 0;
}

function giveAttributes(shell: Shell, letters: string, name: string): void {
  makeArray(shell, letters, name);
  if (letters.includes('i')) shell.variables.setAttributes(name, { integer: true });
  if (letters.includes('l')) shell.variables.setAttributes(name, { letters: 'lower' });
  else if (letters.includes('u')) shell.variables.setAttributes(name, { letters: 'upper' });
}

function makeArray(shell: Shell, letters: string, name: string): void {
  if (typeof shell.variables.find(name)?.value === 'object') return;
  if (letters.includes('A')) shell.variables.setArray(name, { kind: 'associative', items: new Map() });
  else if (letters.includes('a')) shell.variables.setArray(name, { kind: 'indexed', items: new Map() });
}

function* listing(shell: Shell, builtin: string, wanted: (variable: Variable) => boolean): Blocking<number> {
  let out = '';
  for (const name of shell.variables.names()) {
    const variable = shell.variables.find(name);
    if (variable === undefined || !wanted(variable)) continue;
    if (shell.flavour === 'bash') out += `${declarationOf(name, variable)}\n`;
    else out += `${builtin} ${name}='${shell.variables.get(name) ?? ''}'\n`;
  }
  yield* shell.sys.print(out);
  return 0;
}

function* printAll(shell: Shell, words: readonly string[]): Blocking<number> {
  let status = 0;
  for (const name of words.length > 0 ? words : shell.variables.names()) {
    const variable = shell.variables.find(name);
    if (variable === undefined) {
      yield* shell.complain(`declare: ${name}: not found`);
      status = 1;
    } else yield* shell.sys.print(`${declarationOf(name, variable)}\n`);
  }
  return status;
}

function* functionNames(shell: Shell, words: readonly string[]): Blocking<number> {
  const names = words.length > 0 ? words : [...shell.functions.keys()].sort();
  for (const name of names) {
    if (!shell.functions.has(name)) return 1;
    yield* shell.sys.print(words.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
  }
  return 0;
}

/** `declare -x HOME="/root"`. */
function declarationOf(name: string, { value, exported, readOnly, integer, letters: letterCase }: Variable): string {
  const kind = typeof value === 'object' ? (value.kind === 'indexed' ? 'a' : 'A') : '';
  const written = letterCase === undefined ? '' : letterCase === 'lower' ? 'l' : 'u';
  const letters = `${kind}${integer ? 'i' : ''}${readOnly ? 'r' : ''}${exported ? 'x' : ''}${written}` || '-';
  return `declare -${letters} ${name}${value === undefined ? '' : `=${valueText(value)}`}`;
}

function valueText(value: Value): string {
  if (typeof value === 'string') return doubleQuoted(value);
  if (value.kind === 'associative') {
    return `(${[...value.items].map(([key, item]) => `[${key}]=${doubleQuoted(item)} `).join('')})`;
  }
  const items = [...value.items].sort(([a], [b]) => a - b);
  return `(${items.map(([key, item]) => `[${key}]=${doubleQuoted(item)}`).join(' ')})`;
}

function doubleQuoted(text: string): string {
  return `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}
