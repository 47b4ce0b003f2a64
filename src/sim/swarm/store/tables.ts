// The store's tables in memory with their indexes: by id, by name, tasks by service, slot and node.
// Source: swarmkit manager/state/store/{memory,tasks,services,nodes,networks}.go.
// Objects are immutable and replaced whole. Lists come in the order in which objects were made.

import { SwarmError } from '../errors.ts';
import type { TableName, Tables, Task } from '../objects.ts';

/** ErrExist, ErrNotExist, ErrNameConflict, ErrSequenceConflict: gRPC calls such errors of Go `Unknown`. */
export class StoreConflict extends SwarmError {
  override name = 'StoreConflict';
  readonly kind: 'exists' | 'missing' | 'name' | 'sequence';
  constructor(kind: StoreConflict['kind']) {
    super('Unknown', conflictText[kind]);
    this.kind = kind;
  }
}

const conflictText: Readonly<Record<StoreConflict['kind'], string>> = {
  exists: 'object already exists',
  missing: 'object does not exist',
  name: 'name conflicts with an existing object',
  sequence: 'update out of sequence',
};

type TableMaps = { readonly [T in TableName]: Map<string, Tables[T]> };

/** What may be read of a store. */
export interface ReadTables {
  get<T extends TableName>(table: T, id: string): Tables[T] | undefined;
  all<T extends TableName>(table: T): Iterable<Tables[T]>;
  count(table: TableName): number;
  /** The object of that name, whatever its case; tasks and nodes have none that is unique. */
  byName<T extends TableName>(table: T, name: string): Tables[T] | undefined;
  tasksOfService(serviceId: string): readonly Task[];
  tasksOfSlot(serviceId: string, slot: number): readonly Task[];
  tasksOfNode(nodeId: string): readonly Task[];
}

const NO_TASKS: readonly Task[] = [];

/** The name under which an object must be the only one of its table. */
function uniqueName(table: TableName, object: Tables[TableName]): string | undefined {
  if (table === 'task' || table === 'node') return undefined;
  const spec: { readonly Name?: string } = object.Spec as { readonly Name?: string };
  return spec.Name?.toLowerCase();
}

export class StoreTables implements ReadTables {
  readonly #maps: TableMaps = {
    cluster: new Map(),
    config: new Map(),
    network: new Map(),
    node: new Map(),
    secret: new Map(),
    service: new Map(),
    task: new Map(),
  };
  readonly #names = new Map<string, string>();
  /** Ids of tasks. */
  readonly #byService = new Map<string, Set<string>>();
  readonly #bySlot = new Map<string, Set<string>>();
  readonly #byNode = new Map<string, Set<string>>();

  get<T extends TableName>(table: T, id: string): Tables[T] | undefined {
    return this.#maps[table].get(id);
  }

  all<T extends TableName>(table: T): Iterable<Tables[T]> {
    return this.#maps[table].values();
  }

  count(table: TableName): number {
    return this.#maps[table].size;
  }

  byName<T extends TableName>(table: T, name: string): Tables[T] | undefined {
    const id = this.#names.get(`${table} ${name.toLowerCase()}`);
    return id === undefined ? undefined : this.get(table, id);
  }

  tasksOfService(serviceId: string): readonly Task[] {
    return this.#tasks(this.#byService.get(serviceId));
  }

  tasksOfSlot(serviceId: string, slot: number): readonly Task[] {
    return this.#tasks(this.#bySlot.get(slotKey(serviceId, slot)));
  }

  tasksOfNode(nodeId: string): readonly Task[] {
    return this.#tasks(this.#byNode.get(nodeId));
  }

  /** Puts an object in, in place of the one with its id; throws where another has its name. Answers the one before. */
  put<T extends TableName>(table: T, object: Tables[T]): Tables[T] | undefined {
    const old = this.#maps[table].get(object.ID);
    const name = uniqueName(table, object);
    if (name !== undefined)
      this.#rename(table, object.ID, old === undefined ? undefined : uniqueName(table, old), name);
    this.#maps[table].set(object.ID, object);
    if (table === 'task') this.#index(old as Task | undefined, object as Task);
    return old;
  }

  /** Takes an object out; undefined if there is none. */
  remove<T extends TableName>(table: T, id: string): Tables[T] | undefined {
    const old = this.#maps[table].get(id);
    if (old === undefined) return undefined;
    const name = uniqueName(table, old);
    if (name !== undefined) this.#names.delete(`${table} ${name}`);
    this.#maps[table].delete(id);
    if (table === 'task') this.#index(old as Task, undefined);
    return old;
  }

  #rename(table: TableName, id: string, before: string | undefined, name: string): void {
    if (before === name) return;
    const key = `${table} ${name}`;
    const holder = this.#names.get(key);
    if (holder !== undefined && holder !== id) throw new StoreConflict('name');
    if (before !== undefined) this.#names.delete(`${table} ${before}`);
    this.#names.set(key, id);
  }

  #tasks(ids: ReadonlySet<string> | undefined): readonly Task[] {
    if (ids === undefined) return NO_TASKS;
    const tasks: Task[] = [];
    for (const id of ids) tasks.push(this.#maps.task.get(id) as Task);
    return tasks;
  }

  #index(old: Task | undefined, task: Task | undefined): void {
    const id = (task ?? old)?.ID ?? '';
    if (old?.NodeID !== task?.NodeID) move(this.#byNode, id, old?.NodeID, task?.NodeID);
    if (old?.ServiceID === task?.ServiceID && old?.Slot === task?.Slot) return;
    move(this.#byService, id, old?.ServiceID, task?.ServiceID);
    move(this.#bySlot, id, old && slotKey(old.ServiceID, old.Slot), task && slotKey(task.ServiceID, task.Slot));
  }
}

function slotKey(serviceId: string, slot: number): string {
  return `${serviceId} ${slot}`;
}

function move(index: Map<string, Set<string>>, id: string, from: string | undefined, to: string | undefined): void {
  if (from !== undefined) {
    const ids = index.get(from);
    ids?.delete(id);
    if (ids?.size === 0) index.delete(from);
  }
  if (to === undefined || to === '') return;
  const ids = index.get(to);
  if (ids === undefined) index.set(to, new Set([id]));
  else ids.add(id);
}
