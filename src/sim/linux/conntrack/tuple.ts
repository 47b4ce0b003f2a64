// One direction of a connection as numbers, to look it up by.
// Source: struct nf_conntrack_tuple; net/netfilter/nf_conntrack_core.c (nf_ct_get_tuple, nf_ct_invert_tuple), nf_conntrack_proto_icmp.c.
// Not modelled: zones, protocols with keys of their own beside TCP, UDP and ICMP (SCTP, DCCP, GRE count as generic).
import type { Ip4 } from '../../base/ip4.ts';
import { ICMP_ECHO, ICMP_ECHOREPLY } from '../../wire/icmp.ts';
import { IPPROTO_ICMP, type Ipv4Packet } from '../../wire/ipv4.ts';
import type { Connection } from './connection.ts';

export class Tuple {
  readonly source: Ip4;
  readonly destination: Ip4;
  readonly protocol: number;
  /** The source port; an echo's identifier. */
  readonly sourceId: number;
  /** The destination port; for ICMP the type times 256 plus the code. */
  readonly destinationId: number;
  /** The connection that it belongs to, and the next tuple of the same hash; the table sets them. */
  connection: Connection | undefined = undefined;
  next: Tuple | undefined = undefined;

  constructor(source: Ip4, destination: Ip4, protocol: number, sourceId: number, destinationId: number) {
    this.source = source;
    this.destination = destination;
    this.protocol = protocol;
    this.sourceId = sourceId;
    this.destinationId = destinationId;
  }

  get hash(): number {
    let h = Math.imul(this.source ^ 0x5bd1e995, 0x9e3779b1);
    h = Math.imul(h ^ this.destination ^ (h >>> 15), 0x85ebca6b);
    h = Math.imul(h ^ ((this.sourceId << 16) | this.destinationId) ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16) ^ this.protocol) >>> 0;
  }

  equals(other: Tuple): boolean {
    return (
      this.source === other.source &&
      this.destination === other.destination &&
      this.sourceId === other.sourceId &&
      this.destinationId === other.destinationId &&
      this.protocol === other.protocol
    );
  }

  /** What answers to it look like. */
  inverted(): Tuple {
    const { source, destination, protocol, sourceId, destinationId } = this;
    if (protocol === IPPROTO_ICMP) return new Tuple(destination, source, protocol, sourceId, answerTo(destinationId));
    return new Tuple(destination, source, protocol, destinationId, sourceId);
  }
}

/** invmap of nf_conntrack_proto_icmp.c: echo requests and replies answer each other. */
function answerTo(typeAndCode: number): number {
  if (typeAndCode === ICMP_ECHO << 8) return ICMP_ECHOREPLY << 8;
  if (typeAndCode === ICMP_ECHOREPLY << 8) return ICMP_ECHO << 8;
  return typeAndCode;
}

/** The tuple of a packet; undefined for what cannot be tracked: later fragments, ICMP that is neither echo nor error. */
export function tupleOf(packet: Ipv4Packet): Tuple | undefined {
  const { source, destination, protocol, body } = packet;
  if (body.kind === 'udp' || body.kind === 'tcp')
    return new Tuple(source, destination, protocol, body.sourcePort, body.destinationPort);
  if (body.kind === 'icmp')
    return body.isEcho
      ? new Tuple(source, destination, protocol, body.identifier, (body.type << 8) | body.code)
      : undefined;
  return packet.fragmentOffset > 0 ? undefined : new Tuple(source, destination, protocol, 0, 0);
}
