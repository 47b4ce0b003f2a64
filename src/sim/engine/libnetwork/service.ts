// What an endpoint has to do with a service, and what a network of a swarm adds to one of a single host.
// Source: moby libnetwork/service.go, endpoint.go (CreateOptionService), agent.go.
// Not modelled: IPv6 addresses of services.
import type { IpAddress } from '../../base/cidr.ts';
import type { Ip4 } from '../../base/ip4.ts';
import type { Endpoint } from './endpoint.ts';

/** A port that every node of the swarm publishes for a service (libnetwork's PortConfig). */
export interface ServicePort {
  readonly name: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly targetPort: number;
  readonly publishedPort: number;
}

/** The service whose task an endpoint's container is, as far as it matters on one network. */
export interface EndpointService {
  readonly id: string;
  readonly name: string;
  /** Undefined where its name leads to its tasks themselves (dnsrr). */
  readonly virtualAddress: Ip4 | undefined;
  /** Of the routing mesh. */
  readonly ports: readonly ServicePort[];
  /** Further names of the service. */
  readonly aliases: readonly string[];
}

/** A member of the group of nodes that take part in a network. */
export interface NetworkPeer {
  readonly name: string;
  readonly ip: string;
}

/** An endpoint that the nodes of a network have told each other of. */
export interface KnownEndpoint {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  /** Of the host that it is on; '' while that is not known. */
  readonly host: string;
  /** Empty for a container that is no task. */
  readonly serviceName: string;
  /** Empty without one. */
  readonly virtualAddress: string;
  readonly ports: readonly ServicePort[];
  /** What this node's load balancer marks its service's packets with; 0 without one. */
  readonly mark: number;
}

/** What a network of a swarm has besides: its names come from all nodes, and its endpoints are told to all. */
export interface SwarmPart {
  resolve(name: string, family: 4 | 6): readonly IpAddress[] | undefined;
  /** Without the network's name. */
  reverse(address: string): string | undefined;
  /** Whose address it is, in words: `service web`, `task web.1.x`. */
  ownerOf(address: string): string | undefined;
  /** An endpoint takes part in its service from now on: names and addresses lead to it, on every node. */
  enable(endpoint: Endpoint): void;
  /** It gets no new connections, and its names are gone. */
  disable(endpoint: Endpoint): void;
  /** It is no more. */
  withdraw(endpoint: Endpoint): void;
  peers(): readonly NetworkPeer[];
  endpoints(): readonly KnownEndpoint[];
}
