// One host's box: its namespace with cards and bridges above, its containers under the bridge that they are attached to.
import type { DeviceView, HostView } from '../../../session/protocol.ts';
import { type Area, measureArea, placeBridge, placeContainers } from './area.ts';
import { type Bridge, bridgesOf, isOverlay, marksOf } from './bridges.ts';
import { type ContainerShape, placeContainer, shapesOf } from './container.ts';
import { type HostMemory, remember } from './memory.ts';
import { boxId, type Point, type Rect, type Wire } from './model.ts';
import { addBox, isLive, type Placing, wiresOf } from './placing.ts';
import { bridgedDevices, withSandboxes } from './sandboxes.ts';
import {
  BRIDGE_GAP,
  CHANNEL,
  COLUMN_PITCH,
  EMPTY_ROOM,
  HOST_HEADER,
  HOST_MIN_WIDTH,
  KERNEL_GAP,
  KERNEL_HEIGHT,
  LOOPBACK,
  NAMESPACE_HEADER,
  NIC_GAP,
  NIC_HEIGHT,
  NIC_WIDTH,
  NICS_LEFT,
  OVERLAY_GAP,
  OVERLAY_PAD,
  PAD,
} from './sizes.ts';
import { noSlots, type Slots } from './slots.ts';

export interface HostLayout {
  /** The host's own box first, at the origin. */
  readonly placing: Placing;
  readonly memory: HostMemory;
  readonly width: number;
  readonly height: number;
  /** Between devices within. */
  readonly wires: readonly Wire[];
  /** For each card: the x of its middle, in the host's box. */
  readonly nicCentres: ReadonlyMap<number, number>;
}

type Size = Pick<Rect, 'width' | 'height'>;

interface CardRow {
  readonly width: number;
  readonly height: number;
  readonly centres: ReadonlyMap<number, number>;
}

/** The namespace's first row: its cards, then the containers that live in the host's namespace. */
function placeCards(
  host: HostView,
  root: readonly DeviceView[],
  memory: HostMemory,
  shared: readonly ContainerShape[],
  moved: ReadonlyMap<string, Point>,
  into: Placing,
): CardRow {
  const parent = boxId.namespace(host.name);
  const centres = new Map<number, number>();
  const put = (device: DeviceView, rect: { x: number; y: number; width: number; height: number }) => {
    addBox(into, boxId.device(device.uid), parent, rect, { kind: 'device', host: host.name, device });
    const place = { x: 0, y: 0, width: rect.width, height: rect.height };
    into.devices.set(device.uid, {
      uid: device.uid,
      name: device.name,
      box: boxId.device(device.uid),
      place,
      peer: device.peer,
      live: isLive(device),
      rank: 1,
    });
  };
  for (const device of root) {
    if (device.kind === 'loopback') put(device, LOOPBACK);
    const slot = memory.nics.of.get(String(device.uid));
    if (slot === undefined) continue;
    const x = NICS_LEFT + slot * (NIC_WIDTH + NIC_GAP);
    put(device, { x, y: NAMESPACE_HEADER, width: NIC_WIDTH, height: NIC_HEIGHT });
    centres.set(device.uid, PAD + x + NIC_WIDTH / 2);
  }
  const cardsRight = NICS_LEFT + memory.nics.high * (NIC_WIDTH + NIC_GAP);
  let height = NIC_HEIGHT;
  for (const shape of shared) {
    const slot = memory.shared.of.get(shape.data.container.id) ?? 0;
    const at = { x: PAD + cardsRight + slot * COLUMN_PITCH, y: HOST_HEADER + NAMESPACE_HEADER };
    placeContainer(host, shape, at, moved, into);
    height = Math.max(height, shape.height);
  }
  return { width: cardsRight + memory.shared.high * COLUMN_PITCH, height, centres };
}

/** Measures the areas of some places of bridges from left to right. */
function measureRow(
  slots: readonly number[],
  input: Omit<Parameters<typeof measureArea>[0], 'bridge' | 'cells' | 'guests' | 'at'>,
  bridges: readonly Bridge[],
  memory: HostMemory,
  at: Point,
): readonly Area[] {
  let { x } = at;
  return slots.map((slot) => {
    const area = measureArea({
      ...input,
      bridge: bridges.find((bridge) => bridge.slot === slot),
      cells: memory.areas.get(slot) ?? noSlots,
      guests: memory.guests.get(slot) ?? noSlots,
      at: { x, y: at.y },
    });
    x += area.width + BRIDGE_GAP;
    return area;
  });
}

const endOf = (areas: readonly Area[]): number => Math.max(0, ...areas.map((area) => area.at.x + area.width));

