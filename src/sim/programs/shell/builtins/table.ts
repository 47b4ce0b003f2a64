// The builtins: every one is a line here.
// Source: bash(1) SHELL BUILTIN COMMANDS.
// Not modelled: those of unsimulated.ts.
import type { Builtin } from '../shell.ts';
import { cd, pwd } from './directory.ts';
import { dirs, popd, pushd } from './directory-stack.ts';
import { echo } from './echo.ts';
import {
  breakBuiltin,
  colon,
  continueBuiltin,
  exit,
  falseBuiltin,
  logout,
  returnBuiltin,
  trueBuiltin,
} from './flow.ts';
import { help, history } from './help.ts';
import { bg, disown, fg, jobs, kill, wait } from './jobs.ts';
import { mapfile, readarray } from './mapfile.ts';
import { printf } from './printf.ts';
import { read } from './read.ts';
import { builtin, command, dot, evalBuiltin, exec, letBuiltin, source } from './run-text.ts';
import { getopts, set, shift, umask } from './set.ts';
import { shopt } from './shopt.ts';
import { bracket, test } from './test.ts';
import { trap } from './trap.ts';
import { alias, hash, type, unalias } from './type.ts';
import { unsimulated } from './unsimulated.ts';
import { declare, exportBuiltin, local, readonlyBuiltin, typeset, unset } from './variables.ts';

const list: readonly Builtin[] = [
  colon,
  dot,
  bracket,
  alias,
  bg,
  breakBuiltin,
  builtin,
  cd,
  command,
  continueBuiltin,
  declare,
  dirs,
  disown,
  echo,
  evalBuiltin,
  exec,
  exit,
  exportBuiltin,
  falseBuiltin,
  fg,
  getopts,
  hash,
  help,
  history,
  jobs,
  kill,
  letBuiltin,
  local,
  logout,
  mapfile,
  popd,
  printf,
  pushd,
  pwd,
  read,
  readarray,
  readonlyBuiltin,
  returnBuiltin,
  set,
  shift,
  shopt,
  source,
  test,
  trap,
  trueBuiltin,
  type,
  typeset,
  umask,
  unalias,
  unset,
  wait,
  ...unsimulated,
];

/** By name. */
export const builtins: ReadonlyMap<string, Builtin> = new Map(list.map((entry) => [entry.name, entry]));
