// What an inspector shows of a thing: the very text that the real tools would print of it now, without running anything.
import { formatIp4 } from '../sim/base/ip4.ts';
import { formatMac } from '../sim/base/mac.ts';
import type { Container } from '../sim/engine/containers/container.ts';
import { inspectContainer } from '../sim/engine/containers/inspect.ts';
import { networkResource } from '../sim/engine/networks/resource.ts';
import type { NetNamespace } from '../sim/linux/namespace.ts';
import type { LinkInfo, Netlink } from '../sim/linux/netlink.ts';
import { renderBridges } from '../sim/programs/net/brctl/show.ts';
import { renderFdb } from '../sim/programs/net/bridge/fdb.ts';
import { renderAddress } from '../sim/programs/net/ip/address-text.ts';
import { renderLinks } from '../sim/programs/net/ip/link-text.ts';
import { renderNeighbours } from '../sim/programs/net/ip/neigh.ts';
import { plainOptions } from '../sim/programs/net/ip/options.ts';
import { renderRoutes } from '../sim/programs/net/ip/route-text.ts';
import type { Station } from '../sim/topology.ts';
import type { World } from '../sim/world.ts';
import { inspectService, nodeSections, nodeTitle } from './inspect-cluster.ts';
import { networkGossip } from './inspect-gossip.ts';
import { inspectNetns, netnsPrefix, tunnelSections } from './inspect-netns.ts';
import { inspectSpan } from './inspect-span.ts';
import { inspectSwarm } from './inspect-swarm.ts';
import { inspectTask } from './inspect-task.ts';
import type { Inspection, InspectTarget } from './protocol.ts';
import { addressTables, filterTables, socketTable } from './tables.ts';
import { netnsFiles } from './view.ts';

type Section = Inspection['sections'][number];
type Fact = Inspection['facts'][number];

/** Undefined when the thing is gone. */
export function inspect(world: World, target: InspectTarget): Inspection | undefined {
  if (target.kind === 'device') return inspectDevice(world, target.uid);
  if (target.kind === 'internet') return inspectInternet(world);
  if (!('host' in target)) return inspectOfCluster(world, target);
  const station = world.stations.get(target.host);
  if (!station) return undefined;
  if (target.kind === 'host') return inspectHost(world, target.host, station);
  if (target.kind === 'netns') return inspectNetns(station, target.id);
  return target.kind === 'container' ? inspectOneContainer(station, target.id) : inspectNetwork(station, target.id);
}

type OfCluster = Extract<InspectTarget, { readonly kind: 'service' | 'task' | 'span' | 'cluster' }>;

function inspectOfCluster(world: World, target: OfCluster): Inspection | undefined {
  switch (target.kind) {
    case 'service':
      return inspectService(world, target.cluster, target.id);
    case 'task':
      return inspectTask(world, target.cluster, target.id);
    case 'span':
      return inspectSpan(world, target.cluster, target.id);
    case 'cluster':
      return inspectSwarm(world, target.id);
  }
}

function inspectHost(world: World, name: string, station: Station): Inspection {
  const { kernel } = station;
  const role = nodeTitle(station);
  return {
    title: name,
    subtitle: role === undefined ? 'Linux host with a Docker Engine' : `Linux host with a Docker Engine, ${role}`,
    facts: [{ label: 'ip_forward', value: kernel.rootNs.net.sysctl('ipv4/ip_forward') ?? '' }],
    sections: [
      ...nodeSections(world, station),
      ...addressTables(kernel.rootNs, ''),
      ...filterTables(kernel.rootNs, ''),
      socketTable(kernel.rootNs, ''),
    ],
  };
}

/** What is behind the routers, machine by machine: its address, and the files that say what it serves. */
function inspectInternet({ internet }: World): Inspection | undefined {
  if (!internet) return undefined;
  const machines = [...internet.stations].map(([name, { host, kernel }]) => {
    const addresses = kernel.rootNs.net.addresses().filter((one) => one.scope === 'global');
    return { name, addresses: addresses.map((one) => formatIp4(one.local)).join(', '), fs: host.enclosure.fs };
  });
  const files = machines.flatMap(({ name, fs }) =>
    ['/etc/bind', '/etc/www'].flatMap((directory) => {
      const listed = fs.list(directory);
      return (listed.ok ? listed.value : []).flatMap((file) => {
        const text = fs.readFile(`${directory}/${file}`);
        return text.ok ? [section(`${name}: ${file}`, '', text.value)] : [];
      });
    }),
  );
  return {
    title: 'Internet',
    subtitle: 'simulated machines behind the router: name servers and web sites',
    facts: machines.map(({ name, addresses }) => ({ label: name, value: addresses })),
    sections: files,
  };
}

function inspectOneContainer({ engine, kernel }: Station, id: string): Inspection | undefined {
  const container = engine?.daemon.containers.all().find((one) => one.id === id);
  if (!container) return undefined;
  const ns = container.running?.enclosure.netns;
  const shares = ns === kernel.rootNs;
  return {
    title: container.name,
    subtitle: `container of image ${container.config.Image}, ${container.status}`,
    facts: containerFacts(container),
    sections: [
      ...(ns && !shares ? tablesWithin(ns, container.name) : []),
      ...fileSections(container),
      section('docker inspect', `docker inspect ${container.name}`, json([inspectContainer(container)])),
    ],
  };
}

/** The tables of a container's namespace. It may change no rules itself: for those a command goes in from the host. */
function tablesWithin(ns: NetNamespace, name: string): readonly Section[] {
  const enter = `nsenter -t $(docker inspect -f '{{.State.Pid}}' ${name}) -n `;
  return [...addressTables(ns, `docker exec ${name} `), socketTable(ns, enter), ...filterTables(ns, enter)];
}

