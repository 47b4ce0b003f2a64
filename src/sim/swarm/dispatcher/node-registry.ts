// The dispatcher's register of nodes: sessions, heartbeats that must come in time, and how often a node may register.
// Source: swarmkit manager/dispatcher/{nodes,period}.go, heartbeat/heartbeat.go; constants: dispatcher.go.
// Not modelled: nothing that a user could see.

import type { RandomStream } from '../../base/random.ts';
import {
  type EventId,
  type EventTarget,
  MILLISECOND,
  type Scheduler,
  SECOND,
  type SimTime,
} from '../../des/scheduler.ts';
import { WaitQueue } from '../../des/task.ts';
import { SwarmError } from '../errors.ts';
import { newId } from '../store/identity.ts';

/** defaultHeartBeatEpsilon */
const HEARTBEAT_EPSILON = 500 * MILLISECOND;
/** defaultGracePeriodMultiplier: so many periods may pass without a beat; twice as many in state unknown. */
const GRACE_MULTIPLIER = 3;
/** rateLimitCount registrations in defaultRateLimitPeriod. */
const RATE_LIMIT_COUNT = 3;
const RATE_LIMIT_PERIOD = 8 * SECOND;

export class RegisteredNode implements EventTarget {
  readonly nodeId: string;
  /** '' while the node is only remembered from the leader before. */
  readonly sessionId: string;
  registered: SimTime;
  attempts: number;
  gone = false;
  /** Woken when the node is dropped. */
  readonly dropped = new WaitQueue();
  readonly #scheduler: Scheduler;
  readonly #onExpired: () => void;
  #timer: EventId = 0;

  constructor(
    scheduler: Scheduler,
    identity: { readonly nodeId: string; readonly sessionId: string },
    before: RegisteredNode | undefined,
    onExpired: () => void,
  ) {
    this.#scheduler = scheduler;
    this.nodeId = identity.nodeId;
    this.sessionId = identity.sessionId;
    this.registered = before?.registered ?? scheduler.now;
    this.attempts = before?.attempts ?? 0;
    this.#onExpired = onExpired;
  }

  /** The node is alive; it is taken for dead after `grace` without another beat. */
  beat(grace: SimTime): void {
    this.#scheduler.cancel(this.#timer);
    this.#timer = this.#scheduler.after(grace, this, 0);
  }

  onEvent(): void {
    this.#timer = 0;
    this.#onExpired();
  }

  drop(): void {
    this.gone = true;
    this.#scheduler.cancel(this.#timer);
    this.dropped.wake();
  }
}

export class NodeRegistry {
  /** HeartbeatPeriod of the cluster, microseconds. */
  period: SimTime;
  readonly #scheduler: Scheduler;
  readonly #random: RandomStream;
  readonly #nodes = new Map<string, RegisteredNode>();

  constructor(scheduler: Scheduler, random: RandomStream, period: SimTime) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.period = period;
  }

  /** A node that the leader before knew: it has twice the grace to register. */
  addUnknown(nodeId: string, onExpired: () => void): void {
    const node = new RegisteredNode(this.#scheduler, { nodeId, sessionId: '' }, undefined, onExpired);
    node.registered = Number.NEGATIVE_INFINITY;
    this.#nodes.set(nodeId, node);
    node.beat(this.#choosePeriod() * GRACE_MULTIPLIER * 2);
  }

  /** Throws when the node registers too often. */
  checkRate(nodeId: string): void {
    const node = this.#nodes.get(nodeId);
    if (node === undefined) return;
    if (this.#scheduler.now - node.registered > RATE_LIMIT_PERIOD) node.attempts = 0;
    node.attempts++;
    if (node.attempts > RATE_LIMIT_COUNT) {
      throw new SwarmError('Unavailable', `node ${nodeId} exceeded rate limit count of registrations`);
    }
    node.registered = this.#scheduler.now;
  }

  /** Opens a session, in place of the one before. */
  add(nodeId: string, onExpired: () => void): RegisteredNode {
    const before = this.#nodes.get(nodeId);
    before?.drop();
    const node = new RegisteredNode(this.#scheduler, { nodeId, sessionId: newId(this.#random) }, before, onExpired);
    this.#nodes.set(nodeId, node);
    node.beat(this.#choosePeriod() * GRACE_MULTIPLIER);
    return node;
  }

  /** Throws NotFound for a node that is not registered, InvalidArgument for another session. */
  session(nodeId: string, sessionId: string): RegisteredNode {
    const node = this.#nodes.get(nodeId);
    if (node === undefined) throw new SwarmError('NotFound', 'node not registered');
    if (sessionId === '' || node.sessionId !== sessionId) throw new SwarmError('InvalidArgument', 'session invalid');
    return node;
  }

  /** A beat: answers when the next one is expected. */
  heartbeat(nodeId: string, sessionId: string): SimTime {
    const node = this.session(nodeId, sessionId);
    const period = this.#choosePeriod();
    node.beat(period * GRACE_MULTIPLIER);
    return period;
  }

  delete(nodeId: string): void {
    this.#nodes.get(nodeId)?.drop();
    this.#nodes.delete(nodeId);
  }

  clear(): void {
    for (const node of this.#nodes.values()) node.drop();
    this.#nodes.clear();
  }

  #choosePeriod(): SimTime {
    return this.period + this.#random.int(-HEARTBEAT_EPSILON, HEARTBEAT_EPSILON - 1);
  }
}
