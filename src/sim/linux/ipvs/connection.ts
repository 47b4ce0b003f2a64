// One connection through a virtual service, and the table of them; they expire by themselves.
// Source: net/netfilter/ipvs/ip_vs_conn.c, struct ip_vs_conn; states of UDP: ip_vs_proto_udp.c.
// Not modelled: persistence templates, applications (FTP), sequence number changes, control connections.
import { formatIp4, type Ip4 } from '../../base/ip4.ts';
import { type EventId, type EventTarget, type Scheduler, SECOND, type SimTime } from '../../des/scheduler.ts';
import type { Decision } from '../../trace/decision.ts';
import type { Cause } from '../../trace/record.ts';
import { IPPROTO_TCP, type Ipv4Packet } from '../../wire/ipv4.ts';
import { Tuple } from '../conntrack/tuple.ts';
import type { IpvsConnectionView } from '../ipvs.ts';
import type { Origin } from '../origin.ts';
import { creatorOf } from '../origin.ts';
import type { Destination, VirtualService } from './service.ts';
import { ESTABLISHED, NONE, nextState, tcpStateNames, tcpTimeouts } from './tcp-states.ts';

export const UDP_TIMEOUT: SimTime = 5 * 60 * SECOND; // udp_timeouts[IP_VS_UDP_S_NORMAL]
const FIN_WAIT = 4;

/** In seconds, as ipvsadm --set changes them. */
export interface Timeouts {
  tcp: number;
  tcpFin: number;
  udp: number;
}

/** A destination of a service as it was when a connection was given away. */
export interface Candidate {
  readonly text: string;
  readonly weight: number;
  readonly active: number;
  readonly inactive: number;
  readonly takes: boolean;
}

const candidateOf = ({ text, spec, active, inactive, takes }: Destination): Candidate => {
  return { text, weight: spec.weight, active, inactive, takes };
};

export class IpvsConnection implements Decision, EventTarget {
  readonly protocol: number;
  /** From the client to the virtual address, and from the destination to the client. */
  readonly incoming: Tuple;
  readonly outgoing: Tuple;
  readonly destination: Destination;
  readonly service: VirtualService;
  /** IP_VS_CONN_F_NFCT: connection tracking follows it as well. */
  readonly tracked: boolean;
  /** Who could have been chosen, as they were then; first who was. */
  readonly candidates: readonly Candidate[];
  state = NONE;
  expires: SimTime = 0;
  timer: EventId = 0;
  timerAt: SimTime = 0;
  readonly #table: IpvsConnections;

  constructor(table: IpvsConnections, packet: Tuple, service: VirtualService, chosen: Destination, tracked: boolean) {
    const { address, port } = chosen.spec;
    this.#table = table;
    this.protocol = packet.protocol;
    this.incoming = packet;
    this.outgoing = new Tuple(address, packet.source, packet.protocol, port || packet.destinationId, packet.sourceId);
    this.destination = chosen;
    this.service = service;
    this.tracked = tracked;
    const others = service.destinations.filter((other) => other !== chosen);
    this.candidates = [chosen, ...others].map(candidateOf);
    chosen.inactive++;
  }

  get client(): Ip4 {
    return this.incoming.source;
  }

  get isMasqueraded(): boolean {
    return this.destination.spec.method === 'masq';
  }

  /** The next packet of it: its state, its time to live, the counters. */
  follow(packet: Ipv4Packet, direction: 'in' | 'out', timeouts: Timeouts, now: SimTime): void {
    for (const stats of [this.destination.stats, this.service.stats]) stats.count(now, direction, packet.length);
    const { body } = packet;
    if (body.kind !== 'tcp') {
      this.#table.keep(this, now + timeouts.udp * SECOND);
      return;
    }
    const rows = direction === 'in' && !this.isMasqueraded ? 'inOnly' : direction;
    const next = nextState(rows, this.state, body.flags);
    if (next !== this.state && (next === ESTABLISHED || this.state === ESTABLISHED)) {
      const by = next === ESTABLISHED ? 1 : -1;
      this.destination.active += by;
      this.destination.inactive -= by;
    }
    this.state = next;
    this.#table.keep(this, now + timeoutOf(next, timeouts));
  }

  onEvent(): void {
    this.#table.ring(this);
  }

