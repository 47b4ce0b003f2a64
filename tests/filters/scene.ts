// One packet of each sort that filters tell apart, by name, as a trace of hops from one device to another.
import { ip4 } from '../../src/sim/base/ip4.ts';
import { parseMac } from '../../src/sim/base/mac.ts';
import { encodeUtf8 } from '../../src/sim/base/utf8.ts';
import type { TraceDevice } from '../../src/sim/trace/decision.ts';
import { Trace } from '../../src/sim/trace/trace.ts';
import { ARP_REPLY, ARP_REQUEST, ArpPacket } from '../../src/sim/wire/arp.ts';
import { emitDns } from '../../src/sim/wire/dns.ts';
import { seal } from '../../src/sim/wire/esp.ts';
import { ETH_P_ARP, ETH_P_IP, EthernetFrame, type FrameBody } from '../../src/sim/wire/ethernet.ts';
import {
  ICMP_DEST_UNREACH,
  ICMP_ECHO,
  ICMP_ECHOREPLY,
  ICMP_FRAG_NEEDED,
  ICMP_PORT_UNREACH,
  IcmpMessage,
} from '../../src/sim/wire/icmp.ts';
import { BareBytes, type Ipv4Body, Ipv4Packet, ipv4Bytes } from '../../src/sim/wire/ipv4.ts';
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN, TcpSegment } from '../../src/sim/wire/tcp.ts';
import { dataOptions, synOptions } from '../../src/sim/wire/tcp-options.ts';
import { UdpDatagram } from '../../src/sim/wire/udp.ts';
import { VXLAN_PORT, VxlanPacket } from '../../src/sim/wire/vxlan.ts';

const mac = (text: string): number => parseMac(text) ?? 0;
const CLIENT = { mac: mac('02:42:ac:11:00:02'), ip: ip4('172.17.0.2') };
const SERVER = { mac: mac('02:42:ac:11:00:03'), ip: ip4('172.17.0.3') };
const OTHER = { mac: mac('52:54:00:00:00:01'), ip: ip4('192.168.99.101') };
const FAR = { mac: mac('52:54:00:00:00:02'), ip: ip4('192.168.99.102') };
const BROADCAST = 0xffffffffffff;
const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ESP = 50;

type End = typeof CLIENT;

interface IpChoice {
  readonly ttl?: number;
  readonly id?: number;
  readonly df?: boolean;
  readonly more?: boolean;
  readonly offset?: number;
  readonly tos?: number;
}

function ip(from: End, to: End, protocol: number, body: Ipv4Body, choice: IpChoice = {}): Ipv4Packet {
  const { ttl = 64, id = 0x1234, df = true, more = false, offset = 0, tos = 0 } = choice;
  const header = { protocol, ttl, id, tos, dontFragment: df, moreFragments: more, fragmentOffset: offset };
  return new Ipv4Packet(from.ip, to.ip, header, ttl, body, 0, 0);
}

const frame = (from: End, to: number, type: number, body: FrameBody, vlan = 0): EthernetFrame =>
  new EthernetFrame(to, from.mac, type, body, 0, 0, vlan);
const framed = (from: End, to: End, packet: Ipv4Packet, vlan = 0): EthernetFrame =>
  frame(from, to.mac, ETH_P_IP, packet, vlan);

const echo = (from: End, to: End, type: number, seq: number, choice?: IpChoice): Ipv4Packet =>
  ip(from, to, ICMP, new IcmpMessage(type, 0, (7 << 16) | seq, encodeUtf8('abcdefgh')), choice);

interface TcpChoice {
  readonly text?: string;
  readonly options?: Uint8Array;
  readonly seq?: number;
  readonly ack?: number;
}

function tcp(from: End, to: End, ports: [number, number], flags: number, choice: TcpChoice = {}): Ipv4Packet {
  const { text = '', options = dataOptions({ value: 1000, echo: 900 }), seq = 5000, ack = 6000 } = choice;
  const segment = new TcpSegment(ports[0], ports[1], seq, ack, flags, 502, options, encodeUtf8(text));
  return ip(from, to, TCP, segment);
}

