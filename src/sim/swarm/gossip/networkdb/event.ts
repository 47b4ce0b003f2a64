// What networkdb's members tell each other, inside memberlist's user messages and states.
// Source: moby v28.5.2 libnetwork/networkdb/networkdb.proto, message.go.
// Not modelled: nothing known; values are text of JSON where Docker's are protobuf messages of their own.

/** A member of the cluster comes, or goes on purpose. */
export interface NodeEvent {
  readonly kind: 'node';
  readonly type: 'join' | 'leave';
  readonly time: number;
  readonly node: string;
}

/** A node takes part in a network, or no longer. */
export interface NetworkEvent {
  readonly kind: 'network';
  readonly type: 'join' | 'leave';
  readonly time: number;
  readonly node: string;
  readonly network: string;
}

export interface TableEvent {
  readonly kind: 'table';
  readonly type: 'create' | 'update' | 'delete';
  readonly time: number;
  /** Who owns the entry. */
  readonly node: string;
  readonly network: string;
  readonly table: string;
  readonly key: string;
  readonly value: Uint8Array;
  /** Seconds that a deleted entry is still remembered. */
  readonly reapSeconds: number;
}

/** All entries of some networks, over TCP. */
export interface BulkSync {
  readonly kind: 'bulkSync';
  readonly time: number;
  /** Wants the other's entries in return. */
  readonly unsolicited: boolean;
  readonly node: string;
  readonly networks: readonly string[];
  readonly events: readonly TableEvent[];
}

export interface Compound {
  readonly kind: 'compound';
  readonly payloads: readonly Uint8Array[];
}

export type GossipEvent = NodeEvent | NetworkEvent | TableEvent | BulkSync | Compound;

/** Who takes part in which networks: networkdb's part of memberlist's exchange of states. */
export interface NetworkState {
  readonly time: number;
  readonly node: string;
  readonly networks: readonly NetworkEvent[];
}
