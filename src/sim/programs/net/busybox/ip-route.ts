// busybox `ip route`.
// Source: busybox 1.35 networking/libiproute/iproute.c. Not modelled: path metrics, the route cache, other tables.
import { formatIp4, type Ip4, inPrefix, networkOf } from '../../../base/ip4.ts';
import type { Netlink, RouteInfo, RouteSpec } from '../../../linux/netlink.ts';
import type { Prefix } from '../prefix.ts';
import { type Answer, DONE, deviceName, notSimulated, type Words } from '../tool.ts';
import { busyboxAddress, busyboxDevice, busyboxNumber, busyboxPrefix, kernelRefused } from './ip-arguments.ts';
import { busyboxRoute } from './ip-text.ts';
import { die, flushed, ipWords, keyword } from './usage.ts';

const routeCommands = [
  'add',
  'append',
  'del',
  'delete',
  'change',
  'get',
  'list',
  'show',
  'prepend',
  'replace',
  'test',
  'flush',
] as const;

export function busyboxIpRoute(net: Netlink, args: readonly string[], origin: string): Answer {
  const [first, ...rest] = args;
  const command = first === undefined ? 'list' : keyword(first, routeCommands);
  const words = ipWords(rest);
  switch (command) {
    case 'list':
    case 'show':
      return list(net, words);
    case 'get':
      return get(net, words);
    case 'flush':
      return flush(net, rest, words);
    case 'add':
    case 'append':
    case 'replace':
    case 'change':
    case 'del':
    case 'delete':
      return modify(net, words, command, origin);
    case undefined:
      throw die('ip', `invalid argument '${first}' to 'ip'`);
    default:
      throw notSimulated(`ip route ${command}`);
  }
}

interface Filter {
  table: 'main' | 'local' | 'all';
  ifindex: number | undefined;
  scope: string | undefined;
  root: Prefix | undefined;
  match: Prefix | undefined;
  exact: Prefix | undefined;
}

const listKeywords = [
  'protocol',
  'dev',
  'oif',
  'iif',
  'via',
  'table',
  'cache',
  'from',
  'to',
  'scope',
  'all',
  'root',
  'match',
  'exact',
  'main',
] as const;

function parseFilter(net: Netlink, words: Words): Filter {
  const filter: Filter = {
    table: 'main',
    ifindex: undefined,
    scope: undefined,
    root: undefined,
    match: undefined,
    exact: undefined,
  };
  for (let word = words.take(); word !== undefined; word = words.take()) {
    let key = keyword(word, listKeywords);
    if (key === 'protocol') words.need();
    else if (key === 'dev' || key === 'oif') filter.ifindex = busyboxDevice(net, words.need()).ifindex;
    else if (key === 'scope') filter.scope = words.need();
    else if (key === 'table') {
      const table = words.need();
      if (table !== 'main' && table !== 'local' && table !== 'all') throw notSimulated(`routing table ${table}`);
      filter.table = table;
    } else if (key === 'iif' || key === 'via' || key === 'from' || key === 'cache') {
      throw notSimulated(`ip route list ${key}`);
    } else {
      if (key === 'to') {
        word = words.need();
        key = keyword(word, listKeywords);
      }
      if (key === 'root') filter.root = busyboxPrefix(words.need());
      else if (key === 'match') filter.match = busyboxPrefix(words.need());
      else filter.exact = busyboxPrefix(key === 'exact' ? words.need() : word);
    }
  }
  return filter;
}

function selected(net: Netlink, { table, ifindex, scope, root, match, exact }: Filter): RouteInfo[] {
  const tables = table === 'all' ? (['main', 'local'] as const) : [table];
  return tables
    .flatMap((name) => net.routes(name))
    .filter((route) => {
      if (ifindex !== undefined && route.ifindex !== ifindex) return false;
      if (scope !== undefined && scope !== 'all' && route.scope !== scope) return false;
      if (exact && (route.dst !== exact.ip || route.prefixLength !== exact.length)) return false;
      if (match && (match.length < route.prefixLength || !inPrefix(match.ip, route.dst, route.prefixLength)))
        return false;
      return (
        !root ||
        (route.prefixLength >= root.length && inPrefix(route.dst, networkOf(root.ip, root.length), root.length))
      );
    });
}

function list(net: Netlink, words: Words): Answer {
  const filter = parseFilter(net, words);
  const lines = selected(net, filter).map((route) => busyboxRoute(net, route, filter.table === 'all'));
  return { stdout: lines.join(''), status: 0 };
}

