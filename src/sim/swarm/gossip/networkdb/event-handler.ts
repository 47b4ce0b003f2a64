// What a node makes of others' events: its view of nodes, networks and entries, and what it passes on.
// Source: moby v28.5.2 libnetwork/networkdb/delegate.go.
// Not modelled: nothing known.
import { type Scheduler, SECOND } from '../../../des/scheduler.ts';
import { encodeEvent } from '../encoding/event-codec.ts';
import type { TransmitQueue } from '../memberlist/transmit-queue.ts';
import { type LamportClock, MAX_QUEUE_LEN_BROADCAST_ON_SYNC, REAP_ENTRY_INTERVAL } from './config.ts';
import type { Entries, Entry } from './entries.ts';
import type { NetworkEvent, NodeEvent, TableEvent } from './event.ts';
import type { Networks } from './networks.ts';
import type { ClusterNodes } from './nodes.ts';

/** A change of a table, as watchers hear of it. */
export interface TableChange {
  readonly kind: 'create' | 'update' | 'delete';
  readonly table: string;
  readonly nid: string;
  readonly key: string;
  /** What the table's owner put there; for deletions what was there. */
  readonly value: unknown;
}

/** The state of one node's networkdb. */
export interface View {
  readonly self: string;
  readonly nodes: ClusterNodes;
  readonly networks: Networks;
  readonly entries: Entries;
  readonly networkClock: LamportClock;
  readonly tableClock: LamportClock;
}

export interface EventHandlerParts {
  readonly scheduler: Scheduler;
  readonly view: View;
  readonly nodeBroadcasts: TransmitQueue<Uint8Array>;
  readonly networkBroadcasts: TransmitQueue<Uint8Array>;
  notify(kind: TableChange['kind'], entry: Pick<Entry, 'table' | 'network' | 'key' | 'value'>): void;
  wakeGossip(): void;
  wakeTableGossip(): void;
}

export class EventHandler {
  readonly #parts: EventHandlerParts;

  constructor(parts: EventHandlerParts) {
    this.#parts = parts;
  }

  /** Takes in a node's event; whether it changed anything. */
  node(event: NodeEvent): boolean {
    const { view, scheduler } = this.#parts;
    view.networkClock.witness(event.time);
    const node = view.nodes.get(event.node);
    if (node === undefined || node.time >= event.time) return false;
    node.time = event.time;
    // Only who is active is known to memberlist; the others must meet it first.
    if (node.state !== 'active') return false;
    return event.type === 'leave' && view.nodes.change(event.node, 'left', scheduler.now);
  }

  network(event: NetworkEvent): boolean {
    const { view, scheduler } = this.#parts;
    const { networks, entries, nodes } = view;
    view.networkClock.witness(event.time);
    if (event.node === view.self) return false;
    const isNews = networks.hear(event, scheduler.now, (node) => nodes.active(node) !== undefined);
    if (isNews && event.type === 'leave') {
      for (const entry of entries.markDeleted(event.network, event.node, scheduler.now)) {
        this.#parts.notify('delete', entry);
      }
    }
    return isNews;
  }

  gossipedNode(event: NodeEvent): void {
    if (!this.node(event)) return;
    const payload = encodeEvent(event);
    this.#parts.nodeBroadcasts.add(payload, payload.length);
    this.#parts.wakeGossip();
  }

  gossipedNetwork(event: NetworkEvent): void {
    if (!this.network(event)) return;
    const payload = encodeEvent(event);
    this.#parts.networkBroadcasts.add(payload, payload.length, `${event.network}/${event.node}`);
    this.#parts.wakeGossip();
  }

  gossipedTable(event: TableEvent, inBulk: boolean): void {
    const { view, wakeTableGossip } = this.#parts;
    if (event.node === view.self || !this.#table(event, inBulk)) return;
    const network = view.networks.ownNetwork(event.network);
    if (network === undefined || network.leaving) return;
    if (inBulk && network.broadcasts.length > MAX_QUEUE_LEN_BROADCAST_ON_SYNC) return;
    const payload = encodeEvent(event);
    network.broadcasts.add(payload, payload.length, `${event.table}/${event.key}`);
    wakeTableGossip();
  }

  /** Whether to pass it on. */
  #table(event: TableEvent, inBulk: boolean): boolean {
    const { view, scheduler, notify } = this.#parts;
    view.tableClock.witness(event.time);
    const network = view.networks.ownNetwork(event.network);
    if (network === undefined || network.leaving) return false;
    if (!view.networks.nodesOf(event.network).includes(event.node)) return false;
    const known = view.entries.get(event.table, event.network, event.key);
    const deleting = event.type === 'delete';
    if (known !== undefined ? known.time >= event.time : deleting && !inBulk) return false;
    const reapTime = deleting && event.reapSeconds === 0 ? REAP_ENTRY_INTERVAL : event.reapSeconds * SECOND;
    const { table, key, node, time, value } = event;
    const reapAt = deleting ? scheduler.now + reapTime : 0;
    const heard = { heardAt: scheduler.now, heardBy: inBulk ? 'bulk sync' : 'gossip' } as const;
    const entry: Entry = { table, network: event.network, key, node, time, value, deleting, reapAt, ...heard };
    view.entries.put(entry);
    // A deletion of what was never here is kept, so that the entry does not come back; it is passed on while it is young.
    if (known === undefined && deleting) return network.inSync && reapTime > REAP_ENTRY_INTERVAL / 6;
    notify(event.type, entry);
    return network.inSync;
  }
}
