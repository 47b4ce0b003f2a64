// Where wires and devices are on the canvas now, however their boxes have been dragged.
import type { InternalNode } from '@xyflow/react';
import type { DevicePlace, Picture, Point, Rect, TunnelWay, Wire } from '../layout/model.ts';
import { route } from '../layout/route.ts';
import { tunnelLine } from '../layout/tunnels.ts';

interface Placed extends Pick<InternalNode, 'measured'> {
  readonly internals: Pick<InternalNode['internals'], 'positionAbsolute'>;
}

/** A box as it stands. */
export const rectOf = (node: Placed): Rect => ({
  x: node.internals.positionAbsolute.x,
  y: node.internals.positionAbsolute.y,
  width: node.measured.width ?? 0,
  height: node.measured.height ?? 0,
});

const within = (box: Rect, place: Rect): Rect => ({ ...place, x: box.x + place.x, y: box.y + place.y });

/** The line of a wire, given the boxes of its ends. */
export function wireLine(wire: Wire, from: Placed, to: Placed): readonly Point[] {
  const fromBox = rectOf(from);
  const toBox = rectOf(to);
  return route(wire.run, within(fromBox, wire.from.place), within(toBox, wire.to.place), fromBox, toBox);
}

/** The point half way along a line. */
export function middleOf(line: readonly Point[]): Point {
  const legs = line.slice(1).map((to, i) => {
    const from = line[i] ?? to;
    return { from, to, length: Math.hypot(to.x - from.x, to.y - from.y) };
  });
  let left = legs.reduce((sum, leg) => sum + leg.length, 0) / 2;
  for (const { from, to, length } of legs) {
    if (left <= length && length > 0) {
      const part = left / length;
      return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
    }
    left -= length;
  }
  return line[0] ?? { x: 0, y: 0 };
}

/** Answers a box's node. */
export type Find = (id: string) => Placed | undefined;

export function deviceRect(uid: number, devices: ReadonlyMap<number, DevicePlace>, find: Find): Rect | undefined {
  const at = devices.get(uid);
  const node = at && find(at.box);
  return at && node && within(rectOf(node), at.place);
}

/** The line from a VXLAN device to the card of its host. */
export function tunnelOf(
  way: TunnelWay,
  devices: ReadonlyMap<number, DevicePlace>,
  find: Find,
): readonly Point[] | undefined {
  const host = find(way.host);
  const [vxlan, card] = [way.vxlan, way.card].map((uid) => deviceRect(uid, devices, find));
  return host && vxlan && card && tunnelLine(way, vxlan, card, rectOf(host));
}

/** All lines and devices in absolute places, for what is drawn over the map. */
export interface Geometry {
  /** The way from one device to the one it is joined to. */
  line(from: number, to: number): readonly Point[] | undefined;
  /** A device's rectangle. */
  device(uid: number): Rect | undefined;
}

const key = (from: number, to: number) => `${from}>${to}`;

/** Measures the picture as it stands. `find` answers a box's node. */
export function measure(picture: Picture, find: Find): Geometry {
  const lines = new Map<string, readonly Point[]>();
  for (const wire of picture.wires) {
    const from = find(wire.from.box);
    const to = find(wire.to.box);
    if (!from || !to) continue;
    const line = wireLine(wire, from, to);
    lines.set(key(wire.from.uid, wire.to.uid), line);
    lines.set(key(wire.to.uid, wire.from.uid), [...line].reverse());
  }
  return {
    line: (from, to) => lines.get(key(from, to)),
    device: (uid) => deviceRect(uid, picture.devices, find),
  };
}
