// ICMP, UDP and TCP behind the addresses of a packet.
// Source: tcpdump 4.99.3 print-icmp.c, print-udp.c, print-tcp.c, print-http.c, print-vxlan.c, print-esp.c.
// Not modelled: protocols above other than DNS, VXLAN on its own port and the first line of HTTP; ICMP types that no one here sends.
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { getU16, hexOf } from '../../../wire/bytes.ts';
import { DNS_PORT, parseDns } from '../../../wire/dns.ts';
import { espHeader, IPPROTO_ESP } from '../../../wire/esp.ts';
import {
  ICMP_DEST_UNREACH,
  ICMP_ECHO,
  ICMP_FRAG_NEEDED,
  ICMP_HOST_UNREACH,
  ICMP_NET_UNREACH,
  ICMP_PKT_FILTERED,
  ICMP_PORT_UNREACH,
  ICMP_PROT_UNREACH,
  ICMP_REDIRECT,
  ICMP_TIME_EXCEEDED,
  type IcmpMessage,
} from '../../../wire/icmp.ts';
import { type Ipv4Packet, ipv4Bytes, parseIpv4, parseIpv4Body } from '../../../wire/ipv4.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, type TcpSegment } from '../../../wire/tcp.ts';
import { parseTcpOptions } from '../../../wire/tcp-options.ts';
import type { UdpDatagram } from '../../../wire/udp.ts';
import { VXLAN_PORT, vxlanOf } from '../../../wire/vxlan.ts';
import { dnsText } from './dns-text.ts';
import type { PacketPrinter } from './packet-text.ts';
import { protocolName } from './protocol-names.ts';

/** First sequence numbers of both directions, by addresses and ports in the order of the first packet. */
export type Flows = Map<string, { seq: number; ack: number }>;

const HTTP_PORTS = new Set([80, 8080, 3128]);

/** Addresses, ports and all that follows. */
export function transportText(printer: PacketPrinter, ip: Ipv4Packet): string {
  const [from, to] = [printer.host(ip.source), printer.host(ip.destination)];
  // A first fragment holds the beginning of its transport.
  const bytes = ip.body.kind === 'bytes' ? ip.body.bytes : undefined;
  const body = bytes ? parseIpv4Body(ip.protocol, bytes, 0, bytes.length) : ip.body;
  if (body.kind === 'icmp') return `${from} > ${to}: ${icmpText(printer, body)}`;
  const esp = body.kind === 'bytes' && ip.protocol === IPPROTO_ESP ? espHeader(body.bytes) : undefined;
  if (esp)
    return `${from} > ${to}: ESP(spi=${hexOf(esp.spi, 8)},seq=0x${esp.sequence.toString(16)}), length ${body.length}`;
  if (body.kind === 'bytes') return `${from} > ${to}:  ${protocolName(ip.protocol)} ${body.length}`;
  const between = `${from}.${printer.port(body.sourcePort)} > ${to}.${printer.port(body.destinationPort)}: `;
  if (body.kind === 'udp') return `${between}${udpText(printer, body, bytes)}`;
  return `${between}${tcpText(printer, ip, body)}`;
}

function icmpText(printer: PacketPrinter, icmp: IcmpMessage): string {
  const length = `, length ${icmp.length}`;
  if (icmp.isEcho) {
    const what = icmp.type === ICMP_ECHO ? 'echo request' : 'echo reply';
    return `ICMP ${what}, id ${icmp.identifier}, seq ${icmp.sequence}${length}`;
  }
  const quoted = icmp.isError ? parseIpv4(icmp.payload) : undefined;
  const inner = quoted && printer.style.verbose > 0 ? `\n\tIP ${printer.ip(quoted)}` : '';
  return `ICMP ${errorText(printer, icmp, quoted)}${length}${inner}`;
}

function errorText(printer: PacketPrinter, icmp: IcmpMessage, quoted: Ipv4Packet | undefined): string {
  if (icmp.type === ICMP_TIME_EXCEEDED) {
    return icmp.code === 0 ? 'time exceeded in-transit' : 'ip reassembly time exceeded';
  }
  if (quoted !== undefined && icmp.type === ICMP_REDIRECT) {
    return `redirect ${printer.host(quoted.destination)} to host ${printer.host(icmp.rest)}`;
  }
  if (quoted === undefined || icmp.type !== ICMP_DEST_UNREACH) return `type-#${icmp.type}`;
  const to = printer.host(quoted.destination);
  switch (icmp.code) {
    case ICMP_NET_UNREACH:
      return `net ${to} unreachable`;
    case ICMP_HOST_UNREACH:
      return `host ${to} unreachable`;
    case ICMP_PROT_UNREACH:
      return `${to} protocol ${quoted.protocol} unreachable`;
    case ICMP_PORT_UNREACH:
      return `${to} ${portText(printer, quoted)} unreachable`;
    case ICMP_FRAG_NEEDED:
      return `${to} unreachable - need to frag (mtu ${icmp.rest & 0xffff})`;
    case 9:
      return `net ${to} unreachable - admin prohibited`;
    case 10:
      return `host ${to} unreachable - admin prohibited`;
    case ICMP_PKT_FILTERED:
      return `host ${to} unreachable - admin prohibited filter`;
    default:
      return `${to} unreachable - #${icmp.code}`;
  }
}

/** The port that an error quotes: its packet may be cut short behind the first eight bytes. */
function portText(printer: PacketPrinter, quoted: Ipv4Packet): string {
  const { body } = quoted;
  const port = body.kind === 'bytes' ? getU16(body.bytes, 2) : body.kind === 'icmp' ? 0 : body.destinationPort;
  const name = protocolName(quoted.protocol);
  return name === 'udp' || name === 'tcp'
    ? `${name} port ${printer.port(port)}`
    : `protocol ${quoted.protocol} port ${port}`;
}

