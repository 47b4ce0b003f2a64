// What the layout remembers from picture to picture, so that things stay where the reader last saw them.
import type { ContainerView, DeviceView, HostView, NetworkView } from '../../../session/protocol.ts';
import { boxId } from './model.ts';
import { assign, noSlots, type Slots } from './slots.ts';

export interface HostMemory {
  /** Bridges, left to right. */
  readonly bridges: Slots;
  /** Colours, by network. */
  readonly tints: Slots;
  /** Of networks that span hosts: the same for every host. */
  readonly spans: Slots;
  /** For each place of a bridge: the cells of the containers under it. */
  readonly areas: ReadonlyMap<number, Slots>;
  /** For each place of a bridge: ports whose other end is not straight below. */
  readonly guests: ReadonlyMap<number, Slots>;
  readonly nics: Slots;
  /** Containers in the host's own namespace. */
  readonly shared: Slots;
  /** Containers without a network. */
  readonly apart: Slots;
  /** The bridge that each container is drawn under. */
  readonly homes: ReadonlyMap<string, string>;
}

export type Memory = ReadonlyMap<string, HostMemory>;

export const emptyHostMemory: HostMemory = {
  bridges: noSlots,
  tints: noSlots,
  spans: noSlots,
  areas: new Map(),
  guests: new Map(),
  nics: noSlots,
  shared: noSlots,
  apart: noSlots,
  homes: new Map(),
};

/** The network of an attachment, which may name it or give its id. */
export function findNetwork(host: HostView, idOrName: string): NetworkView | undefined {
  return (
    host.networks.find((network) => network.id === idOrName) ??
    host.networks.find((network) => network.name === idOrName)
  );
}

/** Networks that are drawn as a bridge: all but host and none. */
export function isDrawn(network: NetworkView): boolean {
  return network.driver !== 'host' && network.driver !== 'null';
}

/** The bridges of an overlay beyond its first: it has one for each of its subnets, all in one namespace. */
export function furtherBridges(host: HostView, { driver, bridge }: NetworkView): readonly DeviceView[] {
  if (driver !== 'overlay' || bridge === undefined) return [];
  const netns = host.namespaces.find(({ devices }) => devices.some(({ uid }) => uid === bridge));
  return (netns?.devices ?? []).filter(({ kind, uid }) => kind === 'bridge' && uid !== bridge);
}

/** The box of the bridge that a container hangs on in a network. */
function boxInNetwork(host: HostView, { id }: ContainerView, network: NetworkView): string {
  const first = boxId.network(host.name, network.id);
  const further = furtherBridges(host, network);
  if (further.length === 0) return first;
  const peers = host.namespaces.filter(({ containerId }) => containerId === id);
  const ends = new Set(peers.flatMap(({ devices }) => devices.map(({ peer }) => peer)));
  const ports = host.namespaces.flatMap(({ devices }) => devices).filter(({ uid }) => ends.has(uid));
  const bridge = further.find(({ uid }) => ports.some(({ master }) => master === uid));
  return bridge ? boxId.bridge(bridge.uid) : first;
}

function homeOf(host: HostView, container: ContainerView, before: string | undefined): string | undefined {
  const homes = container.attachments.flatMap((attachment) => {
    const network = findNetwork(host, attachment.network);
    return network && isDrawn(network) ? [boxInNetwork(host, container, network)] : [];
  });
  if (before !== undefined && homes.includes(before)) return before;
  // A task that publishes ports is on the routing mesh's network too; it belongs to its own.
  const mesh = host.networks.find(({ name, driver }) => name === 'ingress' && driver === 'overlay');
  return homes.find((id) => mesh === undefined || id !== boxId.network(host.name, mesh.id)) ?? homes[0];
}

function isShared(host: HostView, container: ContainerView): boolean {
  return container.attachments.some((attachment) => findNetwork(host, attachment.network)?.driver === 'host');
}

/** Every bridge of the host, as box ids: the networks' first, then those made by hand. */
export function bridgeIds(host: HostView): readonly string[] {
  const networks = host.networks.filter(isDrawn);
  const known = new Set(networks.map((network) => network.bridge));
  const root = host.namespaces.find((namespace) => namespace.kind === 'host');
  const own = (root?.devices ?? []).filter((device) => device.kind === 'bridge' && !known.has(device.uid));
  return [
    ...networks.flatMap((network) => [
      boxId.network(host.name, network.id),
      ...furtherBridges(host, network).map(({ uid }) => boxId.bridge(uid)),
    ]),
    ...own.map((device) => boxId.bridge(device.uid)),
  ];
}

/** Who stands where on this host now, changing as little as possible of what was. */
export function remember(host: HostView, before: HostMemory, spans: Slots): HostMemory {
  const bridges = assign(before.bridges, bridgeIds(host));
  const homes = new Map<string, string>();
  const shared: string[] = [];
  const apart: string[] = [];
  for (const container of host.containers) {
    const home = homeOf(host, container, before.homes.get(container.id));
    if (home !== undefined) homes.set(container.id, home);
    else if (isShared(host, container)) shared.push(container.id);
    else apart.push(container.id);
  }
  const areas = new Map<number, Slots>();
  const last = Math.max(-1, ...bridges.of.values());
  for (let place = 0; place <= last; place += 1) areas.set(place, assign(before.areas.get(place) ?? noSlots, []));
  const under = new Map<string, string[]>();
  for (const [container, home] of homes) {
    const others = under.get(home);
    if (others) others.push(container);
    else under.set(home, [container]);
  }
  for (const [bridge, place] of bridges.of) {
    areas.set(place, assign(before.areas.get(place) ?? noSlots, under.get(bridge) ?? []));
  }
  const root = host.namespaces.find((namespace) => namespace.kind === 'host');
  const nics = (root?.devices ?? []).filter(
    (device) => device.kind !== 'bridge' && device.kind !== 'loopback' && device.master === undefined,
  );
  return {
    bridges,
    tints: assign(before.tints, bridgeIds(host)),
    spans,
    areas,
    guests: before.guests,
    nics: assign(
      before.nics,
      nics.map((device) => String(device.uid)),
    ),
    shared: assign(before.shared, shared),
    apart: assign(before.apart, apart),
    homes,
  };
}
