// The driver contract of the container network model: all that libnetwork knows of its drivers.
// Source: moby libnetwork/driverapi/driverapi.go.
// Not modelled: gossip tables, encryption keys and node discovery, which the overlay driver has doors of its own for.
import type { Cidr, IpAddress } from '../../base/cidr.ts';
import type { Mac } from '../../base/mac.ts';
import type { RandomStream } from '../../base/random.ts';
import type { SimTime } from '../../des/scheduler.ts';
import type { Blocking, Task } from '../../des/task.ts';
import type { Launched } from '../../host/machine.ts';
import type { Sys } from '../../host/sys.ts';
import type { NamespaceKeeper, NetNamespace } from '../../linux/namespace.ts';
import type { Netlink } from '../../linux/netlink.ts';
import type { SocketFactory } from '../../linux/socket.ts';
import type { TransportProtocol } from './portallocator.ts';

/** What a driver may touch of its host. */
export interface DriverHost {
  readonly kernel: NamespaceKeeper;
  /** The host's own namespace. */
  readonly net: Netlink;
  /** The host's own sockets. */
  readonly sockets: SocketFactory;
  random(purpose: string): RandomStream;
  now(): SimTime;
  startTask(body: Blocking<void>): Task<void>;
  /** Starts a process of the daemon's own, which `body` runs. */
  startHelper(argv: readonly string[], body: (sys: Sys) => Blocking<number>): Launched;
  /** Gives a namespace a file on the host. */
  bindNetns(path: string, netns: NetNamespace): void;
  unbindNetns(path: string): void;
}

/** A subnet and its gateway, as IPAM gave them to a network. */
export interface IpamData {
  readonly pool: Cidr;
  readonly gateway: IpAddress | undefined;
  /** Addresses set aside by name. */
  readonly auxiliary: ReadonlyMap<string, IpAddress>;
}

/** A network as its driver is told of it. */
export interface NetworkPlan {
  readonly id: string;
  readonly name: string;
  readonly internal: boolean;
  readonly enableIpv4: boolean;
  readonly enableIpv6: boolean;
  readonly options: ReadonlyMap<string, string>;
  readonly ipv4: readonly IpamData[];
  readonly ipv6: readonly IpamData[];
}

/** A port of a container's. */
export interface TransportPort {
  readonly protocol: TransportProtocol | 'sctp';
  readonly port: number;
}

/** A container's port and the ports of the host that it may have: one, a range, or (0) any. */
export interface PortRequest extends TransportPort {
  readonly protocol: TransportProtocol;
  /** Undefined: the network's default. */
  readonly hostAddress: IpAddress | undefined;
  readonly hostPort: number;
  readonly hostPortEnd: number;
}

/** A container's port and the host's port that stands for it; 0 where it is opened, but not translated. */
export interface PortBinding extends TransportPort {
  readonly protocol: TransportProtocol;
  readonly hostAddress: IpAddress;
  readonly hostPort: number;
}

/** What a container exposes, and what of it shall be published. */
export interface PortPlan {
  readonly exposed: readonly TransportPort[];
  readonly published: readonly PortRequest[];
  /** Endpoints of the same network that it is linked to, and those that are linked to it: their ids. */
  readonly linked?: { readonly children: readonly string[]; readonly parents: readonly string[] };
}

/** What became of a plan. */
export interface PortMap {
  readonly exposed: readonly TransportPort[];
  readonly bindings: readonly PortBinding[];
}

/** An endpoint's interface: as asked (mac undefined: the driver chooses) and as made. */
export interface EndpointPlan {
  readonly id: string;
  /** The container's name. */
  readonly name: string;
  readonly mac: Mac | undefined;
  readonly address: (IpAddress & { readonly prefixLength: number }) | undefined;
  readonly address6: (IpAddress & { readonly prefixLength: number }) | undefined;
  /** Its device is made in the host's namespace and moved, as for sandboxes that are there already. */
  readonly bornOnHost: boolean;
}

/** What a driver answers to a join: the device it has put into the sandbox and how to name and route it. */
export interface JoinInfo {
  /** The device's present name in the sandbox; undefined when there is none (host, none). */
  readonly device: string | undefined;
  /** `eth`, or what the network's option says. */
  readonly namePrefix: string;
  readonly gateway: IpAddress | undefined;
  readonly gateway6: IpAddress | undefined;
  /** Routes that the sandbox gets besides. */
  readonly staticRoutes?: readonly StaticRoute[];
}

/** Through a next hop, or to the link of the device itself. */
export interface StaticRoute {
  readonly destination: Cidr;
  readonly nextHop: IpAddress | undefined;
}

export interface Driver {
  readonly type: string;
  /** True when IPAM gives the network addresses; host and none have none. */
  readonly usesIpam: boolean;
  /** Whether the network needs a gateway's address set aside. Also checks the options: throws for bad ones. */
  needsGateway(internal: boolean, options: ReadonlyMap<string, string>): boolean;
  createNetwork(plan: NetworkPlan): void;
  deleteNetwork(networkId: string): void;
  /** Makes the endpoint's devices; answers its MAC, undefined when it has no device. */
  createEndpoint(networkId: string, endpoint: EndpointPlan, sandbox: NetNamespace): Mac | undefined;
  deleteEndpoint(networkId: string, endpointId: string): void;
  join(networkId: string, endpointId: string): JoinInfo;
  leave(networkId: string, endpointId: string): void;
  /** Told when this endpoint becomes its sandbox's gateway: the place where ports are published. */
  programExternalConnectivity(networkId: string, endpointId: string, ports: PortPlan): void;
  /** The opposite, also when another endpoint takes over. */
  revokeExternalConnectivity(networkId: string, endpointId: string): void;
  /** The ports of an endpoint that has been told of some; undefined of others. */
  portMap(networkId: string, endpointId: string): PortMap | undefined;
  /** uid of the network's own device, for pictures. */
  deviceUid(networkId: string): number | undefined;
}
