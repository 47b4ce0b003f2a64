// Ethernet II frames.
// Source: IEEE 802.3 clause 3, RFC 894; ether types as uapi/linux/if_ether.h.
// Not modelled: the frame check sequence, padding to 60 bytes, VLAN tags; other ether types carry bare bytes.
import { BROADCAST_MAC, formatMac, type Mac } from '../base/mac.ts';
import { type ArpPacket, emitArp, parseArp } from './arp.ts';
import { getMac, getU16, hexOf, setMac, setU16 } from './bytes.ts';
import { BareBytes, emitIpv4, type Ipv4Packet, parseIpv4 } from './ipv4.ts';
import { field, type LayerView } from './layer.ts';

export const ETH_P_IP = 0x0800;
export const ETH_P_ARP = 0x0806;
/** Bytes of a header: two addresses and the type. */
export const ETHERNET_HEADER = 14; // ETH_HLEN

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
  /** Where the trace keeps its bytes; written by the trace alone. */
  tracedAt = -1;

  constructor(destination: Mac, source: Mac, etherType: number, body: FrameBody, packet: number, journey: number) {
    this.destination = destination;
    this.source = source;
    this.etherType = etherType;
    this.body = body;
    this.packet = packet;
    this.journey = journey;
  }

  /** Bytes with the header, without padding or FCS: what the kernel counts. */
  get length(): number {
    return ETHERNET_HEADER + this.body.length;
  }
}

export function parseEthernet(bytes: Uint8Array, packet = 0, journey = 0): EthernetFrame | undefined {
  if (bytes.length < ETHERNET_HEADER) return undefined;
  const type = getU16(bytes, 12);
  const body =
    (type === ETH_P_ARP ? parseArp(bytes, ETHERNET_HEADER) : undefined) ??
    (type === ETH_P_IP ? parseIpv4(bytes, ETHERNET_HEADER, packet, journey) : undefined) ??
    new BareBytes(bytes.subarray(ETHERNET_HEADER));
  return new EthernetFrame(getMac(bytes, 0), getMac(bytes, 6), type, body, packet, journey);
}

/** The frame's exact bytes, checksums included. */
export function emitEthernet(frame: EthernetFrame): Uint8Array {
  const bytes = new Uint8Array(frame.length);
  emitEthernetHeader(frame, bytes, 0);
  const body = frame.body;
  if (body.kind === 'ipv4') emitIpv4(body, bytes, ETHERNET_HEADER);
  else if (body.kind === 'arp') emitArp(body, bytes, ETHERNET_HEADER);
  else bytes.set(body.bytes, ETHERNET_HEADER);
  return bytes;
}

/** Writes the 14 bytes before the body. */
export function emitEthernetHeader(frame: EthernetFrame, bytes: Uint8Array, at: number): void {
  setMac(bytes, at, frame.destination);
  setMac(bytes, at + 6, frame.source);
  setU16(bytes, at + 12, frame.etherType);
}

export function describeEthernet(frame: EthernetFrame): LayerView {
  const names: Record<number, string> = { [ETH_P_IP]: 'IPv4', [ETH_P_ARP]: 'ARP' };
  const destination = frame.destination === BROADCAST_MAC ? 'Broadcast' : formatMac(frame.destination);
  return {
    name: 'Ethernet II',
    summary: `Src: ${formatMac(frame.source)}, Dst: ${destination}`,
    offset: 0,
    length: ETHERNET_HEADER,
    fields: [
      field('eth.dst', 'Destination', formatMac(frame.destination), 0, 6),
      field('eth.src', 'Source', formatMac(frame.source), 6, 6),
      field('eth.type', 'Type', `${names[frame.etherType] ?? 'Unknown'} (${hexOf(frame.etherType, 4)})`, 12, 2),
    ],
  };
}
