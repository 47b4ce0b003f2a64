// A manager: a member of the raft group, the loops that run while it leads, and the API that it serves on port 2377.
// Source: swarmkit manager/manager.go. Not modelled: the metrics, the health service.
import { formatIp4, parseIp4 } from '../../base/ip4.ts';
import type { Blocking, Task } from '../../des/task.ts';
import type { Machine } from '../../host/machine.ts';
import type { ManagersView } from '../dispatcher/dispatcher.ts';
import type { Caller, ManagerPeer } from '../dispatcher/protocol.ts';
import { SwarmError } from '../errors.ts';
import type { Founding } from '../manager/defaults.ts';
import { Leader } from '../manager/leader.ts';
import type { Cluster, NodeAvailability } from '../objects.ts';
import type { Chronicle } from '../raft/chronicle.ts';
import type { Member } from '../raft/message.ts';
import { dial, parseRemote } from '../rpc/client.ts';
import type { Credentials, Identity } from '../rpc/credentials.ts';
import { type Gate, type Methods, type Peer, Server } from '../rpc/server.ts';
import { Authority } from './authority.ts';
import type { Membership } from './disk.ts';
import { type Forwarded, LeaderDoor, type LeaderServices } from './leader-door.ts';
import type { ClusterPapers } from './membership.ts';
import { RaftMember, type RaftMessage } from './raft-member.ts';
import { leaderServices } from './services.ts';

export interface ManagerOptions {
  readonly machine: Machine;
  readonly membership: Membership;
  readonly chronicle: Chronicle;
  readonly port: number;
  /** The wall clock as RFC 3339 text. */
  readonly now: () => string;
  readonly identity: () => Identity;
  readonly credentials: () => Credentials;
  /** What anybody may know of the cluster. */
  readonly papers: () => ClusterPapers;
  /** What the swarm begins with, for its founder. */
  readonly founding: Founding | undefined;
  /** This manager has been taken out of the group. */
  readonly onRemoved: () => void;
}

/** What any node of the swarm may ask of the leader, through any manager. */
const NODE_CALLS = [
  'ca.renew',
  'dispatcher.heartbeat',
  'dispatcher.updateTaskStatus',
  'resources.attach',
  'resources.detach',
  'logBroker.publish',
] as const;
const NODE_STREAMS = ['dispatcher.session', 'dispatcher.assignments', 'logBroker.listen'] as const;

/** What a newcomer to the raft group is told. */
export interface Welcome {
  readonly members: readonly Member[];
}

export class Manager implements ManagersView {
  readonly member: RaftMember;
  readonly door: LeaderDoor;
  readonly #options: ManagerOptions;
  readonly #server: Server;
  readonly #teller: Task<void>;
  #leading: { readonly leader: Leader; readonly authority: Authority; readonly services: LeaderServices } | undefined;
  readonly #listeners = new Set<() => void>();

