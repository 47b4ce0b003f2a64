// The packets that are on their way on screen: when each starts, and how many are folded into one. No drawing, no React.
import {
  type DropReason,
  dropReasons,
  HOP_COLUMNS,
  hopColumn,
  hopMarks,
  type PacketSign,
  type Protocol,
  packetSigns,
  protocols,
} from '../../../sim/trace/record.ts';

/** What there is to see of a packet itself. */
export interface Look {
  readonly protocol: Protocol;
  readonly sign: PacketSign;
  /** What the protocol is of is a frame within a packet. */
  readonly tunnelled: boolean;
}

/** A packet crossing one link, or ending at a device. */
export interface Flight {
  /** Of the newest that is folded into it. */
  readonly seq: number;
  readonly from: number;
  /** The same as `from` for a drop. */
  readonly to: number;
  readonly look: Look;
  readonly journey: number;
  /** Whose time `start` and `end` are of. */
  readonly clock: keyof Clocks;
  readonly start: number;
  readonly end: number;
  readonly drop: DropReason | undefined;
  /** The device where the same journey had arrived before: the packet came from there, through a bridge or a kernel. */
  readonly before: number | undefined;
  /** How many packets it stands for. */
  readonly count: number;
}

/** `beats`: milliseconds in which packets move, each hop as long as a beat. `world`: the world's own time, in microseconds. */
export interface Clocks {
  readonly beats: number;
  readonly world: number;
}

/** A packet that ended, and where. */
export interface Ending {
  readonly seq: number;
  /** Virtual microseconds. */
  readonly time: number;
  readonly uid: number;
  readonly reason: DropReason;
}

/** How a batch of hops is to be shown. */
export interface Pace {
  /** Real milliseconds that a hop takes. */
  readonly beat: number;
  /** Hops take as long as they do in the world instead. */
  readonly scaled: boolean;
}

/** More than this cannot be told apart; the newest go on, the eldest vanish. */
const MAX_FLIGHTS = 2000;
/** A flight waits for what came before it, but never for more than these many beats. */
const MAX_WAIT_BEATS = 4;
/** A burst takes this long, within what eyes can follow. */
export const BURST_MS = 520;
/** How long after an arrival the next hop still counts as going on from there. */
const MEMORY_MS = 1500;
/** The same in the world's time, in microseconds. */
const MEMORY_US = 2000;
/** Of packets that look alike, so many may follow each other on a wire within a beat; the rest become a number on the last. */
const FOLD_FROM = 3;
/** The world's time comes in leaps, frame by frame: what is shown follows it within about so many milliseconds. */
const FOLLOW_MS = 40;

