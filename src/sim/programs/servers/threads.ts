// Several things that one process does at a time, each as if it were alone.
// Source: pthreads(7). What one does happens at its waits only: nothing here needs a lock.
// Not modelled: threads that run at the same instant on several processors.
import type { SimTime } from '../../des/scheduler.ts';
import { type Wait, WaitQueue } from '../../des/task.ts';
import type { Blocking, Sys } from '../../host/sys.ts';

interface Thread {
  readonly body: Blocking<void>;
  wait: Wait | undefined;
  /** How often what it waits for had spoken when it began to wait. */
  heard: number;
}

const wakesOf = (wait: Wait | undefined): number => (wait?.on ?? []).reduce((sum, queue) => sum + queue.wakes, 0);

export class Threads {
  readonly #sys: Sys;
  #threads: Thread[] = [];
  readonly #started = new WaitQueue();

  constructor(sys: Sys) {
    this.#sys = sys;
  }

  /** Starts a thread; it first runs when those that run now wait. */
  start(body: Blocking<void>): void {
    this.#threads.push({ body, wait: undefined, heard: 0 });
    this.#started.wake();
  }

  /** Runs all of them, and those that they start, until `ended` says that it is over. */
  *run(ended: () => boolean): Blocking<void> {
    try {
      while (!ended()) {
        const threads = this.#threads;
        this.#threads = [];
        const alive = threads.filter((thread) => this.#step(thread));
        const begun = this.#threads;
        this.#threads = [...alive, ...begun];
        // What one thread has just told another one, that one has not slept through.
        const isTold = alive.some(({ wait, heard }) => wakesOf(wait) > heard);
        if (begun.length === 0 && !isTold) yield* this.#sleep();
      }
    } finally {
      for (const { body } of this.#threads) body.return();
      this.#threads = [];
    }
  }

  /** Whoever waits for a moment alone is left in peace until then; others look again. False when it has ended. */
  #step(thread: Thread): boolean {
    const { wait } = thread;
    if (wait?.on.length === 0 && (wait.until ?? Number.POSITIVE_INFINITY) > this.#sys.now()) return true;
    const step = thread.body.next();
    if (step.done) return false;
    thread.wait = step.value;
    thread.heard = wakesOf(step.value);
    return true;
  }

  *#sleep(): Blocking<void> {
    const on = [this.#started];
    let until: SimTime = Number.POSITIVE_INFINITY;
    for (const { wait } of this.#threads) {
      on.push(...(wait?.on ?? []));
      until = Math.min(until, wait?.until ?? until);
    }
    yield* this.#sys.wait(on, until);
  }
}
