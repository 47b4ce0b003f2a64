// A cable: joins two plugs, takes its time, and has its faults.
// Source: IEEE 802.3; light in copper or glass makes 5 microseconds a kilometre, a frame's length divided by the rate comes on top; faults as tc-netem(8).
// Not modelled: collisions (full duplex only), damaged and reordered frames; a cut lets what is on its way arrive.
import type { RandomStream } from '../base/random.ts';
import { MILLISECOND, type Scheduler, type SimTime } from '../des/scheduler.ts';
import { RX } from '../linux/device.ts';
import type { Cabling, Plug } from '../linux/devices/nic.ts';
import { NIC_CROSSING } from '../linux/timing.ts';
import type { DropDecision } from '../trace/decision.ts';
import type { Cause, DropReason, Fact } from '../trace/record.ts';
import type { Trace } from '../trace/trace.ts';
import type { EthernetFrame } from '../wire/ethernet.ts';

/** Preamble, start delimiter, FCS and gap between frames, in bytes. */
const WIRE_OVERHEAD = 24;
/** The smallest frame on a wire, header included and FCS not. */
const SHORTEST_FRAME = 60;
/** A frame of the usual MTU, by which a queue is measured. */
const FULL_FRAME = 1514;

/** What a cable is like. */
export interface CableSettings {
  /** One way, in microseconds. */
  readonly latency: SimTime;
  /** The most that is added to it, by chance, in microseconds. */
  readonly jitter: SimTime;
  /** In Mbit/s; 0 takes no time. */
  readonly rate: number;
  /** Which part of the frames is lost, from 0 to 1. */
  readonly loss: number;
  /** Bytes behind the Ethernet header that it carries; 0 for any number. */
  readonly mtu: number;
  /** How many full frames may wait for each end; 0 for any number. */
  readonly queue: number;
}

export interface CableOptions extends Partial<CableSettings> {
  /** What its chances are drawn from; a cable without faults draws nothing. */
  readonly random?: () => RandomStream;
}

const perfect: CableSettings = { latency: 12, jitter: 0, rate: 1000, loss: 0, mtu: 0, queue: 0 };

/** For the trace: why a frame does not arrive. */
const LOST = 0;
const QUEUED_OUT = 1;
const TOO_LARGE = 2;

/** One direction: when its last bit leaves, and when its last frame arrives. */
interface Lane {
  free: SimTime;
  last: SimTime;
}

