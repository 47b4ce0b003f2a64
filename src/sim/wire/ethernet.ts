// Ethernet II frames, with an 802.1Q tag or without.
// Source: IEEE 802.3 clause 3, IEEE 802.1Q clause 9.6, RFC 894; ether types as uapi/linux/if_ether.h.
// Not modelled: the frame check sequence, padding to 60 bytes, priorities and second tags; other ether types carry bare bytes.
import { BROADCAST_MAC, formatMac, type Mac } from '../base/mac.ts';
import { type ArpPacket, emitArp, parseArp } from './arp.ts';
import { getMac, getU16, hexOf, setMac, setU16 } from './bytes.ts';
import { BareBytes, emitIpv4, type Ipv4Packet, parseIpv4 } from './ipv4.ts';
import { bitField, field, type LayerView } from './layer.ts';

export const ETH_P_IP = 0x0800;
export const ETH_P_ARP = 0x0806;
export const ETH_P_8021Q = 0x8100;
/** Bytes of a header: two addresses and the type. */
export const ETHERNET_HEADER = 14; // ETH_HLEN
/** Bytes that a tag adds: its own type and the tag control information. */
export const VLAN_TAG = 4; // VLAN_HLEN
const VLAN_VID_MASK = 0x0fff;

export type FrameBody = Ipv4Packet | ArpPacket | BareBytes;

/** A frame. Immutable once transmitted: the copies of a flood are one object. */
export class EthernetFrame {
  readonly destination: Mac;
  readonly source: Mac;
  readonly etherType: number;
  readonly body: FrameBody;
  /** The simulator's own marks, as in Ipv4Packet. */
  readonly packet: number;
  readonly journey: number;
  /** The VLAN that its tag names; 0 without a tag. */
  readonly vlan: number;
  /** Where the trace keeps its bytes; written by the trace alone. */
  tracedAt = -1;

  constructor(
    destination: Mac,
    source: Mac,
    etherType: number,
    body: FrameBody,
    packet: number,
    journey: number,
    vlan = 0,
  ) {
    this.destination = destination;
    this.source = source;
    this.etherType = etherType;
    this.body = body;
    this.packet = packet;
    this.journey = journey;
    this.vlan = vlan;
  }

  /** Bytes of the header with its tag, if it has one. */
  get headerLength(): number {
    return this.vlan === 0 ? ETHERNET_HEADER : ETHERNET_HEADER + VLAN_TAG;
  }

  /** Bytes with the header, without padding or FCS: what the kernel counts. */
  get length(): number {
    return this.headerLength + this.body.length;
  }

  /** How many frames it is on a wire. */
  get pieces(): number {
    return this.body.kind === 'ipv4' ? this.body.pieces : 1;
  }

  /** Bytes of the largest of them. */
  get pieceLength(): number {
    return this.body.kind === 'ipv4' ? this.headerLength + this.body.pieceLength : this.length;
  }

  /** Bytes of all of them. */
  get wireLength(): number {
    return this.body.kind === 'ipv4' ? this.body.wireLength + this.body.pieces * this.headerLength : this.length;
  }

  /** The same frame with another tag, or with none (0). */
  tagged(vlan: number): EthernetFrame {
    const { destination, source, etherType, body, packet, journey } = this;
    return new EthernetFrame(destination, source, etherType, body, packet, journey, vlan);
  }
}

export function parseEthernet(bytes: Uint8Array, packet = 0, journey = 0): EthernetFrame | undefined {
  if (bytes.length < ETHERNET_HEADER) return undefined;
  const tagged = getU16(bytes, 12) === ETH_P_8021Q && bytes.length >= ETHERNET_HEADER + VLAN_TAG;
  const header = tagged ? ETHERNET_HEADER + VLAN_TAG : ETHERNET_HEADER;
  const type = getU16(bytes, header - 2);
  const body =
    (type === ETH_P_ARP ? parseArp(bytes, header) : undefined) ??
    (type === ETH_P_IP ? parseIpv4(bytes, header, packet, journey) : undefined) ??
    new BareBytes(bytes.subarray(header));
  const vlan = tagged ? getU16(bytes, ETHERNET_HEADER) & VLAN_VID_MASK : 0;
  return new EthernetFrame(getMac(bytes, 0), getMac(bytes, 6), type, body, packet, journey, vlan);
}

/** The frame's exact bytes, checksums included. */
export function emitEthernet(frame: EthernetFrame): Uint8Array {
  const bytes = new Uint8Array(frame.length);
  emitEthernetHeader(frame, bytes, 0);
  const { body, headerLength } = frame;
  if (body.kind === 'ipv4') emitIpv4(body, bytes, headerLength);
  else if (body.kind === 'arp') emitArp(body, bytes, headerLength);
  else bytes.set(body.bytes, headerLength);
  return bytes;
}

/** Writes the bytes before the body: 14, or 18 with a tag. */
export function emitEthernetHeader(frame: EthernetFrame, bytes: Uint8Array, at: number): void {
  setMac(bytes, at, frame.destination);
  setMac(bytes, at + 6, frame.source);
  if (frame.vlan !== 0) {
    setU16(bytes, at + 12, ETH_P_8021Q);
    setU16(bytes, at + ETHERNET_HEADER, frame.vlan);
  }
  setU16(bytes, at + frame.headerLength - 2, frame.etherType);
}

const typeNames: Readonly<Record<number, string>> = {
  [ETH_P_IP]: 'IPv4',
  [ETH_P_ARP]: 'ARP',
  [ETH_P_8021Q]: '802.1Q Virtual LAN',
};

const typeText = (type: number): string => `${typeNames[type] ?? 'Unknown'} (${hexOf(type, 4)})`;

/** The header, and the tag as a layer of its own. */
export function describeEthernet(frame: EthernetFrame): LayerView[] {
  const destination = frame.destination === BROADCAST_MAC ? 'Broadcast' : formatMac(frame.destination);
  const ethernet: LayerView = {
    name: 'Ethernet II',
    summary: `Src: ${formatMac(frame.source)}, Dst: ${destination}`,
    offset: 0,
    length: ETHERNET_HEADER,
    fields: [
      field('eth.dst', 'Destination', formatMac(frame.destination), 0, 6),
      field('eth.src', 'Source', formatMac(frame.source), 6, 6),
      field('eth.type', 'Type', typeText(frame.vlan === 0 ? frame.etherType : ETH_P_8021Q), 12, 2),
    ],
  };
  return frame.vlan === 0 ? [ethernet] : [ethernet, describeTag(frame)];
}

function describeTag(frame: EthernetFrame): LayerView {
  return {
    name: '802.1Q Virtual LAN',
    summary: `PRI: 0, DEI: 0, ID: ${frame.vlan}`,
    offset: ETHERNET_HEADER,
    length: VLAN_TAG,
    fields: [
      bitField('vlan.priority', 'Priority', 'Best Effort (default) (0)', ETHERNET_HEADER, 0, 3),
      bitField('vlan.dei', 'DEI', 'Ineligible', ETHERNET_HEADER, 3, 1),
      bitField('vlan.id', 'ID', frame.vlan, ETHERNET_HEADER, 4, 12),
      field('vlan.etype', 'Type', typeText(frame.etherType), ETHERNET_HEADER + 2, 2),
    ],
  };
}
