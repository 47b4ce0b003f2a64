// How an orchestrator's loop runs: it looks at all there is, then at each change, and acts at the end of each transaction.
// Source: swarmkit manager/orchestrator/replicated/replicated.go (Run), taskinit/init.go (CheckTasks).
// Not modelled: nothing that a user could see.
import { parseIso } from '../../base/time.ts';
import { MILLISECOND } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { Ground } from '../manager/ground.ts';
import type { Service, TableName, Task } from '../objects.ts';
import { compareStates } from '../objects.ts';
import type { ObjectEvent } from '../store/actions.ts';
import type { Transaction } from '../store/transaction.ts';
import { type RestartSupervisor, restartDelay } from './restart.ts';
import { reportedAt } from './task.ts';

export interface LoopBody {
  readonly tables: readonly TableName[];
  /** Once, before the first event. */
  begin(): Blocking<void>;
  event(event: ObjectEvent): Blocking<void>;
  /** After the events of a transaction. */
  commit(): Blocking<void>;
}

/** Runs a loop over a store's events until its task is killed. */
export function* runLoop(ground: Ground, body: LoopBody): Blocking<void> {
  const watch = ground.store.watch(body.tables);
  try {
    yield* body.begin();
    for (;;) {
      const event = yield* watch.next();
      if (event.kind === 'commit') yield* body.commit();
      else yield* body.event(event);
    }
  } finally {
    watch.close();
  }
}

/** What a new leader finds: which services are the orchestrator's, and what it does to one of their tasks. */
export interface Inheritance {
  isRelated(service: Service): boolean;
  fix(task: Task): void;
  instance(task: Task): string;
}

/** Takes over the tasks of the leader before: goes on with delays, counts restarts again, drops tasks without a service. */
export function* inheritTasks(ground: Ground, restarts: RestartSupervisor, heir: Inheritance): Blocking<void> {
  const { store } = ground;
  const instances = new Map<string, Task[]>();
  const changes: ((tx: Transaction) => void)[] = [];
  for (const task of store.all('task')) {
    if (task.ServiceID === '') continue;
    const service = store.get('service', task.ServiceID);
    if (service === undefined) {
      changes.push((tx) => tx.delete('task', task.ID));
      continue;
    }
    if (!heir.isRelated(service)) continue;
    const key = `${task.ServiceID} ${heir.instance(task)}`;
    instances.set(key, [...(instances.get(key) ?? []), task]);
    heir.fix(task);
    if (task.DesiredState !== 'ready' || compareStates(task.Status.State, 'complete') > 0) continue;
    const left = remainingDelay(ground, task);
    if (left > 0) restarts.delayStart(undefined, task.ID, left, true);
    else changes.push((tx) => restarts.startNow(tx, task.ID));
  }
  yield* store.batch(changes);
  for (const tasks of instances.values()) countRestarts(ground, restarts, tasks);
}

function remainingDelay(ground: Ground, task: Task): number {
  const delay = restartDelay(task);
  if (delay === 0) return 0;
  const passed = ((parseIso(ground.store.now()) ?? 0) - reportedAt(task)) * MILLISECOND;
  return Math.min(delay, Math.round(delay - passed));
}

function countRestarts(ground: Ground, restarts: RestartSupervisor, tasks: readonly Task[]): void {
  const newest = Math.max(...tasks.map((task) => task.specVersion ?? 0));
  const current = tasks
    .filter((task) => task.specVersion === newest)
    .sort((a, b) => (parseIso(a.CreatedAt) ?? 0) - (parseIso(b.CreatedAt) ?? 0));
  for (const task of current.slice(1)) {
    const service = ground.store.get('service', task.ServiceID);
    if (service !== undefined) restarts.record(service, task);
  }
}
