// The trace itself: a bounded ring of records in columns, written by the packet path, spelt out only when somebody asks.
// Source: ours; the idea of one reason per drop is the kernel's (include/net/dropreason.h, kfree_skb_reason).
// Not modelled: the past beyond the ring's capacity, which is forgotten, oldest first.
import type { Ip4 } from '../base/ip4.ts';
import { formatMac } from '../base/mac.ts';
import { isBackground } from '../wire/background.ts';
import type { EspKey } from '../wire/esp.ts';
import { EthernetFrame } from '../wire/ethernet.ts';
import { isTunnelled, keyName, protocolOf, summarize, type Traced, viewPacket } from '../wire/packet-view.ts';
import { signOf } from '../wire/sign.ts';
import type { Clock, Decision, DropDecision, TraceDevice } from './decision.ts';
import { dropTexts } from './drop.ts';
import { Fingerprint } from './fingerprint.ts';
import {
  type Cause,
  type DropReason,
  dropReasons,
  HOP_COLUMNS,
  hopColumn,
  hopMarks,
  type PacketView,
  packetSigns,
  protocols,
  type RecordKind,
  type TraceRecord,
} from './record.ts';
import { RecordRing } from './record-ring.ts';

const kinds: readonly RecordKind[] = ['send', 'hop', 'bridge', 'route', 'neigh', 'deliver', 'drop', 'netfilter'];
const SEND = 0;
const HOP = 1;
const BRIDGE = 2;
const ROUTE = 3;
const NEIGH = 4;
const DELIVER = 5;
const DROP = 6;
const NETFILTER = 7;

/** The least that is known of a record. */
export interface Outcome {
  readonly kind: RecordKind;
  readonly reason: DropReason | undefined;
  readonly background: boolean;
  /** Virtual microseconds. */
  readonly time: number;
  readonly journey: number;
}

/** Records kept when nobody says otherwise. */
const DEFAULT_CAPACITY = 100_000;

/** What decided at a record. */
export interface Decided {
  readonly decision: Decision;
  readonly detail: number;
  readonly time: number;
  readonly kind: RecordKind;
  readonly reason: DropReason | undefined;
}

export class Trace {
  /** Hops since the world began, recorded or not. */
  hops = 0;
  /** Drops since the world began, recorded or not. */
  drops = 0;
  /** Those of both that no picture shows. */
  unseen = 0;
  /** Those of the rest that are a swarm's background traffic. */
  background = 0;
  /** When the last frame arrives of those that a picture shows, and the last one of background traffic. */
  arrival = 0;
  backgroundArrival = 0;
  /** Off, the packet path leaves no records; numbers and the fingerprint go on. */
  recording = true;

  readonly #clock: Clock;
  readonly #ring: RecordRing;
  readonly #fingerprint = new Fingerprint();
  /** Of encrypted packets, by destination and index: what the inspector opens them with. */
  readonly #keys = new Map<string, EspKey>();
  #packetsMade = 0;
  #journeysMade = 0;

  constructor(clock: Clock, capacity = DEFAULT_CAPACITY) {
    this.#clock = clock;
    this.#ring = new RecordRing(capacity);
  }

  /** The number of the oldest record that is kept. */
  get first(): number {
    return this.#ring.first;
  }

  /** The number that the next record will have. */
  get next(): number {
    return this.#ring.next;
  }

