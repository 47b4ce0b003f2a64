// Gossip in a packet that somebody looks at, opened with the keys of the swarms that are in this world.
// Source: ours; what the datagrams say is swarm/gossip/describe.ts's.
// Not modelled: keys of swarms that have ended.
import { describeGossip } from './swarm/gossip/describe.ts';
import { GOSSIP_PORT } from './swarm/gossip/memberlist/config.ts';
import type { LayerView, PacketView } from './wire/layer.ts';
import { UDP_HEADER } from './wire/udp.ts';

const numberIn = (layer: LayerView, key: string): number =>
  Number(layer.fields.find((field) => field.key === key)?.value);

/** The same packet with a layer for the gossip that it carries, if it carries any. */
export function withGossip(packet: PacketView, keys: () => readonly Uint8Array[]): PacketView {
  const udp = packet.layers.at(-1);
  if (udp === undefined || !['udp.srcport', 'udp.dstport'].some((key) => numberIn(udp, key) === GOSSIP_PORT)) {
    return packet;
  }
  const at = udp.offset + UDP_HEADER;
  const datagram = packet.bytes.subarray(at, udp.offset + numberIn(udp, 'udp.length'));
  const gossip = describeGossip(datagram, keys(), at);
  return gossip === undefined ? packet : { ...packet, layers: [...packet.layers, gossip] };
}
