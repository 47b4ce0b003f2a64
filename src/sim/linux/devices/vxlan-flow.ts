// The source port of a tunnel's datagram: one for each inner flow, so that networks spread flows over their paths.
// Source: include/net/udp_tunnel.h, udp_flow_src_port; ports from ip_local_port_range when none are configured.
// Not modelled: the kernel's own hash (siphash with a boot-time key); ours mixes the same fields without a key.
import type { EthernetFrame } from '../../wire/ethernet.ts';

const LOW = 32_768; // ip_local_port_range
const HIGH = 60_999;

export function flowSourcePort(frame: EthernetFrame, min: number, max: number): number {
  const [low, high] = min < max ? [min, max] : [LOW, HIGH];
  const hash = flowHash(frame);
  const spread = (hash ^ (hash << 16)) >>> 0;
  return low + Math.floor((spread * (high - low)) / 0x100000000);
}

/** skb_get_hash: addresses, protocol and ports of what is inside; MAC addresses for what is not IP. */
function flowHash(frame: EthernetFrame): number {
  const { body } = frame;
  if (body.kind !== 'ipv4')
    return mix(mix(frame.source % 0x100000000, frame.destination % 0x100000000), frame.etherType);
  const transport = body.body;
  const ports =
    transport.kind === 'tcp' || transport.kind === 'udp'
      ? (transport.sourcePort << 16) | transport.destinationPort
      : transport.kind === 'icmp' && transport.isEcho
        ? transport.identifier
        : 0;
  return mix(mix(body.source, body.destination), ports ^ body.protocol);
}

function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x5bd1e995, 0x9e3779b1);
  h = Math.imul(h ^ b ^ (h >>> 15), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}
