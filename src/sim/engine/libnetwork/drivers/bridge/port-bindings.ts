// Which addresses of the host the published ports of a container go to, and which of them must get the same port.
// Source: moby libnetwork/drivers/bridge/port_mapping_linux.go (cmpPortBinding, needSamePort, configurePortBindingIPv4 and 6).
// Not modelled: RootlessKit's child addresses, a host without IPv6.
import { formatAddress, type IpAddress } from '../../../../base/cidr.ts';
import type { PortRequest } from '../../driver.ts';
import type { BridgeOptions } from './options.ts';

/** The addresses of an endpoint. */
export interface EndpointAddresses {
  readonly v4: IpAddress | undefined;
  readonly v6: IpAddress | undefined;
}

/** One address of the host, and the container's address that it leads to. */
export interface HostSide {
  readonly hostAddress: IpAddress;
  readonly address: IpAddress;
  /** False: the port is only opened for those who route to the container directly. */
  readonly translated: boolean;
}

/** Requests that differ in nothing but the host's address: they get one port. */
export interface BindingGroup {
  readonly request: PortRequest;
  readonly sides: readonly HostSide[];
}

const ANY4: IpAddress = { family: 4, value: 0n };
const ANY6: IpAddress = { family: 6, value: 0n };

/** The requests in the order in which they are served, those for one port together. */
export function groupBindings(
  published: readonly PortRequest[],
  addresses: EndpointAddresses,
  options: BridgeOptions,
  hasProxy: boolean,
): BindingGroup[] {
  const groups: { request: PortRequest; sides: HostSide[] }[] = [];
  for (const request of [...published].sort(compareRequests)) {
    const last = groups.at(-1);
    const group = last !== undefined && samePort(last.request, request) ? last : { request, sides: [] };
    if (group !== last) groups.push(group);
    group.sides.push(...ipv4Side(request, addresses, options), ...ipv6Side(request, addresses, options, hasProxy));
  }
  return groups.filter((group) => group.sides.length > 0);
}

/** Exact ports before ranges, which might take them; then by container port, protocol, host port and address. */
function compareRequests(a: PortRequest, b: PortRequest): number {
  return (
    Number(isRange(a)) - Number(isRange(b)) ||
    a.port - b.port ||
    rank(a.protocol) - rank(b.protocol) ||
    a.hostPort - b.hostPort ||
    a.hostPortEnd - b.hostPortEnd ||
    compareAddresses(a.hostAddress, b.hostAddress)
  );
}

function isRange(request: PortRequest): boolean {
  return request.hostPort === 0 || request.hostPort !== request.hostPortEnd;
}

function rank(protocol: PortRequest['protocol']): number {
  return protocol === 'tcp' ? 0 : 1;
}

function compareAddresses(a: IpAddress | undefined, b: IpAddress | undefined): number {
  if ((a?.family ?? 0) !== (b?.family ?? 0)) return (a?.family ?? 0) - (b?.family ?? 0);
  const [x, y] = [a?.value ?? 0n, b?.value ?? 0n];
  return x < y ? -1 : x > y ? 1 : 0;
}

function samePort(a: PortRequest, b: PortRequest): boolean {
  return a.port === b.port && a.protocol === b.protocol && a.hostPort === b.hostPort && a.hostPortEnd === b.hostPortEnd;
}

function ipv4Side(request: PortRequest, { v4 }: EndpointAddresses, options: BridgeOptions): HostSide[] {
  const hostAddress = request.hostAddress ?? options.hostBinding;
  if (v4 === undefined || hostAddress.family === 6) return [];
  const translated = options.gatewayMode !== 'routed';
  return [{ hostAddress: translated ? hostAddress : ANY4, address: v4, translated }];
}

/** Where the container has no IPv6 address, docker-proxy leads to the IPv4 one. */
function ipv6Side(
  request: PortRequest,
  { v4, v6 }: EndpointAddresses,
  options: BridgeOptions,
  hasProxy: boolean,
): HostSide[] {
  const address = v6 ?? (hasProxy ? v4 : undefined);
  const fallback = options.hostBinding.value === 0n ? ANY6 : options.hostBinding;
  const hostAddress = request.hostAddress ?? fallback;
  if (address === undefined || hostAddress.family === 4) return [];
  const translated = options.gatewayMode6 !== 'routed';
  return [{ hostAddress: translated ? hostAddress : ANY6, address, translated }];
}

/** A binding as errors spell it: `0.0.0.0:8080:172.17.0.2:80/tcp`. Source: libnetwork/types PortBinding.String. */
export function describeBinding({ protocol, port, hostPort, hostPortEnd }: PortRequest, side: HostSide): string {
  const bracketed = (address: IpAddress): string =>
    address.family === 6 ? `[${formatAddress(address)}]` : formatAddress(address);
  const range = hostPortEnd !== hostPort ? `${hostPort}-${hostPortEnd}` : String(hostPort);
  const host = hostPort === 0 ? '' : range;
  return `${bracketed(side.hostAddress)}:${host}:${bracketed(side.address)}:${port}/${protocol}`;
}
