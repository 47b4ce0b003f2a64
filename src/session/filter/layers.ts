// A packet's layers as a filter looks at them: each protocol's parts from the outside in, tunnels and quoted packets included.
import { ARP_LENGTH, type ArpPacket } from '../../sim/wire/arp.ts';
import { DNS_PORT, type DnsMessage, parseDns } from '../../sim/wire/dns.ts';
import { ESP_PREFIX, espHeader, IPPROTO_ESP } from '../../sim/wire/esp.ts';
import { ETHERNET_HEADER, EthernetFrame, emitEthernet } from '../../sim/wire/ethernet.ts';
import { ICMP_HEADER, type IcmpMessage } from '../../sim/wire/icmp.ts';
import { IPV4_HEADER, type Ipv4Packet, ipv4Bytes, parseIpv4 } from '../../sim/wire/ipv4.ts';
import type { Traced } from '../../sim/wire/packet-view.ts';
import type { TcpSegment } from '../../sim/wire/tcp.ts';
import { UDP_HEADER, type UdpDatagram } from '../../sim/wire/udp.ts';
import { recognizedVxlan, VXLAN_HEADER } from '../../sim/wire/vxlan.ts';
import { type HttpHead, httpHead } from './http-head.ts';

/** One layer: what it says, and where it begins and ends in the frame. */
export interface Part<T> {
  readonly is: T;
  readonly at: number;
  readonly end: number;
  /** Of the whole frame; made when a filter asks. */
  bytes(): Uint8Array;
}

export interface LayerTypes {
  readonly eth: EthernetFrame;
  readonly vlan: EthernetFrame;
  readonly arp: ArpPacket;
  readonly ip: Ipv4Packet;
  readonly icmp: IcmpMessage;
  readonly udp: UdpDatagram;
  readonly tcp: TcpSegment;
  readonly dns: DnsMessage;
  readonly http: HttpHead;
  readonly vxlan: { readonly vni: number };
  readonly esp: { readonly spi: number; readonly sequence: number };
  readonly data: Uint8Array;
}

export type LayerName = keyof LayerTypes;
type Layers = { [K in LayerName]: Part<LayerTypes[K]>[] };

/** What `frame.protocols` calls the layers that have another name there. */
const inList: Partial<Record<LayerName, string>> = { eth: 'eth:ethertype', vlan: 'vlan:ethertype' };

export class Dissection implements Layers {
  readonly eth: Part<EthernetFrame>[] = [];
  readonly vlan: Part<EthernetFrame>[] = [];
  readonly arp: Part<ArpPacket>[] = [];
  readonly ip: Part<Ipv4Packet>[] = [];
  readonly icmp: Part<IcmpMessage>[] = [];
  readonly udp: Part<UdpDatagram>[] = [];
  readonly tcp: Part<TcpSegment>[] = [];
  readonly dns: Part<DnsMessage>[] = [];
  readonly http: Part<HttpHead>[] = [];
  readonly vxlan: Part<{ readonly vni: number }>[] = [];
  readonly esp: Part<{ readonly spi: number; readonly sequence: number }>[] = [];
  readonly data: Part<Uint8Array>[] = [];
  readonly length: number;
  readonly #traced: Traced;
  readonly #order: LayerName[] = [];
  #bytes: Uint8Array | undefined;

  constructor(traced: Traced) {
    this.#traced = traced;
    this.length = traced.length;
    if (traced instanceof EthernetFrame) this.#frame(traced, 0);
    else this.#packet(traced, 0);
  }

  bytes(): Uint8Array {
    const traced = this.#traced;
    this.#bytes ??= traced instanceof EthernetFrame ? emitEthernet(traced) : ipv4Bytes(traced);
    return this.#bytes;
  }

  /** `eth:ethertype:ip:udp:vxlan:eth:ethertype:arp` */
  get protocols(): string {
    const raw = this.#order[0] === 'eth' ? '' : 'raw:';
    return raw + this.#order.map((name) => inList[name] ?? name).join(':');
  }

  #part<T>(name: LayerName, is: T, at: number, length: number): Part<T> {
    this.#order.push(name);
    return { is, at, end: Math.min(at + length, this.length), bytes: () => this.bytes() };
  }

  #frame(frame: EthernetFrame, at: number): void {
    this.eth.push(this.#part('eth', frame, at, frame.length));
    if (frame.vlan !== 0)
      this.vlan.push(this.#part('vlan', frame, at + ETHERNET_HEADER, frame.length - ETHERNET_HEADER));
    const { body } = frame;
    const inner = at + frame.headerLength;
    if (body.kind === 'arp') this.arp.push(this.#part('arp', body, inner, ARP_LENGTH));
    else if (body.kind === 'ipv4') this.#packet(body, inner);
    else this.#data(body.bytes, inner);
  }

  #packet(ip: Ipv4Packet, at: number): void {
    this.ip.push(this.#part('ip', ip, at, ip.length));
    const { body } = ip;
    const inner = at + IPV4_HEADER;
    if (body.kind === 'icmp') this.#icmp(body, inner);
    else if (body.kind === 'udp') this.#udp(body, inner);
    else if (body.kind === 'tcp') this.#tcp(body, inner);
    else if (ip.protocol === IPPROTO_ESP && !ip.isFragment) this.#esp(body.bytes, inner);
    else this.#data(body.bytes, inner);
  }

  #icmp(icmp: IcmpMessage, at: number): void {
    this.icmp.push(this.#part('icmp', icmp, at, icmp.length));
    const quoted = icmp.isError ? parseIpv4(icmp.payload) : undefined;
    if (quoted !== undefined) this.#packet(quoted, at + ICMP_HEADER);
    else if (icmp.isEcho) this.#data(icmp.payload, at + ICMP_HEADER);
  }

  #udp(udp: UdpDatagram, at: number): void {
    this.udp.push(this.#part('udp', udp, at, udp.length));
    const inner = at + UDP_HEADER;
    const tunnelled = recognizedVxlan(udp);
    if (tunnelled !== undefined) {
      this.vxlan.push(this.#part('vxlan', { vni: tunnelled.vni }, inner, tunnelled.length));
      this.#frame(tunnelled.inner, inner + VXLAN_HEADER);
      return;
    }
    const isDns = udp.sourcePort === DNS_PORT || udp.destinationPort === DNS_PORT;
    const dns = isDns ? parseDns(udp.payload) : undefined;
    if (dns !== undefined) this.dns.push(this.#part('dns', dns, inner, udp.payload.length));
    else this.#data(udp.payload, inner);
  }

  #tcp(tcp: TcpSegment, at: number): void {
    this.tcp.push(this.#part('tcp', tcp, at, tcp.length));
    const inner = at + tcp.headerLength;
    const head = httpHead(tcp.payload);
    if (head !== undefined) this.http.push(this.#part('http', head, inner, tcp.payload.length));
    else this.#data(tcp.payload, inner);
  }

  #esp(bytes: Uint8Array, at: number): void {
    const head = bytes.length < ESP_PREFIX ? undefined : espHeader(bytes);
    if (head === undefined) this.#data(bytes, at);
    else this.esp.push(this.#part('esp', head, at, bytes.length));
  }

  #data(bytes: Uint8Array, at: number): void {
    if (bytes.length > 0) this.data.push(this.#part('data', bytes, at, bytes.length));
  }
}