/** Everything inside one host. */
export function layoutHost(
  real: HostView,
  before: HostMemory,
  moved: ReadonlyMap<string, Point>,
  spans: Slots,
): HostLayout {
  const host = withSandboxes(real);
  const memory = remember(host, before, spans);
  const root = host.namespaces.find((namespace) => namespace.kind === 'host')?.devices ?? [];
  const ground = bridgedDevices(host);
  const bridges = bridgesOf(host, memory, root, ground);
  const marks = marksOf(bridges, ground);
  const shapes = shapesOf(host, marks);
  const these = (ids: Iterable<string>) =>
    [...ids].flatMap((id) => {
      const shape = shapes.get(id);
      return shape ? [shape] : [];
    });
  const inner: Placing = { boxes: [], devices: new Map() };
  const containers: Placing = { boxes: [], devices: new Map() };

  const cards = placeCards(host, root, memory, these(memory.shared.of.keys()), moved, inner);
  const kernelY = NAMESPACE_HEADER + cards.height + KERNEL_GAP;
  const bridgesY = kernelY + KERNEL_HEIGHT + KERNEL_GAP;
  const last = Math.max(-1, ...memory.bridges.of.values());
  const slots = Array.from({ length: last + 1 }, (_, slot) => slot);
  const isApart = (slot: number) => isOverlay(bridges.find((bridge) => bridge.slot === slot)?.network);
  const input = { host, shapes, ground, marks };
  const own = measureRow(
    slots.filter((slot) => !isApart(slot)),
    input,
    bridges,
    memory,
    { x: PAD, y: bridgesY },
  );
  const cardsBottom = kernelY + KERNEL_HEIGHT;
  const namespaceWidth = Math.max(HOST_MIN_WIDTH - 2 * PAD, endOf(own) + PAD, cards.width + PAD);
  const ownBottom = Math.max(cardsBottom, ...own.map((area) => bridgesY + area.bridgeHeight));
  const namespaceHeight = ownBottom + PAD;
  placeKernel(host, { x: PAD, y: kernelY, width: namespaceWidth - 2 * PAD, height: KERNEL_HEIGHT }, inner);
  const containersY = HOST_HEADER + namespaceHeight + CHANNEL;
  for (const area of own) placeContainers(area, { x: PAD, y: containersY }, moved, containers);
  for (const area of own) placeBridge(area, ownBottom - bridgesY, boxId.namespace(host.name), area.at, inner);
  const apartAt = { x: PAD + endOf(own) + BRIDGE_GAP, y: containersY };
  placeApart(host, these(memory.apart.of.keys()), memory, apartAt, moved, containers);

  const firstDeck = Math.max(HOST_HEADER + namespaceHeight, ...containers.boxes.map((box) => box.y + box.height));
  const overlays = slots
    .filter(isApart)
    .map((slot) => measureRow([slot], input, bridges, memory, { x: OVERLAY_PAD, y: 0 }));
  const deck = placeOverlays(overlays.flat(), firstDeck, moved, inner, containers);
  const areas = [...own, ...overlays.flat()];
  const order = [...slots.filter((slot) => !isApart(slot)), ...slots.filter(isApart)];
  const guests = new Map(order.map((slot, i) => [slot, areas[i]?.guests ?? noSlots]));

  const bounds = [...inner.boxes, ...containers.boxes].filter((box) => box.parent === boxId.host(host.name));
  const width = Math.max(namespaceWidth + 2 * PAD, ...bounds.map((box) => box.x + box.width + PAD));
  const contentBottom = HOST_HEADER + namespaceHeight + (host.containers.length === 0 ? EMPTY_ROOM : 0);
  const height = Math.max(contentBottom, deck, ...bounds.map((box) => box.y + box.height)) + PAD;

  const region = { x: PAD, y: HOST_HEADER, width: namespaceWidth, height: namespaceHeight };
  const placing = frames(real, host.containers.length === 0, { width, height }, region);
  for (const [uid, placed] of [...inner.devices, ...containers.devices]) placing.devices.set(uid, placed);
  placing.boxes.push(...inner.boxes, ...containers.boxes);
  const wires = wiresOf(placing.devices);
  return { placing, memory: { ...memory, guests }, width, height, wires, nicCentres: cards.centres };
}

/** Overlays' bridges are in namespaces of their own, one under the other, from `top` on. Answers where the last one ends. */
function placeOverlays(
  areas: readonly Area[],
  top: number,
  moved: ReadonlyMap<string, Point>,
  bars: Placing,
  containers: Placing,
): number {
  let bottom = top;
  for (const area of areas) {
    const at = { x: PAD + area.at.x, y: bottom + OVERLAY_GAP };
    const barBottom = at.y + area.bridgeHeight;
    placeContainers(area, { x: PAD, y: barBottom + CHANNEL }, moved, containers);
    placeBridge(area, area.bridgeHeight, boxId.host(area.host.name), at, bars);
    bottom = Math.max(barBottom + PAD, ...containers.boxes.map((box) => box.y + box.height));
  }
  return bottom;
}

/** The band of hooks and tables. */
function placeKernel(host: HostView, place: Rect, into: Placing): void {
  const root = host.namespaces.find((namespace) => namespace.kind === 'host');
  if (!root) return;
  const data = { kind: 'kernel', host: host.name, netns: root.id } as const;
  addBox(into, boxId.kernel(host.name), boxId.namespace(host.name), place, data);
}

/** The host's own box, and its namespace within it. */
function frames(real: HostView, isEmpty: boolean, size: Size, region: Rect): Placing {
  const placing: Placing = { boxes: [], devices: new Map() };
  const { name, power, node } = real;
  const running = real.containers.filter((container) => container.state === 'running').length;
  addBox(
    placing,
    boxId.host(name),
    undefined,
    { x: 0, y: 0, ...size },
    { kind: 'host', host: name, containers: real.containers.length, isEmpty, running, power, node, isCollapsed: false },
  );
  addBox(placing, boxId.namespace(name), boxId.host(name), region, { kind: 'namespace', host: name });
  return placing;
}

/** Containers without a network stand to the right of the last bridge. */
function placeApart(
  host: HostView,
  shapes: readonly ContainerShape[],
  memory: HostMemory,
  at: Point,
  moved: ReadonlyMap<string, Point>,
  into: Placing,
): void {
  const rowHeight = Math.max(0, ...shapes.map((shape) => shape.height)) + NIC_GAP;
  for (const shape of shapes) {
    const slot = memory.apart.of.get(shape.data.container.id) ?? 0;
    const place = { x: at.x + PAD + (slot % 2) * COLUMN_PITCH, y: at.y + Math.floor(slot / 2) * rowHeight };
    placeContainer(host, shape, place, moved, into);
  }
}
