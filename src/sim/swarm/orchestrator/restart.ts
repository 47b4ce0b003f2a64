// The restart supervisor: replaces tasks that have ended as their policy allows, after a delay, and counts the attempts.
// Source: swarmkit manager/orchestrator/restart/restart.go.
// Not modelled: nothing that a user could see.
import { parseIso } from '../../base/time.ts';
import type { SimTime } from '../../des/scheduler.ts';
import { type Blocking, WaitQueue } from '../../des/task.ts';
import { type Ground, MINUTE, microseconds } from '../manager/ground.ts';
import { compareStates, type RestartPolicy, type Service, type Task } from '../objects.ts';
import type { Transaction } from '../store/transaction.ts';
import type { Watch } from '../store/watch.ts';
import {
  byTimestamp,
  DEFAULT_RESTART_DELAY,
  hasEnded,
  isJob,
  isWanted,
  modeOf,
  newTask,
  reportedAt,
  restartCondition,
  type Slot,
  type TaskDraft,
} from './task.ts';

/** defaultOldTaskTimeout: how long a replacement waits for the task before it to stop. */
const OLD_TASK_TIMEOUT = MINUTE;

/** A replacement that has been made and shall run later. */
export class DelayedStart {
  over = false;
  cancelled = false;
  /** Somebody wants the task restarted when the delay is over. */
  waiter = false;
  readonly changed = new WaitQueue();

  cancel(): void {
    this.cancelled = true;
    this.changed.wake();
  }

  finish(): void {
    this.over = true;
    this.changed.wake();
  }
}

interface History {
  total: number;
  specVersion: number | undefined;
  /** When replacements were made, milliseconds since 1970; only kept when the policy has a window. */
  times: number[];
}

/** Where tasks follow each other: a slot of a replicated service, a node of a global one. */
function instanceOf(service: Service, task: { readonly Slot: number; readonly NodeID: string }): string {
  return modeOf(service.Spec.Mode).startsWith('Global') ? `node ${task.NodeID}` : `slot ${task.Slot}`;
}