const udp = (from: End, to: End, ports: [number, number], payload: Uint8Array, choice?: IpChoice): Ipv4Packet =>
  ip(from, to, UDP, new UdpDatagram(ports[0], ports[1], payload), choice);

const query = {
  id: 0xbeef,
  response: false,
  authoritative: false,
  truncated: false,
  recursionDesired: true,
  recursionAvailable: false,
  rcode: 0,
  questions: [{ name: 'db.example', type: 1 }],
  answers: [],
} as const;
const dnsBytes = (message: Parameters<typeof emitDns>[0]): Uint8Array => emitDns(message) ?? new Uint8Array();

const GET = 'GET /pets?id=7 HTTP/1.1\r\nHost: web.lab\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nServer: nginx/1.29.3\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello';
const LOST = 'HTTP/1.1 404 Not Found\r\nServer: nginx/1.29.3\r\nContent-Length: 0\r\n\r\n';

const asked = udp(CLIENT, SERVER, [40000, 9], encodeUtf8('anybody'));
const inner = framed(CLIENT, SERVER, echo(CLIENT, SERVER, ICMP_ECHO, 3));
const innerArp = frame(CLIENT, BROADCAST, ETH_P_ARP, new ArpPacket(ARP_REQUEST, CLIENT.mac, CLIENT.ip, 0, SERVER.ip));
const tunnel = (frame_: EthernetFrame, vni: number): Ipv4Packet =>
  ip(OTHER, FAR, UDP, new UdpDatagram(50000, VXLAN_PORT, new VxlanPacket(vni, frame_)), { df: false });
const sealed = seal(
  { key: new Uint8Array(20).fill(5), icvLength: 8 },
  0xc0ffee,
  9,
  new Uint8Array(8).fill(3),
  UDP,
  encodeUtf8('nobody reads this'),
);

