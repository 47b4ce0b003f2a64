// A virtual service and its destinations.
// Source: struct ip_vs_service, struct ip_vs_dest; net/netfilter/ipvs/ip_vs_ctl.c (__ip_vs_update_dest: a new destination stands first).
// Not modelled: persistence, one-packet scheduling, persistence engines.
import { formatIp4 } from '../../base/ip4.ts';
import type { SimTime } from '../../des/scheduler.ts';
import type { DestinationSpec, DestinationView, ServiceKey, ServiceView } from '../ipvs.ts';
import type { Origin } from '../origin.ts';
import type { SchedulerKind, Scheduling } from './schedulers.ts';
import { Stats } from './stats.ts';

export class Destination {
  spec: DestinationSpec;
  readonly origin: Origin | undefined;
  readonly stats: Stats;
  active = 0;
  inactive = 0;
  /** IP_VS_DEST_F_AVAILABLE: it still belongs to its service. */
  available = true;
  #overloaded = false;

  constructor(spec: DestinationSpec, now: SimTime, origin: Origin | undefined) {
    this.spec = spec;
    this.origin = origin;
    this.stats = new Stats(now);
  }

  /** IP_VS_DEST_F_OVERLOAD, between its two thresholds as it was. */
  get overloaded(): boolean {
    const { upper, lower } = this.spec;
    const connections = this.active + this.inactive;
    if (upper === 0) this.#overloaded = false;
    else if (connections >= upper) this.#overloaded = true;
    else if (lower !== 0 ? connections < lower : connections * 4 < upper * 3) this.#overloaded = false;
    return this.#overloaded;
  }

  /** It may be given a new connection. */
  get takes(): boolean {
    return this.spec.weight > 0 && !this.overloaded;
  }

  get text(): string {
    return `${formatIp4(this.spec.address)}:${this.spec.port}`;
  }

  view(now: SimTime): DestinationView {
    const { spec, active, inactive, origin } = this;
    return { ...spec, active, inactive, origin, stats: this.stats.view(), rate: this.stats.rate(now) };
  }
}

export class VirtualService {
  readonly key: ServiceKey;
  readonly origin: Origin | undefined;
  readonly stats: Stats;
  /** Newest first, as the schedulers walk them. */
  readonly destinations: Destination[] = [];
  kind: SchedulerKind;
  #scheduling: Scheduling;

  constructor(key: ServiceKey, kind: SchedulerKind, now: SimTime, origin: Origin | undefined) {
    this.key = key;
    this.kind = kind;
    this.origin = origin;
    this.stats = new Stats(now);
    this.#scheduling = kind.begin(this.destinations);
  }

  setScheduler(kind: SchedulerKind): void {
    this.kind = kind;
    this.#scheduling = kind.begin(this.destinations);
  }

  choose(source: number, target: number): Destination | undefined {
    return this.#scheduling.choose(source, target);
  }

  find(address: number, port: number): Destination | undefined {
    return this.destinations.find(({ spec }) => spec.address === address && spec.port === port);
  }

  add(destination: Destination): void {
    this.destinations.unshift(destination);
    this.#scheduling.changed?.();
  }

  update(destination: Destination, spec: DestinationSpec): void {
    destination.spec = spec;
    this.#scheduling.changed?.();
  }

  remove(destination: Destination): void {
    const at = this.destinations.indexOf(destination);
    if (at < 0) return;
    this.destinations.splice(at, 1);
    destination.available = false;
    this.#scheduling.removed?.(destination, at);
    this.#scheduling.changed?.();
  }

  get text(): string {
    const { key } = this;
    if (key.kind === 'fwmark') return `FWM ${key.mark}`;
    return `${key.protocol === 6 ? 'TCP' : 'UDP'} ${formatIp4(key.address)}:${key.port}`;
  }

  view(now: SimTime): ServiceView {
    const { key, kind, origin, stats } = this;
    const destinations = this.destinations.map((destination) => destination.view(now));
    return { key, scheduler: kind.name, stats: stats.view(), rate: stats.rate(now), destinations, origin };
  }
}
