// The trace's store: a bounded ring of records in columns, with the packets that they are about.
// Source: ours. Columns of numbers cost the packet path little and the garbage collector nothing.
// Not modelled: the past beyond the capacity, which is forgotten, oldest first; so are records whose packets had to make room.
import { EthernetFrame } from '../wire/ethernet.ts';
import type { Traced } from '../wire/packet-view.ts';
import type { Decision, TraceDevice } from './decision.ts';
import { PacketLog } from './packet-log.ts';

/** Bytes of packets kept for each record that is kept: a few records share a packet. */
const BYTES_A_RECORD = 48;

// One word holds a record's small numbers: kind (4 bits), framed (1), reason (8), detail (16).
const REASON_SHIFT = 5;
const DETAIL_SHIFT = 13;

export class RecordRing {
  /** The number of the next record. */
  next = 0;
  /** The number of the oldest record that is kept. */
  first = 0;
  readonly #capacity: number;
  readonly #packets: PacketLog;
  #slot = 0;

  readonly #word: Uint32Array;
  readonly #time: Float64Array;
  /** Microseconds from `time` until the frame arrives. */
  readonly #crossing: Uint32Array;
  readonly #position: Float64Array;
  readonly #length: Uint32Array;
  readonly #packet: Float64Array;
  readonly #journey: Float64Array;
  readonly #device: TraceDevice[] = [];
  readonly #peer: (TraceDevice | undefined)[] = [];
  readonly #decision: (Decision | undefined)[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#packets = new PacketLog(capacity * BYTES_A_RECORD);
    this.#word = new Uint32Array(capacity);
    this.#time = new Float64Array(capacity);
    this.#crossing = new Uint32Array(capacity);
    this.#position = new Float64Array(capacity);
    this.#length = new Uint32Array(capacity);
    this.#packet = new Float64Array(capacity);
    this.#journey = new Float64Array(capacity);
  }

  /** Counts a record that is not kept; nothing before it is kept either. */
  skip(): void {
    this.first = ++this.next;
    this.#slot = 0;
  }

  write(
    kind: number,
    reason: number,
    detail: number,
    time: number,
    crossing: number,
    device: TraceDevice,
    peer: TraceDevice | undefined,
    decision: Decision | undefined,
    traced: Traced,
  ): void {
    if (this.next - this.first >= this.#capacity) this.first++;
    this.next++;
    const at = this.#slot;
    this.#slot = at + 1 === this.#capacity ? 0 : at + 1;
    const framed = traced instanceof EthernetFrame ? 1 : 0;
    this.#word[at] = kind | (framed << 4) | (reason << REASON_SHIFT) | (detail << DETAIL_SHIFT);
    this.#time[at] = time;
    this.#crossing[at] = crossing;
    this.#device[at] = device;
    this.#peer[at] = peer;
    this.#decision[at] = decision;
    this.#position[at] = this.#packets.keep(traced);
    this.#length[at] = traced.length;
    this.#packet[at] = traced.packet;
    this.#journey[at] = traced.journey;
    this.#forget();
  }

  /** Records whose packets are overwritten go with them. */
  #forget(): void {
    const oldest = this.#packets.oldest;
    if (oldest <= 0) return;
    while (this.first < this.next && (this.#position[this.#slotOf(this.first)] ?? 0) < oldest) this.first++;
  }

  #slotOf(seq: number): number {
    const at = this.#slot - (this.next - seq);
    return at < 0 ? at + this.#capacity : at;
  }

  /** Where a record is, undefined when it is not kept (any more). The other readers take what this answers. */
  at(seq: number): number | undefined {
    if (!Number.isInteger(seq) || seq < this.first || seq >= this.next) return undefined;
    return this.#slotOf(seq);
  }

  kind(at: number): number {
    return (this.#word[at] ?? 0) & 15;
  }

  reason(at: number): number {
    return ((this.#word[at] ?? 0) >>> REASON_SHIFT) & 255;
  }

  detail(at: number): number {
    return (this.#word[at] ?? 0) >>> DETAIL_SHIFT;
  }

  time(at: number): number {
    return this.#time[at] ?? 0;
  }

  arrives(at: number): number {
    return this.time(at) + (this.#crossing[at] ?? 0);
  }

  journey(at: number): number {
    return this.#journey[at] ?? 0;
  }

  device(at: number): TraceDevice | undefined {
    return this.#device[at];
  }

  peer(at: number): TraceDevice | undefined {
    return this.#peer[at];
  }

  decision(at: number): Decision | undefined {
    return this.#decision[at];
  }

  /** What the record is about, read back from its bytes. */
  traced(at: number): Traced | undefined {
    const framed = (((this.#word[at] ?? 0) >>> 4) & 1) === 1;
    const position = this.#position[at] ?? 0;
    return this.#packets.read(position, this.#length[at] ?? 0, framed, this.#packet[at] ?? 0, this.#journey[at] ?? 0);
  }
}
