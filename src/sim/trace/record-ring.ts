// The trace's store: a bounded ring of records, with the packets that they are about.
// Source: ours. Rows of numbers cost the packet path little and the garbage collector nothing.
// Not modelled: the past beyond the capacity, which is forgotten, oldest first; so are records whose packets had to make room.
import { EthernetFrame } from '../wire/ethernet.ts';
import type { Traced } from '../wire/packet-view.ts';
import type { Decision, TraceDevice } from './decision.ts';
import { PacketLog } from './packet-log.ts';

/** Bytes of packets kept for each record that is kept: a few records share a packet. */
const BYTES_A_RECORD = 48;

// A record is a row of numbers in one place of memory, not a cell in each of several columns, as the packet path writes several records a hop.
const NUMBERS = 5;
const TIME = 0;
/** Position in the packet log times 2^17, plus the length in bytes. */
const BYTES = 1;
const PACKET = 2;
const JOURNEY = 3;
/** Kind (4 bits), framed (1), reason (8), detail (16), and above them the crossing time in microseconds. */
const WORD = 4;

const LENGTH_SPAN = 2 ** 17;
const REASON_SHIFT = 5;
const DETAIL_SHIFT = 13;
const CROSSING_SPAN = 2 ** 29;
const LONGEST_CROSSING = 2 ** 24 - 1;

export class RecordRing {
  /** The number of the next record. */
  next = 0;
  /** The number of the oldest record that is kept. */
  first = 0;
  readonly #capacity: number;
  readonly #packets: PacketLog;
  readonly #numbers: Float64Array;
  readonly #devices: (TraceDevice | undefined)[] = [];
  readonly #decisions: (Decision | undefined)[] = [];
  #slot = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#packets = new PacketLog(capacity * BYTES_A_RECORD);
    this.#numbers = new Float64Array(capacity * NUMBERS);
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
    const word = kind | (framed << 4) | (reason << REASON_SHIFT) | (detail << DETAIL_SHIFT);
    const numbers = this.#numbers;
    const row = at * NUMBERS;
    numbers[row + TIME] = time;
    const held = this.#packets.isFresh(traced.tracedAt);
    const position = held ? traced.tracedAt : this.#packets.keep(traced);
    numbers[row + BYTES] = position * LENGTH_SPAN + traced.length;
    numbers[row + PACKET] = traced.packet;
    numbers[row + JOURNEY] = traced.journey;
    numbers[row + WORD] = word + Math.min(crossing, LONGEST_CROSSING) * CROSSING_SPAN;
    this.#devices[at * 2] = device;
    this.#devices[at * 2 + 1] = peer;
    this.#decisions[at] = decision;
    if (!held && this.#packets.oldest > 0) this.#forget();
  }

  /** Records whose packets are overwritten go with them. */
  #forget(): void {
    const oldest = this.#packets.oldest;
    while (this.first < this.next && this.#position(this.#slotOf(this.first)) < oldest) this.first++;
  }

  #slotOf(seq: number): number {
    const at = this.#slot - (this.next - seq);
    return at < 0 ? at + this.#capacity : at;
  }

  #number(at: number, column: number): number {
    return this.#numbers[at * NUMBERS + column] ?? 0;
  }

  #position(at: number): number {
    return Math.floor(this.#number(at, BYTES) / LENGTH_SPAN);
  }

  #word(at: number): number {
    return this.#number(at, WORD) % CROSSING_SPAN;
  }

  /** Where a record is, undefined when it is not kept (any more). The other readers take what this answers. */
  at(seq: number): number | undefined {
    if (!Number.isInteger(seq) || seq < this.first || seq >= this.next) return undefined;
    return this.#slotOf(seq);
  }

  kind(at: number): number {
    return this.#word(at) & 15;
  }

  reason(at: number): number {
    return (this.#word(at) >>> REASON_SHIFT) & 255;
  }

  detail(at: number): number {
    return this.#word(at) >>> DETAIL_SHIFT;
  }

  time(at: number): number {
    return this.#number(at, TIME);
  }

  arrives(at: number): number {
    return this.time(at) + Math.floor(this.#number(at, WORD) / CROSSING_SPAN);
  }

  journey(at: number): number {
    return this.#number(at, JOURNEY);
  }

  device(at: number): TraceDevice | undefined {
    return this.#devices[at * 2];
  }

  peer(at: number): TraceDevice | undefined {
    return this.#devices[at * 2 + 1];
  }

  decision(at: number): Decision | undefined {
    return this.#decisions[at];
  }

  /** What the record is about, read back from its bytes. */
  traced(at: number): Traced | undefined {
    const framed = ((this.#word(at) >>> 4) & 1) === 1;
    const length = this.#number(at, BYTES) % LENGTH_SPAN;
    return this.#packets.read(this.#position(at), length, framed, this.#number(at, PACKET), this.journey(at));
  }
}
