// One run of ping: requests leave at their interval, answers and errors are told as they come, and a summary closes it.
// Source: iputils 20221126 ping/ping_common.c main_loop, pinger, schedule_exit, gather_statistics; ping.c ping4_parse_reply.
// Not modelled: flood and adaptive modes, checks of the data that comes back.
import { strerror } from '../../../base/errno.ts';
import { formatIp4, type Ip4, isMulticast } from '../../../base/ip4.ts';
import { MILLISECOND } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { Datagram, Socket, SocketError } from '../../../linux/socket.ts';
import { echoRequest, parseEchoReply, quotedSequence } from '../echo.ts';
import { numericAddress, reverseHost } from '../resolve.ts';
import type { PingRequest } from './arguments.ts';
import { icmpErrorText } from './errors.ts';
import { addRoundTrip, freshCounts, roundTripText, snapshot, summary } from './statistics.ts';

/** sizeof(struct timeval): data shorter than this carries no time. */
const TIMEVAL = 16;
/** MIN_INTERVAL_MS: requests without pause wait this long for an answer. */
const SHORTEST_WAIT = 10 * MILLISECOND;

/** One run: what was asked for, where it goes, and what was counted. */
export class PingRun {
  readonly counts = freshCounts();
  readonly #sys: Sys;
  readonly #request: PingRequest;
  readonly #socket: Socket;
  readonly #target: Ip4;
  readonly #host: string;
  readonly #numeric: boolean;
  readonly #names = new Map<Ip4, string>();
  readonly #sentAt = new Map<number, number>();
  readonly #answered = new Set<number>();
  readonly #startedAt: number;
  #lastSentAt: number;
  #exitAt: number | undefined;
  #stopped = false;
  #snapshotWanted = false;

  constructor(sys: Sys, request: PingRequest, socket: Socket, target: Ip4, host: string) {
    this.#sys = sys;
    this.#request = request;
    this.#socket = socket;
    this.#target = target;
    this.#host = host;
    this.#numeric = request.numeric || numericAddress(request.target) !== undefined;
    this.#startedAt = sys.now();
    this.#lastSentAt = sys.now();
    if (request.deadline > 0) this.#exitAt = sys.now() + request.deadline;
  }

