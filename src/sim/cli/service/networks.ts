// The networks of a service: names on the command line as ids.
// Source: docker/cli v28.5.2 cli/command/service/{opts,update}.go (resolveNetworkID, updateNetworks).
// Not modelled: nothing.
import type { NetworkAttachmentConfig } from '../../engine/api/swarm-types.ts';
import type { NetworkResource } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import { type Client, segment } from '../client.ts';
import { networkRequest } from './settings.ts';

/** A network of the swarm by name or id; networks of this host alone are not found. */
export function swarmNetwork(client: Client, name: string): Blocking<NetworkResource> {
  return client.get<NetworkResource>(`/networks/${segment('network', name)}`, { scope: 'swarm' });
}

/** One value of --network. */
export function* attachmentOf(client: Client, value: string): Blocking<NetworkAttachmentConfig> {
  const { target, aliases, driverOptions } = networkRequest(value);
  const { Id } = yield* swarmNetwork(client, target);
  return {
    Target: Id,
    ...(aliases.length > 0 && { Aliases: aliases }),
    ...(Object.keys(driverOptions).length > 0 && { DriverOpts: driverOptions }),
  };
}

export function byTarget(a: NetworkAttachmentConfig, b: NetworkAttachmentConfig): number {
  return a.Target < b.Target ? -1 : a.Target > b.Target ? 1 : 0;
}
