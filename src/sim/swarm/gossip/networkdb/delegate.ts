// What memberlist asks of networkdb and tells it: broadcasts, states, messages, members that come and go.
// Source: moby v28.5.2 libnetwork/networkdb/delegate.go, event_delegate.go.
// Not modelled: meta data of nodes, which is empty.
import { formatIp4 } from '../../../base/ip4.ts';
import type { Scheduler } from '../../../des/scheduler.ts';
import type { Blocking, Task } from '../../../des/task.ts';
import { decodeEvent, decodeNetworkState, encodeNetworkState } from '../encoding/event-codec.ts';
import type { Delegate } from '../memberlist/memberlist.ts';
import type { Member } from '../memberlist/members.ts';
import type { TransmitQueue } from '../memberlist/transmit-queue.ts';
import type { BulkSyncer } from './bulk-sync.ts';
import type { GossipEvent } from './event.ts';
import type { EventHandler, TableChange, View } from './event-handler.ts';

/** watch.go NodeTable: changes of it tell of nodes that memberlist meets and misses. */
export const NODE_TABLE = 'NodeTable';

export interface DelegateParts {
  readonly scheduler: Scheduler;
  readonly view: View;
  readonly nodeBroadcasts: TransmitQueue<Uint8Array>;
  readonly networkBroadcasts: TransmitQueue<Uint8Array>;
  readonly handler: EventHandler;
  readonly bulk: BulkSyncer;
  notify(change: TableChange): void;
  startTask(body: Blocking<void>): Task<void>;
}

export class NetworkDbDelegate implements Delegate {
  readonly #parts: DelegateParts;

  constructor(parts: DelegateParts) {
    this.#parts = parts;
  }

  get waiting(): boolean {
    return this.#parts.networkBroadcasts.length > 0 || this.#parts.nodeBroadcasts.length > 0;
  }

  /** Each of the two queues takes the whole limit for itself, as in the real one. */
  takeBroadcasts(overhead: number, limit: number): Uint8Array[] {
    const { networkBroadcasts, nodeBroadcasts } = this.#parts;
    return [...networkBroadcasts.take(overhead, limit), ...nodeBroadcasts.take(overhead, limit)];
  }

  onMessage(payload: Uint8Array): void {
    this.#handle(decodeEvent(payload));
  }

  localState(join: boolean): Uint8Array {
    const { self: node, networkClock, networks } = this.#parts.view;
    if (join) networks.touch(networkClock.increment());
    return encodeNetworkState({ time: networkClock.time, node, networks: networks.events() });
  }

  mergeState(state: Uint8Array): void {
    const { time, node, networks } = decodeNetworkState(state);
    this.#parts.handler.node({ kind: 'node', type: 'join', time, node });
    for (const event of networks) this.#parts.handler.network(event);
  }

  onJoin(member: Member): void {
    const { view, scheduler } = this.#parts;
    this.#notify('create', member);
    view.nodes.join(member.name, member.at, scheduler.now);
  }

  onLeave(member: Member): void {
    const { view, scheduler } = this.#parts;
    this.#notify('delete', member);
    if (view.nodes.active(member.name) !== undefined) view.nodes.change(member.name, 'failed', scheduler.now);
  }

  #notify(kind: 'create' | 'delete', { at }: Member): void {
    this.#parts.notify({ kind, table: NODE_TABLE, nid: '', key: '', value: { Addr: formatIp4(at.address) } });
  }

  #handle(event: GossipEvent): void {
    const { view, handler, bulk, startTask } = this.#parts;
    switch (event.kind) {
      case 'node':
        handler.gossipedNode(event);
        break;
      case 'network':
        handler.gossipedNetwork(event);
        break;
      case 'table':
        handler.gossipedTable(event, false);
        break;
      case 'compound':
        for (const payload of event.payloads) this.#handle(decodeEvent(payload));
        break;
      case 'bulkSync':
        view.tableClock.witness(event.time);
        for (const entry of event.events) handler.gossipedTable(entry, true);
        startTask(bulk.answer(event));
        break;
    }
  }
}
