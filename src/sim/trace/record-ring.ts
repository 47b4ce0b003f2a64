// The trace's store: a bounded ring of records, with the packets that they are about.
// Source: ours. Rows of numbers cost the packet path little and the garbage collector nothing.
// Not modelled: the past beyond the capacity, which is forgotten, oldest first; so are records whose packets had to make room.
import { EthernetFrame } from '../wire/ethernet.ts';
import type { Traced } from '../wire/packet-view.ts';
import type { Decision, TraceDevice } from './decision.ts';
import { PacketLog } from './packet-log.ts';

/** Bytes of packets kept for each record that is kept: a few records share a packet. */
const BYTES_A_RECORD = 40;

// A record is a row of numbers in one place of memory, not a cell in each of several columns, as the packet path writes several records a hop.
const NUMBERS = 3;
const TIME = 0;
/** Where the packet log keeps what the record is about. */
const POSITION = 1;
/** Kind (3 bits), background (1), framed (1), reason (8), detail (16), and above them the crossing time in microseconds. */
const WORD = 2;

const KIND = 7;
const BACKGROUND = 1 << 3;
const FRAMED = 1 << 4;
const REASON_SHIFT = 5;
const DETAIL_SHIFT = 13;
const CROSSING_SPAN = 2 ** 29;
const LONGEST_CROSSING = 2 ** 24 - 1;

export class RecordRing {
  /** The number of the next record. */
  next = 0;
  readonly #capacity: number;
  readonly #packets: PacketLog;
  readonly #numbers: Float64Array;
  readonly #devices: (TraceDevice | undefined)[] = [];
  readonly #decisions: (Decision | undefined)[] = [];
  #slot = 0;
  /** No older record is kept; which are kept is only looked at when somebody reads. */
  #first = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#packets = new PacketLog(capacity * BYTES_A_RECORD);
    this.#numbers = new Float64Array(capacity * NUMBERS);
  }

  /** The number of the oldest record that is kept: records whose packets are overwritten go with them. */
  get first(): number {
    const oldest = this.#packets.oldest;
    let first = Math.max(this.#first, this.next - this.#capacity);
    while (first < this.next && this.#position(this.#slotOf(first)) < oldest) first++;
    this.#first = first;
    return first;
  }

  /** Counts a record that is not kept; nothing before it is kept either. */
  skip(): void {
    this.#first = ++this.next;
    this.#slot = 0;
  }

  write(
    kind: number,
    background: boolean,
    reason: number,
    detail: number,
    time: number,
    crossing: number,
    device: TraceDevice,
    peer: TraceDevice | undefined,
    decision: Decision | undefined,
    traced: Traced,
  ): void {
    this.next++;
    const at = this.#slot;
    this.#slot = at + 1 === this.#capacity ? 0 : at + 1;
    const framed = traced instanceof EthernetFrame ? FRAMED : 0;
    const word = kind | (background ? BACKGROUND : 0) | framed | (reason << REASON_SHIFT) | (detail << DETAIL_SHIFT);
    const numbers = this.#numbers;
    const row = at * NUMBERS;
    numbers[row + TIME] = time;
    numbers[row + POSITION] = this.#packets.keep(traced);
    numbers[row + WORD] = word + Math.min(crossing, LONGEST_CROSSING) * CROSSING_SPAN;
    this.#devices[at * 2] = device;
    this.#devices[at * 2 + 1] = peer;
    this.#decisions[at] = decision;
  }

  #slotOf(seq: number): number {
    const at = this.#slot - (this.next - seq);
    return at < 0 ? at + this.#capacity : at;
  }

  #number(at: number, column: number): number {
    return this.#numbers[at * NUMBERS + column] ?? 0;
  }

  #position(at: number): number {
    return this.#number(at, POSITION);
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
    return this.#word(at) & KIND;
  }

  background(at: number): boolean {
    return (this.#word(at) & BACKGROUND) !== 0;
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
    return this.#packets.journey(this.#position(at));
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
    return this.#packets.read(this.#position(at), (this.#word(at) & FRAMED) !== 0);
  }
}
