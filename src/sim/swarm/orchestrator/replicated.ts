// The orchestrator of replicated services: as many slots as replicas, lowest numbers first; replaces what has ended.
// Source: swarmkit manager/orchestrator/replicated/{replicated,services,slot,tasks}.go.
// Not modelled: nothing that a user could see.
import type { Blocking } from '../../des/task.ts';
import type { Ground } from '../manager/ground.ts';
import type { Service, Task } from '../objects.ts';
import type { ObjectEvent } from '../store/actions.ts';
import type { Transaction } from '../store/transaction.ts';
import { inheritTasks, type LoopBody } from './loop.ts';
import { RestartSupervisor } from './restart.ts';
import {
  hasEnded,
  isInvalidNode,
  isWanted,
  modeOf,
  newTask,
  removalOfTasks,
  type Slot,
  setDesiredState,
} from './task.ts';
import { UpdateSupervisor } from './updater.ts';

function isReplicated(service: Service | undefined): service is Service {
  return service !== undefined && modeOf(service.Spec.Mode) === 'Replicated';
}

export class ReplicatedOrchestrator implements LoopBody {
  readonly tables = ['service', 'task', 'node'] as const;
  readonly #ground: Ground;
  readonly #restarts: RestartSupervisor;
  readonly #updates: UpdateSupervisor;
  readonly #services = new Set<string>();
  readonly #restartTasks = new Set<string>();

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#restarts = new RestartSupervisor(ground);
    this.#updates = new UpdateSupervisor(ground, this.#restarts);
  }

  *begin(): Blocking<void> {
    yield* inheritTasks(this.#ground, this.#restarts, {
      isRelated: isReplicated,
      fix: (task) => this.#look(task),
      instance: (task) => `slot ${task.Slot}`,
    });
    for (const service of this.#ground.store.all('service')) if (isReplicated(service)) this.#services.add(service.ID);
    yield* this.commit();
  }

  *event(event: ObjectEvent): Blocking<void> {
    if (event.table === 'service') {
      if (!isReplicated(event.object)) return;
      if (event.kind !== 'delete') {
        this.#services.add(event.object.ID);
        return;
      }
      this.#services.delete(event.object.ID);
      this.#restarts.forget(event.object.ID);
      yield* this.#ground.store.batch(removalOfTasks(this.#ground.store, event.object.ID));
    } else if (event.table === 'node') {
      if (event.kind === 'delete' || isInvalidNode(event.object)) this.#restartOn(event.object.ID);
    } else if (event.table === 'task') {
      if (event.kind === 'delete') this.#deleted(event.object);
      else this.#look(event.object);
    }
  }

  *commit(): Blocking<void> {
    yield* this.#restartAll();
    if (this.#services.size === 0) return;
    const services = [...this.#services];
    this.#services.clear();
    for (const id of services) {
      const service = this.#ground.store.get('service', id);
      if (isReplicated(service)) yield* this.#reconcile(service);
    }
  }

  #deleted(task: Task): void {
    if (isWanted(task) && isReplicated(this.#ground.store.get('service', task.ServiceID)))
      this.#services.add(task.ServiceID);
    this.#restarts.cancel(task.ID);
  }

  /** Notes a task that has ended, or is where it must not stay. */
  #look(task: Task): void {
    if (!isWanted(task)) return;
    const { store } = this.#ground;
    if (!isReplicated(store.get('service', task.ServiceID))) return;
    if (hasEnded(task) || (task.NodeID !== '' && isInvalidNode(store.get('node', task.NodeID)))) {
      this.#restartTasks.add(task.ID);
    }
  }

  #restartOn(nodeId: string): void {
    const { store } = this.#ground;
    for (const task of store.tasksOfNode(nodeId)) {
      if (isWanted(task) && isReplicated(store.get('service', task.ServiceID))) this.#restartTasks.add(task.ID);
    }
  }

  *#restartAll(): Blocking<void> {
    if (this.#restartTasks.size === 0) return;
    const tasks = [...this.#restartTasks];
    this.#restartTasks.clear();
    yield* this.#ground.store.batch(
      tasks.map((id) => (tx: Transaction) => {
        const task = tx.get('task', id);
        if (task === undefined || !isWanted(task)) return;
        const service = tx.get('service', task.ServiceID);
        if (isReplicated(service)) this.#restarts.restart(tx, service, task);
      }),
    );
  }

  *#reconcile(service: Service): Blocking<void> {
    const { store } = this.#ground;
    const { running, dead } = this.#slots(service);
    const wanted = 'Replicated' in service.Spec.Mode ? service.Spec.Mode.Replicated.Replicas : 0;
    const changes: ((tx: Transaction) => void)[] = [];
    let kept = [...running.values()];
    if (wanted > running.size) {
      for (const slot of missingSlots(running, wanted - running.size)) {
        dead.delete(slot);
        changes.push((tx) => {
          if (tx.get('service', service.ID) === undefined) return;
          tx.create('task', newTask(this.#ground.random, store.now(), service, slot, ''));
        });
      }
    } else if (wanted < running.size) {
      const sorted = keepFirst(kept);
      kept = sorted.slice(0, wanted);
      for (const slot of sorted.slice(wanted)) {
        for (const task of slot) changes.push((tx) => setDesiredState(tx, task.ID, 'remove'));
      }
    }
    for (const slot of dead.values()) for (const task of slot) changes.push((tx) => tx.delete('task', task.ID));
    this.#updates.update(service, kept);
    yield* store.batch(changes);
  }

  #slots(service: Service): { readonly running: Map<number, Slot>; readonly dead: Map<number, Slot> } {
    const all = new Map<number, Task[]>();
    for (const task of this.#ground.store.tasksOfService(service.ID)) {
      const slot = all.get(task.Slot);
      if (slot === undefined) all.set(task.Slot, [task]);
      else slot.push(task);
    }
    const running = new Map<number, Slot>();
    const dead = new Map<number, Slot>();
    for (const [number, slot] of all) {
      const updatable = this.#restarts.updatable(slot, service);
      if (updatable.length > 0) running.set(number, updatable);
      else dead.set(number, slot);
    }
    return { running, dead };
  }
}

/** The lowest numbers that no slot has. */
function missingSlots(running: ReadonlyMap<number, Slot>, count: number): number[] {
  const missing: number[] = [];
  for (let slot = 1; missing.length < count; slot++) if (!running.has(slot)) missing.push(slot);
  return missing;
}

/**
 * Slots in the order in which a scale-down keeps them: the first of every node, then the second of every node, and so on; running ones and
 * low numbers first; those that are on no node, or on several, last.
 */
function keepFirst(slots: readonly Slot[]): Slot[] {
  const isRunning = (slot: Slot): number => (slot.some((task) => task.Status.State === 'running') ? 0 : 1);
  const number = (slot: Slot): number => slot[0]?.Slot ?? 0;
  const sorted = [...slots].sort((a, b) => isRunning(a) - isRunning(b) || number(a) - number(b));
  const perNode = new Map<string, number>();
  const ranked = sorted.map((slot) => {
    const nodeId = slot.length === 1 ? (slot[0]?.NodeID ?? '') : '';
    if (nodeId === '') return { slot, rank: Number.POSITIVE_INFINITY };
    const rank = (perNode.get(nodeId) ?? 0) + 1;
    perNode.set(nodeId, rank);
    return { slot, rank };
  });
  return ranked.sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank)).map(({ slot }) => slot);
}