function containerFacts(container: Container): Fact[] {
  const { attachments } = container;
  return [
    { label: 'Id', value: container.id.slice(0, 12) },
    { label: 'Command', value: container.argv.join(' ') },
    { label: 'Networks', value: [...attachments.keys()].join(', ') || 'none' },
  ];
}

function fileSections(container: Container): Section[] {
  const fs = container.running?.enclosure.fs;
  if (!fs) return [];
  return ['/etc/hosts', '/etc/resolv.conf'].flatMap((path) => {
    const text = fs.readFile(path);
    return text.ok ? [section(path, `docker exec ${container.name} cat ${path}`, text.value)] : [];
  });
}

function inspectNetwork(station: Station, id: string): Inspection | undefined {
  const network = station.engine?.daemon.networks.networks().find((one) => one.id === id);
  if (!network) return undefined;
  const uid = network.driver.deviceUid(network.id);
  // An overlay's bridge is in a namespace of its own.
  const places = [{ ns: station.kernel.rootNs, prefix: '' }, ...filedNamespaces(station)];
  const place = places.find(({ ns }) => ns.net.links().some((link) => link.uid === uid));
  const bridge = place?.ns.net.links().find((link) => link.uid === uid);
  return {
    title: network.name,
    subtitle: `network, driver ${network.driver.type}`,
    facts: [
      { label: 'Id', value: network.id.slice(0, 12) },
      ...(bridge ? [{ label: 'Bridge', value: bridge.name }] : []),
    ],
    sections: [
      ...(place ? tunnelSections(place.ns.net, place.prefix) : []),
      ...(place && bridge ? bridgeSections(place.ns.net, bridge, place.prefix) : []),
      ...networkGossip(station, network.id),
      section(
        'docker network inspect',
        `docker network inspect ${network.name}`,
        json([networkResource(network, true)]),
      ),
    ],
  };
}

const filedNamespaces = (station: Station) =>
  [...netnsFiles(station)].map(([ns, file]) => ({ ns, prefix: netnsPrefix(file) }));

/** Every namespace of the world, with the words that bring a command into it. */
function* namespaces(world: World): Generator<{ ns: NetNamespace; prefix: string; where: string }> {
  for (const [name, station] of world.stations) {
    const { kernel, engine } = station;
    const containers = engine?.daemon.containers.all() ?? [];
    const files = netnsFiles(station);
    for (const ns of kernel.namespaces()) {
      const owner = containers.find((one) => ns !== kernel.rootNs && one.running?.enclosure.netns === ns);
      const file = files.get(ns);
      if (owner) yield { ns, prefix: `docker exec ${owner.name} `, where: owner.name };
      else if (file !== undefined) yield { ns, prefix: netnsPrefix(file), where: `${ns.label} of ${name}` };
      else yield { ns, prefix: '', where: name };
    }
  }
  for (const { name, kernel } of world.routers) yield { ns: kernel.rootNs, prefix: '', where: name };
}

function inspectDevice(world: World, uid: number): Inspection | undefined {
  for (const { ns, prefix, where } of namespaces(world)) {
    const link = ns.net.links().find((one) => one.uid === uid);
    if (link) return deviceInspection(ns, link, prefix, where);
  }
  for (const { label, ports } of world.switches) {
    const port = ports.find((one) => one.uid === uid);
    if (port) return { title: port.name, subtitle: `port of switch ${label}`, facts: [], sections: [] };
  }
  return undefined;
}

function deviceInspection({ net }: NetNamespace, link: LinkInfo, prefix: string, where: string): Inspection {
  const filter = { ifindex: link.ifindex };
  const detailed = { ...plainOptions, details: true, statistics: 1 };
  const { name } = link;
  return {
    title: name,
    subtitle: `${link.kind} device in ${where}`,
    facts: [
      { label: 'State', value: link.operstate },
      { label: 'MAC', value: formatMac(link.mac) },
      { label: 'MTU', value: String(link.mtu) },
      ...net
        .addresses()
        .filter((address) => address.ifindex === link.ifindex)
        .map((address) => ({ label: 'Address', value: `${formatIp4(address.local)}/${address.prefixLength}` })),
    ],
    sections: [
      section('Addresses', `${prefix}ip addr show dev ${name}`, renderAddress(net, plainOptions, filter)),
      ...(link.kind === 'bridge' ? bridgeSections(net, link, prefix) : []),
      ...(link.kind === 'vxlan' ? tunnelSections(net, prefix) : []),
      section(
        'Routes',
        `${prefix}ip route show dev ${name}`,
        renderRoutes(net, plainOptions, { table: 'main', ...filter }),
      ),
      section('Neighbours', `${prefix}ip neigh show dev ${name}`, renderNeighbours(net, plainOptions, filter)),
      section('Counters', `${prefix}ip -s -d link show dev ${name}`, renderLinks(net, detailed, filter)),
    ],
  };
}

function bridgeSections(net: Netlink, bridge: LinkInfo, prefix: string): Section[] {
  return [
    section('Ports', `${prefix}brctl show ${bridge.name}`, renderBridges(net, bridge.name)),
    section(
      'Forwarding database',
      `${prefix}bridge fdb show br ${bridge.name}`,
      renderFdb(net, { bridge: bridge.name }),
    ),
  ];
}

function section(title: string, command: string, text: string): Section {
  return { title, command, text };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 4)}\n`;
}
