// The routing tables of one namespace and the look-up in them: longest prefix first, local before main.
// Source: net/ipv4/fib_frontend.c, fib_trie.c, fib_semantics.c; tables RT_TABLE_LOCAL (255) and RT_TABLE_MAIN (254), rules 0 and 32766.
// Not modelled: policy rules, multipath, TOS, nexthop objects, ignore_routes_with_linkdown (0).
import { formatIp4, type Ip4, networkOf } from '../base/ip4.ts';
import type { SimTime } from '../des/scheduler.ts';
import type { Clock, Decision } from '../trace/decision.ts';
import type { Cause } from '../trace/record.ts';
import type { RouteInfo } from './netlink.ts';
import { NumberMap } from './number-map.ts';
import { creatorOf, type Origin } from './origin.ts';

/** What a route needs to know of its device. */
export interface RouteDevice {
  readonly name: string;
  readonly ifindex: number;
  readonly up: boolean;
  readonly carrier: boolean;
}

/** One route. Immutable: a change makes another. */
export class FibEntry<D extends RouteDevice> implements Decision {
  readonly table: RouteInfo['table'];
  readonly type: RouteInfo['type'];
  readonly dst: Ip4;
  readonly prefixLength: number;
  readonly gateway: Ip4 | undefined;
  readonly device: D | undefined;
  readonly prefSrc: Ip4 | undefined;
  readonly protocol: RouteInfo['protocol'];
  readonly scope: RouteInfo['scope'];
  readonly metric: number;
  readonly origin: Origin | undefined;

  constructor(route: Omit<RouteInfo, 'ifindex' | 'linkdown'>, device: D | undefined, origin: Origin | undefined) {
    this.table = route.table;
    this.type = route.type;
    this.dst = route.dst;
    this.prefixLength = route.prefixLength;
    this.gateway = route.gateway;
    this.device = device;
    this.prefSrc = route.prefSrc;
    this.protocol = route.protocol;
    this.scope = route.scope;
    this.metric = route.metric;
    this.origin = origin;
  }

  info(): RouteInfo {
    const device = this.device;
    return {
      table: this.table,
      type: this.type,
      dst: this.dst,
      prefixLength: this.prefixLength,
      gateway: this.gateway,
      ifindex: device?.ifindex,
      prefSrc: this.prefSrc,
      protocol: this.protocol,
      scope: this.scope,
      metric: this.metric,
      linkdown: this.type !== 'local' && device !== undefined && device.up && !device.carrier,
    };
  }

  describe(): string {
    const to = this.prefixLength === 0 ? 'default' : `${formatIp4(this.dst)}/${this.prefixLength}`;
    const type = this.type === 'unicast' ? '' : `${this.type} `;
    const via = this.gateway === undefined ? '' : ` via ${formatIp4(this.gateway)}`;
    const dev = this.device === undefined ? '' : ` dev ${this.device.name}`;
    const creator = creatorOf(this.origin);
    const origin = creator === undefined ? '' : `, from ${creator}`;
    return `route ${type}${to}${via}${dev} (proto ${this.protocol}${origin})`;
  }

  cause(): Cause {
    const facts = [
      { label: 'table', value: this.table },
      { label: 'scope', value: this.scope },
      { label: 'metric', value: String(this.metric) },
      ...(this.prefSrc === undefined ? [] : [{ label: 'src', value: formatIp4(this.prefSrc) }]),
    ];
    return { kind: 'route', facts, creator: creatorOf(this.origin) ?? `the kernel (proto ${this.protocol})` };
  }

  /** For routes that forbid: blackhole, unreachable, prohibit. */
  remedy(): string {
    return `ip route del ${this.type} ${formatIp4(this.dst)}/${this.prefixLength}`;
  }
}

/** Look-ups remembered; the memory is emptied when it is full and whenever a route changes. */
const MEMO_LIMIT = 1024;

export class Fib<D extends RouteDevice> {
  /** When a route last came or went. */
  changedAt: SimTime = 0;
  readonly #clock: Clock;
  readonly #local = new RouteTable<D>();
  readonly #main = new RouteTable<D>();
  readonly #memo = new NumberMap<FibEntry<D>>();

