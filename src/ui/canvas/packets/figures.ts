// What there is to draw of the flights at one moment: where, how many as one, and the bursts of drops.
import type { Point, Rect } from '../layout/model.ts';
import { pointAlong } from '../layout/route.ts';
import type { Clocks, Flight, Look } from './fleet.ts';
import type { PacketMap } from './packet-map.ts';

/** One envelope, standing for all that are in the same place of the same wire. */
export interface Figure extends Point {
  readonly look: Look;
  readonly count: number;
  /** The newest of them: what a click shows. */
  readonly seq: number;
  /** The wire that it is on, for those who want no motion. */
  readonly line: readonly Point[];
}

export interface Burst extends Point {
  readonly seq: number;
  /** 0 to 1. */
  readonly age: number;
}

export interface Scene {
  readonly figures: readonly Figure[];
  readonly bursts: readonly Burst[];
}

/** The share of a hop's time that is spent getting through a bridge or a kernel to the wire. */
const LEAD = 0.3;
/** The same where that is a tunnel's way through the host. */
const TUNNEL_LEAD = 0.6;
/** Packets closer than this share of a wire are folded into one. */
const FOLD = 0.12;

const middle = (rect: Rect): Point => ({ x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 });

/** Starts and stops softly. */
function ease(t: number): number {
  return t < 0.5 ? 2 * t * t : 1 - (2 - 2 * t) ** 2 / 2;
}

/** From one device to another through what they are both in: along, then up or down. */
function leadLine(from: Point, to: Point): readonly Point[] {
  const turn = (from.y + to.y) / 2;
  return [from, { x: from.x, y: turn }, { x: to.x, y: turn }, to];
}

function lineOf(flight: Flight, map: PacketMap): readonly Point[] | undefined {
  const line = map.line(flight.from, flight.to);
  if (line) return line;
  const from = map.device(flight.from);
  const to = map.device(flight.to);
  return from && to && [middle(from), middle(to)];
}

interface Spot {
  readonly point: Point;
  readonly line: readonly Point[];
  /** Along the wire, 0 to 1; less than 0 on the way to it. */
  readonly progress: number;
}

function spotOf(flight: Flight, now: number, map: PacketMap, still: boolean): Spot | undefined {
  const line = lineOf(flight, map);
  if (!line) return undefined;
  if (still) return { point: pointAlong(line, 1), line, progress: 1 };
  const t = Math.min(1, (now - flight.start) / (flight.end - flight.start));
  const before = flight.before === undefined ? undefined : map.device(flight.before);
  if (!before) return { point: pointAlong(line, ease(t)), line, progress: ease(t) };
  const tunnel = flight.before === undefined ? undefined : map.lead(flight.before, flight.from);
  const share = tunnel ? TUNNEL_LEAD : LEAD;
  if (t < share) {
    const lead = tunnel ? [...tunnel, pointAlong(line, 0)] : leadLine(middle(before), pointAlong(line, 0));
    return { point: pointAlong(lead, t / share), line, progress: -1 + t / share };
  }
  const progress = ease((t - share) / (1 - share));
  return { point: pointAlong(line, progress), line, progress };
}

/** The scene as the clocks stand. `still` puts every packet at the end of its wire, for those who want no motion. */
export function sceneAt(flights: readonly Flight[], clocks: Clocks, map: PacketMap, still: boolean): Scene {
  const folded = new Map<string, Figure>();
  const bursts: Burst[] = [];
  for (const flight of flights) {
    const now = clocks[flight.clock];
    if (flight.start > now) continue;
    if (flight.drop !== undefined) {
      const device = map.device(flight.from);
      const age = Math.min(1, (now - flight.start) / (flight.end - flight.start));
      if (device) bursts.push({ ...middle(device), seq: flight.seq, age: still ? 0.5 : age });
      continue;
    }
    const spot = spotOf(flight, now, map, still);
    if (!spot) continue;
    const { look, seq } = flight;
    const { protocol, sign, tunnelled } = look;
    const key = `${flight.from}>${flight.to}>${protocol}>${sign}>${tunnelled}>${Math.floor(spot.progress / FOLD)}`;
    const { x, y } = spot.point;
    folded.set(key, { x, y, look, count: (folded.get(key)?.count ?? 0) + flight.count, seq, line: spot.line });
  }
  return { figures: [...folded.values()], bursts };
}

/** The record of what lies at a point, the topmost first. */
export function hit(scene: Scene, at: Point, reach: number): number | undefined {
  const near = [...scene.bursts, ...scene.figures].filter((one) => Math.hypot(one.x - at.x, one.y - at.y) <= reach);
  return near.at(-1)?.seq;
}