export class Cable implements Cabling, DropDecision {
  readonly ends: readonly [Plug, Plug];
  readonly #scheduler: Scheduler;
  readonly #trace: Trace;
  readonly #makeRandom: (() => RandomStream) | undefined;
  readonly #lanes: readonly [Lane, Lane] = [
    { free: 0, last: 0 },
    { free: 0, last: 0 },
  ];
  #settings: CableSettings;
  #random: RandomStream | undefined;
  #whole = true;

  constructor(scheduler: Scheduler, trace: Trace, a: Plug, b: Plug, options: CableOptions = {}) {
    this.#scheduler = scheduler;
    this.#trace = trace;
    this.ends = [a, b];
    const { random, ...settings } = options;
    this.#makeRandom = random;
    this.#settings = { ...perfect, ...settings };
  }

  get settings(): CableSettings {
    return this.#settings;
  }

  /** Changes what the cable is like, for frames that are sent from now on. */
  set(change: Partial<CableSettings>): void {
    this.#settings = { ...this.#settings, ...change };
  }

  otherEnd(of: Plug): Plug {
    return of === this.ends[0] ? this.ends[1] : this.ends[0];
  }

  get whole(): boolean {
    return this.#whole;
  }

  carrier(of: Plug): boolean {
    return this.#whole && this.otherEnd(of).lit;
  }

  /** One direction's frames follow each other, each after the last bit of the one before. */
  send(from: Plug, frame: EthernetFrame): void {
    const to = this.otherEnd(from);
    const lane = this.#lanes[from === this.ends[0] ? 0 : 1];
    const { latency, rate, loss, mtu, queue, jitter } = this.#settings;
    const now = this.#scheduler.now;
    const { pieces } = frame;
    if (mtu !== 0 && frame.pieceLength - frame.headerLength > mtu) {
      this.#drop(from, frame, 'CABLE_MTU', TOO_LARGE);
      return;
    }
    if (queue !== 0 && rate !== 0 && ((lane.free - now) * rate) / 8 > queue * FULL_FRAME) {
      this.#drop(from, frame, 'CABLE_QUEUE', QUEUED_OUT);
      return;
    }
    const bits = (Math.max(frame.wireLength, SHORTEST_FRAME) + pieces * WIRE_OVERHEAD) * 8;
    const sent = Math.max(now, lane.free) + (rate === 0 ? 0 : Math.ceil(bits / rate));
    lane.free = sent;
    if (loss > 0 && this.#chance() < (pieces === 1 ? loss : 1 - (1 - loss) ** pieces)) {
      this.#drop(from, frame, 'CABLE_LOSS', LOST);
      return;
    }
    const late = jitter === 0 ? 0 : Math.floor(this.#chance() * (jitter + 1));
    const arrives = Math.max(lane.last, sent + latency + NIC_CROSSING + late);
    lane.last = arrives;
    this.#trace.hop(from, to, frame, arrives);
    this.#scheduler.at(arrives, to, RX, frame);
  }

  /** From 0 up to, but not, 1. */
  #chance(): number {
    this.#random ??= this.#makeRandom?.();
    return this.#random === undefined ? 1 : this.#random.int(0, 999_999) / 1_000_000;
  }

  #drop(from: Plug, frame: EthernetFrame, reason: DropReason, detail: number): void {
    this.#trace.drop(from, frame, reason, this, detail);
  }

  notify(from: Plug): void {
    this.otherEnd(from).onLinkChange();
  }

  /** Cuts the cable, or mends it. */
  setWhole(whole: boolean): void {
    if (this.#whole === whole) return;
    this.#whole = whole;
    for (const end of this.ends) end.onLinkChange();
  }

  // What the trace tells of frames that it ends.

  get #name(): string {
    const [a, b] = this.ends.map((end) => `${end.name} of ${end.place.label}`);
    return `the cable between ${a} and ${b}`;
  }

  describe(detail: number): string {
    const { loss, mtu, queue } = this.#settings;
    if (detail === TOO_LARGE) return `${this.#name} carries ${mtu} bytes and no more`;
    if (detail === QUEUED_OUT) return `${queue} frames wait for ${this.#name} already`;
    return `${percent(loss)} % loss on ${this.#name}`;
  }

  remedy(detail: number): string {
    const { mtu, rate } = this.#settings;
    const [a] = this.ends;
    if (detail === TOO_LARGE) return `Set the MTU of both ends down: ip link set ${a.name} mtu ${mtu}`;
    if (detail === QUEUED_OUT) return `Send less than ${rate} Mbit/s, or give the cable a higher rate`;
    return 'Set the loss of the cable to 0 %';
  }

  cause(): Cause {
    const { latency, jitter, rate, loss, mtu } = this.#settings;
    const facts: Fact[] = [
      { label: 'cable', value: this.ends.map((end) => `${end.place.label} ${end.name}`).join(' — ') },
      { label: 'delay', value: `${latency / MILLISECOND} ms${jitter === 0 ? '' : ` ± ${jitter / MILLISECOND} ms`}` },
      { label: 'rate', value: rate === 0 ? 'any' : `${rate} Mbit/s` },
      { label: 'loss', value: `${percent(loss)} %` },
      { label: 'MTU', value: mtu === 0 ? 'any' : String(mtu) },
    ];
    return { kind: 'port', facts, creator: 'the canvas: cable settings' };
  }
}

const percent = (part: number): number => Math.round(part * 10_000) / 100;
