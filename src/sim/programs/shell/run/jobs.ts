// The jobs that a shell has started in the background.
// Source: bash(1) JOB CONTROL.
// Not modelled: stopping and continuing jobs.
import type { ExitStatus, Sys } from '../../../host/sys.ts';

export interface Job {
  readonly id: number;
  /** The last process, whose status is the job's; $!. */
  readonly pid: number;
  /** All its processes. */
  readonly pids: readonly number[];
  readonly command: string;
  /** Set once it has been waited for. */
  status: number | undefined;
}

/** $? of a process that ended so. */
export function statusOf(ended: ExitStatus, numbers: Readonly<Record<string, number>>): number {
  return ended.kind === 'exited' ? ended.status : 128 + (numbers[ended.signal] ?? 0);
}

/** CHILD_MAX of bash's jobs.c (DEFAULT_CHILD_MAX): so many statuses of past children are remembered. */
const CHILD_MAX = 4096;

export class JobTable {
  readonly #jobs: Job[] = [];
  /** Statuses of background processes that have been waited for already. */
  readonly finished = new Map<number, number>();

  add(pids: readonly number[], command: string): Job {
    const id = Math.max(0, ...this.#jobs.map((job) => job.id)) + 1;
    const job: Job = { id, pid: pids[pids.length - 1] ?? 0, pids, command, status: undefined };
    this.#jobs.push(job);
    return job;
  }

  /** Forgets a job that has been waited for, but for its status. */
  finish(job: Job, status: number): void {
    job.status = status;
    this.remove(job);
    this.finished.set(job.pid, status);
    if (this.finished.size <= CHILD_MAX) return;
    for (const oldest of this.finished.keys()) {
      this.finished.delete(oldest);
      break;
    }
  }

  remove(job: Job): void {
    const at = this.#jobs.indexOf(job);
    if (at >= 0) this.#jobs.splice(at, 1);
  }

  all(): readonly Job[] {
    return this.#jobs;
  }

  byPid(pid: number): Job | undefined {
    return this.#jobs.find((job) => job.pid === pid || job.pids.includes(pid));
  }

  /** `%1`, `%%`, `%+`, `%-`, `%sleep`; a bare number only with `%`. */
  byName(name: string): Job | undefined {
    const spec = name.slice(1);
    if (spec === '' || spec === '%' || spec === '+') return this.#jobs[this.#jobs.length - 1];
    if (spec === '-') return this.#jobs[this.#jobs.length - 2] ?? this.#jobs[this.#jobs.length - 1];
    if (/^\d+$/.test(spec)) return this.#jobs.find((job) => job.id === Number(spec));
    return this.#jobs.find((job) => job.command.startsWith(spec));
  }

  /** `+` for the current job, `-` for the one before, a space for others. */
  markOf(job: Job): string {
    const at = this.#jobs.indexOf(job);
    return at === this.#jobs.length - 1 ? '+' : at === this.#jobs.length - 2 ? '-' : ' ';
  }

  /** Whether the job's last process is still there. */
  isRunning(job: Job, sys: Sys): boolean {
    return job.status === undefined && sys.poll(job.pid) === undefined;
  }
}
