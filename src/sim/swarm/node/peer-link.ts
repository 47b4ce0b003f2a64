// A manager's way to one other manager: a connection that is made when needed and made again when lost, and raft's messages over it.
// Source: swarmkit manager/state/raft/transport/peer.go. Not modelled: streaming of large snapshots in pieces.
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import { type Blocking, type Task, WaitQueue } from '../../des/task.ts';
import type { Machine } from '../../host/machine.ts';
import { SwarmError } from '../errors.ts';
import { type Connection, dial, parseRemote } from '../rpc/client.ts';
import type { Credentials } from '../rpc/credentials.ts';

/** transport.Config.SendTimeout of a manager: 2 s. */
const SEND_TIMEOUT: SimTime = 2 * SECOND;
/** Messages that may wait for a peer; raft repeats what is lost. peer.go: a channel of 4096. */
const MAX_WAITING = 4096;
/** peer.go drain: how long what waits may still be sent when the peer has been removed. */
const DRAIN_TIMEOUT: SimTime = 16 * SECOND;

export class PeerLink {
  /** The last message got through. */
  active = true;
  readonly addr: string;
  readonly #machine: Machine;
  readonly #credentials: () => Credentials;
  readonly #onLost: () => void;
  readonly #waiting: unknown[] = [];
  readonly #posted = new WaitQueue();
  /** Woken when nothing is left to be sent. */
  readonly #sent = new WaitQueue();
  #isIdle = true;
  readonly #sender: Task<void>;
  #connection: Connection | undefined;
  #dialling = false;
  readonly #dialled = new WaitQueue();

  /** `onLost` is told of every message that did not arrive. */
  constructor(machine: Machine, addr: string, credentials: () => Credentials, onLost: () => void) {
    this.#machine = machine;
    this.addr = addr;
    this.#credentials = credentials;
    this.#onLost = onLost;
    this.#sender = machine.startTask(this.#send());
  }

  /** Sends one of raft's messages, some time. */
  post(message: unknown): void {
    if (this.#waiting.length >= MAX_WAITING) this.#waiting.shift();
    this.#waiting.push(message);
    this.#isIdle = false;
    this.#posted.wake();
  }

  /** A connection that stands. Throws SwarmError Unavailable. */
  *connect(): Blocking<Connection> {
    while (this.#dialling) yield { on: [this.#dialled] };
    if (this.#connection?.alive) return this.#connection;
    const remote = parseRemote(this.addr);
    if (remote === undefined) throw new SwarmError('Unavailable', `bad address ${this.addr}`);
    this.#dialling = true;
    try {
      this.#connection = yield* dial(this.#machine, remote, this.#credentials());
      return this.#connection;
    } finally {
      this.#dialling = false;
      this.#dialled.wake();
    }
  }

  close(): void {
    this.#sender.kill();
    this.#connection?.close();
  }

  /** Closes it once what was posted has been sent, or could not be in time. Source: transport.go RemovePeer, peer.go drain. */
  drain(): void {
    this.#machine.startTask(this.#drained(this.#machine.scheduler.now + DRAIN_TIMEOUT));
  }

  *#drained(until: SimTime): Blocking<void> {
    while (!this.#isIdle && this.#machine.scheduler.now < until) yield { on: [this.#sent], until };
    this.close();
  }

  *#send(): Blocking<void> {
    for (;;) {
      const message = this.#waiting.shift();
      this.#isIdle = message === undefined;
      if (message === undefined) {
        this.#sent.wake();
        yield { on: [this.#posted] };
        continue;
      }
      try {
        const connection = yield* this.connect();
        yield* connection.call('raft.message', message, SEND_TIMEOUT);
        this.active = true;
      } catch (error) {
        if (!(error instanceof SwarmError)) throw error;
        this.active = false;
        // What has waited meanwhile is stale: raft says it again.
        this.#waiting.length = 0;
        if (error.code === 'DeadlineExceeded') this.#connection?.close();
        this.#onLost();
      }
    }
  }
}
