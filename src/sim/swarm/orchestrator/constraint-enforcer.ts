// The constraint enforcer: rejects tasks on nodes that no longer meet their constraints or reservations.
// Source: swarmkit manager/orchestrator/constraintenforcer/constraint_enforcer.go.
// Not modelled: generic resources.
import type { Blocking } from '../../des/task.ts';
import type { Ground } from '../manager/ground.ts';
import { compareStates, type SwarmNode, type Task } from '../objects.ts';
import type { ObjectEvent } from '../store/actions.ts';
import type { Transaction } from '../store/transaction.ts';
import { constraintsOf, nodeMeets } from './constraint.ts';
import type { LoopBody } from './loop.ts';

export class ConstraintEnforcer implements LoopBody {
  readonly tables = ['node'] as const;
  readonly #ground: Ground;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  *begin(): Blocking<void> {
    for (const node of [...this.#ground.store.all('node')]) yield* this.#enforce(node);
  }

  *event(event: ObjectEvent): Blocking<void> {
    if (event.table === 'node' && event.kind === 'update') yield* this.#enforce(event.object);
  }

  *commit(): Blocking<void> {}

  *#enforce(node: SwarmNode): Blocking<void> {
    if (node.Spec.Availability !== 'active') return;
    const noncompliant: Task[] = [];
    let { NanoCPUs, MemoryBytes } = node.Description.Resources;
    for (const task of this.#ground.store.tasksOfNode(node.ID)) {
      if (!isSubject(task)) continue;
      const service = this.#ground.store.get('service', task.ServiceID);
      const placement = service === undefined ? task.Spec.Placement : service.Spec.TaskTemplate.Placement;
      const reserved = task.Spec.Resources?.Reservations;
      const cpus = reserved?.NanoCPUs ?? 0;
      const memory = reserved?.MemoryBytes ?? 0;
      if (!nodeMeets(constraintsOf(placement), node) || memory > MemoryBytes || cpus > NanoCPUs) {
        noncompliant.push(task);
        continue;
      }
      NanoCPUs -= cpus;
      MemoryBytes -= memory;
    }
    yield* this.#ground.store.batch(noncompliant.map((task) => (tx: Transaction) => reject(tx, task.ID)));
  }
}

function isSubject(task: Task): boolean {
  if (compareStates(task.DesiredState, 'assigned') < 0 || compareStates(task.DesiredState, 'complete') > 0)
    return false;
  return compareStates(task.Status.State, 'complete') < 0;
}

function reject(tx: Transaction, id: string): void {
  const task = tx.get('task', id);
  if (task === undefined || compareStates(task.DesiredState, 'complete') > 0) return;
  tx.update('task', {
    ...task,
    Status: {
      ...task.Status,
      State: 'rejected',
      Message: 'task rejected by constraint enforcer',
      Err: 'assigned node no longer meets constraints',
      Timestamp: tx.now(),
    },
  });
}
