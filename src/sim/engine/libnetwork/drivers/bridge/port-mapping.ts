// Publishing a container's ports: a port of the host taken and bound, the rules that lead from it to the container, docker-proxy.
// Source: moby libnetwork/drivers/bridge/port_mapping_linux.go.
// Not modelled: SCTP, RootlessKit; a host's IPv6 address other than [::] is shown, but has no socket.
import { formatAddress } from '../../../../base/cidr.ts';
import type { Errno, Result } from '../../../../base/errno.ts';
import type { Launched } from '../../../../host/machine.ts';
import { OwnedSockets } from '../../../../host/owned-sockets.ts';
import { SocketNumbers } from '../../../../host/socket-numbers.ts';
import type { Socket, StreamSocket } from '../../../../linux/socket.ts';
import { type ApiError, system } from '../../../api/errors.ts';
import type { DriverHost, PortBinding, PortRequest } from '../../driver.ts';
import type { PortAllocator } from '../../portallocator.ts';
import { portRules } from './endpoint-rules.ts';
import type { BridgeOptions } from './options.ts';
import {
  type BindingGroup,
  describeBinding,
  type EndpointAddresses,
  groupBindings,
  type HostSide,
} from './port-bindings.ts';
import { proxyArguments, runProxy } from './proxy.ts';
import { type FirewallRule, programRules, removeRules } from './rule.ts';
import type { BridgeSettings } from './settings.ts';

/** port_mapping_linux.go maxAllocatePortAttempts */
const MAX_ATTEMPTS = 10;
/** listen(2) caps what the daemon asks for at net.core.somaxconn: 4096 since Linux 5.4. */
const BACKLOG = 4096;

/** A socket that keeps a port of the host for docker-proxy. */
type BoundSocket =
  | { readonly protocol: 'tcp'; readonly socket: StreamSocket }
  | { readonly protocol: 'udp'; readonly socket: Socket };

/** One published port, with all that keeps it up. */
export interface PortMapping {
  readonly binding: PortBinding;
  readonly address: string;
  readonly rules: readonly FirewallRule[];
  readonly bound: BoundSocket | undefined;
  proxy: Launched | undefined;
}

/** Whose ports are published. */
export interface PublishingEndpoint {
  /** The container's name. */
  readonly name: string;
  readonly device: string;
  readonly options: BridgeOptions;
  readonly addresses: EndpointAddresses;
  readonly settings: BridgeSettings;
}

/** Publishes; throws, with everything undone, when a port cannot be had. */
export function publish(
  host: DriverHost,
  allocator: PortAllocator,
  endpoint: PublishingEndpoint,
  published: readonly PortRequest[],
): PortMapping[] {
  const mappings: PortMapping[] = [];
  try {
    for (const group of groupBindings(
      published,
      endpoint.addresses,
      endpoint.options,
      endpoint.settings.userlandProxy,
    )) {
      mappings.push(...bindGroup(host, allocator, endpoint, group));
    }
  } catch (error) {
    unpublish(host, allocator, mappings);
    throw error;
  }
  if (endpoint.settings.userlandProxy) for (const mapping of mappings) startProxy(host, mapping);
  return mappings;
}

/** Takes published ports back. */
export function unpublish(host: DriverHost, allocator: PortAllocator, mappings: readonly PortMapping[]): void {
  for (const { bound, proxy } of mappings) {
    proxy?.kill('SIGINT');
    bound?.socket.close();
  }
  for (const { rules } of mappings) removeRules(host.net.netfilter, rules);
  for (const { binding } of mappings) {
    if (binding.hostPort === 0) continue;
    allocator.release(formatAddress(binding.hostAddress), binding.protocol, binding.hostPort);
  }
}

/** A port that somebody named is tried once; others until one is free. */
function bindGroup(
  host: DriverHost,
  allocator: PortAllocator,
  endpoint: PublishingEndpoint,
  group: BindingGroup,
): PortMapping[] {
  const { hostPort, hostPortEnd } = group.request;
  const attempts = hostPort !== 0 && hostPort === hostPortEnd ? 1 : MAX_ATTEMPTS;
  for (let attempt = 1; ; attempt++) {
    try {
      return attemptGroup(host, allocator, endpoint, group);
    } catch (error) {
      if (attempt >= attempts) throw error;
    }
  }
}

