// VXLAN: an Ethernet frame in a UDP datagram.
// Source: RFC 7348; Wireshark's field names (vxlan.*).
// Not modelled: the group policy and generic protocol extensions (VXLAN-GBP, VXLAN-GPE).
import { getU32, hexOf, setU16, setU32 } from './bytes.ts';
import { type EthernetFrame, emitEthernet, parseEthernet } from './ethernet.ts';
import { field, type LayerView } from './layer.ts';
import type { Carried, UdpDatagram } from './udp.ts';

export const VXLAN_PORT = 4789; // IANA
export const VXLAN_HEADER = 8;
/** What a frame grows by: outer IPv4, UDP and VXLAN headers with the inner Ethernet header (VXLAN_HEADROOM). */
export const VXLAN_OVERHEAD = 50;
const FLAGS = 0x0800;
const FLAG_VNI = 0x08; // VXLAN_HF_VNI: the "I" flag, in the first byte
export const MAX_VNI = 0xffffff;

/** What the datagram carries: the frame itself, its bytes only when somebody asks. */
export class VxlanPacket implements Carried {
  readonly vni: number;
  readonly inner: EthernetFrame;
  #bytes: Uint8Array | undefined;

  constructor(vni: number, inner: EthernetFrame) {
    this.vni = vni;
    this.inner = inner;
  }

  get length(): number {
    return VXLAN_HEADER + this.inner.length;
  }

  get bytes(): Uint8Array {
    if (this.#bytes === undefined) {
      this.#bytes = new Uint8Array(this.length);
      setU16(this.#bytes, 0, FLAGS);
      setU32(this.#bytes, 4, this.vni << 8);
      this.#bytes.set(emitEthernet(this.inner), VXLAN_HEADER);
    }
    return this.#bytes;
  }
}

/** Reads what a datagram to a VXLAN port carries; `packet` and `journey` are the simulator's marks for the inner frame. */
export function vxlanOf(udp: UdpDatagram, packet: number, journey: number): VxlanPacket | undefined {
  const { contents } = udp;
  if (contents instanceof VxlanPacket) return contents;
  const bytes = udp.payload;
  if (((bytes[0] ?? 0) & FLAG_VNI) === 0) return undefined;
  const inner = parseEthernet(bytes.subarray(VXLAN_HEADER), packet, journey);
  return inner && new VxlanPacket(getU32(bytes, 4) >>> 8, inner);
}

/** The VXLAN packet that an analyser sees in a datagram: on the assigned port, or of exactly the header's form. */
export function recognizedVxlan(udp: UdpDatagram): VxlanPacket | undefined {
  const assigned = udp.destinationPort === VXLAN_PORT || udp.contents instanceof VxlanPacket;
  const formed = getU32(udp.payload, 0) === FLAGS * 0x10000 && udp.payload[7] === 0;
  if (!assigned && !formed) return undefined;
  const found = vxlanOf(udp, 0, 0);
  return assigned || found?.inner.body.kind !== 'bytes' ? found : undefined;
}

export function describeVxlan(vni: number, at: number): LayerView {
  return {
    name: 'Virtual eXtensible Local Area Network',
    summary: `VNI: ${vni}`,
    offset: at,
    length: VXLAN_HEADER,
    fields: [
      field('vxlan.flags', 'Flags', `${hexOf(FLAGS, 4)}, VXLAN Network ID (VNI)`, at, 2),
      field('vxlan.gbp', 'Group Policy ID', 0, at + 2, 2),
      field('vxlan.vni', 'VXLAN Network Identifier (VNI)', vni, at + 4, 3),
      field('vxlan.reserved8', 'Reserved', 0, at + 7, 1),
    ],
  };
}
