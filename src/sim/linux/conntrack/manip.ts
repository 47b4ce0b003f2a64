// Rewriting packets to other addresses and ports, those that ICMP errors quote included.
// Source: net/netfilter/nf_nat_proto.c (nf_nat_ipv4_manip_pkt, nf_nat_icmp_reply_translation), l4proto_manip_pkt.
// Not modelled: checksums kept wrong if they were wrong before (all are written anew).
import type { Ip4 } from '../../base/ip4.ts';
import { IcmpMessage } from '../../wire/icmp.ts';
import { type Ipv4Body, Ipv4Packet, ipv4Bytes, parseIpv4 } from '../../wire/ipv4.ts';
import { UdpDatagram } from '../../wire/udp.ts';
import type { Tuple } from './tuple.ts';

/** Which half of a packet's addresses is rewritten. */
export type Half = 'source' | 'destination';

/** The packet with `half` as `target` has it; itself when it is so already. */
export function rewrite(packet: Ipv4Packet, half: Half, target: Tuple): Ipv4Packet {
  return half === 'source'
    ? readdressed(packet, target.source, packet.destination, withSource(packet.body, target.sourceId))
    : readdressed(packet, packet.source, target.destination, withDestination(packet.body, target));
}

/** An ICMP error with its own `half` as `target` has it, and the opposite half of what it quotes. */
export function rewriteError(packet: Ipv4Packet, error: IcmpMessage, half: Half, target: Tuple): Ipv4Packet {
  const quoted = parseIpv4(error.payload);
  if (quoted === undefined) return packet;
  const inner = rewrite(quoted, half === 'source' ? 'destination' : 'source', target.inverted());
  const body =
    inner === quoted
      ? error
      : new IcmpMessage(error.type, error.code, error.rest, ipv4Bytes(inner).subarray(0, error.payload.length));
  return half === 'source'
    ? readdressed(packet, target.source, packet.destination, body)
    : readdressed(packet, packet.source, target.destination, body);
}

function readdressed(packet: Ipv4Packet, source: Ip4, destination: Ip4, body: Ipv4Body): Ipv4Packet {
  if (packet.source === source && packet.destination === destination && packet.body === body) return packet;
  const changed = new Ipv4Packet(source, destination, packet, packet.ttl, body, packet.packet, packet.journey);
  changed.tracking = packet.tracking;
  changed.linkHeader = packet.linkHeader;
  return changed;
}

function withSource(body: Ipv4Body, id: number): Ipv4Body {
  switch (body.kind) {
    case 'udp':
      return body.sourcePort === id ? body : new UdpDatagram(id, body.destinationPort, body.contents);
    case 'tcp':
      return body.sourcePort === id ? body : body.withPorts(id, body.destinationPort);
    case 'icmp':
      return withIdentifier(body, id);
    default:
      return body;
  }
}

function withDestination(body: Ipv4Body, target: Tuple): Ipv4Body {
  const id = target.destinationId;
  switch (body.kind) {
    case 'udp':
      return body.destinationPort === id ? body : new UdpDatagram(body.sourcePort, id, body.contents);
    case 'tcp':
      return body.destinationPort === id ? body : body.withPorts(body.sourcePort, id);
    case 'icmp':
      return withIdentifier(body, target.sourceId);
    default:
      return body;
  }
}

/** An echo's identifier stands for both ports. */
function withIdentifier(body: IcmpMessage, id: number): IcmpMessage {
  if (!body.isEcho || body.identifier === id) return body;
  return new IcmpMessage(body.type, body.code, ((id << 16) | body.sequence) >>> 0, body.payload);
}
