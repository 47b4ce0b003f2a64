// Whatever is typed as a filter either is one or is refused, and one answers for every frame.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ip4 } from '../../../base/ip4.ts';
import { BROADCAST_MAC } from '../../../base/mac.ts';
import type { CapturedFrame } from '../../../linux/socket.ts';
import { ARP_REQUEST, ArpPacket } from '../../../wire/arp.ts';
import { ETH_P_ARP, ETH_P_IP, EthernetFrame } from '../../../wire/ethernet.ts';
import { type Ipv4Body, Ipv4Packet } from '../../../wire/ipv4.ts';
import { TCP_SYN, TcpSegment } from '../../../wire/tcp.ts';
import { UdpDatagram } from '../../../wire/udp.ts';
import { ToolExit } from '../tool.ts';
import { FilterParser, filterWords, hostNames } from './filter.ts';

const [a, b] = [ip4('10.0.0.2'), ip4('10.0.0.3')];

function ip(protocol: number, body: Ipv4Body): EthernetFrame {
  const header = { protocol, ttl: 64, id: 1, tos: 0, dontFragment: true, moreFragments: false, fragmentOffset: 0 };
  return new EthernetFrame(2, 3, ETH_P_IP, new Ipv4Packet(a, b, header, 64, body, 1, 1), 1, 1);
}

const frames = {
  arp: new EthernetFrame(BROADCAST_MAC, 3, ETH_P_ARP, new ArpPacket(ARP_REQUEST, 3, a, 0, b), 1, 1),
  dns: ip(17, new UdpDatagram(40_000, 53, new Uint8Array(20))),
  syn: ip(6, new TcpSegment(40_000, 80, 1, 0, TCP_SYN, 64_240)),
} as const;

const seen = (frame: EthernetFrame): CapturedFrame => ({ at: 0, ifindex: 2, device: 'eth0', direction: 'In', frame });
const filterOf = (text: string) => new FilterParser(filterWords(text), new Map([['web', [b]]])).parse();

it.each([
  ['', 'arp dns syn'],
  ['arp or port 53', 'arp dns'],
  ['host 10.0.0.3', 'arp dns syn'],
  ['host web and tcp', 'syn'],
  ['src host 10.0.0.3', ''],
  ['dst net 10.0.0.0/24 and not arp', 'dns syn'],
  ['port 80 or 53', 'dns syn'],
  ['tcp port 53', ''],
  ['tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn', 'syn'],
  ['ip[9] = 17', 'dns'],
  ['udp[4:2] = 28', 'dns'],
  ['ether broadcast', 'arp'],
  ['not (arp or udp)', 'syn'],
  ['! arp && ! udp', 'syn'],
  ['less 50', 'arp'],
  ['portrange 50-60', 'dns'],
  ['ip proto 6', 'syn'],
])('%j lets pass: %s', (text, passing) => {
  const filter = filterOf(text);
  const passed = Object.entries(frames).flatMap(([name, frame]) => (filter(seen(frame)) ? [name] : []));
  expect(passed.join(' ')).toBe(passing);
});

it('looks up the names of hosts alone', () => {
  expect(hostNames(filterWords('host web and src db or dst port domain or net 10.0.0.0/8'))).toEqual(['web', 'db']);
});

const vocabulary =
  'host net port portrange src dst and or not ( ) ! && || tcp udp icmp arp ip ether proto broadcast multicast less greater len [ ] : & = != > 10.0.0.2 10.0.0.0/24 53 80 tcpflags tcp-syn 0 web foo mask'.split(
    ' ',
  );

it('refuses in its own words', () => {
  const word = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...vocabulary) }, fc.string({ maxLength: 6 }));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 10 }), (words) => {
      try {
        const filter = filterOf(words.join(' '));
        for (const frame of Object.values(frames)) expect(typeof filter(seen(frame))).toBe('boolean');
      } catch (error) {
        if (!(error instanceof ToolExit)) throw error;
        expect(error.stderr).not.toBe('');
      }
    }),
    { numRuns: 3000, seed: 20261121 },
  );
});
