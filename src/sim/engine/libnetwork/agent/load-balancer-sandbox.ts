// Makes and ends the sandbox of a load balancer: a namespace of its own, with the node's address on the network.
// Source: moby libnetwork/network.go (createLoadBalancerSandbox, deleteLoadBalancerSandbox, lbSandboxName), controller.go NewSandbox.
// Not modelled: its hosts and resolv.conf as files of the host.
import type { IpAddress } from '../../../base/cidr.ts';
import type { Controller } from '../controller.ts';
import type { GatewayBridge } from '../default-gateway.ts';
import type { DriverHost } from '../driver.ts';
import type { Network } from '../network.ts';
import type { ResolverHost } from '../resolver.ts';
import { type ManagedFile, Sandbox } from '../sandbox.ts';
import type { IngressRules } from './ingress-rules.ts';
import { LoadBalancer } from './load-balancer.ts';
import { DIRECT_RETURN } from './task-rules.ts';

/** What a load balancer is made with. */
export interface LoadBalancerHost {
  readonly controller: Controller;
  readonly gatewayBridge: GatewayBridge;
  readonly driverHost: DriverHost;
  readonly resolverHost: ResolverHost;
  readonly ingress: IngressRules;
  hostFile(path: string): string;
}

/** Sandboxes of the ingress network have names of their own. */
const INGRESS_ID = 'ingress_sbox';
const INGRESS_NAME = 'ingress-sbox';

function memoryFile(): ManagedFile {
  let text = '';
  return {
    read: () => text,
    write: (next) => {
      text = next;
    },
  };
}

export function openLoadBalancer(host: LoadBalancerHost, network: Network, address: IpAddress): LoadBalancer {
  const { ingress } = network.settings;
  const containerId = ingress ? INGRESS_NAME : `lb-${network.name}`;
  const { kernel } = host.driverHost;
  const netns = kernel.createNetns(containerId);
  const sandbox = new Sandbox({
    id: ingress ? INGRESS_ID : `lb_${network.id}`,
    containerName: containerId,
    containerId,
    gatewayBridge: host.gatewayBridge,
    netns,
    usesHostNamespace: false,
    hostNames: '',
    extraHosts: [],
    dns: { nameservers: [], search: [], options: [] },
    hostsFile: memoryFile(),
    resolvConfFile: memoryFile(),
    ports: { exposed: [], published: [] },
    host: host.resolverHost,
    hostFile: host.hostFile,
  });
  host.driverHost.bindNetns(sandbox.key, netns);
  const request = {
    name: `${network.name}-endpoint`,
    containerId,
    address,
    address6: undefined,
    mac: undefined,
    dnsNames: [],
    links: new Map<string, string>(),
    gatewayPriority: 0,
    interfaceName: undefined,
    loadBalancer: true,
  };
  try {
    const endpoint = host.controller.createEndpoint(network, request, netns);
    try {
      sandbox.join(endpoint);
    } catch (error) {
      host.controller.deleteEndpoint(endpoint);
      throw error;
    }
    const directReturn = network.settings.options.has(DIRECT_RETURN);
    return new LoadBalancer({ sandbox, endpoint, directReturn, ingress: ingress ? host.ingress : undefined });
  } catch (error) {
    end(host, sandbox);
    throw error;
  }
}

export function closeLoadBalancer(host: LoadBalancerHost, { parts }: LoadBalancer): void {
  parts.sandbox.leave(parts.endpoint);
  host.controller.deleteEndpoint(parts.endpoint);
  end(host, parts.sandbox);
}

function end({ driverHost }: LoadBalancerHost, sandbox: Sandbox): void {
  sandbox.close();
  driverHost.unbindNetns(sandbox.key);
  driverHost.kernel.destroyNetns(sandbox.options.netns);
}
