// TCP sockets: from a bare one to a listener or a connection, as system calls see them.
// Source: net/ipv4/af_inet.c, inet_connection_sock.c, tcp.c (tcp_sendmsg, tcp_recvmsg, tcp_close), tcp_ipv4.c (tcp_v4_connect).
// Not modelled: SO_REUSEPORT, TCP_NODELAY, half-closed reading (SHUT_RD), SYN cookies.
import type { Errno } from '../../base/errno.ts';
import { ANY, formatIp4, type Ip4, LOOPBACK } from '../../base/ip4.ts';
import { WaitQueue } from '../../des/task.ts';
import type { Decision } from '../../trace/decision.ts';
import type { Cause } from '../../trace/record.ts';
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import { TCP_ACK, TCP_RST, TCP_SYN, type TcpSegment } from '../../wire/tcp.ts';
import { listenOverflow } from '../endings.ts';
import { sourceOf } from '../ip-output.ts';
import type { KeepAlive, SocketAddress, SocketHolder, SocketInfo, StreamSocket, TcpInfo, TcpState } from '../socket.ts';
import type { NetDevice, Stack, TcpEndpoint } from '../stack.ts';
import { Connection } from './connection.ts';
import { refuse, routeTo } from './packets.ts';
import { SOMAXCONN } from './parameters.ts';
import type { TcpTable } from './tcp-table.ts';

const NOWHERE: SocketAddress = { address: ANY, port: 0 };

export class TcpSocket implements StreamSocket, TcpEndpoint {
  readonly family: 'inet' | 'inet6';
  readonly readable = new WaitQueue();
  readonly writable = new WaitQueue();
  dualStack = false;
  owner: string | undefined = undefined;
  holder: SocketHolder | undefined = undefined;
  choices: ReadonlyMap<Ip4, Decision> | undefined = undefined;
  keepAlive: KeepAlive | undefined = undefined;

  readonly #ns: Stack;
  readonly #table: TcpTable;
  #local = NOWHERE;
  #bound = false;
  #listening = false;
  #backlog = 0;
  /** Children whose handshake is over, in the order in which it was. */
  #accepted: Connection[] = [];
  /** Children whose handshake goes on. */
  readonly #half = new Set<Connection>();
  #connection: Connection | undefined;

  constructor(ns: Stack, table: TcpTable, family: 'inet' | 'inet6') {
    this.#ns = ns;
    this.#table = table;
    this.family = family;
  }

  /** The socket that accept(2) answers for a connection. */
  static accepting(ns: Stack, table: TcpTable, connection: Connection, listener: TcpSocket): TcpSocket {
    const socket = new TcpSocket(ns, table, 'inet');
    socket.dualStack = listener.dualStack;
    socket.owner = listener.owner;
    socket.holder = listener.holder?.another();
    socket.#bound = true;
    socket.#adopt(connection);
    return socket;
  }

