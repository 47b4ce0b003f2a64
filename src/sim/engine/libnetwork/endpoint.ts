// An endpoint: one container's place on one network, with its address, its MAC and its names.
// Source: moby libnetwork/endpoint.go, endpoint_info.go.
// Not modelled: nothing known.
import type { IpAddress } from '../../base/cidr.ts';
import type { Mac } from '../../base/mac.ts';
import type { JoinInfo } from './driver.ts';
import type { AllocatedPool } from './ipam/allocator.ts';
import type { Network } from './network.ts';
import type { EndpointService } from './service.ts';

/** An address with the prefix length of its subnet, and the pool that it goes back to. */
export interface EndpointAddress extends IpAddress {
  readonly prefixLength: number;
  readonly pool: AllocatedPool;
}

/** What makes an endpoint. */
export interface EndpointRequest {
  /** The container's name, and its id for inspection of the network. */
  readonly name: string;
  readonly containerId: string;
  readonly address: IpAddress | undefined;
  readonly address6: IpAddress | undefined;
  readonly mac: Mac | undefined;
  /** Names that other containers find it by; the first one is what a reverse lookup answers. */
  readonly dnsNames: readonly string[];
  /** Private names that this container alone uses, each with the name that it stands for. */
  readonly links: ReadonlyMap<string, string>;
  readonly gatewayPriority: number;
  /** Name of the interface in the container, undefined for the lowest free number. */
  readonly interfaceName: string | undefined;
  /** Further addresses of its interface, out of the link-local blocks. */
  readonly linkLocal?: readonly IpAddress[];
  /** It stands for services, not for a container: it needs no way out, and has no names. */
  readonly loadBalancer?: boolean;
  /** Its device is made in the host's namespace and moved. */
  readonly bornOnHost?: boolean;
  /** Of a container that is a service's task. */
  readonly service?: EndpointService | undefined;
  /** `net.ipv4.conf.IFNAME.log_martians=1`: settings of its interface. */
  readonly sysctls?: readonly string[];
}

export class Endpoint {
  readonly id: string;
  readonly network: Network;
  readonly request: EndpointRequest;
  readonly address: EndpointAddress | undefined;
  readonly address6: EndpointAddress | undefined;
  /** The container's name now: a rename changes it. */
  name: string;
  dnsNames: readonly string[];
  mac: Mac | undefined;
  /** Set while it is joined to a sandbox. */
  join: JoinInfo | undefined;
  /** The interface's name in the sandbox, `eth0`. */
  interfaceName: string | undefined;
  /** Names and services of its network lead to it. */
  isServing = false;

  constructor(
    id: string,
    network: Network,
    request: EndpointRequest,
    address: EndpointAddress | undefined,
    address6: EndpointAddress | undefined,
  ) {
    this.id = id;
    this.network = network;
    this.request = request;
    this.address = address;
    this.address6 = address6;
    this.name = request.name;
    this.dnsNames = request.dnsNames;
  }

  /** True when it could lead a sandbox out: its driver gave it a gateway, or a default route. */
  get offersGateway(): boolean {
    return this.join !== undefined && (this.join.gateway !== undefined || hasDefaultRoute(this.join));
  }
}

function hasDefaultRoute({ staticRoutes = [] }: JoinInfo): boolean {
  return staticRoutes.some(({ destination }) => destination.family === 4 && destination.prefixLength === 0);
}

/**
 * Which of two endpoints of a sandbox comes first: higher priority, not the helper
 * docker_gwbridge, not internal, more gateways, then the network's name.
 * Source: moby libnetwork/sandbox.go Less.
 */
export function compareEndpoints(a: Endpoint, b: Endpoint): number {
  if (a.request.gatewayPriority !== b.request.gatewayPriority) {
    return b.request.gatewayPriority - a.request.gatewayPriority;
  }
  const helps = (e: Endpoint): boolean => e.network.name === 'docker_gwbridge';
  if (helps(a) !== helps(b)) return helps(a) ? 1 : -1;
  if (a.network.internal !== b.network.internal) return a.network.internal ? 1 : -1;
  const gateways = (e: Endpoint): number => Number(e.offersGateway) + Number(e.join?.gateway6 !== undefined);
  if (gateways(a) !== gateways(b)) return gateways(b) - gateways(a);
  return a.network.name < b.network.name ? -1 : a.network.name > b.network.name ? 1 : 0;
}
