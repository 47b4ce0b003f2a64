import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tilingFaults } from '../testkit/tiling.ts';
import { hexDigits } from './bytes.ts';
import { foldChecksum, internetChecksum, wordSum } from './checksum.ts';
import { EthernetFrame, emitEthernet, parseEthernet } from './ethernet.ts';
import { IcmpMessage } from './icmp.ts';
import { BareBytes, Ipv4Packet } from './ipv4.ts';
import { protocolOf, summarize, viewPacket } from './packet-view.ts';
import { TcpSegment } from './tcp.ts';
import { UdpDatagram } from './udp.ts';

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** Frames as tcpdump saw them on real hosts: Linux 6.1, Docker's bridge. */
const captured = [
  {
    name: 'an ARP request',
    hex: 'ffffffffffff161bda8016dc08060001080006040001161bda8016dc0a1500020000000000000a150003',
    protocol: 'ARP',
    summary: 'Who has 10.21.0.3? Tell 10.21.0.2',
  },
  {
    name: 'an ARP reply',
    hex: '161bda8016dc1e9f2d12a485080600010800060400021e9f2d12a4850a150003161bda8016dc0a150002',
    protocol: 'ARP',
    summary: '10.21.0.3 is at 1e:9f:2d:12:a4:85',
  },
  {
    name: 'an echo request',
    hex:
      '1e9f2d12a485161bda8016dc08004500005400f64000400125850a1500020a15000308006fb3001500010454016b00000000bfa4040000000000' +
      '101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637',
    protocol: 'ICMP',
    summary: '10.21.0.2 → 10.21.0.3 Echo request id=21 seq=1 ttl=64',
  },
  {
    // Its checksum is the finished one: where it was captured the NIC was still to fill it in (0x2e5f).
    name: 'a traceroute probe',
    hex:
      '12ba3536b09c161bda8016dc08004500003c9f6900000111ec220a150002c0a86366cd4f829a00288c89' +
      '404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f',
    protocol: 'UDP',
    summary: '10.21.0.2 → 192.168.99.102 UDP 52559 → 33434 Len=32',
  },
  {
    name: 'a time exceeded that quotes it',
    hex:
      '161bda8016dc12ba3536b09c080045c0005860f80000400104c10a1500010a1500020b008189000000004500003c9f6900000111ec22' +
      '0a150002c0a86366cd4f829a00282e5f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f',
    protocol: 'ICMP',
    summary: '10.21.0.1 → 10.21.0.2 Time-to-live exceeded (Time to live exceeded in transit)',
  },
  {
    // Checksums of these two, too, are the finished ones.
    name: 'a SYN',
    hex:
      'f20a79a3607c12ba3536b09c08004500003c585340003f06b541c0a863660a15000486f800507966b87100000000a002' +
      'faf04bba0000020405b40402080a70eaa9220000000001030307',
    protocol: 'TCP',
    summary:
      '192.168.99.102 → 10.21.0.4 TCP 34552 → 80 [SYN] Seq=2036775025 Win=64240 Len=0 MSS=1460 SACK_PERM TSval=1894426914 TSecr=0 WS=128',
  },
  {
    name: 'its SYN, ACK',
    hex:
      '12ba3536b09cf20a79a3607c08004500003c0000400040060c950a150004c0a86366005086f87eabac717966b872a012' +
      'fe88654c0000020405b40402080a1775a03270eaa92201030307',
    protocol: 'TCP',
    summary:
      '10.21.0.4 → 192.168.99.102 TCP 80 → 34552 [SYN, ACK] Seq=2125180017 Ack=2036775026 Win=65160 Len=0 MSS=1460 SACK_PERM TSval=393584690 TSecr=1894426914 WS=128',
  },
];