/** What is in the trace, in order. */
const frames = {
  'arp ask': frame(CLIENT, BROADCAST, ETH_P_ARP, new ArpPacket(ARP_REQUEST, CLIENT.mac, CLIENT.ip, 0, SERVER.ip)),
  'arp answer': frame(
    SERVER,
    CLIENT.mac,
    ETH_P_ARP,
    new ArpPacket(ARP_REPLY, SERVER.mac, SERVER.ip, CLIENT.mac, CLIENT.ip),
  ),
  'arp announce': frame(OTHER, BROADCAST, ETH_P_ARP, new ArpPacket(ARP_REQUEST, OTHER.mac, OTHER.ip, 0, OTHER.ip)),
  ping: framed(CLIENT, SERVER, echo(CLIENT, SERVER, ICMP_ECHO, 1)),
  pong: framed(SERVER, CLIENT, echo(SERVER, CLIENT, ICMP_ECHOREPLY, 1, { df: false, id: 0x77 })),
  'ping far': framed(OTHER, FAR, echo(OTHER, FAR, ICMP_ECHO, 2, { ttl: 1, tos: 0x10 })),
  unreachable: framed(
    SERVER,
    CLIENT,
    ip(SERVER, CLIENT, ICMP, new IcmpMessage(ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0, ipv4Bytes(asked)), { tos: 0xc0 }),
  ),
  'too big': framed(
    FAR,
    OTHER,
    ip(FAR, OTHER, ICMP, new IcmpMessage(ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, 1400, ipv4Bytes(asked))),
  ),
  asked: framed(CLIENT, SERVER, asked),
  'dns ask': framed(CLIENT, SERVER, udp(CLIENT, SERVER, [33000, 53], dnsBytes(query))),
  'dns answer': framed(
    SERVER,
    CLIENT,
    udp(
      SERVER,
      CLIENT,
      [53, 33000],
      dnsBytes({
        ...query,
        response: true,
        recursionAvailable: true,
        answers: [
          { name: 'db.example', type: 1, ttl: 600, data: { kind: 'a', address: ip4('10.0.0.9') } },
          { name: 'db.example', type: 1, ttl: 30, data: { kind: 'a', address: ip4('10.0.0.10') } },
        ],
      }),
    ),
  ),
  'dns none': framed(
    SERVER,
    CLIENT,
    udp(
      SERVER,
      CLIENT,
      [53, 33001],
      dnsBytes({ ...query, questions: [{ name: 'nobody.example', type: 28 }], response: true, rcode: 3 }),
    ),
  ),
  syn: framed(
    CLIENT,
    SERVER,
    tcp(CLIENT, SERVER, [45000, 80], TCP_SYN, {
      ack: 0,
      options: synOptions({ mss: 1460, sackPermitted: true, windowScale: 7 }),
    }),
  ),
  'syn ack': framed(
    SERVER,
    CLIENT,
    tcp(SERVER, CLIENT, [80, 45000], TCP_SYN | TCP_ACK, {
      ack: 5001,
      options: synOptions({ mss: 1410, sackPermitted: true }),
    }),
  ),
  get: framed(CLIENT, SERVER, tcp(CLIENT, SERVER, [45000, 80], TCP_PSH | TCP_ACK, { text: GET, seq: 5001, ack: 5001 })),
  ok: framed(
    SERVER,
    CLIENT,
    tcp(SERVER, CLIENT, [80, 45000], TCP_PSH | TCP_ACK, { text: OK, seq: 5001, ack: 5001 + GET.length }),
  ),
  'not found': framed(SERVER, CLIENT, tcp(SERVER, CLIENT, [80, 45001], TCP_PSH | TCP_ACK, { text: LOST })),
  bytes: framed(CLIENT, SERVER, tcp(CLIENT, SERVER, [45002, 9000], TCP_PSH | TCP_ACK, { text: 'PING\r\n' })),
  fin: framed(
    CLIENT,
    SERVER,
    tcp(CLIENT, SERVER, [45000, 80], TCP_FIN | TCP_ACK, { seq: 5001 + GET.length, ack: 5001 + OK.length }),
  ),
  reset: framed(FAR, OTHER, tcp(FAR, OTHER, [443, 45003], TCP_RST | TCP_ACK, { options: new Uint8Array() })),
  tagged: framed(OTHER, FAR, echo(OTHER, FAR, ICMP_ECHO, 4), 20),
  fragment: framed(
    OTHER,
    FAR,
    ip(OTHER, FAR, UDP, new BareBytes(new Uint8Array(24).fill(0x41)), {
      df: false,
      more: true,
      offset: 1480,
      id: 0xabcd,
    }),
  ),
  vxlan: framed(OTHER, FAR, tunnel(inner, 4097)),
  'vxlan arp': framed(OTHER, FAR, tunnel(innerArp, 4098)),
  esp: framed(OTHER, FAR, ip(OTHER, FAR, ESP, new BareBytes(sealed))),
  strange: frame(OTHER, FAR.mac, 0x88b5, new BareBytes(encodeUtf8('no known type'))),
} as const satisfies Record<string, EthernetFrame>;

export type Name = keyof typeof frames;

const place = { hostName: 'node1', label: 'node1' };
const from: TraceDevice = { uid: 1, name: 'eth0', kind: 'veth', place: { hostName: 'node1', label: 'web' } };
const to: TraceDevice = { uid: 2, name: 'veth1', kind: 'veth', place };

/** Microseconds from one frame to the next. */
export const STEP = 10;

export function scene(): { readonly trace: Trace; readonly names: readonly Name[] } {
  const clock = { now: 0 };
  const trace = new Trace(clock, 1000);
  const names = Object.keys(frames) as Name[];
  for (const name of names) {
    const { destination, source, etherType, body, vlan } = frames[name];
    const packet = trace.newPacket();
    const once = body.kind === 'ipv4' ? marked(body, packet) : body;
    trace.hop(from, to, new EthernetFrame(destination, source, etherType, once, packet, packet, vlan), clock.now + 1);
    clock.now += STEP;
  }
  return { trace, names };
}

/** The packet with marks of the trace's own. */
function marked(packet: Ipv4Packet, number: number): Ipv4Packet {
  return new Ipv4Packet(packet.source, packet.destination, packet, packet.ttl, packet.body, number, number);
}
