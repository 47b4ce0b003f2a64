// One container's box: its interfaces on top, one under the other, then its name; its loopback in the corner.
import type { ContainerView, DeviceView, HostView, NetnsView } from '../../../session/protocol.ts';
import type { Marks } from './bridges.ts';
import { findNetwork, isDrawn } from './memory.ts';
import {
  type Absent,
  boxId,
  type ContainerBox,
  type NetworkMark,
  type Point,
  type Port,
  type Rect,
  type Run,
} from './model.ts';
import { addBox, isLive, type Placing } from './placing.ts';
import {
  CONTAINER_LOOPBACK,
  CONTAINER_NAMEPLATE,
  CONTAINER_PAD,
  CONTAINER_WIDTH,
  INTERFACE_HEIGHT,
  INTERFACE_PITCH,
} from './sizes.ts';

export interface ContainerShape {
  readonly data: ContainerBox;
  readonly height: number;
}

function row(index: number): Rect {
  return {
    x: CONTAINER_PAD,
    y: CONTAINER_PAD + index * INTERFACE_PITCH,
    width: CONTAINER_WIDTH - 2 * CONTAINER_PAD,
    height: INTERFACE_HEIGHT,
  };
}

/** The bridge that a container's device leads to. */
export function bridgeBehind(device: DeviceView, marks: Marks): number | undefined {
  return device.peer === undefined ? undefined : marks.masterOf.get(device.peer);
}

/** The network of a device that is on no bridge (macvlan, ipvlan): the one that gave it its address. */
function networkByAddress(
  host: HostView,
  container: ContainerView,
  device: DeviceView,
  marks: Marks,
): NetworkMark | undefined {
  const own = new Set(device.addresses.map((address) => address.split('/')[0]));
  const attachment = container.attachments.find(
    ({ address }) => address !== undefined && own.has(address.split('/')[0]),
  );
  const network = attachment && findNetwork(host, attachment.network);
  return network && marks.ofBox.get(boxId.network(host.name, network.id));
}

function absentNetworks(host: HostView, container: ContainerView, marks: Marks): readonly NetworkMark[] {
  return container.attachments.flatMap((attachment) => {
    const network = findNetwork(host, attachment.network);
    if (!network || !isDrawn(network)) return [];
    const mark = marks.ofBox.get(boxId.network(host.name, network.id));
    return mark ? [mark] : [];
  });
}

/** What is drawn of each container. */
export function shapesOf(host: HostView, marks: Marks): ReadonlyMap<string, ContainerShape> {
  const own = new Map(
    host.namespaces.flatMap((netns) =>
      netns.kind === 'container' && netns.containerId !== undefined ? [[netns.containerId, netns]] : [],
    ),
  );
  return new Map(host.containers.map((one) => [one.id, shapeContainer(host, one, own.get(one.id), marks)]));
}

/** What is drawn of a container, and how high it is. A stopped one keeps its rows, without devices. */
function shapeContainer(
  host: HostView,
  container: ContainerView,
  netns: NetnsView | undefined,
  marks: Marks,
): ContainerShape {
  const devices = netns?.devices ?? [];
  const loopback = devices.find((device) => device.kind === 'loopback');
  const ports: Port[] = devices
    .filter((device) => device !== loopback)
    .map((device, i) => {
      const bridge = bridgeBehind(device, marks);
      const network =
        bridge === undefined ? networkByAddress(host, container, device, marks) : marks.ofBridge.get(bridge);
      return { device, place: row(i), network };
    });
  const wanted = netns && ports.length > 0 ? [] : absentNetworks(host, container, marks);
  const absent: Absent[] = wanted.map((network, i) => ({ network, place: row(i) }));
  const rows = Math.max(1, ports.length, absent.length);
  const height = CONTAINER_PAD + rows * INTERFACE_PITCH + CONTAINER_NAMEPLATE;
  const loopbackPlace: Rect = {
    x: CONTAINER_WIDTH - CONTAINER_PAD - CONTAINER_LOOPBACK.width,
    y: height - CONTAINER_PAD - CONTAINER_LOOPBACK.height,
    ...CONTAINER_LOOPBACK,
  };
  return {
    height,
    data: {
      kind: 'container',
      host: host.name,
      container,
      ports,
      absent,
      loopback: loopback && { device: loopback, place: loopbackPlace, network: undefined },
      netns: netns?.id,
    },
  };
}

const noRuns: ReadonlyMap<number, Run> = new Map();

/** Puts a container's box down, and its devices where they lie in it. */
export function placeContainer(
  host: HostView,
  shape: ContainerShape,
  at: Point,
  moved: ReadonlyMap<string, Point>,
  into: Placing,
  runs: ReadonlyMap<number, Run> = noRuns,
): void {
  const { container, ports, loopback } = shape.data;
  const id = boxId.container(host.name, container.id);
  addBox(
    into,
    id,
    boxId.host(host.name),
    { ...(moved.get(id) ?? at), width: CONTAINER_WIDTH, height: shape.height },
    shape.data,
  );
  for (const port of loopback ? [...ports, loopback] : ports) {
    const network = port.network;
    into.devices.set(port.device.uid, {
      uid: port.device.uid,
      name: port.device.name,
      box: id,
      place: port.place,
      peer: port.device.peer,
      live: isLive(port.device),
      rank: 1,
      run: runs.get(port.device.uid),
      network,
      attachment:
        network?.id === undefined ? undefined : { host: host.name, network: network.name, container: container.name },
    });
  }
}
