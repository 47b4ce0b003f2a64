// Gossip on a host's network: UDP and TCP port 7946, encrypted, so that its packets meet filters, cables and loss.
// Source: hashicorp/memberlist v0.4.0 net_transport.go, net.go (handleConn, sendAndReceiveState, sendUserMsg).
// Not modelled: the limit of 128 exchanges at once; IPv6.
import type { Errno } from '../../base/errno.ts';
import { ANY } from '../../base/ip4.ts';
import type { RandomStream } from '../../base/random.ts';
import type { Scheduler, SimTime } from '../../des/scheduler.ts';
import type { Blocking, Task } from '../../des/task.ts';
import type { Socket, SocketFactory, StreamSocket } from '../../linux/socket.ts';
import { openDatagram, openStream, packDatagram, sealStream, streamLength } from './encoding/envelope.ts';
import { type Keyring, SealedBuffer } from './encoding/keyring.ts';
import {
  decodeDatagram,
  decodeStream,
  encodeDatagrams,
  encodeStream,
  type PlainDatagram,
} from './encoding/message-codec.ts';
import { TCP_TIMEOUT } from './memberlist/config.ts';
import type { Endpoint, Message, StreamMessage } from './memberlist/message.ts';
import type { Receiver, Transport } from './memberlist/transport.ts';

/** What gossip needs of its host. */
export interface GossipHost {
  readonly scheduler: Scheduler;
  readonly sockets: SocketFactory;
  startTask(body: Blocking<void>): Task<void>;
}

/** Connections that wait to be accepted: net.core.somaxconn, which Go's listeners ask for. */
const BACKLOG = 4096;

export class SocketTransport implements Transport {
  readonly #host: GossipHost;
  readonly #port: number;
  readonly #keyring: Keyring;
  readonly #random: RandomStream;
  readonly #tasks = new Set<Task<void>>();
  #datagrams: Socket | undefined;
  /** The news that was sent last, and its datagrams. */
  #packed: { readonly news: Uint8Array; readonly datagrams: readonly PlainDatagram[] } | undefined;
  #listener: StreamSocket | undefined;

  constructor(host: GossipHost, port: number, keyring: Keyring, random: RandomStream) {
    this.#host = host;
    this.#port = port;
    this.#keyring = keyring;
    this.#random = random;
  }

  open(receiver: Receiver): Errno | undefined {
    const { sockets } = this.#host;
    const stream = sockets.stream();
    if (!stream.ok) return stream.errno;
    this.#listener = stream.value;
    stream.value.dualStack = true;
    const datagrams = sockets.socket({ type: 'udp' });
    const errno = datagrams.ok ? this.#bind(stream.value, datagrams.value) : datagrams.errno;
    if (datagrams.ok) {
      this.#datagrams = datagrams.value;
      datagrams.value.dualStack = true;
    }
    if (errno !== undefined || !datagrams.ok) {
      this.close();
      return errno;
    }
    this.#start(this.#receive(datagrams.value, receiver));
    this.#start(this.#accept(stream.value, receiver));
    return undefined;
  }

  #bind(listener: StreamSocket, datagrams: Socket): Errno | undefined {
    return listener.bind(ANY, this.#port) ?? listener.listen(BACKLOG) ?? datagrams.bind(ANY, this.#port);
  }

