// One reader of logs: which nodes have tasks that it asks for, which have told all, and what has gone wrong.
// Source: swarmkit manager/logbroker/subscription.go.
// Not modelled: nothing that a user could see.
import { SwarmError } from '../errors.ts';
import { compareStates, type Task } from '../objects.ts';
import type { ReadTables } from '../store/tables.ts';
import type { LogOptions, LogSelector, SubscriptionMessage } from './protocol.ts';

export class LogSubscription {
  readonly id: string;
  readonly #selector: LogSelector;
  readonly #options: LogOptions;
  /** Nodes with such tasks; of a subscription that does not follow, those that have yet to tell. */
  readonly #nodes = new Set<string>();
  /** Tasks that no node has yet. */
  readonly #pending = new Set<string>();
  readonly #errors: string[] = [];

  /** Looks up the tasks as they are now. Those that have not run yet count only where lines are followed. */
  constructor(id: string, selector: LogSelector, options: LogOptions, tables: ReadTables) {
    this.id = id;
    this.#selector = selector;
    this.#options = options;
    for (const taskId of selector.taskIds) {
      const task = tables.get('task', taskId);
      if (task !== undefined) this.#add(task);
    }
    for (const serviceId of selector.serviceIds) {
      for (const task of tables.tasksOfService(serviceId)) {
        if (options.follow || compareStates(task.Status.State, 'running') >= 0) this.#add(task);
      }
    }
  }

  get follow(): boolean {
    return this.#options.follow;
  }

  /** All nodes have told what they had. */
  get complete(): boolean {
    return !this.follow && this.#nodes.size === 0;
  }

  nodes(): readonly string[] {
    return [...this.#nodes];
  }

  contains(nodeId: string): boolean {
    return this.#nodes.has(nodeId);
  }

  message(close: boolean): SubscriptionMessage {
    return { id: this.id, selector: this.#selector, options: this.#options, close };
  }

  /** A task is new or has changed; true when that brings in another node. */
  notice(task: Task): boolean {
    const { taskIds, serviceIds } = this.#selector;
    if (!taskIds.includes(task.ID) && !serviceIds.includes(task.ServiceID)) return false;
    return this.#add(task);
  }

  /** A node has told all, or will tell no more because of `error`. */
  done(nodeId: string, error?: string): void {
    if (error !== undefined) this.#errors.push(error);
    if (!this.follow) this.#nodes.delete(nodeId);
  }

  /** What is missing at the end. */
  failure(): SwarmError | undefined {
    const unscheduled = [...this.#pending].map((id) => `task ${id} has not been scheduled`);
    const reasons = [...this.#errors, ...unscheduled];
    if (reasons.length === 0) return undefined;
    const text =
      'warning: incomplete log stream. some logs could not be retrieved for the following reasons: ' +
      reasons.join(', ');
    return new SwarmError('Unknown', text);
  }

  #add(task: Task): boolean {
    if (task.NodeID === '') {
      this.#pending.add(task.ID);
      return false;
    }
    this.#pending.delete(task.ID);
    if (this.#nodes.has(task.NodeID)) return false;
    this.#nodes.add(task.NodeID);
    return true;
  }
}
