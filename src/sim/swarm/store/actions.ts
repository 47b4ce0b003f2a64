// What a raft entry of the store says, what watchers are told, and who carries entries to the other managers.
// Source: swarmkit api/raft.proto (StoreAction), manager/state/proposer.go, manager/state/watch.go.
// Not modelled: extensions and resources as targets.
import type { Blocking } from '../../des/task.ts';
import type { TableName, Tables } from '../objects.ts';

/** One change. An object comes as it is to be, with its times and its version. */
export type StoreAction = {
  readonly [T in TableName]:
    | { readonly kind: 'create' | 'update'; readonly table: T; readonly object: Tables[T] }
    | { readonly kind: 'delete'; readonly table: T; readonly id: string };
}[TableName];

/** What has happened to an object. */
export type ObjectEvent = {
  readonly [T in TableName]:
    | { readonly kind: 'create'; readonly table: T; readonly object: Tables[T]; readonly old?: undefined }
    | { readonly kind: 'update'; readonly table: T; readonly object: Tables[T]; readonly old: Tables[T] }
    | { readonly kind: 'delete'; readonly table: T; readonly object: Tables[T]; readonly old: Tables[T] };
}[TableName];

/** `commit` follows the events of one transaction. */
export type StoreEvent = ObjectEvent | { readonly kind: 'commit' };

/**
 * Brings actions into the log of all managers. Returns the index of the entry once it is committed; throws a SwarmError when this manager
 * does not lead. The proposer may call `Store.applyCommitted` with the entry itself at the moment of the commit (it must do so when the
 * task that proposed is gone): what is applied already is not applied again.
 */
export interface Proposer {
  /** How far the log is committed: the version of what a transaction writes that begins now. Source: raft.go GetVersion. */
  readonly version: number;
  propose(actions: readonly StoreAction[]): Blocking<number>;
}

/** A log that nobody else reads: every proposal is committed at once. For tests, and for a look at a store alone. */
export class LocalProposer implements Proposer {
  #index = 0;

  get version(): number {
    return this.#index;
  }

  // biome-ignore lint/correctness/useYield: there is nobody to wait for
  *propose(): Blocking<number> {
    this.#index++;
    return this.#index;
  }
}
