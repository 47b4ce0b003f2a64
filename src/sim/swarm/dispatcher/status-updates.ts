// Statuses of tasks and nodes on their way into the store: gathered for a tenth of a second, then written together.
// Source: swarmkit manager/dispatcher/dispatcher.go (processUpdates; maxBatchInterval, maxBatchItems).
// Not modelled: the ticker while there is nothing to write; what comes waits for the tick at which it would have been written.
import { MILLISECOND } from '../../des/scheduler.ts';
import { type Blocking, WaitQueue } from '../../des/task.ts';
import type { Ground } from '../manager/ground.ts';
import { compareStates, type NodeDescription, type NodeState, type TaskStatus } from '../objects.ts';
import { equal } from '../store/equal.ts';
import type { Transaction } from '../store/transaction.ts';

/** maxBatchInterval */
const MAX_BATCH_INTERVAL = 100 * MILLISECOND;

export interface NodeUpdate {
  readonly state: NodeState;
  readonly message: string;
  readonly addr?: string;
  readonly description?: NodeDescription;
}

export class StatusUpdates {
  readonly #ground: Ground;
  readonly #came = new WaitQueue();
  readonly #written = new WaitQueue();
  #tasks = new Map<string, TaskStatus>();
  #nodes = new Map<string, NodeUpdate>();
  #rounds = 0;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  task(id: string, status: TaskStatus): void {
    this.#tasks.set(id, status);
    this.#came.wake();
  }

  /** A description that has not been written yet is not lost. */
  node(id: string, update: NodeUpdate): void {
    const description = update.description ?? this.#nodes.get(id)?.description;
    this.#nodes.set(id, { ...update, ...(description !== undefined && { description }) });
    this.#came.wake();
  }

  /** Waits until all that has come so far is in the store. */
  *settled(): Blocking<void> {
    const round = this.#rounds + 1;
    while (this.#rounds < round) yield { on: [this.#written] };
  }

  *run(): Blocking<void> {
    const { scheduler, store } = this.#ground;
    const start = scheduler.now;
    for (;;) {
      while (this.#tasks.size === 0 && this.#nodes.size === 0) yield { on: [this.#came] };
      const tick = start + (Math.floor((scheduler.now - start) / MAX_BATCH_INTERVAL) + 1) * MAX_BATCH_INTERVAL;
      while (scheduler.now < tick) yield { on: [], until: tick };
      const tasks = this.#tasks;
      const nodes = this.#nodes;
      this.#tasks = new Map();
      this.#nodes = new Map();
      const now = store.now();
      yield* store.batch([
        ...[...tasks].map(
          ([id, status]) =>
            (tx: Transaction): void =>
              writeTask(tx, id, status, now),
        ),
        ...[...nodes].map(
          ([id, update]) =>
            (tx: Transaction): void =>
              this.#writeNode(tx, id, update),
        ),
      ]);
      this.#rounds++;
      this.#written.wake();
    }
  }

  #writeNode(tx: Transaction, id: string, update: NodeUpdate): void {
    const node = tx.get('node', id);
    if (node === undefined) return;
    const { Message: _message, ...status } = node.Status;
    const { downSince: _since, ...rest } = node;
    tx.update('node', {
      ...rest,
      Status: {
        ...status,
        State: update.state,
        ...(update.message !== '' && { Message: update.message }),
        ...(update.addr !== undefined && update.addr !== '' && { Addr: update.addr }),
      },
      ...(update.description !== undefined && { Description: update.description }),
      ...(update.state === 'down' && { downSince: node.downSince ?? this.#ground.scheduler.now }),
    });
  }
}

function writeTask(tx: Transaction, id: string, status: TaskStatus, now: string): void {
  const task = tx.get('task', id);
  if (task === undefined) return;
  const { appliedAt: _, ...before } = task.Status;
  if (equal(before, status) || compareStates(task.Status.State, status.State) > 0) return;
  tx.update('task', { ...task, Status: { ...status, appliedAt: now } });
}
