// A packet as the target LOG writes it into the kernel's log.
// Source: net/netfilter/nf_log_syslog.c (nf_log_ip_packet, dump_ipv4_packet, nf_log_dump_tcp_header); flags NF_LOG_*.
// Not modelled: IP options, the owner of a packet's socket (--log-uid), bridge ports (PHYSIN=).
import { formatIp4 } from '../../base/ip4.ts';
import { formatMac } from '../../base/mac.ts';
import { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, ICMP_REDIRECT, type IcmpMessage } from '../../wire/icmp.ts';
import { type Ipv4Packet, parseIpv4 } from '../../wire/ipv4.ts';
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN, type TcpSegment } from '../../wire/tcp.ts';
import type { Traversal } from './traversal.ts';

/** What of a packet is written beside the usual. */
export interface LogDetails {
  readonly tcpSequence: boolean;
  readonly tcpOptions: boolean;
  readonly macDecode: boolean;
}

const TOS_MASK = 0x1e; // IPTOS_TOS_MASK
const PREC_MASK = 0xe0; // IPTOS_PREC_MASK
const ETH_P_IP = 0x0800;
// RFC 3168, RFC 9293 3.1: flags that nothing here sends.
const TCP_URG = 0x20;
const TCP_ECE = 0x40;
const TCP_CWR = 0x80;

const hex2 = (value: number): string => value.toString(16).padStart(2, '0').toUpperCase();

/** The line without its time: prefix, devices, MAC header, packet, mark. */
export function logLine(at: Traversal, prefix: string, details: LogDetails): string {
  const devices = `IN=${at.in?.name ?? ''} OUT=${at.out?.name ?? ''} `;
  const mac = at.in === undefined ? '' : macText(at.packet, details);
  const mark = at.tracking?.mark ?? 0;
  return `${prefix}${devices}${mac}${packetText(at.packet, details)}${mark === 0 ? '' : `MARK=0x${mark.toString(16)} `}`;
}

function macText({ linkHeader }: Ipv4Packet, { macDecode }: LogDetails): string {
  if (linkHeader === undefined) return 'MAC= ';
  const [to, from] = [formatMac(linkHeader.destination), formatMac(linkHeader.source)];
  return macDecode ? `MACSRC=${from} MACDST=${to} MACPROTO=0800 ` : `MAC=${to}:${from}:${hex2(ETH_P_IP >> 8)}:00 `;
}

function packetText(packet: Ipv4Packet, details: LogDetails): string {
  const { source, destination, length, tos, ttl, id } = packet;
  const service = `TOS=0x${hex2(tos & TOS_MASK)} PREC=0x${hex2(tos & PREC_MASK)}`;
  const head = `SRC=${formatIp4(source)} DST=${formatIp4(destination)} LEN=${length} ${service} TTL=${ttl} ID=${id} `;
  const df = packet.dontFragment ? 'DF ' : '';
  const mf = packet.moreFragments ? 'MF ' : '';
  const fragment = packet.fragmentOffset > 0 ? `FRAG:${packet.fragmentOffset / 8} ` : '';
  return head + df + mf + fragment + bodyText(packet, details);
}

function bodyText({ body, protocol, fragmentOffset }: Ipv4Packet, details: LogDetails): string {
  const names: Readonly<Record<number, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP' };
  const name = `PROTO=${names[protocol] ?? protocol} `;
  if (fragmentOffset > 0) return name;
  switch (body.kind) {
    case 'udp':
      return `${name}SPT=${body.sourcePort} DPT=${body.destinationPort} LEN=${body.length} `;
    case 'tcp':
      return name + tcpText(body, details);
    case 'icmp':
      return name + icmpText(body, details);
    default:
      return name;
  }
}

const tcpFlags = [
  [TCP_CWR, 'CWR '],
  [TCP_ECE, 'ECE '],
  [TCP_URG, 'URG '],
  [TCP_ACK, 'ACK '],
  [TCP_PSH, 'PSH '],
  [TCP_RST, 'RST '],
  [TCP_SYN, 'SYN '],
  [TCP_FIN, 'FIN '],
] as const;

function tcpText(segment: TcpSegment, { tcpSequence, tcpOptions }: LogDetails): string {
  const { sourcePort, destinationPort, sequence, acknowledgment, window, options } = segment;
  const numbers = tcpSequence ? `SEQ=${sequence} ACK=${acknowledgment} ` : '';
  const flags = tcpFlags.map(([flag, name]) => (segment.has(flag) ? name : '')).join('');
  const shown = tcpOptions && options.length > 0 ? `OPT (${[...options].map(hex2).join('')}) ` : '';
  return `SPT=${sourcePort} DPT=${destinationPort} ${numbers}WINDOW=${window} RES=0x00 ${flags}URGP=0 ${shown}`;
}

function icmpText(icmp: IcmpMessage, details: LogDetails): string {
  const head = `TYPE=${icmp.type} CODE=${icmp.code} `;
  if (icmp.isEcho) return `${head}ID=${icmp.identifier} SEQ=${icmp.sequence} `;
  if (!icmp.isError) return head;
  const quoted = parseIpv4(icmp.payload);
  const gateway = icmp.type === ICMP_REDIRECT ? `GATEWAY=${formatIp4(icmp.rest)} ` : '';
  const inner = quoted === undefined ? '' : `[${packetText(quoted, details)}] `;
  const isTooBig = icmp.type === ICMP_DEST_UNREACH && icmp.code === ICMP_FRAG_NEEDED;
  return `${head}${gateway}${inner}${isTooBig ? `MTU=${icmp.rest & 0xffff} ` : ''}`;
}
