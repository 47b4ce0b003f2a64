// Readers of logs as an agent knows them: for each, the tasks of this node that it asks for tell their lines.
// Source: swarmkit agent/agent.go (run: subscriptions, Publisher), agent/worker.go Subscribe, agent/task.go Logs.
// Not modelled: the limit of 10 MB a second.
import type { Scheduler } from '../../des/scheduler.ts';
import { type Blocking, Task as Routine } from '../../des/task.ts';
import { SwarmError } from '../errors.ts';
import { TaskFailure } from '../executor.ts';
import type { LogBrokerApi, LogMessage, SubscriptionMessage } from '../logbroker/protocol.ts';
import type { TaskManager } from './task-manager.ts';
import type { Worker } from './worker.ts';

export class LogSubscriptions {
  readonly #scheduler: Scheduler;
  readonly #worker: Worker;
  readonly #running = new Map<string, Routine<void>>();

  constructor(scheduler: Scheduler, worker: Worker) {
    this.#scheduler = scheduler;
    this.#worker = worker;
  }

  /** Begins or ends one; lines go to `broker`, the counter of the session that brought it. */
  apply(message: SubscriptionMessage, broker: LogBrokerApi): void {
    if (message.close) {
      this.#running.get(message.id)?.kill();
    } else if (!this.#running.has(message.id)) {
      const routine: Routine<void> = new Routine(this.#scheduler, quietly(this.#tell(message, broker)), () => {
        this.#running.delete(message.id);
      });
      this.#running.set(message.id, routine);
    }
  }

  close(): void {
    for (const routine of [...this.#running.values()]) routine.kill();
  }

  /** Without following, until every task has told what it has; else until it is ended. */
  *#tell({ id, selector, options }: SubscriptionMessage, broker: LogBrokerApi): Blocking<void> {
    const { taskIds, serviceIds } = selector;
    const publish = (messages: readonly LogMessage[]): Blocking<void> => broker.publish(id, messages, false);
    const told = new Map<string, Routine<void>>();
    const begin = ({ task, controller }: TaskManager): void => {
      if (told.has(task.ID) || !(taskIds.includes(task.ID) || serviceIds.includes(task.ServiceID))) return;
      told.set(task.ID, new Routine(this.#scheduler, quietly(controller.logs(options, publish))));
    };
    try {
      for (const manager of this.#worker.managers()) begin(manager);
      while (options.follow) {
        yield { on: [this.#worker.started] };
        for (const manager of this.#worker.managers()) begin(manager);
      }
      for (const routine of told.values()) while (routine.outcome === undefined) yield { on: [routine.ended] };
      yield* broker.publish(id, [], true);
    } finally {
      for (const routine of told.values()) routine.kill();
    }
  }
}

/** A manager that cannot be reached and a container that has no log end it: lines are told as well as can be. */
function* quietly(body: Blocking<void>): Blocking<void> {
  try {
    yield* body;
  } catch (error) {
    if (!(error instanceof SwarmError || error instanceof TaskFailure)) throw error;
  }
}
