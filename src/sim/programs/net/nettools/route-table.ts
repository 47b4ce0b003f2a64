// The kernel's routing table as /proc/net/route offers it to `route` and `netstat -r`.
// Source: net-tools 2.10 lib/inet_gr.c rprint_fib; busybox 1.35 networking/route.c bb_displayroutes; net/ipv4/fib_trie.c.
// Not modelled: metrics of a path (MSS, window, irtt), use counts, IPv6.
import { formatIp4, type Ip4, maskOf } from '../../../base/ip4.ts';
import type { Netlink, RouteInfo } from '../../../linux/netlink.ts';
import { deviceName } from '../tool.ts';

/** Which columns: `route` alone, `route -e` and `netstat -r`, `route -ee`. */
export type RouteColumns = 'plain' | 'netstat' | 'all';

/** How Debian's and busybox's tools differ about routes that lead nowhere. */
export type RouteFlavour = 'net-tools' | 'busybox';

const headings: Readonly<Record<RouteColumns, string>> = {
  plain: 'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface',
  netstat: 'Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface',
  all: 'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface    MSS   Window irtt',
};

/** RTF_UP, RTF_GATEWAY, RTF_HOST; RTF_REJECT alone is shown as `!`. */
function flagsOf(route: RouteInfo): string {
  if (isReject(route)) return '!';
  return `U${route.gateway === undefined ? '' : 'G'}${route.prefixLength === 32 ? 'H' : ''}`;
}

/** A blackhole is listed like a route through a device called `*`. */
const isReject = (route: RouteInfo): boolean => route.type === 'unreachable' || route.type === 'prohibit';

/** The whole table; `nameOf` gives an address its name when names are wanted. */
export function routeTable(
  net: Netlink,
  columns: RouteColumns,
  flavour: RouteFlavour,
  nameOf: (address: Ip4, prefixLength: number) => string | undefined,
): string {
  const rows = net.routes('main').map((route) => row(net, route, columns, flavour, nameOf));
  return `Kernel IP routing table\n${headings[columns]}\n${rows.join('')}`;
}

function row(
  net: Netlink,
  route: RouteInfo,
  columns: RouteColumns,
  flavour: RouteFlavour,
  nameOf: (address: Ip4, prefixLength: number) => string | undefined,
): string {
  const dashes = flavour === 'net-tools' && isReject(route);
  const or = (value: string): string => (dashes ? '-' : value);
  const destination = nameOf(route.dst, route.prefixLength) ?? formatIp4(route.dst);
  const gateway =
    route.gateway === undefined
      ? (nameOf(0, 32) ?? '0.0.0.0')
      : (nameOf(route.gateway, 32) ?? formatIp4(route.gateway));
  const device = route.ifindex === undefined ? '*' : deviceName(net, route.ifindex);
  const start = `${cell(destination)} ${cell(or(gateway))} ${cell(formatIp4(maskOf(route.prefixLength)))} ${flagsOf(route).padEnd(5)} `;
  if (columns === 'netstat')
    return `${start}${or('0').padStart(5)} ${or('0').padEnd(5)} ${or('0').padStart(6)} ${or(device)}\n`;
  const middle = `${String(route.metric).padEnd(6)} ${or('0').padEnd(2)} ${'0'.padStart(7)} `;
  if (columns === 'plain') return `${start}${middle}${or(device)}\n`;
  return `${start}${middle}${or(device).padEnd(8)} ${or('0').padEnd(5)} ${or('0').padEnd(6)} ${or('0')}\n`;
}

/** A cell is 15 wide and its text no longer. */
const cell = (text: string): string => text.slice(0, 15).padEnd(15);