function udpText(printer: PacketPrinter, udp: UdpDatagram, fragment: Uint8Array | undefined): string {
  const { verbose, quick } = printer.style;
  const sum = verbose > 1 && fragment === undefined ? '[udp sum ok] ' : '';
  const claimed = fragment ? getU16(fragment, 4) - 8 : udp.payload.length;
  if (claimed > udp.payload.length) return `UDP, bad length ${claimed} > ${udp.payload.length}`;
  const tunnelled = udp.destinationPort === VXLAN_PORT && !quick ? vxlanOf(udp, 0, 0) : undefined;
  if (tunnelled) return `${sum}VXLAN, flags [I] (0x08), vni ${tunnelled.vni}\n${printer.inner(tunnelled.inner)}`;
  const named = udp.sourcePort === DNS_PORT || udp.destinationPort === DNS_PORT;
  const dns = named && !quick ? parseDns(udp.payload) : undefined;
  return `${sum}${dns ? dnsText(dns, udp.payload, verbose) : `UDP, length ${udp.payload.length}`}`;
}

/** Bit by bit, in tcpdump's order. */
const flagLetters = 'FSRP.UEW';

function tcpText(printer: PacketPrinter, ip: Ipv4Packet, tcp: TcpSegment): string {
  const { verbose, quick } = printer.style;
  const length = tcp.payload.length;
  if (quick) return `tcp ${length}`;
  const { seq, ack } = numbers(printer, ip, tcp);
  const flags = [...flagLetters].filter((_, bit) => (tcp.flags >>> bit) & 1).join('') || 'none';
  const sum = verbose > 0 ? `, cksum ${hexOf(getU16(ipv4Bytes(ip), ip.length - tcp.length + 16), 4)} (correct)` : '';
  const counts = length > 0 || verbose > 1 || tcp.has(TCP_SYN | TCP_FIN | TCP_RST);
  const sequence = counts ? `, seq ${seq}${length > 0 ? `:${(seq + length) >>> 0}` : ''}` : '';
  const acknowledged = tcp.has(TCP_ACK) ? `, ack ${ack}` : '';
  const options = tcp.options.length > 0 ? `, options [${optionsText(tcp.options)}]` : '';
  const text = `Flags [${flags}]${sum}${sequence}${acknowledged}, win ${tcp.window}${options}, length ${length}`;
  return length > 0 && (HTTP_PORTS.has(tcp.sourcePort) || HTTP_PORTS.has(tcp.destinationPort))
    ? `${text}: ${httpText(tcp.payload, verbose)}`
    : text;
}

/** Sequence numbers relative to the first ones of the connection, once both sides' are known. */
function numbers(printer: PacketPrinter, ip: Ipv4Packet, tcp: TcpSegment): { seq: number; ack: number } {
  const absolute = { seq: tcp.sequence, ack: tcp.acknowledgment };
  if (printer.style.absolute || !tcp.has(TCP_ACK)) return absolute;
  const end = (address: Ip4, port: number): string => `${formatIp4(address)}.${port}`;
  const [source, destination] = [end(ip.source, tcp.sourcePort), end(ip.destination, tcp.destinationPort)];
  const reversed = source > destination;
  const key = reversed ? `${destination} ${source}` : `${source} ${destination}`;
  const first = printer.flows.get(key);
  if (first === undefined || tcp.has(TCP_SYN)) {
    const [own, other] = [tcp.sequence, (tcp.acknowledgment - 1) >>> 0];
    printer.flows.set(key, reversed ? { seq: other, ack: own } : { seq: own, ack: other });
    return absolute;
  }
  const [own, other] = reversed ? [first.ack, first.seq] : [first.seq, first.ack];
  return { seq: (tcp.sequence - own) >>> 0, ack: (tcp.acknowledgment - other) >>> 0 };
}

/** The options in the order of the header. */
function optionsText(bytes: Uint8Array): string {
  const known = parseTcpOptions(bytes);
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const kind = bytes[at] ?? 0;
    if (kind === 0) texts.push('eol');
    else if (kind === 1) texts.push('nop');
    else if (kind === 2) texts.push(`mss ${known.mss ?? 0}`);
    else if (kind === 3) texts.push(`wscale ${known.windowScale ?? 0}`);
    else if (kind === 4) texts.push('sackOK');
    else if (kind === 5)
      texts.push(`sack ${known.sack?.length ?? 0} ${(known.sack ?? []).map(([l, r]) => `{${l}:${r}}`).join('')}`);
    else if (kind === 8) texts.push(`TS val ${known.timestamps?.value ?? 0} ecr ${known.timestamps?.echo ?? 0}`);
    else texts.push(`unknown-${kind}`);
    if (kind === 0) break;
    at += kind === 1 ? 1 : Math.max(2, bytes[at + 1] ?? 2);
  }
  return texts.join(',');
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'HTTP/'];

/** The first line of a request or response; with -v all of them. */
function httpText(payload: Uint8Array, verbose: number): string {
  const text = String.fromCharCode(...payload.subarray(0, 4096));
  const starts = METHODS.some((method) => text.startsWith(method));
  if (!starts) return verbose > 0 ? `HTTP, length: ${payload.length}` : 'HTTP';
  if (verbose === 0) return `HTTP: ${text.split('\r\n', 1)[0] ?? ''}`;
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const headers = text.endsWith('\r\n\r\n') ? [...lines.slice(0, -1), ''] : lines;
  return `HTTP, length: ${payload.length}\n${headers.map((line) => `\t${line}`).join('\n')}`;
}
