// A daemon's connection to another daemon of the swarm: calls that are answered once, and subscriptions.
// Source: google.golang.org/grpc as swarmkit uses it (connectionbroker, 20 s limits); error texts of grpc-go's transport.
// Not modelled: reconnecting by itself: who holds a broken connection dials again.
import { formatIp4, type Ip4, parseIp4 } from '../../base/ip4.ts';
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import { type Blocking, type Task, WaitQueue } from '../../des/task.ts';
import type { Machine } from '../../host/machine.ts';
import type { StreamSocket } from '../../linux/socket.ts';
import type { Subscription } from '../dispatcher/protocol.ts';
import { type Code, SwarmError } from '../errors.ts';
import { Channel } from './channel.ts';
import { alerted, type Credentials, examine, handshakeFailed, type Identity } from './credentials.ts';
import type { Frame } from './frame.ts';

/** swarmkit: defaultRequestTimeout of most calls is 20 s in moby's cluster component (swarmRequestTimeout). */
export const REQUEST_TIMEOUT: SimTime = 20 * SECOND;
/** grpc.WithTimeout(5s) where swarmkit dials. */
const DIAL_TIMEOUT: SimTime = 5 * SECOND;
/** Port of the API for managers. */
export const SWARM_PORT = 2377;

/** An address that peers are reached at. */
export interface Remote {
  readonly address: Ip4;
  readonly port: number;
}

/** `192.168.99.101:2377`, the port being optional; undefined for anything else. */
export function parseRemote(text: string): Remote | undefined {
  const [host = '', port, ...more] = text.split(':');
  const address = parseIp4(host);
  const number = port === undefined ? SWARM_PORT : Number(port);
  if (address === undefined || more.length > 0 || !Number.isInteger(number) || number < 1 || number > 65_535)
    return undefined;
  return { address, port: number };
}

class Pending implements Subscription<unknown> {
  readonly readable = new WaitQueue();
  readonly items: unknown[] = [];
  ended = false;
  failure: SwarmError | undefined;
  readonly #cancel: () => void;

  constructor(cancel: () => void) {
    this.#cancel = cancel;
  }

  *next(): Blocking<unknown> {
    for (;;) {
      if (this.items.length > 0) return this.items.shift();
      if (this.failure !== undefined) throw this.failure;
      if (this.ended) return undefined;
      yield { on: [this.readable] };
    }
  }

  close(): void {
    if (this.ended) return;
    this.finish(undefined);
    this.#cancel();
  }

  take(item: unknown): void {
    this.items.push(item);
    this.readable.wake();
  }

  finish(failure: SwarmError | undefined): void {
    this.ended = true;
    this.failure ??= failure;
    this.readable.wake();
  }
}

/** Calls to one remote daemon. */
export class Connection {
  /** Who answers; known once `dial` has returned. */
  readonly peer: Identity;
  readonly remote: Remote;
  /** Woken when the connection is over. */
  readonly ended = new WaitQueue();
  readonly #channel: Channel;
  readonly #machine: Machine;
  readonly #pending = new Map<number, Pending>();
  readonly #reader: Task<void>;
  #streams = 1;

  constructor(machine: Machine, channel: Channel, remote: Remote, peer: Identity) {
    this.#machine = machine;
    this.#channel = channel;
    this.remote = remote;
    this.peer = peer;
    this.#reader = machine.startTask(this.#read());
  }

  get alive(): boolean {
    return this.#channel.open;
  }

  /** The address of this side, as the connection shows it. */
  localAddress(): Ip4 {
    return this.#channel.socket.localAddress().address;
  }

  /** Asks and waits for the answer. Throws SwarmError: the handler's own, Unavailable, DeadlineExceeded. */
  *call(method: string, body: unknown, timeout: SimTime = REQUEST_TIMEOUT): Blocking<unknown> {
    const { pending, stream } = this.#open('call', method, body);
    const until = this.#machine.scheduler.now + timeout;
    try {
      for (;;) {
        if (pending.items.length > 0) return pending.items[0];
        if (pending.failure !== undefined) throw pending.failure;
        if (this.#machine.scheduler.now >= until) {
          this.#channel.post({ kind: 'cancel', stream });
          throw new SwarmError('DeadlineExceeded', 'context deadline exceeded');
        }
        yield { on: [pending.readable], until };
      }
    } finally {
      this.#pending.delete(stream);
    }
  }

  /** Asks for a stream of messages. */
  subscribe(method: string, body: unknown): Subscription<unknown> {
    return this.#open('subscribe', method, body).pending;
  }

