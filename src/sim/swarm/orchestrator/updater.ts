// Rolling updates: replaces the tasks of a service slot by slot, watches the new ones, and pauses or rolls back when they fail.
// Source: swarmkit manager/orchestrator/update/updater.go, api/defaults/service.go.
// Not modelled: nothing that a user could see.
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import { type Blocking, WaitQueue } from '../../des/task.ts';
import { SwarmError } from '../errors.ts';
import { type Ground, microseconds } from '../manager/ground.ts';
import { compareStates, type Service, type Task, type UpdateConfig, type UpdateStatus } from '../objects.ts';
import { equal } from '../store/equal.ts';
import type { Transaction } from '../store/transaction.ts';
import type { Watch } from '../store/watch.ts';
import type { DelayedStart, RestartSupervisor } from './restart.ts';
import { hasEnded, isDirty, isWanted, modeOf, newTask, type Slot, setDesiredState } from './task.ts';

/** api/defaults: Service.Update and Service.Rollback. */
const DEFAULT_UPDATE: UpdateConfig = {
  Parallelism: 1,
  FailureAction: 'pause',
  MaxFailureRatio: 0,
  Order: 'stop-first',
};
const DEFAULT_MONITOR = 5 * SECOND;

/** Runs at most one update per service; a newer spec takes over from an older one. */
export class UpdateSupervisor {
  readonly #ground: Ground;
  readonly #restarts: RestartSupervisor;
  readonly #updates = new Map<string, Updater>();

  constructor(ground: Ground, restarts: RestartSupervisor) {
    this.#ground = ground;
    this.#restarts = restarts;
  }

  update(service: Service, slots: readonly Slot[]): void {
    const before = this.#updates.get(service.ID);
    if (before !== undefined && equal(before.service.Spec, service.Spec)) return;
    before?.cancel();
    const updater = new Updater(this.#ground, this.#restarts, service);
    this.#updates.set(service.ID, updater);
    this.#ground.start(this.#run(updater, before, slots));
  }

  *#run(updater: Updater, before: Updater | undefined, slots: readonly Slot[]): Blocking<void> {
    while (before !== undefined && !before.over) yield { on: [before.changed] };
    try {
      yield* updater.run(slots);
    } finally {
      if (this.#updates.get(updater.service.ID) === updater) this.#updates.delete(updater.service.ID);
      updater.finish();
    }
  }
}

export class Updater {
  readonly service: Service;
  over = false;
  readonly changed = new WaitQueue();
  readonly #ground: Ground;
  readonly #restarts: RestartSupervisor;
  #cancelled = false;
  #workers = 0;
  #queue: Slot[] = [];
  /** Of tasks that this update made: when they ran, undefined until they do. */
  readonly #updated = new Map<string, SimTime | undefined>();
  readonly #failed = new Set<string>();

  constructor(ground: Ground, restarts: RestartSupervisor, service: Service) {
    this.#ground = ground;
    this.#restarts = restarts;
    this.service = service;
  }

  cancel(): void {
    this.#cancelled = true;
    this.changed.wake();
  }

  finish(): void {
    this.over = true;
    this.changed.wake();
  }

