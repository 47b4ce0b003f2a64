// A server that answers for others: listening sockets, a thread for each client, request after request on each connection.
// Source: RFC 9112 9 (connections); net/http's Server and nginx's worker, as far as they behave alike.
// Not modelled: TLS, HTTP/2, limits on connections, pipelining (the next request is read when the last one is answered).

import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import { WaitQueue } from '../../../des/task.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { SocketAddress, StreamSocket } from '../../../linux/socket.ts';
import { fieldOf, type HttpHead, HttpReader } from '../../net/http.ts';
import { receive, sendAll } from '../../net/stream.ts';
import { Threads } from '../threads.ts';
import { type Field, headText, persists, withBody } from './head.ts';

/** One request, whole. */
export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly version: string;
  readonly head: HttpHead;
  readonly body: Uint8Array;
  readonly client: SocketAddress;
  readonly local: SocketAddress;
  readonly began: SimTime;
  /** Which connection of this process it came on. */
  readonly connection: number;
}

/** What a server answers by itself. */
export interface Reply {
  /** `404 Not Found` */
  readonly status: string;
  readonly fields: readonly Field[];
  readonly body: Uint8Array;
}

/** The way back to the client that waits for an answer. */
export class Answering {
  readonly #sys: Sys;
  readonly #socket: StreamSocket;
  /** The connection stays open behind this answer. */
  keeps: boolean;
  /** The status that was sent; 0 before it is. */
  status = 0;
  /** Bytes sent, and how many of them belong to the body. */
  sent = 0;
  bodySent = 0;
  /** A head that waits for the first of its body, to be written with it. */
  #head = '';

  constructor(sys: Sys, socket: StreamSocket, keeps: boolean) {
    this.#sys = sys;
    this.#socket = socket;
    this.keeps = keeps;
  }

  /** Begins an answer: what is sent next carries its head. */
  head(status: number, start: string, fields: readonly Field[]): void {
    this.status = status;
    this.#head = headText(start, fields);
  }

