// The table of system tools, each with Debian's and with busybox' texts.
// Source: GNU coreutils 9.1, findutils 4.9, procps 4.0, hostname 3.23; busybox 1.35.
// Not modelled: tools that are not in this table.
import type { Tool } from '../text/tool.ts';
import { date } from './date.ts';
import { env, nohup, printenv } from './environment.ts';
import { expr } from './expr.ts';
import { find } from './find.ts';
import { hostname, uname, uptime } from './host-names.ts';
import { readlink, realpath, stat } from './look.ts';
import { ls } from './ls.ts';
import { chmod, ln, mkdir, rmdir, touch } from './make.ts';
import { mktemp } from './mktemp.ts';
import { cp, mv, rm } from './move.ts';
import { nano } from './nano/nano.ts';
import { kill, pgrep, pidof, pkill, ps } from './processes.ts';
import { less, more, watch } from './screens.ts';
import { sysctl } from './sysctl.ts';
import { clear, falseTool, id, nproc, pwd, reset, trueTool, tty, which, whoami } from './trivial.ts';
import { vi, vim } from './vi/vi.ts';
import { sleep, timeout } from './waiting.ts';

/** On Debian and in busybox. */
export const systemTools: readonly Tool[] = [
  chmod,
  clear,
  cp,
  date,
  env,
  expr,
  falseTool,
  find,
  hostname,
  id,
  kill,
  less,
  ln,
  ls,
  mkdir,
  mktemp,
  more,
  mv,
  nohup,
  nproc,
  pgrep,
  pidof,
  pkill,
  printenv,
  ps,
  pwd,
  readlink,
  realpath,
  reset,
  rm,
  rmdir,
  sleep,
  stat,
  sysctl,
  timeout,
  touch,
  trueTool,
  tty,
  uname,
  uptime,
  watch,
  which,
  whoami,
];

/** On Debian alone. */
export const debianSystemTools: readonly Tool[] = [nano, vi, vim];
