// What the trace knows of those who appear in it: places, devices, and what decides over packets.
// Source: ours. Kernels, switches and sockets implement these; the trace calls them when a record is read.
// Not for: records themselves (record.ts).
import type { Traced } from '../wire/packet-view.ts';
import type { Alternatives, Cause, Considered } from './record.ts';

/** Where devices live: a namespace of a host, or a switch. */
export interface TracePlace {
  readonly hostName: string;
  readonly label: string;
  /** Not shown in pictures: behind the routers. */
  readonly offstage?: boolean;
}

/** A device as the trace knows it. */
export interface TraceDevice {
  readonly uid: number;
  readonly name: string;
  readonly place: TracePlace;
  /** `veth`, `bridge` …, as `ip -d link` names it; a switch's ports have none. */
  readonly kind?: string;
  /** The device that it is stacked on, as macvlan, ipvlan and VLANs are. */
  readonly lower?: TraceDevice;
}

/** What decided over a packet (a route, a neighbour, a bridge, a socket); `detail` (16 bits) is what it wants to remember of the moment. */
export interface Decision {
  describe(detail: number, traced: Traced, peer: TraceDevice | undefined): string;
  /** What sort of thing decided, its data, and who made it. Without it: a protocol of the kernel's, which nobody made. */
  cause?(detail: number, traced: Traced, peer: TraceDevice | undefined): Cause;
  /** What it chose from, where nobody but itself remembers: as it was then. */
  considered?(): readonly Considered[];
  /** What it would choose from, gone through again with the packet as it was. */
  alternatives?(asked: Asked): Alternatives;
  /** What would let a packet through that is dropped here. */
  remedy?(detail: number, traced: Traced): string;
}

/** A decision of the past: when it was, and what it was about. */
export interface Asked {
  readonly time: number;
  readonly detail: number;
  readonly traced: Traced;
  readonly device: TraceDevice;
  readonly peer: TraceDevice | undefined;
}

/** What ends packets: it says why, and what to do about it. */
export interface DropDecision extends Decision {
  remedy(detail: number, traced: Traced): string;
}

/** Where to type a command: on a host, or within a container of it. */
export function typedAt({ hostName, label }: TracePlace, command: string): string {
  return hostName === label ? `on ${label}: ${command}` : `in ${label} on ${hostName}: ${command}`;
}

/** Virtual time, as the scheduler keeps it. */
export interface Clock {
  readonly now: number;
}
