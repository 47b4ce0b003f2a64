// TCP segments.
// Source: RFC 9293 3.1 (header), RFC 7323 (window scale, timestamps), RFC 2018 (SACK); kinds as IANA's registry of TCP options.
// Not modelled: the urgent pointer (written as 0), ECN's use of the reserved bits.
import type { Ip4 } from '../base/ip4.ts';
import { getU16, getU32, hexDigits, hexOf, NO_BYTES, setU16, setU32 } from './bytes.ts';
import { foldChecksum, wordSum } from './checksum.ts';
import { bitField, type FieldView, field, type LayerView } from './layer.ts';
import { describeTcpOptions, summarizeTcpOptions } from './tcp-options.ts';

/** Bytes of a header without options. */
export const TCP_HEADER = 20;
const PROTOCOL_TCP = 6;

export const TCP_FIN = 0x01;
export const TCP_SYN = 0x02;
export const TCP_RST = 0x04;
export const TCP_PSH = 0x08;
export const TCP_ACK = 0x10;

/** A segment. Immutable. `options` are the raw bytes, a multiple of four of them. */
export class TcpSegment {
  readonly kind = 'tcp';
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  /** As on the wire: not scaled. */
  readonly window: number;
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
  /** Of a segment that a card or the receiving kernel still has to cut: how much each piece carries; 0 for others. Not on the wire. */
  readonly pieceSize: number;

  constructor(
    sourcePort: number,
    destinationPort: number,
    sequence: number,
    acknowledgment: number,
    flags: number,
    window: number,
    options: Uint8Array = NO_BYTES,
    payload: Uint8Array = NO_BYTES,
    pieceSize = 0,
  ) {
    this.sourcePort = sourcePort;
    this.destinationPort = destinationPort;
    this.sequence = sequence;
    this.acknowledgment = acknowledgment;
    this.flags = flags;
    this.window = window;
    this.options = options;
    this.payload = payload;
    this.pieceSize = pieceSize;
  }

  get headerLength(): number {
    return TCP_HEADER + this.options.length;
  }

  get length(): number {
    return TCP_HEADER + this.options.length + this.payload.length;
  }

  /** SEG.LEN of RFC 9293: what it takes of the sequence space, SYN and FIN counted. */
  get sequenceLength(): number {
    return this.payload.length + (this.has(TCP_SYN) ? 1 : 0) + (this.has(TCP_FIN) ? 1 : 0);
  }

  /** How many segments it is on a wire. */
  get pieces(): number {
    return this.pieceSize === 0 ? 1 : Math.max(1, Math.ceil(this.payload.length / this.pieceSize));
  }

