// The words of a route and of a selection of routes.
// Source: iproute2 ip/iproute.c iproute_modify, iproute_list_flush_or_save; ip-route(8).
// Not modelled: realms, encapsulation, nexthop objects, path metrics, tables other than main and local.
import { type Ip4, networkOf } from '../../../base/ip4.ts';
import type { Netlink, RouteInfo, RouteSpec } from '../../../linux/netlink.ts';
import { abbreviates, garbage, invalidArgument, notSimulated, parseUnsigned, ToolExit, type Words } from '../tool.ts';
import { addressArgument, deviceArgument, numberArgument, prefixArgument } from './arguments.ts';
import type { RouteFilter } from './route-text.ts';
import { routeUsage } from './usage.ts';

const types = ['unicast', 'local', 'broadcast', 'unreachable', 'blackhole', 'prohibit'] as const;
const absentTypes = ['multicast', 'anycast', 'throw', 'nat', 'xresolve'];
const protocols = ['kernel', 'boot', 'static', 'dhcp'] as const;
const scopes = ['host', 'link', 'global'] as const;
const absentWords = [
  'onlink',
  'nexthop',
  'encap',
  'mtu',
  'advmss',
  'rtt',
  'rttvar',
  'window',
  'cwnd',
  'initcwnd',
  'ssthresh',
  'realms',
  'rto_min',
  'hoplimit',
  'initrwnd',
  'features',
  'quickack',
  'congctl',
  'pref',
  'expires',
  'tos',
  'dsfield',
  'weight',
  'nhid',
  'vrf',
  'pervasive',
  'ttl-propagate',
  'fastopen_no_cookie',
  'iif',
  'from',
  'as',
];

function protocolArgument(word: string): RouteInfo['protocol'] {
  const protocol = protocols.find((known) => known === word);
  if (protocol) return protocol;
  if (
    ['ra', 'zebra', 'bird', 'bgp', 'ospf', 'rip', 'isis', 'eigrp', 'babel', 'keepalived', 'redirect'].includes(word)
  ) {
    throw notSimulated(`route protocol ${word}`);
  }
  if (parseUnsigned(word) !== undefined) throw notSimulated('numbered route protocols');
  throw invalidArgument(word, '"protocol" value is invalid\n');
}

function scopeArgument(word: string): RouteInfo['scope'] {
  const scope = scopes.find((known) => known === word);
  if (!scope) throw invalidArgument(word, 'invalid "scope" value\n');
  return scope;
}

function tableArgument(word: string): 'main' | 'local' | 'all' {
  if (word === 'main' || word === '254') return 'main';
  if (word === 'local' || word === '255') return 'local';
  if (word === 'all') return 'all';
  if (word === 'default' || word === 'cache' || parseUnsigned(word) !== undefined)
    throw notSimulated(`routing table ${word}`);
  throw invalidArgument(word, 'table id value is invalid\n');
}

type Draft = { -readonly [K in keyof RouteSpec]?: RouteSpec[K] };

/** A route's words; `creating` fills in what a new route has by default. */
export function parseRouteSpec(net: Netlink, words: Words, creating: boolean): RouteSpec {
  const draft: Draft = {};
  let device: string | undefined;
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'dev' || word === 'oif') device = words.need();
    else if (word === 'via') draft.gateway = gatewayArgument(words, familyOf(draft));
    else if (word === 'src') draft.prefSrc = addressArgument(words.need());
    else if (word === 'metric' || word === 'priority' || word === 'preference') {
      draft.metric = numberArgument(words.need(), '"metric" value is invalid\n');
    } else if (word === 'scope') draft.scope = scopeArgument(words.need());
    else if (word === 'proto' || word === 'protocol') draft.protocol = protocolArgument(words.need());
    else if (word === 'table') refuseOtherTable(words.need(), draft);
    else if (absentWords.includes(word)) throw notSimulated(`routes with ${word}`);
    else readDestination(word, words, draft);
  }
  if (device !== undefined) draft.ifindex = deviceArgument(net, device).ifindex;
  return finish(net, draft, creating);
}

/** A default route may be of any family until an address tells. */
function familyOf({ prefixLength }: Draft): string {
  return prefixLength ? 'inet' : 'any valid';
}

