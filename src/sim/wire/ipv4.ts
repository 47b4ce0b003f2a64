// IPv4 packets.
// Source: RFC 791; protocol numbers from IANA's registry as uapi/linux/in.h names them; TOS bits RFC 2474.
// Not modelled: header options, transports other than ICMP, TCP and UDP (they travel as bare bytes).
import { formatIp4, type Ip4 } from '../base/ip4.ts';
import type { Mac } from '../base/mac.ts';
import { getU16, getU32, hexOf, setU16, setU32 } from './bytes.ts';
import { internetChecksum } from './checksum.ts';
import { emitIcmp, type IcmpMessage, parseIcmp } from './icmp.ts';
import { bitField, field, type LayerView } from './layer.ts';
import { emitTcp, emitTcpUnchecked, parseTcp, type TcpSegment } from './tcp.ts';
import { emitUdp, emitUdpUnchecked, parseUdp, type UdpDatagram } from './udp.ts';

export const IPPROTO_ICMP = 1;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;

/** Bytes of a header without options. */
export const IPV4_HEADER = 20;
const VERSION_AND_LENGTH = 0x45;
const FLAG_DF = 0x4000; // IP_DF, include/net/ip.h
const FLAG_MF = 0x2000; // IP_MF
const OFFSET_MASK = 0x1fff; // IP_OFFSET, in units of eight bytes

/** A transport that is not modelled, or a fragment of one that is. */
export class BareBytes {
  readonly kind = 'bytes';
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get length(): number {
    return this.bytes.length;
  }
}

export type Ipv4Body = IcmpMessage | TcpSegment | UdpDatagram | BareBytes;

/** The header's fields besides addresses, for those who make packets. */
export interface Ipv4Header {
  readonly protocol: number;
  readonly ttl: number;
  readonly id: number;
  readonly tos: number;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  /** In bytes. */
  readonly fragmentOffset: number;
}

/** Of the frame around a packet. */
export interface LinkHeader {
  readonly destination: Mac;
  readonly source: Mac;
}

/** A packet. Immutable; `packet` and `journey` are the simulator's own marks and not on the wire. */
export class Ipv4Packet implements Ipv4Header {
  readonly kind = 'ipv4';
  readonly source: Ip4;
  readonly destination: Ip4;
  readonly protocol: number;
  readonly ttl: number;
  readonly id: number;
  readonly tos: number;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  readonly fragmentOffset: number;
  readonly body: Ipv4Body;
  /** Keeps its value from end to end. */
  readonly packet: number;
  readonly journey: number;
  /** Where the trace keeps its bytes; written by the trace alone. */
  tracedAt = -1;
  /** What the namespace that handles it remembers of it (skb->_nfct, skb->mark); never on the wire. */
  tracking: unknown = undefined;
  /** The frame that it came in, where a packet filter may ask for it. */
  linkHeader: LinkHeader | undefined = undefined;

  constructor(
    source: Ip4,
    destination: Ip4,
    header: Ipv4Header,
    ttl: number,
    body: Ipv4Body,
    packet: number,
    journey: number,
  ) {
    this.source = source;
    this.destination = destination;
    this.protocol = header.protocol;
    this.ttl = ttl;
    this.id = header.id;
    this.tos = header.tos;
    this.dontFragment = header.dontFragment;
    this.moreFragments = header.moreFragments;
    this.fragmentOffset = header.fragmentOffset;
    this.body = body;
    this.packet = packet;
    this.journey = journey;
  }

  /** Total length. */
  get length(): number {
    return IPV4_HEADER + this.body.length;
  }

  /** How many packets it is on a wire: more than one where TCP leaves the cutting to the card (TSO). */
  get pieces(): number {
    return this.body.kind === 'tcp' ? this.body.pieces : 1;
  }

  /** Total length of the largest of them: what an MTU is compared with. */
  get pieceLength(): number {
    const { body } = this;
    return body.kind === 'tcp' && body.pieceSize > 0 ? IPV4_HEADER + body.headerLength + body.pieceSize : this.length;
  }

  /** Bytes of all of them. */
  get wireLength(): number {
    const { body, length } = this;
    return body.kind === 'tcp' ? length + (body.pieces - 1) * (IPV4_HEADER + body.headerLength) : length;
  }

  get isFragment(): boolean {
    return this.moreFragments || this.fragmentOffset > 0;
  }

  /** What a router sends on: the same packet with one hop less to live. */
  forwarded(): Ipv4Packet {
    const { source, destination, ttl, body, packet, journey } = this;
    const onward = new Ipv4Packet(source, destination, this, ttl - 1, body, packet, journey);
    onward.tracking = this.tracking;
    onward.linkHeader = this.linkHeader;
    return onward;
  }
}

