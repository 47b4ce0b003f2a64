// What the network tools share: a tool's answer as one value, leaving from anywhere as exit(3) does, words one by one.
// Source: exit(3); iproute2 lib/utils.c (invarg, duparg, duparg2, incomplete_command). Not modelled: locales.
import { type Errno, strerror } from '../../base/errno.ts';
import type { Blocking, Sys } from '../../host/sys.ts';
import type { LinkInfo, Netlink } from '../../linux/netlink.ts';

/** What a tool that never waits has to say. */
export interface Answer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly status: number;
}

export const DONE: Answer = { status: 0 };

/** Leaves the tool from any depth, as exit(3) does. Caught by `answer` and nowhere else. */
export class ToolExit extends Error {
  override name = 'ToolExit';
  readonly status: number;
  readonly stderr: string;
  readonly stdout: string;
  constructor(status: number, stderr: string, stdout = '') {
    super(stderr);
    this.status = status;
    this.stderr = stderr;
    this.stdout = stdout;
  }
}

/** The exit status of what is real but not in this simulator. */
export const NOT_SIMULATED = 125;

/** Says honestly that a real feature is missing here. */
export function notSimulated(what: string): ToolExit {
  return new ToolExit(NOT_SIMULATED, `hoplab: not simulated yet: ${what}\n`);
}

/** Runs the body of a tool that never waits; an exit from its depths becomes its answer. */
export function answer(body: () => Answer): Answer {
  try {
    return body();
  } catch (exit) {
    if (exit instanceof ToolExit) return exit;
    throw exit;
  }
}

/** Prints an answer and gives its exit status. */
export function* say(sys: Sys, given: Answer): Blocking<number> {
  if (given.stdout) yield* sys.print(given.stdout);
  if (given.stderr) yield* sys.error(given.stderr);
  return given.status;
}

/** Runs a tool that waits; an exit from its depths is printed and becomes its status. */
export function* runTool(sys: Sys, body: Blocking<number>): Blocking<number> {
  try {
    return yield* body;
  } catch (exit) {
    if (exit instanceof ToolExit) return yield* say(sys, exit);
    throw exit;
  }
}

/** `RTNETLINK answers: File exists`, exit status 2 as iproute2 leaves with. */
export function kernelSaid(errno: Errno, status = 2): ToolExit {
  return new ToolExit(status, `RTNETLINK answers: ${strerror[errno]}\n`);
}

/** The name of a device, or `if7` for a number that is none of this namespace's. */
export function deviceName(net: Netlink, ifindex: number): string {
  return net.linkByIndex(ifindex)?.name ?? `if${ifindex}`;
}

/** IFF_RUNNING: up, and the operational state allows traffic (netif_oper_up). */
export function isRunning(link: LinkInfo): boolean {
  return link.up && (link.operstate === 'UP' || link.operstate === 'UNKNOWN');
}

/** The words of a command line, taken one by one as iproute2 does. */
export class Words {
  readonly #words: readonly string[];
  readonly #incomplete: () => ToolExit;
  #at = 0;
  constructor(words: readonly string[], incomplete: () => ToolExit = incompleteCommand) {
    this.#words = words;
    this.#incomplete = incomplete;
  }

  /** The next word, undefined at the end. */
  take(): string | undefined {
    return this.#words[this.#at++];
  }

  /** The next word without taking it. */
  peek(): string | undefined {
    return this.#words[this.#at];
  }

  /** The word that must follow (NEXT_ARG). */
  need(): string {
    const word = this.take();
    if (word === undefined) throw this.#incomplete();
    return word;
  }
}

/** iproute2's `incomplete_command`. */
export function incompleteCommand(): ToolExit {
  return new ToolExit(255, 'Command line is not complete. Try option "help"\n');
}

/** iproute2's `invarg`. */
export function invalidArgument(word: string, why: string): ToolExit {
  return new ToolExit(255, `Error: argument "${word}" is wrong: ${why}\n`);
}

/** iproute2's `duparg2`: a word that fits nowhere. */
export function garbage(key: string, word: string): ToolExit {
  return new ToolExit(255, `Error: either "${key}" is duplicate, or "${word}" is a garbage.\n`);
}

/** iproute2's `matches`: an abbreviation of a keyword. */
export function abbreviates(word: string, keyword: string): boolean {
  return word.length > 0 && keyword.startsWith(word);
}

/** Digits in C's bases (0x, 0), undefined for anything else. */
export function parseUnsigned(word: string): number | undefined {
  if (/^0x[0-9a-f]+$/i.test(word)) return Number.parseInt(word.slice(2), 16);
  if (/^0[0-7]+$/.test(word)) return Number.parseInt(word, 8);
  if (/^\d+$/.test(word)) return Number(word);
  return undefined;
}
