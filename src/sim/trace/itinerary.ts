// Where a packet was before and after one of its records: how it came to that place, and how it left.
// Source: ours; records of one packet share its number, and a hop leads from one place to the next.
// Not modelled: what a packet became in an envelope; that is another packet, of the same journey.
import type { TraceDevice } from './decision.ts';
import type { RecordKind } from './record.ts';
import type { Trace } from './trace.ts';

/** Records of a journey that are looked at to either side. */
const REACH = 400;

export interface Itinerary {
  /** The last record of the same packet before, in that place or on the way into it. */
  readonly before: number | undefined;
  /** The next one, in that place or, of a hop, where it leads. */
  readonly after: number | undefined;
  /** The device by which it came in; undefined where it was made here. */
  readonly cameBy: TraceDevice | undefined;
  /** The devices by which it went on to elsewhere; several where it was flooded. */
  readonly leftBy: readonly TraceDevice[];
}

/** A record of the packet, without spelling anything out. */
interface Stop {
  readonly seq: number;
  readonly kind: RecordKind;
  readonly device: TraceDevice;
  readonly peer: TraceDevice | undefined;
}

function stopAt(trace: Trace, seq: number, packet: number): Stop | undefined {
  const traced = trace.traced(seq);
  const ends = trace.ends(seq);
  const kind = trace.outcome(seq)?.kind;
  if (traced?.packet !== packet || ends === undefined || kind === undefined) return undefined;
  return { seq, kind, device: ends.device, peer: kind === 'hop' ? ends.peer : undefined };
}

/** Undefined when the record is not kept any more. */
export function itinerary(trace: Trace, seq: number): Itinerary | undefined {
  const traced = trace.traced(seq);
  const here = traced && stopAt(trace, seq, traced.packet);
  if (traced === undefined || here === undefined) return undefined;
  const journey = trace.journey(traced.journey, Number.POSITIVE_INFINITY);
  const at = journey.indexOf(seq);
  const stops = (seqs: readonly number[]): Stop[] =>
    seqs.map((one) => stopAt(trace, one, traced.packet)).filter((one) => one !== undefined);
  const earlier = stops(journey.slice(Math.max(0, at - REACH), at)).reverse();
  const later = stops(journey.slice(at + 1, at + REACH));
  const { place } = here.device;
  const next = (here.peer ?? here.device).place;
  const before = earlier.find(({ device, peer }) => peer?.place === place || device.place === place);
  const entered = earlier.find(({ kind, peer }) => kind === 'send' || peer?.place === place);
  const left =
    here.kind === 'hop' ? [here] : later.filter(({ kind, device }) => kind === 'hop' && device.place === place);
  return {
    before: before?.seq,
    after: later.find(({ device }) => device.place === next)?.seq,
    cameBy: entered?.peer,
    leftBy: left.map(({ device }) => device),
  };
}
