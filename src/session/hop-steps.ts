// Steps from hop to hop and from packet to packet, by what the trace keeps of a lab.
import { HOP_COLUMNS, hopColumn } from '../sim/trace/record.ts';
import type { Trace } from '../sim/trace/trace.ts';
import type { Lab } from './lab.ts';

/** Records that are looked at together. */
const PIECE = 512;
/** A packet that has not gone on for so long, in virtual microseconds, has come to its end. */
const AT_REST = 1000;
/** Instants that a packet's way takes, at most. */
const MOST_INSTANTS = 100_000;

/** Hops and drops as record.ts packs them, from the last one back. */
function* hopsBackwards(trace: Trace, background: boolean): Generator<Float64Array> {
  for (let end = trace.next; end > trace.first; end -= PIECE) {
    const packed = trace.packHops(Math.max(end - PIECE, trace.first), background, end);
    for (let at = packed.length - HOP_COLUMNS; at >= 0; at -= HOP_COLUMNS) {
      yield packed.subarray(at, at + HOP_COLUMNS);
    }
  }
}

/** The number of the first hop that begins now, or of the next record: packets that a picture shows where time stands. */
export function firstHopNow({ trace, now }: Lab['world']): number {
  let first = trace.next;
  for (const hop of hopsBackwards(trace, true)) {
    if (hop[hopColumn.time] !== now) break;
    first = hop[hopColumn.seq] ?? first;
  }
  return first;
}

/** When the last hop before `now` began. */
export function momentOfHopBefore(trace: Trace, now: number, background: boolean): number | undefined {
  for (const hop of hopsBackwards(trace, background)) {
    const time = hop[hopColumn.time] ?? 0;
    if (time < now) return time;
  }
  return undefined;
}

/** Runs on until the journey of the last hop has come to its end. */
export function momentAfterPacket(lab: Lab, background: boolean): void {
  const { trace } = lab.world;
  const [last] = hopsBackwards(trace, background);
  if (!last) return;
  const journey = last[hopColumn.journey];
  let arrives = last[hopColumn.arrives] ?? 0;
  let seen = trace.next;
  for (let i = 0; i < MOST_INSTANTS; i++) {
    const next = lab.nextTime();
    if (next === undefined || next > arrives + AT_REST) break;
    lab.runUntil(next);
    const packed = trace.packHops(seen, background);
    seen = trace.next;
    for (let at = 0; at < packed.length; at += HOP_COLUMNS) {
      if (packed[at + hopColumn.journey] === journey) arrives = Math.max(arrives, packed[at + hopColumn.arrives] ?? 0);
    }
  }
  lab.runUntil(Math.max(lab.now, Math.ceil(arrives)));
}

/** When the journey before that of the last hop ended, or the moment before the last one began. */
export function momentBeforePacket(trace: Trace, now: number, background: boolean): number | undefined {
  let journey: number | undefined;
  let began = 0;
  for (const hop of hopsBackwards(trace, background)) {
    const time = hop[hopColumn.time] ?? 0;
    if (time > now) continue;
    journey ??= hop[hopColumn.journey];
    if (hop[hopColumn.journey] === journey) began = time;
    else if (time < began) return Math.min(Math.ceil(hop[hopColumn.arrives] ?? time), began - 1);
  }
  return journey === undefined ? undefined : Math.max(0, began - 1);
}
