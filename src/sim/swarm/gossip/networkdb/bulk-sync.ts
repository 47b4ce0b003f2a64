// Exchanges of all entries of common networks with another node, over TCP: when a network is joined, and every 30 s.
// Source: moby v28.5.2 libnetwork/networkdb/cluster.go (bulkSyncTables, bulkSync, bulkSyncNode), delegate.go (handleBulkSync).
// Not modelled: log lines; that an answer of one's own makes moby forget the answer it waits for (it then waits for 30 s in vain).
import type { RandomStream } from '../../../base/random.ts';
import { type Scheduler, SECOND } from '../../../des/scheduler.ts';
import { type Blocking, WaitQueue } from '../../../des/task.ts';
import { encodeEvent } from '../encoding/event-codec.ts';
import type { Endpoint } from '../memberlist/message.ts';
import { BULK_SYNC_NODES, BULK_SYNC_TIMEOUT, type LamportClock } from './config.ts';
import type { Entries, Entry } from './entries.ts';
import type { BulkSync, TableEvent } from './event.ts';
import type { Networks } from './networks.ts';
import { randomNodes } from './random-nodes.ts';

export interface BulkSyncerParts {
  readonly scheduler: Scheduler;
  readonly random: RandomStream;
  readonly self: string;
  readonly clock: LamportClock;
  readonly networks: Networks;
  readonly entries: Entries;
  endpointOf(node: string): Endpoint | undefined;
  sendReliable(to: Endpoint, payload: Uint8Array): Blocking<boolean>;
}

/** An answer that is waited for. */
interface Expected {
  readonly came: WaitQueue;
  done: boolean;
}

export class BulkSyncer {
  readonly #parts: BulkSyncerParts;
  readonly #expected = new Map<string, Expected>();

  constructor(parts: BulkSyncerParts) {
    this.#parts = parts;
  }

  /** Syncs each own network with one of its nodes; one exchange covers all networks that the two have in common. */
  *syncAll(): Blocking<void> {
    const { networks } = this.#parts;
    let left = [...networks.own()].filter(({ leaving }) => !leaving).map(({ id }) => id);
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const done = yield* this.#syncWithOne(networks.nodesOf(id));
      left = left.filter((other) => !done.includes(other));
    }
  }

  /** Syncs with each of `nodes` in turn. */
  *syncWith(nodes: readonly string[]): Blocking<void> {
    for (const node of nodes) {
      if (node !== this.#parts.self) yield* this.#sync(node, this.#parts.networks.commonWith(node), true);
    }
  }

  /** Another node has sent its entries: they have been taken in, now it gets ours, or we have been waiting for these. */
  *answer({ node, unsolicited, networks }: BulkSync): Blocking<void> {
    if (unsolicited) {
      yield* this.#sync(node, networks, false);
      return;
    }
    const expected = this.#expected.get(node);
    if (expected === undefined) return;
    this.#expected.delete(node);
    expected.done = true;
    expected.came.wake();
  }

  /** Tries two nodes; answers the networks that were covered. */
  *#syncWithOne(nodes: readonly string[]): Blocking<readonly string[]> {
    const { random, self, networks } = this.#parts;
    for (const node of randomNodes(BULK_SYNC_NODES, nodes, self, random)) {
      const common = networks.commonWith(node);
      if (yield* this.#sync(node, common, true)) return common;
    }
    return [];
  }

  /** False if the other could not be reached. */
  *#sync(node: string, ids: readonly string[], unsolicited: boolean): Blocking<boolean> {
    const { scheduler, self, clock, endpointOf, sendReliable } = this.#parts;
    const to = endpointOf(node);
    if (to === undefined) return true;
    const events = ids.flatMap((id) => this.#parts.entries.ofNetwork(id)).map((entry) => this.#event(entry));
    const sync: BulkSync = { kind: 'bulkSync', time: clock.time, unsolicited, node: self, networks: ids, events };
    if (!unsolicited) return yield* sendReliable(to, encodeEvent(sync));
    const expected: Expected = { came: new WaitQueue(), done: false };
    this.#expected.set(node, expected);
    if (!(yield* sendReliable(to, encodeEvent(sync)))) {
      this.#expected.delete(node);
      return false;
    }
    const until = scheduler.now + BULK_SYNC_TIMEOUT;
    while (!expected.done && scheduler.now < until) yield { on: [expected.came], until };
    return true;
  }

  #event(entry: Entry): TableEvent {
    const { table, network, key, node, time, value, deleting, reapAt } = entry;
    const reapSeconds = deleting ? Math.max(0, Math.floor((reapAt - this.#parts.scheduler.now) / SECOND)) : 0;
    return { kind: 'table', type: deleting ? 'delete' : 'create', time, node, network, table, key, value, reapSeconds };
  }
}