function flush(net: Netlink, rest: readonly string[], words: Words): Answer {
  if (rest.length === 0) throw die('ip', '"ip route flush" requires an argument');
  for (const { dst, prefixLength, type } of selected(net, parseFilter(net, words)))
    flushed(net.deleteRoute({ dst, prefixLength, type }));
  return DONE;
}

function get(net: Netlink, words: Words): Answer {
  let destination: Ip4 | undefined;
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (['from', 'iif', 'oif', 'dev', 'notify', 'connected'].includes(word))
      throw notSimulated(`ip route get with ${word}`);
    destination = busyboxPrefix(word === 'to' ? words.need() : word).ip;
  }
  if (destination === undefined) throw die('ip', 'need at least destination address');
  const found = net.lookupRoute(destination);
  if (found.kind !== 'hit') {
    const refusals = {
      miss: 'ENETUNREACH',
      unreachable: 'EHOSTUNREACH',
      blackhole: 'EINVAL',
      prohibit: 'EACCES',
    } as const;
    throw kernelRefused(refusals[found.kind]);
  }
  const { type } = found.route;
  const device = type === 'local' ? 'lo' : deviceName(net, found.ifindex);
  const via = found.nextHop === destination || type !== 'unicast' ? '' : `via ${formatIp4(found.nextHop)} `;
  const prefix = type === 'unicast' ? '' : `${type} `;
  return {
    stdout: `${prefix}${formatIp4(destination)} ${via}dev ${device}  src ${formatIp4(found.source)} \n`,
    status: 0,
  };
}

const routeKeywords = [
  'src',
  'via',
  'mtu',
  'advmss',
  'scope',
  'protocol',
  'table',
  'dev',
  'oif',
  'to',
  'metric',
  'onlink',
] as const;
const types = ['unicast', 'local', 'broadcast', 'unreachable', 'blackhole', 'prohibit'] as const;

type Draft = { -readonly [K in keyof RouteSpec]?: RouteSpec[K] };

function parseSpec(net: Netlink, words: Words): Draft {
  const draft: Draft = {};
  for (let word = words.take(); word !== undefined; word = words.take()) {
    const key = keyword(word, routeKeywords);
    if (key === 'src') draft.prefSrc = busyboxAddress(words.need());
    else if (key === 'via') draft.gateway = busyboxAddress(words.need());
    else if (key === 'dev' || key === 'oif') draft.ifindex = busyboxDevice(net, words.need()).ifindex;
    else if (key === 'metric') draft.metric = busyboxNumber(words.need(), 'metric');
    else if (key === 'scope') draft.scope = scopeWord(words.need());
    else if (key !== undefined && key !== 'to') throw notSimulated(`routes with ${key}`);
    else {
      if (key === 'to') word = words.need();
      const type = types.find((known) => known === word);
      if (type) {
        draft.type = type;
        word = words.need();
      }
      if (draft.dst !== undefined) throw die('ip', `either "to" is duplicate, or "${word}" is garbage`);
      const prefix = busyboxPrefix(word);
      draft.dst = prefix.ip;
      draft.prefixLength = prefix.length;
    }
  }
  return draft;
}

function scopeWord(word: string): RouteInfo['scope'] {
  if (word === 'host' || word === 'link' || word === 'global') return word;
  throw die('ip', `invalid argument '${word}' to 'scope'`);
}

function modify(
  net: Netlink,
  words: Words,
  command: 'add' | 'append' | 'replace' | 'change' | 'del' | 'delete',
  origin: string,
): Answer {
  const draft = parseSpec(net, words);
  const spec: RouteSpec = { ...draft, dst: draft.dst ?? 0, prefixLength: draft.prefixLength ?? 0 };
  if (command === 'del' || command === 'delete') {
    const errno = net.deleteRoute(spec);
    if (errno) throw kernelRefused(errno);
    return DONE;
  }
  if (networkOf(spec.dst, spec.prefixLength) !== spec.dst) throw kernelRefused('EINVAL');
  const onLink = (spec.type ?? 'unicast') === 'unicast' && spec.gateway === undefined;
  const full: RouteSpec = {
    ...spec,
    protocol: 'boot',
    scope: spec.scope ?? (spec.type === 'local' ? 'host' : onLink ? 'link' : 'global'),
  };
  const errno = net.addRoute(full, command === 'change' ? 'replace' : command, origin);
  if (errno) throw kernelRefused(errno);
  return DONE;
}
