// One bridge and the containers under it: a bar with its ports, and a grid of boxes whose wires run straight down or in the gutters.
import type { DeviceView, HostView } from '../../../session/protocol.ts';
import type { Bridge, Marks } from './bridges.ts';
import { bridgeBehind, type ContainerShape, placeContainer } from './container.ts';
import type { Point, Port, Rect, Run } from './model.ts';
import { addBox, isLive, type Placing } from './placing.ts';
import {
  BRIDGE_FOOT,
  BRIDGE_HEADER,
  BRIDGE_MIN_WIDTH,
  COLUMN_PITCH,
  CONTAINER_WIDTH,
  GUEST_PITCH,
  GUTTER,
  LANE_FIRST,
  LANE_STEP,
  LANES,
  PORT_HEIGHT,
  PORT_PITCH,
  PORT_WIDTH,
  ROW_GAP,
} from './sizes.ts';
import { assign, type Cell, cells, type Slots } from './slots.ts';

interface AreaInput {
  readonly host: HostView;
  /** Undefined where a bridge was and none has taken its place. */
  readonly bridge: Bridge | undefined;
  readonly cells: Slots;
  readonly guests: Slots;
  readonly shapes: ReadonlyMap<string, ContainerShape>;
  /** All devices that bridges of the host can have as ports. */
  readonly ground: readonly DeviceView[];
  readonly marks: Marks;
  /** In the host's namespace. */
  readonly at: Point;
}

/** A bridge with what hangs under it, measured; placing comes later, when the whole host is measured. */
export interface Area extends AreaInput {
  readonly width: number;
  /** What the bar needs; all bars of a host are drawn as high as the highest. */
  readonly bridgeHeight: number;
  /** Of the columns, without the guests beside them. */
  readonly gridWidth: number;
  readonly cellOf: ReadonlyMap<string, Cell>;
  /** Ports whose container hangs under this bridge, by uid. */
  readonly hung: ReadonlyMap<number, Hung>;
  /** All its other ports. */
  readonly strangers: readonly DeviceView[];
}

interface Hung {
  readonly port: DeviceView;
  readonly cell: Cell;
}

/** Wires to deeper rows run further left, so that none crosses another; all stay within the gutter. */
const gutterOffset = (row: number) => 8 + 12 * (1 - 1 / row);
/** Wires from other networks run in the same gutter's other half. */
const guestOffset = (index: number) => 4 + 3 * Math.min(index, 2);

/** The ports whose container hangs under this bridge, with its cell. */
function hungPorts(input: AreaInput, at: ReadonlyMap<string, Cell>): ReadonlyMap<number, Hung> {
  const hung = new Map<number, Hung>();
  const bridge = input.bridge?.device?.uid;
  if (bridge === undefined) return hung;
  const byUid = new Map(input.ground.map((device) => [device.uid, device]));
  for (const [id, cell] of at) {
    const ports = input.shapes.get(id)?.data.ports ?? [];
    const own = ports.find((port) => bridgeBehind(port.device, input.marks) === bridge);
    const port = own?.device.peer === undefined ? undefined : byUid.get(own.device.peer);
    if (port) hung.set(port.uid, { port, cell });
  }
  return hung;
}

/** How each interface of a container is reached: its home's from above or the left, others from the right. */
function runsInto(shape: ContainerShape, row: number, hung: ReadonlyMap<number, Hung>): ReadonlyMap<number, Run> {
  const runs = new Map<number, Run>();
  let others = 0;
  for (const { device, network } of shape.data.ports) {
    if (device.peer !== undefined && hung.has(device.peer)) {
      const first = shape.data.ports[0]?.device === device;
      const straight = row === 0 && first;
      runs.set(
        device.uid,
        straight ? { kind: 'vertical' } : { kind: 'gutter', offset: gutterOffset(Math.max(1, row)) },
      );
    } else if (network) {
      const lane = LANE_FIRST + ((device.peer ?? 0) % LANES) * LANE_STEP;
      runs.set(device.uid, { kind: 'lane', lane, offset: guestOffset(others) });
      others += 1;
    }
  }
  return runs;
}

