// A node of the gossip cluster that swarm's networks share: who takes part in which network, and tables of what is there.
// Source: moby v28.5.2 libnetwork/networkdb (networkdb.go, cluster.go, broadcast.go, event_delegate.go, watch.go).
// Not modelled: log lines, statistics, the diagnostic server.
import type { Errno } from '../../../base/errno.ts';
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import type { RandomStream } from '../../../base/random.ts';
import { type Scheduler, SECOND, type SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Task } from '../../../des/task.ts';
import { encodeEvent } from '../encoding/event-codec.ts';
import { ENCRYPT_OVERHEAD, type Keyring } from '../encoding/keyring.ts';
import { GOSSIP_PORT, PUSH_PULL_INTERVAL } from '../memberlist/config.ts';
import { Memberlist } from '../memberlist/memberlist.ts';
import { ALIVE, DEAD, type Endpoint, LEFT, type MemberState, SUSPECT } from '../memberlist/message.ts';
import { TransmitQueue } from '../memberlist/transmit-queue.ts';
import type { Transport } from '../memberlist/transport.ts';
import { BulkSyncer } from './bulk-sync.ts';
import { Cluster } from './cluster.ts';
import {
  LamportClock,
  NODE_REAP_PERIOD,
  REAP_ENTRY_INTERVAL,
  REAP_PERIOD,
  REJOIN_CLUSTER_INTERVAL,
  RETRY_INTERVAL,
} from './config.ts';
import { NetworkDbDelegate } from './delegate.ts';
import { Entries, type Entry } from './entries.ts';
import type { NetworkEvent, TableEvent } from './event.ts';
import { EventHandler, type TableChange, type View } from './event-handler.ts';
import { Networks } from './networks.ts';
import { ClusterNodes } from './nodes.ts';
import { TableGossip } from './table-gossip.ts';
import { everyInterval } from './ticker.ts';
import { decodeValue, encodeValue } from './value.ts';
import { Watchers } from './watchers.ts';

export interface Peer {
  /** 12 hexadecimal digits. */
  readonly name: string;
  readonly ip: string;
}

/** What a member of the cluster believes of another. */
export interface Believed extends Peer {
  readonly state: (typeof stateNames)[MemberState];
  readonly since: SimTime;
  readonly incarnation: number;
}

const stateNames = { [ALIVE]: 'alive', [SUSPECT]: 'suspect', [DEAD]: 'dead', [LEFT]: 'left' } as const;

export interface NetworkDbOptions {
  readonly scheduler: Scheduler;
  readonly random: RandomStream;
  /** 12 hexadecimal digits, new at every start of the daemon. */
  readonly nodeId: string;
  /** What others reach this node by. */
  readonly address: Ip4;
  readonly keyring: Keyring;
  readonly transport: Transport;
  startTask(body: Blocking<void>): Task<void>;
}

export class NetworkDb {
  readonly #options: NetworkDbOptions;
  readonly #memberlist: Memberlist;
  readonly #view: View;
  readonly #networkBroadcasts: TransmitQueue<Uint8Array>;
  readonly #tableGossip: TableGossip;
  readonly #bulk: BulkSyncer;
  readonly #cluster: Cluster;
  readonly #watchers = new Watchers();
  readonly #tasks: Task<void>[] = [];
  #closed = false;

