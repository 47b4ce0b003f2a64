// The host's record of executed commands, as the Linux audit system keeps one (execve records).
// Source: auditd(8), kernel/auditsc.c. Guided steps look here for what a learner ran.
// Not modelled: other system calls, rules, log files.

/** Commands kept; older ones are forgotten. */
const KEPT = 1000;

export class Audit {
  readonly #commands: string[] = [];
  /** How many commands there have been, forgotten ones included. */
  count = 0;

  record(argv: readonly string[]): void {
    this.count++;
    this.#commands.push(argv.join(' '));
    if (this.#commands.length > KEPT) this.#commands.shift();
  }

  /** Command lines that are kept, oldest first. */
  get commands(): readonly string[] {
    return this.#commands;
  }
}
