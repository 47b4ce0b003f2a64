// The worker: brings the tasks, secrets and configs of a node to what it has been assigned.
// Source: swarmkit agent/worker.go, agent/secrets, agent/configs.
// Not modelled: volumes.
import type { Scheduler } from '../../des/scheduler.ts';
import { type Blocking, Task as Routine, WaitQueue } from '../../des/task.ts';
import type { AssignmentChange, AssignmentsMessage } from '../dispatcher/protocol.ts';
import { type Executor, TaskFailure } from '../executor.ts';
import type { Config, Secret, Task, TaskStatus } from '../objects.ts';
import { accepted } from './do-task.ts';
import type { AgentStorage } from './storage.ts';
import { TaskManager } from './task-manager.ts';

export class Worker {
  /** Woken when a task has come that was not here before. */
  readonly started = new WaitQueue();
  readonly #scheduler: Scheduler;
  readonly #executor: Executor;
  readonly #storage: AgentStorage;
  readonly #now: () => string;
  readonly #report: (taskId: string, status: TaskStatus) => void;
  readonly #managers = new Map<string, TaskManager>();
  readonly #secrets = new Map<string, Secret>();
  readonly #configs = new Map<string, Config>();
  readonly #removals = new Set<Routine<void>>();
  /** Woken when a task's container has been removed. */
  readonly #removed = new WaitQueue();

  constructor(
    scheduler: Scheduler,
    executor: Executor,
    storage: AgentStorage,
    now: () => string,
    report: (taskId: string, status: TaskStatus) => void,
  ) {
    this.#scheduler = scheduler;
    this.#executor = executor;
    this.#storage = storage;
    this.#now = now;
    this.#report = report;
  }

  /** Tasks that run here, as this node sees them. */
  tasks(): readonly Task[] {
    return [...this.#managers.values()].map((manager) => manager.task);
  }

  /** Those who drive them. */
  managers(): readonly TaskManager[] {
    return [...this.#managers.values()];
  }

  /** Takes up the tasks that were here before a restart. */
  resume(): void {
    for (const task of [...this.#storage.tasks.values()]) {
      this.#start({ ...task, Status: this.#storage.statuses.get(task.ID) ?? task.Status });
    }
  }

  /** All statuses, for a manager that may have missed some. */
  statuses(): ReadonlyMap<string, TaskStatus> {
    return this.#storage.statuses;
  }

  apply(type: AssignmentsMessage['type'], changes: readonly AssignmentChange[]): void {
    if (type === 'complete') {
      this.#secrets.clear();
      this.#configs.clear();
    }
    for (const change of changes) this.#dependency(change);
    const assigned = new Set<string>();
    for (const change of changes) {
      if (change.action !== 'update' || change.kind !== 'task') continue;
      assigned.add(change.task.ID);
      this.#assign(change.task);
    }
    if (type === 'complete') {
      for (const id of [...this.#managers.keys()]) if (!assigned.has(id)) this.#remove(id);
      for (const id of [...this.#storage.tasks.keys()]) if (!assigned.has(id)) this.#storage.forget(id);
    }
    for (const change of changes) if (change.action === 'remove' && change.kind === 'task') this.#remove(change.id);
  }

  /** Waits until the containers of all removed tasks are gone. */
  *settled(): Blocking<void> {
    while (this.#removals.size > 0) yield { on: [this.#removed] };
  }

  /** The daemon stops: nothing is driven any further, containers stay as they are. */
  close(): void {
    for (const manager of this.#managers.values()) manager.close();
    for (const removal of this.#removals) removal.kill();
    this.#managers.clear();
  }

  #dependency(change: AssignmentChange): void {
    if (change.kind === 'secret') {
      if (change.action === 'update') this.#secrets.set(change.secret.ID, change.secret);
      else this.#secrets.delete(change.id);
    } else if (change.kind === 'config') {
      if (change.action === 'update') this.#configs.set(change.config.ID, change.config);
      else this.#configs.delete(change.id);
    }
  }

  #assign(task: Task): void {
    this.#storage.tasks.set(task.ID, task);
    const manager = this.#managers.get(task.ID);
    if (manager !== undefined) {
      manager.update(task);
      return;
    }
    const status = this.#storage.statuses.get(task.ID);
    this.#start(status === undefined ? task : { ...task, Status: status });
  }

  #start(task: Task): void {
    try {
      const controller = this.#executor.controller(task, {
        secret: (id) => this.#secrets.get(id),
        config: (id) => this.#configs.get(id),
      });
      const status = accepted(task, this.#now());
      this.#status(task.ID, status);
      const running = { ...task, Status: status };
      this.#managers.set(
        task.ID,
        new TaskManager(this.#scheduler, running, controller, this.#now, (id, next) => this.#status(id, next)),
      );
      this.started.wake();
    } catch (error) {
      if (!(error instanceof TaskFailure)) throw error;
      this.#status(task.ID, {
        ...task.Status,
        State: 'rejected',
        Message: 'resolving controller failed',
        Err: error.message,
        Timestamp: this.#now(),
      });
    }
  }

  #status(taskId: string, status: TaskStatus): void {
    if (!this.#storage.tasks.has(taskId)) return;
    this.#storage.statuses.set(taskId, status);
    this.#report(taskId, status);
  }

  #remove(taskId: string): void {
    this.#storage.forget(taskId);
    const manager = this.#managers.get(taskId);
    if (manager === undefined) return;
    this.#managers.delete(taskId);
    manager.close();
    const removal: Routine<void> = new Routine(this.#scheduler, removeQuietly(manager), () => {
      this.#removals.delete(removal);
      this.#removed.wake();
    });
    this.#removals.add(removal);
  }
}

function* removeQuietly(manager: TaskManager): Blocking<void> {
  try {
    yield* manager.controller.remove();
  } catch (error) {
    if (!(error instanceof TaskFailure)) throw error;
  }
}
