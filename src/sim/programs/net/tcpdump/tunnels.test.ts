import { expect, it } from 'vitest';
import { ip4 } from '../../../base/ip4.ts';
import { ESP_PREFIX, IPPROTO_ESP } from '../../../wire/esp.ts';
import { ETH_P_IP, EthernetFrame } from '../../../wire/ethernet.ts';
import { IcmpMessage } from '../../../wire/icmp.ts';
import { BareBytes, IPPROTO_ICMP, IPPROTO_UDP, type Ipv4Body, Ipv4Packet } from '../../../wire/ipv4.ts';
import { UdpDatagram } from '../../../wire/udp.ts';
import { VxlanPacket } from '../../../wire/vxlan.ts';
import { PacketPrinter, type Style } from './packet-text.ts';

const plain: Style = { numeric: true, link: false, quick: false, absolute: false, verbose: 0, cooked: false };

function frame(from: string, to: string, protocol: number, body: Ipv4Body): EthernetFrame {
  const header = { protocol, ttl: 64, id: 7, tos: 0, dontFragment: false, moreFragments: false, fragmentOffset: 0 };
  const packet = new Ipv4Packet(ip4(from), ip4(to), header, 64, body, 1, 1);
  return new EthernetFrame(0x02000000000b, 0x02000000000a, ETH_P_IP, packet, 1, 1);
}

const echo = new IcmpMessage(8, 0, (24 << 16) | 1, new Uint8Array(56));
const inner = frame('10.22.0.2', '10.22.0.4', IPPROTO_ICMP, echo);
const tunnelled = frame(
  '192.168.99.101',
  '192.168.99.102',
  IPPROTO_UDP,
  new UdpDatagram(47_568, 4789, new VxlanPacket(4097, inner)),
);

const print = (style: Partial<Style>, seen: EthernetFrame): string =>
  new PacketPrinter({ ...plain, ...style }).text({ frame: seen, at: 0, device: 'eth0', direction: 'In', ifindex: 2 });

it.each([
  [
    {},
    'IP 192.168.99.101.47568 > 192.168.99.102.4789: VXLAN, flags [I] (0x08), vni 4097\nIP 10.22.0.2 > 10.22.0.4: ICMP echo request, id 24, seq 1, length 64',
  ],
  [{ quick: true }, 'IP 192.168.99.101.47568 > 192.168.99.102.4789: UDP, length 106'],
  [
    { link: true },
    '02:00:00:00:00:0a > 02:00:00:00:00:0b, ethertype IPv4 (0x0800), length 148: 192.168.99.101.47568 > 192.168.99.102.4789: VXLAN, flags [I] (0x08), vni 4097\n02:00:00:00:00:0a > 02:00:00:00:00:0b, ethertype IPv4 (0x0800), length 98: 10.22.0.2 > 10.22.0.4: ICMP echo request, id 24, seq 1, length 64',
  ],
  [
    { verbose: 1 },
    'IP (tos 0x0, ttl 64, id 7, offset 0, flags [none], proto UDP (17), length 134)\n    192.168.99.101.47568 > 192.168.99.102.4789: VXLAN, flags [I] (0x08), vni 4097\nIP (tos 0x0, ttl 64, id 7, offset 0, flags [none], proto ICMP (1), length 84)\n    10.22.0.2 > 10.22.0.4: ICMP echo request, id 24, seq 1, length 64',
  ],
])('tcpdump opens VXLAN: %o', (style, text) => {
  expect(print(style, tunnelled)).toBe(text);
});

it('tcpdump shows the head of ESP and nothing else', () => {
  const bytes = new Uint8Array(ESP_PREFIX + 24);
  bytes[3] = 0x2a;
  bytes[7] = 3;
  const sealed = frame('192.168.99.101', '192.168.99.102', IPPROTO_ESP, new BareBytes(bytes));
  expect(print({}, sealed)).toBe('IP 192.168.99.101 > 192.168.99.102: ESP(spi=0x0000002a,seq=0x3), length 40');
});
