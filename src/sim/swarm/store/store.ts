// The memory store of a manager: all of the swarm's objects, changed by raft entries only, in the same order on every manager.
// Source: swarmkit manager/state/store/memory.go (Update, Batch, ApplyStoreActions, Save, Restore).
// Not modelled: the size limit of one raft entry (1.5 MB); a transaction's changes are counted instead, as swarmkit also does.
import { type Blocking, WaitQueue } from '../../des/task.ts';
import { SwarmError } from '../errors.ts';
import type { TableName, Tables, Task } from '../objects.ts';
import type { ObjectEvent, Proposer, StoreAction } from './actions.ts';
import { type ReadTables, StoreTables } from './tables.ts';
import { Transaction } from './transaction.ts';
import { Watch } from './watch.ts';

/** MaxChangesPerTransaction: of one raft entry. */
export const MAX_CHANGES_PER_TRANSACTION = 200;

const tableNames: readonly TableName[] = ['cluster', 'config', 'network', 'node', 'secret', 'service', 'task'];

/** All objects of a store at one index. */
export interface StoreSnapshot {
  readonly index: number;
  readonly objects: { readonly [T in TableName]: readonly Tables[T][] };
}

/** Called with every object that changes, after the commit; not for those that want to wait (they `watch`). */
export type StoreListener = (event: ObjectEvent) => void;

export class Store implements ReadTables {
  readonly #proposer: Proposer;
  readonly #now: () => string;
  #tables = new StoreTables();
  #index = 0;
  #locked = false;
  readonly #unlocked = new WaitQueue();
  readonly #watches = new Set<Watch>();
  readonly #listeners = new Set<StoreListener>();

  /** `now` is the wall clock as RFC 3339 text. */
  constructor(proposer: Proposer, now: () => string) {
    this.#proposer = proposer;
    this.#now = now;
  }

  /** The raft index of the last change. */
  get index(): number {
    return this.#index;
  }

  /** The wall clock that stamps objects. */
  now(): string {
    return this.#now();
  }

  get<T extends TableName>(table: T, id: string): Tables[T] | undefined {
    return this.#tables.get(table, id);
  }

  all<T extends TableName>(table: T): Iterable<Tables[T]> {
    return this.#tables.all(table);
  }

  count(table: TableName): number {
    return this.#tables.count(table);
  }

  byName<T extends TableName>(table: T, name: string): Tables[T] | undefined {
    return this.#tables.byName(table, name);
  }

  tasksOfService(serviceId: string): readonly Task[] {
    return this.#tables.tasksOfService(serviceId);
  }

  tasksOfSlot(serviceId: string, slot: number): readonly Task[] {
    return this.#tables.tasksOfSlot(serviceId, slot);
  }

  tasksOfNode(nodeId: string): readonly Task[] {
    return this.#tables.tasksOfNode(nodeId);
  }

  /** One transaction: `body` reads and writes, raft commits, watchers are told. What `body` or raft throws leaves nothing behind. */
  *update<T>(body: (tx: Transaction) => T): Blocking<T> {
    yield* this.#lock();
    try {
      const transaction = new Transaction(this.#tables, this.#now(), this.#proposer.version);
      let value: T;
      try {
        value = body(transaction);
      } catch (error) {
        transaction.close();
        throw error;
      }
      yield* this.#commit(transaction.close());
      return value;
    } finally {
      this.#unlock();
    }
  }

  /**
   * Many small changes in few transactions. A change that throws a SwarmError is left out, the others stand. False when raft
   * refused (leadership is lost): what was committed before stays, as with swarmkit's batches.
   */
  *batch(changes: readonly ((tx: Transaction) => void)[]): Blocking<boolean> {
    for (let start = 0; start < changes.length; start += MAX_CHANGES_PER_TRANSACTION) {
      const part = changes.slice(start, start + MAX_CHANGES_PER_TRANSACTION);
      try {
        yield* this.update((tx) => {
          for (const change of part) attempt(tx, change);
        });
      } catch (error) {
        if (error instanceof SwarmError) return false;
        throw error;
      }
    }
    return true;
  }

  /** An entry of the log, on managers that did not propose it. What is applied already is passed over. */
  applyCommitted(actions: readonly StoreAction[], index: number): void {
    if (index <= this.#index) return;
    this.#index = index;
    const events: ObjectEvent[] = [];
    for (const action of actions) {
      const event = this.#apply(action);
      if (event !== undefined) events.push(event);
    }
    this.#publish(events);
  }

  snapshot(): StoreSnapshot {
    const list = <T extends TableName>(table: T): readonly Tables[T][] => [...this.#tables.all(table)];
    return {
      index: this.#index,
      objects: {
        cluster: list('cluster'),
        config: list('config'),
        network: list('network'),
        node: list('node'),
        secret: list('secret'),
        service: list('service'),
        task: list('task'),
      },
    };
  }

  /** Replaces everything; watchers are told of the differences. */
  restore(snapshot: StoreSnapshot): void {
    const before = this.#tables;
    const tables = new StoreTables();
    const events: ObjectEvent[] = [];
    for (const table of tableNames) {
      for (const object of snapshot.objects[table]) {
        const old = before.get(table, object.ID);
        tables.put(table, object);
        if (old === undefined) events.push({ kind: 'create', table, object } as ObjectEvent);
        else if (old.Version.Index !== object.Version.Index)
          events.push({ kind: 'update', table, object, old } as ObjectEvent);
      }
      for (const old of before.all(table)) {
        if (tables.get(table, old.ID) === undefined)
          events.push({ kind: 'delete', table, object: old, old } as ObjectEvent);
      }
    }
    this.#tables = tables;
    this.#index = snapshot.index;
    this.#publish(events);
  }

  /** Opens a queue of events of these tables (all of them unless given), from now on. Close it. */
  watch(tables: readonly TableName[] = tableNames, matches?: (event: ObjectEvent) => boolean): Watch {
    const watch = new Watch(tables, matches, (closed) => this.#watches.delete(closed));
    this.#watches.add(watch);
    return watch;
  }

  /** Calls back with every event; answers how to stop that. */
  listen(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  *#commit(actions: readonly StoreAction[]): Blocking<void> {
    if (actions.length === 0) return;
    const index = yield* this.#proposer.propose(actions);
    this.applyCommitted(actions, index);
  }

  #apply(action: StoreAction): ObjectEvent | undefined {
    if (action.kind === 'delete') {
      const old = this.#tables.remove(action.table, action.id);
      if (old === undefined) return undefined;
      return { kind: 'delete', table: action.table, object: old, old } as ObjectEvent;
    }
    const { object } = action;
    const old = this.#tables.put(action.table, object);
    if (old === undefined) return { kind: 'create', table: action.table, object } as ObjectEvent;
    return { kind: 'update', table: action.table, object, old } as ObjectEvent;
  }

  #publish(events: readonly ObjectEvent[]): void {
    if (events.length === 0) return;
    for (const watch of this.#watches) watch.publish(events);
    for (const listener of this.#listeners) for (const event of events) listener(event);
  }

  *#lock(): Blocking<void> {
    while (this.#locked) yield { on: [this.#unlocked] };
    this.#locked = true;
  }

  #unlock(): void {
    this.#locked = false;
    this.#unlocked.wake();
  }
}

function attempt(tx: Transaction, change: (tx: Transaction) => void): void {
  const mark = tx.mark();
  try {
    change(tx);
  } catch (error) {
    if (!(error instanceof SwarmError)) throw error;
    tx.back(mark);
  }
}
