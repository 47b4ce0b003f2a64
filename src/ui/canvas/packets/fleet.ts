// The packets that are on their way on screen: when each starts, where it is, and what clicking hits. No drawing, no React.
import {
  type DropReason,
  dropReasons,
  HOP_COLUMNS,
  hopColumn,
  hopMarks,
  type Protocol,
  protocols,
} from '../../../sim/trace/record.ts';

/** A packet crossing one link, or ending at a device. Times are of the fleet's own clock, in ms. */
export interface Flight {
  readonly seq: number;
  readonly from: number;
  /** The same as `from` for a drop. */
  readonly to: number;
  readonly protocol: Protocol;
  /** What the protocol is of is a frame within a packet. */
  readonly tunnelled: boolean;
  readonly journey: number;
  readonly start: number;
  readonly end: number;
  readonly drop: DropReason | undefined;
  /** The device where the same journey had arrived before: the packet came from there, through a bridge or a kernel. */
  readonly before: number | undefined;
}

/** More than this cannot be told apart; the newest go on, the eldest vanish. */
const MAX_FLIGHTS = 500;
/** A flight waits for what came before it, but never for more than these many beats. */
const MAX_WAIT_BEATS = 4;
/** A burst takes this share of a beat, within what eyes can follow. */
export const BURST_MS = 520;

interface Arrival {
  readonly journey: number;
  /** Virtual microseconds. */
  readonly arrives: number;
  readonly end: number;
  readonly to: number;
}

/** Tells whether two devices lie in the same bridge or kernel. */
export type Inside = (uid: number) => string | undefined;

/**
 * Flights with a clock that stops when the lab is paused. A hop that arrives while paused was asked for with a single step: the clock
 * runs until it has landed, and there it stays to be looked at.
 */
export class Fleet {
  #clock = 0;
  #playing = true;
  #until = 0;
  #flights: Flight[] = [];
  #arrivals: Arrival[] = [];
  readonly #landed: (drop: Flight) => void;
  #pendingDrops: Flight[] = [];

  /** `onDrop` is called when a dropped packet's burst begins. */
  constructor(onDrop: (drop: Flight) => void) {
    this.#landed = onDrop;
  }

  get clock(): number {
    return this.#clock;
  }

  get flights(): readonly Flight[] {
    return this.#flights;
  }

  /** Something will move without anything new being added. */
  get moving(): boolean {
    return (this.#flights.length > 0 || this.#pendingDrops.length > 0) && (this.#playing || this.#clock < this.#until);
  }

  setPlaying(playing: boolean): void {
    if (playing === this.#playing) return;
    this.#playing = playing;
    this.#until = this.#clock;
  }

  /** Takes a batch of packed records. `beat` is how long one hop takes on screen. */
  add(packed: Float64Array, beat: number, inside: Inside): void {
    const duration = Math.max(beat, 1);
    for (let at = 0; at + HOP_COLUMNS <= packed.length; at += HOP_COLUMNS) {
      const flight = this.#read(packed, at, duration, inside);
      this.#flights.push(flight);
      if (flight.drop !== undefined) this.#pendingDrops.push(flight);
      else this.#remember(flight, packed[at + hopColumn.arrives] ?? 0);
      if (!this.#playing) this.#until = Math.max(this.#until, flight.end);
    }
    if (this.#flights.length > MAX_FLIGHTS) this.#flights = this.#flights.slice(-MAX_FLIGHTS);
  }

  #read(packed: Float64Array, at: number, duration: number, inside: Inside): Flight {
    const column = (name: keyof typeof hopColumn) => packed[at + hopColumn[name]] ?? 0;
    const drop = dropReasons[column('drop') - 1];
    const from = column('from');
    const journey = column('journey');
    const time = column('time');
    const earlier = this.#arrivals.filter((arrival) => arrival.journey === journey && arrival.arrives <= time);
    const ready = Math.max(this.#clock, ...earlier.map((arrival) => arrival.end));
    const start = Math.min(ready, this.#clock + MAX_WAIT_BEATS * duration);
    const place = inside(from);
    const before = earlier.findLast(
      (arrival) => arrival.to === from || (place !== undefined && inside(arrival.to) === place),
    );
    return {
      seq: column('seq'),
      from,
      to: drop === undefined ? column('to') : from,
      protocol: protocols[column('protocol')] ?? 'OTHER',
      tunnelled: (column('marks') & hopMarks.tunnelled) !== 0,
      journey,
      start,
      end: start + (drop === undefined ? duration : BURST_MS),
      drop,
      before: before && before.to !== from ? before.to : undefined,
    };
  }

  #remember(flight: Flight, arrives: number): void {
    this.#arrivals.push({ journey: flight.journey, arrives, end: flight.end, to: flight.to });
  }

  /** Lets `ms` of real time pass. */
  advance(ms: number): void {
    const target = this.#clock + ms;
    this.#clock = this.#playing ? target : Math.max(this.#clock, Math.min(target, this.#until));
    const now = this.#clock;
    const due = this.#pendingDrops.filter((drop) => drop.start <= now);
    if (due.length > 0) this.#pendingDrops = this.#pendingDrops.filter((drop) => drop.start > now);
    for (const drop of due) this.#landed(drop);
    this.#flights = this.#flights.filter((flight) => flight.end >= now);
    this.#arrivals = this.#arrivals.filter((arrival) => arrival.end >= now - MEMORY_MS);
  }

  clear(): void {
    this.#flights = [];
    this.#arrivals = [];
    this.#pendingDrops = [];
  }
}

/** How long after an arrival the next hop still counts as going on from there. */
const MEMORY_MS = 1500;
