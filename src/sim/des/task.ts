// Programs as generators, resumed by the event loop: the simulated world's threads.
// A task yields what it waits for (wait queues, a deadline) and is resumed when one of them speaks.
// Wake-ups may be spurious, as with condition variables: whoever waits looks again, in a loop.
import type { EventTarget, Scheduler, SimTime } from './scheduler.ts';

/** What a task sleeps on: any of `on`, or the time `until`, whichever comes first. */
export interface Wait {
  readonly on: readonly WaitQueue[];
  readonly until?: SimTime;
}

/** A computation that may sleep. Run one inside another with `yield*`. */
export type Blocking<T> = Generator<Wait, T, void>;

/** Tasks that wait for one thing, woken in the order in which they came. */
export class WaitQueue {
  #waiting: Task<unknown>[] = [];
  #wakes = 0;

  /** How often it has been woken: for who was not waiting just then. */
  get wakes(): number {
    return this.#wakes;
  }

  /** Wakes every task that waits here. */
  wake(): void {
    this.#wakes++;
    const tasks = this.#waiting;
    if (tasks.length === 0) return;
    this.#waiting = [];
    for (const task of tasks) task.wake();
  }

  add(task: Task<unknown>): void {
    this.#waiting.push(task);
  }

  remove(task: Task<unknown>): void {
    const at = this.#waiting.indexOf(task);
    if (at >= 0) this.#waiting.splice(at, 1);
  }
}

/** How a task ended: with a value, or killed from outside. */
export type Outcome<T> = { readonly kind: 'returned'; readonly value: T } | { readonly kind: 'killed' };

/** Resumptions at one instant of virtual time after which a task is taken to loop for ever. */
const MAX_RESUMES_PER_INSTANT = 100_000;

const RESUME = 0;

/** One running generator. */
export class Task<T> implements EventTarget {
  outcome: Outcome<T> | undefined;
  /** Woken once, when the task has ended. */
  readonly ended = new WaitQueue();

  readonly #scheduler: Scheduler;
  /** Undefined once it has ended: an ended generator would keep alive all that it ever saw. */
  #body: Blocking<T> | undefined;
  readonly #onEnd: ((outcome: Outcome<T>) => void) | undefined;
  readonly #onRunaway: (() => void) | undefined;
  #wait: Wait | undefined;
  #resume = 0;
  #deadline = 0;
  #running = false;
  #killed = false;
  #frozen = false;
  /** It would have run while it was frozen. */
  #due = false;
  #instant: SimTime = -1;
  #resumes = 0;

  /**
   * Starts `body` at the current instant, after what already waits for it.
   * `onEnd` is told how it ended; `onRunaway` is asked to stop it when it loops without time passing.
   */
  constructor(scheduler: Scheduler, body: Blocking<T>, onEnd?: (outcome: Outcome<T>) => void, onRunaway?: () => void) {
    this.#scheduler = scheduler;
    this.#body = body;
    this.#onEnd = onEnd;
    this.#onRunaway = onRunaway;
    this.#resume = scheduler.after(0, this, RESUME);
  }

  /** Makes the task look again at what it waits for, at this instant. */
  wake(): void {
    if (this.outcome !== undefined || this.#resume !== 0) return;
    this.#forget();
    this.#resume = this.#scheduler.after(0, this, RESUME);
  }

  /** Ends the task where it sleeps (its `finally` blocks run and must not wait) or, if it is running, at its next wait. */
  kill(): void {
    if (this.outcome !== undefined) return;
    this.#killed = true;
    if (this.#running) return;
    this.#forget();
    this.#scheduler.cancel(this.#resume);
    this.#resume = 0;
    this.#body?.return(undefined as never);
    this.#end({ kind: 'killed' });
  }

  /** Keeps the task from running until it thaws; it may still be killed. */
  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    if (!this.#due) return;
    this.#due = false;
    this.wake();
  }

  onEvent(): void {
    const body = this.#body;
    if (body === undefined) return;
    this.#resume = 0;
    this.#forget();
    if (this.#frozen) {
      this.#due = true;
      return;
    }
    if (this.#isRunaway()) {
      this.#onRunaway?.();
      if (this.outcome === undefined) this.kill();
      return;
    }
    this.#running = true;
    const step = body.next();
    this.#running = false;
    if (step.done) {
      this.#end({ kind: 'returned', value: step.value });
    } else if (this.#killed) {
      body.return(undefined as never);
      this.#end({ kind: 'killed' });
    } else {
      this.#sleep(step.value);
    }
  }

  #sleep(wait: Wait): void {
    this.#wait = wait;
    for (const queue of wait.on) queue.add(this as Task<unknown>);
    if (wait.until !== undefined) {
      this.#deadline = this.#scheduler.at(Math.max(wait.until, this.#scheduler.now), this, RESUME);
    }
  }

  #forget(): void {
    this.#scheduler.cancel(this.#deadline);
    this.#deadline = 0;
    if (this.#wait === undefined) return;
    for (const queue of this.#wait.on) queue.remove(this as Task<unknown>);
    this.#wait = undefined;
  }

  #end(outcome: Outcome<T>): void {
    this.outcome = outcome;
    this.#body = undefined;
    this.#onEnd?.(outcome);
    this.ended.wake();
  }

  #isRunaway(): boolean {
    if (this.#instant !== this.#scheduler.now) {
      this.#instant = this.#scheduler.now;
      this.#resumes = 0;
    }
    return ++this.#resumes > MAX_RESUMES_PER_INSTANT;
  }
}

/** Sleeps until `time`, or until woken by `on` (a signal, say). */
export function* sleepUntil(time: SimTime, ...on: WaitQueue[]): Blocking<void> {
  yield { on, until: time };
}
