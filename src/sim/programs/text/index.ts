// The table of text tools, each with Debian's and with busybox' texts.
// Source: GNU coreutils 9.1, grep 3.8, sed 4.9, findutils 4.9, util-linux 2.38; busybox 1.35.
// Not modelled: tools that are not in this table.
import { awk } from './awk/awk.ts';
import { base64, cmp } from './bytes.ts';
import { cat, nl, rev, tac } from './cat.ts';
import { column, fold, paste } from './columns.ts';
import { comm } from './comm.ts';
import { cut } from './cut.ts';
import { diff } from './diff/diff.ts';
import { digests, moreDigests } from './digests.ts';
import { egrep, fgrep, grep } from './grep.ts';
import { head } from './head.ts';
import { hexdump } from './hexdump.ts';
import { jq } from './jq/jq.ts';
import { od } from './od.ts';
import { basename, dirname } from './paths.ts';
import { echo, printf } from './printf.ts';
import { sed } from './sed/sed.ts';
import { sort } from './sort.ts';
import { seq, tee, yes } from './streams.ts';
import { tail } from './tail.ts';
import type { Tool } from './tool.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { wc } from './wc.ts';
import { xargs } from './xargs.ts';
import { xxd } from './xxd.ts';

/** On Debian and in busybox. */
export const textTools: readonly Tool[] = [
  awk,
  base64,
  basename,
  cat,
  cmp,
  comm,
  cut,
  diff,
  ...digests,
  dirname,
  echo,
  egrep,
  fgrep,
  fold,
  grep,
  head,
  hexdump,
  nl,
  od,
  paste,
  printf,
  rev,
  sed,
  seq,
  sort,
  tac,
  tail,
  tee,
  tr,
  uniq,
  wc,
  xargs,
  xxd,
  yes,
];

/** On Debian only. */
export const debianTextTools: readonly Tool[] = [column, jq, ...moreDigests];