  /** A security association came to be; its key stays known as long as its packets may be looked at. */
  learnKey(destination: Ip4, spi: number, key: EspKey): void {
    this.#keys.set(keyName(destination, spi), key);
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
    const isUnseen = from.place.offstage === true && to.place.offstage === true;
    const isBehind = this.#write(HOP, from, to, frame, undefined, 0, arrives, 0);
    if (isUnseen) this.unseen++;
    else if (isBehind) {
      this.background++;
      this.backgroundArrival = Math.max(this.backgroundArrival, arrives);
    } else this.arrival = Math.max(this.arrival, arrives);
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

  /** `by` translated the packet: `traced` is what it is now. */
  netfilter(device: TraceDevice, traced: Traced, by: Decision, detail: number): void {
    this.#write(NETFILTER, device, undefined, traced, by, detail, 0, 0);
  }

  deliver(device: TraceDevice, traced: Traced, by: Decision): void {
    this.#write(DELIVER, device, undefined, traced, by, 0, 0, 0);
  }

  /** The packet ends at `device`; `by` is what said so. */
  drop(device: TraceDevice, traced: Traced, reason: DropReason, by: DropDecision, detail = 0): void {
    this.drops++;
    const isBehind = this.#write(DROP, device, undefined, traced, by, detail, 0, dropReasons.indexOf(reason) + 1);
    if (device.place.offstage === true) this.unseen++;
    else if (isBehind) this.background++;
  }

  /** Answers whether it is background traffic. */
  #write(
    kind: number,
    device: TraceDevice,
    peer: TraceDevice | undefined,
    traced: Traced,
    decision: Decision | undefined,
    detail: number,
    arrives: number,
    reason: number,
  ): boolean {
    const time = this.#clock.now;
    const peerUid = peer === undefined ? 0 : peer.uid;
    this.#fingerprint.add(time, kind | (reason << 8), device.uid, peerUid, traced.packet, arrives);
    const background = isBackground(traced);
    if (!this.recording) {
      this.#ring.skip();
      return background;
    }
    const crossing = kind === HOP ? arrives - time : 0;
    this.#ring.write(kind, background, reason, detail, time, crossing, device, peer, decision, traced);
    return background;
  }

  /** One record in words. */
  record(seq: number): TraceRecord | undefined {
    const ring = this.#ring;
    const at = ring.at(seq);
    if (at === undefined) return undefined;
    const device = ring.device(at);
    const traced = ring.traced(at);
    if (device === undefined || traced === undefined) return undefined;
    const kind = kinds[ring.kind(at)] ?? 'hop';
    const reason = dropReasons[ring.reason(at) - 1];
    const isHop = kind === 'hop';
    const decision = ring.decision(at);
    return {
      seq,
      time: ring.time(at),
      kind,
      journey: traced.journey,
      packet: traced.packet,
      host: device.place.hostName,
      netns: device.place.label,
      device: device.uid,
      deviceName: device.name,
      peer: isHop ? ring.peer(at)?.uid : undefined,
      arrives: isHop ? ring.arrives(at) : undefined,
      protocol: protocolOf(traced),
      background: ring.background(at),
      info: summarize(traced),
      why: this.#why(at, traced, reason),
      cause: isHop ? undefined : (decision?.cause?.(ring.detail(at), traced, ring.peer(at)) ?? byProtocol),
      reason,
      hint: reason && (decision?.remedy?.(ring.detail(at), traced) ?? dropTexts[reason].hint),
    };
  }

  /** What a record tells, and for a drop why, without spelling anything out. */
  outcome(seq: number): Outcome | undefined {
    const ring = this.#ring;
    const at = ring.at(seq);
    if (at === undefined) return undefined;
    return {
      kind: kinds[ring.kind(at)] ?? 'hop',
      reason: dropReasons[ring.reason(at) - 1],
      background: ring.background(at),
      time: ring.time(at),
      journey: ring.journey(at),
    };
  }

