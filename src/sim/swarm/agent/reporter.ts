// The reporter: sends statuses of tasks to the manager, the last of each, again and again until one takes them.
// Source: swarmkit agent/reporter.go.
// Statuses that wait go in one message, where swarmkit sends them one after the other.
import { type Blocking, WaitQueue } from '../../des/task.ts';
import { SwarmError } from '../errors.ts';
import { compareStates, type TaskStatus } from '../objects.ts';
import type { Session } from './session.ts';

export class Reporter {
  readonly #session: () => Session | undefined;
  readonly #came = new WaitQueue();
  #statuses = new Map<string, TaskStatus>();

  constructor(session: () => Session | undefined) {
    this.#session = session;
  }

  report(taskId: string, status: TaskStatus): void {
    const waiting = this.#statuses.get(taskId);
    if (waiting !== undefined && compareStates(waiting.State, status.State) > 0) return;
    this.#statuses.set(taskId, status);
    this.#came.wake();
  }

  /** A new session: everything is told once more. */
  reportAll(statuses: ReadonlyMap<string, TaskStatus>): void {
    for (const [taskId, status] of statuses) this.report(taskId, status);
    this.#came.wake();
  }

  *run(): Blocking<void> {
    for (;;) {
      const session = this.#session();
      if (this.#statuses.size === 0 || session === undefined || !session.registered || session.error !== undefined) {
        yield { on: [this.#came] };
        continue;
      }
      const sent = this.#statuses;
      this.#statuses = new Map();
      try {
        yield* session.updateTaskStatus([...sent].map(([taskId, status]) => ({ taskId, status })));
      } catch (error) {
        if (!(error instanceof SwarmError)) throw error;
        for (const [taskId, status] of sent) if (!this.#statuses.has(taskId)) this.#statuses.set(taskId, status);
        session.fail(error);
      }
    }
  }
}