export class RestartSupervisor {
  readonly #ground: Ground;
  readonly #delays = new Map<string, DelayedStart>();
  readonly #history = new Map<string, Map<string, History>>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** Shuts a task down and, if its policy says so, makes its replacement, which starts after the delay. Called in a transaction. */
  restart(tx: Transaction, service: Service, task: Task): void {
    const delay = this.#delays.get(task.ID);
    if (delay !== undefined) {
      this.#restartLater(delay, task.ID);
      return;
    }
    if (compareStates(task.DesiredState, 'complete') > 0) return;
    tx.update('task', { ...task, DesiredState: 'shutdown' });
    if (!this.#shouldRestart(task, service)) return;
    const global = modeOf(service.Spec.Mode).startsWith('Global');
    const made = newTask(
      this.#ground.random,
      this.#ground.store.now(),
      service,
      global ? 0 : task.Slot,
      global ? task.NodeID : '',
    );
    const replacement: TaskDraft = {
      ...made,
      DesiredState: 'ready',
      ...(isJob(service.Spec.Mode) && { JobIteration: { Index: service.JobStatus?.JobIteration.Index ?? 0 } }),
    };
    const node = tx.get('node', task.NodeID);
    const drained = node?.Spec.Availability === 'drain';
    const waitStop = node?.Status.State !== 'down' && !hasEnded(task);
    tx.create('task', replacement);
    this.record(service, replacement);
    this.delayStart(task, replacement.ID, drained ? 0 : restartDelay(task), waitStop);
  }

  /** Lets a task run when `delay` has passed and, if asked for, the old one has stopped. */
  delayStart(old: Task | undefined, taskId: string, delay: SimTime, waitStop: boolean): DelayedStart {
    this.#delays.get(taskId)?.cancel();
    const started = new DelayedStart();
    this.#delays.set(taskId, started);
    this.#ground.start(this.#run(started, taskId, delay, waitStop ? old : undefined));
    return started;
  }

  /** Lets a task run now. Called in a transaction. */
  startNow(tx: Transaction, taskId: string): void {
    const task = tx.get('task', taskId);
    if (task === undefined || compareStates(task.DesiredState, 'running') >= 0) return;
    tx.update('task', { ...task, DesiredState: task.JobIteration === undefined ? 'running' : 'complete' });
  }

  cancel(taskId: string): void {
    this.#delays.get(taskId)?.cancel();
  }

  forget(serviceId: string): void {
    this.#history.delete(serviceId);
  }

  /** The tasks of a slot that an update may replace: those that shall run, or the last one if it will not come again by itself. */
  updatable(slot: Slot, service: Service): Slot {
    const wanted = slot.filter(isWanted);
    if (wanted.length > 0) return wanted;
    if (service.UpdateStatus?.State === 'rollback_started') return [];
    const newest = byTimestamp(slot).at(-1);
    return newest !== undefined && !this.#shouldRestart(newest, service) ? [newest] : [];
  }

  /** Counts a replacement against the policy's attempts. */
  record(service: Service, replacement: TaskDraft & { readonly CreatedAt?: string }): void {
    const policy = replacement.Spec.RestartPolicy;
    if (policy === undefined || policy.MaxAttempts === 0) return;
    let instances = this.#history.get(service.ID);
    if (instances === undefined) {
      instances = new Map();
      this.#history.set(service.ID, instances);
    }
    const key = instanceOf(service, replacement);
    let history = instances.get(key);
    if (history === undefined || history.specVersion !== replacement.specVersion) {
      history = { total: 0, specVersion: replacement.specVersion, times: [] };
      instances.set(key, history);
    }
    history.total++;
    if (windowOf(policy) > 0) history.times.push(parseIso(replacement.CreatedAt ?? this.#ground.store.now()) ?? 0);
  }

  #shouldRestart(task: Task, service: Service): boolean {
    const completed = task.Status.State === 'complete';
    switch (restartCondition(task.Spec)) {
      case 'none':
        return false;
      case 'on-failure':
        if (completed) return false;
        break;
      case 'any':
        if (completed && isJob(service.Spec.Mode)) return false;
    }
    const policy = task.Spec.RestartPolicy;
    if (policy === undefined || policy.MaxAttempts === 0) return true;
    const history = this.#history.get(task.ServiceID)?.get(instanceOf(service, task));
    if (history === undefined || history.specVersion !== task.specVersion) return true;
    const window = windowOf(policy);
    if (window === 0) return history.total < policy.MaxAttempts;
    const now = reportedAt(task);
    history.times = history.times.filter((time) => time > now - window);
    return history.times.filter((time) => time < now).length < policy.MaxAttempts;
  }

  #restartLater(delay: DelayedStart, taskId: string): void {
    if (delay.waiter) return;
    delay.waiter = true;
    this.#ground.start(this.#restartAfter(delay, taskId));
  }

  *#restartAfter(delay: DelayedStart, taskId: string): Blocking<void> {
    while (!delay.over) yield { on: [delay.changed] };
    yield* this.#ground.store.batch([
      (tx) => {
        const task = tx.get('task', taskId);
        if (task === undefined || !isWanted(task)) return;
        const service = tx.get('service', task.ServiceID);
        if (service !== undefined) this.restart(tx, service, task);
      },
    ]);
  }

  *#run(delay: DelayedStart, taskId: string, time: SimTime, old: Task | undefined): Blocking<void> {
    const { scheduler, store } = this.#ground;
    const current = old && store.get('task', old.ID);
    const watch = current !== undefined && !hasEnded(current) ? this.#watchEnd(current) : undefined;
    const timeout = scheduler.now + OLD_TASK_TIMEOUT;
    try {
      const start = scheduler.now + time;
      while (scheduler.now < start && !delay.cancelled) yield { on: [delay.changed], until: start };
      if (watch !== undefined) {
        while (watch.take() === undefined && scheduler.now < timeout && !delay.cancelled) {
          yield { on: [watch.arrived, delay.changed], until: timeout };
        }
      }
      if (!delay.cancelled) yield* store.batch([(tx) => this.startNow(tx, taskId)]);
    } finally {
      watch?.close();
      if (this.#delays.get(taskId) === delay) this.#delays.delete(taskId);
      delay.finish();
    }
  }

  /** Told when the task has ended, or its node is down or gone. */
  #watchEnd(old: Task): Watch {
    return this.#ground.store.watch(['task', 'node'], (event) => {
      if (event.table === 'task')
        return event.object.ID === old.ID && (event.kind === 'delete' || hasEnded(event.object));
      if (event.table !== 'node' || event.object.ID !== old.NodeID) return false;
      return event.kind === 'delete' || (event.kind === 'update' && event.object.Status.State === 'down');
    });
  }
}

/** The policy's delay in virtual time. */
export function restartDelay(task: { readonly Spec: Task['Spec'] }): SimTime {
  return microseconds(task.Spec.RestartPolicy?.Delay ?? DEFAULT_RESTART_DELAY);
}

/** The policy's window in milliseconds; 0: none. */
function windowOf(policy: RestartPolicy): number {
  return (policy.Window ?? 0) / 1_000_000;
}
