// Members of a gossip cluster on a network that loses nothing and is the same for all: what the formulas of gossip assume.
// Source: hashicorp/memberlist's mock_transport.go has the same purpose.
// Not for: packets (swarm/gossip/socket-transport.ts).
import { RandomSource, type RandomStream } from '../base/random.ts';
import { type EventTarget, Scheduler, SECOND, type SimTime } from '../des/scheduler.ts';
import { type Blocking, sleepUntil } from '../des/task.ts';
import { GOSSIP_PORT } from '../swarm/gossip/memberlist/config.ts';
import { type Delegate, Memberlist } from '../swarm/gossip/memberlist/memberlist.ts';
import { Member } from '../swarm/gossip/memberlist/members.ts';
import { ALIVE, type Endpoint, type Message, type StreamMessage } from '../swarm/gossip/memberlist/message.ts';
import type { Receiver, Transport } from '../swarm/gossip/memberlist/transport.ts';

/** One way, in microseconds. */
const LATENCY: SimTime = 250;

class InFlight {
  readonly to: Port;
  readonly messages: readonly Message[];

  constructor(to: Port, messages: readonly Message[]) {
    this.to = to;
    this.messages = messages;
  }
}

/** A member's plug. */
export class Port implements Transport {
  readonly #network: GossipNetwork;
  readonly at: Endpoint;
  receiver: Receiver | undefined;
  /** Those of other islands are not reached. */
  island = 0;
  /** Datagrams sent, and those of them that carry messages of users of memberlist alone. */
  sent = 0;
  userMessages = 0;

  constructor(network: GossipNetwork, at: Endpoint) {
    this.#network = network;
    this.at = at;
  }

  open(receiver: Receiver): undefined {
    this.receiver = receiver;
  }

  send(to: Endpoint, messages: readonly Message[]): boolean {
    this.sent++;
    if (messages[0]?.kind === 'user') this.userMessages++;
    this.#network.carry(this, to, messages);
    return true;
  }

  *request(to: Endpoint, message: StreamMessage, deadline: SimTime): Blocking<StreamMessage | undefined> {
    const port = this.#network.reach(this, to);
    // A handshake, the question and the answer; where nobody is, silence to the end.
    yield* this.#sleep(port === undefined ? deadline : this.#network.scheduler.now + 3 * LATENCY);
    const answer = this.#network.reach(this, to)?.receiver?.onStream(message);
    if (answer !== undefined) yield* this.#sleep(this.#network.scheduler.now + LATENCY);
    return answer;
  }

  *tell(to: Endpoint, message: StreamMessage, deadline: SimTime): Blocking<boolean> {
    const port = this.#network.reach(this, to);
    yield* this.#sleep(port === undefined ? deadline : this.#network.scheduler.now + 3 * LATENCY);
    port?.receiver?.onStream(message);
    return port !== undefined;
  }

  *#sleep(until: SimTime): Blocking<void> {
    while (this.#network.scheduler.now < until) yield* sleepUntil(until);
  }

  close(): void {
    this.receiver = undefined;
  }
}

export class GossipNetwork implements EventTarget {
  readonly scheduler = new Scheduler();
  readonly #ports = new Map<number, Port>();

  plug(address: number): Port {
    const port = new Port(this, { address, port: GOSSIP_PORT });
    this.#ports.set(address, port);
    return port;
  }

  carry(from: Port, to: Endpoint, messages: readonly Message[]): void {
    const port = this.reach(from, to);
    if (port !== undefined) this.scheduler.after(LATENCY, this, 0, new InFlight(port, messages));
  }

  onEvent(_code: number, arg: unknown): void {
    const { to, messages } = arg as InFlight;
    to.receiver?.onDatagram(messages);
  }

  /** Who listens there, if he is on the same island. */
  reach(from: Port, to: Endpoint): Port | undefined {
    const port = this.#ports.get(to.address);
    return port?.receiver === undefined || port.island !== from.island ? undefined : port;
  }

  run(time: SimTime): void {
    this.scheduler.runUntil(this.scheduler.now + time);
  }
}

/** A member of a cluster that already knows itself, and what it has seen happen. */
export class LabMember implements Delegate, Receiver {
  readonly list: Memberlist;
  readonly port: Port;
  readonly #network: GossipNetwork;
  /** When it took each other member for gone. */
  readonly lost = new Map<string, SimTime>();
  /** When it heard of each new member. */
  readonly joined = new Map<string, SimTime>();
  /** News that is waited for: when it heard that member `name` has at least this incarnation. */
  awaited: { readonly name: string; readonly incarnation: number } | undefined;
  heardAt: SimTime | undefined;
  readonly waiting = false;

  constructor(network: GossipNetwork, random: RandomStream, name: string, address: number) {
    this.#network = network;
    this.port = network.plug(address);
    const { scheduler } = network;
    const { at } = this.port;
    this.list = new Memberlist({
      scheduler,
      random,
      name,
      at,
      transport: this.port,
      delegate: this,
      encryptOverhead: 0,
    });
  }

  /** Enters the list of this member as one that has long been known. */
  know(name: string, at: Endpoint): void {
    const member = new Member(name, at, 0);
    member.incarnation = 1;
    member.change(ALIVE, 0);
    this.list.members.add(member);
  }

  start(): void {
    this.list.start();
    this.port.receiver = this; // which looks on
  }

  onDatagram(messages: readonly Message[]): void {
    this.list.onDatagram(messages);
    if (this.awaited === undefined || this.heardAt !== undefined) return;
    const { name, incarnation } = this.awaited;
    if ((this.list.members.get(name)?.incarnation ?? 0) >= incarnation) this.heardAt = this.#network.scheduler.now;
  }

  onStream(message: StreamMessage): StreamMessage | undefined {
    return this.list.onStream(message);
  }

  crash(): void {
    this.list.shutdown();
  }

  takeBroadcasts(): Uint8Array[] {
    return [];
  }

  onMessage(): void {}

  localState(): Uint8Array {
    return new Uint8Array(0);
  }

  mergeState(): void {}

  onJoin(member: Member): void {
    this.joined.set(member.name, this.#network.scheduler.now);
  }

  onLeave(member: Member): void {
    this.lost.set(member.name, this.#network.scheduler.now);
  }
}

export interface GossipCluster {
  readonly network: GossipNetwork;
  readonly members: readonly LabMember[];
  readonly random: RandomStream;
}

/** A cluster of `n` whose members have begun within some seconds: if within `n`, each is somewhere else in its round. */
export function gossipCluster(n: number, seed: number, within = n): GossipCluster {
  const network = new GossipNetwork();
  // Streams of neighbouring seeds begin alike; statistics over seeds need them apart.
  const random = new RandomSource(Math.imul(seed, 0x9e3779b1)).stream(`gossip ${seed}`);
  for (let i = 0; i < 64; i++) random.int(0, 1);
  const members = Array.from({ length: n }, (_, i) => new LabMember(network, random, nameOf(i), i + 1));
  const starts = members
    .map((member) => ({ member, at: random.int(0, within * SECOND - 1) }))
    .sort((a, b) => a.at - b.at);
  const started: LabMember[] = [];
  for (const { member, at } of starts) {
    network.scheduler.runUntil(at);
    for (const other of started) {
      other.know(member.list.name, member.port.at);
      member.know(other.list.name, other.port.at);
    }
    member.start();
    started.push(member);
  }
  network.scheduler.runUntil(within * SECOND);
  return { network, members, random };
}

export const nameOf = (i: number): string => i.toString(16).padStart(12, '0');
