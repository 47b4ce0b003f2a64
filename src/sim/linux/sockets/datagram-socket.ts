// What the datagram sockets share: queues, addresses, the way out.
// Source: net/core/sock.c, net/ipv4/datagram.c, ip_sockglue.c (ip_icmp_error, ip_local_error), raw.c, ping.c, udp.c.
// Not modelled: send buffers (sending never waits), memory shared between sockets, IP_OPTIONS.

import type { Errno, Result } from '../../base/errno.ts';
import { fail, ok } from '../../base/errno.ts';
import { ANY, type Ip4, LOOPBACK } from '../../base/ip4.ts';
import { WaitQueue } from '../../des/task.ts';
import type { Decision } from '../../trace/decision.ts';
import type { Cause } from '../../trace/record.ts';
import { IPV4_HEADER, type Ipv4Body, Ipv4Packet } from '../../wire/ipv4.ts';
import { counterIndex } from '../counters.ts';
import { originate, routeOutput, sourceOf } from '../ip-output.ts';
import type { Datagram, MtuDiscovery, Socket, SocketError, SocketHolder, SocketKind } from '../socket.ts';
import type { ErrorReport } from '../socket-error.ts';
import type { Receiver, Route, Stack } from '../stack.ts';

const RMEM_DEFAULT = 212_992; // net.core.rmem_default, bytes
const SKB_OVERHEAD = 768; // what an skb costs a buffer beside its data, about, on x86-64
const MAX_PACKET = 0xffff; // IP_MAX_MTU
const OUT_NO_ROUTES = counterIndex('Ip.OutNoRoutes');

export interface SocketAddress {
  readonly address: Ip4;
  readonly port: number;
}

/** A body to send, and the number of the protocol that it is of. */
export interface Outgoing {
  readonly protocol: number;
  readonly body: Ipv4Body;
}

/** A class, not an object literal: V8 would move literals that often live long into the old generation at once, with all that they point at. */
class Received implements Datagram {
  readonly from: Ip4;
  readonly fromPort: number;
  readonly to: Ip4;
  readonly ttl: number;
  readonly payload: Uint8Array;
  readonly at: number;

  constructor(packet: Ipv4Packet, fromPort: number, payload: Uint8Array, at: number) {
    this.from = packet.source;
    this.fromPort = fromPort;
    this.to = packet.destination;
    this.ttl = packet.ttl;
    this.payload = payload;
    this.at = at;
  }
}

export abstract class DatagramSocket implements Socket, Receiver {
  abstract readonly kind: SocketKind;
  readonly readable = new WaitQueue();
  ttl: number;
  device: number | undefined = undefined;
  mtuDiscovery: MtuDiscovery = 'want';
  broadcast = false;
  owner: string | undefined = undefined;
  holder: SocketHolder | undefined = undefined;
  choices: ReadonlyMap<Ip4, Decision> | undefined = undefined;

  protected readonly ns: Stack;
  protected local: SocketAddress = { address: ANY, port: 0 };
  protected peer: SocketAddress | undefined;
  protected closed = false;
  #received: Datagram[] = [];
  #receivedBytes = 0;
  #errors: SocketError[] = [];

  constructor(ns: Stack) {
    this.ns = ns;
    this.ttl = ns.defaultTtl;
  }

  abstract bind(address: Ip4, port: number): Errno | undefined;
  /** Its kind and where it is bound. */
  protected abstract name(): string;
  /** Makes the bytes that a program sends into a body, or says why not. */
  protected abstract compose(payload: Uint8Array, to: SocketAddress): Result<Outgoing>;
  /** What a reader gets of a packet. */
  protected abstract extract(packet: Ipv4Packet): { readonly fromPort: number; readonly payload: Uint8Array };
  /** Leaves the tables that deliver to it. */
  protected abstract detach(): void;
  /** Called before the first packet leaves or is waited for: picks a port where there is none. */
  protected abstract ensureBound(): Errno | undefined;
  /** The journey of what is sent: a new one, unless the socket answers something. */
  protected journeyOf(_to: SocketAddress): number {
    return this.ns.kernel.trace.newJourney();
  }

  connect(address: Ip4, port: number): Errno | undefined {
    const to = address === ANY ? LOOPBACK : address;
    const route = this.#route(to);
    if (!route.ok) return route.errno;
    const errno = this.ensureBound();
    if (errno !== undefined) return errno;
    const source = this.#source(route.value, to);
    if (this.local.address === ANY && source !== undefined) this.local = { address: source, port: this.local.port };
    this.peer = { address: to, port };
    return undefined;
  }

  localAddress(): SocketAddress {
    return this.local;
  }

