// The layout: a world's view, what was remembered and what was dragged, to a picture and what to remember. Pure.
import type { HostView, WorldView } from '../../../session/protocol.ts';
import { layoutClusters, spansOf } from './clusters.ts';
import { collapse } from './collapse.ts';
import { type HostLayout, layoutHost } from './host.ts';
import { emptyHostMemory, type HostMemory, type Memory } from './memory.ts';
import { boxId, type Picture, type Point, type Wire } from './model.ts';
import { type Placing, wiresOf } from './placing.ts';
import { sitesOf } from './sites.ts';
import { HOST_GAP, UPLINK_GAP } from './sizes.ts';
import { noSlots, type Slots } from './slots.ts';
import { tunnelsOf } from './tunnels.ts';
import { layoutUplinks, trunkRoom, UPLINK_PITCH } from './uplinks.ts';

export interface LayoutInput {
  readonly view: WorldView;
  readonly memory: Memory;
  /** Where the reader dragged boxes to, by id; relative to the parent box. */
  readonly moved: ReadonlyMap<string, Point>;
  /** Hosts of which only the header is drawn. */
  readonly collapsed?: ReadonlySet<string>;
  /** What the last picture was made of: a host of which nothing is another is not laid out again. */
  readonly drawn?: ReadonlyMap<string, Drawn>;
}

/** A host's layout, with what it was made of. */
export interface Drawn {
  readonly host: HostView;
  readonly moved: ReadonlyMap<string, Point>;
  readonly spans: Slots;
  readonly laid: HostLayout;
}

export interface LayoutResult {
  readonly picture: Picture;
  readonly memory: Memory;
  readonly drawn: ReadonlyMap<string, Drawn>;
}

/** Hosts in one row, before a second one begins. */
const ONE_ROW = 3;
/** Left of a host that is not in the first row: where the cable to its card comes down, and that of the row below. */
const CABLE_FIRST = 20;
const CABLE_STEP = 14;

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly row: number;
}

interface Grid {
  readonly cells: readonly Cell[];
  readonly width: number;
  readonly bottom: number;
}

/** Places for hosts of these sizes: left to right, and from four on in rows, about as many as columns. */
function gridOf(hosts: readonly HostLayout[], top: number, indented: boolean): Grid {
  const columns = hosts.length <= ONE_ROW ? hosts.length : Math.ceil(Math.sqrt(hosts.length));
  const widths: number[] = [];
  const heights: number[] = [];
  hosts.forEach(({ width, height }, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    widths[column] = Math.max(widths[column] ?? 0, width);
    heights[row] = Math.max(heights[row] ?? 0, height);
  });
  const before = (sizes: readonly number[], end: number) =>
    sizes.slice(0, end).reduce((sum, size) => sum + size + HOST_GAP, 0);
  const left = indented || heights.length > 1 ? HOST_GAP : 0;
  const cells = hosts.map((_, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    return { x: left + before(widths, column), y: top + before(heights, row), row };
  });
  const bottom = top + before(heights, heights.length) - HOST_GAP;
  return { cells, width: left + before(widths, columns) - HOST_GAP, bottom };
}

interface Ground {
  /** Of each host. */
  readonly cells: readonly Cell[];
  readonly width: number;
  /** Where each switch's bar is. */
  readonly bars: ReadonlyMap<string, number>;
  readonly hasSites: boolean;
}

/** Where everything stands: site under site, each with its switches above its hosts. */
function groundOf(view: WorldView, laid: readonly HostLayout[]): Ground {
  const sites = sitesOf(view);
  const hasSites = sites.length > 1;
  const cells: Cell[] = [];
  const bars = new Map<string, number>();
  let [top, width] = [0, 0];
  for (const { switches, hosts } of sites) {
    switches.forEach((name, i) => {
      bars.set(name, top + i * UPLINK_PITCH);
    });
    const rows = Math.max(switches.length, view.routers.length > 0 ? 1 : 0);
    const own = hosts.flatMap((i) => laid[i] ?? []);
    const grid = gridOf(own, top + rows * UPLINK_PITCH, hasSites);
    hosts.forEach((host, i) => {
      const cell = grid.cells[i];
      if (cell) cells[host] = cell;
    });
    width = Math.max(width, grid.width);
    top = grid.bottom + 2 * UPLINK_GAP;
  }
  return { cells, width, bars, hasSites };
}

/** Lays the whole world out: swarms above, switches and routers in a row, hosts under them. */
export function layout({ view, memory, moved, collapsed, drawn }: LayoutInput): LayoutResult {
  const [known] = memory.values();
  const spans = spansOf(view, known?.spans ?? noSlots);
  const next = new Map<string, Drawn>();
  const laid = view.hosts.map((host) => {
    const one = drawHost(host, memory.get(host.name) ?? emptyHostMemory, moved, spans, drawn?.get(host.name));
    next.set(host.name, one);
    return collapsed?.has(host.name) ? collapse(one.laid) : one.laid;
  });
  const grid = groundOf(view, laid);
  const hosts = view.hosts.map((host, i) => {
    const dragged = moved.get(boxId.host(host.name));
    const cell = grid.cells[i] ?? { x: 0, y: 0, row: 0 };
    return { laid: laid[i], x: dragged?.x ?? cell.x, y: dragged?.y ?? cell.y, row: dragged ? 0 : cell.row };
  });
  const placing: Placing = { boxes: [], devices: new Map() };
  const nicCentres = new Map<number, number>();
  for (const { laid: one, x, row } of hosts) {
    let cables = 0;
    for (const [uid, centre] of one?.nicCentres ?? []) {
      nicCentres.set(uid, row === 0 ? x + centre : x - CABLE_FIRST - (row - 1) * CABLE_STEP - 8 * cables);
      cables += 1;
    }
  }
  layoutUplinks(view, nicCentres, grid.bars, grid.hasSites ? grid.width + trunkRoom(view) : 0, moved, placing);
  const wires = new Map<string, Wire>();
  for (const wire of laid.flatMap((one) => one.wires)) wires.set(wire.id, wire);
  for (const wire of cablesOf(placing, laid)) if (!wires.has(wire.id)) wires.set(wire.id, wire);
  layoutClusters(view.clusters ?? [], spans, grid.width, moved, placing);
  for (const { laid: one, x, y } of hosts) {
    for (const box of one?.placing.boxes ?? []) placing.boxes.push(box.parent === undefined ? { ...box, x, y } : box);
    for (const [uid, placed] of one?.placing.devices ?? []) placing.devices.set(uid, placed);
  }
  const { boxes, devices } = placing;
  const picture = { boxes, wires: [...wires.values()], tunnels: tunnelsOf(view, boxes), devices };
  return { picture, memory: new Map([...next].map(([name, one]) => [name, one.laid.memory])), drawn: next };
}

/** Lays a host out, unless it would look as it does. */
function drawHost(
  host: HostView,
  memory: HostMemory,
  moved: ReadonlyMap<string, Point>,
  spans: Slots,
  before: Drawn | undefined,
): Drawn {
  const isSame = before?.host === host && before.moved === moved && before.spans === spans;
  if (isSame && before.laid.memory === memory) return before;
  return { host, moved, spans, laid: layoutHost(host, memory, moved, spans) };
}

/** What joins switches, routers and the hosts' cards. */
function cablesOf(uplinks: Placing, laid: readonly HostLayout[]): readonly Wire[] {
  const ends = new Map(uplinks.devices);
  for (const { placing, nicCentres } of laid) {
    for (const uid of nicCentres.keys()) {
      const card = placing.devices.get(uid);
      if (card) ends.set(uid, card);
    }
  }
  return wiresOf(ends);
}
