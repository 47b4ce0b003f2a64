// How busybox's applets complain: the banner with the applet's usage, and `applet: message`.
// Source: busybox 1.35 libbb/appletlib.c bb_show_usage, libbb/verror_msg.c; the build is Debian's (1:1.35.0-4).
// Not modelled: the short usage of builds without long options.
import { type Errno, strerror } from '../../../base/errno.ts';
import { ToolExit, Words } from '../tool.ts';

const BANNER = 'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.\n\n';

/** bb_show_usage: banner and usage on standard error; `complaint` stands before them. */
export function showUsage(usage: string, complaint = ''): ToolExit {
  return new ToolExit(1, `${complaint}${BANNER}Usage: ${usage}`);
}

/** `--help`, which busybox prints on standard error too but with status 0. */
export function helpOf(usage: string): ToolExit {
  return new ToolExit(0, `${BANNER}Usage: ${usage}`);
}

/** bb_error_msg_and_die. */
export function die(applet: string, message: string, status = 1): ToolExit {
  return new ToolExit(status, `${applet}: ${message}\n`);
}

/** bb_perror_msg_and_die. */
export function dieWith(applet: string, what: string, errno: Errno, status = 1): ToolExit {
  return die(applet, `${what}: ${strerror[errno]}`, status);
}

/** A deletion of a flush that the caller may not make; the real one would try for ever. */
export function flushed(errno: Errno | undefined): void {
  if (errno === 'EPERM') throw dieWith('ip', 'RTNETLINK answers', errno, 2);
}

/** The words of `ip`, which says in its own way that one is missing. */
export function ipWords(words: readonly string[]): Words {
  return new Words(words, () => die('ip', 'command line is not complete, try "help"'));
}

/** index_in_substrings: the first keyword that a word abbreviates. */
export function keyword<T extends string>(word: string, keywords: readonly T[]): T | undefined {
  return keywords.find((known) => word !== '' && known.startsWith(word));
}
