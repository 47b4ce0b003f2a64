// Removing networks, one by one or all that nobody uses.
// Source: moby daemon/{network,prune}.go.
// Not modelled: swarm networks.
import { forbidden } from '../api/errors.ts';
import type { Filters } from '../api/filters.ts';
import { networkEvent } from '../containers/container-events.ts';
import type { Daemon } from '../daemon.ts';
import type { Network } from '../libnetwork/network.ts';

export function removeNetwork(daemon: Daemon, network: Network): void {
  if (network.predefined) throw forbidden(`${network.name} is a pre-defined network and cannot be removed`);
  daemon.networks.deleteNetwork(network);
  networkEvent(daemon, network, 'destroy');
}

/** Removes every network of users that has no endpoint; answers their names. */
export function pruneNetworks(daemon: Daemon, filters: Filters): string[] {
  const unused = daemon.networks
    .networks()
    .filter((network) => !network.predefined && !network.settings.configOnly && network.endpoints.size === 0)
    .filter(({ settings }) => filters.labels(settings.labels) && filters.madeBefore(settings.created, daemon.now()));
  for (const network of unused) removeNetwork(daemon, network);
  return unused.map((network) => network.name);
}
