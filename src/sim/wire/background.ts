// What the hosts of a swarm say to each other all the time, asked or not: gossip, heartbeats, raft.
// Source: Docker's documentation of swarm mode (open protocols and ports between the hosts).
// Not modelled: telling it from a program of one's own on the same ports.
import { getU16 } from './bytes.ts';
import { EthernetFrame } from './ethernet.ts';
import { ICMP_DEST_UNREACH, ICMP_TIME_EXCEEDED, type IcmpMessage } from './icmp.ts';
import type { Ipv4Packet } from './ipv4.ts';

/** Of the managers' API with raft and dispatcher (TCP), and of gossip (TCP and UDP). */
const CLUSTER_PORT = 2377;
const GOSSIP_PORT = 7946;

const isOne = (port: number): boolean => port === GOSSIP_PORT || port === CLUSTER_PORT;

const PROTOCOL_AT = 9; // RFC 791 3.1
const TCP = 6;
const UDP = 17;

/** Whether an error is about such a packet: it quotes that packet's header, and its ports behind it. */
function isAboutIt({ type, payload }: IcmpMessage): boolean {
  if (type !== ICMP_DEST_UNREACH && type !== ICMP_TIME_EXCEEDED) return false;
  const ports = ((payload[0] ?? 0) & 0xf) * 4;
  const protocol = payload[PROTOCOL_AT];
  if ((protocol !== TCP && protocol !== UDP) || payload.length < ports + 4) return false;
  return isOne(getU16(payload, ports)) || isOne(getU16(payload, ports + 2));
}

/** Whether a frame or packet is a swarm's own talk, not what somebody set in motion. */
export function isBackground(traced: EthernetFrame | Ipv4Packet): boolean {
  const packet = traced instanceof EthernetFrame ? traced.body : traced;
  if (packet.kind === 'arp') return packet.background;
  if (packet.kind !== 'ipv4') return false;
  const { body } = packet;
  if (body.kind === 'icmp') return isAboutIt(body);
  if (body.kind !== 'udp' && body.kind !== 'tcp') return false;
  return isOne(body.destinationPort) || isOne(body.sourcePort);
}
