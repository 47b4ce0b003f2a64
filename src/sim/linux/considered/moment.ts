// A moment of the trace, for those who say what else could have decided then.
// Source: ours.
// Not for: what did decide; decisions say that themselves (trace/decision.ts).
import type { TraceDevice } from '../../trace/decision.ts';
import { itinerary } from '../../trace/itinerary.ts';
import type { Alternatives, Considered } from '../../trace/record.ts';
import type { Decided, Trace } from '../../trace/trace.ts';
import { EthernetFrame } from '../../wire/ethernet.ts';
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import type { Traced } from '../../wire/packet-view.ts';

export interface Moment extends Decided {
  readonly device: TraceDevice;
  readonly peer: TraceDevice | undefined;
  readonly traced: Traced;
  /** The packet as it was before, where it was already. */
  readonly before: Traced | undefined;
  readonly cameBy: TraceDevice | undefined;
  readonly leftBy: readonly TraceDevice[];
}

/** Undefined where nothing decided, or where the record is not kept any more. */
export function momentAt(trace: Trace, seq: number): Moment | undefined {
  const decided = trace.decided(seq);
  const ends = trace.ends(seq);
  const traced = trace.traced(seq);
  const way = itinerary(trace, seq);
  if (decided === undefined || ends === undefined || traced === undefined || way === undefined) return undefined;
  const before = way.before === undefined ? undefined : trace.traced(way.before);
  return { ...decided, ...ends, traced, before, cameBy: way.cameBy, leftBy: way.leftBy };
}

/** Longest list that is told. */
const MOST = 80;

export function ipOf(traced: Traced | undefined): Ipv4Packet | undefined {
  const packet = traced instanceof EthernetFrame ? traced.body : traced;
  return packet?.kind === 'ipv4' ? packet : undefined;
}

/** What has not changed after the moment is as it was then. */
export function asOf(moment: Moment, changedAt: number): Alternatives['as'] {
  return changedAt > moment.time ? 'changed' : 'then';
}

/** At most `MOST` of them; what was taken is always among them. */
export function listed(considered: readonly Considered[], as: Alternatives['as']): Alternatives {
  if (considered.length <= MOST) return { considered, omitted: 0, as };
  const kept = considered.filter(({ fate }, at) => at < MOST || fate === 'taken');
  return { considered: kept, omitted: considered.length - kept.length, as };
}
