// The trace itself: a bounded ring of records in columns, written by the packet path, spelt out only when somebody asks.
// Source: ours; the idea of one reason per drop is the kernel's (include/net/dropreason.h, kfree_skb_reason).
// Not modelled: the past beyond the ring's capacity, which is forgotten, oldest first.
import { formatMac } from '../base/mac.ts';
import { EthernetFrame } from '../wire/ethernet.ts';
import { protocolOf, summarize, type Traced, viewPacket } from '../wire/packet-view.ts';
import { dropTexts } from './drop.ts';
import { Fingerprint } from './fingerprint.ts';
import { PacketLog } from './packet-log.ts';
import {
  type DropReason,
  dropReasons,
  HOP_COLUMNS,
  type PacketView,
  protocols,
  type RecordKind,
  type TraceRecord,
} from './record.ts';

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

/** What decided over a packet (a route, a neighbour, a bridge, a socket); `detail` is what it wants to remember of the moment. */
export interface Decision {
  describe(detail: number, traced: Traced, peer: TraceDevice | undefined): string;
}

/** Virtual time, as the scheduler keeps it. */
export interface Clock {
  readonly now: number;
}

const kinds: readonly RecordKind[] = ['send', 'hop', 'bridge', 'route', 'neigh', 'deliver', 'drop'];
const SEND = 0;
const HOP = 1;
const BRIDGE = 2;
const ROUTE = 3;
const NEIGH = 4;
const DELIVER = 5;
const DROP = 6;

/** Records kept when nobody says otherwise. */
const DEFAULT_CAPACITY = 200_000;
/** Bytes of packets kept for each record that is kept: a few records share a packet. */
const BYTES_A_RECORD = 48;

export class Trace {
  /** Hops since the world began, recorded or not. */
  hops = 0;
  /** Drops since the world began, recorded or not. */
  drops = 0;
  /** Off, the packet path leaves no records; numbers and the fingerprint go on. */
  recording = true;

  readonly #clock: Clock;
  readonly #capacity: number;
  readonly #fingerprint = new Fingerprint();
  #next = 0;
  #first = 0;
  #slot = 0;
  #packetsMade = 0;
  #journeysMade = 0;

  readonly #kind: Uint8Array;
  readonly #reason: Uint8Array;
  readonly #time: Float64Array;
  readonly #arrives: Float64Array;
  readonly #detail: Float64Array;
  readonly #device: TraceDevice[] = [];
  readonly #peer: (TraceDevice | undefined)[] = [];
  readonly #packets: PacketLog;
  readonly #position: Float64Array;
  readonly #length: Uint32Array;
  readonly #framed: Uint8Array;
  readonly #packet: Float64Array;
  readonly #journey: Float64Array;
  readonly #decision: (Decision | undefined)[] = [];

  constructor(clock: Clock, capacity = DEFAULT_CAPACITY) {
    this.#clock = clock;
    this.#capacity = capacity;
    this.#kind = new Uint8Array(capacity);
    this.#reason = new Uint8Array(capacity);
    this.#time = new Float64Array(capacity);
    this.#arrives = new Float64Array(capacity);
    this.#detail = new Float64Array(capacity);
    this.#packets = new PacketLog(capacity * BYTES_A_RECORD);
    this.#position = new Float64Array(capacity);
    this.#length = new Uint32Array(capacity);
    this.#framed = new Uint8Array(capacity);
    this.#packet = new Float64Array(capacity);
    this.#journey = new Float64Array(capacity);
  }

