// The bytes of traced frames and packets, in one ring: what the trace reads them back from when somebody asks.
// Source: ours. Keeping the objects themselves would make the garbage collector carry every packet for as long as its records live.
// Not modelled: checksums, which are made when a packet is read; they are never wrong here.
import { ARP_LENGTH, emitArp } from '../wire/arp.ts';
import { ETHERNET_HEADER, EthernetFrame, emitEthernetHeader, parseEthernet } from '../wire/ethernet.ts';
import { emitIpv4, type Ipv4Packet, parseIpv4 } from '../wire/ipv4.ts';
import type { Traced } from '../wire/packet-view.ts';

/** Positions count units of this many bytes, so that they stay small integers. */
const UNIT = 8; // 2 to the power of 3
/** Before the body: a byte that says whether the Ethernet header is there, one of padding, the header. */
const ROOM = 2 + ETHERNET_HEADER;

export class PacketLog {
  readonly #bytes: Uint8Array;
  readonly #units: number;
  readonly #mask: number;
  /** Units ever written: the position of the next slot. */
  #next = 0;

  /** Keeps at least about the last `capacity` bytes: a power of two of them. */
  constructor(capacity: number) {
    this.#units = 2 ** Math.ceil(Math.log2(capacity / UNIT));
    this.#mask = this.#units - 1;
    this.#bytes = new Uint8Array(this.#units * UNIT);
  }

  /** The oldest position that can still be read. */
  get oldest(): number {
    return this.#next - this.#units;
  }

  /** Keeps a frame or packet, unless it is there already and not about to go; answers its position. */
  keep(traced: Traced): number {
    return traced instanceof EthernetFrame ? this.#keepFrame(traced) : this.#keepPacket(traced);
  }

  #keepFrame(frame: EthernetFrame): number {
    if (this.isFresh(frame.tracedAt)) return frame.tracedAt;
    const body = frame.body;
    let at: number;
    if (body.kind === 'ipv4') {
      at = this.#keepPacket(body);
      // Another frame around the same packet: it needs bytes of its own.
      if (this.#bytes[this.#offset(at)] === 1) at = this.#writePacket(body);
    } else if (body.kind === 'arp') {
      at = this.#slot(ARP_LENGTH);
      emitArp(body, this.#bytes, this.#offset(at) + ROOM);
    } else {
      at = this.#slot(body.length);
      this.#bytes.set(body.bytes, this.#offset(at) + ROOM);
    }
    const offset = this.#offset(at);
    this.#bytes[offset] = 1;
    emitEthernetHeader(frame, this.#bytes, offset + 2);
    frame.tracedAt = at;
    return at;
  }

  #keepPacket(packet: Ipv4Packet): number {
    if (this.isFresh(packet.tracedAt)) return packet.tracedAt;
    return this.#writePacket(packet);
  }

  #writePacket(packet: Ipv4Packet): number {
    const at = this.#slot(packet.length);
    const offset = this.#offset(at);
    this.#bytes[offset] = 0;
    emitIpv4(packet, this.#bytes, offset + ROOM, false);
    packet.tracedAt = at;
    return at;
  }

  /** Written within the last half of the ring: a record made now will not outlive it by much. */
  isFresh(at: number): boolean {
    return at >= 0 && at > this.#next - this.#units / 2;
  }

  #offset(at: number): number {
    return (at & this.#mask) * UNIT;
  }

  /** Room for a body, in one piece. */
  #slot(bodyLength: number): number {
    const units = (ROOM + bodyLength + UNIT - 1) >> 3;
    const left = this.#units - (this.#next & this.#mask);
    if (left < units) this.#next += left;
    const at = this.#next;
    this.#next += units;
    return at;
  }

  /** Reads back what was kept at a position: a frame, or the packet alone. */
  read(at: number, length: number, framed: boolean, packet: number, journey: number): Traced | undefined {
    if (at < this.oldest) return undefined;
    const start = this.#offset(at) + (framed ? 2 : ROOM);
    const bytes = this.#bytes.slice(start, start + length);
    return framed ? parseEthernet(bytes, packet, journey) : parseIpv4(bytes, 0, packet, journey);
  }
}
