// A node's ways into the cluster and out of it, and back when it was cut off.
// Source: moby v28.5.2 libnetwork/networkdb/cluster.go (clusterJoin, clusterLeave, reconnectNode, rejoinClusterBootStrap), broadcast.go.
// Not modelled: log lines.
import type { Ip4 } from '../../../base/ip4.ts';
import type { RandomStream } from '../../../base/random.ts';
import type { Scheduler, SimTime } from '../../../des/scheduler.ts';
import { type Blocking, sleepUntil, WaitQueue } from '../../../des/task.ts';
import { encodeEvent } from '../encoding/event-codec.ts';
import { GOSSIP_PORT } from '../memberlist/config.ts';
import type { Memberlist } from '../memberlist/memberlist.ts';
import type { TransmitQueue } from '../memberlist/transmit-queue.ts';
import type { BulkSyncer } from './bulk-sync.ts';
import { BROADCAST_TIMEOUT, LEAVE_TIMEOUT, REJOIN_CLUSTER_DURATION, RETRY_INTERVAL } from './config.ts';
import type { View } from './event-handler.ts';

export interface ClusterParts {
  readonly scheduler: Scheduler;
  readonly random: RandomStream;
  readonly address: Ip4;
  readonly view: View;
  readonly memberlist: Memberlist;
  readonly nodeBroadcasts: TransmitQueue<Uint8Array>;
  readonly bulk: BulkSyncer;
}

export class Cluster {
  readonly #parts: ClusterParts;
  #bootstrap: readonly Ip4[] = [];

  constructor(parts: ClusterParts) {
    this.#parts = parts;
  }

  /** False if none of `addresses` answered. */
  *join(addresses: readonly Ip4[]): Blocking<boolean> {
    this.#bootstrap = [...addresses];
    return yield* this.#joinAt(addresses);
  }

  *leave(): Blocking<void> {
    yield* this.#sendNodeEvent('leave');
    yield* this.#parts.memberlist.leave(LEAVE_TIMEOUT);
  }

  /** Tries one of the failed nodes: it may be back, or the network to it mended. */
  *reconnect(): Blocking<void> {
    const { view, random, bulk } = this.#parts;
    const failed = view.nodes.in('failed');
    if (failed.length === 0) return;
    const node = failed[random.int(0, failed.length - 1)];
    if (node === undefined || !(yield* this.#joinAt([node.at.address]))) return;
    yield* bulk.syncWith([node.name]);
  }

  /** Goes back to the nodes it began with, when it knows none of them any more. */
  *rejoin(): Blocking<void> {
    const { scheduler, address, view } = this.#parts;
    const isKnown = (bootstrap: Ip4): boolean =>
      bootstrap !== address && view.nodes.in('active').some(({ at }) => at.address === bootstrap);
    if (this.#bootstrap.length === 0 || this.#bootstrap.some(isKnown)) return;
    const until = scheduler.now + REJOIN_CLUSTER_DURATION;
    while (scheduler.now + RETRY_INTERVAL <= until) {
      yield* this.#sleep(RETRY_INTERVAL);
      if (yield* this.#joinAt(this.#bootstrap)) return;
    }
  }

  *#joinAt(addresses: readonly Ip4[]): Blocking<boolean> {
    const reached = yield* this.#parts.memberlist.join(addresses.map((address) => ({ address, port: GOSSIP_PORT })));
    return reached > 0 && (yield* this.#sendNodeEvent('join'));
  }

  /** Over when the event has been sent as often as it will be. False when that took too long. */
  *#sendNodeEvent(type: 'join' | 'leave'): Blocking<boolean> {
    const { scheduler, view, nodeBroadcasts, memberlist } = this.#parts;
    const sent = new WaitQueue();
    let done = false;
    const time = view.networkClock.increment();
    const payload = encodeEvent({ kind: 'node', type, time, node: view.self });
    nodeBroadcasts.add(payload, payload.length, undefined, () => {
      done = true;
      sent.wake();
    });
    memberlist.wakeGossip();
    if (view.nodes.activeCount <= 1) return true;
    const until = scheduler.now + BROADCAST_TIMEOUT;
    while (!done && scheduler.now < until) yield { on: [sent], until };
    return done;
  }

  *#sleep(time: SimTime): Blocking<void> {
    const { scheduler } = this.#parts;
    const until = scheduler.now + time;
    while (scheduler.now < until) yield* sleepUntil(until);
  }
}
