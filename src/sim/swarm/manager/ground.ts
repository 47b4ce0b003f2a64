// What the leader's loops stand on: the store, virtual time, randomness, and tasks that end together.
// Source: swarmkit manager/manager.go (becomeLeader, becomeFollower: contexts and goroutines).
// A loop that loses the leadership in the middle of a change (SwarmError) ends quietly: its successor runs elsewhere.
import type { RandomStream } from '../../base/random.ts';
import { type Scheduler, SECOND } from '../../des/scheduler.ts';
import { type Blocking, Task } from '../../des/task.ts';
import { SwarmError } from '../errors.ts';
import type { Store } from '../store/store.ts';

export class Ground {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly random: RandomStream;
  readonly #tasks = new Set<Task<void>>();
  #stopped = false;

  constructor(store: Store, scheduler: Scheduler, random: RandomStream) {
    this.store = store;
    this.scheduler = scheduler;
    this.random = random;
  }

  /** Runs a loop until it ends, or all end. */
  start(body: Blocking<void>): Task<void> {
    const task: Task<void> = new Task(this.scheduler, quiet(body), () => this.#tasks.delete(task));
    if (this.#stopped) task.kill();
    else this.#tasks.add(task);
    return task;
  }

  /** Ends every loop where it waits; one that is under way ends at its next wait, and what it still starts does not begin. */
  stopAll(): void {
    this.#stopped = true;
    for (const task of [...this.#tasks]) task.kill();
  }
}

function* quiet(body: Blocking<void>): Blocking<void> {
  try {
    yield* body;
  } catch (error) {
    if (!(error instanceof SwarmError)) throw error;
  }
}

/** Durations of specs are nanoseconds; virtual time is microseconds. */
export function microseconds(nanoseconds: number): number {
  return Math.round(nanoseconds / 1000);
}

export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
