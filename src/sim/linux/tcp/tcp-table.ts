// The TCP sockets of one namespace: its ports, its listeners, its connections.
// Source: struct inet_hashinfo; net/ipv4/inet_hashtables.c (__inet_lookup, __inet_hash_connect), inet_connection_sock.c (inet_csk_get_port).
// Not modelled: port sharing; as servers set SO_REUSEADDR, connections do not keep their port from being bound again.
import { ANY, type Ip4, isLoopback } from '../../base/ip4.ts';
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import { TCP_ACK, TCP_RST, TCP_SYN, type TcpSegment } from '../../wire/tcp.ts';
import type { SocketAddress, SocketInfo } from '../socket.ts';
import type { ErrorReport } from '../socket-error.ts';
import type { Stack, TcpEndpoint } from '../stack.ts';
import type { Connection } from './connection.ts';
import { end } from './ending.ts';
import { isAfter } from './sequence.ts';
import type { TcpSocket } from './tcp-socket.ts';

/** tcp_twsk_unique: TIME_WAIT must have lasted for more than a second. */
const TW_REUSE_AFTER: SimTime = SECOND;

const keyOf = (localPort: number, peerPort: number): number => localPort * 0x10000 + peerPort;

export class TcpTable {
  readonly #ns: Stack;
  readonly #connections = new Map<number, Connection[]>();
  /** Bound sockets, listening or not yet, by port. */
  readonly #bound = new Map<number, TcpSocket[]>();

  constructor(ns: Stack) {
    this.#ns = ns;
  }

  // Ports.

  /** Takes a port: the wanted one, or a free one for 0. Undefined when it is taken. */
  bind(socket: TcpSocket, address: Ip4, port: number): number | undefined {
    const ports = this.#ns.kernel.ephemeralPorts;
    const chosen = port === 0 ? ports.forBind((at) => !this.#isTaken(socket, address, at)) : port;
    if (chosen === undefined || this.#isTaken(socket, address, chosen)) return undefined;
    const sockets = this.#bound.get(chosen);
    if (sockets === undefined) this.#bound.set(chosen, [socket]);
    else sockets.push(socket);
    return chosen;
  }

  unbind(socket: TcpSocket): void {
    const { port } = socket.localAddress();
    const left = (this.#bound.get(port) ?? []).filter((other) => other !== socket);
    if (left.length > 0) this.#bound.set(port, left);
    else this.#bound.delete(port);
  }

  #isTaken(socket: TcpSocket, address: Ip4, port: number): boolean {
    return (this.#bound.get(port) ?? []).some((other) => {
      if (other.family !== socket.family) return false;
      const theirs = other.localAddress().address;
      return address === ANY || theirs === ANY || theirs === address;
    });
  }

  /** A local port for a new connection. */
  portFor(source: Ip4, peer: SocketAddress): number | undefined {
    const isFree = (port: number): boolean =>
      !this.#bound.has(port) && this.#find(source, port, peer.address, peer.port) === undefined;
    return this.#ns.kernel.ephemeralPorts.choose(source, peer, isFree);
  }

  /**
   * Makes way for a connection with these ends (__inet_check_established): false while there is one. One that only waits out its
   * end gives way after a second, on lo (net.ipv4.tcp_tw_reuse = 2).
   */
  vacate(local: SocketAddress, peer: SocketAddress): boolean {
    const found = this.#find(local.address, local.port, peer.address, peer.port);
    if (found === undefined) return true;
    const { state, heardAt } = found.tcb;
    const waited = this.#ns.kernel.scheduler.now - heardAt;
    if (state !== 'TIME_WAIT' || !isLoopback(local.address) || waited <= TW_REUSE_AFTER) return false;
    end(found.tcb);
    return true;
  }

  // Connections.

  add(connection: Connection): void {
    const { local, peer } = connection.tcb;
    const key = keyOf(local.port, peer.port);
    const same = this.#connections.get(key);
    if (same === undefined) this.#connections.set(key, [connection]);
    else same.push(connection);
  }

  remove(connection: Connection): void {
    const { local, peer } = connection.tcb;
    const key = keyOf(local.port, peer.port);
    const left = (this.#connections.get(key) ?? []).filter((other) => other !== connection);
    if (left.length > 0) this.#connections.set(key, left);
    else this.#connections.delete(key);
  }

  #find(local: Ip4, localPort: number, peer: Ip4, peerPort: number): Connection | undefined {
    const same = this.#connections.get(keyOf(localPort, peerPort));
    if (same === undefined) return undefined;
    for (const connection of same) {
      const { tcb } = connection;
      if (tcb.local.address === local && tcb.peer.address === peer) return connection;
    }
    return undefined;
  }

  /** Whom a segment is for: its connection, else the listener that fits its address best. */
  endpoint(packet: Ipv4Packet, segment: TcpSegment): TcpEndpoint | undefined {
    const to = packet.destination;
    const found = this.#find(to, segment.destinationPort, packet.source, segment.sourcePort);
    if (found !== undefined && !beginsAnew(found, segment)) return found;
    if (found !== undefined) end(found.tcb);
    let best: TcpSocket | undefined;
    for (const socket of this.#bound.get(segment.destinationPort) ?? []) {
      if (!socket.isListening || socket.family === 'inet6') continue;
      const { address } = socket.localAddress();
      if (address === to) return socket;
      if (address === ANY) best = socket;
    }
    return best;
  }

  /** Tells the connection that sent `quoted` what an ICMP error says of it. */
  deliverError(quoted: Ipv4Packet, segment: TcpSegment, report: ErrorReport): void {
    const { sourcePort, destinationPort } = segment;
    this.#find(quoted.source, sourcePort, quoted.destination, destinationPort)?.icmpError(report);
  }

  /** Listeners first, as sock_diag walks its tables. */
  list(): SocketInfo[] {
    const sockets: SocketInfo[] = [];
    for (const bound of this.#bound.values()) {
      for (const socket of bound) {
        const info = socket.info();
        if (info !== undefined) sockets.push(info);
      }
    }
    for (const same of this.#connections.values()) for (const connection of same) sockets.push(connection.info());
    return sockets;
  }

  /** The namespace ends. */
  closeAll(): void {
    for (const same of [...this.#connections.values()]) for (const connection of [...same]) connection.vanish();
    for (const bound of [...this.#bound.values()]) for (const socket of [...bound]) socket.abandon();
  }
}

/** tcp_timewait_state_process: a newer SYN may take the place of a connection that only waits out its end. */
function beginsAnew(connection: Connection, segment: TcpSegment): boolean {
  const { tcb } = connection;
  const isSyn = segment.has(TCP_SYN) && !segment.has(TCP_ACK) && !segment.has(TCP_RST);
  return tcb.state === 'TIME_WAIT' && isSyn && isAfter(segment.sequence, tcb.received.next);
}
