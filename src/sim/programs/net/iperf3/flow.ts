// One stream of an iperf3 test: a socket that is filled or emptied as fast as it goes, or as a rate says, and what was counted.
// Source: iperf 3.12 iperf_tcp.c, iperf_udp.c (sequence numbers, jitter as in RFC 1889), iperf_api.c (iperf_check_throttle).
// Not modelled: UDP counters of 64 bits, datagrams that come twice.
import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import type { WaitQueue } from '../../../des/task.ts';
import type { Sys } from '../../../host/sys.ts';
import type { Socket, StreamSocket } from '../../../linux/socket.ts';
import { getU32, setU32 } from '../../../wire/bytes.ts';
import type { Measured } from './report.ts';

/** What a stream has moved since it began. */
export interface Flow {
  readonly id: number;
  readonly sends: boolean;
  /** Moves what can be moved now, `limit` bytes at most. */
  pump(limit: number): void;
  /** When it has leave to send again; undefined when it waits for the socket. */
  readonly resumesAt: SimTime | undefined;
  readonly queue: WaitQueue;
  totals(): Totals;
  close(): void;
}

export interface Totals {
  readonly bytes: number;
  readonly retransmits: number;
  readonly window: number | undefined;
  readonly datagrams: number;
  readonly lost: number;
  readonly jitter: number;
}

/** What was moved between two countings. */
export function between(before: Totals | undefined, now: Totals): Measured {
  if (before === undefined) return now;
  return {
    bytes: now.bytes - before.bytes,
    retransmits: now.retransmits - before.retransmits,
    window: now.window,
    datagrams: now.datagrams - before.datagrams,
    lost: now.lost - before.lost,
    jitter: now.jitter,
  };
}

export class TcpFlow implements Flow {
  readonly id: number;
  readonly sends: boolean;
  readonly #sys: Sys;
  readonly #socket: StreamSocket;
  readonly #block: Uint8Array;
  readonly #rate: number;
  /** When it was first let go. */
  #began: SimTime | undefined;
  #bytes = 0;
  resumesAt: SimTime | undefined;

  constructor(sys: Sys, id: number, socket: StreamSocket, sends: boolean, block: number, rate: number) {
    this.#sys = sys;
    this.id = id;
    this.#socket = socket;
    this.sends = sends;
    this.#block = new Uint8Array(block);
    this.#rate = rate;
  }

  get queue(): WaitQueue {
    return this.sends ? this.#socket.writable : this.#socket.readable;
  }

  pump(limit: number): void {
    if (this.sends) this.#fill(limit);
    else
      for (let got = this.#socket.read(); got instanceof Uint8Array; got = this.#socket.read())
        this.#bytes += got.length;
  }

  #fill(limit: number): void {
    this.resumesAt = undefined;
    for (let left = limit; left > 0; ) {
      if (this.#rate > 0) {
        this.#began ??= this.#sys.now();
        const due = this.#began + (this.#bytes * 8 * SECOND) / this.#rate;
        if (due > this.#sys.now()) {
          this.resumesAt = Math.ceil(due);
          return;
        }
      }
      const count = this.#socket.write(left < this.#block.length ? this.#block.subarray(0, left) : this.#block);
      if (count === 0) return;
      this.#bytes += count;
      left -= count;
    }
  }

  totals(): Totals {
    const info = this.sends ? this.#socket.tcpInfo() : undefined;
    const { retransmits = 0, congestionWindow } = info ?? {};
    return { bytes: this.#bytes, retransmits, window: congestionWindow, datagrams: 0, lost: 0, jitter: 0 };
  }

  close(): void {
    this.#socket.close();
  }
}

/** Seconds, microseconds and sequence number at the start of each datagram. */
const UDP_HEADER = 12;
/** CPU time of a sender that no rate holds back, microseconds a datagram. */
const UNBOUNDED_PACE = 10;

export class UdpFlow implements Flow {
  readonly id: number;
  readonly sends: boolean;
  readonly #sys: Sys;
  readonly #socket: Socket;
  readonly #length: number;
  readonly #pace: SimTime;
  /** When it was first let go. */
  #began: SimTime | undefined;
  #bytes = 0;
  #datagrams = 0;
  /** Of a receiver: the highest number that has come. */
  #highest = 0;
  #lost = 0;
  /** Microseconds. */
  #jitter = 0;
  #transit: number | undefined;
  resumesAt: SimTime | undefined;

  constructor(sys: Sys, id: number, socket: Socket, sends: boolean, length: number, rate: number) {
    this.#sys = sys;
    this.id = id;
    this.#socket = socket;
    this.sends = sends;
    this.#length = Math.max(UDP_HEADER, length);
    this.#pace = rate > 0 ? Math.max(UNBOUNDED_PACE, (this.#length * 8 * SECOND) / rate) : UNBOUNDED_PACE;
  }

  get queue(): WaitQueue {
    return this.#socket.readable;
  }

  pump(limit: number): void {
    while (this.#socket.receiveError() !== undefined);
    if (this.sends) this.#emit(limit);
    else this.#absorb();
  }

  #emit(limit: number): void {
    let left = limit;
    for (;;) {
      this.#began ??= this.#sys.now();
      const due = this.#began + this.#datagrams * this.#pace;
      this.resumesAt = Math.ceil(due);
      if (due > this.#sys.now() || left <= 0) return;
      const payload = new Uint8Array(this.#length);
      const now = this.#sys.now();
      setU32(payload, 0, Math.floor(now / SECOND));
      setU32(payload, 4, now % SECOND);
      setU32(payload, 8, ++this.#datagrams);
      this.#socket.send(payload);
      this.#bytes += this.#length;
      left -= this.#length;
    }
  }

  #absorb(): void {
    for (let got = this.#socket.receive(); got; got = this.#socket.receive()) {
      const { payload, at } = got;
      if (payload.length < UDP_HEADER) continue;
      this.#bytes += payload.length;
      const number = getU32(payload, 8);
      if (number > this.#highest) {
        this.#lost += number - this.#highest - 1;
        this.#highest = number;
      } else if (this.#lost > 0) this.#lost--;
      const transit = at - (getU32(payload, 0) * SECOND + getU32(payload, 4));
      if (this.#transit !== undefined) this.#jitter += (Math.abs(transit - this.#transit) - this.#jitter) / 16;
      this.#transit = transit;
    }
  }

  totals(): Totals {
    const datagrams = this.sends ? this.#datagrams : this.#highest;
    return {
      bytes: this.#bytes,
      retransmits: 0,
      window: undefined,
      datagrams,
      lost: this.#lost,
      jitter: this.#jitter / 1000,
    };
  }

  close(): void {
    this.#socket.close();
  }
}
