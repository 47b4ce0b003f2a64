// The service behind a task, as each of its networks knows it.
// Source: moby daemon/cluster/executor/container/container.go (serviceConfig, virtualIP).
// Not modelled: IPv6 addresses.
import { type Ip4, parseIp4 } from '../../base/ip4.ts';
import type { Task } from '../../swarm/objects.ts';
import type { EndpointService } from '../libnetwork/service.ts';

/** By network id. */
export function servicesOf(task: Task): ReadonlyMap<string, EndpointService> {
  const ports = (task.endpoint?.Ports ?? [])
    .filter(({ PublishMode }) => PublishMode === 'ingress')
    .map(({ Name = '', Protocol, TargetPort, PublishedPort = 0 }) => {
      return { name: Name, protocol: Protocol, targetPort: TargetPort, publishedPort: PublishedPort };
    });
  return new Map(
    task.NetworksAttachments.map(({ Network, Aliases = [] }) => [
      Network.ID,
      {
        id: task.ServiceID,
        name: task.serviceAnnotations.Name,
        virtualAddress: virtualAddress(task, Network.ID),
        ports,
        aliases: Aliases,
      },
    ]),
  );
}

function virtualAddress({ endpoint }: Task, networkId: string): Ip4 | undefined {
  const found = endpoint?.VirtualIPs?.find(({ NetworkID }) => NetworkID === networkId);
  return found && parseIp4(found.Addr.split('/')[0] ?? '');
}
