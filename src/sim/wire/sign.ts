// What a packet is for at a glance, as pictures write on it: a question, an answer, a connection's beginning or end.
// Source: the formats' own files; what HTTP and TLS begin with: RFC 9112 sections 3 and 4, RFC 8446 5.1.
// Not modelled: messages that begin in one segment and go on in the next; those are data.
import type { PacketSign } from '../trace/record.ts';
import { ARP_REQUEST } from './arp.ts';
import { DNS_PORT } from './dns.ts';
import { IPPROTO_ESP } from './esp.ts';
import { EthernetFrame } from './ethernet.ts';
import { ICMP_ECHO, ICMP_ECHOREPLY } from './icmp.ts';
import type { Ipv4Packet } from './ipv4.ts';
import type { Traced } from './packet-view.ts';
import { TCP_FIN, TCP_RST, TCP_SYN, type TcpSegment } from './tcp.ts';
import type { UdpDatagram } from './udp.ts';
import { recognizedVxlan } from './vxlan.ts';

/** Methods and the version, as far as they tell HTTP from other text. */
const HTTP_STARTS = ['GET ', 'HEAD', 'POST', 'PUT ', 'DELE', 'CONN', 'OPTI', 'TRAC', 'PATC', 'HTTP'];
const START_LENGTH = 4;
/** TLS record types: change_cipher_spec to application_data; the version behind them begins with 3. */
const TLS_FIRST = 20;
const TLS_LAST = 23;
const TLS_MAJOR = 3;
/** The bit of a DNS header's third byte that says it is an answer. */
const DNS_ANSWER = 0x80;

/** The sign of a frame or packet; of one in a tunnel, that of what it carries. */
export function signOf(traced: Traced): PacketSign {
  const packet = traced instanceof EthernetFrame ? traced.body : traced;
  if (packet.kind === 'arp') return packet.operation === ARP_REQUEST ? 'arp-request' : 'arp-reply';
  return packet.kind === 'bytes' ? 'other' : signOfIp(packet);
}

function signOfIp({ body, protocol, isFragment }: Ipv4Packet): PacketSign {
  switch (body.kind) {
    case 'icmp':
      if (body.type === ICMP_ECHO) return 'echo-request';
      return body.type === ICMP_ECHOREPLY ? 'echo-reply' : 'icmp-error';
    case 'udp':
      return signOfUdp(body);
    case 'tcp':
      return signOfTcp(body);
    default:
      if (isFragment) return 'fragment';
      return protocol === IPPROTO_ESP ? 'esp' : 'other';
  }
}

function signOfUdp(udp: UdpDatagram): PacketSign {
  const tunnelled = recognizedVxlan(udp);
  if (tunnelled !== undefined) return signOf(tunnelled.inner);
  if (udp.sourcePort !== DNS_PORT && udp.destinationPort !== DNS_PORT) return 'datagram';
  return ((udp.payload[2] ?? 0) & DNS_ANSWER) === 0 ? 'dns-query' : 'dns-answer';
}

function signOfTcp({ flags, payload }: TcpSegment): PacketSign {
  if ((flags & TCP_RST) !== 0) return 'rst';
  if ((flags & TCP_SYN) !== 0) return flags === TCP_SYN ? 'syn' : 'syn-ack';
  if (payload.length === 0) return (flags & TCP_FIN) !== 0 ? 'fin' : 'ack';
  if (HTTP_STARTS.includes(String.fromCharCode(...payload.subarray(0, START_LENGTH)))) return 'http';
  const type = payload[0] ?? 0;
  return type >= TLS_FIRST && type <= TLS_LAST && payload[1] === TLS_MAJOR ? 'tls' : 'data';
}