  /** Sends a piece of the body, none of it where only the head is to go; false when the client has gone. */
  *body(piece: Uint8Array): Blocking<boolean> {
    const bytes = withBody(this.#head, piece);
    this.#head = '';
    this.bodySent += piece.length;
    this.sent += bytes.length;
    const errno = yield* sendAll(this.#sys, this.#socket, bytes);
    if (errno !== undefined) this.keeps = false;
    return errno === undefined;
  }

  /** A whole answer; a HEAD gets the head alone. */
  *reply({ status, fields, body }: Reply, method: string): Blocking<void> {
    this.head(Number(status.slice(0, 3)), `HTTP/1.1 ${status}`, fields);
    yield* this.body(method === 'HEAD' ? new Uint8Array(0) : body);
  }
}

/** What a kind of proxy does with its clients. */
export interface Service {
  /** Answers one request. */
  serve(request: Exchange, answer: Answering): Blocking<void>;
  /** Answers what is no request. */
  refuse(answer: Answering, client: SocketAddress): Blocking<void>;
  /** CPU time of a request, microseconds. */
  readonly effort: number;
  /** How long a connection stays between two requests; 0 closes it behind the first. */
  readonly idle: SimTime;
}

/**
 * What happens on an accepted connection until it ends; the gateway closes it. It says when it begins and ends to be at
 * work: a server that is to end waits for nobody who only keeps a connection open.
 */
export type Attendance = (socket: StreamSocket, connection: number, working: (now: boolean) => void) => Blocking<void>;

/** How long a new client may take for its first request: nginx's client_header_timeout. */
const FIRST_REQUEST = 60 * SECOND;

/** HTTP on a connection. */
export function attendHttp(sys: Sys, service: () => Service): Attendance {
  return function* (socket, connection, working): Blocking<void> {
    // Who has accepted a connection serves it to its end as configured then, whatever is reloaded meanwhile.
    const ours = service();
    let rest: Uint8Array = new Uint8Array(0);
    for (let patience = FIRST_REQUEST; ; patience = ours.idle) {
      const reader = new HttpReader(false);
      reader.add(rest);
      working(false);
      const came = yield* readRequest(sys, socket, reader, patience);
      const client = socket.peerAddress();
      if (!came || client === undefined) return;
      working(true);
      const ends = { client, local: socket.localAddress(), began: sys.now(), connection };
      const request = requestOf(reader, ends);
      yield* sys.compute(ours.effort);
      const answer = new Answering(
        sys,
        socket,
        ours.idle > 0 && request !== undefined && persists(request.head, request.version),
      );
      if (request === undefined) yield* ours.refuse(answer, client);
      else yield* ours.serve(request, answer);
      if (!answer.keeps || ours !== service()) return;
      rest = reader.rest;
    }
  };
}

/** Whether a whole request has come before the client went or fell silent. */
function* readRequest(sys: Sys, socket: StreamSocket, reader: HttpReader, idle: SimTime): Blocking<boolean> {
  const until = sys.now() + idle;
  while (!reader.isComplete) {
    const got = yield* receive(sys, socket, until);
    if (!(got instanceof Uint8Array)) return false;
    reader.add(got);
  }
  return true;
}

type Ends = Pick<Exchange, 'client' | 'local' | 'began' | 'connection'>;

function requestOf(reader: HttpReader, ends: Ends): Exchange | undefined {
  const { head } = reader;
  const [method = '', target = '', version = ''] = head?.start.split(' ') ?? [];
  if (head === undefined || !/^[A-Z]+$/.test(method) || !target.startsWith('/')) return undefined;
  if (!/^HTTP\/1\.[01]$/.test(version)) return undefined;
  if (version === 'HTTP/1.1' && fieldOf(head, 'host') === undefined) return undefined;
  return { ...ends, method, target, version, head, body: reader.body.slice() };
}

/** How long those who still talk may go on when the server ends: docker stop's patience is longer. */
const LEAVING = 5 * SECOND;

/** Listeners and the threads of their clients; other threads of the same process may join. */
export class Gateway {
  readonly threads: Threads;
  readonly #sys: Sys;
  readonly #listeners = new Map<StreamSocket, Attendance>();
  readonly #changed = new WaitQueue();
  #busy = 0;
  #connections = 0;
  #endsAt: SimTime | undefined;

  constructor(sys: Sys) {
    this.#sys = sys;
    this.threads = new Threads(sys);
  }

  /** Serves who comes to a listening socket, until it is dropped; for one that is served already, those from now on. */
  listen(listener: StreamSocket, attend: Attendance): void {
    const isNew = !this.#listeners.has(listener);
    this.#listeners.set(listener, attend);
    if (isNew) this.threads.start(this.#accept(listener));
  }

  /** Nobody is accepted there any more; those that were go on. */
  drop(listener: StreamSocket): void {
    this.#listeners.delete(listener);
    listener.close();
    this.#changed.wake();
  }

  /** Ends at once, or when those who are served have got their answers. */
  end(gracefully: boolean): void {
    for (const listener of [...this.#listeners.keys()]) this.drop(listener);
    this.#endsAt = this.#sys.now() + (gracefully ? LEAVING : 0);
    this.#changed.wake();
  }

  /** The number of a connection that begins, of those with servers too. */
  count(): number {
    return ++this.#connections;
  }

  *run(): Blocking<void> {
    try {
      yield* this.threads.run(
        () => this.#endsAt !== undefined && (this.#busy === 0 || this.#sys.now() >= this.#endsAt),
      );
    } finally {
      for (const listener of [...this.#listeners.keys()]) this.drop(listener);
    }
  }

  *#accept(listener: StreamSocket): Blocking<void> {
    while (this.#listeners.has(listener)) {
      for (let socket = listener.accept(); socket !== undefined; socket = listener.accept()) {
        const attend = this.#listeners.get(listener);
        if (attend === undefined) socket.close();
        else this.threads.start(this.#attend(socket, attend));
      }
      yield* this.#sys.wait([listener.readable, this.#changed], this.#endsAt);
    }
  }

  *#attend(socket: StreamSocket, attend: Attendance): Blocking<void> {
    let isWorking = false;
    const working = (now: boolean): void => {
      if (now === isWorking) return;
      isWorking = now;
      this.#busy += now ? 1 : -1;
      this.#changed.wake();
    };
    working(true);
    try {
      yield* attend(socket, this.count(), working);
    } finally {
      working(false);
      socket.close();
    }
  }
}
