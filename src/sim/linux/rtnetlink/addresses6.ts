// IPv6 addresses and routes through rtnetlink: set and shown, never used for packets.
// Source: net/ipv6/addrconf.c (ipv6_link_dev_addr: the order of addresses; addrconf_prefix_route), net/ipv6/route.c.
// Not modelled: duplicate address detection, lifetimes, routers' advertisements, routes other than connected and default ones.
import { formatCidr, masked, parseAddress, parseCidr } from '../../base/cidr.ts';
import type { Errno } from '../../base/errno.ts';
import type { InterfaceAddress6 } from '../address.ts';
import type { Address6Info, Route6Info } from '../netlink.ts';
import type { NetDevice, Stack } from '../stack.ts';

/** IP6_RT_PRIO_ADDRCONF and IP6_RT_PRIO_USER of include/net/ip6_route.h. */
const METRIC_CONNECTED = 256;
const METRIC_USER = 1024;

export function address6Infos(ns: Stack): Address6Info[] {
  return ns
    .devices()
    .flatMap((device) => device.addresses6.map((a) => ({ family: 'inet6' as const, ifindex: device.ifindex, ...a })));
}

function deviceOf(ns: Stack, ifindex: number): NetDevice | undefined {
  return ns.devices().find((device) => device.ifindex === ifindex);
}

/** Wide scopes come first, and of one scope the newest. */
export function addAddress6(ns: Stack, ifindex: number, local: string, prefixLength: number): Errno | undefined {
  const device = deviceOf(ns, ifindex);
  if (device === undefined) return 'ENODEV';
  if (device.ipv6Disabled) return 'EACCES';
  if (device.addresses6.some((address) => address.local === local)) return 'EEXIST';
  const scope = (parseAddress(local)?.value ?? 0n) >> 118n === 0x3fan ? 'link' : 'global';
  const added: InterfaceAddress6 = { local, prefixLength, scope, proto: undefined, nodad: true };
  const before = device.addresses6.filter((address) => scope === 'link' && address.scope === 'global');
  const after = device.addresses6.filter((address) => !before.includes(address));
  device.addresses6 = [...before, added, ...after];
  ns.kernel.revision++;
  return undefined;
}

/** The main table as it is listed: by destination, the default route last. */
export function route6Infos(ns: Stack): Route6Info[] {
  const routes: Route6Info[] = [];
  for (const device of ns.devices()) {
    if (!device.up) continue;
    const blocks = device.addresses6.map(({ local, prefixLength }) => blockOf(local, prefixLength));
    for (const block of new Set(blocks)) {
      const [dst = '', length = ''] = block.split('/');
      const connected = {
        gateway: undefined,
        ifindex: device.ifindex,
        protocol: 'kernel',
        metric: METRIC_CONNECTED,
      } as const;
      routes.push({ dst, prefixLength: Number(length), ...connected });
    }
  }
  const value = ({ dst }: Route6Info): bigint => parseAddress(dst)?.value ?? 0n;
  routes.sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : a.ifindex - b.ifindex));
  for (const { ifindex, gateway6, up } of ns.devices()) {
    if (!up || gateway6 === undefined) continue;
    routes.push({ dst: '::', prefixLength: 0, gateway: gateway6, ifindex, protocol: 'boot', metric: METRIC_USER });
  }
  return routes;
}

function blockOf(local: string, prefixLength: number): string {
  const block = parseCidr(`${local}/${prefixLength}`);
  return block === undefined ? `${local}/${prefixLength}` : formatCidr(masked(block));
}

export function setDefaultRoute6(ns: Stack, ifindex: number, gateway: string | undefined): Errno | undefined {
  const device = deviceOf(ns, ifindex);
  if (device === undefined) return 'ENODEV';
  device.gateway6 = gateway;
  ns.kernel.revision++;
  return undefined;
}
