// The tables of networkdb: entries by network, table and key, each owned by a node, remembered a while after deletion.
// Source: moby v28.5.2 libnetwork/networkdb/networkdb.go (entry, createOrUpdateEntry, deleteNodeNetworkEntries).
// Not modelled: its two radix trees, which are maps here, sorted when they are walked.
import type { SimTime } from '../../../des/scheduler.ts';
import { REAP_ENTRY_INTERVAL, REAP_PERIOD } from './config.ts';

export interface Entry {
  readonly table: string;
  readonly network: string;
  readonly key: string;
  /** Who owns it. */
  readonly node: string;
  /** Lamport time of its last change. */
  readonly time: number;
  readonly value: Uint8Array;
  readonly deleting: boolean;
  /** When a deleted one is forgotten. */
  readonly reapAt: SimTime;
  /** When this node came to know of the last change. */
  readonly heardAt: SimTime;
  readonly heardBy: HeardBy;
}

/** How a change came here: it was made here, others gossiped it, or it came with all that another had. */
export type HeardBy = 'itself' | 'gossip' | 'bulk sync';

export class Entries {
  /** By network, then `table/key`. */
  readonly #networks = new Map<string, Map<string, Entry>>();

  get(table: string, network: string, key: string): Entry | undefined {
    return this.#networks.get(network)?.get(`${table}/${key}`);
  }

  put(entry: Entry): void {
    let entries = this.#networks.get(entry.network);
    if (entries === undefined) {
      entries = new Map();
      this.#networks.set(entry.network, entries);
    }
    entries.set(`${entry.table}/${entry.key}`, entry);
  }

  remove({ table, network, key }: Entry): void {
    this.#networks.get(network)?.delete(`${table}/${key}`);
  }

  /** All of a network, deleted ones among them, in the order of table and key. */
  ofNetwork(network: string): Entry[] {
    const entries = this.#networks.get(network) ?? new Map<string, Entry>();
    return [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, entry]) => entry);
  }

  ofNode(node: string): Entry[] {
    return [...this.#networks.keys()].flatMap((network) => this.ofNetwork(network).filter((e) => e.node === node));
  }

  /** Marks another node's entries of a network as deleted; answers those that were not yet. */
  markDeleted(network: string, node: string, now: SimTime): Entry[] {
    const marked = this.ofNetwork(network).filter((entry) => entry.node === node && !entry.deleting);
    for (const entry of marked) this.put({ ...entry, deleting: true, reapAt: now + REAP_ENTRY_INTERVAL });
    return marked;
  }

  /** Empties a network that the own node leaves: its own entries become deleted, others' go; answers those not deleted before. */
  abandon(network: string, self: string, now: SimTime): Entry[] {
    const entries = this.ofNetwork(network);
    for (const entry of entries) {
      if (entry.node !== self) this.remove(entry);
      else if (!entry.deleting) {
        this.put({ ...entry, time: entry.time + 1, deleting: true, reapAt: now + REAP_ENTRY_INTERVAL });
      }
    }
    return entries.filter((entry) => !entry.deleting);
  }

  /** Forgets what has been deleted long enough, as often as this is called: every `REAP_PERIOD`. */
  reap(networks: Iterable<string>, now: SimTime): void {
    for (const network of networks) {
      for (const entry of this.#networks.get(network)?.values() ?? []) {
        if (entry.deleting && entry.reapAt - now <= REAP_PERIOD) this.remove(entry);
      }
    }
  }
}
