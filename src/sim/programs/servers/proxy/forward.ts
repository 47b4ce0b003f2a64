// One request handed on to another server, and its answer brought back piece by piece.
// Source: RFC 9110 7.6 (forwarding), RFC 9112 6 (how long a body is).
// Not modelled: chunked bodies, 1xx answers, upgrades.
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import type { SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { StreamSocket } from '../../../linux/socket.ts';
import type { Decision } from '../../../trace/decision.ts';
import { type HttpHead, HttpReader, statusOf } from '../../net/http.ts';
import { connectStream, receive, type StreamTrouble, sendAll } from '../../net/stream.ts';
import type { Answering } from './gateway.ts';
import { type Field, persists } from './head.ts';

/** Where a request goes. */
export interface Upstream {
  readonly address: Ip4;
  readonly port: number;
  /** Why there, for those who look on. */
  readonly because: Decision;
}

export interface Patience {
  readonly connect: SimTime;
  /** Between two pieces that are sent. */
  readonly send: SimTime;
  /** Between two pieces of the answer. */
  readonly read: SimTime;
}

/** Where it failed, before anything had been told to the client. */
export interface Failure {
  readonly stage: 'connect' | 'send' | 'read';
  readonly why: StreamTrouble | 'eof' | 'malformed' | 'refused';
}

export type Forwarded =
  | { readonly ok: true; readonly head: HttpHead; readonly complete: boolean }
  | { readonly ok: false; readonly failure: Failure };

/** Connections to servers that have answered and stay open, for the next request. */
export class IdleConnections {
  readonly #limit: number;
  readonly #idle: { readonly key: string; readonly socket: StreamSocket }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The one used last that is still open. */
  take(key: string): StreamSocket | undefined {
    for (;;) {
      const at = this.#idle.findLastIndex((one) => one.key === key);
      const [found] = at < 0 ? [] : this.#idle.splice(at, 1);
      if (found === undefined) return undefined;
      if (found.socket.state === 'ESTABLISHED' && found.socket.read() === undefined) return found.socket;
      found.socket.close();
    }
  }

  keep(key: string, socket: StreamSocket): void {
    if (this.#limit === 0 || socket.state !== 'ESTABLISHED') socket.close();
    else this.#idle.push({ key, socket });
    if (this.#idle.length > this.#limit) this.#idle.shift()?.socket.close();
  }

  closeAll(): void {
    for (const { socket } of this.#idle.splice(0)) socket.close();
  }
}

export interface Job {
  readonly method: string;
  /** The request as it goes out. */
  readonly bytes: Uint8Array;
  readonly patience: Patience;
  readonly idle: IdleConnections | undefined;
  /** The head of an answer waits for the first of its body, as it does where answers are gathered in a buffer. */
  readonly postpones: boolean;
  /** An answer that is not to be handed on; another server is asked. */
  refuses?(status: number): boolean;
  /** Start line and fields for the client, of the server's; `framed`: the body's length is known. */
  respond(head: HttpHead, framed: boolean): { readonly start: string; readonly fields: readonly Field[] };
}

/** Asks a server and answers the client. Where it fails before an answer has begun, the client has heard nothing yet. */
export function* forward(sys: Sys, upstream: Upstream, job: Job, answer: Answering): Blocking<Forwarded> {
  const key = `${formatIp4(upstream.address)}:${upstream.port}`;
  const reused = job.idle?.take(key);
  const first = yield* attempt(sys, upstream, job, answer, key, reused);
  // A connection that was kept may have been closed by the other side meanwhile: that is no failure of the server's.
  if (reused === undefined || first.ok || first.failure.why === 'timeout') return first;
  return yield* attempt(sys, upstream, job, answer, key, undefined);
}

function* attempt(
  sys: Sys,
  upstream: Upstream,
  job: Job,
  answer: Answering,
  key: string,
  reused: StreamSocket | undefined,
): Blocking<Forwarded> {
  const opened = reused === undefined ? yield* open(sys, upstream, job.patience) : reused;
  if (typeof opened === 'string') return { ok: false, failure: { stage: 'connect', why: opened } };
  let stays = false;
  try {
    const trouble = yield* sendAll(sys, opened, job.bytes, sys.now() + job.patience.send);
    if (trouble !== undefined) return { ok: false, failure: { stage: 'send', why: trouble } };
    const relayed = yield* relay(sys, opened, job, answer);
    stays = relayed.ok && relayed.complete && relayed.reusable;
    return relayed;
  } finally {
    if (stays && job.idle !== undefined) job.idle.keep(key, opened);
    else opened.close();
  }
}

function* open(sys: Sys, upstream: Upstream, patience: Patience): Blocking<StreamSocket | StreamTrouble> {
  sys.chose(upstream.address, upstream.because);
  const connected = yield* connectStream(sys, upstream.address, upstream.port, { until: sys.now() + patience.connect });
  return connected.ok ? connected.socket : connected.errno;
}

type Relayed = Exclude<Forwarded, { ok: true }> | (Extract<Forwarded, { ok: true }> & { readonly reusable: boolean });

function* relay(sys: Sys, socket: StreamSocket, job: Job, answer: Answering): Blocking<Relayed> {
  const reader = new HttpReader(true, (head) => hasBody(job.method, statusOf(head)));
  while (reader.head === undefined) {
    const got = yield* receive(sys, socket, sys.now() + job.patience.read);
    if (!(got instanceof Uint8Array)) return { ok: false, failure: { stage: 'read', why: got } };
    reader.add(got);
  }
  const { head, length } = reader;
  const status = statusOf(head);
  if (status < 100) return { ok: false, failure: { stage: 'read', why: 'malformed' } };
  if (job.refuses?.(status)) return { ok: false, failure: { stage: 'read', why: 'refused' } };
  if (length === undefined) answer.keeps = false;
  const { start, fields } = job.respond(head, length !== undefined);
  const reusable = length !== undefined && persists(head, head.start.split(' ')[0] ?? '');
  answer.head(status, start, fields);
  let piece: Uint8Array = reader.body;
  let left = length ?? Number.POSITIVE_INFINITY;
  for (;;) {
    const wanted = piece.subarray(0, Math.min(left, piece.length));
    left -= wanted.length;
    const sends = wanted.length > 0 || left <= 0 || !job.postpones;
    if (sends && !(yield* answer.body(wanted))) return { ok: true, head, complete: false, reusable: false };
    if (left <= 0) return { ok: true, head, complete: true, reusable };
    const got = yield* receive(sys, socket, sys.now() + job.patience.read);
    if (!(got instanceof Uint8Array)) {
      const complete = got === 'eof' && length === undefined;
      answer.keeps = false;
      yield* answer.body(new Uint8Array(0));
      return { ok: true, head, complete, reusable: false };
    }
    piece = got;
  }
}

/** RFC 9110 6.4.1. */
function hasBody(method: string, status: number): boolean {
  return method !== 'HEAD' && status >= 200 && status !== 204 && status !== 304;
}
