// The bytes of traced frames and packets, in one ring: what the trace reads them back from when somebody asks.
// Source: ours. Keeping the objects themselves would make the garbage collector carry every packet for as long as its records live.
// Not modelled: checksums, which are made when a packet is read; they are never wrong here.
import { emitArp } from '../wire/arp.ts';
import { ETHERNET_HEADER, EthernetFrame, emitEthernetHeader, parseEthernet, VLAN_TAG } from '../wire/ethernet.ts';
import { emitIpv4, type Ipv4Packet, parseIpv4 } from '../wire/ipv4.ts';
import type { Traced } from '../wire/packet-view.ts';

/** Positions count units of this many bytes, so that they stay small integers. */
const UNIT = 8; // 2 to the power of 3

// A slot: the packet's number, its journey and the length of its body as 64-bit floats, then its bytes.
const PACKET = 0;
const JOURNEY = 1;
const LENGTH = 2;
/** Bytes of the Ethernet header, 0 without one: a byte, with one of padding behind it. The header ends where the body begins. */
const FRAMED = 24;
const BODY = FRAMED + 2 + ETHERNET_HEADER + VLAN_TAG;

/** Smallest ring, in bytes: the largest packet fits twice. */
const SMALLEST = 2 ** 18;

export class PacketLog {
  readonly #bytes: Uint8Array;
  readonly #numbers: Float64Array;
  readonly #units: number;
  readonly #mask: number;
  /** Units ever written: the position of the next slot. */
  #next = 0;

  /** Keeps at least about the last `capacity` bytes: a power of two of them. */
  constructor(capacity: number) {
    this.#units = 2 ** Math.ceil(Math.log2(Math.max(capacity, SMALLEST) / UNIT));
    this.#mask = this.#units - 1;
    this.#numbers = new Float64Array(this.#units);
    this.#bytes = new Uint8Array(this.#numbers.buffer);
  }

  /** The oldest position that can still be read. */
  get oldest(): number {
    return this.#next - this.#units;
  }

  /** Keeps a frame or packet, unless it is there already and not about to go; answers its position. */
  keep(traced: Traced): number {
    const at = traced.tracedAt;
    if (at >= 0 && at > this.#next - this.#units / 2) return at;
    return traced instanceof EthernetFrame ? this.#keepFrame(traced) : this.#writePacket(traced);
  }

  #keepFrame(frame: EthernetFrame): number {
    const body = frame.body;
    let at: number;
    if (body.kind === 'ipv4') {
      at = this.keep(body);
      // Another frame around the same packet: it needs bytes of its own.
      if (this.#bytes[this.#offset(at) + FRAMED] !== 0) at = this.#writePacket(body);
    } else {
      at = this.#slot(body.length, frame.packet, frame.journey);
      if (body.kind === 'arp') emitArp(body, this.#bytes, this.#offset(at) + BODY);
      else this.#bytes.set(body.bytes, this.#offset(at) + BODY);
    }
    const offset = this.#offset(at);
    const { headerLength } = frame;
    this.#bytes[offset + FRAMED] = headerLength;
    emitEthernetHeader(frame, this.#bytes, offset + BODY - headerLength);
    frame.tracedAt = at;
    return at;
  }

  #writePacket(packet: Ipv4Packet): number {
    const at = this.#slot(packet.length, packet.packet, packet.journey);
    emitIpv4(packet, this.#bytes, this.#offset(at) + BODY, false);
    packet.tracedAt = at;
    return at;
  }

  #offset(at: number): number {
    return (at & this.#mask) * UNIT;
  }

  /** Room for a body, in one piece, with what is known of it before its bytes. */
  #slot(length: number, packet: number, journey: number): number {
    const units = (BODY + length + UNIT - 1) >> 3;
    const left = this.#units - (this.#next & this.#mask);
    if (left < units) this.#next += left;
    const at = this.#next;
    this.#next += units;
    const unit = at & this.#mask;
    this.#numbers[unit + PACKET] = packet;
    this.#numbers[unit + JOURNEY] = journey;
    this.#numbers[unit + LENGTH] = length;
    this.#bytes[unit * UNIT + FRAMED] = 0;
    return at;
  }

  /** The journey of what was kept at a position. */
  journey(at: number): number {
    return this.#numbers[(at & this.#mask) + JOURNEY] ?? 0;
  }

  /** Reads back what was kept at a position: a frame, or the packet alone. */
  read(at: number, framed: boolean): Traced | undefined {
    if (at < this.oldest) return undefined;
    const unit = at & this.#mask;
    const [packet = 0, journey = 0, length = 0] = this.#numbers.subarray(unit, unit + LENGTH + 1);
    const start = unit * UNIT + BODY - (framed ? (this.#bytes[unit * UNIT + FRAMED] ?? 0) : 0);
    const bytes = this.#bytes.slice(start, unit * UNIT + BODY + length);
    return framed ? parseEthernet(bytes, packet, journey) : parseIpv4(bytes, 0, packet, journey);
  }
}
