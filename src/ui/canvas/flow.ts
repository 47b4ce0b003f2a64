// The picture as React Flow wants it, changing only what has changed so that the rest is not drawn again.
import type { Edge, Node } from '@xyflow/react';
import type { Selection } from '../store/lab.ts';
import { describeBox, describeWire } from './describe.ts';
import type {
  Box,
  BridgeBox,
  ClusterBox,
  ContainerBox,
  DeviceBox,
  GroupBox,
  HostBox,
  InternetBox,
  KernelBox,
  NamespaceBox,
  NoteBox,
  Picture,
  RouterBox,
  SwitchBox,
  Wire,
} from './layout/model.ts';
import { isSandbox } from './layout/sandboxes.ts';

type Filled<Data, Kind extends string> = Node<{ readonly box: Data } & Record<string, unknown>, Kind>;
export type HostNodeType = Filled<HostBox, 'host'>;
export type NamespaceNodeType = Filled<NamespaceBox, 'namespace'>;
export type ContainerNodeType = Filled<ContainerBox, 'container'>;
export type BridgeNodeType = Filled<BridgeBox, 'bridge'>;
export type DeviceNodeType = Filled<DeviceBox, 'device'>;
export type SwitchNodeType = Filled<SwitchBox, 'switch'>;
export type RouterNodeType = Filled<RouterBox, 'router'>;
export type ClusterNodeType = Filled<ClusterBox, 'cluster'>;
export type InternetNodeType = Filled<InternetBox, 'internet'>;
export type KernelNodeType = Filled<KernelBox, 'kernel'>;
export type NoteNodeType = Filled<NoteBox, 'note'>;
export type GroupNodeType = Filled<GroupBox, 'group'>;
export type LabNode =
  | HostNodeType
  | NamespaceNodeType
  | ContainerNodeType
  | BridgeNodeType
  | DeviceNodeType
  | SwitchNodeType
  | RouterNodeType
  | InternetNodeType
  | ClusterNodeType
  | KernelNodeType
  | NoteNodeType
  | GroupNodeType;
export type WireEdgeType = Edge<{ readonly wire: Wire } & Record<string, unknown>, 'wire'>;

/** Plain data, compared by what it says. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)));
}

/** What a click on a box selects. */
export function selectionOf(box: Box['data']): Selection | undefined {
  switch (box.kind) {
    case 'host':
    case 'namespace':
    case 'kernel':
      return { kind: 'host', host: box.host };
    case 'container':
      if (isSandbox(box.container)) return { kind: 'netns', host: box.host, id: box.container.netns };
      return { kind: 'container', host: box.host, id: box.container.id };
    case 'bridge':
      if (box.network) return { kind: 'network', host: box.host, id: box.network.id };
      return box.device && { kind: 'device', uid: box.device.uid };
    case 'device':
      return { kind: 'device', uid: box.device.uid };
    case 'router': {
      const card = box.ports[0];
      return card && { kind: 'device', uid: card.device.uid };
    }
    case 'cluster':
      return { kind: 'cluster', id: box.cluster.id };
    case 'note':
    case 'group':
      return undefined;
    case 'internet':
      return { kind: 'internet' };
    case 'switch': {
      const port = box.ports[0];
      return port && { kind: 'device', uid: port.uid };
    }
  }
}

/** A wire is selected by the end that hangs on it: a container's interface, a card. */
export const wireSelection = (wire: Wire): Selection => ({ kind: 'device', uid: wire.to.uid });

