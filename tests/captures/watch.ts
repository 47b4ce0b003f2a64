// What tcpdump would have shown on a device, read back from the trace.

import type { TraceDevice } from '../../src/sim/trace/decision.ts';
import { EthernetFrame, emitEthernet } from '../../src/sim/wire/ethernet.ts';
import type { World } from '../../src/sim/world.ts';

/** Where to look: a host's own device, or one of a container's. */
export interface Point {
  readonly host: string;
  /** The namespace: a container's name, or the host's. */
  readonly place: string;
  readonly device: string;
}

/** The frames seen on a device since record number `since`, in the order of time. */
export function framesAt(world: World, point: Point, since: number): Uint8Array[] {
  const { trace } = world;
  const isHere = ({ name, place }: TraceDevice): boolean =>
    name === point.device && place.hostName === point.host && place.label === point.place;
  const seen: { readonly time: number; readonly frame: EthernetFrame }[] = [];
  for (let seq = since; seq < trace.next; seq++) {
    const record = trace.record(seq);
    const frame = trace.traced(seq);
    const ends = trace.ends(seq);
    if (record === undefined || ends === undefined || !(frame instanceof EthernetFrame)) continue;
    const { device, peer } = ends;
    // A bridge sees a frame once, when it decides over it. lo's frames are seen when they come in.
    if (record.kind === 'bridge' && isHere(device)) seen.push({ time: record.time, frame });
    if (record.kind !== 'hop') continue;
    if (peer !== device && isHere(device)) seen.push({ time: record.time, frame });
    if (peer !== undefined && isHere(peer)) seen.push({ time: record.arrives ?? record.time, frame });
  }
  return seen.sort((a, b) => a.time - b.time).map(({ frame }) => emitEthernet(frame));
}
