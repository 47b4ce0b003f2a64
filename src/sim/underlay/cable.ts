// A cable: joins two plugs, and takes its time.
// Source: IEEE 802.3; light in copper or glass makes 5 microseconds a kilometre, a frame's length divided by the rate comes on top.
// Not modelled: collisions (full duplex only), damaged frames.
import type { Scheduler, SimTime } from '../des/scheduler.ts';
import { RX } from '../linux/device.ts';
import type { Cabling, Plug } from '../linux/devices/nic.ts';
import { NIC_CROSSING } from '../linux/timing.ts';
import type { Trace } from '../trace/trace.ts';
import type { EthernetFrame } from '../wire/ethernet.ts';

/** Preamble, start delimiter, FCS and gap between frames, in bytes. */
const WIRE_OVERHEAD = 24;
/** The smallest frame on a wire, header included and FCS not. */
const SHORTEST_FRAME = 60;

export interface CableOptions {
  /** One way, in microseconds. */
  readonly latency?: SimTime;
  /** In Mbit/s; 0 takes no time. */
  readonly rate?: number;
}

const DEFAULT_LATENCY: SimTime = 12;
const GIGABIT = 1000;

export class Cable implements Cabling {
  readonly #scheduler: Scheduler;
  readonly #trace: Trace;
  readonly #a: Plug;
  readonly #b: Plug;
  readonly #latency: SimTime;
  readonly #rate: number;
  #freeAtA: SimTime = 0;
  #freeAtB: SimTime = 0;
  #whole = true;

  constructor(scheduler: Scheduler, trace: Trace, a: Plug, b: Plug, options: CableOptions = {}) {
    this.#scheduler = scheduler;
    this.#trace = trace;
    this.#a = a;
    this.#b = b;
    this.#latency = options.latency ?? DEFAULT_LATENCY;
    this.#rate = options.rate ?? GIGABIT;
  }

  otherEnd(of: Plug): Plug {
    return of === this.#a ? this.#b : this.#a;
  }

  carrier(of: Plug): boolean {
    return this.#whole && this.otherEnd(of).lit;
  }

  /** One direction's frames follow each other, each after the last bit of the one before. */
  send(from: Plug, frame: EthernetFrame): void {
    const to = this.otherEnd(from);
    const fromA = from === this.#a;
    const now = this.#scheduler.now;
    const bits = (Math.max(frame.length, SHORTEST_FRAME) + WIRE_OVERHEAD) * 8;
    const sent =
      Math.max(now, fromA ? this.#freeAtA : this.#freeAtB) + (this.#rate === 0 ? 0 : Math.ceil(bits / this.#rate));
    if (fromA) this.#freeAtA = sent;
    else this.#freeAtB = sent;
    const arrives = sent + this.#latency + NIC_CROSSING;
    this.#trace.hop(from, to, frame, arrives);
    this.#scheduler.at(arrives, to, RX, frame);
  }

  notify(from: Plug): void {
    this.otherEnd(from).onLinkChange();
  }

  /** Cuts the cable, or mends it. */
  setWhole(whole: boolean): void {
    if (this.#whole === whole) return;
    this.#whole = whole;
    this.#a.onLinkChange();
    this.#b.onLinkChange();
  }
}
