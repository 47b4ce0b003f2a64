// shopt: options of the shell beyond those of `set`.
// Source: bash(1) shopt. Patterns of extglob are always understood here.
// Not modelled: the effects of the options in WITH_EFFECT's neighbourhood that say so when they are set.
import type { Blocking } from '../../../host/sys.ts';
import type { Builtin, Shell } from '../shell.ts';

/** Every option, and whether a shell starts with it. */
const defaults: Readonly<Record<string, boolean>> = {
  autocd: false,
  assoc_expand_once: false,
  cdable_vars: false,
  cdspell: false,
  checkhash: false,
  checkjobs: false,
  checkwinsize: true,
  cmdhist: true,
  compat31: false,
  compat32: false,
  compat40: false,
  compat41: false,
  compat42: false,
  compat43: false,
  compat44: false,
  complete_fullquote: true,
  direxpand: false,
  dirspell: false,
  dotglob: false,
  execfail: false,
  expand_aliases: false,
  extdebug: false,
  extglob: false,
  extquote: true,
  failglob: false,
  force_fignore: true,
  globasciiranges: true,
  globskipdots: true,
  globstar: false,
  gnu_errfmt: false,
  histappend: false,
  histreedit: false,
  histverify: false,
  hostcomplete: true,
  huponexit: false,
  inherit_errexit: false,
  interactive_comments: true,
  lastpipe: false,
  lithist: false,
  localvar_inherit: false,
  localvar_unset: false,
  login_shell: false,
  mailwarn: false,
  no_empty_cmd_completion: false,
  nocaseglob: false,
  nocasematch: false,
  noexpand_translation: false,
  nullglob: false,
  patsub_replacement: true,
  progcomp: true,
  progcomp_alias: false,
  promptvars: true,
  restricted_shell: false,
  shift_verbose: false,
  sourcepath: true,
  varredir_close: false,
  xpg_echo: false,
};

/** Options that would change what commands do, and do not here. */
const absent = new Set([
  'autocd',
  'cdable_vars',
  'cdspell',
  'execfail',
  'extdebug',
  'globstar',
  'histverify',
  'inherit_errexit',
  'lastpipe',
  'localvar_inherit',
  'localvar_unset',
  'nocaseglob',
  'nocasematch',
  'shift_verbose',
  'xpg_echo',
]);

function isOn(shell: Shell, name: string): boolean {
  if (name === 'login_shell') return shell.isLogin;
  const fromStart = defaults[name] === true || (name === 'expand_aliases' && shell.interactive);
  return shell.shellOptions.has(name) !== fromStart;
}

/** The set holds the options that differ from a fresh shell's. */
function turn(shell: Shell, name: string, on: boolean): void {
  if (isOn(shell, name) === on) return;
  if (shell.shellOptions.has(name)) shell.shellOptions.delete(name);
  else shell.shellOptions.add(name);
}

function* show(shell: Shell, names: readonly string[], reusable: boolean): Blocking<void> {
  const lines = names.map((name) => {
    const on = isOn(shell, name);
    return reusable ? `shopt -${on ? 's' : 'u'} ${name}\n` : `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`;
  });
  yield* shell.sys.print(lines.join(''));
}

export const shopt: Builtin = {
  name: 'shopt',
  usage: 'shopt [-pqsu] [-o] [optname ...]',
  summary: 'Set and unset shell options.',
  only: 'bash',
  *run(shell, args) {
    const letters = args.filter((word) => /^-[pqsuo]+$/.test(word)).join('');
    const names = args.filter((word) => !word.startsWith('-'));
    const [sets, unsets] = [letters.includes('s'), letters.includes('u')];
    if (letters.includes('o')) {
      yield* shell.sys.error('hoplab: not simulated yet: shopt -o\n');
      return 125;
    }
    if (sets && unsets) {
      yield* shell.complain('shopt: cannot set and unset shell options simultaneously');
      return 1;
    }
    const known = names.filter((name) => Object.hasOwn(defaults, name));
    for (const name of names) {
      if (!known.includes(name)) yield* shell.complain(`shopt: ${name}: invalid shell option name`);
    }
    const status = known.length < names.length ? 1 : 0;
    if (names.length > 0 && (sets || unsets)) {
      const missing = sets ? known.find((name) => absent.has(name)) : undefined;
      if (missing !== undefined) {
        yield* shell.sys.error(`hoplab: not simulated yet: shopt -s ${missing}\n`);
        return 125;
      }
      for (const name of known) turn(shell, name, sets);
      return status;
    }
    const asked = names.length > 0 ? known : Object.keys(defaults);
    const shown = asked.filter((name) => (!sets && !unsets) || isOn(shell, name) === sets);
    if (!letters.includes('q')) yield* show(shell, shown, letters.includes('p'));
    return status || (names.length > 0 && !known.every((name) => isOn(shell, name)) ? 1 : 0);
  },
};
