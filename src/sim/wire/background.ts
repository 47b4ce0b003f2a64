// What the hosts of a swarm say to each other all the time, asked or not: gossip, heartbeats, raft.
// Source: Docker's documentation of swarm mode (open protocols and ports between the hosts).
// Not modelled: telling it from a program of one's own on the same ports.
import { EthernetFrame } from './ethernet.ts';
import type { Ipv4Packet } from './ipv4.ts';

/** Of the managers' API with raft and dispatcher (TCP), and of gossip (TCP and UDP). */
const CLUSTER_PORT = 2377;
const GOSSIP_PORT = 7946;

const isOne = (port: number): boolean => port === GOSSIP_PORT || port === CLUSTER_PORT;

/** Whether a frame or packet is a swarm's own talk, not what somebody set in motion. */
export function isBackground(traced: EthernetFrame | Ipv4Packet): boolean {
  const packet = traced instanceof EthernetFrame ? traced.body : traced;
  if (packet.kind === 'arp') return packet.background;
  if (packet.kind !== 'ipv4') return false;
  const { body } = packet;
  if (body.kind !== 'udp' && body.kind !== 'tcp') return false;
  return isOne(body.destinationPort) || isOne(body.sourcePort);
}
