// The picture while it is being made: boxes so far, and where each device came to lie.
import type { CableView, DeviceView } from '../../../session/protocol.ts';
import type { Box, BoxData, NetworkMark, Rect, Run, Wire, WireEnd } from './model.ts';

/** A device's place, and how the wire to it wants to run. */
export interface Placed {
  readonly uid: number;
  readonly name: string;
  readonly box: string;
  readonly place: Rect;
  readonly peer: number | undefined;
  readonly live: boolean;
  /** Wires run from the lower rank to the higher: 0 bridges and switches, 1 what hangs on them. */
  readonly rank: 0 | 1;
  readonly run?: Run | undefined;
  readonly network?: NetworkMark | undefined;
  readonly attachment?: Wire['attachment'];
  readonly cable?: CableView | undefined;
}

export interface Placing {
  readonly boxes: Box[];
  readonly devices: Map<number, Placed>;
}

export function isLive(device: DeviceView): boolean {
  return device.up && device.carrier;
}

export function addBox(into: Placing, id: string, parent: string | undefined, rect: Rect, data: BoxData): void {
  into.boxes.push({ id, parent, x: rect.x, y: rect.y, width: rect.width, height: rect.height, data });
}

const endOf = (placed: Placed): WireEnd => ({
  uid: placed.uid,
  box: placed.box,
  place: placed.place,
  name: placed.name,
});

/** A container's device that stands on a card hangs under it; other ends of one rank are beside each other. */
function isBeside(from: Placed, to: Placed): boolean {
  return from.rank === to.rank && !(from.box.startsWith('device:') && to.box.startsWith('container:'));
}

/** A wire for every pair of placed devices that lead to each other, from the lower rank to the higher. */
export function wiresOf(devices: ReadonlyMap<number, Placed>): readonly Wire[] {
  const wires = new Map<string, Wire>();
  for (const one of devices.values()) {
    const other = one.peer === undefined ? undefined : devices.get(one.peer);
    if (!other || other.uid === one.uid) continue;
    const forward = one.rank < other.rank || (one.rank === other.rank && one.uid < other.uid);
    const [from, to] = forward ? [one, other] : [other, one];
    const id = `wire:${from.uid}-${to.uid}`;
    const cable = from.box.startsWith('switch:') || /^(router|internet):/.test(to.box);
    wires.set(id, {
      id,
      kind: cable ? 'cable' : 'veth',
      from: endOf(from),
      to: endOf(to),
      run: to.run ?? (isBeside(from, to) ? { kind: 'sideways' } : { kind: 'vertical' }),
      cable: from.cable,
      live: from.live && to.live,
      network: to.network ?? from.network,
      attachment: to.attachment,
    });
  }
  return [...wires.values()];
}
