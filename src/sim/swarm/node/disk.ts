// What a host keeps of its part in a swarm while its daemon is down: /var/lib/docker/swarm.
// Source: swarmkit node/node.go (state.json, certificates), moby daemon/cluster/cluster.go (docker-state.json).
// Not modelled: the files themselves; keys of node certificates.
import { AgentStorage } from '../agent/storage.ts';
import type { ManagerPeer } from '../dispatcher/protocol.ts';
import type { NodeAvailability, NodeRole, TlsInfo } from '../objects.ts';
import type { Chronicle } from '../raft/chronicle.ts';
import { emptyDisk, type RaftId } from '../raft/message.ts';
import type { ManagerDisk } from './raft-member.ts';

/** A node's own certificate. */
export interface Certificate {
  readonly nodeId: string;
  readonly role: NodeRole;
  /** The cluster's id. */
  readonly cluster: string;
  /** With what stands between it and the root. */
  readonly pem: string;
}

/** A manager's membership of the raft group. */
export interface Membership {
  readonly raftId: RaftId;
  readonly disk: ManagerDisk;
}

/** Everything of a node that is in a swarm. */
export interface NodeState {
  certificate: Certificate;
  tls: TlsInfo;
  /** Where the node listens, and what others reach it by: addresses without ports. */
  readonly listenPort: number;
  readonly advertiseAddr: string;
  readonly dataPathAddr: string;
  dataPathPort: number;
  readonly availability: NodeAvailability;
  managers: readonly ManagerPeer[];
  readonly storage: AgentStorage;
  /** Undefined on a worker. */
  membership: Membership | undefined;
  /** No file of a real one: what is to be seen of it when its manager has ended. */
  readonly elections: Chronicle;
  /** The key that unlocks the manager after a restart, while the swarm has one. */
  unlockKey: string | undefined;
}

/** A host's disk, as far as swarm mode writes on it. */
export class SwarmDisk {
  node: NodeState | undefined;
}

export function newMembership(raftId: RaftId): Membership {
  return { raftId, disk: emptyDisk() };
}

export function newStorage(): AgentStorage {
  return new AgentStorage();
}