function attemptGroup(
  host: DriverHost,
  allocator: PortAllocator,
  endpoint: PublishingEndpoint,
  { request, sides }: BindingGroup,
): PortMapping[] {
  const translated = sides.filter((side) => side.translated).map((side) => formatAddress(side.hostAddress));
  const { protocol } = request;
  const port =
    translated.length === 0 ? 0 : allocator.request(translated, protocol, request.hostPort, request.hostPortEnd);
  const mappings: PortMapping[] = [];
  try {
    for (const side of sides) mappings.push(bindSide(host, endpoint, request, side, port));
    const origin = `container ${endpoint.name} -p ${port === 0 ? '' : `${port}:`}${request.port}${protocol === 'udp' ? '/udp' : ''}`;
    for (const { rules } of mappings) programRules(host.net.netfilter, rules, origin);
    // Listening before the rules are there would lose connections that are under way to the proxy.
    for (const { bound } of mappings) if (bound !== undefined) bound.socket.owner = `docker-proxy (${origin})`;
    const { userlandProxy } = endpoint.settings;
    for (const { bound } of mappings) if (userlandProxy && bound?.protocol === 'tcp') bound.socket.listen(BACKLOG);
    return mappings;
  } catch (error) {
    unpublish(host, allocator, mappings);
    for (const address of translated) allocator.release(address, protocol, port);
    throw error;
  }
}

function bindSide(
  host: DriverHost,
  { device, options, settings }: PublishingEndpoint,
  request: PortRequest,
  side: HostSide,
  port: number,
): PortMapping {
  const { protocol } = request;
  const { hostAddress } = side;
  const hostPort = side.translated ? port : 0;
  const bound = hostPort === 0 ? undefined : bind(host, request, side, hostPort);
  const binding: PortBinding = { protocol, port: request.port, hostAddress, hostPort };
  const address = formatAddress(side.address);
  const mapped = {
    protocol,
    hostAddress: hostAddress.family === 4 && side.address.family === 4 ? Number(hostAddress.value) : undefined,
    hostAddressText: formatAddress(hostAddress),
    hostPort,
    address,
    port: request.port,
  };
  const rules = settings.iptables ? portRules(device, options, mapped, !settings.userlandProxy) : [];
  return { binding, address, rules, bound, proxy: undefined };
}

/** Binds the port, so that no program of the host's takes it: undefined for what has no socket here. */
function bind(host: DriverHost, request: PortRequest, side: HostSide, port: number): BoundSocket | undefined {
  const { family, value } = side.hostAddress;
  const fails = (errno: Errno): ApiError => {
    const exact = request.hostPort === request.hostPortEnd;
    const what = `failed to bind host port ${exact ? '' : `${port} `}for ${describeBinding(request, side)}`;
    return system(`${what}: ${errno === 'EADDRINUSE' ? 'address already in use' : 'cannot assign requested address'}`);
  };
  if (family === 6 && value !== 0n) return undefined;
  const bound = openSocket(host, request.protocol, family === 6 ? 'inet6' : 'inet');
  if (bound === undefined) return undefined;
  const errno = bound.socket.bind(Number(value), port);
  if (errno === undefined) return bound;
  bound.socket.close();
  throw fails(errno);
}

function openSocket(
  { sockets }: DriverHost,
  protocol: 'tcp' | 'udp',
  family: 'inet' | 'inet6',
): BoundSocket | undefined {
  if (protocol === 'udp') {
    const made = sockets.socket({ type: 'udp', family });
    return made.ok ? { protocol, socket: made.value } : undefined;
  }
  const made: Result<StreamSocket> | undefined = sockets.stream?.({ family });
  return made?.ok ? { protocol, socket: made.value } : undefined;
}

/** The descriptor by which docker-proxy has the socket that dockerd hands it: os/exec's third extra file, copied once. */
const LISTENER = 7;

function startProxy(host: DriverHost, mapping: PortMapping): void {
  const { bound, binding, address } = mapping;
  if (bound === undefined) return;
  mapping.proxy = host.startHelper(proxyArguments(binding, address), (sys) => {
    const numbers = new SocketNumbers(sys.pid);
    bound.socket.holder = { ...numbers.open(), descriptor: LISTENER };
    const owner = (): string => bound.socket.owner ?? 'docker-proxy';
    const sockets = new OwnedSockets(host.sockets, owner, undefined, { numbers, pidOf: (pid) => pid });
    return runProxy({ ...host, sockets }, bound, { address, port: binding.port });
  });
}
