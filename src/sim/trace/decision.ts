// What the trace knows of those who appear in it: places, devices, and what decides over packets.
// Source: ours. Kernels, switches and sockets implement these; the trace calls them when a record is read.
// Not for: records themselves (record.ts).
import type { Traced } from '../wire/packet-view.ts';

/** Where devices live: a namespace of a host, or a switch. */
export interface TracePlace {
  readonly hostName: string;
  readonly label: string;
}

/** A device as the trace knows it. */
export interface TraceDevice {
  readonly uid: number;
  readonly name: string;
  readonly place: TracePlace;
}

/** What decided over a packet (a route, a neighbour, a bridge, a socket); `detail` (16 bits) is what it wants to remember of the moment. */
export interface Decision {
  describe(detail: number, traced: Traced, peer: TraceDevice | undefined): string;
  /** For who drops: what would let this packet through. Without it, the drop's reason has a general answer. */
  remedy?(detail: number, traced: Traced): string;
}

/** Virtual time, as the scheduler keeps it. */
export interface Clock {
  readonly now: number;
}
