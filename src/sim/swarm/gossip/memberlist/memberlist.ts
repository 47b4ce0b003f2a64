// A member of a memberlist cluster: failure detection, gossip of news, exchange of whole states.
// Source: hashicorp/memberlist v0.4.0 memberlist.go, state.go, net.go, as networkdb configures it.
// Not modelled: the queue between reading and handling packets, name resolution, updates of meta data.
import type { Errno } from '../../../base/errno.ts';
import type { RandomStream } from '../../../base/random.ts';
import type { EventTarget, Scheduler, SimTime } from '../../../des/scheduler.ts';
import { type Blocking, sleepUntil, Task, WaitQueue } from '../../../des/task.ts';
import { encodedLength } from '../encoding/message-codec.ts';
import { Awareness } from './awareness.ts';
import {
  COMPOUND_HEADER_OVERHEAD,
  COMPOUND_OVERHEAD,
  GOSSIP_INTERVAL,
  GOSSIP_NODES,
  GOSSIP_TO_THE_DEAD_TIME,
  PUSH_PULL_INTERVAL,
  pushPullInterval,
  TCP_TIMEOUT,
  UDP_BUFFER_SIZE,
  USER_MESSAGE_OVERHEAD,
} from './config.ts';
import { type Member, Members } from './members.ts';
import { Membership, type MembershipEvents } from './membership.ts';
import { ALIVE, DEAD, type Endpoint, LEFT, type Message, type PushPull, type StreamMessage } from './message.ts';
import { Prober } from './prober.ts';
import { TransmitQueue } from './transmit-queue.ts';
import type { Receiver, Transport } from './transport.ts';

/** What rides on memberlist: its own broadcasts, its own part of the state. */
export interface Delegate extends MembershipEvents {
  /** Whether `takeBroadcasts` has something to give. */
  readonly waiting: boolean;
  takeBroadcasts(overhead: number, limit: number): Uint8Array[];
  onMessage(payload: Uint8Array): void;
  localState(join: boolean): Uint8Array;
  mergeState(state: Uint8Array): void;
}

export interface MemberlistOptions {
  readonly scheduler: Scheduler;
  readonly random: RandomStream;
  readonly name: string;
  readonly at: Endpoint;
  readonly transport: Transport;
  readonly delegate: Delegate;
  /** How many bytes encryption adds to a datagram. */
  readonly encryptOverhead: number;
}

export class Memberlist implements Receiver, EventTarget {
  readonly name: string;
  readonly members: Members;
  readonly awareness = new Awareness();
  readonly #options: MemberlistOptions;
  readonly #membership: Membership;
  readonly #prober: Prober;
  readonly #broadcasts: TransmitQueue<Message>;
  readonly #left = new WaitQueue();
  #startedAt: SimTime = 0;
  #gossipPending = false;
  #pushPulls: Task<void> | undefined;
  #shutDown = false;