  constructor(clock: Clock = { now: 0 }) {
    this.#clock = clock;
  }

  table(name: RouteInfo['table']): RouteTable<D> {
    return name === 'local' ? this.#local : this.#main;
  }

  /** The route to a destination; through `through` only, when a socket insists on a device. */
  lookup(destination: Ip4, through?: D): FibEntry<D> | undefined {
    if (through !== undefined)
      return this.#local.lookup(destination, through) ?? this.#main.lookup(destination, through);
    const known = this.#memo.get(destination);
    if (known !== undefined) return known;
    const entry = this.#local.lookup(destination) ?? this.#main.lookup(destination);
    if (entry !== undefined) {
      if (this.#memo.size >= MEMO_LIMIT) this.#memo.clear();
      this.#memo.set(destination, entry);
    }
    return entry;
  }

  insert(entry: FibEntry<D>, before: boolean): void {
    this.changedAt = this.#clock.now;
    if (this.#memo.size > 0) this.#memo.clear();
    this.table(entry.table).insert(entry, before);
  }

  remove(entry: FibEntry<D>): void {
    this.changedAt = this.#clock.now;
    if (this.#memo.size > 0) this.#memo.clear();
    this.table(entry.table).remove(entry);
  }

  /** Every route, of both tables. */
  all(): FibEntry<D>[] {
    return [...this.#local.list(), ...this.#main.list()];
  }
}

/** One table: for each prefix length the routes of each network, best metric first. */
export class RouteTable<D extends RouteDevice> {
  readonly #byLength = new Map<number, Map<Ip4, FibEntry<D>[]>>();
  /** The prefix lengths in use, longest first. */
  #lengths: number[] = [];

  lookup(destination: Ip4, through?: D): FibEntry<D> | undefined {
    const lengths = this.#lengths;
    for (let i = 0; i < lengths.length; i++) {
      const length = lengths[i] ?? 0;
      const routes = this.#byLength.get(length)?.get(networkOf(destination, length));
      if (routes === undefined) continue;
      if (through === undefined) return routes[0];
      const fitting = routes.find((r) => r.device === undefined || r.device === through);
      if (fitting !== undefined) return fitting;
    }
    return undefined;
  }

  /** The routes of exactly this network, best metric first. */
  routesOf(dst: Ip4, prefixLength: number): readonly FibEntry<D>[] {
    return this.#byLength.get(prefixLength)?.get(dst) ?? [];
  }

  /** Puts a route among those of its network: in order of metric, before or after its equals. */
  insert(entry: FibEntry<D>, before: boolean): void {
    let networks = this.#byLength.get(entry.prefixLength);
    if (networks === undefined) {
      networks = new Map();
      this.#byLength.set(entry.prefixLength, networks);
      this.#lengths = [...this.#byLength.keys()].sort((a, b) => b - a);
    }
    const routes = networks.get(entry.dst) ?? [];
    networks.set(entry.dst, routes);
    const at = routes.findIndex((r) => (before ? r.metric >= entry.metric : r.metric > entry.metric));
    routes.splice(at < 0 ? routes.length : at, 0, entry);
  }

  remove(entry: FibEntry<D>): void {
    const networks = this.#byLength.get(entry.prefixLength);
    const routes = networks?.get(entry.dst);
    const at = routes?.indexOf(entry) ?? -1;
    if (networks === undefined || routes === undefined || at < 0) return;
    routes.splice(at, 1);
    if (routes.length === 0) networks.delete(entry.dst);
    if (networks.size > 0) return;
    this.#byLength.delete(entry.prefixLength);
    this.#lengths = this.#lengths.filter((length) => length !== entry.prefixLength);
  }

  /** As the kernel lists them: by network, the longer prefix first, then by metric. */
  list(): FibEntry<D>[] {
    const out: FibEntry<D>[] = [];
    for (const networks of this.#byLength.values()) for (const routes of networks.values()) out.push(...routes);
    return out.sort((a, b) => a.dst - b.dst || b.prefixLength - a.prefixLength || a.metric - b.metric);
  }
}
