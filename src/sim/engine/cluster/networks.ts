// What swarm mode asks of this host's networks: swarm networks come and go with the tasks that need them, and tasks get their
// place behind their services' addresses. Source: moby daemon/cluster/executor/backend.go (CreateManagedNetwork, SetupIngress …).
import type { Blocking } from '../../des/task.ts';
import type { EncryptionKey, SwarmNetwork, SwarmNode, Task } from '../../swarm/objects.ts';
import type { Container } from '../containers/container.ts';

export interface ClusterNetworks {
  /** The node's object has changed: it may have got addresses for load balancers, that of ingress among them. */
  configure(node: SwarmNode): void;
  /** The keys of the gossip and of encrypted networks that are valid now. */
  setKeys(keys: readonly EncryptionKey[]): void;
  /** Makes a swarm's network on this host, unless it is here. Waits for the address of its load balancer. */
  ensure(network: SwarmNetwork): Blocking<void>;
  /** Takes it off this host when nothing uses it any more. */
  release(networkId: string): Blocking<void>;
  /** Notes what service a task's container belongs to, before it joins its networks. */
  describe(container: Container, task: Task): void;
  /** The task runs (and is healthy): its service's addresses lead to it, names resolve to it, on every node. */
  activate(container: Container): void;
  /** The task is about to end: no new connections. */
  deactivate(container: Container): void;
  /** The host has left the swarm. */
  reset(): Blocking<void>;
}
