// The host's record of executed commands and typed lines, as the Linux audit system keeps one (execve and USER_TTY records).
// Source: auditd(8), kernel/auditsc.c, pam_tty_audit(8). Guided steps and the line of time look here for what a learner ran.
// Not modelled: other system calls, rules, log files.
import type { SimTime } from '../des/scheduler.ts';

/** Commands, and lines, kept; older ones are forgotten. */
const KEPT = 1000;

/** A line that somebody typed at a shell's prompt. */
export interface TypedLine {
  readonly text: string;
  readonly time: SimTime;
  /** When the shell was done with it, and asked for the next one. */
  ended: SimTime | undefined;
  /** A process of it has written to a file system. */
  wrote: boolean;
  /** It has asked a daemon for more than to tell, sent a signal, or changed what a kernel is told. */
  acted: boolean;
}

export class Audit {
  readonly #commands: string[] = [];
  readonly #lines: TypedLine[] = [];
  /** How many commands there have been, forgotten ones included. */
  count = 0;
  /** How many lines have been typed, forgotten ones included. */
  typed = 0;

  record(argv: readonly string[]): void {
    this.count++;
    this.#commands.push(argv.join(' '));
    if (this.#commands.length > KEPT) this.#commands.shift();
  }

  /** A shell has read a line and begins with it; answers the record, for its end. */
  recordLine(text: string, time: SimTime): TypedLine {
    const line: TypedLine = { text, time, ended: undefined, wrote: false, acted: false };
    this.typed++;
    this.#lines.push(line);
    if (this.#lines.length > KEPT) this.#lines.shift();
    return line;
  }

  /** Command lines that are kept, oldest first. */
  get commands(): readonly string[] {
    return this.#commands;
  }

  /** The typed lines that are kept from number `first` on, oldest first. */
  linesFrom(first: number): readonly TypedLine[] {
    return first >= this.typed ? [] : this.#lines.slice(first - this.typed);
  }
}