describe('frames of real hosts', () => {
  it.each(captured)('$name is read, shown and written again to the byte', ({ hex, protocol, summary }) => {
    const frame = parseEthernet(bytesOf(hex));
    expect(frame).toBeDefined();
    if (frame === undefined) return;
    expect(hexDigits(emitEthernet(frame))).toBe(hex);
    expect(protocolOf(frame)).toBe(protocol);
    expect(summarize(frame)).toBe(summary);
    expect(tilingFaults(viewPacket(frame))).toEqual([]);
  });

  it('an error shows the packet that it quotes, at its place', () => {
    const frame = parseEthernet(bytesOf(captured[4]?.hex ?? ''));
    if (frame === undefined) throw new Error('not a frame');
    const view = viewPacket(frame);
    expect(view.layers.map((layer) => [layer.name, layer.offset])).toEqual([
      ['Ethernet II', 0],
      ['Internet Protocol Version 4', 14],
      ['Internet Control Message Protocol', 34],
      ['Internet Protocol Version 4', 42],
      ['User Datagram Protocol', 62],
    ]);
    const ttl = view.layers[3]?.fields.find((f) => f.key === 'ip.ttl');
    expect(ttl).toMatchObject({ value: '1', offset: 50, length: 1 });
    expect(view.bytes[50]).toBe(1);
  });
});

const address = fc.integer({ min: 0, max: 0xffffffff });
const payload = fc.uint8Array({ maxLength: 300 });
const body = fc.oneof(
  fc.record({ type: fc.constantFrom(0, 8, 3, 11), rest: address, payload }).map((m) => ({
    protocol: 1,
    body: new IcmpMessage(m.type, 0, m.rest, m.payload),
  })),
  fc.record({ from: fc.nat(0xffff), to: fc.nat(0xffff), payload }).map((m) => ({
    protocol: 17,
    body: new UdpDatagram(m.from, m.to, m.payload),
  })),
  fc
    .record({
      ports: fc.tuple(fc.nat(0xffff), fc.nat(0xffff)),
      numbers: fc.tuple(address, address),
      flags: fc.nat(0x1f),
      options: fc.uint8Array({ maxLength: 10 }).map((words) => new Uint8Array(words.length * 4).fill(words[0] ?? 1)),
      payload,
    })
    .map((t) => ({ protocol: 6, body: new TcpSegment(...t.ports, ...t.numbers, t.flags, 500, t.options, t.payload) })),
  payload.map((bytes) => ({ protocol: 99, body: new BareBytes(bytes) })),
);
const frames = fc
  .record({ source: address, destination: address, ttl: fc.nat(255), id: fc.nat(0xffff), df: fc.boolean(), body })
  .map((p) => {
    const header = {
      protocol: p.body.protocol,
      ttl: p.ttl,
      id: p.id,
      tos: 0,
      dontFragment: p.df,
      moreFragments: false,
      fragmentOffset: 0,
    };
    const ip = new Ipv4Packet(p.source, p.destination, header, p.ttl, p.body.body, 1, 1);
    return new EthernetFrame(0x0242ac110002, 0x0242ac110003, 0x0800, ip, 1, 1);
  });

describe('any frame', () => {
  it('reads back as what was written', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const again = parseEthernet(emitEthernet(frame), 1, 1);
        expect(again).toEqual(frame);
      }),
    );
  });

  it('has fields that tile each of its layers', () => {
    fc.assert(
      fc.property(frames, fc.constantFrom(0, 7), (frame, vlan) => {
        expect(tilingFaults(viewPacket(frame.tagged(vlan)))).toEqual([]);
      }),
    );
  });

  it('has a header whose checksum comes out even', () => {
    fc.assert(fc.property(frames, (frame) => internetChecksum(emitEthernet(frame), 14, 34) === 0));
  });

  it('is told apart from rubbish without a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const frame = parseEthernet(bytes);
        if (frame === undefined) return bytes.length < 14;
        return viewPacket(frame).bytes.length === frame.length && summarize(frame).length > 0;
      }),
    );
  });
});

describe('the Internet checksum', () => {
  it('is RFC 1071’s example', () => {
    expect(internetChecksum(Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7))).toBe(0x220d);
  });

  it('sees every change of a single byte', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 2, maxLength: 64 }),
        fc.nat(),
        fc.integer({ min: 1, max: 254 }),
        (bytes, at, by) => {
          const changed = bytes.slice();
          const i = at % bytes.length;
          changed[i] = ((bytes[i] ?? 0) + by) % 256;
          const same = internetChecksum(changed) === internetChecksum(bytes);
          // Only 0x0000 against 0xffff sum to the same.
          return !same || foldChecksum(wordSum(bytes, 0, bytes.length)) === 0 || internetChecksum(bytes) === 0xffff;
        },
      ),
    );
  });
});