  #why(at: number, traced: Traced, reason: DropReason | undefined): string {
    const said = this.#ring.decision(at)?.describe(this.#ring.detail(at), traced, this.#ring.peer(at)) ?? '';
    if (reason === undefined) return said;
    const words = reason === 'NOT_FOR_US' ? `${dropTexts[reason].words}${addressee(traced)}` : dropTexts[reason].words;
    return said === '' ? words : `${words} (${said})`;
  }

  /** Up to `count` records from number `first` on, as far as they are kept, with or without background traffic. */
  records(first: number, count: number, withBackground = true): TraceRecord[] {
    const ring = this.#ring;
    const out: TraceRecord[] = [];
    for (let seq = Math.max(first, this.first); seq < this.next && out.length < count; seq++) {
      const at = ring.at(seq);
      if (at === undefined || (!withBackground && ring.background(at))) continue;
      const record = this.record(seq);
      if (record) out.push(record);
    }
    return out;
  }

  /** The numbers of a journey's records that are kept, in order, at most `limit` of them. */
  journey(journey: number, limit: number): number[] {
    const out: number[] = [];
    for (let seq = this.first; seq < this.next && out.length < limit; seq++) {
      const at = this.#ring.at(seq);
      if (at !== undefined && this.#ring.journey(at) === journey) out.push(seq);
    }
    return out;
  }

  /** The frame or packet of a record itself, for exports. */
  traced(seq: number): Traced | undefined {
    const at = this.#ring.at(seq);
    return at === undefined ? undefined : this.#ring.traced(at);
  }

  /** Where a record happened, and for a hop the device where the frame arrives; for exports. */
  ends(seq: number): { readonly device: TraceDevice; readonly peer: TraceDevice | undefined } | undefined {
    const at = this.#ring.at(seq);
    const device = at === undefined ? undefined : this.#ring.device(at);
    return at === undefined || device === undefined ? undefined : { device, peer: this.#ring.peer(at) };
  }

  /** What decided at a record, and what it wanted to remember; for those who ask what else there was. */
  decided(seq: number): Decided | undefined {
    const ring = this.#ring;
    const at = ring.at(seq);
    const decision = at === undefined ? undefined : ring.decision(at);
    if (at === undefined || decision === undefined) return undefined;
    const reason = dropReasons[ring.reason(at) - 1];
    return { decision, detail: ring.detail(at), time: ring.time(at), kind: kinds[ring.kind(at)] ?? 'hop', reason };
  }

  /** The packet of a record, taken apart, with its exact bytes. */
  packet(seq: number): PacketView | undefined {
    const traced = this.traced(seq);
    return traced && viewPacket(traced, this.#keys);
  }

  /** Hops and drops from number `fromSeq` on, below `end`, packed as record.ts says, with or without background traffic. */
  packHops(fromSeq: number, withBackground = true, end = this.next): Float64Array {
    const ring = this.#ring;
    const start = Math.max(fromSeq, this.first);
    const out = new Float64Array(Math.max(0, end - start) * HOP_COLUMNS);
    let n = 0;
    for (let seq = start; seq < end; seq++) {
      const at = ring.at(seq);
      if (at === undefined) continue;
      const kind = ring.kind(at);
      const background = ring.background(at);
      if ((kind !== HOP && kind !== DROP) || (background && !withBackground)) continue;
      const traced = ring.traced(at);
      out[n + hopColumn.seq] = seq;
      out[n + hopColumn.time] = ring.time(at);
      out[n + hopColumn.arrives] = ring.arrives(at);
      out[n + hopColumn.from] = ring.device(at)?.uid ?? -1;
      out[n + hopColumn.to] = ring.peer(at)?.uid ?? -1;
      out[n + hopColumn.protocol] = traced ? protocols.indexOf(protocolOf(traced)) : -1;
      out[n + hopColumn.journey] = ring.journey(at);
      out[n + hopColumn.drop] = ring.reason(at);
      const isInside = traced !== undefined && isTunnelled(traced);
      out[n + hopColumn.marks] = (background ? hopMarks.background : 0) + (isInside ? hopMarks.tunnelled : 0);
      out[n + hopColumn.sign] = traced ? packetSigns.indexOf(signOf(traced)) : 0;
      n += HOP_COLUMNS;
    }
    return out.slice(0, n);
  }

  /** A hash over every record written so far, kept or not. */
  fingerprint(): string {
    return this.#fingerprint.text();
  }
}

const byProtocol: Cause = { kind: 'protocol', facts: [], creator: undefined };

function addressee(traced: Traced): string {
  return traced instanceof EthernetFrame ? `, ${formatMac(traced.destination)}` : '';
}
