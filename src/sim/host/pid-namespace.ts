// A pid namespace: the numbers by which processes know each other.
// Source: pid_namespaces(7), kernel/pid.c.
// Not modelled: more than one level below the host's, wrap-around of numbers.
import type { Process } from './process.ts';

/** RLIMIT_NPROC stands in for memory: one host runs no more processes than this. */
export const MAX_PROCESSES = 8192;

export class PidNamespace {
  readonly parent: PidNamespace | undefined;
  /** The process numbered 1, whose end ends the namespace. */
  init: Process | undefined;
  readonly #members = new Map<number, Process>();
  #next = 1;
  constructor(parent: PidNamespace | undefined) {
    this.parent = parent;
  }

  get size(): number {
    return this.#members.size;
  }

  /** Leaves a gap in the numbers, such as a boot's. */
  skipTo(pid: number): void {
    this.#next = Math.max(this.#next, pid);
  }

  /** Gives a process its number. */
  add(process: Process): number {
    const pid = this.#next++;
    this.#members.set(pid, process);
    if (pid === 1) this.init = process;
    return pid;
  }

  remove(pid: number): void {
    this.#members.delete(pid);
  }

  find(pid: number): Process | undefined {
    return this.#members.get(pid);
  }

  /** Every process with its number here, in the order of birth; zombies too. */
  members(): [number, Process][] {
    return [...this.#members];
  }
}
