// A frame or packet spelt out: its layers with their fields, its exact bytes, its one-line summary.
// Source: Wireshark's details and list panes. Bytes are made here, when somebody asks, and nowhere on a packet's way.
// Not modelled: reassembled views of fragments.
import { formatIp4, type Ip4 } from '../base/ip4.ts';
import { describeArp, summarizeArp } from './arp.ts';
import { hexDigits } from './bytes.ts';
import { DNS_PORT, parseDns, summarizeDns } from './dns.ts';
import { describeDns } from './dns-view.ts';
import { describeEsp, ESP_PREFIX, type EspKey, espHeader, IPPROTO_ESP, open } from './esp.ts';
import { describeEthernet, EthernetFrame, emitEthernet } from './ethernet.ts';
import { describeIcmp, ICMP_ECHO, ICMP_ECHOREPLY, ICMP_HEADER, icmpTitle } from './icmp.ts';
import {
  describeIpv4,
  IPPROTO_TCP,
  IPV4_HEADER,
  type Ipv4Body,
  type Ipv4Packet,
  ipv4Bytes,
  parseIpv4,
  parseIpv4Body,
} from './ipv4.ts';
import { field, type LayerView, type PacketView } from './layer.ts';
import { describeTcp, summarizeTcp } from './tcp.ts';
import { describeUdp, UDP_HEADER, type UdpDatagram } from './udp.ts';
import { describeVxlan, recognizedVxlan, VXLAN_HEADER } from './vxlan.ts';

/** What a trace record can be about: a frame, or a packet that no device has framed yet. */
export type Traced = EthernetFrame | Ipv4Packet;

/** Keys of security associations that somebody knows, by `keyName`. */
export type KnownKeys = ReadonlyMap<string, EspKey>;

const noKeys: KnownKeys = new Map();

export const keyName = (destination: Ip4, spi: number): string => `${destination} ${spi}`;

/** The highest protocol in it; the names of trace/record.ts. */
export function protocolOf(traced: Traced): 'ARP' | 'ICMP' | 'UDP' | 'TCP' | 'DNS' | 'IPv4' | 'OTHER' {
  const body = traced instanceof EthernetFrame ? traced.body : traced;
  if (body.kind === 'arp') return 'ARP';
  if (body.kind === 'bytes') return 'OTHER';
  if (body.body.kind === 'icmp') return 'ICMP';
  if (body.body.kind === 'udp') {
    const tunnelled = recognizedVxlan(body.body);
    if (tunnelled !== undefined) return protocolOf(tunnelled.inner);
    return isDns(body.body) ? 'DNS' : 'UDP';
  }
  return body.protocol === IPPROTO_TCP ? 'TCP' : 'IPv4';
}

/** Whether it carries a whole frame in a datagram. */
export function isTunnelled(traced: Traced): boolean {
  const packet = traced instanceof EthernetFrame ? traced.body : traced;
  return packet.kind === 'ipv4' && packet.body.kind === 'udp' && recognizedVxlan(packet.body) !== undefined;
}

function isDns(udp: UdpDatagram): boolean {
  return udp.sourcePort === DNS_PORT || udp.destinationPort === DNS_PORT;
}

/** One line: `172.17.0.2 → 172.17.0.3 Echo request id=7 seq=1 ttl=64`. */
export function summarize(traced: Traced): string {
  const body = traced instanceof EthernetFrame ? traced.body : traced;
  if (body.kind === 'arp') return summarizeArp(body);
  if (body.kind === 'bytes') return `Ethernet frame of ${body.length} bytes`;
  return `${formatIp4(body.source)} → ${formatIp4(body.destination)} ${summarizeTransport(body)}`;
}

function summarizeTransport(ip: Ipv4Packet): string {
  const body = ip.body;
  if (body.kind === 'icmp') {
    if (body.type === ICMP_ECHO || body.type === ICMP_ECHOREPLY) {
      const what = body.type === ICMP_ECHO ? 'request' : 'reply';
      return `Echo ${what} id=${body.identifier} seq=${body.sequence} ttl=${ip.ttl}`;
    }
    return icmpTitle(body);
  }
  if (body.kind === 'udp') {
    const tunnelled = recognizedVxlan(body);
    if (tunnelled !== undefined) return `VXLAN ${tunnelled.vni} (${summarize(tunnelled.inner)})`;
    const dns = isDns(body) ? parseDns(body.payload) : undefined;
    return dns ? summarizeDns(dns) : `UDP ${body.sourcePort} → ${body.destinationPort} Len=${body.payload.length}`;
  }
  if (body.kind === 'tcp') return `TCP ${summarizeTcp(body)}`;
  if (ip.isFragment)
    return `Fragmented IP protocol (proto=${ip.protocol}, off=${ip.fragmentOffset}, ID=${ip.id.toString(16).padStart(4, '0')})`;
  const esp = ip.protocol === IPPROTO_ESP ? espHeader(body.bytes) : undefined;
  if (esp !== undefined) return `ESP (SPI=0x${esp.spi.toString(16).padStart(8, '0')}) seq=${esp.sequence}`;
  return `IP protocol ${ip.protocol}, ${body.length} bytes`;
}

