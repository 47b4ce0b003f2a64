// networkdb's constants.
// Source: moby v28.5.2 libnetwork/networkdb/cluster.go, networkdb.go (DefaultConfig), broadcast.go; serf's Lamport clock.
// Not modelled: the periods of its log lines.
import { SECOND, type SimTime } from '../../../des/scheduler.ts';

const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** cluster.go reapPeriod */
export const REAP_PERIOD: SimTime = 5 * SECOND;
/** cluster.go retryInterval */
export const RETRY_INTERVAL: SimTime = SECOND;
/** cluster.go nodeReapInterval: how long a node that failed or left is remembered. */
export const NODE_REAP_INTERVAL: SimTime = 24 * HOUR;
/** cluster.go nodeReapPeriod */
export const NODE_REAP_PERIOD: SimTime = 2 * HOUR;
/** networkdb.go reapEntryInterval: how long a deleted entry is remembered. */
export const REAP_ENTRY_INTERVAL: SimTime = 30 * MINUTE;
/** networkdb.go reapNetworkInterval */
export const REAP_NETWORK_INTERVAL: SimTime = REAP_ENTRY_INTERVAL + 5 * REAP_PERIOD;
/** networkdb.go rejoinClusterInterval, rejoinClusterDuration */
export const REJOIN_CLUSTER_INTERVAL: SimTime = 60 * SECOND;
export const REJOIN_CLUSTER_DURATION: SimTime = 10 * SECOND;
/** broadcast.go broadcastTimeout */
export const BROADCAST_TIMEOUT: SimTime = 5 * SECOND;
/** cluster.go bulkSyncNode: how long the other's entries are waited for. */
export const BULK_SYNC_TIMEOUT: SimTime = 30 * SECOND;
/** cluster.go clusterLeave: how long memberlist may take to say that it goes. */
export const LEAVE_TIMEOUT: SimTime = SECOND;
/** cluster.go maxQueueLenBroadcastOnSync, messages */
export const MAX_QUEUE_LEN_BROADCAST_ON_SYNC = 500;
/** cluster.go bulkSync: nodes to try at each interval. */
export const BULK_SYNC_NODES = 2;

/** A clock that counts events, and never falls behind what it hears. */
export class LamportClock {
  #time = 0;

  get time(): number {
    return this.#time;
  }

  increment(): number {
    return ++this.#time;
  }

  witness(time: number): void {
    if (time >= this.#time) this.#time = time + 1;
  }
}
