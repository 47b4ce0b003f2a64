// `ip -6 route`: what IPv6's main table has, in iproute2's words and in busybox'.
// Source: iproute2 ip/iproute.c print_route; busybox networking/libiproute/iproute.c print_route.
// Not modelled: changing IPv6 routes, other tables, looking a route up; packets never use these routes.
import type { Netlink, Route6Info } from '../../../linux/netlink.ts';
import { type Answer, abbreviates, deviceName, notSimulated } from '../tool.ts';

/** Lists; anything else is not there yet. */
export function ipRoute6(net: Netlink, args: readonly string[], flavour: 'iproute2' | 'busybox'): Answer {
  const [command = 'list', ...rest] = args;
  const lists = ['list', 'show', 'lst'].some((name) => abbreviates(command, name));
  if (!lists || (rest.length > 0 && rest[0] !== 'dev')) throw notSimulated(`ip -6 route ${args.join(' ')}`);
  const [, device] = rest;
  const shown = net.routes6().filter(({ ifindex }) => device === undefined || deviceName(net, ifindex) === device);
  const line = flavour === 'busybox' ? busyboxLine : plainLine;
  return { stdout: shown.map((route) => `${line(net, route, device !== undefined)}\n`).join(''), status: 0 };
}

function destination({ dst, prefixLength }: Route6Info): string {
  if (prefixLength === 0) return 'default';
  return prefixLength === 128 ? dst : `${dst}/${prefixLength}`;
}

/** The device is left out where it was asked for. */
function plainLine(net: Netlink, route: Route6Info, isDeviceKnown: boolean): string {
  const { gateway, ifindex, protocol, metric } = route;
  const link = net.linkByIndex(ifindex);
  const hasNoCarrier = link !== undefined && !link.carrier;
  const words = [
    destination(route),
    ...(gateway === undefined ? [] : ['via', gateway]),
    ...(isDeviceKnown ? [] : ['dev', deviceName(net, ifindex)]),
    ...(protocol === 'boot' ? [] : ['proto', protocol]),
    ...['metric', String(metric)],
    ...(hasNoCarrier ? ['linkdown'] : []),
    'pref medium',
  ];
  return words.join(' ');
}

function busyboxLine(net: Netlink, route: Route6Info): string {
  const via = route.gateway === undefined ? '' : `via ${route.gateway} `;
  return `${destination(route)} ${via}dev ${deviceName(net, route.ifindex)}  metric ${route.metric} `;
}