  has(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  /** The same segment between other ports: what address translation sends on. */
  withPorts(sourcePort: number, destinationPort: number): TcpSegment {
    const { sequence, acknowledgment, flags, window, options, payload, pieceSize } = this;
    return new TcpSegment(
      sourcePort,
      destinationPort,
      sequence,
      acknowledgment,
      flags,
      window,
      options,
      payload,
      pieceSize,
    );
  }
}

/** Reads the segment in `bytes[at..end)`; one quoted by an ICMP error may be cut short behind its header. */
export function parseTcp(bytes: Uint8Array, at = 0, end = bytes.length): TcpSegment | undefined {
  if (end < at + TCP_HEADER || end > bytes.length) return undefined;
  const headerLength = ((bytes[at + 12] ?? 0) >>> 4) * 4;
  if (headerLength < TCP_HEADER || at + headerLength > end) return undefined;
  const body = at + headerLength;
  return new TcpSegment(
    getU16(bytes, at),
    getU16(bytes, at + 2),
    getU32(bytes, at + 4),
    getU32(bytes, at + 8),
    bytes[at + 13] ?? 0,
    getU16(bytes, at + 14),
    bytes.subarray(at + TCP_HEADER, body),
    bytes.subarray(body, end),
  );
}

/** The checksum over the pseudo-header of `source` and `destination` and the segment at `bytes[at..at+length)`. */
export function tcpChecksum(bytes: Uint8Array, at: number, length: number, source: Ip4, destination: Ip4): number {
  const pseudo = (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff);
  return foldChecksum(pseudo + PROTOCOL_TCP + length + wordSum(bytes, at, at + length));
}

/** Writes the segment and its checksum over the pseudo-header of `source` and `destination`. */
export function emitTcp(tcp: TcpSegment, bytes: Uint8Array, at: number, source: Ip4, destination: Ip4): void {
  emitTcpUnchecked(tcp, bytes, at);
  setU16(bytes, at + 16, tcpChecksum(bytes, at, tcp.length, source, destination));
}

/** Writes the segment with a checksum of 0. */
export function emitTcpUnchecked(tcp: TcpSegment, bytes: Uint8Array, at: number): void {
  setU16(bytes, at, tcp.sourcePort);
  setU16(bytes, at + 2, tcp.destinationPort);
  setU32(bytes, at + 4, tcp.sequence);
  setU32(bytes, at + 8, tcp.acknowledgment);
  bytes[at + 12] = (tcp.headerLength / 4) << 4;
  bytes[at + 13] = tcp.flags;
  setU16(bytes, at + 14, tcp.window);
  setU16(bytes, at + 16, 0);
  setU16(bytes, at + 18, 0);
  bytes.set(tcp.options, at + TCP_HEADER);
  bytes.set(tcp.payload, at + tcp.headerLength);
}

const flagNames: readonly (readonly [number, string])[] = [
  [TCP_FIN, 'FIN'],
  [TCP_SYN, 'SYN'],
  [TCP_RST, 'RST'],
  [TCP_PSH, 'PSH'],
  [TCP_ACK, 'ACK'],
];

/** `SYN, ACK`, as Wireshark lists them. */
export function tcpFlagsText(flags: number): string {
  const names = flagNames.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
  return names.length === 0 ? '<None>' : names.join(', ');
}

/** One line: `34552 → 80 [SYN] Seq=2036775025 Win=64240 Len=0 MSS=1460 SACK_PERM WS=128`. */
export function summarizeTcp(tcp: TcpSegment): string {
  const ack = tcp.has(TCP_ACK) ? ` Ack=${tcp.acknowledgment}` : '';
  const numbers = `Seq=${tcp.sequence}${ack} Win=${tcp.window} Len=${tcp.payload.length}`;
  const options = summarizeTcpOptions(tcp.options);
  return `${tcp.sourcePort} → ${tcp.destinationPort} [${tcpFlagsText(tcp.flags)}] ${numbers}${options}`;
}

export function describeTcp(tcp: TcpSegment, bytes: Uint8Array, at: number): LayerView {
  const dataAt = at + tcp.headerLength;
  const fields: FieldView[] = [
    field('tcp.srcport', 'Source Port', tcp.sourcePort, at, 2),
    field('tcp.dstport', 'Destination Port', tcp.destinationPort, at + 2, 2),
    { ...field('tcp.len', 'TCP Segment Len', tcp.payload.length, at + 12, 1), derived: true },
    field('tcp.seq_raw', 'Sequence Number (raw)', tcp.sequence, at + 4, 4),
    field('tcp.ack_raw', 'Acknowledgment Number (raw)', tcp.acknowledgment, at + 8, 4),
    bitField('tcp.hdr_len', 'Header Length', `${tcp.headerLength} bytes (${tcp.headerLength / 4})`, at + 12, 0, 4),
    bitField('tcp.flags', 'Flags', `${hexOf(tcp.flags, 3)} (${tcpFlagsText(tcp.flags)})`, at + 12, 4, 12),
    field('tcp.window_size_value', 'Window', tcp.window, at + 14, 2),
    field('tcp.checksum', 'Checksum', hexOf(getU16(bytes, at + 16), 4), at + 16, 2),
    field('tcp.urgent_pointer', 'Urgent Pointer', 0, at + 18, 2),
    ...describeTcpOptions(tcp.options, at + TCP_HEADER),
  ];
  if (tcp.payload.length > 0) {
    fields.push(field('tcp.payload', 'TCP payload', hexDigits(tcp.payload), dataAt, tcp.payload.length));
  }
  const ack = tcp.has(TCP_ACK) ? `, Ack: ${tcp.acknowledgment}` : '';
  return {
    name: 'Transmission Control Protocol',
    summary: `Src Port: ${tcp.sourcePort}, Dst Port: ${tcp.destinationPort}, Seq: ${tcp.sequence}${ack}, Len: ${tcp.payload.length}`,
    offset: at,
    length: tcp.length,
    fields,
  };
}
