// One record from all sides: what came in, what decided and what else could have, what went out, and the journey around it.

import type { TraceDevice } from '../sim/trace/decision.ts';
import { itinerary } from '../sim/trace/itinerary.ts';
import type { RecordKind, TraceRecord } from '../sim/trace/record.ts';
import type { PacketView } from '../sim/wire/layer.ts';
import type { World } from '../sim/world.ts';
import { changesBetween } from './changes.ts';
import type { Note } from './history.ts';
import type { PacketStand, RecordDetail } from './protocol.ts';
import { makerOf, tableLink } from './table-link.ts';
import { typedBy } from './typed-by.ts';

/** Records of one journey that an inspector is given, at most. */
const MAX_JOURNEY = 500;

/** Kinds whose record has the packet as it leaves; the others have it as it came. */
const leaving: ReadonlySet<RecordKind> = new Set(['send', 'hop', 'route', 'netfilter']);

/** A neighbour that is known has put the frame around the packet already. */
function hasLeft({ kind }: TraceRecord, { layers }: PacketView): boolean {
  return leaving.has(kind) || (kind === 'neigh' && layers[0]?.name === 'Ethernet II');
}

/** The packet ends there, or waits. */
const stays: ReadonlySet<RecordKind> = new Set(['deliver', 'drop', 'neigh']);

/** Undefined when the record is not kept any more. Nothing is told of records from number `end` on. */
export function recordDetail(
  world: World,
  seq: number,
  notes: readonly Note[],
  end = Number.POSITIVE_INFINITY,
): RecordDetail | undefined {
  if (seq >= end) return undefined;
  const record = world.trace.record(seq);
  const packet = world.packet(seq);
  if (record === undefined) return undefined;
  const { came, left: later } = packet === undefined ? {} : standsOf(world, record, packet);
  const left = later !== undefined && later.seq < end ? later : undefined;
  const alternatives = world.alternatives(seq);
  const table = tableLink(world, seq);
  const maker = makerOf(world, record);
  const typed = typedBy(notes, record);
  return {
    record,
    packet,
    journey: journeyAround(world, record).filter((one) => one.seq < end),
    changes: came !== undefined && left !== undefined ? changesBetween(came.packet, left.packet) : [],
    ...(came === undefined ? {} : { came }),
    ...(left === undefined ? {} : { left }),
    ...(alternatives === undefined ? {} : { alternatives }),
    ...(table === undefined ? {} : { table }),
    ...(maker === undefined ? {} : { maker }),
    ...(typed === undefined ? {} : { typed }),
  };
}

/** As many records of the journey as an inspector may have, the record itself among them. */
function journeyAround({ trace }: World, { seq, journey }: TraceRecord): readonly TraceRecord[] {
  const all = trace.journey(journey, Number.POSITIVE_INFINITY);
  const from = Math.max(0, Math.min(all.indexOf(seq) - MAX_JOURNEY / 2, all.length - MAX_JOURNEY));
  return all.slice(from, from + MAX_JOURNEY).flatMap((at) => trace.record(at) ?? []);
}

function standsOf(world: World, record: TraceRecord, packet: PacketView): { came?: PacketStand; left?: PacketStand } {
  const { seq, kind } = record;
  const way = itinerary(world.trace, seq);
  if (way === undefined) return {};
  const own = (devices: readonly string[]): PacketStand => ({ seq, devices, packet });
  const other = (at: number | undefined, devices: readonly string[]): PacketStand | undefined => {
    const view = at === undefined ? undefined : world.packet(at);
    return at === undefined || view === undefined ? undefined : { seq: at, devices, packet: view };
  };
  const cameBy = namesOf(way.cameBy === undefined ? [] : [way.cameBy]);
  const leftBy = namesOf(way.leftBy);
  const here = record.deviceName === undefined ? [] : [record.deviceName];
  const gone = hasLeft(record, packet);
  const came = gone ? other(way.before, cameBy) : own(cameBy);
  if (!gone && stays.has(kind)) return came === undefined ? {} : { came };
  const left = gone ? own(kind === 'hop' ? here : leftBy) : other(way.after, leftBy);
  return { ...(came === undefined ? {} : { came }), ...(left === undefined ? {} : { left }) };
}

const namesOf = (devices: readonly TraceDevice[]): readonly string[] => [...new Set(devices.map(({ name }) => name))];