  *run(slots: readonly Slot[]): Blocking<void> {
    const status = this.service.UpdateStatus?.State;
    if (status === 'paused' || status === 'rollback_paused') return;
    const dirty = slots.filter((slot) => slot.length > 1 || slot.some((task) => this.#isDirty(task)));
    if (dirty.length === 0) {
      if (status === 'updating' || status === 'rollback_started') yield* this.#complete();
      return;
    }
    if (status === undefined) yield* this.#begin();
    const rollback = status === 'rollback_started';
    const config = (rollback ? this.service.Spec.RollbackConfig : this.service.Spec.UpdateConfig) ?? DEFAULT_UPDATE;
    const failures =
      (config.FailureAction ?? 'pause') === 'continue'
        ? undefined
        : this.#ground.store.watch(
            ['task'],
            (event) => event.table === 'task' && event.kind === 'update' && this.#isOwnEnd(event.object),
          );
    try {
      yield* this.#roll(dirty, config, failures);
    } finally {
      this.#queue = [];
      failures?.close();
    }
  }

  *#roll(dirty: readonly Slot[], config: UpdateConfig, failures: Watch | undefined): Blocking<void> {
    let monitor = config.Monitor === undefined ? DEFAULT_MONITOR : microseconds(config.Monitor);
    const delay = microseconds(config.Delay ?? 0);
    this.#queue = [...dirty];
    this.#workers = Math.min(config.Parallelism === 0 ? dirty.length : config.Parallelism, dirty.length);
    for (let i = this.#workers; i > 0; i--) this.#ground.start(this.#work(config.Order, delay));
    const arrived = failures === undefined ? [] : [failures.arrived];
    let stopped = false;
    while (this.#queue.length > 0 && !this.#cancelled) {
      stopped = yield* this.#failuresStop(failures, config, monitor, dirty.length);
      if (this.#queue.length > 0) yield { on: [this.changed, ...arrived] };
    }
    this.#queue = [];
    while (this.#workers > 0) yield { on: [this.changed] };
    if (stopped || this.#cancelled) return;
    if (delay >= monitor) monitor = delay + SECOND;
    const end = this.#ground.scheduler.now + monitor;
    while (this.#ground.scheduler.now < end && !this.#cancelled) {
      if (yield* this.#failuresStop(failures, config, monitor, dirty.length)) return;
      yield { on: [this.changed, ...arrived], until: end };
    }
    if (!this.#cancelled) yield* this.#complete();
  }

  /** Looks at tasks that have ended; true when the update ends with them. */
  *#failuresStop(
    failures: Watch | undefined,
    config: UpdateConfig,
    monitor: SimTime,
    total: number,
  ): Blocking<boolean> {
    for (;;) {
      const event = failures?.take();
      if (event === undefined) return false;
      if (event.kind === 'commit' || event.table !== 'task') continue;
      if (!this.#counts(event.object.ID, monitor) || this.#failed.size / total <= config.MaxFailureRatio) continue;
      this.#queue = [];
      yield* this.#act(config.FailureAction ?? 'pause', event.object.ID);
      return true;
    }
  }

  #counts(taskId: string, monitor: SimTime): boolean {
    if (this.#failed.has(taskId) || !this.#updated.has(taskId)) return false;
    const since = this.#updated.get(taskId);
    if (since !== undefined && this.#ground.scheduler.now - since > monitor) return false;
    this.#failed.add(taskId);
    return true;
  }

  *#act(action: 'pause' | 'continue' | 'rollback', taskId: string): Blocking<void> {
    const because = `due to failure or early termination of task ${taskId}`;
    const rollingBack = this.service.UpdateStatus?.State === 'rollback_started';
    if (action === 'pause') yield* this.#pause(`update paused ${because}`);
    else if (rollingBack) yield* this.#pause(`rollback paused ${because}`);
    else yield* this.#rollBack(`update rolled back ${because}`);
  }

  *#work(order: UpdateConfig['Order'], delay: SimTime): Blocking<void> {
    const { scheduler } = this.#ground;
    try {
      for (;;) {
        const slot = this.#queue.shift();
        if (slot === undefined || this.#cancelled) return;
        this.changed.wake();
        yield* this.#replace(this.#asItIs(slot), order);
        const until = scheduler.now + delay;
        while (scheduler.now < until && !this.#cancelled) yield { on: [this.changed], until };
      }
    } finally {
      this.#workers--;
      this.changed.wake();
    }
  }

  /** A slot's tasks may have been restarted since the update began; swarmkit then makes one more, which a second update takes away. */
  #asItIs(slot: Slot): Slot {
    const { store } = this.#ground;
    const [first] = slot;
    if (first === undefined) return slot;
    const global = modeOf(this.service.Spec.Mode) === 'Global';
    const tasks = global ? store.tasksOfNode(first.NodeID) : store.tasksOfSlot(first.ServiceID, first.Slot);
    const wanted = [...tasks].filter((task) => task.ServiceID === first.ServiceID && isWanted(task));
    return wanted.length > 0 ? wanted : slot;
  }

  /** Brings one slot to the new spec: with a task that is there already, or a new one. */
  *#replace(slot: Slot, order: UpdateConfig['Order']): Blocking<void> {
    const clean = slot.filter((task) => !this.#isDirty(task));
    const existing =
      clean.find((task) => task.DesiredState === 'running') ??
      clean.filter((task) => compareStates(task.DesiredState, 'running') < 0).at(-1);
    if (existing !== undefined) yield* this.#keepExisting(slot, existing);
    else yield* this.#makeNew(slot, order);
  }

  *#makeNew(slot: Slot, order: UpdateConfig['Order']): Blocking<void> {
    const first = slot[0];
    if (first === undefined) return;
    const { store, random } = this.#ground;
    const nodeId = modeOf(this.service.Spec.Mode) === 'Global' ? first.NodeID : '';
    const made = { ...newTask(random, store.now(), this.service, first.Slot, nodeId), DesiredState: 'ready' as const };
    const watch = store.watch(['task'], (event) => event.kind === 'update' && event.object.ID === made.ID);
    this.#updated.set(made.ID, undefined);
    try {
      let created = false;
      yield* store.batch([
        (tx) => {
          if (tx.get('service', made.ServiceID) === undefined) throw new SwarmError('NotFound', 'service was deleted');
          tx.create('task', made);
          created = true;
        },
      ]);
      if (!created) return;
      const startFirst = order === 'start-first';
      const old = startFirst ? undefined : yield* this.#removeOld(slot);
      yield* this.#untilOver(this.#restarts.delayStart(old, made.ID, 0, !startFirst));
      yield* this.#untilRunning(watch, made.ID, startFirst ? slot : []);
    } finally {
      watch.close();
    }
  }

  *#untilRunning(watch: Watch, taskId: string, oldTasks: Slot): Blocking<void> {
    while (!this.#cancelled) {
      const event = watch.take();
      if (event === undefined) {
        yield { on: [watch.arrived, this.changed] };
        continue;
      }
      if (event.kind === 'commit' || event.table !== 'task') continue;
      if (compareStates(event.object.Status.State, 'running') < 0) continue;
      this.#updated.set(taskId, this.#ground.scheduler.now);
      if (event.object.Status.State === 'running') yield* this.#removeOld(oldTasks);
      return;
    }
  }

  *#keepExisting(slot: Slot, existing: Task): Blocking<void> {
    const others = slot.filter((task) => task !== existing);
    const old = yield* this.#removeOld(others);
    if (existing.DesiredState !== 'running') {
      yield* this.#untilOver(this.#restarts.delayStart(old, existing.ID, 0, true));
    }
  }

  *#untilOver(delay: DelayedStart): Blocking<void> {
    while (!delay.over && !this.#cancelled) yield { on: [delay.changed, this.changed] };
  }

  /** Shuts the tasks down that still shall run; answers the last of them. */
  *#removeOld(tasks: Slot): Blocking<Task | undefined> {
    let removed: Task | undefined;
    yield* this.#ground.store.batch(
      tasks.filter(isWanted).map((task) => (tx: Transaction) => {
        if (setDesiredState(tx, task.ID, 'shutdown')) removed = task;
      }),
    );
    return removed;
  }

  #isOwnEnd(task: Task): boolean {
    return task.ServiceID === this.service.ID && hasEnded(task);
  }

