// The gossip of each network's table events, among its nodes alone: one compound at an interval, the same to all it is sent to.
// Source: moby v28.5.2 libnetwork/networkdb/cluster.go (gossip).
// Not modelled: statistics.
import type { RandomStream } from '../../../base/random.ts';
import type { EventTarget, Scheduler, SimTime } from '../../../des/scheduler.ts';
import { encodeEvent } from '../encoding/event-codec.ts';
import {
  COMPOUND_HEADER_OVERHEAD,
  COMPOUND_OVERHEAD,
  GOSSIP_INTERVAL,
  GOSSIP_NODES,
  UDP_BUFFER_SIZE,
} from '../memberlist/config.ts';
import type { Endpoint } from '../memberlist/message.ts';
import type { Networks, OwnNetwork } from './networks.ts';
import { randomNodes } from './random-nodes.ts';

export interface TableGossipParts {
  readonly scheduler: Scheduler;
  readonly random: RandomStream;
  readonly self: string;
  readonly networks: Networks;
  endpointOf(node: string): Endpoint | undefined;
  send(to: Endpoint, payload: Uint8Array): void;
}

export class TableGossip implements EventTarget {
  readonly #parts: TableGossipParts;
  readonly #startedAt: SimTime;
  #pending = false;
  #stopped = false;

  constructor(parts: TableGossipParts) {
    this.#parts = parts;
    this.#startedAt = parts.scheduler.now;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** There is something to send: at the next interval, which nobody counts while there is nothing. */
  wake(): void {
    if (this.#pending || this.#stopped) return;
    const { scheduler } = this.#parts;
    const intervals = Math.floor((scheduler.now - this.#startedAt) / GOSSIP_INTERVAL) + 1;
    this.#pending = true;
    scheduler.at(this.#startedAt + intervals * GOSSIP_INTERVAL, this, 0);
  }

  onEvent(): void {
    this.#pending = false;
    if (this.#stopped) return;
    let waiting = false;
    for (const network of this.#parts.networks.own()) {
      this.#gossip(network);
      waiting ||= network.broadcasts.length > 0;
    }
    if (waiting) this.wake();
  }

  #gossip({ id, broadcasts }: OwnNetwork): void {
    const { networks, self, random, endpointOf, send } = this.#parts;
    const payloads = broadcasts.take(COMPOUND_OVERHEAD, UDP_BUFFER_SIZE - COMPOUND_HEADER_OVERHEAD);
    if (payloads.length === 0) return;
    const compound = encodeEvent({ kind: 'compound', payloads });
    for (const node of randomNodes(GOSSIP_NODES, networks.nodesOf(id), self, random)) {
      const to = endpointOf(node);
      if (to === undefined) break;
      send(to, compound);
    }
  }
}
