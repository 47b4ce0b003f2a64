// What one node has been told: its tasks and the secrets and configs that they use; and what it has to be told next.
// Source: swarmkit manager/dispatcher/assignments.go.
// Not modelled: secrets of drivers, volumes.
import { compareStates, type Task } from '../objects.ts';
import { hasEnded } from '../orchestrator/task.ts';
import { sameAssignment } from '../store/equal.ts';
import type { ReadTables } from '../store/tables.ts';
import type { AssignmentChange } from './protocol.ts';

type DependencyKind = 'secret' | 'config';

interface Dependency {
  readonly kind: DependencyKind;
  readonly id: string;
}

function dependenciesOf(task: Task): readonly Dependency[] {
  const container = task.Spec.ContainerSpec;
  return [
    ...(container?.Secrets ?? []).map((reference): Dependency => ({ kind: 'secret', id: reference.SecretID })),
    ...(container?.Configs ?? []).map((reference): Dependency => ({ kind: 'config', id: reference.ConfigID })),
  ];
}

export class AssignmentSet {
  readonly #tables: ReadTables;
  readonly #tasks = new Map<string, Task>();
  /** Which tasks use a secret or config. */
  readonly #users = new Map<string, Set<string>>();
  #changes = new Map<string, AssignmentChange>();

  constructor(tables: ReadTables) {
    this.#tables = tables;
  }

  /** True when the node has to be told of it. */
  addOrUpdate(task: Task): boolean {
    if (compareStates(task.Status.State, 'assigned') < 0) return false;
    const known = this.#tasks.get(task.ID);
    this.#tasks.set(task.ID, task);
    if (known === undefined) {
      if (!hasEnded(task)) for (const dependency of dependenciesOf(task)) this.#use(dependency, task.ID);
    } else if (sameAssignment(known, task) && compareStates(task.Status.State, 'assigned') > 0) {
      return hasEnded(task) && this.#release(task);
    }
    this.#changes.set(`task ${task.ID}`, { action: 'update', kind: 'task', task });
    return true;
  }

  /** True when the node had it. */
  remove(task: Task): boolean {
    if (!this.#tasks.delete(task.ID)) return false;
    this.#changes.set(`task ${task.ID}`, { action: 'remove', kind: 'task', id: task.ID });
    this.#release(task);
    return true;
  }

  /** All that has changed since the last time. */
  take(): readonly AssignmentChange[] {
    const changes = [...this.#changes.values()];
    this.#changes = new Map();
    return changes;
  }

  #use(dependency: Dependency, taskId: string): void {
    const key = `${dependency.kind} ${dependency.id}`;
    const users = this.#users.get(key) ?? new Set();
    if (users.size === 0) this.#send(key, dependency);
    users.add(taskId);
    this.#users.set(key, users);
  }

  #send(key: string, { kind, id }: Dependency): void {
    if (kind === 'secret') {
      const secret = this.#tables.get('secret', id);
      if (secret !== undefined) this.#changes.set(key, { action: 'update', kind, secret });
    } else {
      const config = this.#tables.get('config', id);
      if (config !== undefined) this.#changes.set(key, { action: 'update', kind, config });
    }
  }

  #release(task: Task): boolean {
    let released = false;
    for (const { kind, id } of dependenciesOf(task)) {
      const key = `${kind} ${id}`;
      const users = this.#users.get(key);
      if (users === undefined) continue;
      users.delete(task.ID);
      if (users.size > 0) continue;
      this.#users.delete(key);
      this.#changes.set(key, { action: 'remove', kind, id });
      released = true;
    }
    return released;
  }
}