  constructor(options: NetworkDbOptions) {
    this.#options = options;
    const { scheduler, random, nodeId: self, address, transport, startTask } = options;
    const nodes = new ClusterNodes((name) => this.#dropNode(name));
    const networks = new Networks(self);
    const entries = new Entries();
    const clocks = { networkClock: new LamportClock(), tableClock: new LamportClock() };
    const view = { self, nodes, networks, entries, ...clocks };
    this.#view = view;
    const nodeBroadcasts = new TransmitQueue<Uint8Array>(() => nodes.activeCount);
    this.#networkBroadcasts = new TransmitQueue(() => nodes.activeCount);
    const queues = { nodeBroadcasts, networkBroadcasts: this.#networkBroadcasts };
    const endpointOf = (node: string): Endpoint | undefined => nodes.active(node)?.at;
    const shared = { scheduler, random, self, networks, endpointOf };
    this.#tableGossip = new TableGossip({
      ...shared,
      send: (to, payload) => this.#memberlist.sendBestEffort(to, payload),
    });
    this.#bulk = new BulkSyncer({
      ...shared,
      clock: clocks.tableClock,
      entries,
      sendReliable: (to, payload) => this.#memberlist.sendReliable(to, payload),
    });
    const bulk = this.#bulk;
    const handler = new EventHandler({
      scheduler,
      view,
      ...queues,
      notify: (kind, entry) => this.#notify(kind, entry),
      wakeGossip: () => this.#memberlist.wakeGossip(),
      wakeTableGossip: () => this.#tableGossip.wake(),
    });
    const notify = (change: TableChange): void => this.#watchers.notify(change);
    this.#memberlist = new Memberlist({
      scheduler,
      random,
      name: self,
      at: { address, port: GOSSIP_PORT },
      transport,
      delegate: new NetworkDbDelegate({ scheduler, view, ...queues, handler, bulk, notify, startTask }),
      encryptOverhead: ENCRYPT_OVERHEAD,
    });
    this.#cluster = new Cluster({
      scheduler,
      random,
      address,
      view,
      memberlist: this.#memberlist,
      nodeBroadcasts,
      bulk,
    });
  }

  get nodeId(): string {
    return this.#view.self;
  }

  /** Listens, and begins its intervals. EADDRINUSE. */
  start(): Errno | undefined {
    const errno = this.#memberlist.start();
    if (errno !== undefined) return errno;
    const { scheduler } = this.#options;
    const { nodes, networks, entries } = this.#view;
    this.#every(REAP_PERIOD, () => {
      entries.reap(
        [...networks.own()].map(({ id }) => id),
        scheduler.now,
      );
      networks.reap(scheduler.now);
    });
    this.#every(PUSH_PULL_INTERVAL, () => this.#bulk.syncAll());
    this.#every(RETRY_INTERVAL, () => this.#cluster.reconnect());
    this.#every(NODE_REAP_PERIOD, () => nodes.reap(scheduler.now));
    this.#every(REJOIN_CLUSTER_INTERVAL, () => this.#cluster.rejoin());
    return undefined;
  }

  /** Joins the cluster through any of `addresses`, to which it comes back when it has lost them all. False if none answered. */
  *join(addresses: readonly Ip4[]): Blocking<boolean> {
    return yield* this.#cluster.join(addresses);
  }

  /** Says that it goes, then falls silent. */
  *leave(): Blocking<void> {
    if (this.#closed) return;
    yield* this.#cluster.leave();
    this.close();
  }

  /** Falls silent at once, as when the host loses power. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#tableGossip.stop();
    this.#memberlist.shutdown();
    for (const task of this.#tasks) task.kill();
  }

  /** Takes part in a network; over when its entries have come from all who already do, or have not in time. */
  *joinNetwork(nid: string): Blocking<void> {
    const { networkClock, networks } = this.#view;
    const network = networks.join(nid, networkClock.increment());
    this.#sendNetworkEvent('join', nid, network.time);
    yield* this.#bulk.syncWith(networks.nodesOf(nid));
    network.inSync = true;
  }

  leaveNetwork(nid: string): void {
    const { self, networkClock, networks, entries } = this.#view;
    const time = networkClock.increment();
    this.#sendNetworkEvent('leave', nid, time);
    const { now } = this.#options.scheduler;
    networks.leave(nid, time, now);
    for (const entry of entries.abandon(nid, self, now)) this.#notify('delete', entry);
  }

  /** False if the entry exists, or did until half an hour ago. */
  createEntry(table: string, nid: string, key: string, value: unknown): boolean {
    if (this.#view.entries.get(table, nid, key) !== undefined) return false;
    this.#change('create', table, nid, key, encodeValue(value));
    return true;
  }

  /** False if there is no such entry. */
  updateEntry(table: string, nid: string, key: string, value: unknown): boolean {
    if (this.#view.entries.get(table, nid, key) === undefined) return false;
    this.#change('update', table, nid, key, encodeValue(value));
    return true;
  }

  /** False if there is no such entry. */
  deleteEntry(table: string, nid: string, key: string): boolean {
    const entry = this.#view.entries.get(table, nid, key);
    if (entry === undefined || entry.deleting) return false;
    this.#change('delete', table, nid, key, entry.value);
    return true;
  }

  getEntry(table: string, nid: string, key: string): unknown {
    const entry = this.#view.entries.get(table, nid, key);
    return entry === undefined || entry.deleting ? undefined : decodeValue(entry.value);
  }

  /** The entries of a table in one network, by key. */
  walk(table: string, nid: string): { readonly key: string; readonly node: string; readonly value: unknown }[] {
    return this.#view.entries
      .ofNetwork(nid)
      .filter((entry) => entry.table === table && !entry.deleting)
      .map(({ key, node, value }) => ({ key, node, value: decodeValue(value) }));
  }

  /** Tells `listener` what others change; '' stands for every table, or every network. Answers how to stop. */
  watch(table: string, nid: string, listener: (change: TableChange) => void): () => void {
    return this.#watchers.add(table, nid, listener);
  }

  /** All that it knows of a network's tables, deleted entries among it: for looking at who knows what since when. */
  entriesOf(nid: string): readonly Omit<Entry, 'value' | 'reapAt'>[] {
    return this.#view.entries.ofNetwork(nid);
  }

  /** What memberlist believes of each member, itself among them, and since when. */
  members(): readonly Believed[] {
    return this.#memberlist.members.list.map(({ name, at, state, changedAt, incarnation }) => ({
      name,
      ip: formatIp4(at.address),
      state: stateNames[state],
      since: changedAt,
      incarnation,
    }));
  }

  /** The nodes of a network, in the order in which they came to it. */
  peers(nid: string): Peer[] {
    const { networks, nodes } = this.#view;
    return networks.nodesOf(nid).map((name) => {
      const node = nodes.active(name);
      return { name, ip: node === undefined ? 'unknown' : formatIp4(node.at.address) };
    });
  }

  /** The active nodes of the cluster. */
  clusterPeers(): Peer[] {
    return this.#view.nodes.in('active').map(({ name, at }) => ({ name, ip: formatIp4(at.address) }));
  }

  /** All nodes that it knows or has known, with what it believes of them. */
  clusterNodes(): (Peer & { readonly state: 'active' | 'failed' | 'left' })[] {
    const { nodes } = this.#view;
    return (['active', 'failed', 'left'] as const).flatMap((state) =>
      nodes.in(state).map(({ name, at }) => ({ name, ip: formatIp4(at.address), state })),
    );
  }

  /** The keys of its ring: the first encrypts. */
  get keys(): readonly Uint8Array[] {
    return this.#options.keyring.keys;
  }

  /** Adds a key that opens others' gossip. */
  setKey(key: Uint8Array): void {
    this.#options.keyring.add(key);
  }

  /** Encrypts with a key of the ring from now on. */
  setPrimaryKey(key: Uint8Array): void {
    this.#options.keyring.use(key);
  }

  removeKey(key: Uint8Array): void {
    this.#options.keyring.remove(key);
  }

  #dropNode(name: string): void {
    const { networks, entries } = this.#view;
    networks.forget(name);
    for (const entry of entries.ofNode(name)) {
      entries.remove(entry);
      if (!entry.deleting) this.#notify('delete', entry);
    }
  }

  #notify(kind: TableChange['kind'], entry: Pick<Entry, 'table' | 'network' | 'key' | 'value'>): void {
    const { table, network: nid, key, value } = entry;
    this.#watchers.notify({ kind, table, nid, key, value: decodeValue(value) });
  }

  #change(type: TableEvent['type'], table: string, nid: string, key: string, value: Uint8Array): void {
    const { self: node, entries, networks, tableClock } = this.#view;
    const deleting = type === 'delete';
    const time = tableClock.increment();
    const { now } = this.#options.scheduler;
    const reapAt = deleting ? now + REAP_ENTRY_INTERVAL : 0;
    entries.put({ table, network: nid, key, node, time, value, deleting, reapAt, heardAt: now, heardBy: 'itself' });
    const network = networks.ownNetwork(nid);
    if (network === undefined) return;
    const reapSeconds = deleting ? REAP_ENTRY_INTERVAL / SECOND : 0;
    const payload = encodeEvent({ kind: 'table', type, time, node, network: nid, table, key, value, reapSeconds });
    network.broadcasts.add(payload, payload.length, `${table}/${key}`);
    this.#tableGossip.wake();
  }

  #sendNetworkEvent(type: NetworkEvent['type'], network: string, time: number): void {
    const node = this.#view.self;
    const payload = encodeEvent({ kind: 'network', type, time, node, network });
    this.#networkBroadcasts.add(payload, payload.length, `${network}/${node}`);
    this.#memberlist.wakeGossip();
  }

  #every(interval: SimTime, turn: () => Blocking<void> | void): void {
    this.#tasks.push(this.#options.startTask(everyInterval(this.#options.scheduler, interval, turn)));
  }
}
