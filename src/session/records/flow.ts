// The conversation that a packet is of: who speaks with whom over which protocol, whichever way it goes.
// What is in a tunnel counts, not the tunnel; an ICMP error belongs to the conversation that it is about.
import { formatIp4 } from '../../sim/base/ip4.ts';
import { formatMac } from '../../sim/base/mac.ts';
import { fnv1a } from '../../sim/base/random.ts';
import { DNS_PORT } from '../../sim/wire/dns.ts';
import type { Dissection } from '../filter/layers.ts';

interface Ends {
  readonly protocol: string;
  readonly ends: readonly [string, string];
}

function endsOf({ ip, tcp, udp, icmp, arp, eth, esp }: Dissection): Ends {
  const packet = ip.at(-1)?.is;
  const asked = arp.at(-1)?.is;
  if (asked !== undefined) return { protocol: 'ARP', ends: [formatIp4(asked.senderIp), formatIp4(asked.targetIp)] };
  if (packet === undefined) {
    const frame = eth.at(-1)?.is;
    return { protocol: 'Ethernet', ends: [formatMac(frame?.source ?? 0), formatMac(frame?.destination ?? 0)] };
  }
  const [source, destination] = [formatIp4(packet.source), formatIp4(packet.destination)];
  const { body } = packet;
  if (body.kind === 'tcp' || body.kind === 'udp') {
    const carried = body.kind === 'tcp' ? tcp.at(-1)?.is : udp.at(-1)?.is;
    const ports = [carried?.sourcePort ?? 0, carried?.destinationPort ?? 0];
    const protocol = body.kind === 'tcp' ? 'TCP' : ports.includes(DNS_PORT) ? 'DNS' : 'UDP';
    return { protocol, ends: [`${source}:${ports[0]}`, `${destination}:${ports[1]}`] };
  }
  if (esp.length > 0) return { protocol: 'ESP', ends: [source, destination] };
  const echo = icmp.at(-1)?.is;
  if (echo?.isEcho) return { protocol: `ICMP echo ${echo.identifier}`, ends: [source, destination] };
  return { protocol: echo === undefined ? `IP ${packet.protocol}` : 'ICMP', ends: [source, destination] };
}

function sorted([a, b]: readonly [string, string]): readonly [string, string] {
  return a <= b ? [a, b] : [b, a];
}

/** A number for the conversation: 52 bits of a hash, so that no list of them has to be kept. */
export function flowNumber(layers: Dissection): number {
  const { protocol, ends } = endsOf(layers);
  const key = [protocol, ...sorted(ends)].join(' ');
  return fnv1a(key) * 2 ** 20 + (fnv1a(`${key} `) >>> 12);
}

/** `TCP 172.17.0.2:45000 ↔ 172.17.0.3:80`: who is named first, has sent the packet. */
export function flowText(layers: Dissection): string {
  const { protocol, ends } = endsOf(layers);
  return `${protocol} ${ends.join(' ↔ ')}`;
}