/** Takes a frame or packet apart. */
export function viewPacket(traced: Traced, keys: KnownKeys = noKeys): PacketView {
  if (!(traced instanceof EthernetFrame)) {
    const bytes = ipv4Bytes(traced);
    return { layers: ipLayers(traced, bytes, 0, keys), bytes };
  }
  const bytes = emitEthernet(traced);
  const layers: LayerView[] = describeEthernet(traced);
  const { body, headerLength } = traced;
  if (body.kind === 'arp') layers.push(describeArp(body, headerLength));
  else if (body.kind === 'ipv4') layers.push(...ipLayers(body, bytes, headerLength, keys));
  else layers.push(dataLayer(body.bytes, headerLength));
  return { layers, bytes };
}

function ipLayers(ip: Ipv4Packet, bytes: Uint8Array, at: number, keys: KnownKeys): LayerView[] {
  const header = describeIpv4(ip, bytes, at);
  const inner = at + IPV4_HEADER;
  if (ip.protocol === IPPROTO_ESP && !ip.isFragment) return [header, ...espLayers(ip, bytes, inner, keys)];
  return [header, ...transportLayers(ip.body, bytes, inner)];
}

function transportLayers(body: Ipv4Body, bytes: Uint8Array, inner: number): LayerView[] {
  const layers: LayerView[] = [];
  if (body.kind === 'icmp') {
    layers.push(describeIcmp(body, bytes, inner));
    if (body.isError) layers.push(...quotedLayers(body.payload, inner + ICMP_HEADER));
  } else if (body.kind === 'udp') {
    layers.push(...udpLayers(body, bytes, inner));
  } else if (body.kind === 'tcp') {
    layers.push(describeTcp(body, bytes, inner));
  } else if (body.length > 0) {
    layers.push(dataLayer(body.bytes, inner));
  }
  return layers;
}

/** ESP, and what is inside where its key is known: counter mode leaves every byte in its place. */
function espLayers(ip: Ipv4Packet, bytes: Uint8Array, at: number, keys: KnownKeys): LayerView[] {
  const sealed = bytes.subarray(at);
  const head = espHeader(sealed);
  if (head === undefined) return [dataLayer(sealed, at)];
  const key = keys.get(keyName(ip.destination, head.spi));
  const layer = describeEsp(bytes, at, sealed.length, key?.icvLength);
  const opened = key && open(key, sealed);
  if (opened === undefined) return [layer];
  const clear = bytes.slice();
  const start = at + ESP_PREFIX;
  clear.set(opened.payload, start);
  const body = parseIpv4Body(opened.protocol, clear, start, start + opened.payload.length);
  return [layer, ...transportLayers(body, clear, start)];
}

function udpLayers(udp: UdpDatagram, bytes: Uint8Array, at: number): LayerView[] {
  const payload = at + UDP_HEADER;
  const tunnelled = recognizedVxlan(udp);
  if (tunnelled !== undefined) {
    const inside = viewPacket(tunnelled.inner).layers.map((layer) => shifted(layer, payload + VXLAN_HEADER));
    return [describeUdp(udp, bytes, at, false), describeVxlan(tunnelled.vni, payload), ...inside];
  }
  const dns = isDns(udp) ? parseDns(udp.payload) : undefined;
  const layer = describeUdp(udp, bytes, at, dns === undefined);
  return dns ? [layer, describeDns(dns, bytes.subarray(0, payload + udp.payload.length), payload)] : [layer];
}

/** The packet that an ICMP error quotes. Its header's numbers are those of the quoting, not recomputed. */
function quotedLayers(quoted: Uint8Array, at: number): LayerView[] {
  const ip = parseIpv4(quoted);
  if (ip === undefined) return [];
  const layers = [describeIpv4(ip, quoted, 0)];
  if (ip.body.kind === 'icmp') layers.push(describeIcmp(ip.body, quoted, IPV4_HEADER));
  else if (ip.body.kind === 'udp') layers.push(describeUdp(ip.body, quoted, IPV4_HEADER, true));
  else if (ip.body.kind === 'tcp') layers.push(describeTcp(ip.body, quoted, IPV4_HEADER));
  return layers.map((layer) => shifted(layer, at));
}

function shifted(layer: LayerView, by: number): LayerView {
  const fields = layer.fields.map((f) => ({ ...f, offset: f.offset + by }));
  return { ...layer, offset: layer.offset + by, fields };
}

function dataLayer(bytes: Uint8Array, at: number): LayerView {
  const summary = `Data (${bytes.length} bytes)`;
  const fields = [field('data.data', 'Data', hexDigits(bytes), at, bytes.length)];
  return { name: 'Data', summary, offset: at, length: bytes.length, fields };
}
