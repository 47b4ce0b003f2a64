// The task reaper: keeps the history of each slot short and removes tasks whose removal is wanted and done.
// Source: swarmkit manager/orchestrator/taskreaper/task_reaper.go.
// Not modelled: nothing that a user could see.
import { MILLISECOND } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { Ground } from '../manager/ground.ts';
import { compareStates, type Service, type Task } from '../objects.ts';
import type { StoreEvent } from '../store/actions.ts';
import type { Transaction } from '../store/transaction.ts';
import { byTimestamp, hasEnded, isWanted, modeOf } from './task.ts';

/** maxDirty: with so many slots and tasks it does not wait. */
const MAX_DIRTY = 1000;
/** reaperBatchingInterval */
const BATCHING_INTERVAL = 250 * MILLISECOND;

interface Instance {
  readonly serviceId: string;
  readonly slot: number;
  readonly nodeId: string;
}

export class TaskReaper {
  readonly #ground: Ground;
  readonly #dirty = new Map<string, Instance>();
  readonly #cleanup = new Set<string>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  *run(): Blocking<void> {
    const { scheduler, store } = this.#ground;
    const watch = store.watch(['task']);
    try {
      for (const task of store.all('task')) this.#clean(task);
      yield* this.#tick();
      let due: number | undefined;
      for (;;) {
        const event = watch.take();
        if (event !== undefined) {
          if (!this.#note(event)) continue;
          if (this.#dirty.size + this.#cleanup.size > MAX_DIRTY) due = scheduler.now;
          else due ??= scheduler.now + BATCHING_INTERVAL;
        } else if (due === undefined) {
          yield { on: [watch.arrived] };
        } else if (scheduler.now < due) {
          yield { on: [watch.arrived], until: due };
        }
        if (due !== undefined && scheduler.now >= due) {
          due = undefined;
          yield* this.#tick();
        }
      }
    } finally {
      watch.close();
    }
  }

  /** True when the event concerns the reaper. */
  #note(event: StoreEvent): boolean {
    if (event.kind === 'commit' || event.table !== 'task' || event.kind === 'delete') return false;
    const task = event.object;
    if (event.kind === 'update') return this.#clean(task);
    this.#dirty.set(`${task.ServiceID} ${task.Slot} ${task.NodeID}`, {
      serviceId: task.ServiceID,
      slot: task.Slot,
      nodeId: task.NodeID,
    });
    return true;
  }

  /** Notes a task that nobody needs any more: an attachment of a node that is gone, or one that was to be removed and has ended. */
  #clean(task: Task): boolean {
    const orphan = task.Status.State === 'orphaned' && task.ServiceID === '';
    const state = task.Status.State;
    const gone = compareStates(state, 'assigned') < 0 || compareStates(state, 'complete') >= 0;
    if (!orphan && !(task.DesiredState === 'remove' && gone)) return false;
    this.#cleanup.add(task.ID);
    return true;
  }

  *#tick(): Blocking<void> {
    if (this.#dirty.size === 0 && this.#cleanup.size === 0) return;
    const doomed = new Set(this.#cleanup);
    this.#cleanup.clear();
    for (const [key, instance] of this.#dirty) if (this.#reap(instance, doomed)) this.#dirty.delete(key);
    yield* this.#ground.store.batch([...doomed].map((id) => (tx: Transaction) => tx.delete('task', id)));
  }

  /** Picks the oldest of a slot's tasks that are over; true when nothing is left to do for it. */
  #reap(instance: Instance, doomed: Set<string>): boolean {
    const service = this.#ground.store.get('service', instance.serviceId);
    if (service === undefined) return true;
    let limit = this.#limit(service);
    if (limit < 0) return true;
    const tasks = this.#historyOf(service, instance);
    if (tasks.length <= limit) return true;
    let alive = 0;
    for (const task of byTimestamp(tasks)) {
      const neverRuns = compareStates(task.Status.State, 'assigned') < 0 && !isWanted(task);
      if (!hasEnded(task) && !neverRuns) {
        alive++;
        continue;
      }
      doomed.add(task.ID);
      limit++;
      if (tasks.length <= limit) break;
    }
    return alive <= 1;
  }

  #limit(service: Service): number {
    const attempts = service.Spec.TaskTemplate.RestartPolicy?.MaxAttempts ?? 0;
    if (attempts > 0) return attempts + 1;
    for (const cluster of this.#ground.store.all('cluster'))
      return cluster.Spec.Orchestration.TaskHistoryRetentionLimit;
    return 0;
  }

  #historyOf(service: Service, instance: Instance): Task[] {
    const { store } = this.#ground;
    const mode = modeOf(service.Spec.Mode);
    if (mode === 'Replicated') return [...store.tasksOfSlot(service.ID, instance.slot)];
    if (mode !== 'Global') return [];
    return [...store.tasksOfNode(instance.nodeId)].filter((task) => task.ServiceID === service.ID);
  }
}
