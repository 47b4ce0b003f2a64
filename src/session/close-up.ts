// A host's kernel from close by: hooks with their rules, routes, neighbours, virtual services, bridge ports, tunnels.
import { formatIp4 } from '../sim/base/ip4.ts';
import type { NetNamespace } from '../sim/linux/namespace.ts';
import type { ChainView, Netfilter } from '../sim/linux/netfilter.ts';
import type { FdbInfo, LinkInfo, Netlink } from '../sim/linux/netlink.ts';
import { renderNeighbours } from '../sim/programs/net/ip/neigh.ts';
import { plainOptions } from '../sim/programs/net/ip/options.ts';
import { renderRoutes } from '../sim/programs/net/ip/route-text.ts';
import type { World } from '../sim/world.ts';
import type { CloseUp, HookView } from './protocol.ts';

/** By the numbers of the hooks: NF_INET_PRE_ROUTING first. */
const hookNames: readonly HookView['name'][] = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];
/** A picture has no room for more lines of a table. */
const MAX_LINES = 40;

/** Undefined for a host that there is not. */
export function closeUp(world: World, host: string): CloseUp | undefined {
  const kernel = world.stations.get(host)?.kernel;
  if (kernel === undefined) return undefined;
  const namespaces = kernel.namespaces();
  return {
    hooks: hooksOf(kernel.rootNs.net.netfilter),
    namespaces: namespaces.map((ns) => tablesOf(ns)),
    ports: namespaces.flatMap(({ net }) => portsOf(net)),
    tunnels: namespaces.flatMap(({ net }) => tunnelsOf(net)),
  };
}

function hooksOf(netfilter: Netfilter): readonly HookView[] {
  const rules = new Map<string, number>();
  for (const table of netfilter.existing()) {
    const chains = new Map(netfilter.chains(table).map((chain) => [chain.name, chain]));
    for (const name of hookNames) rules.set(name, (rules.get(name) ?? 0) + countRules(chains, name));
  }
  return hookNames.map((name, hook) => ({ name, rules: rules.get(name) ?? 0, packets: netfilter.passed[hook] ?? 0 }));
}

/** The rules of a chain and of those that it leads to. */
function countRules(chains: ReadonlyMap<string, ChainView>, start: string): number {
  const seen = new Set<string>();
  const next = [start];
  let count = 0;
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    const chain = chains.get(name);
    if (chain === undefined || seen.has(name)) continue;
    seen.add(name);
    count += chain.rules.length;
    next.push(...chain.rules.map((rule) => rule.columns.target));
  }
  return count;
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MAX_LINES);

function tablesOf({ inode, net }: NetNamespace): CloseUp['namespaces'][number] {
  return {
    id: inode,
    routes: linesOf(renderRoutes(net, plainOptions)),
    neighbours: linesOf(renderNeighbours(net, plainOptions)),
    services: net.ipvs.services().map(({ key, scheduler, destinations }) => ({
      name: `${key.kind === 'fwmark' ? `FWM ${key.mark}` : `${formatIp4(key.address)}:${key.port}`} ${scheduler}`,
      backends: destinations.map((one) => `${formatIp4(one.address)} ×${one.weight}`),
    })),
  };
}

const isLearnt = (entry: FdbInfo, port: LinkInfo): boolean =>
  entry.ifindex === port.ifindex && !entry.self && entry.state !== 'permanent';

function portsOf(net: Netlink): CloseUp['ports'] {
  const ports = net.links().filter((link) => link.port !== undefined);
  if (ports.length === 0) return [];
  const fdb = net.fdb();
  return ports.map((link) => ({
    uid: link.uid,
    state: link.port?.state ?? 'disabled',
    macs: fdb.filter((entry) => isLearnt(entry, link)).length,
  }));
}

function tunnelsOf(net: Netlink): CloseUp['tunnels'] {
  return net.links().flatMap(({ uid, ifindex, vxlan }) => {
    if (vxlan === undefined) return [];
    const remotes = net
      .fdb()
      .flatMap((entry) => (entry.ifindex === ifindex && entry.remote ? [entry.remote.address] : []));
    return [{ uid, vni: vxlan.vni, remotes: [...new Set(remotes)].map(formatIp4) }];
  });
}