  /** The number of the oldest record that is kept. */
  get first(): number {
    return Math.min(this.#first, this.#next);
  }

  /** The number that the next record will have. */
  get next(): number {
    return this.#next;
  }

  /** Hops and drops since the world began: what moves in a picture. */
  get moves(): number {
    return this.hops + this.drops;
  }

  newPacket(): number {
    return ++this.#packetsMade;
  }

  newJourney(): number {
    return ++this.#journeysMade;
  }

  /** A process or the kernel made a packet that leaves through `device`. */
  send(device: TraceDevice, traced: Traced, by: Decision): void {
    this.#write(SEND, device, undefined, traced, by, 0, 0, 0);
  }

  /** A frame leaves `from` and reaches `to` at `arrives`. */
  hop(from: TraceDevice, to: TraceDevice, frame: EthernetFrame, arrives: number): void {
    this.hops++;
    this.#write(HOP, from, to, frame, undefined, 0, arrives, 0);
  }

  /** A bridge or switch chose `port` (none: all of them, or itself, as `detail` says). */
  bridge(device: TraceDevice, port: TraceDevice | undefined, frame: EthernetFrame, by: Decision, detail: number): void {
    this.#write(BRIDGE, device, port, frame, by, detail, 0, 0);
  }

  route(device: TraceDevice, traced: Traced, by: Decision): void {
    this.#write(ROUTE, device, undefined, traced, by, 0, 0, 0);
  }

  neighbour(device: TraceDevice, traced: Traced, by: Decision, detail: number): void {
    this.#write(NEIGH, device, undefined, traced, by, detail, 0, 0);
  }

  deliver(device: TraceDevice, traced: Traced, by: Decision): void {
    this.#write(DELIVER, device, undefined, traced, by, 0, 0, 0);
  }

  /** The packet ends at `device`; `by` is what said so, if something particular did. */
  drop(device: TraceDevice, traced: Traced, reason: DropReason, by?: Decision, detail = 0): void {
    this.drops++;
    this.#write(DROP, device, undefined, traced, by, detail, 0, dropReasons.indexOf(reason) + 1);
  }

  #write(
    kind: number,
    device: TraceDevice,
    peer: TraceDevice | undefined,
    traced: Traced,
    decision: Decision | undefined,
    detail: number,
    arrives: number,
    reason: number,
  ): void {
    const seq = this.#next++;
    const time = this.#clock.now;
    this.#fingerprint.add(
      time,
      kind | (reason << 8),
      device.uid,
      peer === undefined ? 0 : peer.uid,
      traced.packet,
      arrives,
    );
    if (!this.recording) {
      this.#first = this.#next;
      this.#slot = 0;
      return;
    }
    if (seq - this.#first >= this.#capacity) this.#first++;
    const at = this.#slot;
    this.#slot = at + 1 === this.#capacity ? 0 : at + 1;
    this.#kind[at] = kind;
    this.#reason[at] = reason;
    this.#time[at] = time;
    this.#arrives[at] = arrives;
    this.#detail[at] = detail;
    this.#device[at] = device;
    this.#peer[at] = peer;
    this.#decision[at] = decision;
    this.#position[at] = this.#packets.keep(traced);
    this.#length[at] = traced.length;
    this.#framed[at] = traced instanceof EthernetFrame ? 1 : 0;
    this.#packet[at] = traced.packet;
    this.#journey[at] = traced.journey;
    this.#forget();
  }

  /** Records whose packets are overwritten go with them. */
  #forget(): void {
    const oldest = this.#packets.oldest;
    if (oldest <= 0) return;
    while (this.#first < this.#next) {
      const at = this.#at(this.#first);
      if (at === undefined || (this.#position[at] ?? 0) >= oldest) return;
      this.#first++;
    }
  }

  /** Reads back what a record is about. */
  #read(at: number): Traced | undefined {
    const length = this.#length[at] ?? 0;
    const framed = this.#framed[at] === 1;
    return this.#packets.read(this.#position[at] ?? 0, length, framed, this.#packet[at] ?? 0, this.#journey[at] ?? 0);
  }

