// The failure detector: each interval one member is pinged; if it is silent, others ping it too, and TCP is tried.
// Source: hashicorp/memberlist v0.4.0 state.go (probe, probeNode), net.go (handlePing, handleIndirectPing).
// Not modelled: round-trip estimates.
import type { EventTarget, Scheduler, SimTime } from '../../../des/scheduler.ts';
import { type Blocking, Task } from '../../../des/task.ts';
import type { Awareness } from './awareness.ts';
import { INDIRECT_CHECKS, PROBE_INTERVAL, PROBE_TIMEOUT } from './config.ts';
import type { Member, Members } from './members.ts';
import { ALIVE, type Endpoint, type IndirectPing, type Message, type Ping, type Suspect } from './message.ts';
import type { Transport } from './transport.ts';

const TICK = 0;
const TIMEOUT = 1;
const DEADLINE = 2;
const NO_ANSWER = 3;

/** One member being probed. */
class Probe {
  readonly ping: Ping;
  readonly member: Member;
  /** What it was when the probe began. */
  readonly incarnation: number;
  readonly sent: SimTime;
  readonly interval: SimTime;
  /** What the outcome does to the own health if an answer comes: nothing when the ping could not even be sent. */
  reward = 0;
  nacks = 0;
  nacksExpected = 0;
  /** Whether it answered over TCP. */
  contacted = false;

  constructor(ping: Ping, member: Member, sent: SimTime, interval: SimTime) {
    this.ping = ping;
    this.member = member;
    this.incarnation = member.incarnation;
    this.sent = sent;
    this.interval = interval;
  }
}

/** A ping on behalf of another member. */
class Relay {
  readonly seqNo: number;
  readonly request: IndirectPing;

  constructor(seqNo: number, request: IndirectPing) {
    this.seqNo = seqNo;
    this.request = request;
  }
}

export interface ProberParts {
  readonly scheduler: Scheduler;
  readonly name: string;
  readonly at: Endpoint;
  readonly members: Members;
  readonly awareness: Awareness;
  readonly transport: Transport;
  /** Sends one message with waiting broadcasts beside it. False when the own host refuses. */
  send(to: Endpoint, message: Message): boolean;
  suspect(news: Suspect): void;
}

export class Prober implements EventTarget {
  readonly #parts: ProberParts;
  readonly #relays = new Map<number, Relay>();
  #index = 0;
  #seqNo = 0;
  #current: Probe | undefined;
  /** A tick that came while a probe went on: the ticker keeps one. */
  #tickWaits = false;
  #stopped = false;

  constructor(parts: ProberParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#parts.scheduler.after(PROBE_INTERVAL, this, TICK);
  }

  stop(): void {
    this.#stopped = true;
  }

