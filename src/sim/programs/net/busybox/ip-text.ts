// Devices, addresses, routes and neighbours as busybox's `ip` prints them: fewer words and other blanks than iproute2's.
// Source: busybox 1.35 networking/libiproute/ipaddress.c, iproute.c, ipneigh.c, ll_map.c.
// Not modelled: operational states (this build leaves them out), statistics, IPv6 routes and neighbours.
import { formatIp4, inPrefix, networkOf } from '../../../base/ip4.ts';
import { formatMac } from '../../../base/mac.ts';
import type { Address6Info, AddressInfo, LinkInfo, Netlink, NudState, RouteInfo } from '../../../linux/netlink.ts';
import { formatDestination, type Prefix } from '../prefix.ts';
import { deviceName, isRunning } from '../tool.ts';

export type BusyboxFamily = 'any' | 'inet' | 'inet6' | 'link';

export interface ListOptions {
  readonly family: BusyboxFamily;
  readonly oneline: boolean;
  readonly ifindex?: number;
  readonly up?: boolean;
  readonly scope?: AddressInfo['scope'];
  readonly to?: Prefix;
}

/** The number of the peer is looked up in this namespace whatever namespace it belongs to: an oddity of busybox. */
function linkLine(net: Netlink, link: LinkInfo, options: ListOptions): string {
  const flags: string[] = [];
  if (link.up && !isRunning(link)) flags.push('NO-CARRIER');
  flags.push(link.kind === 'loopback' ? 'LOOPBACK' : 'BROADCAST');
  if (link.multicastOn && link.kind !== 'loopback') flags.push('MULTICAST');
  if (!link.arpOn && link.kind !== 'loopback') flags.push('NOARP');
  if (link.up) flags.push('UP');
  if (link.up && link.carrier) flags.push('LOWER_UP');
  // IFF_PROMISC has no name here: what is left over is printed in hexadecimal
  if (link.promisc) flags.push('100');
  const { peerIfindex } = link;
  if (peerIfindex !== undefined && net.linkByIndex(peerIfindex)?.up !== true) flags.push('M-DOWN');
  const peer = peerIfindex === undefined ? '' : `@${deviceName(net, peerIfindex)}`;
  const master = link.master === undefined ? '' : `master ${deviceName(net, link.master)} `;
  const queue = link.txqlen === 0 ? '' : `qlen ${link.txqlen}`;
  let text = `${link.ifindex}: ${link.name}${peer}: <${flags.join(',')}> mtu ${link.mtu} qdisc ${link.qdisc} ${master}${queue}`;
  if (options.family === 'any' || options.family === 'link') {
    const type = link.kind === 'loopback' ? 'loopback' : 'ether';
    text += `${options.oneline ? '\\' : '\n'}    link/${type} ${formatMac(link.mac)} brd ${formatMac(link.broadcast)}`;
  }
  return `${text}\n`;
}

function addressLine(net: Netlink, address: AddressInfo | Address6Info, options: ListOptions): string {
  const start = options.oneline ? `${address.ifindex}: ${deviceName(net, address.ifindex)}` : '';
  const end = `${options.oneline ? '\\' : '\n'}       valid_lft forever preferred_lft forever\n`;
  if (address.family === 'inet6') {
    return `${start}    inet6 ${address.local}/${address.prefixLength} scope ${address.scope} ${address.nodad ? 'flags 02 ' : ''}${end}`;
  }
  const broadcast = address.broadcast === undefined ? '' : `brd ${formatIp4(address.broadcast)} `;
  const secondary = address.secondary ? 'secondary ' : '';
  const local = `${formatIp4(address.local)}/${address.prefixLength}`;
  return `${start}    inet ${local} ${broadcast}scope ${address.scope} ${secondary}${address.label}${end}`;
}

function wanted(address: AddressInfo | Address6Info, options: ListOptions): boolean {
  if (options.family !== 'any' && options.family !== address.family) return false;
  if (options.scope !== undefined && address.scope !== options.scope) return false;
  if (!options.to) return true;
  return (
    address.family === 'inet' && inPrefix(address.local, networkOf(options.to.ip, options.to.length), options.to.length)
  );
}

/** What `ip address show` prints. */
export function busyboxAddresses(net: Netlink, given: ListOptions): string {
  const options: ListOptions = given.to ? { ...given, family: 'inet' } : given;
  const all = [...net.addresses(), ...net.addresses6()];
  let text = '';
  for (const link of net.links()) {
    if (options.ifindex !== undefined && link.ifindex !== options.ifindex) continue;
    const own = all.filter((address) => address.ifindex === link.ifindex && wanted(address, options));
    if (options.family !== 'any' && own.length === 0) continue;
    if (!options.oneline && !(options.up && !link.up)) text += linkLine(net, link, options);
    if (options.up && !link.up) continue;
    for (const address of own) text += addressLine(net, address, options);
  }
  return text;
}

/** What `ip link show` prints. */
export function busyboxLinks(net: Netlink, options: ListOptions): string {
  return net
    .links()
    .filter((link) => options.ifindex === undefined || link.ifindex === options.ifindex)
    .filter((link) => !options.up || link.up)
    .map((link) => linkLine(net, link, { ...options, family: 'link' }))
    .join('');
}

/** One route; `showTable` when tables are not named in the command. Protocols are never shown. */
export function busyboxRoute(net: Netlink, route: RouteInfo, showTable: boolean): string {
  let text = route.type === 'unicast' ? '' : `${route.type} `;
  text += `${formatDestination(route.dst, route.prefixLength)} `;
  if (route.gateway !== undefined) text += `via ${formatIp4(route.gateway)} `;
  if (route.ifindex !== undefined) text += `dev ${deviceName(net, route.ifindex)} `;
  if (showTable && route.table !== 'main') text += `table ${route.table} `;
  if (route.scope !== 'global') text += `scope ${route.scope} `;
  if (route.prefSrc !== undefined) text += ` src ${formatIp4(route.prefSrc)} `;
  if (route.metric !== 0) text += ` metric ${route.metric} `;
  return `${text}\n`;
}

/** NUD_IN_TIMER, net/core/neighbour.h: the states that a timer ends. */
const timed: readonly NudState[] = ['INCOMPLETE', 'REACHABLE', 'DELAY', 'PROBE'];

/** What `ip neigh show` prints. */
export function busyboxNeighbours(
  net: Netlink,
  filter: { readonly ifindex?: number; readonly to?: Prefix; readonly state?: string },
): string {
  let text = '';
  for (const entry of net.neighbours()) {
    if (filter.ifindex !== undefined && entry.ifindex !== filter.ifindex) continue;
    if (filter.to && !inPrefix(entry.ip, networkOf(filter.to.ip, filter.to.length), filter.to.length)) continue;
    if (filter.state === undefined ? entry.state === 'NOARP' : filter.state !== 'all' && entry.state !== filter.state)
      continue;
    const device = filter.ifindex === undefined ? `dev ${deviceName(net, entry.ifindex)} ` : '';
    const mac = entry.mac === undefined ? '' : `lladdr ${formatMac(entry.mac)}`;
    // this build always shows counts; its ages come out as 0; an entry whose timer runs is referenced by it
    const reference = timed.includes(entry.state) ? ' ref 1' : '';
    text += `${formatIp4(entry.ip)} ${device}${mac}${reference} used 0/0/0 probes ${entry.probes ?? 0} ${entry.state}\n`;
  }
  return text;
}