  /** The column index of a record, undefined when it is not kept (any more). */
  #at(seq: number): number | undefined {
    if (!Number.isInteger(seq) || seq < this.#first || seq >= this.#next) return undefined;
    const behind = this.#next - seq;
    return (this.#slot - behind + this.#capacity) % this.#capacity;
  }

  /** One record in words. */
  record(seq: number): TraceRecord | undefined {
    const at = this.#at(seq);
    const device = at === undefined ? undefined : this.#device[at];
    const traced = at === undefined ? undefined : this.#read(at);
    if (at === undefined || device === undefined || traced === undefined) return undefined;
    const kind = kinds[this.#kind[at] ?? 0] ?? 'hop';
    const reason = dropReasons[(this.#reason[at] ?? 0) - 1];
    const isHop = kind === 'hop';
    return {
      seq,
      time: this.#time[at] ?? 0,
      kind,
      journey: traced.journey,
      packet: traced.packet,
      host: device.place.hostName,
      netns: device.place.label,
      device: device.uid,
      deviceName: device.name,
      peer: isHop ? this.#peer[at]?.uid : undefined,
      arrives: isHop ? this.#arrives[at] : undefined,
      protocol: protocolOf(traced),
      info: summarize(traced),
      why: this.#why(at, traced, reason),
      reason,
      hint: reason && dropTexts[reason].hint,
    };
  }

  #why(at: number, traced: Traced, reason: DropReason | undefined): string {
    const said = this.#decision[at]?.describe(this.#detail[at] ?? 0, traced, this.#peer[at]) ?? '';
    if (reason === undefined) return said;
    const words = reason === 'NOT_FOR_US' ? `${dropTexts[reason].words}${addressee(traced)}` : dropTexts[reason].words;
    return said === '' ? words : `${words} (${said})`;
  }

  /** Up to `count` records from number `first` on, as far as they are kept. */
  records(first: number, count: number): TraceRecord[] {
    const out: TraceRecord[] = [];
    const start = Math.max(first, this.first);
    for (let seq = start; seq < this.#next && out.length < count; seq++) {
      const record = this.record(seq);
      if (record) out.push(record);
    }
    return out;
  }

  /** The numbers of a journey's records that are kept, in order, at most `limit` of them. */
  journey(journey: number, limit: number): number[] {
    const out: number[] = [];
    for (let seq = this.first; seq < this.#next && out.length < limit; seq++) {
      const at = this.#at(seq);
      if (at !== undefined && this.#journey[at] === journey) out.push(seq);
    }
    return out;
  }

  /** The packet of a record, taken apart, with its exact bytes. */
  packet(seq: number): PacketView | undefined {
    const at = this.#at(seq);
    const traced = at === undefined ? undefined : this.#read(at);
    return traced && viewPacket(traced);
  }

  /** The frame or packet of a record itself, for exports. */
  traced(seq: number): Traced | undefined {
    const at = this.#at(seq);
    return at === undefined ? undefined : this.#read(at);
  }

  /** Hops and drops from number `fromSeq` on, packed as record.ts says. */
  packHops(fromSeq: number): Float64Array {
    const start = Math.max(fromSeq, this.first);
    const out = new Float64Array(Math.max(0, this.#next - start) * HOP_COLUMNS);
    let n = 0;
    for (let seq = start; seq < this.#next; seq++) {
      const at = this.#at(seq);
      const kind = at === undefined ? BRIDGE : this.#kind[at];
      if (at === undefined || (kind !== HOP && kind !== DROP)) continue;
      const traced = this.#read(at);
      out[n] = seq;
      out[n + 1] = this.#time[at] ?? 0;
      out[n + 2] = kind === HOP ? (this.#arrives[at] ?? 0) : (this.#time[at] ?? 0);
      out[n + 3] = this.#device[at]?.uid ?? -1;
      out[n + 4] = this.#peer[at]?.uid ?? -1;
      out[n + 5] = traced ? protocols.indexOf(protocolOf(traced)) : -1;
      out[n + 6] = traced?.journey ?? 0;
      out[n + 7] = this.#reason[at] ?? 0;
      n += HOP_COLUMNS;
    }
    return out.slice(0, n);
  }

  /** A hash over every record written so far, kept or not. */
  fingerprint(): string {
    return this.#fingerprint.text();
  }
}

function addressee(traced: Traced): string {
  return traced instanceof EthernetFrame ? `, ${formatMac(traced.destination)}` : '';
}