  onEvent(code: number, arg: unknown): void {
    if (this.#stopped) return;
    if (code === TICK) this.#tick();
    else if (code === TIMEOUT) this.#askOthers(arg as Probe);
    else if (code === DEADLINE) this.#giveUp(arg as Probe);
    else this.#noAnswer(arg as Relay);
  }

  onPing(ping: Ping): void {
    if (ping.node !== '' && ping.node !== this.#parts.name) return;
    this.#parts.send(ping.source, { kind: 'ack', seqNo: ping.seqNo });
  }

  onIndirectPing(request: IndirectPing): void {
    const { scheduler, send } = this.#parts;
    const relay = new Relay(++this.#seqNo, request);
    this.#relays.set(relay.seqNo, relay);
    scheduler.after(PROBE_TIMEOUT, this, NO_ANSWER, relay);
    send(request.target, this.#ping(relay.seqNo, request.node));
  }

  onAck(seqNo: number): void {
    const probe = this.#current;
    if (probe?.ping.seqNo === seqNo) {
      this.#finish(probe.reward);
      return;
    }
    const relay = this.#relays.get(seqNo);
    if (relay === undefined) return;
    this.#relays.delete(seqNo);
    this.#parts.send(relay.request.source, { kind: 'ack', seqNo: relay.request.seqNo });
  }

  onNack(seqNo: number): void {
    if (this.#current?.ping.seqNo === seqNo) this.#current.nacks++;
  }

  #tick(): void {
    this.#parts.scheduler.after(PROBE_INTERVAL, this, TICK);
    if (this.#current === undefined) this.#round();
    else this.#tickWaits = true;
  }

  /** Probes the next member of the round; gives up a tick when it has looked at as many as there are. */
  #round(): void {
    const { members, name, scheduler } = this.#parts;
    for (let looked = 0; looked < members.size; ) {
      const member = members.at(this.#index);
      if (member === undefined) {
        members.shuffle(scheduler.now);
        this.#index = 0;
        looked++;
        continue;
      }
      this.#index++;
      if (member.name !== name && !member.gone) {
        this.#probe(member);
        return;
      }
      looked++;
    }
  }

  #ping(seqNo: number, node: string): Ping {
    return { kind: 'ping', seqNo, node, sourceNode: this.#parts.name, source: this.#parts.at };
  }

  #probe(member: Member): void {
    const { scheduler, awareness, transport, send, name } = this.#parts;
    const ping = this.#ping(++this.#seqNo, member.name);
    const probe = new Probe(ping, member, scheduler.now, awareness.scale(PROBE_INTERVAL));
    this.#current = probe;
    const suspicion: Suspect = { kind: 'suspect', incarnation: member.incarnation, node: member.name, from: name };
    // A suspect is told that it is one along with the ping: it refutes at once.
    const sent = member.state === ALIVE ? send(member.at, ping) : transport.send(member.at, [ping, suspicion], true);
    if (sent) {
      probe.reward = -1;
      scheduler.after(PROBE_TIMEOUT, this, TIMEOUT, probe);
    } else this.#askOthers(probe);
  }

  #askOthers(probe: Probe): void {
    if (this.#current !== probe) return;
    const { scheduler, members, name, at, send } = this.#parts;
    const { member, ping } = probe;
    const helpers = members.pick(INDIRECT_CHECKS, (m) => m.state === ALIVE && m.name !== name && m !== member);
    probe.nacksExpected = helpers.length;
    const request: IndirectPing = {
      kind: 'indirectPing',
      seqNo: ping.seqNo,
      node: member.name,
      target: member.at,
      nack: true,
      sourceNode: name,
      source: at,
    };
    for (const helper of helpers) send(helper.at, request);
    const deadline = probe.sent + probe.interval;
    new Task(scheduler, this.#askOverTcp(probe, deadline));
    // A moment late, as whoever waits for a timer is: the ticker has ticked before.
    scheduler.at(deadline + 1, this, DEADLINE, probe);
  }

  *#askOverTcp(probe: Probe, deadline: SimTime): Blocking<void> {
    const answer = yield* this.#parts.transport.request(probe.member.at, probe.ping, deadline);
    probe.contacted = answer?.kind === 'ack' && answer.seqNo === probe.ping.seqNo;
  }

  #giveUp(probe: Probe): void {
    if (this.#current !== probe) return;
    if (probe.contacted) {
      this.#finish(probe.reward);
      return;
    }
    const { suspect, name } = this.#parts;
    const delta = probe.nacksExpected > 0 ? Math.max(0, probe.nacksExpected - probe.nacks) : 1;
    suspect({ kind: 'suspect', incarnation: probe.incarnation, node: probe.member.name, from: name });
    this.#finish(delta);
  }

  #finish(delta: number): void {
    this.#parts.awareness.apply(delta);
    this.#current = undefined;
    if (!this.#tickWaits) return;
    this.#tickWaits = false;
    this.#round();
  }

  #noAnswer(relay: Relay): void {
    if (!this.#relays.delete(relay.seqNo)) return;
    const { request } = relay;
    if (request.nack) this.#parts.send(request.source, { kind: 'nack', seqNo: request.seqNo });
  }
}
