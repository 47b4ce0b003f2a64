// Packets as lines that can be compared between two worlds: everything but identifiers, checksums and numbers drawn at random.
// MAC addresses, chosen ports and identifiers get names in the order in which they are met, so that who is who still counts.

import { formatIp4 } from '../../src/sim/base/ip4.ts';
import { BROADCAST_MAC, type Mac, ZERO_MAC } from '../../src/sim/base/mac.ts';
import { ARP_REQUEST, type ArpPacket } from '../../src/sim/wire/arp.ts';
import { getU32 } from '../../src/sim/wire/bytes.ts';
import { DNS_PORT, parseDns, summarizeDns } from '../../src/sim/wire/dns.ts';
import { parseEthernet } from '../../src/sim/wire/ethernet.ts';
import { type IcmpMessage, icmpTitle } from '../../src/sim/wire/icmp.ts';
import { type Ipv4Packet, parseIpv4 } from '../../src/sim/wire/ipv4.ts';
import { type TcpSegment, tcpFlagsText } from '../../src/sim/wire/tcp.ts';
import { summarizeTcpOptions } from '../../src/sim/wire/tcp-options.ts';
import type { UdpDatagram } from '../../src/sim/wire/udp.ts';
import { VXLAN_HEADER, VXLAN_PORT } from '../../src/sim/wire/vxlan.ts';

/** Where ports begin that the kernel chooses: net.ipv4.ip_local_port_range. */
const FIRST_CHOSEN_PORT = 32768;
/** traceroute counts its destinations up from here; nobody chose them at random. */
const TRACEROUTE_PORTS: readonly [number, number] = [33434, 33534];

/** The names of one capture. */
class Names {
  readonly #known = new Map<string, string>();

  of(kind: string, value: number): string {
    const key = `${kind} ${value}`;
    let name = this.#known.get(key);
    if (name === undefined) {
      const count = [...this.#known.keys()].filter((each) => each.startsWith(`${kind} `)).length;
      name = `${kind}${count + 1}`;
      this.#known.set(key, name);
    }
    return name;
  }

  mac(mac: Mac): string {
    if (mac === BROADCAST_MAC) return 'broadcast';
    return mac === ZERO_MAC ? 'zero' : this.of('mac', mac);
  }

  port(port: number, destination = false): string {
    const traced = destination && port >= TRACEROUTE_PORTS[0] && port < TRACEROUTE_PORTS[1];
    return port < FIRST_CHOSEN_PORT || traced ? `${port}` : this.of('port', port);
  }
}

/** One line a frame. */
export function describeFrames(frames: readonly Uint8Array[]): string[] {
  const names = new Names();
  return frames.map((bytes) => frameText(bytes, names));
}

function frameText(bytes: Uint8Array, names: Names): string {
  const frame = parseEthernet(bytes);
  if (frame === undefined) return `no Ethernet frame: ${bytes.length} bytes`;
  const link = `${names.mac(frame.source)} > ${names.mac(frame.destination)} ${bytes.length}:`;
  const body = frame.body;
  if (body.kind === 'arp') return `${link} ${arpText(body, names)}`;
  if (body.kind === 'ipv4') return `${link} ${ipText(body, names)}`;
  return `${link} type ${frame.etherType.toString(16)}`;
}

function arpText(arp: ArpPacket, names: Names): string {
  const sender = `${formatIp4(arp.senderIp)} (${names.mac(arp.senderMac)})`;
  if (arp.operation === ARP_REQUEST) {
    return `ARP who has ${formatIp4(arp.targetIp)} (${names.mac(arp.targetMac)}) tell ${sender}`;
  }
  return `ARP ${sender} is at, to ${formatIp4(arp.targetIp)} (${names.mac(arp.targetMac)})`;
}

function ipText(ip: Ipv4Packet, names: Names): string {
  const addresses = `${formatIp4(ip.source)} > ${formatIp4(ip.destination)}`;
  const header = `tos ${ip.tos} ttl ${ip.ttl}${ip.dontFragment ? ' DF' : ''}${ip.isFragment ? ' fragment' : ''}`;
  const body = ip.body;
  const inner =
    body.kind === 'icmp'
      ? icmpText(body, names)
      : body.kind === 'udp'
        ? udpText(body, names)
        : body.kind === 'tcp'
          ? tcpText(body, names)
          : `protocol ${ip.protocol}, ${body.length} bytes`;
  return `${addresses} ${header} ${inner}`;
}

function icmpText(icmp: IcmpMessage, names: Names): string {
  const title = `ICMP ${icmp.type}/${icmp.code}`;
  if (icmp.isEcho)
    return `${title} ${names.of('id', icmp.identifier)} seq ${icmp.sequence}, ${icmp.payload.length} bytes`;
  const quoted = icmp.isError ? parseIpv4(icmp.payload) : undefined;
  return `${title} ${icmpTitle(icmp)} [${quoted ? ipText(quoted, names) : ''}]`;
}

function udpText(udp: UdpDatagram, names: Names): string {
  const ports = `UDP ${names.port(udp.sourcePort)} > ${names.port(udp.destinationPort, true)}, ${udp.payload.length} bytes`;
  if (udp.destinationPort === VXLAN_PORT) {
    const vni = getU32(udp.payload, 4) >>> 8;
    // Hosts draw the source port from a hash of the inner flow with a secret of their own.
    return `UDP > ${udp.destinationPort}, ${udp.payload.length} bytes VXLAN ${vni} [${frameText(udp.payload.subarray(VXLAN_HEADER), names)}]`;
  }
  const dns = parseDns(udp.payload);
  if (dns === undefined || (udp.sourcePort !== DNS_PORT && dns.questions.length === 0)) return ports;
  const flags = `${dns.authoritative ? 'AA ' : ''}${dns.recursionDesired ? 'RD ' : ''}${dns.recursionAvailable ? 'RA ' : ''}`;
  const times = dns.answers.map((answer) => ` ttl ${answer.ttl}`).join('');
  return `${ports} DNS ${flags}${summarizeDns({ ...dns, id: 0 })}${times} ${names.of('query', dns.id)}`;
}

function tcpText(tcp: TcpSegment, names: Names): string {
  const options = summarizeTcpOptions(tcp.options).replaceAll(/TS(val|ecr)=[1-9]\d*/g, 'TS$1');
  const ports = `TCP ${names.port(tcp.sourcePort)} > ${names.port(tcp.destinationPort)}`;
  return `${ports} [${tcpFlagsText(tcp.flags)}] win ${tcp.window}, ${tcp.payload.length} bytes${options}`;
}
