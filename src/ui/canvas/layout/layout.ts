// The layout: a world's view, what was remembered and what was dragged, to a picture and what to remember. Pure.
import type { WorldView } from '../../../session/protocol.ts';
import { layoutClusters, spansOf } from './clusters.ts';
import { type HostLayout, layoutHost } from './host.ts';
import { emptyHostMemory, type HostMemory, type Memory } from './memory.ts';
import { boxId, type DevicePlace, type Picture, type Point } from './model.ts';
import { type Placing, wiresOf } from './placing.ts';
import { HOST_GAP } from './sizes.ts';
import { noSlots } from './slots.ts';
import { layoutUplinks, uplinkHeight } from './uplinks.ts';

export interface LayoutInput {
  readonly view: WorldView;
  readonly memory: Memory;
  /** Where the reader dragged boxes to, by id; relative to the parent box. */
  readonly moved: ReadonlyMap<string, Point>;
}

export interface LayoutResult {
  readonly picture: Picture;
  readonly memory: Memory;
}

/** Lays the whole world out: switches and routers in a row, hosts under them, left to right. */
export function layout({ view, memory, moved }: LayoutInput): LayoutResult {
  const next = new Map<string, HostMemory>();
  const top = uplinkHeight(view);
  const hosts: { readonly laid: HostLayout; readonly x: number; readonly y: number }[] = [];
  const [known] = memory.values();
  const spans = spansOf(view, known?.spans ?? noSlots);
  let x = 0;
  for (const host of view.hosts) {
    const laid = layoutHost(host, memory.get(host.name) ?? emptyHostMemory, moved, spans);
    next.set(host.name, laid.memory);
    const place = moved.get(boxId.host(host.name)) ?? { x, y: top };
    hosts.push({ laid, x: place.x, y: place.y });
    x += laid.width + HOST_GAP;
  }
  const placing: Placing = { boxes: [], devices: new Map() };
  const nicCentres = new Map<number, number>();
  for (const { laid, x: hostX } of hosts)
    for (const [uid, centre] of laid.nicCentres) nicCentres.set(uid, hostX + centre);
  layoutUplinks(view, nicCentres, moved, placing);
  layoutClusters(view.clusters ?? [], spans, x - HOST_GAP, moved, placing);
  for (const { laid, x: hostX, y: hostY } of hosts) {
    for (const box of laid.placing.boxes)
      placing.boxes.push(box.parent === undefined ? { ...box, x: hostX, y: hostY } : box);
    for (const [uid, placed] of laid.placing.devices) placing.devices.set(uid, placed);
  }
  const devices = new Map<number, DevicePlace>();
  for (const [uid, placed] of placing.devices) devices.set(uid, { box: placed.box, place: placed.place });
  return { picture: { boxes: placing.boxes, wires: wiresOf(placing.devices), devices }, memory: next };
}
