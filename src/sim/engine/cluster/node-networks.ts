// Swarm networks on this host.
// Source: moby daemon/cluster/executor/backend.go, daemon/network.go (createNetwork with agent).
// Not modelled: overlay networks; tasks that want one are refused in so many words.
import type { Blocking } from '../../des/task.ts';
import type { SwarmNetwork } from '../../swarm/objects.ts';
import { notSimulated } from '../api/errors.ts';
import type { ClusterNetworks } from './networks.ts';

/** Names of networks that every host has of itself. */
const predefined: ReadonlySet<string> = new Set(['bridge', 'host', 'none']);

export class NodeNetworks implements ClusterNetworks {
  configure(): void {}

  setKeys(): void {}

  // biome-ignore lint/correctness/useYield: it is there or it is not
  *ensure(network: SwarmNetwork): Blocking<void> {
    if (!predefined.has(network.Spec.Name)) throw notSimulated('overlay networks');
  }

  *release(): Blocking<void> {}

  describe(): void {}

  activate(): void {}

  deactivate(): void {}

  *reset(): Blocking<void> {}
}