  send(to: Endpoint, messages: readonly Message[], checked: boolean): boolean {
    const socket = this.#datagrams;
    if (socket === undefined) return false;
    let sent = true;
    for (const { bytes, messages: says } of this.#pack(messages, checked)) {
      sent &&= socket.send(this.#keyring.sealSaying(bytes, this.#random, says), to).ok;
    }
    return sent;
  }

  /** Datagrams ready to be encrypted; the same news goes to several members, one after the other, and is packed once. */
  #pack(messages: readonly Message[], checked: boolean): readonly PlainDatagram[] {
    const [first] = messages;
    const news = checked && messages.length === 1 && first?.kind === 'user' ? first.payload : undefined;
    if (news !== undefined && this.#packed?.news === news) return this.#packed.datagrams;
    const datagrams = encodeDatagrams(messages).map(({ bytes, messages: says }) => {
      return { bytes: packDatagram(bytes, checked), messages: says };
    });
    if (news !== undefined) this.#packed = { news, datagrams };
    return datagrams;
  }

  *request(to: Endpoint, message: StreamMessage, deadline: SimTime): Blocking<StreamMessage | undefined> {
    const socket = yield* this.#dial(to, deadline);
    if (socket === undefined) return undefined;
    try {
      if (!(yield* this.#write(socket, message, deadline))) return undefined;
      return yield* this.#read(socket, deadline);
    } finally {
      socket.close();
    }
  }

  *tell(to: Endpoint, message: StreamMessage, deadline: SimTime): Blocking<boolean> {
    const socket = yield* this.#dial(to, deadline);
    if (socket === undefined) return false;
    try {
      return yield* this.#write(socket, message, deadline);
    } finally {
      socket.close();
    }
  }

  close(): void {
    for (const task of this.#tasks) task.kill();
    this.#tasks.clear();
    this.#datagrams?.close();
    this.#listener?.close();
    this.#datagrams = undefined;
    this.#listener = undefined;
  }

  /** Runs a thread that ends with the transport. */
  #start(body: Blocking<void>): void {
    const tasks = this.#tasks;
    let task: Task<void> | undefined;
    const run = function* (): Blocking<void> {
      yield* body;
      if (task !== undefined) tasks.delete(task);
    };
    task = this.#host.startTask(run());
    tasks.add(task);
  }

  *#receive(socket: Socket, receiver: Receiver): Blocking<void> {
    for (;;) {
      const datagram = socket.receive();
      if (datagram === undefined) {
        while (socket.receiveError() !== undefined);
        yield { on: [socket.readable] };
        continue;
      }
      const messages = this.#open(datagram.payload);
      if (messages !== undefined) receiver.onDatagram(messages);
    }
  }

  /** What a datagram says, if there is a key for it here. Deciphered only where it comes in pieces or from elsewhere. */
  #open(bytes: Uint8Array): readonly Message[] | undefined {
    const { buffer } = bytes;
    if (buffer instanceof SealedBuffer && buffer.byteLength === bytes.length) {
      if (!this.#keyring.has(buffer.key)) return undefined;
      const said = (buffer as SealedBuffer<readonly Message[]>).take();
      if (said !== undefined) return said;
    }
    return this.#understand(() => {
      const plain = openDatagram(bytes, this.#keyring);
      return plain && decodeDatagram(plain);
    });
  }

  /** Undefined where bytes are not what they should be: memberlist logs that and goes on. */
  #understand<T>(read: () => T | undefined): T | undefined {
    try {
      return read();
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  *#accept(listener: StreamSocket, receiver: Receiver): Blocking<void> {
    for (;;) {
      const socket = listener.accept();
      if (socket === undefined) yield { on: [listener.readable] };
      else this.#start(this.#serve(socket, receiver));
    }
  }

  *#serve(socket: StreamSocket, receiver: Receiver): Blocking<void> {
    try {
      const deadline = this.#host.scheduler.now + TCP_TIMEOUT;
      const message = yield* this.#read(socket, deadline);
      const answer = message && receiver.onStream(message);
      if (answer !== undefined) yield* this.#write(socket, answer, deadline);
    } finally {
      socket.close();
    }
  }

  *#dial(to: Endpoint, deadline: SimTime): Blocking<StreamSocket | undefined> {
    if (this.#listener === undefined) return undefined;
    const { sockets, scheduler } = this.#host;
    const made = sockets.stream();
    if (!made.ok) return undefined;
    const socket = made.value;
    let connected = false;
    try {
      if (socket.connect(to.address, to.port) !== undefined) return undefined;
      while (socket.state === 'SYN_SENT' && scheduler.now < deadline) {
        yield { on: [socket.writable, socket.readable], until: deadline };
      }
      connected = socket.takeError() === undefined && socket.state === 'ESTABLISHED';
      return connected ? socket : undefined;
    } finally {
      if (!connected) socket.close();
    }
  }

  *#write(socket: StreamSocket, message: StreamMessage, deadline: SimTime): Blocking<boolean> {
    let bytes = sealStream(encodeStream(message), this.#keyring, this.#random);
    for (;;) {
      bytes = bytes.subarray(socket.write(bytes));
      if (bytes.length === 0) return true;
      if (socket.takeError() !== undefined || this.#host.scheduler.now >= deadline) return false;
      yield { on: [socket.writable], until: deadline };
    }
  }

  *#read(socket: StreamSocket, deadline: SimTime): Blocking<StreamMessage | undefined> {
    const { scheduler } = this.#host;
    let bytes = new Uint8Array(0);
    for (;;) {
      const piece = socket.read();
      if (piece === 'eof' || socket.takeError() !== undefined) return undefined;
      if (piece === undefined) {
        if (scheduler.now >= deadline) return undefined;
        yield { on: [socket.readable], until: deadline };
        continue;
      }
      const longer = new Uint8Array(bytes.length + piece.length);
      longer.set(bytes);
      longer.set(piece, bytes.length);
      bytes = longer;
      const length = this.#understand(() => streamLength(bytes) ?? Number.POSITIVE_INFINITY);
      if (length === undefined) return undefined;
      if (bytes.length < length) continue;
      return this.#understand(() => {
        const plain = openStream(bytes, this.#keyring);
        return plain && decodeStream(plain);
      });
    }
  }
}
