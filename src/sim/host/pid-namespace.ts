// A pid namespace: the numbers by which processes know each other.
// Source: pid_namespaces(7), kernel/pid.c.
// Not modelled: more than one level below the host's, wrap-around of numbers.
import type { SimTime } from '../des/scheduler.ts';
import type { Process } from './process.ts';
import { MAX_PROCESSES, SCOPE_TASKS_MAX, SESSION_TASKS_MAX, TaskLimit } from './task-limit.ts';

/** What fork and exec of a small program cost on a server CPU, in microseconds (lmbench lat_proc fork+execve, rounded). */
export const SPAWN_COST = 300;
/** CPUs that share the forking: a fork bomb is slowed down by them, as it would be. */
const CPUS = 4;

export class PidNamespace {
  readonly parent: PidNamespace | undefined;
  /** A container's scope. */
  readonly #scope: TaskLimit | undefined;
  /** The process numbered 1, whose end ends the namespace. */
  init: Process | undefined;
  readonly #members = new Map<number, Process>();
  #next = 1;
  #busyUntil: SimTime = 0;
  constructor(parent: PidNamespace | undefined) {
    this.parent = parent;
    this.#scope = parent === undefined ? undefined : new TaskLimit(SCOPE_TASKS_MAX);
  }

  get size(): number {
    return this.#members.size;
  }

  /** Whether the host has room for no more. */
  get isFull(): boolean {
    return (this.parent ?? this).size >= MAX_PROCESSES;
  }

  /** The control group of a process that is launched here and of those it starts. */
  tasksOfLaunch(): TaskLimit {
    return this.#scope ?? new TaskLimit(SESSION_TASKS_MAX);
  }

  /** Changes how many processes a container may have; undefined for its scope's default. */
  limitTasks(max: number | undefined): void {
    if (this.#scope !== undefined) this.#scope.max = max ?? SCOPE_TASKS_MAX;
  }

  /** Leaves a gap in the numbers, such as a boot's. */
  skipTo(pid: number): void {
    this.#next = Math.max(this.#next, pid);
  }

  /** When a process that is born now gets to run: CPUs start only so many at a time. */
  runsFrom(now: SimTime): SimTime {
    if (this.parent !== undefined) return this.parent.runsFrom(now);
    this.#busyUntil = Math.max(now, this.#busyUntil) + SPAWN_COST / CPUS;
    return Math.max(now + SPAWN_COST, this.#busyUntil);
  }

  /** Gives a process its number. */
  add(process: Process): number {
    const pid = this.#next++;
    this.#members.set(pid, process);
    if (pid === 1) this.init = process;
    return pid;
  }

  /** What a process of the host is called here; undefined if it is not seen here. */
  numberOf(hostPid: number): number | undefined {
    return (this.parent ?? this).find(hostPid)?.numberIn(this);
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
