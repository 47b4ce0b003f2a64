// Containers that are no tasks on attachable networks of a swarm: the managers are asked for an address before, and told after.
// Source: moby daemon/container_operations.go (findAndAttachNetwork, tryDetachContainerFromClusterNetwork).
// Not modelled: nothing known.
import type { Blocking } from '../../des/task.ts';
import { ClusterError } from '../../swarm/control.ts';
import { SwarmError } from '../../swarm/errors.ts';
import type { NetworkAttachment } from '../../swarm/objects.ts';
import { conflict, system } from '../api/errors.ts';
import type { Daemon } from '../daemon.ts';
import type { Attachment } from './attachment.ts';
import type { Container } from './container.ts';

/** Every network of a container that is about to start. */
export function* attachAll(daemon: Daemon, container: Container): Blocking<void> {
  for (const [term, attachment] of [...container.attachments]) yield* attach(daemon, container, term, attachment);
}

/** Gets an address for the container where `term` is a network of the swarm's, and brings that network to this host. */
export function* attach(daemon: Daemon, container: Container, term: string, attachment: Attachment): Blocking<void> {
  if (container.task !== undefined || daemon.swarm.role() === undefined) return;
  const network = daemon.networks.lookUp(term);
  if (network !== undefined && network.settings.scope !== 'swarm') return;
  if (network !== undefined && container.attachments.get(network.name)?.endpoint !== undefined) {
    throw conflict(`${container.name} is already attached to network ${network.name}`);
  }
  const wanted = attachment.isAddressLent ? undefined : attachment.ipamConfig?.IPv4Address;
  const given = yield* ask(daemon, term, container, wanted === undefined ? [] : [wanted]);
  attachment.lease = { networkId: given.Network.ID, target: term };
  attachment.needsSwarm = true;
  attachment.isAddressLent = wanted === undefined;
  attachment.ipamConfig = { ...attachment.ipamConfig, IPv4Address: given.Addresses[0]?.split('/')[0] ?? '' };
  yield* daemon.clusterNetworks.ensure(given.Network);
}

function* ask(
  daemon: Daemon,
  target: string,
  container: Container,
  addresses: readonly string[],
): Blocking<NetworkAttachment> {
  try {
    return yield* daemon.swarm.attachNetwork(target, container.id, addresses);
  } catch (error) {
    if (error instanceof SwarmError) throw system(`Could not attach to network ${target}: ${error.text()}`);
    if (error instanceof ClusterError) throw system(error.message);
    throw error;
  }
}

/** Gives back the addresses of networks that the container is not on any more. */
export function detachUnused(daemon: Daemon, container: Container): void {
  for (const attachment of container.attachments.values()) {
    if (attachment.endpoint === undefined) detach(daemon, container, attachment);
  }
}

/** The managers hear of it while the container goes its own way. */
export function detach(daemon: Daemon, container: Container, attachment: Attachment): void {
  const { lease } = attachment;
  if (lease === undefined) return;
  attachment.lease = undefined;
  if (attachment.isAddressLent) attachment.ipamConfig = null;
  daemon.machine.startTask(giveBack(daemon, container.id, lease));
}

function* giveBack(daemon: Daemon, containerId: string, lease: NonNullable<Attachment['lease']>): Blocking<void> {
  try {
    yield* daemon.swarm.detachNetwork(lease.target, containerId);
  } catch (error) {
    // A manager that does not answer finds out when the node's tasks are compared.
    if (!(error instanceof SwarmError || error instanceof ClusterError)) throw error;
  }
  yield* daemon.clusterNetworks.release(lease.networkId);
}
