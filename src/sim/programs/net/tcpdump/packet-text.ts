// One frame as one line of tcpdump: link header, ARP, IPv4 and what it carries.
// Source: tcpdump 4.99.3 print-ether.c, print-sll.c, print-arp.c, print-ip.c.
// Not modelled: IPv6, header options, VLAN tags, `-vvv` of protocols above UDP.
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { BROADCAST_MAC, formatMac, type Mac } from '../../../base/mac.ts';
import type { CapturedFrame } from '../../../linux/socket.ts';
import { ARP_REPLY, ARP_REQUEST, type ArpPacket } from '../../../wire/arp.ts';
import { hexOf } from '../../../wire/bytes.ts';
import { ETH_P_8021Q, ETH_P_ARP, ETH_P_IP, type EthernetFrame } from '../../../wire/ethernet.ts';
import type { Ipv4Packet } from '../../../wire/ipv4.ts';
import { serviceOfPort } from './filter-words.ts';
import { protocolName, protocolTitle } from './protocol-names.ts';
import { type Flows, transportText } from './transport-text.ts';

/** How things are named: by numbers, or as far as names are known. */
export interface Style {
  /** -n */
  readonly numeric: boolean;
  /** -e */
  readonly link: boolean;
  /** -q */
  readonly quick: boolean;
  /** -S */
  readonly absolute: boolean;
  /** How many -v. */
  readonly verbose: number;
  /** `-i any`: another link header. */
  readonly cooked: boolean;
}

export class PacketPrinter {
  readonly style: Style;
  readonly flows: Flows = new Map();
  /** Names of addresses that were looked up; undefined where there is none. */
  readonly names = new Map<Ip4, string | undefined>();

  constructor(style: Style) {
    this.style = style;
  }

  host(ip: Ip4): string {
    return (this.style.numeric ? undefined : this.names.get(ip)) ?? formatIp4(ip);
  }

  port(port: number): string {
    return this.style.numeric ? String(port) : serviceOfPort(port);
  }

  mac(mac: Mac): string {
    if (this.style.numeric) return formatMac(mac);
    return mac === BROADCAST_MAC ? 'Broadcast' : `${formatMac(mac)} (oui Unknown)`;
  }

  /** A frame without its time. */
  text(seen: CapturedFrame): string {
    return this.#body(seen.frame, this.#head(seen));
  }

  /** A frame within a tunnel: always Ethernet, whatever the capture's own link header is. */
  inner(frame: EthernetFrame): string {
    return this.#body(frame, this.style.link ? this.#linkHead(frame) : '');
  }

  #body(frame: EthernetFrame, head: string): string {
    const { body, etherType, source, destination } = frame;
    const { link } = this.style;
    if (body.kind === 'arp') return `${head}${link ? '' : 'ARP, '}${this.#arp(body)}`;
    if (body.kind === 'ipv4') return `${head}${link ? '' : 'IP '}${this.ip(body)}`;
    if (link) return head;
    const kind = `ethertype Unknown (${hexOf(etherType, 4)})`;
    return `${head}${this.mac(source)} > ${this.mac(destination)}, ${kind}, length ${frame.length}: `;
  }

  #head({ frame, device, direction, ifindex }: CapturedFrame): string {
    const { link, cooked } = this.style;
    const where = cooked ? `${device.padEnd(5)} ${direction.padEnd(3)} ` : '';
    return link ? `${where}${this.#linkHead(frame, cooked ? ifindex : undefined)}` : where;
  }

  /** What -e adds; `ifindex` for a cooked header. */
  #linkHead(frame: EthernetFrame, ifindex?: number): string {
    const { quick } = this.style;
    const names: Readonly<Record<number, string>> = { [ETH_P_IP]: 'IPv4', [ETH_P_ARP]: 'ARP' };
    const known = names[frame.etherType] ?? 'Unknown';
    const inner = quick ? known : `ethertype ${known} (${hexOf(frame.etherType, 4)})`;
    const tagged = frame.vlan !== 0;
    const type = tagged ? (quick ? '802.1Q' : `ethertype 802.1Q (${hexOf(ETH_P_8021Q, 4)})`) : inner;
    const tag = tagged ? `vlan ${frame.vlan}, p 0, ${inner}, ` : '';
    if (ifindex !== undefined)
      return `ifindex ${ifindex} ${this.mac(frame.source)} ${type}, length ${frame.length + COOKED_EXTRA}: ${tag}`;
    return `${this.mac(frame.source)} > ${this.mac(frame.destination)}, ${type}, length ${frame.length}: ${tag}`;
  }

  #arp(arp: ArpPacket): string {
    const kinds = this.style.verbose > 0 ? 'Ethernet (len 6), IPv4 (len 4), ' : '';
    const { operation, senderIp, targetIp, senderMac, targetMac } = arp;
    if (operation === ARP_REPLY) {
      return `${kinds}Reply ${this.host(senderIp)} is-at ${this.mac(senderMac)}, length ${arp.length}`;
    }
    if (operation !== ARP_REQUEST) return `${kinds}Unknown (${operation}), length ${arp.length}`;
    const hardware = targetMac === 0 ? '' : ` (${this.mac(targetMac)})`;
    const [asked, asker] = [this.host(targetIp), this.host(senderIp)];
    if (senderIp === 0 && targetMac === 0)
      return `${kinds}Request who-has ${asked} tell ${asker}, length ${arp.length}`;
    return `${kinds}Request who-has ${asked}${hardware} tell ${asker}, length ${arp.length}`;
  }

  /** An IPv4 packet behind the word that says so; quoted ones inside ICMP errors, too. */
  ip(packet: Ipv4Packet): string {
    const between = `${this.host(packet.source)} > ${this.host(packet.destination)}`;
    const head = this.style.verbose > 0 ? `${headerText(packet)}\n    ` : '';
    if (packet.fragmentOffset > 0) return `${head}${between}: ${protocolName(packet.protocol)}`;
    return `${head}${transportText(this, packet)}`;
  }
}

/** A cooked header (20 bytes) is longer than Ethernet's (14). */
const COOKED_EXTRA = 6;

function headerText(ip: Ipv4Packet): string {
  const flags = [...(ip.moreFragments ? ['+'] : []), ...(ip.dontFragment ? ['DF'] : [])].join(', ') || 'none';
  return `(tos 0x${ip.tos.toString(16)}, ttl ${ip.ttl}, id ${ip.id}, offset ${ip.fragmentOffset}, flags [${flags}], proto ${protocolTitle(ip.protocol)} (${ip.protocol}), length ${ip.length})`;
}
