// The routes that addresses bring with them.
// Source: net/ipv4/fib_frontend.c (fib_add_ifaddr, fib_del_ifaddr, fib_disable_ip).
// Not modelled: IFA_F_NOPREFIXROUTE, peer addresses.

import { broadcastOf, type Ip4, LIMITED_BROADCAST, networkOf } from '../base/ip4.ts';
import type { InterfaceAddress } from './address.ts';
import { FibEntry } from './fib.ts';
import type { RouteInfo } from './netlink.ts';
import type { NetDevice, Route, Stack } from './stack.ts';

/** What an address wants in the tables: its own route always, the others only while the device is up. */
function routesFor(device: NetDevice, address: InterfaceAddress): Route[] {
  const { local, prefixLength, broadcast } = address;
  const make = (type: RouteInfo['type'], dst: Ip4, length: number, scope: RouteInfo['scope']) => {
    const table = type === 'unicast' ? 'main' : 'local';
    const rest = { gateway: undefined, prefSrc: local, protocol: 'kernel', metric: 0 } as const;
    return new FibEntry({ table, type, dst, prefixLength: length, scope, ...rest }, device, address.origin);
  };
  const routes = [make('local', local, 32, 'host')];
  if (!device.up) return routes;
  if (broadcast !== undefined && broadcast !== LIMITED_BROADCAST) routes.push(make('broadcast', broadcast, 32, 'link'));
  const network = networkOf(local, prefixLength);
  if (network >>> 24 === 0 || address.secondary || prefixLength === 32) return routes;
  routes.push(
    device.isLoopback ? make('local', network, prefixLength, 'host') : make('unicast', network, prefixLength, 'link'),
  );
  if (prefixLength < 31) routes.push(make('broadcast', broadcastOf(local, prefixLength), 32, 'link'));
  return routes;
}

function sameRoute(a: Route, b: Route): boolean {
  return (
    a.table === b.table &&
    a.type === b.type &&
    a.dst === b.dst &&
    a.prefixLength === b.prefixLength &&
    a.device === b.device
  );
}

/** Installs what an address of `device` brings; what is there already stays. */
export function addConnectedRoutes(ns: Stack, device: NetDevice, address: InterfaceAddress): void {
  for (const route of routesFor(device, address)) {
    const there = ns.fib.table(route.table).routesOf(route.dst, route.prefixLength);
    if (!there.some((r) => sameRoute(r, route) && r.prefSrc === route.prefSrc)) ns.fib.insert(route, false);
  }
}

/** Removes what `address`, already taken from its device, brought and no other address needs. */
export function removeConnectedRoutes(ns: Stack, device: NetDevice, address: InterfaceAddress): void {
  const stillLocal = ns.devices().some((d) => d.addresses.some((a) => a.local === address.local));
  const needed = device.addresses.flatMap((a) => routesFor(device, a));
  for (const route of routesFor(device, { ...address, secondary: false })) {
    for (const there of [...ns.fib.table(route.table).routesOf(route.dst, route.prefixLength)]) {
      if (!sameRoute(there, route) || there.prefSrc !== address.local) continue;
      if (!needed.some((n) => sameRoute(n, there) && n.prefSrc === there.prefSrc)) ns.fib.remove(there);
    }
  }
  if (!stillLocal) {
    for (const route of ns.fib.all()) if (route.prefSrc === address.local) ns.fib.remove(route);
  }
  if (device.addresses.length === 0) removeRoutesOf(ns, device, true);
}

/** Removes the routes through a device that goes down; with `all` also those to its own addresses. */
export function removeRoutesOf(ns: Stack, device: NetDevice, all: boolean): void {
  for (const route of ns.fib.all()) {
    if (route.device === device && (all || route.type !== 'local')) ns.fib.remove(route);
  }
}