  /** It leaves the table. */
  ended(): void {
    if (this.protocol === IPPROTO_TCP && this.state === ESTABLISHED) this.destination.active--;
    else this.destination.inactive--;
  }

  get #others(): string {
    return this.candidates
      .slice(1)
      .map(({ text, takes }) => (takes ? text : `${text} (takes none)`))
      .join(', ');
  }

  describe(): string {
    const { service, destination } = this;
    const others = this.#others === '' ? 'the only destination' : `not ${this.#others}`;
    return `ipvs: ${service.text} (${service.kind.name}) gave this connection to ${destination.text}, ${others}`;
  }

  cause(): Cause {
    const { service, destination } = this;
    const { weight, method } = destination.spec;
    const facts = [
      { label: 'virtual service', value: service.text },
      { label: 'scheduler', value: service.kind.name },
      { label: 'destination', value: `${destination.text}, weight ${weight}, ${method}` },
      { label: 'not chosen', value: this.#others || 'none' },
      { label: 'client', value: formatIp4(this.client) },
    ];
    const origin: Origin | undefined = destination.origin ?? service.origin;
    return { kind: 'connection', facts, creator: creatorOf(origin) };
  }

  view(now: SimTime): IpvsConnectionView {
    const { incoming, outgoing } = this;
    return {
      protocol: this.protocol,
      state: this.protocol === IPPROTO_TCP ? (tcpStateNames[this.state] ?? 'NONE') : 'UDP',
      expiresIn: Math.max(0, this.expires - now),
      client: incoming.source,
      clientPort: incoming.sourceId,
      virtual: incoming.destination,
      virtualPort: incoming.destinationId,
      destination: outgoing.source,
      destinationPort: outgoing.sourceId,
    };
  }
}

function timeoutOf(state: number, timeouts: Timeouts): SimTime {
  if (state === ESTABLISHED) return timeouts.tcp * SECOND;
  return state === FIN_WAIT ? timeouts.tcpFin * SECOND : (tcpTimeouts[state] ?? 0);
}

interface Entry {
  readonly tuple: Tuple;
  readonly connection: IpvsConnection;
}

export class IpvsConnections {
  readonly #scheduler: Scheduler;
  readonly #buckets = new Map<number, Entry[]>();
  readonly #all = new Set<IpvsConnection>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  get size(): number {
    return this.#all.size;
  }

  add(connection: IpvsConnection): void {
    this.#all.add(connection);
    for (const tuple of [connection.incoming, connection.outgoing]) {
      const bucket = this.#buckets.get(tuple.hash);
      if (bucket === undefined) this.#buckets.set(tuple.hash, [{ tuple, connection }]);
      else bucket.push({ tuple, connection });
    }
  }

  /** The connection that has `tuple` as its incoming or outgoing one. */
  find(tuple: Tuple, side: 'incoming' | 'outgoing'): IpvsConnection | undefined {
    const bucket = this.#buckets.get(tuple.hash);
    return bucket?.find((entry) => entry.connection[side] === entry.tuple && entry.tuple.equals(tuple))?.connection;
  }

  remove(connection: IpvsConnection): void {
    if (!this.#all.delete(connection)) return;
    this.#scheduler.cancel(connection.timer);
    for (const { hash } of [connection.incoming, connection.outgoing]) {
      const left = (this.#buckets.get(hash) ?? []).filter((entry) => entry.connection !== connection);
      if (left.length > 0) this.#buckets.set(hash, left);
      else this.#buckets.delete(hash);
    }
    connection.ended();
  }

  /** It lives until `expires` at least; the timer is set anew only where it must ring earlier. */
  keep(connection: IpvsConnection, expires: SimTime): void {
    connection.expires = expires;
    if (connection.timer !== 0 && connection.timerAt <= expires) return;
    this.#scheduler.cancel(connection.timer);
    connection.timerAt = expires;
    connection.timer = this.#scheduler.at(expires, connection, 0);
  }

  /** ip_vs_conn_expire. */
  ring(connection: IpvsConnection): void {
    connection.timer = 0;
    if (connection.expires > this.#scheduler.now) this.keep(connection, connection.expires);
    else this.remove(connection);
  }

  clear(): void {
    for (const connection of [...this.#all]) this.remove(connection);
  }

  /** Newest first, as the table's chains are walked. */
  list(): IpvsConnection[] {
    return [...this.#all].reverse();
  }
}
