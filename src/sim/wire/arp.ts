// ARP for IPv4 over Ethernet.
// Source: RFC 826; gratuitous forms RFC 5227.
// Not modelled: other hardware and protocol types, RARP, InARP.
import { formatIp4, type Ip4 } from '../base/ip4.ts';
import { BROADCAST_MAC, formatMac, type Mac } from '../base/mac.ts';
import { getMac, getU16, getU32, setMac, setU16, setU32 } from './bytes.ts';
import { field, type LayerView } from './layer.ts';

export const ARP_REQUEST = 1; // ares_op$REQUEST, RFC 826
export const ARP_REPLY = 2; // ares_op$REPLY, RFC 826
const HARDWARE_ETHERNET = 1; // ares_hrd$Ethernet, RFC 826
const PROTOCOL_IPV4 = 0x0800;
/** Bytes of an ARP packet for IPv4 over Ethernet. */
export const ARP_LENGTH = 28;

export class ArpPacket {
  readonly kind = 'arp';
  readonly operation: number;
  readonly senderMac: Mac;
  readonly senderIp: Ip4;
  readonly targetMac: Mac;
  readonly targetIp: Ip4;
  /** Not on the wire: it is asked or answered for the sake of a swarm's background traffic. */
  readonly background: boolean;

  constructor(operation: number, senderMac: Mac, senderIp: Ip4, targetMac: Mac, targetIp: Ip4, background = false) {
    this.operation = operation;
    this.senderMac = senderMac;
    this.senderIp = senderIp;
    this.targetMac = targetMac;
    this.targetIp = targetIp;
    this.background = background;
  }

  get length(): number {
    return ARP_LENGTH;
  }
}

export function parseArp(bytes: Uint8Array, at = 0): ArpPacket | undefined {
  if (bytes.length < at + ARP_LENGTH) return undefined;
  if (getU16(bytes, at) !== HARDWARE_ETHERNET || getU16(bytes, at + 2) !== PROTOCOL_IPV4) return undefined;
  if (bytes[at + 4] !== 6 || bytes[at + 5] !== 4) return undefined;
  return new ArpPacket(
    getU16(bytes, at + 6),
    getMac(bytes, at + 8),
    getU32(bytes, at + 14),
    getMac(bytes, at + 18),
    getU32(bytes, at + 24),
  );
}

export function emitArp(arp: ArpPacket, bytes: Uint8Array, at: number): void {
  setU16(bytes, at, HARDWARE_ETHERNET);
  setU16(bytes, at + 2, PROTOCOL_IPV4);
  bytes[at + 4] = 6;
  bytes[at + 5] = 4;
  setU16(bytes, at + 6, arp.operation);
  setMac(bytes, at + 8, arp.senderMac);
  setU32(bytes, at + 14, arp.senderIp);
  setMac(bytes, at + 18, arp.targetMac);
  setU32(bytes, at + 24, arp.targetIp);
}

/** One line, as a packet list shows it. */
export function summarizeArp(arp: ArpPacket): string {
  if (arp.operation === ARP_REPLY) return `${formatIp4(arp.senderIp)} is at ${formatMac(arp.senderMac)}`;
  if (arp.senderIp === arp.targetIp) return `ARP Announcement for ${formatIp4(arp.senderIp)}`;
  return `Who has ${formatIp4(arp.targetIp)}? Tell ${formatIp4(arp.senderIp)}`;
}

export function describeArp(arp: ArpPacket, at: number): LayerView {
  const operation = arp.operation === ARP_REPLY ? 'reply' : 'request';
  const target = arp.targetMac === BROADCAST_MAC ? 'Broadcast' : formatMac(arp.targetMac);
  return {
    name: 'Address Resolution Protocol',
    summary: `Address Resolution Protocol (${operation})`,
    offset: at,
    length: ARP_LENGTH,
    fields: [
      field('arp.hw.type', 'Hardware type', 'Ethernet (1)', at, 2),
      field('arp.proto.type', 'Protocol type', 'IPv4 (0x0800)', at + 2, 2),
      field('arp.hw.size', 'Hardware size', 6, at + 4, 1),
      field('arp.proto.size', 'Protocol size', 4, at + 5, 1),
      field('arp.opcode', 'Opcode', `${operation} (${arp.operation})`, at + 6, 2),
      field('arp.src.hw_mac', 'Sender MAC address', formatMac(arp.senderMac), at + 8, 6),
      field('arp.src.proto_ipv4', 'Sender IP address', formatIp4(arp.senderIp), at + 14, 4),
      field('arp.dst.hw_mac', 'Target MAC address', target, at + 18, 6),
      field('arp.dst.proto_ipv4', 'Target IP address', formatIp4(arp.targetIp), at + 24, 4),
    ],
  };
}
