// UDP.
// Source: RFC 768; a computed checksum of 0 is sent as 0xffff.
// Not modelled: UDP-Lite, zero checksums, jumbograms.
import type { Ip4 } from '../base/ip4.ts';
import { getU16, hexDigits, hexOf, setU16 } from './bytes.ts';
import { foldChecksum, wordSum } from './checksum.ts';
import { type FieldView, field, type LayerView } from './layer.ts';

export const UDP_HEADER = 8;
const PROTOCOL_UDP = 17;

/** A payload that is bytes only when somebody asks: a frame in a tunnel. */
export interface Carried {
  readonly length: number;
  readonly bytes: Uint8Array;
}

export class UdpDatagram {
  readonly kind = 'udp';
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly contents: Uint8Array | Carried;

  constructor(sourcePort: number, destinationPort: number, contents: Uint8Array | Carried) {
    this.sourcePort = sourcePort;
    this.destinationPort = destinationPort;
    this.contents = contents;
  }

  get payload(): Uint8Array {
    return this.contents instanceof Uint8Array ? this.contents : this.contents.bytes;
  }

  get length(): number {
    return UDP_HEADER + this.contents.length;
  }
}

/** Reads the datagram in `bytes[at..end)`; one quoted by an ICMP error may be cut short behind its header. */
export function parseUdp(bytes: Uint8Array, at = 0, end = bytes.length): UdpDatagram | undefined {
  if (end < at + UDP_HEADER || end > bytes.length) return undefined;
  const length = getU16(bytes, at + 4);
  if (length < UDP_HEADER) return undefined;
  const payload = bytes.subarray(at + UDP_HEADER, Math.min(end, at + length));
  return new UdpDatagram(getU16(bytes, at), getU16(bytes, at + 2), payload);
}

/** The checksum over the pseudo-header of `source` and `destination` and the datagram at `bytes[at..at+length)`. */
export function udpChecksum(bytes: Uint8Array, at: number, length: number, source: Ip4, destination: Ip4): number {
  const pseudo = (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff);
  return foldChecksum(pseudo + PROTOCOL_UDP + length + wordSum(bytes, at, at + length));
}

/** Writes the datagram and its checksum over the pseudo-header of `source` and `destination`. */
export function emitUdp(udp: UdpDatagram, bytes: Uint8Array, at: number, source: Ip4, destination: Ip4): void {
  emitUdpUnchecked(udp, bytes, at);
  setU16(bytes, at + 6, udpChecksum(bytes, at, udp.length, source, destination) || 0xffff);
}

/** Writes the datagram with a checksum of 0. */
export function emitUdpUnchecked(udp: UdpDatagram, bytes: Uint8Array, at: number): void {
  setU16(bytes, at, udp.sourcePort);
  setU16(bytes, at + 2, udp.destinationPort);
  setU16(bytes, at + 4, udp.length);
  setU16(bytes, at + 6, 0);
  bytes.set(udp.payload, at + UDP_HEADER);
}

export function describeUdp(udp: UdpDatagram, bytes: Uint8Array, at: number, showsData: boolean): LayerView {
  const fields: FieldView[] = [
    field('udp.srcport', 'Source Port', udp.sourcePort, at, 2),
    field('udp.dstport', 'Destination Port', udp.destinationPort, at + 2, 2),
    field('udp.length', 'Length', getU16(bytes, at + 4), at + 4, 2),
    field('udp.checksum', 'Checksum', hexOf(getU16(bytes, at + 6), 4), at + 6, 2),
  ];
  if (showsData && udp.payload.length > 0) {
    fields.push(field('data.data', 'Data', hexDigits(udp.payload), at + UDP_HEADER, udp.payload.length));
  }
  return {
    name: 'User Datagram Protocol',
    summary: `Src Port: ${udp.sourcePort}, Dst Port: ${udp.destinationPort}`,
    offset: at,
    length: showsData ? udp.length : UDP_HEADER,
    fields,
  };
}
