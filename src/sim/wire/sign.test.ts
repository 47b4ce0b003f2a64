import { describe, expect, it } from 'vitest';
import { ip4 } from '../base/ip4.ts';
import { type PacketSign, packetSigns } from '../trace/record.ts';
import { ARP_REPLY, ARP_REQUEST, ArpPacket } from './arp.ts';
import { EthernetFrame } from './ethernet.ts';
import { IcmpMessage } from './icmp.ts';
import { BareBytes, type Ipv4Body, Ipv4Packet } from './ipv4.ts';
import { signOf } from './sign.ts';
import { TcpSegment } from './tcp.ts';
import { UdpDatagram } from './udp.ts';
import { VxlanPacket } from './vxlan.ts';

const from = ip4('10.0.0.1');
const to = ip4('10.0.0.2');
const text = (words: string) => Uint8Array.from(words, (letter) => letter.charCodeAt(0));

const header = { ttl: 64, id: 0, tos: 0, dontFragment: false, moreFragments: false };

const ip = (protocol: number, body: Ipv4Body, fragmentOffset = 0) =>
  new Ipv4Packet(from, to, { ...header, protocol, fragmentOffset }, 64, body, 1, 1);
const tcp = (flags: number, payload = '') =>
  ip(6, new TcpSegment(4000, 80, 1, 1, flags, 1000, undefined, text(payload)));
const udp = (port: number, contents: Uint8Array | VxlanPacket) => ip(17, new UdpDatagram(4000, port, contents));
const frame = (body: Ipv4Packet | ArpPacket) => new EthernetFrame(2, 1, 0x0800, body, 1, 1);
const arp = (operation: number) => frame(new ArpPacket(operation, 1, from, 0, to));

const rows: readonly (readonly [PacketSign, EthernetFrame | Ipv4Packet])[] = [
  ['arp-request', arp(ARP_REQUEST)],
  ['arp-reply', arp(ARP_REPLY)],
  ['echo-request', ip(1, new IcmpMessage(8, 0, 0, text('')))],
  ['echo-reply', ip(1, new IcmpMessage(0, 0, 0, text('')))],
  ['icmp-error', ip(1, new IcmpMessage(3, 1, 0, text('')))],
  ['datagram', udp(9000, text('hello'))],
  ['dns-query', udp(53, Uint8Array.of(0, 1, 1, 0))],
  ['dns-answer', udp(53, Uint8Array.of(0, 1, 0x81, 0x80))],
  ['syn', tcp(0x02)],
  ['syn-ack', tcp(0x12)],
  ['ack', tcp(0x10)],
  ['fin', tcp(0x11)],
  ['rst', tcp(0x14)],
  ['data', tcp(0x18, 'hello')],
  ['http', tcp(0x18, 'GET / HTTP/1.1\r\n')],
  ['http', tcp(0x18, 'HTTP/1.1 200 OK\r\n')],
  ['tls', tcp(0x18, '\x16\x03\x01\x02')],
  ['esp', ip(50, new BareBytes(new Uint8Array(40)))],
  ['fragment', ip(17, new BareBytes(new Uint8Array(40)), 185)],
  ['other', ip(99, new BareBytes(new Uint8Array(40)))],
  ['echo-request', udp(4789, new VxlanPacket(4096, frame(ip(1, new IcmpMessage(8, 0, 0, text(''))))))],
];

describe('signOf', () => {
  it.each(rows)('sees %s', (sign, packet) => {
    expect(signOf(packet)).toBe(sign);
    expect(signOf(packet instanceof EthernetFrame ? packet : frame(packet))).toBe(sign);
  });

  it('has a row for every sign', () => {
    expect(new Set(rows.map(([sign]) => sign))).toEqual(new Set(packetSigns));
  });
});
