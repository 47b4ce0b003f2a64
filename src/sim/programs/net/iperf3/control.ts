// iperf3's control connection: states as single bytes, parameters and results as JSON with its length before it.
// Source: iperf 3.12 iperf_api.c (JSON_read, JSON_write, iperf_set_send_state), iperf.h (states), iperf_util.c (make_cookie).
// Not modelled: limits on the length of JSON other than its own.

import { decodeUtf8, encodeUtf8 } from '../../../base/utf8.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { StreamSocket } from '../../../linux/socket.ts';
import { receive, sendAll } from '../stream.ts';

/** iperf_api.h. */
export const state = {
  testStart: 1,
  testRunning: 2,
  testEnd: 4,
  paramExchange: 9,
  createStreams: 10,
  serverTerminate: 11,
  clientTerminate: 12,
  exchangeResults: 13,
  displayResults: 14,
  done: 16,
  accessDenied: -1 & 255,
} as const;

/** COOKIE_SIZE: 36 characters and a zero. */
export const COOKIE_SIZE = 37;
const COOKIE_LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const MAX_JSON = 1_000_000;

export function makeCookie(sys: Sys): Uint8Array {
  const random = sys.random('iperf3 cookie');
  const cookie = Array.from({ length: COOKIE_SIZE - 1 }, () => COOKIE_LETTERS.charCodeAt(random.int(0, 31)));
  return Uint8Array.from([...cookie, 0]);
}

/** A stream socket that is read in pieces of known length. Undefined: the other side is gone. */
export class Control {
  readonly socket: StreamSocket;
  readonly #sys: Sys;
  #pending = new Uint8Array(0);

  constructor(sys: Sys, socket: StreamSocket) {
    this.#sys = sys;
    this.socket = socket;
  }

  *read(count: number): Blocking<Uint8Array | undefined> {
    while (this.#pending.length < count) {
      const got = yield* receive(this.#sys, this.socket);
      if (typeof got === 'string') return undefined;
      this.#take(got);
    }
    const bytes = this.#pending.slice(0, count);
    this.#pending = this.#pending.slice(count);
    return bytes;
  }

  *readState(): Blocking<number | undefined> {
    return (yield* this.read(1))?.[0];
  }

  /** A state that has come already; undefined while there is none, 'gone' when there will be none. */
  peekState(): number | 'gone' | undefined {
    const got = this.socket.read();
    if (got instanceof Uint8Array) this.#take(got);
    const [first] = this.#pending;
    if (first === undefined) return got === 'eof' || this.socket.takeError() !== undefined ? 'gone' : undefined;
    this.#pending = this.#pending.slice(1);
    return first;
  }

  *readJson(): Blocking<unknown> {
    const head = yield* this.read(4);
    if (head === undefined) return undefined;
    const length = head.reduce((value, byte) => value * 256 + byte, 0);
    const text = length > MAX_JSON ? undefined : yield* this.read(length);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(decodeUtf8(text));
    } catch {
      return undefined;
    }
  }

  *sendState(value: number): Blocking<void> {
    yield* sendAll(this.#sys, this.socket, Uint8Array.of(value));
  }

  *sendBytes(bytes: Uint8Array): Blocking<void> {
    yield* sendAll(this.#sys, this.socket, bytes);
  }

  *sendJson(value: unknown): Blocking<void> {
    const text = encodeUtf8(JSON.stringify(value));
    const length = [24, 16, 8, 0].map((shift) => (text.length >>> shift) & 255);
    yield* sendAll(this.#sys, this.socket, Uint8Array.from([...length, ...text]));
  }

  #take(piece: Uint8Array): void {
    const whole = new Uint8Array(this.#pending.length + piece.length);
    whole.set(this.#pending);
    whole.set(piece, this.#pending.length);
    this.#pending = whole;
  }
}
