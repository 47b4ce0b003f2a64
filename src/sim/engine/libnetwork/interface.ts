// An endpoint's interface in its sandbox: its name, addresses, settings and routes.
// Source: moby libnetwork/osl/interface_linux.go.
// Not modelled: IPv6 routes.
import { formatAddress } from '../../base/cidr.ts';
import { broadcastOf } from '../../base/ip4.ts';
import type { Netlink } from '../../linux/netlink.ts';
import { invalid, system } from '../api/errors.ts';
import type { Endpoint } from './endpoint.ts';

/** endpoint.go linkLocalMask, linkLocalMaskIPv6 */
const LINK_LOCAL_LENGTH = 16;
const LINK_LOCAL_LENGTH6 = 64;
/** From here on a subnet has no address for all of it. */
const POINT_TO_POINT_LENGTH = 31;

/** Names the device, gives it its addresses and turns it on; answers its ifindex. */
export function setUpInterface(
  net: Netlink,
  endpoint: Endpoint,
  device: string,
  prefix: string,
  origin: string,
): number {
  const link = net.link(device);
  if (link === undefined) throw system(`failed to get link by name ${device}: Link not found`);
  const { ifindex } = link;
  const name = endpoint.request.interfaceName ?? freeName(net, prefix);
  net.setLink(ifindex, { name });
  endpoint.interfaceName = name;
  net.setSysctl(`ipv6/conf/${name}/disable_ipv6`, endpoint.address6 === undefined ? '1' : '0');
  if (endpoint.address !== undefined) {
    const address = Number(endpoint.address.value);
    const { prefixLength } = endpoint.address;
    const broadcast = prefixLength < POINT_TO_POINT_LENGTH ? { broadcast: broadcastOf(address, prefixLength) } : {};
    net.addAddress(ifindex, address, prefixLength, broadcast, origin);
  }
  if (endpoint.address6 !== undefined) {
    net.addAddress6(ifindex, formatAddress(endpoint.address6), endpoint.address6.prefixLength);
  }
  addLinkLocal(net, endpoint, ifindex, origin);
  for (const sysctl of endpoint.request.sysctls ?? []) applySysctl(net, name, sysctl);
  net.setLink(ifindex, { up: true });
  addStaticRoutes(net, endpoint, ifindex, origin);
  return ifindex;
}

function addLinkLocal(net: Netlink, endpoint: Endpoint, ifindex: number, origin: string): void {
  for (const address of endpoint.request.linkLocal ?? []) {
    const { family, value } = address;
    if (family === 6) {
      net.addAddress6(ifindex, formatAddress(address), LINK_LOCAL_LENGTH6);
    } else {
      const broadcast = broadcastOf(Number(value), LINK_LOCAL_LENGTH);
      net.addAddress(ifindex, Number(value), LINK_LOCAL_LENGTH, { broadcast }, origin);
    }
  }
}

function addStaticRoutes(net: Netlink, endpoint: Endpoint, ifindex: number, origin: string): void {
  for (const { destination, nextHop } of endpoint.join?.staticRoutes ?? []) {
    if (destination.family !== 4) continue;
    const { prefixLength } = destination;
    const way = nextHop === undefined ? ({ scope: 'link' } as const) : { gateway: Number(nextHop.value) };
    net.addRoute({ dst: Number(destination.value), prefixLength, ifindex, ...way }, 'add', origin);
  }
}

/** osl/interface_linux.go setSysctls: `IFNAME` stands for the interface. */
function applySysctl(net: Netlink, name: string, sysctl: string): void {
  const [path = '', value = ''] = sysctl.split('=');
  const [, family, group, , ...rest] = path.split('.');
  if (net.setSysctl(`${family}/${group}/${name}/${rest.join('.')}`, value) !== undefined) {
    throw invalid(`${`/proc/sys/net/${family}/${group}/${name}/${rest.join('.')}`} is not a sysctl file`);
  }
}

/** The prefix with the lowest number that no device has. */
function freeName(net: Netlink, prefix: string): string {
  const taken = new Set(net.links().map(({ name }) => name));
  for (let number = 0; ; number++) {
    const name = `${prefix}${number}`;
    if (!taken.has(name)) return name;
  }
}