/** Reads a packet. One quoted by an ICMP error may be cut short: its body is what there is. */
export function parseIpv4(bytes: Uint8Array, at = 0, packet = 0, journey = 0): Ipv4Packet | undefined {
  if (bytes.length < at + IPV4_HEADER) return undefined;
  const first = bytes[at] ?? 0;
  const headerLength = (first & 15) * 4;
  if (first >>> 4 !== 4 || headerLength < IPV4_HEADER || bytes.length < at + headerLength) return undefined;
  const total = getU16(bytes, at + 2);
  if (total < headerLength) return undefined;
  const end = Math.min(bytes.length, at + total);
  const flags = getU16(bytes, at + 6);
  const protocol = bytes[at + 9] ?? 0;
  const header: Ipv4Header = {
    protocol,
    ttl: bytes[at + 8] ?? 0,
    id: getU16(bytes, at + 4),
    tos: bytes[at + 1] ?? 0,
    dontFragment: (flags & FLAG_DF) !== 0,
    moreFragments: (flags & FLAG_MF) !== 0,
    fragmentOffset: (flags & OFFSET_MASK) * 8,
  };
  const whole = !header.moreFragments && header.fragmentOffset === 0;
  const body = parseIpv4Body(whole ? protocol : -1, bytes, at + headerLength, end);
  return new Ipv4Packet(getU32(bytes, at + 12), getU32(bytes, at + 16), header, header.ttl, body, packet, journey);
}

/** Reads a transport; one that is malformed or not modelled stays bare bytes. */
export function parseIpv4Body(protocol: number, bytes: Uint8Array, at: number, end: number): Ipv4Body {
  if (protocol === IPPROTO_ICMP) return parseIcmp(bytes, at, end) ?? new BareBytes(bytes.subarray(at, end));
  if (protocol === IPPROTO_TCP) return parseTcp(bytes, at, end) ?? new BareBytes(bytes.subarray(at, end));
  if (protocol === IPPROTO_UDP) return parseUdp(bytes, at, end) ?? new BareBytes(bytes.subarray(at, end));
  return new BareBytes(bytes.subarray(at, end));
}

/** Writes the packet; without `checked` all its checksums stay 0. */
export function emitIpv4(ip: Ipv4Packet, bytes: Uint8Array, at: number, checked = true): void {
  bytes[at] = VERSION_AND_LENGTH;
  bytes[at + 1] = ip.tos;
  setU16(bytes, at + 2, ip.length);
  setU16(bytes, at + 4, ip.id);
  setU16(bytes, at + 6, fragmentWord(ip));
  bytes[at + 8] = ip.ttl;
  bytes[at + 9] = ip.protocol;
  setU16(bytes, at + 10, 0);
  setU32(bytes, at + 12, ip.source);
  setU32(bytes, at + 16, ip.destination);
  if (checked) setU16(bytes, at + 10, internetChecksum(bytes, at, at + IPV4_HEADER));
  emitIpv4Body(ip, bytes, at + IPV4_HEADER, checked);
}

function emitIpv4Body(ip: Ipv4Packet, bytes: Uint8Array, at: number, checked: boolean): void {
  const body = ip.body;
  if (body.kind === 'icmp') emitIcmp(body, bytes, at, checked);
  else if (body.kind === 'tcp' && checked) emitTcp(body, bytes, at, ip.source, ip.destination);
  else if (body.kind === 'tcp') emitTcpUnchecked(body, bytes, at);
  else if (body.kind === 'udp' && checked) emitUdp(body, bytes, at, ip.source, ip.destination);
  else if (body.kind === 'udp') emitUdpUnchecked(body, bytes, at);
  else bytes.set(body.bytes, at);
}

/** The packet as bytes of its own. */
export function ipv4Bytes(ip: Ipv4Packet): Uint8Array {
  const bytes = new Uint8Array(ip.length);
  emitIpv4(ip, bytes, 0);
  return bytes;
}

function fragmentWord(ip: Ipv4Header): number {
  return (ip.dontFragment ? FLAG_DF : 0) | (ip.moreFragments ? FLAG_MF : 0) | (ip.fragmentOffset / 8);
}

export function describeIpv4(ip: Ipv4Packet, bytes: Uint8Array, at: number): LayerView {
  const names: Record<number, string> = { [IPPROTO_ICMP]: 'ICMP', [IPPROTO_TCP]: 'TCP', [IPPROTO_UDP]: 'UDP' };
  const flags = fragmentWord(ip) >>> 13;
  const flagText = ip.dontFragment ? ", Don't fragment" : ip.moreFragments ? ', More fragments' : '';
  return {
    name: 'Internet Protocol Version 4',
    summary: `Src: ${formatIp4(ip.source)}, Dst: ${formatIp4(ip.destination)}`,
    offset: at,
    length: IPV4_HEADER,
    fields: [
      bitField('ip.version', 'Version', 4, at, 0, 4),
      bitField('ip.hdr_len', 'Header Length', '20 bytes (5)', at, 4, 4),
      field('ip.dsfield', 'Differentiated Services Field', hexOf(ip.tos, 2), at + 1, 1),
      field('ip.len', 'Total Length', getU16(bytes, at + 2), at + 2, 2),
      field('ip.id', 'Identification', `${hexOf(ip.id, 4)} (${ip.id})`, at + 4, 2),
      bitField('ip.flags', 'Flags', `${hexOf(flags, 1)}${flagText}`, at + 6, 0, 3),
      bitField('ip.frag_offset', 'Fragment Offset', ip.fragmentOffset, at + 6, 3, 13),
      field('ip.ttl', 'Time to Live', ip.ttl, at + 8, 1),
      field('ip.proto', 'Protocol', `${names[ip.protocol] ?? 'Unknown'} (${ip.protocol})`, at + 9, 1),
      field('ip.checksum', 'Header Checksum', hexOf(getU16(bytes, at + 10), 4), at + 10, 2),
      field('ip.src', 'Source Address', formatIp4(ip.source), at + 12, 4),
      field('ip.dst', 'Destination Address', formatIp4(ip.destination), at + 16, 4),
    ],
  };
}
