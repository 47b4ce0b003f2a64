// How a shell is called: its options, and where its commands come from.
// Source: bash(1) OPTIONS, INVOCATION; busybox ash's are a subset.
// Not modelled: --rcfile, --posix, restricted shells.
import { type Option, optionLetters } from './shell.ts';

/** Where the commands come from. */
export type Commands =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'input' };

export interface Invocation {
  readonly commands: Commands;
  /** $0, if the arguments name it. */
  readonly name: string | undefined;
  readonly positional: readonly string[];
  readonly options: readonly Option[];
  readonly interactive: boolean;
  readonly login: boolean;
  /** `--version`, `--help`. */
  readonly asks: 'version' | 'help' | undefined;
}

export type Called =
  | { readonly ok: true; readonly value: Invocation }
  | { readonly ok: false; readonly message: string };

/** Reads a shell's arguments. */
export function readInvocation(argv: readonly string[]): Called {
  const options = new Set<Option>();
  let takesText = false;
  let fromInput = false;
  let interactive = false;
  let login = argv[0]?.startsWith('-') ?? false;
  let asks: Invocation['asks'];
  let i = 1;
  for (; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--' || word === '-') {
      i++;
      break;
    }
    if (!/^[-+]./.test(word)) break;
    if (word.startsWith('--')) {
      if (word === '--login') login = true;
      else if (word === '--version' || word === '--help') asks = word === '--version' ? 'version' : 'help';
      else if (!['--norc', '--noprofile', '--noediting'].includes(word))
        return { ok: false, message: `${word}: invalid option` };
      continue;
    }
    for (const letter of word.slice(1)) {
      const option = optionLetters[letter];
      if (option !== undefined) {
        if (word.startsWith('-')) options.add(option);
        else options.delete(option);
      } else if (letter === 'c') takesText = true;
      else if (letter === 's') fromInput = true;
      else if (letter === 'i') interactive = true;
      else if (letter === 'l') login = true;
      else if (letter === 'o') {
        const name = argv[++i];
        if (name === 'pipefail') options.add(name);
        else {
          const named = Object.values(optionLetters).find((known) => known === name);
          if (named !== undefined) options.add(named);
        }
      } else if (!/[bhkmptBEHPTr]/.test(letter)) return { ok: false, message: `-${letter}: invalid option` };
    }
  }
  const rest = argv.slice(i);
  const base = { options: [...options], interactive, login, asks };
  const [first] = rest;
  if (takesText) {
    if (first === undefined) return { ok: false, message: '-c: option requires an argument' };
    return {
      ok: true,
      value: { ...base, commands: { kind: 'text', text: first }, name: rest[1], positional: rest.slice(2) },
    };
  }
  if (first === undefined || fromInput) {
    return { ok: true, value: { ...base, commands: { kind: 'input' }, name: undefined, positional: rest } };
  }
  return {
    ok: true,
    value: { ...base, commands: { kind: 'file', path: first }, name: first, positional: rest.slice(1) },
  };
}
