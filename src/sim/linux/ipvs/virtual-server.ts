// IPVS of one namespace: its services, its connections, and what it does with packets at netfilter's hooks.
// Source: net/netfilter/ipvs/ip_vs_core.c (ip_vs_in_hook, ip_vs_out_hook, ip_vs_schedule), ip_vs_ctl.c.
// Not modelled: drop rates under load, connection synchronisation, schedule_icmp, sloppy_tcp, cache_bypass.
import type { Errno } from '../../base/errno.ts';
import type { Ip4 } from '../../base/ip4.ts';
import type { SimTime } from '../../des/scheduler.ts';
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../wire/tcp.ts';
import { type Tuple, tupleOf } from '../conntrack/tuple.ts';
import type {
  DestinationSpec,
  Ipvs,
  IpvsChoice,
  IpvsConnectionView,
  IpvsTimeouts,
  ServiceKey,
  ServiceView,
} from '../ipvs.ts';
import type { Origin } from '../origin.ts';
import type { Stack } from '../stack.ts';
import { IpvsConnection, IpvsConnections, type Timeouts } from './connection.ts';
import { missingSchedulers, type SchedulerKind, schedulerKinds } from './schedulers.ts';
import { Destination, VirtualService } from './service.ts';
import { CLOSE, TIME_WAIT } from './tcp-states.ts';

/** How many choices of destinations are kept for looking at. */
const KEPT_CHOICES = 50;

/** What a packet for a virtual address comes to. */
export type Found =
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly service: VirtualService }
  | { readonly kind: 'dropped'; readonly connection: IpvsConnection }
  | { readonly kind: 'connection'; readonly connection: IpvsConnection };

export class VirtualServer implements Ipvs {
  readonly #ns: Stack;
  readonly #setting: (path: string) => string | undefined;
  readonly #changed: () => void;
  readonly #services: VirtualService[] = [];
  readonly table: IpvsConnections;
  readonly times: Timeouts = { tcp: 900, tcpFin: 120, udp: 300 };

  /** The last of it, each when it was made. */
  readonly #chosen: { readonly time: SimTime; readonly connection: IpvsConnection }[] = [];

  /** `setting` reads a sysctl; `changed` is called when services come or go. */
  constructor(ns: Stack, setting: (path: string) => string | undefined, changed: () => void) {
    this.#ns = ns;
    this.#setting = setting;
    this.#changed = changed;
    this.table = new IpvsConnections(ns.kernel.scheduler);
  }

  /** Packets must ask: there are services, or connections of some that were. */
  get isActive(): boolean {
    return this.#services.length > 0 || this.table.size > 0;
  }

  /** vs/conntrack: what goes through a service is tracked like all else. */
  get tracks(): boolean {
    return this.isActive && this.#isSet('conntrack');
  }

  #isSet(name: string): boolean {
    return (this.#setting(`ipv4/vs/${name}`) ?? '0') !== '0';
  }

  // Configuration.