const layers: Readonly<Record<Box['data']['kind'], number>> = {
  host: 0,
  namespace: 1,
  kernel: 3,
  device: 3,
  bridge: 3,
  switch: 3,
  router: 3,
  internet: 3,
  cluster: 3,
  container: 4,
  group: 2,
  note: 8,
};
/** Wires lie over the boxes that they end at; those from network to network pass behind what is between. */
const WIRES = 5;
const PASSING_WIRES = 2;
/** Parts of a host: it is the host that is selected. */
const parts = new Set<string>(['namespace', 'kernel']);
/** The map can be dragged through a host and its namespace; only the host's title takes the pointer. */
const seeThrough = { pointerEvents: 'none' } as const;
const draggable = new Set<string>(['container', 'host', 'switch', 'router', 'internet', 'cluster', 'note', 'group']);
/** Boxes that what lies within is seen through, and by what they are dragged. */
const handles = new Map<string, string>([
  ['host', '.host-title'],
  ['group', '.group-title'],
]);

function toNode(box: Box, selected: boolean, dark: boolean, before: LabNode | undefined): LabNode {
  const data = before && same(before.data.box, box.data) ? before.data : { box: box.data };
  const position = before?.dragging ? before.position : { x: box.x, y: box.y };
  const { kind } = box.data;
  const handle = handles.get(kind);
  const next = {
    id: box.id,
    type: kind,
    data,
    position,
    width: box.width,
    height: box.height,
    measured: { width: box.width, height: box.height },
    zIndex: layers[kind],
    selected,
    draggable: draggable.has(kind),
    selectable: !parts.has(kind),
    focusable: !parts.has(kind),
    connectable: (kind === 'container' && !isSandbox(box.data.container)) || kind === 'bridge',
    ariaRole: 'group' as const,
    ariaLabel: describeBox(box.data),
    ...(before?.dragging ? { dragging: true } : {}),
    ...(dark ? { className: 'dark' } : {}),
    ...(box.parent === undefined ? {} : { parentId: box.parent }),
    ...(handle === undefined ? {} : { dragHandle: handle }),
    ...(handle !== undefined || kind === 'namespace' ? { style: seeThrough } : {}),
  };
  if (before && same({ ...before, data: undefined }, { ...next, data: undefined }) && before.data === data)
    return before;
  // The kind and its data belong together by how a box is made; the union cannot follow that through a spread.
  return next as LabNode;
}

const nobody: ReadonlySet<string> = new Set();

/** The box that each node was made of: where it is the very same, so is what is told of it. */
const boxesOf = new WeakMap<LabNode, Box>();

export function toNodes(
  picture: Picture,
  selection: Selection | undefined,
  before: readonly LabNode[],
  chosen = nobody,
): LabNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  const dark = new Set(
    picture.boxes.flatMap(({ data }) => (data.kind === 'host' && data.power === 'off' ? [data.host] : [])),
  );
  return picture.boxes.map((box) => {
    const isDark = box.data.kind !== 'host' && 'host' in box.data && dark.has(box.data.host);
    const isMeant = selection !== undefined && same(selectionOf(box.data), selection) && !parts.has(box.data.kind);
    const selected = isMeant || chosen.has(box.id);
    const was = known.get(box.id);
    const isSame = was !== undefined && boxesOf.get(was) === box && was.selected === selected;
    if (isSame && (was.className === 'dark') === isDark) return was;
    const node = toNode(box, selected, isDark, was);
    if (!node.dragging) boxesOf.set(node, box);
    return node;
  });
}

export function toEdges(
  picture: Picture,
  selection: Selection | undefined,
  before: readonly WireEdgeType[],
): WireEdgeType[] {
  const known = new Map(before.map((edge) => [edge.id, edge]));
  return picture.wires.map((wire) => {
    const was = known.get(wire.id);
    const data = was?.data && same(was.data.wire, wire) ? was.data : { wire };
    const selected = selection?.kind === 'device' && (selection.uid === wire.to.uid || selection.uid === wire.from.uid);
    if (was && was.data === data && was.selected === selected) return was;
    return {
      id: wire.id,
      type: 'wire',
      source: wire.from.box,
      target: wire.to.box,
      data,
      selected,
      ariaLabel: describeWire(wire),
      zIndex: wire.run.kind === 'lane' ? PASSING_WIRES : WIRES,
      interactionWidth: 18,
    };
  });
}
