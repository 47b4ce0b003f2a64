// A network as `docker network inspect` shows it.
// Source: moby daemon/network.go buildNetworkResource, buildIPAMResources, buildContainerAttachments.
// Not modelled: nothing known.
import { formatAddress } from '../../base/cidr.ts';
import { formatMac } from '../../base/mac.ts';
import type { EndpointResource, IpamConfig, NetworkResource } from '../api/types.ts';
import { timestamp } from '../clock.ts';
import { describePool } from '../libnetwork/controller.ts';
import type { EndpointAddress } from '../libnetwork/endpoint.ts';
import type { Network } from '../libnetwork/network.ts';

/** `detailed` adds the containers: lists do without them. */
export function networkResource(network: Network, detailed: boolean): NetworkResource {
  const { settings } = network;
  return {
    Name: settings.name,
    Id: settings.id,
    Created: timestamp(settings.created),
    Scope: settings.scope,
    Driver: settings.driver.type,
    EnableIPv4: settings.enableIpv4,
    EnableIPv6: settings.enableIpv6,
    IPAM: {
      Driver: settings.ipamDriver,
      Options: settings.ipamOptions === null ? null : { ...settings.ipamOptions },
      Config: ipamConfigs(network),
    },
    Internal: settings.internal,
    Attachable: settings.attachable,
    Ingress: settings.ingress,
    ConfigFrom: { Network: settings.configFrom },
    ConfigOnly: settings.configOnly,
    Containers: detailed ? containersOf(network) : {},
    Options: sorted(Object.fromEntries(settings.options)),
    Labels: sorted(settings.labels),
    ...(network.swarm && detailed
      ? { Peers: network.swarm.peers().map(({ name, ip }) => ({ Name: name, IP: ip })) }
      : {}),
  };
}

/** What a user configured is shown as he did; a family that he left alone as it was chosen. */
function ipamConfigs(network: Network): IpamConfig[] | null {
  const { settings } = network;
  if (settings.configOnly) return [...settings.ipamConfigs];
  const configs: IpamConfig[] = [];
  for (const family of [4, 6] as const) {
    const pools = network.poolsOf(family);
    const given = settings.ipamConfigs.filter((config) => (config.Subnet ?? '').includes(':') === (family === 6));
    configs.push(...(given.length > 0 ? given : pools.map(describePool)));
  }
  return configs.length > 0 ? configs : null;
}

function containersOf(network: Network): Record<string, EndpointResource> {
  const written = (address: EndpointAddress | undefined): string =>
    address === undefined ? '' : `${formatAddress(address)}/${address.prefixLength}`;
  const entries = [...network.endpoints.values()].map((endpoint) => [
    endpoint.request.containerId,
    {
      Name: endpoint.name,
      EndpointID: endpoint.id,
      MacAddress: endpoint.mac === undefined ? '' : formatMac(endpoint.mac),
      IPv4Address: written(endpoint.address),
      IPv6Address: written(endpoint.address6),
    },
  ]);
  return sorted(Object.fromEntries(entries));
}

/** Members in the order of their names, as Go prints maps. */
function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
