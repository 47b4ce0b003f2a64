// Removing networks, one by one or all that nobody uses.
// Source: moby daemon/{network,prune}.go.
// Not modelled: nothing known.
import type { Blocking } from '../../des/task.ts';
import { ApiError, forbidden } from '../api/errors.ts';
import type { Filters } from '../api/filters.ts';
import { parseMoment } from '../clock.ts';
import { asApiError } from '../cluster/errors.ts';
import { networkEvent } from '../containers/container-events.ts';
import type { Daemon } from '../daemon.ts';
import type { Network } from '../libnetwork/network.ts';
import { swarmNetworks } from './swarm.ts';

export function removeNetwork(daemon: Daemon, network: Network): void {
  if (network.predefined) throw forbidden(`${network.name} is a pre-defined network and cannot be removed`);
  daemon.networks.deleteNetwork(network);
  networkEvent(daemon, network, 'destroy');
}

/** Removes every network of users that has no endpoint; answers their names. */
export function pruneNetworks(daemon: Daemon, filters: Filters): string[] {
  const unused = daemon.networks
    .networks()
    .filter(({ predefined, settings }) => !predefined && !settings.configOnly && settings.scope === 'local')
    .filter((network) => network.endpoints.size === 0)
    .filter(({ settings }) => filters.labels(settings.labels) && filters.madeBefore(settings.created, daemon.now()));
  for (const network of unused) removeNetwork(daemon, network);
  return unused.map((network) => network.name);
}

/** The same for the swarm's networks, which the managers keep where something uses them. Ingress stays. */
export function* pruneSwarmNetworks(daemon: Daemon, filters: Filters): Blocking<string[]> {
  const names: string[] = [];
  for (const { ID, CreatedAt, Spec } of yield* swarmNetworks(daemon)) {
    const created = parseMoment(CreatedAt, daemon.now()) ?? 0;
    if (Spec.Ingress || !filters.labels(Spec.Labels) || !filters.madeBefore(created, daemon.now())) continue;
    try {
      yield* daemon.swarm.control().removeNetwork(ID);
      names.push(Spec.Name);
    } catch (error) {
      if (!(asApiError(error) instanceof ApiError)) throw error;
    }
  }
  return names;
}
