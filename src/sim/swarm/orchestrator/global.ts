// The orchestrator of global services: one task on every node that meets the constraints and takes tasks.
// Source: swarmkit manager/orchestrator/global/global.go.
// Not modelled: nothing that a user could see.
import type { Blocking } from '../../des/task.ts';
import type { Ground } from '../manager/ground.ts';
import { compareStates, type Service, type SwarmNode, type Task } from '../objects.ts';
import type { ObjectEvent } from '../store/actions.ts';
import type { Transaction } from '../store/transaction.ts';
import { constraintsOf, nodeMeets } from './constraint.ts';
import { inheritTasks, type LoopBody } from './loop.ts';
import { RestartSupervisor } from './restart.ts';
import {
  hasEnded,
  isDirty,
  isInvalidNode,
  isWanted,
  modeOf,
  newTask,
  removalOfTasks,
  type Slot,
  setDesiredState,
} from './task.ts';
import { UpdateSupervisor } from './updater.ts';

type Change = (tx: Transaction) => void;

function isGlobal(service: Service | undefined): service is Service {
  return service !== undefined && modeOf(service.Spec.Mode) === 'Global';
}

function fits(service: Service, node: SwarmNode): boolean {
  return nodeMeets(constraintsOf(service.Spec.TaskTemplate.Placement), node);
}

export class GlobalOrchestrator implements LoopBody {
  readonly tables = ['service', 'task', 'node'] as const;
  readonly #ground: Ground;
  readonly #restarts: RestartSupervisor;
  readonly #updates: UpdateSupervisor;
  readonly #restartTasks = new Set<string>();
  #inherited: Change[] = [];

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#restarts = new RestartSupervisor(ground);
    this.#updates = new UpdateSupervisor(ground, this.#restarts);
  }

  *begin(): Blocking<void> {
    const { store } = this.#ground;
    yield* inheritTasks(this.#ground, this.#restarts, {
      isRelated: isGlobal,
      fix: (task) => this.#inherit(task),
      instance: (task) => `node ${task.NodeID}`,
    });
    yield* store.batch(this.#inherited);
    this.#inherited = [];
    yield* this.commit();
    for (const service of [...store.all('service')]) if (isGlobal(service)) yield* this.#reconcile(service);
  }

  *event(event: ObjectEvent): Blocking<void> {
    const { store } = this.#ground;
    if (event.table === 'service' && isGlobal(event.object)) {
      if (event.kind !== 'delete') {
        yield* this.#reconcile(event.object);
        return;
      }
      this.#restarts.forget(event.object.ID);
      yield* store.batch(removalOfTasks(store, event.object.ID));
    } else if (event.table === 'node') {
      if (event.kind === 'delete') yield* store.batch(this.#onNode(event.object.ID, (tx, id) => tx.delete('task', id)));
      else yield* this.#reconcileNode(event.object);
    } else if (event.table === 'task' && event.kind === 'update') {
      if (isWanted(event.object) && hasEnded(event.object)) this.#restartTasks.add(event.object.ID);
    }
  }

  *commit(): Blocking<void> {
    if (this.#restartTasks.size === 0) return;
    const tasks = [...this.#restartTasks];
    this.#restartTasks.clear();
    yield* this.#ground.store.batch(tasks.map((id) => (tx: Transaction) => this.#restart(tx, id)));
  }

  #restart(tx: Transaction, id: string): void {
    const task = tx.get('task', id);
    if (task === undefined || !isWanted(task)) return;
    const service = tx.get('service', task.ServiceID);
    const node = tx.get('node', task.NodeID);
    if (!isGlobal(service) || node === undefined || isInvalidNode(node)) return;
    if (node.Spec.Availability === 'pause' || !fits(service, node)) setDesiredState(tx, id, 'shutdown');
    else this.#restarts.restart(tx, service, task);
  }

  #inherit(task: Task): void {
    if (!isWanted(task)) return;
    if (isInvalidNode(this.#ground.store.get('node', task.NodeID))) this.#inherited.push(shutDown(task));
    else if (hasEnded(task)) this.#restartTasks.add(task.ID);
  }

  /** A change for every task of a global service on a node. */
  #onNode(nodeId: string, change: (tx: Transaction, taskId: string) => void): Change[] {
    const { store } = this.#ground;
    return [...store.tasksOfNode(nodeId)]
      .filter((task) => isGlobal(store.get('service', task.ServiceID)))
      .map(
        (task) =>
          (tx: Transaction): void =>
            change(tx, task.ID),
      );
  }

  *#reconcile(service: Service): Blocking<void> {
    const { store } = this.#ground;
    const perNode = new Map<string, Task[]>();
    for (const task of store.tasksOfService(service.ID)) {
      perNode.set(task.NodeID, [...(perNode.get(task.NodeID) ?? []), task]);
    }
    const changes: Change[] = [];
    const updates: Slot[] = [];
    for (const node of store.all('node')) {
      if (isInvalidNode(node)) continue;
      const slot = this.#restarts.updatable(perNode.get(node.ID) ?? [], service);
      perNode.delete(node.ID);
      if (!fits(service, node)) changes.push(...slot.map(shutDown));
      else if (node.Spec.Availability === 'pause') continue;
      else if (slot.length === 0) changes.push(this.#create(service, node.ID));
      else updates.push(slot);
    }
    for (const slot of perNode.values()) changes.push(...this.#restarts.updatable(slot, service).map(shutDown));
    yield* store.batch(changes);
    if (updates.length > 0) this.#updates.update(service, updates);
  }

  *#reconcileNode(node: SwarmNode): Blocking<void> {
    const { store } = this.#ground;
    if (isInvalidNode(node)) {
      yield* store.batch(this.#onNode(node.ID, (tx, id) => setDesiredState(tx, id, 'shutdown')));
      return;
    }
    if (node.Spec.Availability === 'pause') return;
    const changes: Change[] = [];
    for (const service of store.all('service')) {
      if (!isGlobal(service) || !fits(service, node)) continue;
      const tasks = [...store.tasksOfNode(node.ID)].filter((task) => task.ServiceID === service.ID);
      const slot = this.#restarts.updatable(tasks, service);
      const clean = slot.filter((task) => !isDirty(service, task, node));
      const surplus = slot.filter((task) => !clean.includes(task) || task !== clean[0]);
      if (clean.length === 0) changes.push(this.#create(service, node.ID));
      changes.push(...surplus.map(shutDown));
    }
    yield* store.batch(changes);
  }

  #create(service: Service, nodeId: string): Change {
    return (tx) => {
      if (tx.get('service', service.ID) === undefined) return;
      tx.create('task', newTask(this.#ground.random, this.#ground.store.now(), service, 0, nodeId));
    };
  }
}

function shutDown(task: Task): Change {
  return (tx) => {
    const current = tx.get('task', task.ID);
    if (current !== undefined && compareStates(current.DesiredState, 'shutdown') < 0)
      setDesiredState(tx, task.ID, 'shutdown');
  };
}
