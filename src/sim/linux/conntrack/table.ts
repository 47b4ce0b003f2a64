// The connections of one namespace, found by either direction's tuple; they expire by themselves.
// Source: net/netfilter/nf_conntrack_core.c (__nf_conntrack_find_get, nf_conntrack_confirm, gc_worker), nf_conntrack_netlink.c.
// Not modelled: early drop (it looks into eight of 262144 buckets, and finds nothing in small tables), clash resolution. Expired entries are seen by nobody and swept once a minute.
import type { RandomStream } from '../../base/random.ts';
import { type EventId, type EventTarget, type Scheduler, SECOND, type SimTime } from '../../des/scheduler.ts';
import { WaitQueue } from '../../des/task.ts';
import type { Conntrack, FlowEvent, FlowEvents, FlowFilter, FlowStatistics, FlowView } from '../netfilter.ts';
import { NumberMap } from '../number-map.ts';
import { Connection, IPS_CONFIRMED } from './connection.ts';
import { flowFits } from './flow-filter.ts';
import type { ConntrackSettings } from './settings.ts';
import type { Tuple } from './tuple.ts';

const GC_SCAN_INTERVAL_MAX: SimTime = 60 * SECOND;

export class ConnectionTable implements Conntrack, EventTarget {
  readonly #scheduler: Scheduler;
  readonly #buckets = new NumberMap<Tuple>();
  readonly #connections = new Set<Connection>();
  readonly #watchers = new Set<Watcher>();
  #ids = 0;
  /** Packets of no connection. */
  invalid = 0;
  #found = 0;
  #insertFailed = 0;
  #sweepEvent: EventId = 0;

  readonly settings: ConntrackSettings;
  /** For ports that translation chooses by chance. */
  readonly random: RandomStream;

  constructor(scheduler: Scheduler, settings: ConntrackSettings, random: RandomStream) {
    this.#scheduler = scheduler;
    this.settings = settings;
    this.random = random;
  }

  /** Whether one connection more would be too many (nf_conntrack_max, 0 for any number). */
  get isFull(): boolean {
    const { max } = this.settings;
    if (max === 0 || this.#connections.size < max) return false;
    this.#sweep();
    return this.#connections.size >= max;
  }

  get now(): SimTime {
    return this.#scheduler.now;
  }

  /** A connection that nobody finds before `confirm`. */
  create(original: Tuple): Connection {
    return new Connection(++this.#ids, original, this.now);
  }

  /** The tuple in the table that equals `tuple`, of a connection that still lives. */
  find(tuple: Tuple): Tuple | undefined {
    for (let at = this.#buckets.get(tuple.hash); at !== undefined; at = at.next) {
      if (!at.equals(tuple)) continue;
      const { connection } = at;
      if (connection !== undefined && connection.expires > this.now) return at;
      if (connection !== undefined) this.remove(connection);
      return undefined;
    }
    return undefined;
  }

  /** Puts a new connection in: its first packet has got through. False when another has taken its place meanwhile. */
  confirm(connection: Connection): boolean {
    const taken = this.find(connection.original) ?? this.find(connection.reply);
    if (taken !== undefined) {
      this.#insertFailed++;
      return false;
    }
    connection.status |= IPS_CONFIRMED;
    this.#link(connection.original, connection);
    this.#link(connection.reply, connection);
    this.#connections.add(connection);
    this.announce('NEW', connection);
    if (this.#sweepEvent === 0) this.#sweepLater();
    return true;
  }

  remove(connection: Connection): void {
    if (!this.#connections.delete(connection)) return;
    this.#unlink(connection.original);
    this.#unlink(connection.reply);
    this.announce('DESTROY', connection);
  }

  #link(tuple: Tuple, connection: Connection): void {
    tuple.connection = connection;
    tuple.next = this.#buckets.get(tuple.hash);
    this.#buckets.set(tuple.hash, tuple);
  }

  #unlink(tuple: Tuple): void {
    const first = this.#buckets.get(tuple.hash);
    if (first === tuple) {
      if (tuple.next === undefined) this.#buckets.delete(tuple.hash);
      else this.#buckets.set(tuple.hash, tuple.next);
      return;
    }
    for (let at = first; at !== undefined; at = at.next) {
      if (at.next !== tuple) continue;
      at.next = tuple.next;
      return;
    }
  }

  #sweepLater(): void {
    this.#sweepEvent = this.#scheduler.after(GC_SCAN_INTERVAL_MAX, this, 0);
  }

  onEvent(): void {
    this.#sweepEvent = 0;
    this.#sweep();
    if (this.#connections.size > 0) this.#sweepLater();
  }

  #sweep(): void {
    for (const connection of this.#connections) if (connection.expires <= this.now) this.remove(connection);
  }

  announce(kind: FlowEvent['kind'], connection: Connection): void {
    if (this.#watchers.size === 0) return;
    const event = { kind, flow: connection.view(this.now) };
    for (const watcher of this.#watchers) watcher.put(event);
  }

  list(filter: FlowFilter = {}): FlowView[] {
    this.#sweep();
    return [...this.#connections].map((c) => c.view(this.now)).filter((flow) => flowFits(flow, filter));
  }

  delete(filter: FlowFilter = {}): FlowView[] {
    this.#sweep();
    const gone: FlowView[] = [];
    for (const connection of this.#connections) {
      const flow = connection.view(this.now);
      if (!flowFits(flow, filter)) continue;
      gone.push(flow);
      this.remove(connection);
    }
    return gone;
  }

  /** Forgets everything: the namespace ends. */
  clear(): void {
    this.#scheduler.cancel(this.#sweepEvent);
    this.#sweepEvent = 0;
    for (const connection of this.#connections) this.remove(connection);
  }

  /** nf_conntrack_tuple_taken: would answers to `tuple` be taken for another connection's? */
  isTaken(tuple: Tuple): boolean {
    const taken = this.find(tuple.inverted()) !== undefined;
    if (taken) this.#found++;
    return taken;
  }

  statistics(): FlowStatistics {
    return { found: this.#found, invalid: this.invalid, insertFailed: this.#insertFailed };
  }

  watch(filter: FlowFilter = {}): FlowEvents {
    const watcher = new Watcher(filter, (closed) => this.#watchers.delete(closed));
    this.#watchers.add(watcher);
    return watcher;
  }
}

class Watcher implements FlowEvents {
  readonly readable = new WaitQueue();
  readonly #events: FlowEvent[] = [];
  readonly #filter: FlowFilter;
  readonly #onClose: (closed: Watcher) => void;

  constructor(filter: FlowFilter, onClose: (closed: Watcher) => void) {
    this.#filter = filter;
    this.#onClose = onClose;
  }

  put(event: FlowEvent): void {
    if (!flowFits(event.flow, this.#filter)) return;
    this.#events.push(event);
    this.readable.wake();
  }

  take(): FlowEvent | undefined {
    return this.#events.shift();
  }

  close(): void {
    this.#onClose(this);
  }
}
