// One connection in the kernel: its control block, its place in the table, its way to IP.
// Source: net/ipv4/tcp.c, tcp_output.c (tcp_connect), tcp_minisocks.c (tcp_create_openreq_child); RFC 6528 (initial sequence numbers).
// Not modelled: a small control block for TIME_WAIT (the whole one stays for its minute).
import { formatIp4 } from '../../base/ip4.ts';
import type { Decision, TraceDevice } from '../../trace/decision.ts';
import type { Cause, Considered } from '../../trace/record.ts';
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import type { Traced } from '../../wire/packet-view.ts';
import { TCP_SYN, type TcpSegment } from '../../wire/tcp.ts';
import { parseTcpOptions, TIMESTAMPS_LENGTH } from '../../wire/tcp-options.ts';
import { counterIndex } from '../counters.ts';
import type { SocketAddress, SocketHolder, SocketInfo, TcpInfo, TcpState } from '../socket.ts';
import type { ErrorReport } from '../socket-error.ts';
import type { Stack, TcpEndpoint } from '../stack.ts';
import { close, end, fail, shutdown, timerExpired } from './ending.ts';
import { segmentArrives } from './input.ts';
import { afterRead, push, sendReset, sendSyn } from './output.ts';
import { refuse, routeTo, sendSegment } from './packets.ts';
import { SEND_SPACE } from './parameters.ts';
import { advance } from './sequence.ts';
import { Tcb, type TcbHost } from './tcb.ts';
import type { TcpTable } from './tcp-table.ts';
import { TcpTimers } from './timers.ts';

const ACTIVE_OPENS = counterIndex('Tcp.ActiveOpens');
const PASSIVE_OPENS = counterIndex('Tcp.PassiveOpens');
const ATTEMPT_FAILS = counterIndex('Tcp.AttemptFails');
const ESTAB_RESETS = counterIndex('Tcp.EstabResets');
const CURR_ESTAB = counterIndex('Tcp.CurrEstab');
const RETRANS_SEGS = counterIndex('Tcp.RetransSegs');

const counted = (state: TcpState): boolean => state === 'ESTABLISHED' || state === 'CLOSE_WAIT';
const nothing = (): void => undefined;
const always = (): boolean => true;

export class Connection implements TcbHost, TcpEndpoint {
  readonly tcb: Tcb;
  wakeReaders: () => void = nothing;
  wakeWriters: () => void = nothing;
  /** Told once, of a connection that a listener made: whether its handshake came to its end. */
  onHandshake: ((done: boolean) => void) | undefined;
  /** Whether the listener that made it has room for one more. */
  mayEnter: () => boolean = always;
  /** Who opened its socket. */
  /** It was accepted by a socket that takes IPv6 too. */
  dualStack = false;
  owner: string | undefined = undefined;
  holder: SocketHolder | undefined = undefined;
  /** Why its program chose this peer among several. */
  choice: Decision | undefined = undefined;
  #retransmits = 0;

  readonly #ns: Stack;
  readonly #table: TcpTable;
  readonly #journey: number;
  /** The Identification of the next packet: counted for each connection, from a random start. */
  #id: number;

  constructor(ns: Stack, table: TcpTable, local: SocketAddress, peer: SocketAddress, journey: number) {
    this.#ns = ns;
    this.#table = table;
    this.#journey = journey;
    const random = ns.kernel.tcpRandom;
    const word = (): number => random.int(0, 0xffff) * 0x10000 + random.int(0, 0xffff);
    this.#id = random.int(0, 0xffff);
    const timers = new TcpTimers(ns.kernel.scheduler, (kind) => timerExpired(this.tcb, kind));
    this.tcb = new Tcb(this, timers, local, peer, word(), word());
  }

  /** Sends the first SYN. */
  open(): void {
    const { tcb } = this;
    this.#table.add(this);
    this.#ns.count(ACTIVE_OPENS, 1);
    tcb.openWindow(tcb.advertisedMss);
    tcb.setState('SYN_SENT');
    sendSyn(tcb, false);
  }

  /** Answers a SYN. */
  answer(syn: TcpSegment): void {
    const { tcb } = this;
    this.#table.add(this);
    tcb.received.next = advance(syn.sequence, 1);
    tcb.learnOptions(parseTcpOptions(syn.options));
    tcb.openWindow(tcb.advertisedMss - (tcb.timestamps ? TIMESTAMPS_LENGTH : 0));
    tcb.setState('SYN_RECV');
    sendSyn(tcb, true);
  }

