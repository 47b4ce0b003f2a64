// Routes as `ip route` lists them, and the answer of `ip route get`.
// Source: iproute2 ip/iproute.c print_route (a column that the filter fixes is left out); ip-route(8).
// Not modelled: IPv6 routes, several next hops, realms, metrics of a path, the kernel's uid rules.
import { formatIp4, type Ip4, inPrefix, networkOf } from '../../../base/ip4.ts';
import type { Netlink, RouteInfo, RouteLookup } from '../../../linux/netlink.ts';
import { type JsonObject, renderJson } from '../json.ts';
import { formatDestination, type Prefix } from '../prefix.ts';
import { deviceName } from '../tool.ts';
import type { IpOptions } from './options.ts';

/** Which routes are wanted; what is fixed here is not printed on every line. */
export interface RouteFilter {
  readonly table: 'main' | 'local' | 'all';
  readonly ifindex?: number;
  readonly via?: Ip4;
  readonly source?: Ip4;
  readonly protocol?: string;
  readonly scope?: string;
  readonly type?: string;
  readonly metric?: number;
  /** Routes inside this prefix. */
  readonly root?: Prefix;
  /** Routes that contain this prefix. */
  readonly match?: Prefix;
  readonly exact?: Prefix;
}

export const mainTable: RouteFilter = { table: 'main' };

function passes(route: RouteInfo, filter: RouteFilter): boolean {
  if (filter.ifindex !== undefined && route.ifindex !== filter.ifindex) return false;
  if (filter.via !== undefined && route.gateway !== filter.via) return false;
  if (filter.source !== undefined && route.prefSrc !== filter.source) return false;
  if (filter.protocol !== undefined && route.protocol !== filter.protocol) return false;
  if (filter.scope !== undefined && route.scope !== filter.scope) return false;
  if (filter.type !== undefined && route.type !== filter.type) return false;
  if (filter.metric !== undefined && route.metric !== filter.metric) return false;
  const { root, match, exact } = filter;
  if (exact && (route.dst !== exact.ip || route.prefixLength !== exact.length)) return false;
  if (match && (match.length < route.prefixLength || !inPrefix(match.ip, route.dst, route.prefixLength))) return false;
  return (
    !root || (route.prefixLength >= root.length && inPrefix(route.dst, networkOf(root.ip, root.length), root.length))
  );
}

/** The routes of a filter, in the kernel's order: the main table before the local one. */
export function selectRoutes(net: Netlink, filter: RouteFilter): RouteInfo[] {
  const tables = filter.table === 'all' ? (['main', 'local'] as const) : [filter.table];
  return tables.flatMap((table) => net.routes(table)).filter((route) => passes(route, filter));
}

/** What `ip route show` prints for these options and this filter. */
export function renderRoutes(net: Netlink, options: IpOptions, filter: RouteFilter = mainTable): string {
  const routes = selectRoutes(net, filter);
  if (options.json)
    return renderJson(
      routes.map((route) => routeJson(net, route, filter, options)),
      options.pretty,
    );
  return routes.map((route) => routeText(net, route, filter, options)).join('');
}

/** What one line says, in its order; text and JSON differ only in names. */
interface RouteColumns {
  readonly type: string | undefined;
  readonly dst: string;
  readonly gateway: string | undefined;
  readonly dev: string | undefined;
  readonly table: string | undefined;
  readonly protocol: string | undefined;
  readonly scope: string | undefined;
  readonly prefsrc: string | undefined;
  readonly metric: number | undefined;
}

function columns(net: Netlink, route: RouteInfo, filter: RouteFilter, details: boolean): RouteColumns {
  const shown = <T>(condition: boolean, value: T): T | undefined => (condition ? value : undefined);
  const { gateway, ifindex, prefSrc } = route;
  return {
    type: shown(route.type !== 'unicast' || details, route.type),
    dst: formatDestination(route.dst, route.prefixLength),
    gateway: gateway === undefined || filter.via !== undefined ? undefined : formatIp4(gateway),
    dev: ifindex === undefined || filter.ifindex !== undefined ? undefined : deviceName(net, ifindex),
    table: shown(filter.table === 'all' && route.table !== 'main', route.table),
    protocol: shown((route.protocol !== 'boot' || details) && filter.protocol === undefined, route.protocol),
    scope: shown((route.scope !== 'global' || details) && filter.scope === undefined, route.scope),
    prefsrc: prefSrc === undefined || filter.source !== undefined ? undefined : formatIp4(prefSrc),
    metric: shown(route.metric !== 0 && filter.metric === undefined, route.metric),
  };
}

const textNames: readonly (readonly [key: keyof RouteColumns, name: string])[] = [
  ['type', ''],
  ['dst', ''],
  ['gateway', 'via '],
  ['dev', 'dev '],
  ['table', 'table '],
  ['protocol', 'proto '],
  ['scope', 'scope '],
  ['prefsrc', 'src '],
  ['metric', 'metric '],
];

/** One route as a line, with the blank that iproute2 leaves at its end. */
export function routeText(net: Netlink, route: RouteInfo, filter: RouteFilter, options: IpOptions): string {
  const said = columns(net, route, filter, options.details);
  const words = textNames.map(([key, name]) => (said[key] === undefined ? '' : `${name}${said[key]} `));
  return `${words.join('')}${route.linkdown ? 'linkdown ' : ''}\n`;
}

function routeJson(net: Netlink, route: RouteInfo, filter: RouteFilter, options: IpOptions): JsonObject {
  return { ...columns(net, route, filter, options.details), flags: route.linkdown ? ['linkdown'] : [] };
}

type Hit = Extract<RouteLookup, { kind: 'hit' }>;

/** What `ip route get` prints of a lookup that found a way. */
export function renderLookup(net: Netlink, destination: Ip4, hit: Hit, options: IpOptions): string {
  const { type } = hit.route;
  const local = type === 'local';
  const device = local
    ? (net.links().find((link) => link.kind === 'loopback')?.name ?? 'lo')
    : deviceName(net, hit.ifindex);
  const gateway = hit.nextHop === destination || type !== 'unicast' ? undefined : formatIp4(hit.nextHop);
  const cache = type === 'broadcast' ? ['local', 'brd'] : local ? ['local'] : [];
  const given = type === 'unicast' && !options.details ? undefined : type;
  if (options.json) {
    const answer = {
      type: given,
      dst: formatIp4(destination),
      gateway,
      dev: device,
      prefsrc: formatIp4(hit.source),
      flags: [],
      uid: 0,
      cache,
    };
    return renderJson([answer], options.pretty);
  }
  const way = `${gateway === undefined ? '' : `via ${gateway} `}dev ${device} src ${formatIp4(hit.source)} uid 0 `;
  const cached = `cache ${cache.length > 0 ? `<${cache.join(',')}> ` : ''}`;
  return `${given === undefined ? '' : `${given} `}${formatIp4(destination)} ${way}${options.oneline ? '\\' : '\n'}    ${cached}\n`;
}
