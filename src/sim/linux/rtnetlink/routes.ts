// Routes through rtnetlink.
// Source: net/ipv4/fib_frontend.c (inet_rtm_newroute, rtm_to_fib_config), fib_semantics.c (fib_check_nh), fib_trie.c (fib_table_insert).
// Not modelled: tables other than main and local, multipath, onlink.

import type { Errno } from '../../base/errno.ts';
import { type Ip4, networkOf } from '../../base/ip4.ts';
import { FibEntry } from '../fib.ts';
import { routeOutput, sourceOf } from '../ip-output.ts';
import type { Origin, RouteInfo, RouteLookup, RouteSpec } from '../netlink.ts';
import type { NetDevice, Route, Stack } from '../stack.ts';

export function routeInfos(ns: Stack, table: 'main' | 'local'): RouteInfo[] {
  return ns.fib
    .table(table)
    .list()
    .map((entry) => entry.info());
}

/** The device of a new route: the one that is named, or the one that its gateway is reached through (fib_check_nh). */
function nextHopDevice(ns: Stack, spec: RouteSpec): NetDevice | Errno | undefined {
  const named = spec.ifindex === undefined ? undefined : ns.deviceByIndex(spec.ifindex);
  if (spec.ifindex !== undefined && named === undefined) return 'ENODEV';
  const type = spec.type ?? 'unicast';
  if (type === 'unreachable' || type === 'blackhole' || type === 'prohibit') return undefined;
  if (named !== undefined && !named.up) return 'ENETDOWN';
  if (spec.gateway === undefined) return named ?? 'ENODEV';
  const towards = ns.fib.lookup(spec.gateway, named);
  if (towards === undefined || towards.device === undefined) return 'ENETUNREACH';
  if (towards.type === 'local' || towards.type === 'broadcast') return 'EINVAL';
  return towards.gateway === undefined ? towards.device : 'ENETUNREACH';
}

export function addRoute(
  ns: Stack,
  spec: RouteSpec,
  mode: 'add' | 'replace' | 'append',
  origin: Origin | undefined,
): Errno | undefined {
  const type = spec.type ?? 'unicast';
  if (spec.prefixLength < 0 || spec.prefixLength > 32) return 'EINVAL';
  if (networkOf(spec.dst, spec.prefixLength) !== spec.dst) return 'EINVAL';
  const device = nextHopDevice(ns, spec);
  if (typeof device === 'string') return device;
  if (spec.prefSrc !== undefined && !ns.isLocal(spec.prefSrc)) return 'EINVAL';
  const table = type === 'local' || type === 'broadcast' ? 'local' : 'main';
  const entry = new FibEntry(
    {
      table,
      type,
      dst: spec.dst,
      prefixLength: spec.prefixLength,
      gateway: spec.gateway,
      prefSrc: spec.prefSrc,
      protocol: spec.protocol ?? 'boot',
      scope: spec.scope ?? defaultScope(type, spec.gateway),
      metric: spec.metric ?? 0,
    },
    device,
    origin,
  );
  const equals = ns.fib
    .table(table)
    .routesOf(spec.dst, spec.prefixLength)
    .filter((r) => r.metric === entry.metric);
  const first = equals[0];
  if (first !== undefined && mode === 'add') return 'EEXIST';
  if (first !== undefined && mode === 'replace') ns.fib.remove(first);
  if (mode === 'append' && equals.some((r) => sameNextHop(r, entry))) return 'EEXIST';
  ns.fib.insert(entry, mode === 'replace');
  ns.kernel.revision++;
  return undefined;
}

function defaultScope(type: RouteInfo['type'], gateway: Ip4 | undefined): RouteInfo['scope'] {
  if (type === 'local') return 'host';
  if (type === 'unreachable' || type === 'blackhole' || type === 'prohibit') return 'global';
  return gateway === undefined ? 'link' : 'global';
}

function sameNextHop(a: Route, b: Route): boolean {
  return (
    a.type === b.type &&
    a.gateway === b.gateway &&
    a.device === b.device &&
    a.scope === b.scope &&
    a.prefSrc === b.prefSrc
  );
}

/** Deletes the first route that has everything that is given. */
export function deleteRoute(
  ns: Stack,
  spec: Partial<RouteSpec> & { readonly dst: Ip4; readonly prefixLength: number },
): Errno | undefined {
  const matches = (r: Route) =>
    (spec.type === undefined || r.type === spec.type) &&
    (spec.gateway === undefined || r.gateway === spec.gateway) &&
    (spec.ifindex === undefined || r.device?.ifindex === spec.ifindex) &&
    (spec.prefSrc === undefined || r.prefSrc === spec.prefSrc) &&
    (spec.protocol === undefined || r.protocol === spec.protocol) &&
    (spec.scope === undefined || r.scope === spec.scope) &&
    (spec.metric === undefined || r.metric === spec.metric);
  const table = spec.type === 'local' || spec.type === 'broadcast' ? 'local' : 'main';
  const route = ns.fib.table(table).routesOf(spec.dst, spec.prefixLength).find(matches);
  if (route === undefined) return 'ESRCH';
  ns.fib.remove(route);
  ns.kernel.revision++;
  return undefined;
}

export function lookupRoute(ns: Stack, destination: Ip4): RouteLookup {
  const entry = routeOutput(ns, destination);
  if (entry === undefined) return { kind: 'miss' };
  const route = entry.info();
  if (entry.type === 'unreachable' || entry.type === 'blackhole' || entry.type === 'prohibit')
    return { kind: entry.type, route };
  const device = entry.type === 'local' ? ns.loopback : entry.device;
  const source = sourceOf(ns, entry, destination);
  if (device === undefined || source === undefined) return { kind: 'miss' };
  return { kind: 'hit', route, source, nextHop: entry.gateway ?? destination, ifindex: device.ifindex };
}