  #isDirty(task: Task): boolean {
    return isDirty(this.service, task, this.#ground.store.get('node', task.NodeID));
  }

  // ---- what the service says of its update

  *#change(change: (service: Service, status: UpdateStatus, now: string) => Service): Blocking<void> {
    yield* this.#ground.store.batch([
      (tx) => {
        const service = tx.get('service', this.service.ID);
        if (service?.UpdateStatus === undefined) return;
        tx.update('service', change(service, service.UpdateStatus, this.#ground.store.now()));
      },
    ]);
  }

  *#begin(): Blocking<void> {
    yield* this.#ground.store.batch([
      (tx) => {
        const service = tx.get('service', this.service.ID);
        if (service === undefined || service.UpdateStatus !== undefined) return;
        const status: UpdateStatus = {
          State: 'updating',
          StartedAt: this.#ground.store.now(),
          Message: 'update in progress',
        };
        tx.update('service', { ...service, UpdateStatus: status });
      },
    ]);
  }

  *#pause(message: string): Blocking<void> {
    yield* this.#change((service, status) => ({
      ...service,
      UpdateStatus: {
        ...status,
        State: status.State === 'rollback_started' ? 'rollback_paused' : 'paused',
        Message: message,
      },
    }));
  }

  *#rollBack(message: string): Blocking<void> {
    yield* this.#change((service, status) => {
      if (service.PreviousSpec === undefined) {
        throw new SwarmError('Unknown', 'cannot roll back service because no previous spec is available');
      }
      const { PreviousSpec, previousSpecVersion, ...rest } = service;
      return {
        ...rest,
        Spec: PreviousSpec,
        specVersion: previousSpecVersion ?? 0,
        UpdateStatus: { ...status, State: 'rollback_started', Message: message },
      };
    });
  }

  *#complete(): Blocking<void> {
    yield* this.#change((service, status, now) => {
      const rollback = status.State === 'rollback_started';
      return {
        ...service,
        UpdateStatus: {
          ...status,
          State: rollback ? 'rollback_completed' : 'completed',
          Message: rollback ? 'rollback completed' : 'update completed',
          CompletedAt: now,
        },
      };
    });
  }
}
