// What an inspector shows of namespaces that are no container's: of overlay networks, their load balancers, the routing mesh.
import { formatIp4 } from '../sim/base/ip4.ts';
import type { NetNamespace } from '../sim/linux/namespace.ts';
import type { Netlink } from '../sim/linux/netlink.ts';
import { renderFdb } from '../sim/programs/net/bridge/fdb.ts';
import { renderLinks } from '../sim/programs/net/ip/link-text.ts';
import { renderNeighbours } from '../sim/programs/net/ip/neigh.ts';
import { plainOptions } from '../sim/programs/net/ip/options.ts';
import { runIptables } from '../sim/programs/net/iptables/iptables.ts';
import { listConnections, listServices } from '../sim/programs/net/ipvsadm/listing.ts';
import type { Station } from '../sim/topology.ts';
import { happeningSection } from './happenings.ts';
import type { Inspection } from './protocol.ts';
import { addressTables, filterTables } from './tables.ts';
import { NETNS_FILES, netnsFiles, netnsKind } from './view.ts';

type Section = Inspection['sections'][number];

const numeric = { numeric: true, sorted: true, exact: false, show: 'entries' } as const;

const subtitles = {
  overlay: 'network namespace of an overlay network',
  lb: 'network namespace of a load balancer',
  ingress: 'network namespace of the routing mesh',
  host: 'network namespace of the host',
  container: 'network namespace',
} as const;

const section = (title: string, command: string, text: string): Section => ({ title, command, text });

/** The words that bring a command into a namespace with a file. */
export const netnsPrefix = (file: string): string => `nsenter --net=${NETNS_FILES}/${file} `;

/** A host's namespaces that have files. */
export function netnsOf(station: Station): readonly { readonly ns: NetNamespace; readonly file: string }[] {
  return [...netnsFiles(station)].map(([ns, file]) => ({ ns, file }));
}

export function inspectNetns(station: Station, inode: number): Inspection | undefined {
  const found = netnsOf(station).find(({ ns }) => ns.inode === inode);
  if (found === undefined) return undefined;
  const { ns, file } = found;
  const kind = netnsKind(false, file);
  const { net } = ns;
  const prefix = netnsPrefix(file);
  return {
    title: ns.label,
    subtitle: subtitles[kind],
    facts: [
      { label: 'File', value: `${NETNS_FILES}/${file}` },
      { label: 'Inode', value: String(inode) },
    ],
    sections: [
      ...(kind === 'overlay' ? tunnelSections(net, prefix) : []),
      ...(kind === 'lb' || kind === 'ingress' ? balancerSections(ns, file, '') : []),
      ...addressTables(ns, prefix),
      ...filterTables(ns, prefix),
    ],
  };
}

/** The far ends that an overlay's VXLAN devices know: filled by gossip, not by learning. */
export function tunnelSections(net: Netlink, prefix: string): readonly Section[] {
  const details = { ...plainOptions, details: true };
  return net
    .links()
    .filter(({ kind }) => kind === 'vxlan')
    .flatMap(({ name, ifindex }) => [
      section(`Far ends of ${name}`, `${prefix}bridge fdb show dev ${name}`, renderFdb(net, { device: name })),
      section(
        `Neighbours of ${name}`,
        `${prefix}ip neigh show dev ${name}`,
        renderNeighbours(net, plainOptions, { ifindex }),
      ),
      section(`Device ${name}`, `${prefix}ip -d link show ${name}`, renderLinks(net, details, { ifindex })),
    ]);
}

/** Whom each new connection was given to, and why: what no tool prints. */
function choicesSection(title: string, { ipvs }: Netlink, who: string): Section {
  const host = who.replace(/^on /, '');
  const happenings = ipvs.choices().map(({ time, client, clientPort, service, scheduler, by, chosen, others }) => {
    const not = others.map(({ text, weight, active, inactive, takes }) =>
      takes ? `${text} (weight ${weight}, ${active} active, ${inactive} inactive)` : `${text} (takes none)`,
    );
    const rest = not.length === 0 ? 'the only backend' : `not ${not.join(', ')}`;
    const text = `${formatIp4(client)}:${clientPort} to ${chosen} by ${service}, ${scheduler}: ${by}; ${rest}`;
    return { time, who: host, text, tone: 'plain' as const };
  });
  return happeningSection(title, happenings);
}

/** Virtual services with their backends, the connections that go through, and the rules that mark them. */
export function balancerSections({ net }: NetNamespace, file: string, where: string): readonly Section[] {
  const prefix = netnsPrefix(file);
  const title = (text: string): string => (where === '' ? text : `${text} ${where}`);
  const rules = (table: string): string => runIptables(net.netfilter, ['iptables', '-t', table, '-S']).stdout ?? '';
  const name = file === 'ingress_sbox' ? 'Routing mesh' : 'Load balancer';
  return [
    section(title(name), `${prefix}ipvsadm -Ln`, listServices(net.ipvs, numeric)),
    choicesSection(title(`${name}: last choices`), net, where),
    section(title(`${name}: connections`), `${prefix}ipvsadm -Lnc`, listConnections(net.ipvs, true)),
    section(title(`${name}: marks`), `${prefix}iptables -t mangle -S`, rules('mangle')),
    section(title(`${name}: translation`), `${prefix}iptables -t nat -S`, rules('nat')),
  ];
}