  #adopt(connection: Connection): void {
    this.#connection = connection;
    connection.holder = this.holder;
    this.#local = connection.tcb.local;
    connection.wakeReaders = () => this.readable.wake();
    connection.wakeWriters = () => this.writable.wake();
  }

  get state(): TcpState {
    if (this.#listening) return 'LISTEN';
    return this.#connection?.tcb.state ?? 'CLOSED';
  }

  bind(address: Ip4, port: number): Errno | undefined {
    if (this.#bound) return 'EINVAL';
    if (this.family === 'inet6' && address !== ANY) return 'EADDRNOTAVAIL';
    if (address !== ANY && !this.#ns.isLocal(address)) return 'EADDRNOTAVAIL';
    const chosen = this.#table.bind(this, address, port);
    if (chosen === undefined) return 'EADDRINUSE';
    this.#local = { address, port: chosen };
    this.#bound = true;
    return undefined;
  }

  listen(backlog: number): Errno | undefined {
    if (this.#connection !== undefined) return 'EINVAL';
    const errno = this.#bound ? undefined : this.bind(ANY, 0);
    if (errno !== undefined) return errno;
    this.#backlog = Math.min(Math.max(0, backlog), SOMAXCONN);
    this.#listening = true;
    return undefined;
  }

  accept(): StreamSocket | undefined {
    const connection = this.#accepted.shift();
    return connection && TcpSocket.accepting(this.#ns, this.#table, connection, this);
  }

  connect(address: Ip4, port: number): Errno | undefined {
    if (this.family === 'inet6' || this.#listening || this.#connection !== undefined) return 'EINVAL';
    const to = address === ANY ? LOOPBACK : address;
    const route = routeTo(this.#ns, to);
    if (typeof route === 'string') return route;
    const source = this.#local.address === ANY ? sourceOf(this.#ns, route, to) : this.#local.address;
    if (source === undefined) return 'ENETUNREACH';
    const peer = { address: to, port };
    const localPort = this.#bound ? this.#local.port : this.#table.portFor(source, peer);
    if (localPort === undefined) return 'EADDRNOTAVAIL';
    const local = { address: source, port: localPort };
    if (!this.#table.vacate(local, peer)) return 'EADDRNOTAVAIL';
    const journey = this.#ns.kernel.trace.newJourney();
    const connection = new Connection(this.#ns, this.#table, local, peer, journey);
    connection.owner = this.owner;
    connection.tcb.keepAlive = this.keepAlive;
    connection.choice = this.choices?.get(to);
    this.#adopt(connection);
    connection.open();
    return undefined;
  }

  takeError(): Errno | undefined {
    const tcb = this.#connection?.tcb;
    const errno = tcb?.error;
    if (tcb) tcb.error = undefined;
    return errno;
  }

  read(): Uint8Array | 'eof' | undefined {
    return this.#connection?.read();
  }

  write(bytes: Uint8Array): number {
    return this.#connection?.write(bytes) ?? 0;
  }

  shutdownWrite(): void {
    this.#connection?.shutdown();
  }

  close(): void {
    this.#table.unbind(this);
    if (this.#listening) this.#stopListening();
    this.#connection?.close();
    this.holder?.release();
    this.holder = undefined;
    if (this.#connection !== undefined) this.#connection.holder = undefined;
    this.readable.wake();
    this.writable.wake();
  }

  /** The namespace ends: nobody is told. */
  abandon(): void {
    this.#table.unbind(this);
    this.#listening = false;
    this.readable.wake();
    this.writable.wake();
  }

  /** inet_csk_listen_stop: who waits to be accepted is reset. */
  #stopListening(): void {
    this.#listening = false;
    for (const child of [...this.#accepted, ...this.#half]) child.abort();
    this.#accepted = [];
    this.#half.clear();
  }

  localAddress(): SocketAddress {
    return this.#local;
  }

  peerAddress(): SocketAddress | undefined {
    const connection = this.#connection;
    return connection === undefined || connection.tcb.state === 'SYN_SENT' ? undefined : connection.tcb.peer;
  }

  // What the table and the packets see.

  get isListening(): boolean {
    return this.#listening;
  }

  /** A segment for a listening socket: only a SYN can begin something (tcp_rcv_state_process, tcp_conn_request). */
  segmentArrives(packet: Ipv4Packet, segment: TcpSegment, device: NetDevice): void {
    if (segment.has(TCP_RST)) return;
    if (segment.has(TCP_ACK) || !segment.has(TCP_SYN)) {
      if (segment.has(TCP_ACK)) refuse(this.#ns, packet, segment);
      return;
    }
    // A full accept queue: the SYN is not heard, and will be sent again.
    if (this.#accepted.length > this.#backlog) {
      const why = listenOverflow(this.#ns, this.#local.port, this.#backlog, this.owner);
      this.#ns.kernel.trace.drop(device, packet, 'LISTEN_OVERFLOW', why);
      return;
    }
    const local = { address: packet.destination, port: segment.destinationPort };
    const peer = { address: packet.source, port: segment.sourcePort };
    const child = new Connection(this.#ns, this.#table, local, peer, packet.journey);
    child.owner = this.owner;
    child.dualStack = this.dualStack;
    child.tcb.keepAlive = this.keepAlive;
    this.#half.add(child);
    child.mayEnter = () => this.#accepted.length <= this.#backlog;
    child.onHandshake = (done) => {
      this.#half.delete(child);
      if (!done) return;
      this.#accepted.push(child);
      this.readable.wake();
    };
    child.answer(segment);
  }

  tcpInfo(): TcpInfo | undefined {
    return this.#connection?.tcpInfo();
  }

  info(): SocketInfo | undefined {
    if (!this.#listening) return undefined;
    return {
      protocol: 'tcp',
      family: this.dualStack ? 'inet6' : this.family,
      ...(this.dualStack ? { mapped: true } : {}),
      state: 'LISTEN',
      local: this.#local,
      peer: NOWHERE,
      receiveQueue: this.#accepted.length,
      sendQueue: this.#backlog,
      ...(this.owner === undefined ? {} : { owner: this.owner }),
      ...(this.holder === undefined ? {} : { holder: this.holder }),
    };
  }

  describe(): string {
    const { address, port } = this.#local;
    const of = this.owner === undefined ? '' : ` of ${this.owner}`;
    return `TCP socket${of} listening on ${address === ANY ? '*' : formatIp4(address)}:${port}`;
  }

  cause(): Cause {
    const facts = [
      { label: 'state', value: 'LISTEN' },
      { label: 'waiting to be accepted', value: `${this.#accepted.length} of ${this.#backlog}` },
    ];
    return { kind: 'socket', facts, creator: this.owner };
  }
}
