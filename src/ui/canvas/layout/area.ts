// One bridge and the containers under it: a bar with its ports, and a grid of boxes whose wires run straight down or in the gutters.
import type { DeviceView, HostView } from '../../../session/protocol.ts';
import type { Bridge, Marks } from './bridges.ts';
import { bridgeBehind, type ContainerShape, placeContainer } from './container.ts';
import { boxId, type Point, type Port, type Rect, type Run } from './model.ts';
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
  readonly root: readonly DeviceView[];
  readonly marks: Marks;
  /** In the host's namespace. */
  readonly at: Point;
}

export interface AreaLayout {
  readonly width: number;
  /** What the bar needs; all bars of a host are drawn as high as the highest. */
  readonly bridgeHeight: number;
  readonly guests: Slots;
  /** `origin` is where the namespace's left edge and the first row of containers are, in the host. */
  placeContainers(origin: Point, moved: ReadonlyMap<string, Point>, into: Placing): void;
  placeBridge(height: number, into: Placing): void;
}

/** Wires to deeper rows run further left, so that none crosses another; all stay within the gutter. */
const gutterOffset = (row: number) => 8 + 12 * (1 - 1 / row);
/** Wires from other networks run in the same gutter's other half. */
const guestOffset = (index: number) => 4 + 3 * Math.min(index, 2);

interface Hung {
  readonly port: DeviceView;
  readonly cell: Cell;
}

/** The ports whose container hangs under this bridge, with its cell. */
function hungPorts(input: AreaInput, at: ReadonlyMap<string, Cell>): ReadonlyMap<number, Hung> {
  const hung = new Map<number, Hung>();
  const bridge = input.bridge?.device?.uid;
  if (bridge === undefined) return hung;
  const byUid = new Map(input.root.map((device) => [device.uid, device]));
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

/** Measures a bridge with what hangs under it; placing comes later, when the whole host is measured. */
export function layoutArea(input: AreaInput): AreaLayout {
  const { host, bridge, marks, root } = input;
  const grid = cells(Math.max(input.cells.high, 1));
  const columns = Math.max(...grid.map((cell) => cell.column)) + 1;
  const levels = Math.max(...grid.map((cell) => cell.row)) + 1;
  const at = new Map<string, Cell>();
  for (const [id, slot] of input.cells.of) at.set(id, grid[slot] ?? { column: 0, row: 0 });
  const hung = hungPorts(input, at);
  const bridgeUid = bridge?.device?.uid;
  const strangers = root.filter(
    (device) => bridgeUid !== undefined && device.master === bridgeUid && !hung.has(device.uid),
  );
  const guests = assign(
    input.guests,
    strangers.map((device) => String(device.uid)),
  );
  const gridWidth = Math.max(BRIDGE_MIN_WIDTH, GUTTER / 2 + columns * COLUMN_PITCH);
  const width = gridWidth + guests.high * GUEST_PITCH;
  const bridgeHeight = BRIDGE_HEADER + levels * PORT_PITCH + BRIDGE_FOOT;
  const columnX = (column: number) => GUTTER + column * COLUMN_PITCH;

  return {
    width,
    bridgeHeight,
    guests,
    placeContainers(origin, moved, into) {
      const tops = rowTops(input, at);
      for (const [id, cell] of at) {
        const shape = input.shapes.get(id);
        if (!shape) continue;
        const place = { x: origin.x + input.at.x + columnX(cell.column), y: origin.y + (tops[cell.row] ?? 0) };
        placeContainer(host, shape, place, moved, into, runsInto(shape, cell.row, hung));
      }
    },
    placeBridge(height, into) {
      if (!bridge) return;
      const ports: Port[] = [];
      const put = (device: DeviceView, x: number, level: number) => {
        const y = height - BRIDGE_FOOT - (level + 1) * PORT_PITCH;
        const place: Rect = { x, y, width: PORT_WIDTH, height: PORT_HEIGHT };
        ports.push({ device, place, network: bridge.mark });
      };
      for (const { port, cell } of hung.values())
        put(port, columnX(cell.column) + (CONTAINER_WIDTH - PORT_WIDTH) / 2, cell.row);
      for (const device of strangers)
        put(device, gridWidth + (guests.of.get(String(device.uid)) ?? 0) * GUEST_PITCH, 0);
      const rect = { ...input.at, width, height };
      const data = {
        kind: 'bridge',
        host: host.name,
        mark: bridge.mark,
        network: bridge.network,
        device: bridge.device,
        ports,
      } as const;
      addBox(into, bridge.id, boxId.namespace(host.name), rect, data);
      for (const { device, place } of ports)
        into.devices.set(device.uid, {
          uid: device.uid,
          name: device.name,
          box: bridge.id,
          place,
          peer: device.peer,
          live: isLive(device),
          rank: 0,
          network: marks.ofBridge.get(bridge.device?.uid ?? -1),
        });
      if (bridge.device) placeBridgeDevice(bridge, bridge.device, width, into);
    },
  };
}

/** The bridge's own device is its header: a frame handed up to the host ends there. */
function placeBridgeDevice(bridge: Bridge, device: DeviceView, width: number, into: Placing): void {
  into.devices.set(device.uid, {
    uid: device.uid,
    name: device.name,
    box: bridge.id,
    place: { x: 0, y: 0, width, height: BRIDGE_HEADER },
    peer: undefined,
    live: isLive(device),
    rank: 0,
  });
}