  get #timed(): boolean {
    return this.#request.dataLength >= TIMEVAL;
  }

  /** Sends and listens until enough has come, time is over or Ctrl-C. */
  *run(): Blocking<number> {
    const { count, deadline } = this.#request;
    const sys = this.#sys;
    sys.onSignal('SIGINT', () => {
      this.#stopped = true;
    });
    sys.onSignal('SIGQUIT', () => {
      this.#snapshotWanted = true;
    });
    while (!this.#isOver()) {
      if (this.#snapshotWanted) yield* this.#showSnapshot();
      if (this.#mustSend()) yield* this.#send();
      yield* this.#receiveAll();
      if (this.#isOver()) break;
      yield* sys.wait([this.#socket.readable], this.#nextMoment());
    }
    const { counts } = this;
    yield* sys.print(summary(this.#host, counts, this.#timed, this.#lastSentAt - this.#startedAt));
    return counts.received === 0 || (deadline > 0 && counts.received < count) ? 1 : 0;
  }

  #isOver(): boolean {
    const { count, deadline } = this.#request;
    const { received, errors } = this.counts;
    if (this.#stopped || (count > 0 && received + errors >= count)) return true;
    if (deadline > 0 && errors > 0) return true;
    return this.#exitAt !== undefined && this.#sys.now() >= this.#exitAt;
  }

  #sentEnough(): boolean {
    const { count, deadline } = this.#request;
    return count > 0 && deadline === 0 && this.counts.transmitted >= count;
  }

  #mustSend(): boolean {
    if (this.#sentEnough()) return false;
    return this.counts.transmitted === 0 || this.#sys.now() >= this.#nextSend();
  }

  #nextSend(): number {
    const { interval } = this.#request;
    const waiting = !this.#answered.has(this.counts.transmitted & 0xffff);
    const pause = interval > 0 ? interval : waiting ? SHORTEST_WAIT : MILLISECOND;
    return this.#lastSentAt + pause;
  }

  #nextMoment(): number {
    if (!this.#sentEnough()) return Math.min(this.#nextSend(), this.#exitAt ?? Number.MAX_SAFE_INTEGER);
    // schedule_exit: two round trips after the last request, at least one interval; all of -W when nothing ever came
    const { interval, linger } = this.#request;
    const patience = this.counts.received > 0 ? Math.max(2 * this.counts.max, interval) : linger;
    this.#exitAt ??= this.#sys.now() + patience;
    return this.#exitAt;
  }

  *#send(): Blocking<void> {
    const sys = this.#sys;
    const { counts } = this;
    const { outstanding, timestamps, dataLength } = this.#request;
    if (outstanding && counts.transmitted > 0 && !this.#answered.has(counts.transmitted & 0xffff)) {
      const stamp = timestamps ? timestampText(sys) : '';
      yield* sys.print(`${stamp}no answer yet for icmp_seq=${counts.transmitted}\n`);
    }
    const sequence = (counts.transmitted + 1) & 0xffff;
    this.#lastSentAt = sys.now();
    this.#sentAt.set(sequence, sys.now());
    this.#answered.delete(sequence);
    const sent = this.#socket.send(echoRequest(0, sequence, echoData(dataLength, sys.wallClock(), sys.now())), {
      address: this.#target,
      port: 0,
    });
    counts.transmitted++;
    if (sent.ok) return;
    if (sent.errno === 'EMSGSIZE') {
      counts.errors++;
      if (!this.#request.quiet) yield* sys.error(`ping: local error: message too long, mtu=${this.#pathMtu()}\n`);
    } else if (!this.#request.quiet) yield* sys.error(`ping: sendmsg: ${strerror[sent.errno]}\n`);
  }

  #pathMtu(): number {
    const way = this.#sys.net.lookupRoute(this.#target);
    return way.kind === 'hit' ? (this.#sys.net.linkByIndex(way.ifindex)?.mtu ?? 0) : 0;
  }

  *#receiveAll(): Blocking<void> {
    for (let error = this.#socket.receiveError(); error; error = this.#socket.receiveError())
      yield* this.#tellError(error);
    for (let datagram = this.#socket.receive(); datagram; datagram = this.#socket.receive()) {
      yield* this.#tellReply(datagram);
      const { count } = this.#request;
      if (count > 0 && this.counts.received + this.counts.errors >= count) return;
    }
  }

  *#tellReply(datagram: Datagram): Blocking<void> {
    const reply = parseEchoReply(datagram.payload);
    if (!reply) return;
    const { counts } = this;
    this.#acknowledge(reply.sequence);
    const sentAt = this.#sentAt.get(reply.sequence);
    const trip = sentAt === undefined ? 0 : datagram.at - sentAt;
    if (this.#timed) addRoundTrip(counts, trip);
    const duplicate = this.#answered.has(reply.sequence);
    if (duplicate) counts.duplicates++;
    else counts.received++;
    this.#answered.add(reply.sequence);
    if (this.#request.quiet) return;
    const from = yield* this.#nameOf(datagram.from);
    let text = this.#request.timestamps ? timestampText(this.#sys) : '';
    text += `${reply.length} bytes from ${from}: icmp_seq=${reply.sequence} ttl=${datagram.ttl}`;
    if (this.#timed) text += ` time=${roundTripText(trip)} ms`;
    if (duplicate && !isMulticast(this.#target) && !this.#request.broadcast) text += ' (DUP!)';
    yield* this.#sys.print(`${text}\n`);
  }

  *#tellError(error: SocketError): Blocking<void> {
    const sequence = quotedSequence(error.payload);
    if (sequence === undefined || error.to !== this.#target) return;
    this.#acknowledge(sequence);
    this.counts.errors++;
    if (this.#request.quiet) return;
    if (error.icmpType === undefined || error.icmpCode === undefined) {
      yield* this.#sys.error(`ping: local error: ${strerror[error.errno]}\n`);
      return;
    }
    const from = yield* this.#nameOf(error.offender);
    const stamp = this.#request.timestamps ? timestampText(this.#sys) : '';
    const what = icmpErrorText(error.icmpType, error.icmpCode, error.info ?? 0);
    yield* this.#sys.print(`${stamp}From ${from} icmp_seq=${sequence} ${what}\n`);
  }

  /** `name (address)` when names are wanted and this one has a name; asked once. */
  *#nameOf(address: Ip4): Blocking<string> {
    const text = formatIp4(address);
    if (this.#numeric || this.#stopped) return text;
    const known = this.#names.get(address);
    if (known !== undefined) return known;
    const name = yield* reverseHost(this.#sys, address);
    const shown = name === undefined ? text : `${name} (${text})`;
    this.#names.set(address, shown);
    return shown;
  }

  #acknowledge(sequence: number): void {
    const behind = (this.counts.transmitted - sequence) & 0xffff;
    if (behind <= 0x7fff) this.counts.pipe = Math.max(this.counts.pipe, behind + 1);
  }

  *#showSnapshot(): Blocking<void> {
    this.#snapshotWanted = false;
    yield* this.#sys.error(snapshot(this.counts, this.#timed));
  }
}

/** `[1700000000.123456] `: -D. */
function timestampText(sys: Sys): string {
  const wall = sys.wallClock();
  const seconds = Math.floor(wall / 1000);
  const microseconds = Math.floor(wall % 1000) * 1000 + (sys.now() % 1000);
  return `[${seconds}.${String(microseconds).padStart(6, '0')}] `;
}

/** The data of a request: the time as a struct timeval, then bytes that count up. */
function echoData(length: number, wallClock: number, now: number): Uint8Array {
  const data = new Uint8Array(length);
  for (let at = 0; at < length; at++) data[at] = at & 0xff;
  if (length < TIMEVAL) return data;
  const view = new DataView(data.buffer);
  view.setBigUint64(0, BigInt(Math.floor(wallClock / 1000)), true);
  view.setBigUint64(8, BigInt(Math.floor(wallClock % 1000) * 1000 + (now % 1000)), true);
  return data;
}