  close(): void {
    this.#channel.close();
    this.#reader.kill();
    this.#finish();
  }

  #open(kind: 'call' | 'subscribe', method: string, body: unknown): { pending: Pending; stream: number } {
    const stream = this.#streams;
    this.#streams += 2;
    const pending = new Pending(() => {
      this.#pending.delete(stream);
      this.#channel.post({ kind: 'cancel', stream });
    });
    if (!this.#channel.open) pending.finish(lost());
    this.#pending.set(stream, pending);
    this.#channel.post({ kind, stream, method, body });
    return { pending, stream };
  }

  *#read(): Blocking<void> {
    for (;;) {
      const frame = yield* this.#channel.receive();
      if (frame === undefined) break;
      this.#take(frame);
    }
    this.#finish();
  }

  #take(frame: Frame): void {
    if (frame.kind === 'hello' || frame.kind === 'alert') return;
    const pending = this.#pending.get(frame.stream);
    if (pending === undefined) return;
    if (frame.kind === 'answer' || frame.kind === 'item') pending.take(frame.body);
    else if (frame.kind === 'failure') pending.finish(new SwarmError(frame.code as Code, frame.message));
    else if (frame.kind === 'end') pending.finish(undefined);
    if (frame.kind === 'failure' || frame.kind === 'end') this.#pending.delete(frame.stream);
  }

  #finish(): void {
    for (const pending of this.#pending.values()) pending.finish(lost());
    this.#pending.clear();
    this.ended.wake();
  }
}

function lost(): SwarmError {
  return new SwarmError('Unavailable', 'transport is closing');
}

/** Connects and learns who answers. Throws SwarmError Unavailable in grpc-go's words. */
export function* dial(machine: Machine, remote: Remote, credentials: Credentials): Blocking<Connection> {
  const made = machine.enclosure.netns.sockets.stream();
  if (!made.ok) throw dialError(remote, made.errno);
  const socket = made.value;
  let isOurs = false;
  try {
    yield* connected(machine, socket, remote);
    const channel = new Channel(socket, seedsOf(socket, 'client'), (body) => machine.startTask(body));
    channel.post({ kind: 'hello', certificate: credentials.chain });
    const hello = yield* channel.receive();
    if (hello?.kind === 'alert') {
      channel.close();
      throw alerted(hello.text);
    }
    if (hello?.kind !== 'hello') {
      channel.close();
      throw new SwarmError('Unavailable', 'connection error: desc = "error reading server preface: EOF"');
    }
    const found = examine(hello.certificate, credentials.trustRoot, machine.wallClock());
    if ('mistrust' in found) {
      channel.close();
      throw handshakeFailed(found.mistrust);
    }
    isOurs = true;
    return new Connection(machine, channel, remote, found.identity);
  } finally {
    if (!isOurs) socket.close();
  }
}

function* connected(machine: Machine, socket: StreamSocket, remote: Remote): Blocking<void> {
  const refused = socket.connect(remote.address, remote.port);
  if (refused !== undefined) throw dialError(remote, refused);
  const until = machine.scheduler.now + DIAL_TIMEOUT;
  while (socket.state === 'SYN_SENT' || socket.state === 'SYN_RECV') {
    if (machine.scheduler.now >= until) throw dialError(remote, undefined);
    yield { on: [socket.writable, socket.readable], until };
  }
  const error = socket.takeError();
  if (error !== undefined || socket.state === 'CLOSED') throw dialError(remote, error);
}

const dialTexts: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'connect: connection timed out',
};

function dialError({ address, port }: Remote, errno: string | undefined): SwarmError {
  const cause = errno === undefined ? 'i/o timeout' : (dialTexts[errno] ?? `connect: ${errno}`);
  const text = `transport: Error while dialing: dial tcp ${formatIp4(address)}:${port}: ${cause}`;
  return new SwarmError('Unavailable', `connection error: desc = "${text}"`);
}

/** The seeds of a connection's masks: both sides know its addresses and ports. */
export function seedsOf(
  socket: StreamSocket,
  side: 'client' | 'server',
): { readonly out: number; readonly in: number } {
  const [local, peer] = [socket.localAddress(), socket.peerAddress() ?? { address: 0, port: 0 }];
  const [client, server] = side === 'client' ? [local, peer] : [peer, local];
  const fromClient = Math.imul(client.address ^ (client.port << 16) ^ server.address, 0x9e3779b1) ^ server.port;
  const fromServer = Math.imul(fromClient, 0x85ebca6b);
  return side === 'client' ? { out: fromClient, in: fromServer } : { out: fromServer, in: fromClient };
}
