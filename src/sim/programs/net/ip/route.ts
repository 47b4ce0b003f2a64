// `ip route`: lists, changes, flushes and asks the routing tables.
// Source: iproute2 ip/iproute.c do_iproute; ip-route(8). Texts of refusals: net/ipv4/fib_frontend.c, fib_semantics.c.
// Not modelled: tables other than main and local, IPv6, several next hops, save and restore.
import type { Netlink } from '../../../linux/netlink.ts';
import { type Answer, abbreviates, DONE, kernelSaid, notSimulated, ToolExit, Words } from '../tool.ts';
import { flushed, flushReport } from './address.ts';
import { prefixArgument } from './arguments.ts';
import type { IpOptions } from './options.ts';
import { plainOptions } from './options.ts';
import { parseRouteFilter, parseRouteSpec } from './route-arguments.ts';
import { mainTable, renderLookup, renderRoutes, routeText, selectRoutes } from './route-text.ts';
import { ipRoute6 } from './route6.ts';
import { routeUsage } from './usage.ts';

const changes = ['add', 'append', 'change', 'replace', 'delete'] as const;

/** `ip route …`; `origin` is the command line as typed. */
export function ipRoute(net: Netlink, args: readonly string[], options: IpOptions, origin: string): Answer {
  if (options.family === 'inet6') return ipRoute6(net, args, 'iproute2');
  const [command, ...rest] = args;
  if (command === undefined) return { stdout: renderRoutes(net, options), status: 0 };
  const change = command === 'chg' ? 'change' : changes.find((name) => abbreviates(command, name));
  if (change) return modify(net, rest, change, origin);
  if (abbreviates(command, 'list') || abbreviates(command, 'show') || abbreviates(command, 'lst')) {
    return { stdout: renderRoutes(net, options, parseRouteFilter(net, new Words(rest))), status: 0 };
  }
  if (abbreviates(command, 'get')) return get(net, rest, options);
  if (abbreviates(command, 'flush')) return flush(net, rest, options);
  if (abbreviates(command, 'help')) throw new ToolExit(255, routeUsage);
  const absent = ['save', 'restore', 'showdump', 'test'].find((name) => abbreviates(command, name));
  if (absent) throw notSimulated(`ip route ${absent}`);
  throw new ToolExit(255, `Command "${command}" is unknown, try "ip route help".\n`);
}

function modify(net: Netlink, rest: readonly string[], change: (typeof changes)[number], origin: string): Answer {
  const spec = parseRouteSpec(net, new Words(rest), change !== 'delete');
  if (change === 'delete') {
    const errno = net.deleteRoute(spec);
    if (errno) throw kernelSaid(errno);
    return DONE;
  }
  const known = net.routes(spec.type === 'local' ? 'local' : 'main');
  const exists = known.some(
    (r) => r.dst === spec.dst && r.prefixLength === spec.prefixLength && r.metric === (spec.metric ?? 0),
  );
  if (change === 'change' && !exists) throw kernelSaid('ENOENT');
  const errno = net.addRoute(spec, change === 'change' ? 'replace' : change, origin);
  if (errno === 'ENETUNREACH') throw new ToolExit(2, 'Error: Nexthop has invalid gateway.\n');
  if (errno === 'ENETDOWN') throw new ToolExit(2, 'Error: Device for nexthop is not up.\n');
  if (errno) throw kernelSaid(errno);
  return DONE;
}

function get(net: Netlink, rest: readonly string[], options: IpOptions): Answer {
  const words = new Words(rest);
  let destination: number | undefined;
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'to') word = words.need();
    else if (
      [
        'from',
        'iif',
        'oif',
        'dev',
        'tos',
        'mark',
        'vrf',
        'uid',
        'ipproto',
        'sport',
        'dport',
        'fibmatch',
        'notify',
        'connected',
      ].includes(word)
    ) {
      throw notSimulated(`ip route get with ${word}`);
    } else if (abbreviates(word, 'help')) throw new ToolExit(255, routeUsage);
    destination = prefixArgument(word).ip;
  }
  if (destination === undefined) throw new ToolExit(1, 'need at least a destination address\n');
  const found = net.lookupRoute(destination);
  if (found.kind === 'hit') return { stdout: renderLookup(net, destination, found, options), status: 0 };
  const refusals = {
    miss: 'ENETUNREACH',
    unreachable: 'EHOSTUNREACH',
    blackhole: 'EINVAL',
    prohibit: 'EACCES',
  } as const;
  throw kernelSaid(refusals[found.kind]);
}

function flush(net: Netlink, rest: readonly string[], options: IpOptions): Answer {
  if (rest.length === 0) throw new ToolExit(1, '"ip route flush" requires arguments.\n');
  if (rest.length === 1 && abbreviates(rest[0] ?? '', 'cache')) return DONE;
  const filter = parseRouteFilter(net, new Words(rest));
  const doomed = selectRoutes(net, filter);
  const listing = doomed.map((route) => routeText(net, route, mainTable, plainOptions)).join('');
  for (const { dst, prefixLength, type, gateway, ifindex, metric } of doomed) {
    const errno = net.deleteRoute({
      dst,
      prefixLength,
      type,
      metric,
      ...(gateway === undefined ? {} : { gateway }),
      ...(ifindex === undefined ? {} : { ifindex }),
    });
    flushed(errno, 255);
  }
  return { stdout: flushReport(doomed.length, 'entries', listing, options), status: 0 };
}
