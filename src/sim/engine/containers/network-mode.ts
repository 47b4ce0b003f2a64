// What a container's network mode excludes, and what may be asked of an attachment to a network.
// Source: moby runconfig/{hostconfig_unix,errors}.go, daemon/container_operations.go validateEndpointSettings, api/types/network/endpoint.go.
// Not modelled: nothing known.
import { contains, parseAddress } from '../../base/cidr.ts';
import { parseMac } from '../../base/mac.ts';
import { invalid, joinErrors, system } from '../api/errors.ts';
import { isPredefined, type Network } from '../libnetwork/network.ts';
import { type Attachment, SYSCTLS } from './attachment.ts';
import type { FullHostConfig } from './host-config.ts';

export const CONFLICT_SHARED_NETWORK =
  'container sharing network namespace with another container or host cannot be connected to any other network';
export const CONFLICT_NONE_NETWORK =
  'container cannot be connected to multiple networks with one of the networks in private (none) mode';
export const CONFLICT_HOST_CONNECT =
  'cannot connect container to host network - container must be created in host network mode';
export const CONFLICT_HOST_DISCONNECT =
  'cannot disconnect container from host network - container was created in host network mode';

/** A mode that names a network of the user's. Source: api/types/container/hostconfig_unix.go IsUserDefined. */
export function isUserDefined(mode: string): boolean {
  return !['default', 'bridge', 'host', 'none'].includes(mode) && !mode.startsWith('container:');
}

/** Throws when the mode contradicts other options. `exposes`: the user (not the image) exposes ports. */
export function checkNetworkMode(hostConfig: FullHostConfig, hostname: string, exposes: boolean): void {
  const mode = hostConfig.NetworkMode;
  const conflicting = (what: string) => invalid(`conflicting options: ${what}`);
  if (mode === 'host' && hostConfig.Links?.length) {
    throw conflicting("host type networking can't be used with links. This would result in undefined behavior");
  }
  if (hostConfig.UTSMode === 'host' && hostname !== '') throw conflicting('hostname and the UTS mode');
  if (mode.split(':')[0] !== 'container') return;
  if (!mode.slice('container:'.length))
    throw invalid('invalid network mode: invalid container format container:<name|id>');
  if (hostname !== '') throw conflicting('hostname and the network mode');
  if (hostConfig.Links?.length) {
    throw conflicting("container type network can't be used with links. This would result in undefined behavior");
  }
  if (hostConfig.Dns.length > 0) throw conflicting('dns and the network mode');
  if (hostConfig.ExtraHosts?.length) throw conflicting('custom host-to-IP mapping and the network mode');
  if (Object.keys(hostConfig.PortBindings).length > 0 || hostConfig.PublishAllPorts) {
    throw conflicting('port publishing and the container type network mode');
  }
  if (exposes) throw conflicting('port exposing and the container type network mode');
}

/** Settings of one interface belong to an attachment. Source: container_routes.go handleSysctlBC, netlabel.EndpointSysctls. */
export function checkInterfaceSysctls({ NetworkMode, Sysctls }: FullHostConfig): void {
  if (NetworkMode === 'host' || NetworkMode.startsWith('container:')) return;
  for (const name of Object.keys(Sysctls ?? {})) {
    if (!/^net\.[^.]*\.[^.]*\.eth[^.]*\../.test(name)) continue;
    const quoted = JSON.stringify(name);
    throw system(`interface specific sysctl setting ${quoted} must be supplied using driver option '${SYSCTLS}'`);
  }
}

/** Throws every complaint about an attachment to this network at once. */
export function checkAttachment(network: Network, attachment: Attachment): void {
  const errors: string[] = [];
  const { IPv4Address = '', IPv6Address = '', LinkLocalIPs = [] } = attachment.ipamConfig ?? {};
  if ((IPv4Address !== '' || IPv6Address !== '') && isPredefined(network.name)) {
    errors.push('user specified IP address is supported on user defined networks only');
  }
  if (attachment.aliases?.length && isPredefined(network.name)) {
    errors.push('network-scoped alias is supported only for containers in user defined networks');
  }
  checkAddress(network, 4, IPv4Address, errors);
  checkAddress(network, 6, IPv6Address, errors);
  for (const address of LinkLocalIPs) {
    if (parseAddress(address) === undefined) errors.push(`invalid link-local IP address: ${address}`);
  }
  checkSysctls(attachment.driverOpts?.[SYSCTLS], errors);
  if (errors.length > 0) throw invalid(`invalid endpoint settings:\n${joinErrors(errors)}`);
}

/** Settings of an interface whose name is not known yet: the client may have lowered IFNAME. */
function checkSysctls(sysctls: string | undefined, errors: string[]): void {
  for (const sysctl of sysctls?.split(',') ?? []) {
    const [, family = '', , name = '', ...rest] = sysctl.split('.');
    if (rest.length > 0 && ['ipv4', 'ipv6', 'mpls'].includes(family) && /^(IFNAME|ifname)$/.test(name)) continue;
    errors.push(
      `unrecognised network interface sysctl '${sysctl}'; represent 'net.X.Y.ethN.Z=V' as 'net.X.Y.IFNAME.Z=V', 'X' must be 'ipv4', 'ipv6' or 'mpls'`,
    );
  }
}

function checkAddress(network: Network, family: 4 | 6, text: string, errors: string[]): void {
  if (text === '') return;
  const address = parseAddress(text);
  if (address?.family !== family) {
    errors.push(`invalid IPv${family} address: ${text}`);
    return;
  }
  const configured = network.poolsOf(family).filter((pool) => pool.configured);
  if (configured.length === 0) {
    errors.push('user specified IP address is supported only when connecting to networks with user configured subnets');
  } else if (!configured.some((pool) => contains(pool.pool.subnet, address))) {
    errors.push(`no configured subnet or ip-range contain the IP address ${text}`);
  }
}

/** Throws unless the text is a MAC address or empty. */
export function checkMac(text: string): void {
  if (text !== '' && parseMac(text.replaceAll('-', ':')) === undefined) throw invalid(`invalid MAC address ${text}`);
}
