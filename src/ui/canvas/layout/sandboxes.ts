// Namespaces that Docker runs nothing in but packets go through: an overlay's load balancer, the routing mesh. Drawn like containers.
import type { ContainerView, DeviceView, HostView, NetnsView } from '../../../session/protocol.ts';

/** A namespace that is no container's, with what a box for it shows. */
export interface SandboxView extends ContainerView {
  readonly sandbox: 'lb' | 'ingress';
  readonly netns: number;
}

export const isSandbox = (one: ContainerView): one is SandboxView => 'sandbox' in one;

const sandboxId = (netns: NetnsView): string => `netns:${netns.id}`;

/** All devices that bridges of this host can have as ports: those of its own namespace, and of overlays' namespaces. */
export function bridgedDevices(host: HostView): readonly DeviceView[] {
  return host.namespaces.flatMap(({ kind, devices }) => (kind === 'host' || kind === 'overlay' ? devices : []));
}

/** The host with a box for each such namespace among its containers. */
export function withSandboxes(host: HostView): HostView {
  const apart = host.namespaces.filter(({ kind }) => kind === 'lb' || kind === 'ingress');
  if (apart.length === 0) return host;
  const ports = new Map(bridgedDevices(host).map((device) => [device.uid, device]));
  const sandboxes = apart.map((netns) => sandboxOf(host, netns, ports));
  const namespaces = host.namespaces.map((netns) =>
    apart.includes(netns) ? { ...netns, kind: 'container' as const, containerId: sandboxId(netns) } : netns,
  );
  return { ...host, namespaces, containers: [...host.containers, ...sandboxes] };
}

function sandboxOf(host: HostView, netns: NetnsView, ports: ReadonlyMap<number, DeviceView>): SandboxView {
  const attachments = netns.devices.flatMap(({ peer, addresses }) => {
    const bridge = peer === undefined ? undefined : ports.get(peer)?.master;
    const network = host.networks.find((one) => one.bridge !== undefined && one.bridge === bridge);
    // It hangs under the overlay that it serves; docker_gwbridge is its way out.
    return network?.driver !== 'overlay' ? [] : [{ network: network.name, address: addresses[0], aliases: [] }];
  });
  return {
    id: sandboxId(netns),
    name: netns.name,
    image: '',
    command: '',
    state: 'running',
    networkMode: '',
    attachments,
    ports: '',
    sandbox: netns.kind === 'ingress' ? 'ingress' : 'lb',
    netns: netns.id,
  };
}
