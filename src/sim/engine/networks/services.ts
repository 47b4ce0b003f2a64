// The services of a swarm's network, as `docker network inspect --verbose` shows them.
// Source: moby libnetwork/agent.go (Services), daemon/network.go buildServiceAttachments, api/types/network ServiceInfo.
// Not modelled: networks whose driver is a plugin.
import type { Network } from '../libnetwork/network.ts';
import type { KnownEndpoint } from '../libnetwork/service.ts';

interface ServiceResource {
  VIP: string;
  Ports: string[];
  LocalLBIndex: number;
  Tasks: { Name: string; EndpointID: string; EndpointIP: string; Info: Record<string, string> }[];
}

/** How Go prints an address that there is none of. */
const NO_ADDRESS = '<nil>';

/** By the service's name; containers that are no tasks stand under ''. Undefined where nobody has told of any. */
export function servicesResource({ swarm }: Network): Record<string, ServiceResource> | undefined {
  const services = new Map<string, ServiceResource>();
  for (const endpoint of swarm?.endpoints() ?? []) {
    const service = services.get(endpoint.serviceName) ?? serviceOf(endpoint);
    services.set(endpoint.serviceName, service);
    const { id, name, address, host } = endpoint;
    const Info: Record<string, string> = host === '' ? {} : { 'Host IP': host };
    service.Tasks.push({ Name: name, EndpointID: id, EndpointIP: address, Info });
  }
  if (services.size === 0) return undefined;
  return Object.fromEntries([...services].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function serviceOf({ virtualAddress, ports, mark }: KnownEndpoint): ServiceResource {
  return {
    VIP: virtualAddress || NO_ADDRESS,
    Ports: ports.map(({ targetPort, publishedPort }) => `Target: ${targetPort}, Publish: ${publishedPort}`),
    LocalLBIndex: mark,
    Tasks: [],
  };
}
