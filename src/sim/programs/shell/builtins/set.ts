// set, shift, getopts, umask: options and positional parameters.
// Source: bash(1) set, shift, getopts.
// Not modelled: options that change nothing here; umask is remembered and has no effect.
import type { Blocking } from '../../../host/sys.ts';
import { quoteWord } from '../expand/operations.ts';
import { type Builtin, type Option, optionLetters, type Shell } from '../shell.ts';

/** Options that `set -o` may name. */
const optionNames: readonly Option[] = [...Object.values(optionLetters), 'pipefail'];

/** Options that exist and change nothing in this shell. */
const ACCEPTED = new Set([
  'monitor',
  'histexpand',
  'braceexpand',
  'hashall',
  'emacs',
  'vi',
  'posix',
  'notify',
  'physical',
]);

export const set: Builtin = {
  name: 'set',
  usage: 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
  summary: 'Set or unset values of shell options and positional parameters.',
  *run(shell, args) {
    if (args.length === 0) return yield* listVariables(shell);
    let i = 0;
    for (; i < args.length; i++) {
      const word = args[i] ?? '';
      if (word === '--' || !/^[-+]./.test(word)) break;
      const on = word.startsWith('-');
      for (const letter of word.slice(1)) {
        const option = optionLetters[letter];
        if (letter === 'o') {
          const name = args[++i];
          if (name === undefined) return yield* listOptions(shell, on);
          if (setOption(shell, name, on)) continue;
          yield* shell.complainOf('set', `${name}: invalid option name`, `illegal option -o ${name}`);
          return 2;
        }
        if (option !== undefined) setOption(shell, option, on);
        else if (!/[bhkmptBEHPTi]/.test(letter)) {
          yield* shell.complainOf('set', `-${letter}: invalid option`, `illegal option -${letter}`);
          return 2;
        }
      }
    }
    if (i < args.length) shell.positional = args.slice(args[i] === '--' ? i + 1 : i);
    return 0;
  },
};

/** `set -o name`; false for a name that no option has. */
export function setOption(shell: Shell, name: string, on: boolean): boolean {
  const option = optionNames.find((known) => known === name);
  if (option === undefined) return ACCEPTED.has(name);
  if (on) shell.options.add(option);
  else shell.options.delete(option);
  return true;
}

function* listVariables(shell: Shell): Blocking<number> {
  let out = '';
  for (const name of shell.variables.names()) {
    const value = shell.variables.get(name);
    if (value !== undefined) out += `${name}=${/^[\w@%+=:,./-]*$/.test(value) ? value : quoteWord(value)}\n`;
  }
  yield* shell.sys.print(out);
  return 0;
}

function* listOptions(shell: Shell, readable: boolean): Blocking<number> {
  for (const option of [...optionNames].sort()) {
    const on = shell.options.has(option);
    yield* shell.sys.print(
      readable ? `${option.padEnd(15)}\t${on ? 'on' : 'off'}\n` : `set ${on ? '-' : '+'}o ${option}\n`,
    );
  }
  return 0;
}

export const shift: Builtin = {
  name: 'shift',
  usage: 'shift [n]',
  summary: 'Shift positional parameters.',
  *run(shell, [count = '1']) {
    const n = Number(count);
    if (!/^\d+$/.test(count)) {
      yield* shell.complainOf('shift', `${count}: numeric argument required`, `Illegal number: ${count}`);
      return 1;
    }
    if (n > shell.positional.length) return 1;
    shell.positional = shell.positional.slice(n);
    return 0;
  },
};

export const getopts: Builtin = {
  name: 'getopts',
  usage: 'getopts optstring name [arg ...]',
  summary: 'Parse option arguments.',
  *run(shell, [optstring, name, ...given]) {
    if (optstring === undefined || name === undefined) {
      yield* shell.sys.error('getopts: usage: getopts optstring name [arg ...]\n');
      return 2;
    }
    const words = given.length > 0 ? given : shell.positional;
    const step = nextOption(shell, optstring, words);
    const { variables } = shell;
    shell.optionOffset = step.offset;
    variables.set('OPTIND', String(step.index));
    variables.set(name, step.letter);
    if (step.argument === undefined) variables.unset('OPTARG');
    else variables.set('OPTARG', step.argument);
    if (step.complaint !== undefined && variables.get('OPTERR') !== '0') {
      yield* shell.sys.error(`${shell.name}: ${step.complaint}\n`);
    }
    return step.done ? 1 : 0;
  },
};

interface Step {
  readonly letter: string;
  readonly argument: string | undefined;
  readonly index: number;
  /** Where in the word the next letter stands; 1 for a new word. */
  readonly offset: number;
  readonly done: boolean;
  readonly complaint: string | undefined;
}

function nextOption(shell: Shell, optstring: string, words: readonly string[]): Step {
  const index = Number(shell.variables.get('OPTIND') ?? '1') || 1;
  const word = words[index - 1];
  const done = { letter: '?', argument: undefined, offset: 1, done: true, complaint: undefined };
  if (word === undefined || !/^-./.test(word)) return { ...done, index };
  if (word === '--') return { ...done, index: index + 1 };
  const silent = optstring.startsWith(':');
  const letter = word[shell.optionOffset] ?? '';
  const last = shell.optionOffset + 1 >= word.length;
  const after = last ? { index: index + 1, offset: 1 } : { index, offset: shell.optionOffset + 1 };
  const at = letter === ':' ? -1 : optstring.indexOf(letter);
  if (at < 0) {
    const complaint = silent ? undefined : `illegal option -- ${letter}`;
    return { letter: '?', argument: silent ? letter : undefined, ...after, done: false, complaint };
  }
  if (optstring[at + 1] !== ':') return { letter, argument: undefined, ...after, done: false, complaint: undefined };
  const argument = last ? words[index] : word.slice(shell.optionOffset + 1);
  const next = { index: last ? index + 2 : index + 1, offset: 1 };
  if (argument !== undefined) return { letter, argument, ...next, done: false, complaint: undefined };
  const complaint = silent ? undefined : `option requires an argument -- ${letter}`;
  return {
    letter: silent ? ':' : '?',
    argument: silent ? letter : undefined,
    index: index + 1,
    offset: 1,
    done: false,
    complaint,
  };
}

/** `u=rwx,g=rx,o=rx`: what a mask leaves. */
function symbolicMask(mask: string): string {
  const [, ...digits] = mask;
  const left = digits.map((digit) => [...'rwx'].filter((_, at) => (Number(digit) & (4 >> at)) === 0).join(''));
  return ['u', 'g', 'o'].map((who, at) => `${who}=${left[at] ?? ''}`).join(',');
}

export const umask: Builtin = {
  name: 'umask',
  usage: 'umask [-p] [-S] [mode]',
  summary: 'Display or set file mode mask.',
  *run(shell, args) {
    const mode = args.find((word) => !word.startsWith('-'));
    const symbolic = args.includes('-S');
    if (mode === undefined && symbolic) yield* shell.sys.print(`${symbolicMask(shell.umask)}\n`);
    else if (mode === undefined) yield* shell.sys.print(`${args.includes('-p') ? 'umask ' : ''}${shell.umask}\n`);
    else if (/^[0-7]{1,4}$/.test(mode)) shell.umask = mode.padStart(4, '0');
    else {
      yield* shell.complainOf('umask', `${mode}: octal number out of range`, `illegal mode: ${mode}`);
      return 1;
    }
    return 0;
  },
};
