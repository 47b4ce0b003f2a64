// Where wires and devices are, packed so that another thread can have it: the page packs it, the painter reads it.
import { deviceRect, type Find, rectOf, tunnelOf, wireLine } from '../edges/geometry.ts';
import type { Picture, Point, Rect } from '../layout/model.ts';

/** All lines and devices in absolute places. */
export interface PacketMap {
  /** The way from one device to the one it is joined to. */
  line(from: number, to: number): readonly Point[] | undefined;
  /** The way without a wire that a packet takes between two devices of a host, where there is one: out of a tunnel, or into it. */
  lead(from: number, to: number): readonly Point[] | undefined;
  /** A device's rectangle. */
  device(uid: number): Rect | undefined;
  /** What a packet can cross without being seen on a wire: a bridge, a kernel. Only good for comparing. */
  inside(uid: number): number | undefined;
}

export const nowhere: PacketMap = {
  line: () => undefined,
  lead: () => undefined,
  device: () => undefined,
  inside: () => undefined,
};

/** Counts names from 0, the same name always the same. */
class Numbers {
  readonly #known = new Map<string, number>();

  of(name: string): number {
    const known = this.#known.get(name) ?? this.#known.size;
    this.#known.set(name, known);
    return known;
  }
}

/** Of a device: uid, x, y, width, height, its box and what it lies inside. */
const DEVICE_COLUMNS = 7;

function insideOf(box: string, parents: ReadonlyMap<string, string | undefined>): string {
  const parent = parents.get(box);
  // An overlay's bridge has a namespace of its own, but what it sends through its tunnel goes on in the host's without a wire.
  if (parent?.startsWith('host:') && box.startsWith('network:')) return parent.replace('host:', 'ns:');
  return parent?.startsWith('ns:') ? parent : box;
}

const flat = (line: readonly Point[]): number[] => [line.length, ...line.flatMap(({ x, y }) => [x, y])];

/** Measures the picture as it stands. `find` answers a box's node. */
export function packMap(picture: Picture, find: Find): Float64Array {
  const parents = new Map(picture.boxes.map((box) => [box.id, box.parent]));
  const boxes = new Numbers();
  const insides = new Numbers();
  const rects = new Map<string, Rect>();
  const devices: number[] = [];
  for (const [uid, { box, place }] of picture.devices) {
    const node = find(box);
    if (!node) continue;
    const at = rects.get(box) ?? rectOf(node);
    rects.set(box, at);
    const inside = insides.of(insideOf(box, parents));
    devices.push(uid, at.x + place.x, at.y + place.y, place.width, place.height, boxes.of(box), inside);
  }
  const wires: number[] = [];
  for (const wire of picture.wires) {
    const from = find(wire.from.box);
    const to = find(wire.to.box);
    if (from && to) wires.push(wire.from.uid, wire.to.uid, ...flat(wireLine(wire, from, to)));
  }
  const ways: number[] = [];
  for (const way of picture.tunnels) {
    const line = tunnelOf(way, picture.devices, find);
    if (line && deviceRect(way.card, picture.devices, find)) ways.push(way.card, boxes.of(way.box), ...flat(line));
  }
  return Float64Array.from([devices.length, ...devices, wires.length, ...wires, ...ways]);
}

interface Placed extends Rect {
  readonly box: number;
  readonly inside: number;
}

interface Way {
  readonly card: number;
  readonly box: number;
  readonly line: readonly Point[];
}

/** Numbers of devices are far smaller. */
const FAR = 2 ** 26;

function* joined(packed: Float64Array, start: number, end: number): Generator<[number, number, Point[]]> {
  for (let at = start; at < end; ) {
    const count = packed[at + 2] ?? 0;
    const line = Array.from({ length: count }, (_, i) => ({
      x: packed[at + 3 + 2 * i] ?? 0,
      y: packed[at + 4 + 2 * i] ?? 0,
    }));
    yield [packed[at] ?? 0, packed[at + 1] ?? 0, line];
    at += 3 + 2 * count;
  }
}

/** Reads what `packMap` wrote. */
export function readMap(packed: Float64Array): PacketMap {
  const devices = new Map<number, Placed>();
  const wiresAt = 1 + (packed[0] ?? 0);
  for (let at = 1; at < wiresAt; at += DEVICE_COLUMNS) {
    const [uid = 0, x = 0, y = 0, width = 0, height = 0, box = 0, inside = 0] = packed.subarray(
      at,
      at + DEVICE_COLUMNS,
    );
    devices.set(uid, { x, y, width, height, box, inside });
  }
  const lines = new Map<number, readonly Point[]>();
  const waysAt = wiresAt + 1 + (packed[wiresAt] ?? 0);
  for (const [from, to, line] of joined(packed, wiresAt + 1, waysAt)) {
    lines.set(from * FAR + to, line);
    lines.set(to * FAR + from, line.toReversed());
  }
  const ways = [...joined(packed, waysAt, packed.length)].map(([card, box, line]) => ({ card, box, line }));
  return {
    line: (from, to) => lines.get(from * FAR + to),
    lead: (from, to) => leadBy(ways, devices, from, to),
    device: (uid) => devices.get(uid),
    inside: (uid) => devices.get(uid)?.inside,
  };
}

/** From a bridge's port by its VXLAN device to the card, or back: joins what a packet's hops leave open. */
function leadBy(
  ways: readonly Way[],
  devices: ReadonlyMap<number, Placed>,
  from: number,
  to: number,
): readonly Point[] | undefined {
  const find = (card: number, port: number) =>
    ways.find((way) => way.card === card && way.box === devices.get(port)?.box);
  const leaves = find(to, from);
  const way = leaves ?? find(from, to);
  const port = devices.get(leaves ? from : to);
  const [first] = way?.line ?? [];
  if (!way || !port || !first) return undefined;
  const whole = [{ x: port.x + port.width / 2, y: first.y }, ...way.line];
  return leaves ? whole : whole.reverse();
}