  /** Listens and takes part from now on. Throws SwarmError when the port is taken. */
  constructor(options: ManagerOptions) {
    this.#options = options;
    const { machine, membership, chronicle, now, identity, credentials, onRemoved } = options;
    this.member = new RaftMember({
      machine,
      raftId: membership.raftId,
      disk: membership.disk,
      chronicle,
      now,
      credentials,
      onLeadership: (leads) => this.#lead(leads),
      onRemoved,
    });
    this.door = new LeaderDoor(machine, this.member, () => this.#leading?.services);
    try {
      const gate: Gate = {
        credentials,
        cluster: () => identity().cluster,
        isRemoved: (nodeId) => this.#cluster()?.blacklisted.includes(nodeId) ?? false,
      };
      this.#server = new Server(machine, options.port, gate, this.#methods());
    } catch (error) {
      this.member.close();
      throw error;
    }
    this.#teller = machine.startTask(this.#tellOfMembers());
  }

  /** The leader's part, while this manager leads. */
  get leader(): Leader | undefined {
    return this.#leading?.leader;
  }

  /** The managers, as agents are told. */
  managers(): readonly ManagerPeer[] {
    return this.member.members().map(({ nodeId, addr }) => ({ nodeId, addr }));
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#lead(false);
    this.#teller.kill();
    this.#server.close();
    this.member.close();
  }

  #lead(leads: boolean): void {
    if (leads === (this.#leading !== undefined)) return;
    if (!leads) {
      this.#leading?.leader.stop();
      this.#leading?.authority.end();
      this.#leading = undefined;
      return;
    }
    const { machine } = this.#options;
    const leader = new Leader({
      store: this.member.store,
      scheduler: machine.scheduler,
      random: machine.random('swarm leader'),
      members: this.member,
      managers: this,
      founding: this.#options.founding,
    });
    const authority = new Authority(this.member.store, machine);
    const services = leaderServices({
      control: () => leader.control(),
      dispatcher: (caller) => leader.dispatcher(caller),
      resources: (caller) => leader.resources(caller),
      logs: () => leader.logs(),
      logBroker: (caller) => leader.logBroker(caller),
      own: {
        'ca.issue': ([token, availability]) => authority.issue(String(token), availability as NodeAvailability),
        'ca.renew': (_args, caller) => authority.renew(caller.nodeId),
        'raft.join': ([member]) => this.#admit(member as Member),
      },
    });
    this.#leading = { leader, authority, services };
    leader.start();
  }

  /** Lets a manager into the group, if it can be reached at the address that it gives. */
  *#admit(member: Member): Blocking<Welcome> {
    const remote = parseRemote(member.addr);
    if (remote === undefined) throw new SwarmError('InvalidArgument', 'no address given');
    try {
      const connection = yield* dial(this.#options.machine, remote, this.#options.credentials());
      connection.close();
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
      throw new SwarmError(
        'Unavailable',
        `could not connect to prospective new cluster member using its advertised address: ${error.text()}`,
      );
    }
    const old = this.member.members().find(({ nodeId, id }) => nodeId === member.nodeId && id !== member.id);
    if (old !== undefined) yield* this.member.changeMembers({ action: 'remove', member: old });
    yield* this.member.changeMembers({ action: 'add', member });
    return { members: this.member.members() };
  }

  #cluster(): Cluster | undefined {
    for (const cluster of this.member.store.all('cluster')) return cluster;
    return undefined;
  }

  *#tellOfMembers(): Blocking<void> {
    let known = '';
    for (;;) {
      const now = this.managers()
        .map(({ nodeId, addr }) => `${nodeId} ${addr}`)
        .join();
      if (now !== known) for (const listener of this.#listeners) listener();
      known = now;
      yield { on: [this.member.changed] };
    }
  }

  #methods(): Methods {
    const { member } = this;
    const { door } = this;
    const { papers } = this.#options;
    return {
      'raft.message': {
        access: 'managers',
        // biome-ignore lint/correctness/useYield: raft takes it at once
        *call(body) {
          member.receive(body as RaftMessage);
        },
      },
      'raft.join': { access: 'managers', call: (body, peer) => door.call('raft.join', body, callerOf(peer)) },
      'forward.call': { access: 'managers', call: (body) => door.forwarded(body as Forwarded) },
      'forward.stream': { access: 'managers', stream: (body) => door.forwardedStream(body as Forwarded) },
      'ca.root': {
        access: 'anybody',
        // biome-ignore lint/correctness/useYield: they are at hand
        *call() {
          return papers();
        },
      },
      'ca.issue': { access: 'anybody', call: (body, peer) => door.call('ca.issue', body, callerOf(peer)) },
      ...Object.fromEntries(
        NODE_CALLS.map((name) => [
          name,
          {
            access: 'nodes' as const,
            call: (body: unknown, peer: Peer) => door.call(name, body, callerOf(peer)),
          },
        ]),
      ),
      ...Object.fromEntries(
        NODE_STREAMS.map((name) => [
          name,
          {
            access: 'nodes' as const,
            stream: (body: unknown, peer: Peer) => door.stream(name, body, callerOf(peer)),
          },
        ]),
      ),
    };
  }
}

function callerOf(peer: Peer): Caller {
  return { nodeId: peer.nodeId, addr: formatIp4(peer.address) };
}

/** The caller that a manager's own agent is. */
export function ownCaller(nodeId: string, advertiseAddr: string): Caller {
  return { nodeId, addr: formatIp4(parseIp4(advertiseAddr) ?? 0) };
}