  segmentArrives(packet: Ipv4Packet, segment: TcpSegment): void {
    if (segmentArrives(this.tcb, segment) === 'refuse') refuse(this.#ns, packet, segment);
  }

  /** tcp_v4_err. */
  icmpError(report: ErrorReport): void {
    const { tcb } = this;
    if (report.errno === 'EMSGSIZE') {
      // The path takes less than was thought: what was too large goes again, smaller.
      if (tcb.state === 'SYN_SENT' || tcb.una === tcb.max) return;
      tcb.next = tcb.una;
      push(tcb);
    } else if (tcb.state === 'SYN_SENT' || tcb.state === 'SYN_RECV') fail(tcb, report.errno);
    else tcb.softError = report.errno;
  }

  read(): Uint8Array | 'eof' | undefined {
    const { tcb } = this;
    const bytes = tcb.received.take();
    const receives = tcb.state === 'ESTABLISHED' || tcb.state === 'FIN_WAIT1' || tcb.state === 'FIN_WAIT2';
    if (bytes !== undefined) {
      if (receives) afterRead(tcb);
      return bytes;
    }
    return tcb.finReceived || (tcb.state === 'CLOSED' && tcb.error === undefined) ? 'eof' : undefined;
  }

  write(bytes: Uint8Array): number {
    const { tcb } = this;
    const open = tcb.state === 'ESTABLISHED' || tcb.state === 'CLOSE_WAIT' || tcb.state === 'SYN_SENT';
    const count = open && !tcb.finWanted ? Math.min(bytes.length, SEND_SPACE - tcb.unsent.length) : 0;
    if (count <= 0) return 0;
    tcb.unsent.append(bytes.slice(0, count));
    push(tcb);
    return count;
  }

  shutdown(): void {
    shutdown(this.tcb);
  }

  close(): void {
    close(this.tcb);
  }

  /** Resets a connection that nobody has accepted. */
  abort(): void {
    this.onHandshake = undefined;
    if (this.tcb.state === 'CLOSED') return;
    sendReset(this.tcb);
    end(this.tcb);
  }

  /** The namespace ends: the connection goes without a word. */
  vanish(): void {
    this.onHandshake = undefined;
    end(this.tcb);
  }

  // What the control block needs of the kernel.

  now(): number {
    return this.#ns.kernel.scheduler.now;
  }

  transmit(segment: TcpSegment): void {
    const { local, peer } = this.tcb;
    // A SYN's answer is made before there is a socket, and has no counter.
    const id = segment.has(TCP_SYN) && this.tcb.state === 'SYN_RECV' ? 0 : this.#nextId();
    sendSegment(this.#ns, local.address, peer.address, segment, id, this.#journey, this);
  }

  #nextId(): number {
    if (this.tcb.state === 'TIME_WAIT') return 0;
    const id = this.#id;
    this.#id = (id + 1) & 0xffff;
    return id;
  }

  pathMtu(): number {
    const { address } = this.tcb.peer;
    const route = routeTo(this.#ns, address);
    const device = typeof route === 'string' || route.type === 'local' ? this.#ns.loopback : route.device;
    return device === undefined ? 0xffff : this.#ns.pathMtu(address, device);
  }

  retransmitted(): void {
    this.#retransmits++;
    this.#ns.count(RETRANS_SEGS, 1);
  }

  stateChanged(from: TcpState, to: TcpState): void {
    const ns = this.#ns;
    if (counted(to) !== counted(from)) ns.count(CURR_ESTAB, counted(to) ? 1 : -1);
    if (to === 'ESTABLISHED' && from === 'SYN_RECV') {
      ns.count(PASSIVE_OPENS, 1);
      this.onHandshake?.(true);
      this.onHandshake = undefined;
    }
    if (to !== 'CLOSED') return;
    if (from === 'SYN_SENT' || from === 'SYN_RECV') ns.count(ATTEMPT_FAILS, 1);
    else if (counted(from)) ns.count(ESTAB_RESETS, 1);
    this.#table.remove(this);
    this.onHandshake?.(false);
    this.onHandshake = undefined;
  }

  /** tcp_get_info. A window that the peer's does not let be filled does not count: Linux would not have let it grow. */
  tcpInfo(): TcpInfo {
    const { congestion, sendMss: mss, sendWindow, roundTrip } = this.tcb;
    const congestionWindow = Math.min(congestion.window * mss, Math.max(sendWindow, mss));
    return { retransmits: this.#retransmits, congestionWindow, mss, roundTrip: Math.round(roundTrip.smoothed ?? 0) };
  }

  info(): SocketInfo {
    const { state, local, peer, received, unsent, finWanted } = this.tcb;
    const fin = finWanted && state !== 'FIN_WAIT2' && state !== 'TIME_WAIT' ? 1 : 0;
    return {
      protocol: 'tcp',
      family: this.dualStack ? 'inet6' : 'inet',
      ...(this.dualStack ? { mapped: true } : {}),
      state,
      local,
      peer,
      receiveQueue: received.unread,
      sendQueue: unsent.length + fin,
      ...(this.owner === undefined ? {} : { owner: this.owner }),
      ...(this.holder === undefined ? {} : { holder: this.holder }),
    };
  }

  describe(detail: number, traced: Traced, device: TraceDevice | undefined): string {
    const { local, peer } = this.tcb;
    const of = this.owner === undefined ? '' : ` of ${this.owner}`;
    const why = this.choice === undefined ? '' : ` (${this.choice.describe(detail, traced, device)})`;
    return `TCP ${formatIp4(local.address)}:${local.port} with ${formatIp4(peer.address)}:${peer.port}${of}${why}`;
  }

  /** What the program chose this peer from. */
  considered(): readonly Considered[] {
    return this.choice?.considered?.() ?? [];
  }

  cause(detail: number, traced: Traced, device: TraceDevice | undefined): Cause {
    const { state, received, unsent } = this.tcb;
    const chosen = this.choice?.cause?.(detail, traced, device).facts ?? [];
    const facts = [
      { label: 'state', value: state },
      { label: 'unread', value: `${received.unread} bytes` },
      { label: 'not acknowledged', value: `${unsent.length} bytes` },
    ];
    return { kind: 'socket', facts: [...chosen, ...facts], creator: this.owner };
  }
}