  send(
    payload: Uint8Array,
    destination?: SocketAddress & { readonly source?: Ip4; readonly because?: Decision | undefined },
  ): Result<number> {
    if (this.closed || this.ns.gone) return fail('EBADF');
    const to = destination ?? this.peer;
    if (to === undefined) return fail('EDESTADDRREQ');
    const address = to.address === ANY ? LOOPBACK : to.address;
    const route = this.#route(address);
    if (!route.ok) return route;
    const unbound = this.ensureBound();
    if (unbound !== undefined) return fail(unbound);
    const outgoing = this.compose(payload, to);
    if (!outgoing.ok) return outgoing;
    const source = destination?.source ?? this.#source(route.value, address);
    if (source === undefined) return fail('ENETUNREACH');
    const target = { address, port: to.port };
    const because = destination?.because ?? this.choices?.get(address);
    return this.#emit(outgoing.value, source, target, route.value, payload.length, because ?? this);
  }

  #emit(outgoing: Outgoing, source: Ip4, to: SocketAddress, route: Route, sent: number, by: Decision): Result<number> {
    const ns = this.ns;
    const length = IPV4_HEADER + outgoing.body.length;
    const device = route.type === 'local' ? ns.loopback : route.device;
    const fits = device === undefined || length <= ns.pathMtu(to.address, device);
    if (length > MAX_PACKET || (this.mtuDiscovery === 'do' && !fits)) return fail('EMSGSIZE');
    const header = {
      protocol: outgoing.protocol,
      ttl: this.ttl,
      // IP_PMTUDISC_DO packets need no identification; the others take one in case they are cut.
      id: this.mtuDiscovery === 'do' ? 0 : ns.kernel.identifications.next(source, to.address, outgoing.protocol),
      tos: 0,
      dontFragment: fits && this.mtuDiscovery !== 'dont',
      moreFragments: false,
      fragmentOffset: 0,
    };
    const { trace } = ns.kernel;
    const packet = new Ipv4Packet(
      source,
      to.address,
      header,
      this.ttl,
      outgoing.body,
      trace.newPacket(),
      this.journeyOf(to),
    );
    const errno = originate(ns, packet, route, by);
    return errno === undefined ? ok(sent) : fail(errno);
  }

  #route(to: Ip4): Result<Route> {
    const ns = this.ns;
    const through = this.device === undefined ? undefined : ns.deviceByIndex(this.device);
    if (this.device !== undefined && through === undefined) return fail('ENODEV');
    const route = routeOutput(ns, to, through);
    if (route === undefined) {
      ns.count(OUT_NO_ROUTES, 1);
      return fail('ENETUNREACH');
    }
    switch (route.type) {
      case 'unreachable':
        return fail('EHOSTUNREACH');
      case 'prohibit':
        return fail('EACCES');
      case 'blackhole':
        return fail('EINVAL');
      case 'broadcast':
        return this.broadcast ? ok(route) : fail('EACCES');
      default:
        return ok(route);
    }
  }

  #source(route: Route, to: Ip4): Ip4 | undefined {
    return this.local.address === ANY ? sourceOf(this.ns, route, to) : this.local.address;
  }

  /** Queues a packet for the reader; false when the buffer is full. */
  enqueue(packet: Ipv4Packet): boolean {
    const { fromPort, payload } = this.extract(packet);
    const cost = payload.length + SKB_OVERHEAD;
    if (this.#receivedBytes + cost > RMEM_DEFAULT) return false;
    this.#receivedBytes += cost;
    this.#received.push(new Received(packet, fromPort, payload, this.ns.kernel.scheduler.now));
    this.readable.wake();
    return true;
  }

  /** The payload of an own packet that an error quotes, as `send` was given it, as far as it was quoted. */
  quotedPayload(quoted: Ipv4Packet): Uint8Array {
    return this.extract(quoted).payload;
  }

  /** Queues an error about a packet that this socket sent. */
  enqueueError(report: ErrorReport, to: SocketAddress, payload: Uint8Array): void {
    this.#errors.push({
      ...report,
      to: to.address,
      toPort: to.port,
      payload,
      at: this.ns.kernel.scheduler.now,
    });
    this.readable.wake();
  }

  /** What waits for the reader, as it counts against the buffer. */
  protected get queuedBytes(): number {
    return this.#receivedBytes;
  }

  receive(): Datagram | undefined {
    const datagram = this.#received.shift();
    if (datagram !== undefined) this.#receivedBytes -= datagram.payload.length + SKB_OVERHEAD;
    return datagram;
  }

  receiveError(): SocketError | undefined {
    return this.#errors.shift();
  }

  describe(): string {
    return this.owner === undefined ? this.name() : `${this.name()} of ${this.owner}`;
  }

  cause(): Cause {
    const waiting = `${this.#received.length} datagrams, ${this.#receivedBytes} of ${RMEM_DEFAULT} bytes`;
    const facts = [
      { label: 'socket', value: this.name() },
      { label: 'unread', value: waiting },
    ];
    return { kind: 'socket', facts, creator: this.owner };
  }

  /** Of what finds the receive buffer full. */
  remedy(): string {
    const who = this.owner ?? 'the program behind it';
    return `Send more slowly, or let ${who} read: is it stopped or paused (docker unpause, kill -CONT)?`;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.holder?.release();
    this.holder = undefined;
    this.detach();
    this.#received = [];
    this.#errors = [];
    this.readable.wake();
  }
}