/** `via inet 10.0.0.1` or `via 10.0.0.1`. */
function gatewayArgument(words: Words, family = 'inet'): Ip4 {
  const word = words.need();
  return word === 'inet' ? addressArgument(words.need()) : addressArgument(word, family);
}

function refuseOtherTable(word: string, draft: Draft): void {
  const table = tableArgument(word);
  const expected = draft.type === 'local' || draft.type === 'broadcast' ? 'local' : 'main';
  if (table !== expected) throw notSimulated(`changing routes of table ${word}`);
}

function readDestination(first: string, words: Words, draft: Draft): void {
  let word = first === 'to' ? words.need() : first;
  const type = types.find((known) => known === word);
  if (type) draft.type = type;
  else if (absentTypes.includes(word)) throw notSimulated(`${word} routes`);
  if (type) word = words.need();
  if (abbreviates(word, 'help') && !/^\d/.test(word)) throw new ToolExit(255, routeUsage);
  if (draft.dst !== undefined) throw garbage('to', word);
  const prefix = prefixArgument(word);
  draft.dst = prefix.ip;
  draft.prefixLength = prefix.length;
}

function finish(net: Netlink, draft: Draft, creating: boolean): RouteSpec {
  if (draft.dst === undefined && draft.gateway === undefined && draft.ifindex === undefined)
    throw new ToolExit(255, routeUsage);
  const spec: RouteSpec = { ...draft, dst: draft.dst ?? 0, prefixLength: draft.prefixLength ?? 0 };
  if (!creating) return spec;
  if (networkOf(spec.dst, spec.prefixLength) !== spec.dst) {
    throw new ToolExit(2, 'Error: Invalid prefix for given prefix length.\n');
  }
  if (spec.prefSrc !== undefined && !net.addresses().some((address) => address.local === spec.prefSrc)) {
    throw new ToolExit(2, 'Error: Invalid prefsrc address.\n');
  }
  return {
    ...spec,
    protocol: spec.protocol ?? 'boot',
    scope: spec.scope ?? defaultScope(spec),
  };
}

function defaultScope(spec: RouteSpec): RouteInfo['scope'] {
  if (spec.type === 'local') return 'host';
  if (spec.type === 'broadcast') return 'link';
  return (spec.type ?? 'unicast') === 'unicast' && spec.gateway === undefined ? 'link' : 'global';
}

/** The words behind `ip route show` and `flush`. */
export function parseRouteFilter(net: Netlink, words: Words): RouteFilter {
  let filter: RouteFilter = { table: 'main' };
  let device: string | undefined;
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'table') filter = { ...filter, table: tableArgument(words.need()) };
    else if (word === 'dev' || word === 'oif') device = words.need();
    else if (word === 'via') filter = { ...filter, via: gatewayArgument(words) };
    else if (word === 'src') filter = { ...filter, source: addressArgument(words.need()) };
    else if (word === 'proto' || word === 'protocol') filter = { ...filter, protocol: protocolArgument(words.need()) };
    else if (word === 'scope') filter = { ...filter, scope: scopeArgument(words.need()) };
    else if (word === 'type') filter = { ...filter, type: words.need() };
    else if (word === 'metric')
      filter = { ...filter, metric: numberArgument(words.need(), '"metric" value is invalid\n') };
    else if (word === 'root') filter = { ...filter, root: prefixArgument(words.need()) };
    else if (word === 'match') filter = { ...filter, match: prefixArgument(words.need()) };
    else if (absentWords.includes(word) || word === 'cache' || word === 'cloned')
      throw notSimulated(`ip route show ${word}`);
    else filter = { ...filter, ...destinationFilter(word, words) };
  }
  return device === undefined ? filter : { ...filter, ifindex: deviceArgument(net, device).ifindex };
}

function destinationFilter(first: string, words: Words): Partial<RouteFilter> {
  let word = first;
  if (word === 'to' || word === 'exact') word = words.need();
  const type = types.find((known) => known === word);
  if (type) {
    const next = words.peek();
    if (next === undefined) return { type };
    words.take();
    return { type, exact: prefixArgument(next) };
  }
  if (abbreviates(word, 'help')) throw new ToolExit(255, routeUsage);
  return { exact: prefixArgument(word) };
}