  constructor(options: MemberlistOptions) {
    const { name, random, scheduler, at, transport, delegate } = options;
    this.name = name;
    this.#options = options;
    this.members = new Members(random);
    const { members, awareness } = this;
    this.#broadcasts = new TransmitQueue(() => members.size);
    const broadcast = (subject: string, message: Message, finished?: () => void): void => {
      this.#broadcasts.add(message, encodedLength(message), subject, finished);
      this.wakeGossip();
    };
    const shared = { scheduler, name, at, members, awareness };
    this.#membership = new Membership({ ...shared, events: delegate, broadcast });
    this.#prober = new Prober({
      ...shared,
      transport,
      send: (to, message) => this.#send(to, message),
      suspect: (news) => this.#membership.suspect(news),
    });
  }

  /** Begins: it is alone until it joins others. Its intervals count from now. EADDRINUSE. */
  start(): Errno | undefined {
    const { scheduler, transport } = this.#options;
    const errno = transport.open(this);
    if (errno !== undefined) return errno;
    this.#startedAt = scheduler.now;
    this.#membership.introduce();
    this.#prober.start();
    this.#pushPulls = new Task(scheduler, this.#exchangeStates());
    return undefined;
  }

  /** Exchanges states with each of `existing`; answers how many were reached. */
  *join(existing: readonly Endpoint[]): Blocking<number> {
    let reached = 0;
    for (const to of existing) if (yield* this.#pushPull(to, true)) reached++;
    return reached;
  }

  /** Tells the others that it goes, for at most `timeout`. */
  *leave(timeout: SimTime): Blocking<void> {
    const { scheduler } = this.#options;
    let told = false;
    this.#membership.leave(() => {
      told = true;
      this.#left.wake();
    });
    const until = scheduler.now + timeout;
    while (!told && this.members.someoneElse(this.name) && scheduler.now < until) yield { on: [this.#left], until };
  }

  /** Falls silent. */
  shutdown(): void {
    this.#shutDown = true;
    this.#prober.stop();
    this.#pushPulls?.kill();
    for (const member of this.members.list) member.suspicion?.cancel();
    this.#options.transport.close();
  }

  /** Sends a user message as a datagram (SendBestEffort). */
  sendBestEffort(to: Endpoint, payload: Uint8Array): void {
    this.#options.transport.send(to, [{ kind: 'user', payload }], true);
  }

  /** Sends a user message over a connection (SendReliable). */
  sendReliable(to: Endpoint, payload: Uint8Array): Blocking<boolean> {
    const { transport, scheduler } = this.#options;
    return transport.tell(to, { kind: 'user', payload }, scheduler.now + TCP_TIMEOUT);
  }

  /** There is something to gossip: at its next interval, which nobody counts while there is nothing. */
  wakeGossip(): void {
    if (this.#gossipPending || this.#shutDown) return;
    const { scheduler } = this.#options;
    const intervals = Math.floor((scheduler.now - this.#startedAt) / GOSSIP_INTERVAL) + 1;
    this.#gossipPending = true;
    scheduler.at(this.#startedAt + intervals * GOSSIP_INTERVAL, this, 0);
  }

  /** Gossip's interval. */
  onEvent(): void {
    this.#gossipPending = false;
    if (this.#shutDown) return;
    this.#gossip();
    const waiting = this.#broadcasts.length > 0 || this.#options.delegate.waiting;
    if (waiting && this.members.size > 1) this.wakeGossip();
  }

  onDatagram(messages: readonly Message[]): void {
    if (this.#shutDown) return;
    for (const message of messages) this.#handle(message);
  }

  onStream(message: StreamMessage): StreamMessage | undefined {
    if (this.#shutDown) return undefined;
    switch (message.kind) {
      case 'pushPull': {
        const answer = this.#state(message.join);
        this.#merge(message);
        return answer;
      }
      case 'ping':
        return message.node === '' || message.node === this.name ? { kind: 'ack', seqNo: message.seqNo } : undefined;
      case 'user':
        this.#options.delegate.onMessage(message.payload);
        return undefined;
      case 'ack':
        return undefined;
    }
  }

  #handle(message: Message): void {
    switch (message.kind) {
      case 'ping':
        this.#prober.onPing(message);
        break;
      case 'indirectPing':
        this.#prober.onIndirectPing(message);
        break;
      case 'ack':
        this.#prober.onAck(message.seqNo);
        break;
      case 'nack':
        this.#prober.onNack(message.seqNo);
        break;
      case 'alive':
        this.#membership.alive(message);
        break;
      case 'suspect':
        this.#membership.suspect(message);
        break;
      case 'dead':
        this.#membership.dead(message);
        break;
      case 'user':
        this.#options.delegate.onMessage(message.payload);
        break;
    }
  }

  /** Sends a message with as much news beside it as fits. */
  #send(to: Endpoint, message: Message): boolean {
    const { transport, delegate, encryptOverhead } = this.#options;
    if (this.#broadcasts.length === 0 && !delegate.waiting) return transport.send(to, [message], false);
    const room = UDP_BUFFER_SIZE - encodedLength(message) - COMPOUND_HEADER_OVERHEAD - encryptOverhead;
    return transport.send(to, [message, ...this.#takeBroadcasts(room)], false);
  }

  #gossip(): void {
    const { transport, scheduler, encryptOverhead } = this.#options;
    const to = this.members.pick(GOSSIP_NODES, (member) => this.#hearsGossip(member, scheduler.now));
    for (const member of to) {
      const messages = this.#takeBroadcasts(UDP_BUFFER_SIZE - COMPOUND_HEADER_OVERHEAD - encryptOverhead);
      if (messages.length === 0) return;
      transport.send(member.at, messages, true);
    }
  }

  #hearsGossip({ name, state, changedAt }: Member, now: SimTime): boolean {
    if (name === this.name || state === LEFT) return false;
    return state !== DEAD || now - changedAt <= GOSSIP_TO_THE_DEAD_TIME;
  }

  #takeBroadcasts(room: number): Message[] {
    const { delegate } = this.#options;
    const messages = this.#broadcasts.take(COMPOUND_OVERHEAD, room);
    if (!delegate.waiting) return messages;
    let left = room;
    for (const message of messages) left -= encodedLength(message) + COMPOUND_OVERHEAD;
    const overhead = COMPOUND_OVERHEAD + USER_MESSAGE_OVERHEAD;
    if (left <= overhead) return messages;
    for (const payload of delegate.takeBroadcasts(overhead, left)) messages.push({ kind: 'user', payload });
    return messages;
  }

  *#exchangeStates(): Blocking<void> {
    const { random } = this.#options;
    yield* this.#sleep(random.int(0, PUSH_PULL_INTERVAL - 1));
    for (;;) {
      yield* this.#sleep(pushPullInterval(this.members.size));
      const [other] = this.members.pick(1, ({ name, state }) => name !== this.name && state === ALIVE);
      if (other !== undefined) yield* this.#pushPull(other.at, false);
    }
  }

  *#sleep(time: SimTime): Blocking<void> {
    const until = this.#options.scheduler.now + time;
    while (this.#options.scheduler.now < until) yield* sleepUntil(until);
  }

  *#pushPull(to: Endpoint, join: boolean): Blocking<boolean> {
    const { transport, scheduler } = this.#options;
    const answer = yield* transport.request(to, this.#state(join), scheduler.now + TCP_TIMEOUT);
    if (answer?.kind !== 'pushPull' || this.#shutDown) return false;
    this.#merge(answer);
    return true;
  }

  #state(join: boolean): PushPull {
    const userState = this.#options.delegate.localState(join);
    return { kind: 'pushPull', join, members: this.#membership.records(), userState };
  }

  #merge(state: PushPull): void {
    this.#membership.merge(state.members);
    if (state.userState.length > 0) this.#options.delegate.mergeState(state.userState);
  }
}
