// How long the kernel's own work takes: a crossing of a veth pair or of lo, and its small irregularity.
// Source: measured on Linux 6.1: a ping over veth, bridge, veth takes 40 to 120 microseconds when nothing else runs.
// Not modelled: load. A busy host is as quick as an idle one.
import type { RandomStream } from '../base/random.ts';
import type { SimTime } from '../des/scheduler.ts';

/** veth_xmit, netif_rx, the softirq and the receiving stack, in microseconds. */
export const VETH_CROSSING: SimTime = 12;
/** loopback_xmit to the receiving stack, in microseconds. */
export const LOOPBACK_CROSSING: SimTime = 9;
/** From a device to one that is stacked on it, or back: a call within the same softirq, in microseconds. */
export const STACK_CROSSING: SimTime = 1;
/** A physical NIC's interrupt and driver, in microseconds; the cable adds its own. */
export const NIC_CROSSING: SimTime = 18;

/** Bytes that one processor moves through a pair or lo in a microsecond: 2.5 Gbit/s, as without offloads. */
const BYTES_PER_MICROSECOND = 320;

/** What a large packet takes longer than a small one. */
export const copying = (bytes: number): SimTime => Math.floor(bytes / BYTES_PER_MICROSECOND);

const CYCLE = 251; // a prime, so that flows of even length do not fall into step with it
const MOST = 5;

/** Irregular small delays: drawn once from a random stream, then used in turn, as drawing for each frame would be dear. */
export class Jitter {
  readonly #delays = new Uint8Array(CYCLE);
  #next = 0;

  constructor(random: RandomStream) {
    for (let i = 0; i < CYCLE; i++) this.#delays[i] = random.int(0, MOST);
  }

  next(): SimTime {
    const at = this.#next;
    this.#next = at + 1 === CYCLE ? 0 : at + 1;
    return this.#delays[at] ?? 0;
  }
}