function rowTops(input: AreaInput, at: ReadonlyMap<string, Cell>): readonly number[] {
  const heights: number[] = [];
  for (const [id, cell] of at) heights[cell.row] = Math.max(heights[cell.row] ?? 0, input.shapes.get(id)?.height ?? 0);
  const tops: number[] = [];
  let y = 0;
  for (let row = 0; row < heights.length; row += 1) {
    tops.push(y);
    y += (heights[row] ?? 0) + ROW_GAP;
  }
  return tops;
}

const columnX = (column: number) => GUTTER + column * COLUMN_PITCH;

export function measureArea(input: AreaInput): Area {
  const grid = cells(Math.max(input.cells.high, 1));
  const columns = Math.max(...grid.map((cell) => cell.column)) + 1;
  const levels = Math.max(...grid.map((cell) => cell.row)) + 1;
  const cellOf = new Map<string, Cell>();
  for (const [id, slot] of input.cells.of) cellOf.set(id, grid[slot] ?? { column: 0, row: 0 });
  const hung = hungPorts(input, cellOf);
  const uid = input.bridge?.device?.uid;
  const strangers = input.ground.filter((one) => uid !== undefined && one.master === uid && !hung.has(one.uid));
  const names = strangers.map((device) => String(device.uid));
  const guests = assign(input.guests, names);
  const gridWidth = GUTTER / 2 + columns * COLUMN_PITCH;
  return {
    ...input,
    guests,
    cellOf,
    hung,
    strangers,
    gridWidth,
    width: Math.max(BRIDGE_MIN_WIDTH, gridWidth + guests.high * GUEST_PITCH),
    bridgeHeight: BRIDGE_HEADER + levels * PORT_PITCH + BRIDGE_FOOT,
  };
}

/** Puts the containers down. `origin` is where the namespace's left edge and the first row of containers are, in the host. */
export function placeContainers(area: Area, origin: Point, moved: ReadonlyMap<string, Point>, into: Placing): void {
  const tops = rowTops(area, area.cellOf);
  for (const [id, cell] of area.cellOf) {
    const shape = area.shapes.get(id);
    if (!shape) continue;
    const at = { x: origin.x + area.at.x + columnX(cell.column), y: origin.y + (tops[cell.row] ?? 0) };
    placeContainer(area.host, shape, at, moved, into, runsInto(shape, cell.row, area.hung));
  }
}

/** The ports of a bar of this height: each above its container's column, guests to the right. */
function portsOf(area: Area, bridge: Bridge, height: number): readonly Port[] {
  const port = (device: DeviceView, x: number, level: number): Port => {
    const y = height - BRIDGE_FOOT - (level + 1) * PORT_PITCH;
    return { device, place: { x, y, width: PORT_WIDTH, height: PORT_HEIGHT }, network: bridge.mark };
  };
  const overColumn = (CONTAINER_WIDTH - PORT_WIDTH) / 2;
  const own = [...area.hung.values()].map((one) => port(one.port, columnX(one.cell.column) + overColumn, one.cell.row));
  const guestX = (device: DeviceView) => area.gridWidth + (area.guests.of.get(String(device.uid)) ?? 0) * GUEST_PITCH;
  return [...own, ...area.strangers.map((device) => port(device, guestX(device), 0))];
}

/** Puts the bar down in a parent's box, at `at`. The bridge's own device is its header: a frame handed up to the host ends there. */
export function placeBridge(area: Area, height: number, parent: string, at: Point, into: Placing): void {
  const { bridge, width } = area;
  if (!bridge) return;
  const { id, mark, network, device } = bridge;
  const ports = portsOf(area, bridge, height);
  addBox(
    into,
    id,
    parent,
    { ...at, width, height },
    {
      kind: 'bridge',
      host: area.host.name,
      mark,
      network,
      device,
      ports,
    },
  );
  const put = (one: DeviceView, place: Rect, peer: number | undefined) =>
    into.devices.set(one.uid, {
      uid: one.uid,
      name: one.name,
      box: id,
      place,
      peer,
      live: isLive(one),
      rank: 0,
      network: mark,
    });
  for (const port of ports) put(port.device, port.place, port.device.peer);
  if (device) put(device, { x: 0, y: 0, width, height: BRIDGE_HEADER }, undefined);
}
