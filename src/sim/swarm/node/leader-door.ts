// Calls that only the leader can answer, on any manager: here if it leads, else over there.
// Source: swarmkit protobuf/plugin/raftproxy (generated proxies), manager/state/raft/raft.go LeaderConn.
// Not modelled: redirect loops between managers that each take the other for the leader: the second refuses.
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { Machine } from '../../host/machine.ts';
import type { Caller, Subscription } from '../dispatcher/protocol.ts';
import { SwarmError } from '../errors.ts';
import { REQUEST_TIMEOUT } from '../rpc/client.ts';
import { NO_LEADER, type RaftMember } from './raft-member.ts';

/** What the leader's loops answer, by the name of the method. */
export interface LeaderServices {
  call(method: string, body: unknown, caller: Caller): Blocking<unknown>;
  stream(method: string, body: unknown, caller: Caller): Blocking<Subscription<unknown>>;
}

/** A call that one manager hands to another. */
export interface Forwarded {
  readonly method: string;
  readonly body: unknown;
  readonly caller: Caller;
}

/** How often a manager looks again for a leader, besides being told. */
const LOOK_AGAIN: SimTime = SECOND;

export class LeaderDoor {
  readonly #machine: Machine;
  readonly #member: RaftMember;
  /** Undefined while this manager does not lead, or is not ready to. */
  readonly #services: () => LeaderServices | undefined;

  constructor(machine: Machine, member: RaftMember, services: () => LeaderServices | undefined) {
    this.#machine = machine;
    this.#member = member;
    this.#services = services;
  }

  /** Throws what the leader throws; SwarmError Unknown without one, DeadlineExceeded after waiting for one in vain. */
  *call(method: string, body: unknown, caller: Caller): Blocking<unknown> {
    const door = yield* this.#find();
    if (door.kind === 'here') return yield* door.services.call(method, body, caller);
    const connection = yield* this.#member.connectTo(door.leader);
    return yield* connection.call('forward.call', { method, body, caller } satisfies Forwarded);
  }

  *stream(method: string, body: unknown, caller: Caller): Blocking<Subscription<unknown>> {
    const door = yield* this.#find();
    if (door.kind === 'here') return yield* door.services.stream(method, body, caller);
    const connection = yield* this.#member.connectTo(door.leader);
    return connection.subscribe('forward.stream', { method, body, caller } satisfies Forwarded);
  }

  /** The leader's own answer to what another manager hands over. */
  *forwarded({ method, body, caller }: Forwarded): Blocking<unknown> {
    return yield* this.#here().call(method, body, caller);
  }

  *forwardedStream({ method, body, caller }: Forwarded): Blocking<Subscription<unknown>> {
    return yield* this.#here().stream(method, body, caller);
  }

  #here(): LeaderServices {
    const services = this.#services();
    if (services === undefined) throw new SwarmError('Unknown', NO_LEADER);
    return services;
  }

  *#find() {
    const { scheduler } = this.#machine;
    const until = scheduler.now + REQUEST_TIMEOUT;
    for (;;) {
      const services = this.#services();
      if (services !== undefined) return { kind: 'here', services } as const;
      const leader = this.#member.leader();
      if (leader !== undefined && leader.id !== this.#member.raftId) return { kind: 'there', leader } as const;
      if (this.#member.isLeaderless) throw new SwarmError('Unknown', NO_LEADER);
      if (scheduler.now >= until) throw new SwarmError('DeadlineExceeded', 'context deadline exceeded');
      yield { on: [this.#member.changed], until: Math.min(until, scheduler.now + LOOK_AGAIN) };
    }
  }
}