  #find(key: ServiceKey): VirtualService | undefined {
    return this.#services.find((service) => sameKey(service.key, key));
  }

  services(): readonly ServiceView[] {
    const { now } = this.#ns.kernel.scheduler;
    return this.#services.map((service) => service.view(now));
  }

  has(key: ServiceKey): boolean {
    return this.#find(key) !== undefined;
  }

  addService(key: ServiceKey, scheduler: string, origin?: Origin): Errno | undefined {
    const kind = schedulerNamed(scheduler);
    if (typeof kind === 'string') return kind;
    if (this.#find(key) !== undefined) return 'EEXIST';
    this.#services.push(new VirtualService(key, kind, this.#ns.kernel.scheduler.now, origin));
    this.#changed();
    return undefined;
  }

  editService(key: ServiceKey, scheduler: string): Errno | undefined {
    const kind = schedulerNamed(scheduler);
    const service = this.#find(key);
    if (service === undefined) return 'ESRCH';
    if (typeof kind === 'string') return kind;
    if (service.kind !== kind) service.setScheduler(kind);
    return undefined;
  }

  deleteService(key: ServiceKey): Errno | undefined {
    const service = this.#find(key);
    if (service === undefined) return 'ESRCH';
    for (const destination of [...service.destinations]) service.remove(destination);
    this.#services.splice(this.#services.indexOf(service), 1);
    this.#changed();
    return undefined;
  }

  addDestination(key: ServiceKey, spec: DestinationSpec, origin?: Origin): Errno | undefined {
    const service = this.#find(key);
    if (service === undefined) return 'ESRCH';
    if (spec.method === 'tunnel') return 'EOPNOTSUPP';
    if (service.find(spec.address, spec.port) !== undefined) return 'EEXIST';
    service.add(new Destination(spec, this.#ns.kernel.scheduler.now, origin));
    return undefined;
  }

  editDestination(key: ServiceKey, spec: DestinationSpec): Errno | undefined {
    const service = this.#find(key);
    if (service === undefined) return 'ESRCH';
    if (spec.method === 'tunnel') return 'EOPNOTSUPP';
    const destination = service.find(spec.address, spec.port);
    if (destination === undefined) return 'ENOENT';
    service.update(destination, spec);
    return undefined;
  }

  deleteDestination(key: ServiceKey, address: Ip4, port: number): Errno | undefined {
    const service = this.#find(key);
    if (service === undefined) return 'ESRCH';
    const destination = service.find(address, port);
    if (destination === undefined) return 'ENOENT';
    service.remove(destination);
    return undefined;
  }

  clear(): void {
    for (const service of [...this.#services]) this.deleteService(service.key);
  }

  zero(key?: ServiceKey): Errno | undefined {
    const named = key === undefined ? undefined : this.#find(key);
    if (key !== undefined && named === undefined) return 'ESRCH';
    for (const service of named === undefined ? this.#services : [named]) {
      service.stats.zero();
      for (const destination of service.destinations) destination.stats.zero();
    }
    return undefined;
  }

  timeouts(): IpvsTimeouts {
    return { ...this.times };
  }

  setTimeouts({ tcp, tcpFin, udp }: IpvsTimeouts): void {
    if (tcp > 0) this.times.tcp = tcp;
    if (tcpFin > 0) this.times.tcpFin = tcpFin;
    if (udp > 0) this.times.udp = udp;
  }

  connections(): readonly IpvsConnectionView[] {
    const { now } = this.#ns.kernel.scheduler;
    return this.table.list().map((connection) => connection.view(now));
  }

  choices(): readonly IpvsChoice[] {
    return this.#chosen.map(({ time, connection }) => {
      const { client, incoming, service, destination, candidates } = connection;
      const { name: scheduler, by } = service.kind;
      const others = candidates.slice(1);
      const [text, chosen] = [service.text, destination.text];
      return { time, client, clientPort: incoming.sourceId, service: text, scheduler, by, chosen, others };
    });
  }

  // Packets.

  /** The connection of a packet from a client, begun if need be (the first half of ip_vs_in_hook). */
  forRequest(packet: Ipv4Packet, mark: number): Found {
    const { body } = packet;
    if (body.kind !== 'tcp' && body.kind !== 'udp') return none;
    const tuple = tupleOf(packet);
    if (tuple === undefined) return none;
    let connection = this.table.find(tuple, 'incoming');
    if (connection !== undefined && body.kind === 'tcp' && isNew(body.flags) && this.#startsAnew(connection)) {
      this.table.remove(connection);
      connection = undefined;
    }
    if (connection !== undefined && !connection.destination.available) {
      if (!this.#isSet('expire_nodest_conn')) return { kind: 'dropped', connection };
      this.table.remove(connection);
      connection = undefined;
    }
    if (connection !== undefined) return { kind: 'connection', connection };
    return body.kind === 'tcp' && !isNew(body.flags) ? none : this.#schedule(tuple, mark);
  }

  /** A SYN on a connection that is known: whether it is given a destination anew. */
  #startsAnew({ destination, state }: IpvsConnection): boolean {
    if (this.#isSet('expire_nodest_conn') && destination.spec.weight === 0) return true;
    return this.#isSet('conn_reuse_mode') && (state === TIME_WAIT || state === CLOSE);
  }

  /** ip_vs_schedule. */
  #schedule(tuple: Tuple, mark: number): Found {
    const service = this.#serviceFor(tuple, mark);
    if (service === undefined) return none;
    const chosen = service.choose(tuple.source, tuple.destination);
    if (chosen === undefined) return { kind: 'refused', service };
    const connection = new IpvsConnection(this.table, tuple, service, chosen, this.#isSet('conntrack'));
    this.table.add(connection);
    const { now } = this.#ns.kernel.scheduler;
    this.#chosen.push({ time: now, connection });
    if (this.#chosen.length > KEPT_CHOICES) this.#chosen.shift();
    service.stats.countConnection(now);
    chosen.stats.countConnection(now);
    return { kind: 'connection', connection };
  }

  /** ip_vs_service_find: by the mark first. */
  #serviceFor(tuple: Tuple, mark: number): VirtualService | undefined {
    const { protocol, destination, destinationId } = tuple;
    return (
      this.#services.find(({ key }) => key.kind === 'fwmark' && key.mark === mark) ??
      this.#services.find(
        ({ key }) =>
          key.kind === 'address' &&
          key.protocol === protocol &&
          key.address === destination &&
          key.port === destinationId,
      )
    );
  }

  /** Ends everything: the namespace does. */
  end(): void {
    this.table.clear();
    this.#services.splice(0);
  }
}

const none: Found = { kind: 'none' };

const isNew = (flags: number): boolean => (flags & TCP_SYN) !== 0 && (flags & (TCP_RST | TCP_ACK | TCP_FIN)) === 0;

function schedulerNamed(name: string): SchedulerKind | Errno {
  return (
    schedulerKinds.find((kind) => kind.name === name) ?? (missingSchedulers.includes(name) ? 'EOPNOTSUPP' : 'ENOENT')
  );
}

function sameKey(a: ServiceKey, b: ServiceKey): boolean {
  if (a.kind === 'fwmark' || b.kind === 'fwmark')
    return a.kind === 'fwmark' && b.kind === 'fwmark' && a.mark === b.mark;
  return a.protocol === b.protocol && a.address === b.address && a.port === b.port;
}
