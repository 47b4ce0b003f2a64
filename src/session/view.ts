// The world as a picture needs it: plain data, taken from the kernels and engines without changing them.
import { formatIp4 } from '../sim/base/ip4.ts';
import { formatMac } from '../sim/base/mac.ts';
import { MILLISECOND } from '../sim/des/scheduler.ts';
import { engineSnapshot } from '../sim/engine/snapshot.ts';
import { NetnsFile } from '../sim/host/netns-file.ts';
import type { NetNamespace } from '../sim/linux/namespace.ts';
import type { VlanSpec } from '../sim/scenario/format.ts';
import type { Internet, NamedCable, Station } from '../sim/topology.ts';
import type { Faults } from '../sim/underlay/faults.ts';
import type { PortVlans, SwitchPort } from '../sim/underlay/switch.ts';
import type { World } from '../sim/world.ts';
import { authorities, clusterViews, nodeView } from './cluster.ts';
import type {
  CableView,
  DeviceView,
  FaultsView,
  HostView,
  InternetView,
  NetnsView,
  SwitchPortView,
  WorldView,
} from './protocol.ts';

type Cables = ReadonlyMap<number, number>;

/** What is inside a host. */
export type Inside = Pick<HostView, 'namespaces' | 'networks' | 'containers' | 'images'>;

/** The whole world. `inside` may tell of a host what it told before, where nothing has happened in it. */
export function worldView(
  world: World,
  inside: (name: string, station: Station, cables: Cables) => Inside = (_, station, cables) =>
    insideOf(station, cables),
): WorldView {
  const cables = cablesOf(world);
  const stores = authorities(world);
  const hosts = [...world.stations].map(([name, station]): HostView => {
    const node = nodeView(station, stores);
    const power = station.power.state;
    return { name, power, ...(node === undefined ? {} : { node }), ...inside(name, station, cables) };
  });
  return {
    version: world.version,
    hosts,
    switches: world.switches.map(({ label, ports }) => ({
      name: label,
      ports: ports.map((port) => portView(world, port, cables)),
    })),
    routers: world.routers.map(({ name, kernel }) => ({ name, devices: devicesOf(kernel.rootNs, cables) })),
    ...(world.internet ? { internet: internetView(world.internet, cables) } : {}),
    ...(stores.size === 0 ? {} : { clusters: clusterViews(world, stores) }),
    ...(world.faults.active ? { faults: faultsView(world.faults) } : {}),
  };
}

function portView(world: World, port: SwitchPort, cables: Cables): SwitchPortView {
  const { uid, name, vlans } = port;
  const named = world.cableAt(port);
  return {
    uid,
    name,
    peer: cables.get(uid),
    ...(vlans === undefined ? {} : { vlans: vlansText(vlans) }),
    ...(named === undefined ? {} : { cable: cableView(named) }),
  };
}

const vlansText = (vlans: PortVlans): string =>
  'access' in vlans ? `VLAN ${vlans.access}` : `VLANs ${vlans.trunk.join(', ')}`;

function vlanSpec(vlans: PortVlans): VlanSpec {
  if ('access' in vlans) return vlans;
  const { trunk, native } = vlans;
  return native === undefined ? { trunk } : { trunk, native };
}

function cableView({ machine, nic, cable, port: { place, name, vlans } }: NamedCable): CableView {
  const { loss, latency, rate } = cable.settings;
  const cut = !cable.whole;
  const port = { switch: place.label, name, vlans: vlans && vlanSpec(vlans) };
  return { machine, nic, cut, loss: Math.round(loss * 10_000) / 100, latency: latency / MILLISECOND, rate, port };
}

function faultsView({ apart, blocks }: Faults): FaultsView {
  return {
    apart,
    blocks: blocks.map(({ between, protocol, port }) => ({
      between,
      ...(protocol === undefined ? {} : { protocol }),
      ...(port === undefined ? {} : { port }),
      what: [protocol, port].filter((one) => one !== undefined).join(' ') || 'everything',
    })),
  };
}