function forgetEldest<K>(map: Map<K, unknown>, left: number): void {
  for (const key of map.keys()) {
    if (map.size <= left) return;
    map.delete(key);
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Arrival {
  /** Virtual microseconds. */
  readonly arrives: number;
  readonly clock: keyof Clocks;
  readonly end: number;
  readonly to: number;
}

/** Tells whether two devices lie in the same bridge or kernel. */
export type Inside = (uid: number) => number | undefined;

/**
 * Flights with two clocks. That of beats stops when the lab is paused: a hop that arrives then was asked for with a single step, and the
 * clock runs until it has landed, and there it stays to be looked at. The world's clock follows the world.
 */
export class Fleet {
  #beats = 0;
  #world = 0;
  #worldGoal = 0;
  #playing = true;
  #until = 0;
  #flights: Mutable<Flight>[] = [];
  /** Flights that look alike on the same wire, in order. */
  readonly #lanes = new Map<string, Mutable<Flight>[]>();
  /** By journey. */
  readonly #arrivals = new Map<number, Arrival[]>();
  readonly #landed: (ending: Ending) => void;
  #endings: { readonly flight: Flight; readonly ending: Ending }[] = [];

  /** `landed` is called when a dropped packet's burst begins. */
  constructor(landed: (ending: Ending) => void) {
    this.#landed = landed;
  }

  get clocks(): Clocks {
    return { beats: this.#beats, world: this.#world };
  }

  get flights(): readonly Flight[] {
    return this.#flights;
  }

  /** Something will move without anything new being added. */
  get moving(): boolean {
    if (this.#flights.length === 0) return false;
    return this.#playing || this.#beats < this.#until || this.#world < this.#worldGoal;
  }

  setPlaying(playing: boolean): void {
    if (playing === this.#playing) return;
    this.#playing = playing;
    this.#until = this.#beats;
  }

  /** The world has come so far (virtual microseconds). */
  setWorldTime(time: number): void {
    if (time < this.#world || this.#flights.length === 0) this.#world = time;
    this.#worldGoal = time;
  }

  /** Takes a batch of packed records. */
  add(packed: Float64Array, pace: Pace, inside: Inside): void {
    const duration = Math.max(pace.beat, 1);
    for (let at = 0; at + HOP_COLUMNS <= packed.length; at += HOP_COLUMNS) {
      const row = packed.subarray(at, at + HOP_COLUMNS);
      const flight = this.#read(row, pace.scaled, duration, inside);
      const arrives = row[hopColumn.arrives] ?? 0;
      if (flight.drop !== undefined) {
        this.#flights.push(flight);
        const { seq, from: uid, drop: reason } = flight;
        this.#endings.push({ flight, ending: { seq, uid, reason, time: arrives } });
      } else this.#launch(flight, arrives, duration);
      if (!this.#playing && flight.clock === 'beats') this.#until = Math.max(this.#until, flight.end);
    }
    if (this.#flights.length > MAX_FLIGHTS) this.#trim();
  }

  /** In a hidden tab no frame comes that would let anything end. */
  #trim(): void {
    this.#flights = this.#flights.slice(-MAX_FLIGHTS);
    this.#endings = this.#endings.slice(-MAX_FLIGHTS);
    forgetEldest(this.#lanes, MAX_FLIGHTS);
    forgetEldest(this.#arrivals, MAX_FLIGHTS);
  }

  #read(row: Float64Array, scaled: boolean, duration: number, inside: Inside): Mutable<Flight> {
    const column = (name: keyof typeof hopColumn) => row[hopColumn[name]] ?? 0;
    const drop = dropReasons[column('drop') - 1];
    const from = column('from');
    const journey = column('journey');
    const time = column('time');
    const earlier = (this.#arrivals.get(journey) ?? []).filter((arrival) => arrival.arrives <= time);
    const place = inside(from);
    const before = earlier.findLast(
      (arrival) => arrival.to === from || (place !== undefined && inside(arrival.to) === place),
    );
    const byWorld = scaled && drop === undefined;
    const ready = Math.max(this.#beats, ...earlier.map((arrival) => (arrival.clock === 'beats' ? arrival.end : 0)));
    const start = byWorld ? time : Math.min(ready, this.#beats + MAX_WAIT_BEATS * duration);
    return {
      seq: column('seq'),
      from,
      to: drop === undefined ? column('to') : from,
      look: {
        protocol: protocols[column('protocol')] ?? 'OTHER',
        sign: packetSigns[column('sign')] ?? 'other',
        tunnelled: (column('marks') & hopMarks.tunnelled) !== 0,
      },
      journey,
      clock: byWorld ? 'world' : 'beats',
      start,
      end: byWorld ? Math.max(column('arrives'), time + 1) : start + (drop === undefined ? duration : BURST_MS),
      drop,
      before: before && before.to !== from ? before.to : undefined,
      count: 1,
    };
  }

  /** Sends it off, or folds it into the last of those that look alike on its wire. */
  #launch(flight: Mutable<Flight>, arrives: number, duration: number): void {
    const { from, to, look, clock } = flight;
    const key = `${from}>${to}>${look.protocol}>${look.sign}>${look.tunnelled}`;
    const lane = (this.#lanes.get(key) ?? []).filter((one) => one.clock === clock && !this.#isOver(one));
    this.#lanes.set(key, lane);
    const together = clock === 'beats' ? duration : flight.end - flight.start;
    const alike = lane.filter((one) => flight.start - one.start < together);
    const last = alike.at(-1);
    const host = last !== undefined && alike.length >= FOLD_FROM ? last : flight;
    if (host === flight) {
      lane.push(flight);
      this.#flights.push(flight);
    } else {
      host.count++;
      host.seq = flight.seq;
    }
    const arrivals = this.#arrivals.get(flight.journey) ?? [];
    arrivals.push({ arrives, clock, end: host.end, to });
    this.#arrivals.set(flight.journey, arrivals);
  }

  #isOver({ clock, end }: Pick<Flight, 'clock' | 'end'>): boolean {
    return end < (clock === 'beats' ? this.#beats : this.#world);
  }

  /** Lets `ms` of real time pass. */
  advance(ms: number): void {
    const target = this.#beats + ms;
    this.#beats = this.#playing ? target : Math.max(this.#beats, Math.min(target, this.#until));
    this.#world += (this.#worldGoal - this.#world) * (1 - Math.exp(-ms / FOLLOW_MS));
    if (this.#worldGoal - this.#world < 0.5) this.#world = this.#worldGoal;
    const due = this.#endings.filter(({ flight }) => flight.start <= this.#beats);
    if (due.length > 0) this.#endings = this.#endings.filter(({ flight }) => flight.start > this.#beats);
    for (const { ending } of due) this.#landed(ending);
    this.#flights = this.#flights.filter((flight) => !this.#isOver(flight));
    this.#forget();
  }

  /** Arrivals that are long past, and lanes that nothing flies in. */
  #forget(): void {
    const isFresh = ({ clock, end }: Arrival) =>
      clock === 'beats' ? end >= this.#beats - MEMORY_MS : end >= this.#world - MEMORY_US;
    for (const [journey, arrivals] of this.#arrivals) {
      const fresh = arrivals.filter(isFresh);
      if (fresh.length === 0) this.#arrivals.delete(journey);
      else if (fresh.length < arrivals.length) this.#arrivals.set(journey, fresh);
    }
    for (const [key, lane] of this.#lanes) if (lane.every((flight) => this.#isOver(flight))) this.#lanes.delete(key);
  }

  clear(): void {
    this.#flights = [];
    this.#arrivals.clear();
    this.#lanes.clear();
    this.#endings = [];
  }
}
