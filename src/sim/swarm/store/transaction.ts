// A transaction: what it has written can be read in it at once, and is taken back until raft has committed it.
// Source: swarmkit manager/state/store/memory.go (tx), object.go.
// Not modelled: transactions that read while others are written (there is one at a time).
import type { TableName, Tables, Task } from '../objects.ts';
import type { StoreAction } from './actions.ts';
import { type ReadTables, StoreConflict, type StoreTables } from './tables.ts';

/** Without version and times: the transaction gives them. */
export type Draft<T extends TableName> = Omit<Tables[T], 'Version' | 'CreatedAt' | 'UpdatedAt'>;

interface Undo {
  readonly table: TableName;
  readonly id: string;
  readonly before: Tables[TableName] | undefined;
}

export class Transaction implements ReadTables {
  readonly #tables: StoreTables;
  readonly #now: string;
  readonly #version: number;
  readonly #actions: StoreAction[] = [];
  readonly #undo: Undo[] = [];

  constructor(tables: StoreTables, now: string, version: number) {
    this.#tables = tables;
    this.#now = now;
    this.#version = version;
  }

  /** When the transaction began: what it writes is stamped with. */
  now(): string {
    return this.#now;
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

  /** Throws StoreConflict when the id or the name is taken. */
  create<T extends TableName>(table: T, draft: Draft<T>): void {
    if (this.#tables.get(table, draft.ID) !== undefined) throw new StoreConflict('exists');
    const object = {
      ...draft,
      Version: { Index: this.#version },
      CreatedAt: this.#now,
      UpdatedAt: this.#now,
    } as unknown as Tables[T];
    this.#put('create', table, object);
  }

  /** Throws StoreConflict when it is gone, has changed since it was read, or when its new name is taken. */
  update<T extends TableName>(table: T, object: Tables[T]): void {
    const current = this.#tables.get(table, object.ID);
    if (current === undefined) throw new StoreConflict('missing');
    if (current.Version.Index !== object.Version.Index) throw new StoreConflict('sequence');
    this.#put('update', table, { ...object, Version: { Index: this.#version }, UpdatedAt: this.#now });
  }

  /** Throws StoreConflict when it is gone. */
  delete(table: TableName, id: string): void {
    const before = this.#tables.remove(table, id);
    if (before === undefined) throw new StoreConflict('missing');
    this.#undo.push({ table, id, before });
    this.#actions.push({ kind: 'delete', table, id });
  }

  /** How far the transaction has come, for `back`. */
  mark(): number {
    return this.#undo.length;
  }

  /** Takes back what was written since `mark`. */
  back(mark: number): void {
    while (this.#undo.length > mark) {
      const { table, id, before } = this.#undo.pop() as Undo;
      this.#actions.pop();
      if (before === undefined) this.#tables.remove(table, id);
      else this.#tables.put(table, before);
    }
  }

  /** Takes everything back and answers what the transaction would do. */
  close(): readonly StoreAction[] {
    const actions = [...this.#actions];
    this.back(0);
    return actions;
  }

  #put<T extends TableName>(kind: 'create' | 'update', table: T, object: Tables[T]): void {
    const before = this.#tables.put(table, object);
    this.#undo.push({ table, id: object.ID, before });
    this.#actions.push({ kind, table, object } as StoreAction);
  }
}