/** Which device each plugged device's cable leads to, both ways. */
function cablesOf(world: World): Cables {
  const ends = new Map<number, number>();
  for (const { ports } of [...world.switches, ...(world.internet?.switches ?? [])]) {
    for (const port of ports) {
      const other = port.cable?.otherEnd(port);
      if (!other) continue;
      ends.set(port.uid, other.uid);
      ends.set(other.uid, port.uid);
    }
  }
  return ends;
}

function internetView({ names, stations, switches, routers }: Internet, cables: Cables): InternetView {
  const kernels = [...routers, ...stations.values()].map(({ kernel }) => kernel);
  const ports = switches.flatMap((one) => one.ports);
  const cards = kernels.flatMap(({ rootNs }) => rootNs.net.links().map((link) => link.uid));
  const devices = [...cards, ...ports.map((port) => port.uid)];
  const within = new Set(devices);
  const doors = ports.flatMap(({ uid, name }) => {
    const peer = cables.get(uid);
    return peer === undefined || within.has(peer) ? [] : [{ uid, name, peer }];
  });
  return { names, doors, devices };
}

/** What is in a station's kernel and engine. */
export function insideOf(station: Station, cables: Cables): Inside {
  const { kernel, engine } = station;
  const snapshot = engine ? engineSnapshot(engine) : { networks: [], containers: [], images: [] };
  const owners = new Map(snapshot.containers.map((container) => [container.netns, container.id]));
  const files = netnsFiles(station);
  return {
    namespaces: kernel
      .namespaces()
      .map((ns) => netnsView(ns, ns === kernel.rootNs, owners.get(ns.inode), files.get(ns), cables)),
    networks: snapshot.networks,
    containers: snapshot.containers.map(({ netns: _netns, ...container }) => container),
    images: snapshot.images,
  };
}

export const NETNS_FILES = '/var/run/docker/netns';

/** The names under which Docker keeps namespaces. */
export function netnsFiles({ host }: Station): ReadonlyMap<NetNamespace, string> {
  const { fs } = host.enclosure;
  const listed = fs.list(NETNS_FILES);
  const files = new Map<NetNamespace, string>();
  for (const name of listed.ok ? listed.value : []) {
    const node = fs.openNode(`${NETNS_FILES}/${name}`, false);
    const file = node.ok && node.value.kind === 'dynamic' ? node.value.file : undefined;
    if (file instanceof NetnsFile) files.set(file.netns, name);
  }
  return files;
}

/** What a namespace is for, by the name that libnetwork gives its file. */
export function netnsKind(isRoot: boolean, file: string | undefined): NetnsView['kind'] {
  if (isRoot) return 'host';
  if (file === 'ingress_sbox') return 'ingress';
  if (file?.startsWith('lb_')) return 'lb';
  return file !== undefined && /^\d+-/.test(file) ? 'overlay' : 'container';
}

function netnsView(
  ns: NetNamespace,
  isRoot: boolean,
  containerId: string | undefined,
  file: string | undefined,
  cables: Cables,
): NetnsView {
  const kind = netnsKind(isRoot, file);
  const devices = devicesOf(ns, cables);
  return { id: ns.inode, name: ns.label, kind, containerId, devices, ...(file === undefined ? {} : { file }) };
}

function devicesOf({ net, taps }: NetNamespace, cables: Cables): DeviceView[] {
  const links = net.links();
  const uids = new Map(links.map((link) => [link.ifindex, link.uid]));
  const addresses = net.addresses();
  return links.map((link) => ({
    uid: link.uid,
    ifindex: link.ifindex,
    name: link.name,
    kind: link.kind,
    mac: formatMac(link.mac),
    addresses: addresses
      .filter((address) => address.ifindex === link.ifindex)
      .map((address) => `${formatIp4(address.local)}/${address.prefixLength}`),
    mtu: link.mtu,
    up: link.up,
    carrier: link.carrier,
    master: link.master === undefined ? undefined : uids.get(link.master),
    peer: link.peerUid ?? cables.get(link.uid),
    ...(taps?.watches(link.ifindex) ? { captured: true } : {}),
  }));
}
