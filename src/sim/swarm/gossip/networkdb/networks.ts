// Which nodes take part in which networks, as one node knows it.
// Source: moby v28.5.2 libnetwork/networkdb/networkdb.go (networks, networkNodes), delegate.go (handleNetworkEvent).
// Not modelled: counts of entries and messages for log lines.
import type { SimTime } from '../../../des/scheduler.ts';
import { TransmitQueue } from '../memberlist/transmit-queue.ts';
import { REAP_NETWORK_INTERVAL } from './config.ts';
import type { NetworkEvent } from './event.ts';

/** One node's part in one network. */
interface Attachment {
  /** Lamport time of the last coming or going. */
  time: number;
  leaving: boolean;
  reapAt: SimTime;
}

/** The own part in a network. */
export interface OwnNetwork extends Attachment {
  readonly id: string;
  /** Whether the first bulk sync is over: before, nothing is passed on. */
  inSync: boolean;
  readonly broadcasts: TransmitQueue<Uint8Array>;
}

export class Networks {
  readonly #self: string;
  readonly #own = new Map<string, OwnNetwork>();
  readonly #others = new Map<string, Map<string, Attachment>>();
  /** Nodes of each network, in the order in which they came. */
  readonly #nodes = new Map<string, readonly string[]>();

  constructor(self: string) {
    this.#self = self;
  }

  /** Own networks, those being left among them. */
  own(): IterableIterator<OwnNetwork> {
    return this.#own.values();
  }

  ownNetwork(id: string): OwnNetwork | undefined {
    return this.#own.get(id);
  }

  nodesOf(id: string): readonly string[] {
    return this.#nodes.get(id) ?? [];
  }

  join(id: string, time: number): OwnNetwork {
    const broadcasts = new TransmitQueue<Uint8Array>(() => this.nodesOf(id).length);
    const network = { id, time, leaving: false, reapAt: 0, inSync: false, broadcasts };
    this.#own.set(id, network);
    this.#addNode(id, this.#self);
    return network;
  }

  leave(id: string, time: number, now: SimTime): void {
    this.#removeNode(id, this.#self);
    const network = this.#own.get(id);
    if (network === undefined) return;
    network.time = time;
    network.leaving = true;
    network.reapAt = now + REAP_NETWORK_INTERVAL;
  }

  /** Takes in what another node does; whether it was news. `knows` tells of nodes that are active. */
  hear({ node, network: id, type, time }: NetworkEvent, now: SimTime, knows: (node: string) => boolean): boolean {
    const attachment = this.#others.get(node)?.get(id);
    const leaving = type === 'leave';
    if (attachment !== undefined) {
      if (attachment.time >= time) return false;
      attachment.time = time;
      attachment.leaving = leaving;
      if (leaving) {
        attachment.reapAt = now + REAP_NETWORK_INTERVAL;
        this.#removeNode(id, node);
      } else this.#addNode(id, node);
      return true;
    }
    if (leaving || !knows(node)) return false;
    let attachments = this.#others.get(node);
    if (attachments === undefined) {
      attachments = new Map();
      this.#others.set(node, attachments);
    }
    attachments.set(id, { time, leaving: false, reapAt: 0 });
    this.#addNode(id, node);
    return true;
  }

  /** Forgets a node that is gone. */
  forget(node: string): void {
    this.#others.delete(node);
    for (const id of this.#nodes.keys()) this.#removeNode(id, node);
  }

  commonWith(node: string): string[] {
    const attachments = this.#others.get(node);
    return [...this.#own.keys()].filter((id) => attachments?.get(id)?.leaving === false);
  }

  /** Gives all own networks a new time: who joins makes its networks news to the others. */
  touch(time: number): void {
    for (const network of this.#own.values()) network.time = time;
  }

  /** All that is known, as events. */
  events(): NetworkEvent[] {
    const eventsOf = (node: string, networks: ReadonlyMap<string, Attachment>): NetworkEvent[] =>
      [...networks].map(([network, { time, leaving }]) => {
        return { kind: 'network', type: leaving ? 'leave' : 'join', time, node, network };
      });
    return [...eventsOf(this.#self, this.#own), ...[...this.#others].flatMap(([node, map]) => eventsOf(node, map))];
  }

  reap(now: SimTime): void {
    for (const networks of [this.#own, ...this.#others.values()]) {
      for (const [id, { leaving, reapAt }] of networks) if (leaving && now >= reapAt) networks.delete(id);
    }
  }

  #addNode(id: string, node: string): void {
    const nodes = this.nodesOf(id);
    if (!nodes.includes(node)) this.#nodes.set(id, [...nodes, node]);
  }

  #removeNode(id: string, node: string): void {
    const nodes = this.nodesOf(id);
    if (nodes.includes(node))
      this.#nodes.set(
        id,
        nodes.filter((name) => name !== node),
      );
  }
}
