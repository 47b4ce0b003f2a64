// The tracker against scripted packets: what goes there (>) and back (<), and what `conntrack -L` shows after each.
import { describe, expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { RandomStream } from '../../base/random.ts';
import { Scheduler, SECOND } from '../../des/scheduler.ts';
import { ICMP_ECHO, ICMP_ECHOREPLY, IcmpMessage } from '../../wire/icmp.ts';
import { IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, type Ipv4Body, Ipv4Packet } from '../../wire/ipv4.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, TcpSegment } from '../../wire/tcp.ts';
import { UdpDatagram } from '../../wire/udp.ts';
import { IPS_CONFIRMED } from './connection.ts';
import { setUp } from './nat.ts';
import { ConntrackSettings } from './settings.ts';
import { ConnectionTable } from './table.ts';
import { track } from './track.ts';
import { STATE_INVALID, type Tracking } from './tracking.ts';

const CLIENT = ip4('10.0.0.2');
const SERVER = ip4('192.0.2.7');
const NAMES: Readonly<Record<string, number>> = { S: TCP_SYN, '.': TCP_ACK, F: TCP_FIN, R: TCP_RST };
/** Where each side's sequence numbers begin. */
const STARTS = { '>': 1000, '<': 900_000 } as const;

function packet(side: '>' | '<', protocol: number, body: Ipv4Body): Ipv4Packet {
  const [from, to] = side === '>' ? [CLIENT, SERVER] : [SERVER, CLIENT];
  const flags = { id: 1, tos: 0, dontFragment: true, moreFragments: false, fragmentOffset: 0 };
  return new Ipv4Packet(from, to, { protocol, ttl: 64, ...flags }, 64, body, 1, 1);
}

/** `S.`, or `. 0:100 ack 1`: flags, then sequence numbers relative to each side's first. */
function segment(side: '>' | '<', words: readonly string[], source = 40_000): Ipv4Packet {
  const [letters = '', range = '0:0', , ack = '0', window = '500'] = words;
  const [from = 0, to = 0] = range.split(':').map(Number);
  const bits = [...letters].reduce((all, letter) => all | (NAMES[letter] ?? 0), 0);
  const isOut = side === '>';
  const [sourcePort, destinationPort] = isOut ? ([source, 80] as const) : ([80, source] as const);
  const payload = new Uint8Array(to - from);
  const acknowledgment = bits & TCP_ACK ? STARTS[isOut ? '<' : '>'] + Number(ack) : 0;
  const made = new TcpSegment(
    sourcePort,
    destinationPort,
    STARTS[side] + from,
    acknowledgment,
    bits,
    Number(window),
    undefined,
    payload,
  );
  return packet(side, IPPROTO_TCP, made);
}

class Scene {
  readonly scheduler = new Scheduler();
  readonly settings = new ConntrackSettings();
  readonly table = new ConnectionTable(this.scheduler, this.settings, new RandomStream(1));

  /** Lets a packet through; answers what became of it. */
  pass(one: Ipv4Packet): string {
    if (!track(this.table, one)) return 'full';
    const { connection, state } = one.tracking as Tracking;
    if (state === STATE_INVALID || connection === undefined) return 'invalid';
    setUp(this.table, connection, 'source');
    if (!connection.has(IPS_CONFIRMED)) this.table.confirm(connection);
    return '';
  }

  /** As `conntrack -L` shows them, without what is always the same. */
  shown(): string {
    const flows = this.table.list().map(({ state, expiresIn, seenReply, assured }) => {
      const marks = `${seenReply ? '' : ' [UNREPLIED]'}${assured ? ' [ASSURED]' : ''}`;
      return `${state === undefined ? '' : `${state} `}${Math.floor(expiresIn / SECOND)}${marks}`;
    });
    return flows.join(', ') || 'nothing';
  }

  /** Each row: seconds, direction, protocol's words, and what is shown afterwards. */
  play(rows: string): string[] {
    return rows
      .trim()
      .split('\n')
      .map((row) => {
        const [what = ''] = row.split('|').map((cell) => cell.trim());
        const [time, side, ...words] = what.split(/ +/);
        this.scheduler.runUntil(Number(time) * SECOND);
        const said = side === '>' || side === '<' ? this.pass(parsed(side, words)) : '';
        return `${what} | ${said || this.shown()}`;
      });
  }
}

function parsed(side: '>' | '<', words: readonly string[]): Ipv4Packet {
  if (words[0] === 'udp') {
    const [from, to] = side === '>' ? [5000, 53] : [53, 5000];
    return packet(side, IPPROTO_UDP, new UdpDatagram(from, to, new Uint8Array(3)));
  }
  if (words[0] === 'echo') {
    const type = side === '>' ? ICMP_ECHO : ICMP_ECHOREPLY;
    return packet(side, IPPROTO_ICMP, new IcmpMessage(type, 0, 0x70001, new Uint8Array(8)));
  }
  return segment(side, words);
}

const rowsOf = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((row) => row.replaceAll(/ +/g, ' ').trim());

/** A handshake; both sides count from 1 behind it. */
const OPEN = `
  0 > S 0:0                 | SYN_SENT 120 [UNREPLIED]
  0 < S. 0:0 ack 1          | SYN_RECV 60
  0 > . 1:1 ack 1           | ESTABLISHED 432000 [ASSURED]`;

const scripts: readonly (readonly [name: string, rows: string])[] = [
  [
    'keeps what talks for five days, and for five minutes what waits to be acknowledged',
    `${OPEN}
  1 > . 1:101 ack 1         | ESTABLISHED 300 [ASSURED]
  2 < . 1:1 ack 101         | ESTABLISHED 432000 [ASSURED]
  3 < . 1:501 ack 101       | ESTABLISHED 300 [ASSURED]
  4 > . 101:101 ack 501     | ESTABLISHED 432000 [ASSURED]
  5 > . 101:101 ack 501 0   | ESTABLISHED 300 [ASSURED]
  305 wait                  | nothing`,
  ],
  [
    'follows an end to TIME_WAIT, and begins anew with a SYN',
    `${OPEN}
  1 > F. 1:1 ack 1          | FIN_WAIT 120 [ASSURED]
  1 < . 1:1 ack 2           | CLOSE_WAIT 60 [ASSURED]
  2 < F. 1:1 ack 2          | LAST_ACK 30 [ASSURED]
  2 > . 2:2 ack 2           | TIME_WAIT 120 [ASSURED]
  60 > S 5000:5000          | SYN_SENT 120 [UNREPLIED]
  181 wait                  | nothing`,
  ],
  [
    'keeps a refused connection not at all, a reset one for ten seconds',
    `
  0 > S 0:0                 | SYN_SENT 120 [UNREPLIED]
  0 < R. 0:0 ack 1          | nothing
  1 > S 0:0                 | SYN_SENT 120 [UNREPLIED]
  1 < S. 0:0 ack 1          | SYN_RECV 60
  1 > . 1:1 ack 1           | ESTABLISHED 432000 [ASSURED]
  2 < R. 1:1 ack 1          | CLOSE 10 [ASSURED]
  12 wait                   | nothing`,
  ],
  [
    'forgets a SYN that nobody answers, and takes a late answer for nothing',
    `
  0 > S 0:0                 | SYN_SENT 120 [UNREPLIED]
  63 > S 0:0                | SYN_SENT 57 [UNREPLIED]
  121 < S. 0:0 ack 1        | invalid`,
  ],
  [
    'picks up in its midst what it has forgotten, a RST and a FIN apart',
    `
  0 > . 501:601 ack 9       | ESTABLISHED 300 [UNREPLIED]
  1 < . 9:9 ack 601         | ESTABLISHED 300
  1 > . 601:601 ack 9       | ESTABLISHED 432000 [ASSURED]
  2 > R 601:601             | CLOSE 10 [ASSURED]
  20 > R 601:601            | invalid
  21 > F. 601:601 ack 9     | invalid`,
  ],
  [
    'has 30 seconds for a datagram, two minutes for a conversation of more than two seconds',
    `
  0 > udp                   | 30 [UNREPLIED]
  1 < udp                   | 30
  2 > udp                   | 30
  3 > udp                   | 120 [ASSURED]
  33 wait                   | 90 [ASSURED]
  124 wait                  | nothing`,
  ],
  [
    'has 30 seconds for an echo, and none for an answer that nobody asked for',
    `
  0 < echo                  | invalid
  1 > echo                  | 30 [UNREPLIED]
  2 < echo                  | 30
  33 wait                   | nothing`,
  ],
];

describe('connections', () => {
  it.each(scripts)('%s', (_name, rows) => {
    expect(new Scene().play(rows)).toEqual(rowsOf(rows));
  });
});

describe('settings', () => {
  const path = (name: string): string => `netfilter/nf_conntrack_${name}`;

  it('change how long connections are kept', () => {
    const scene = new Scene();
    scene.settings.set(path('udp_timeout'), '10');
    scene.settings.set(path('tcp_timeout_syn_sent'), '5');
    expect(scene.play('0 > udp\n1 > S 0:0')).toEqual([
      '0 > udp | 10 [UNREPLIED]',
      expect.stringContaining('SYN_SENT 5'),
    ]);
  });

  it('keep connections from being picked up', () => {
    const scene = new Scene();
    scene.settings.set(path('tcp_loose'), '0');
    expect(scene.play('0 > . 1:1 ack 1')).toEqual(['0 > . 1:1 ack 1 | invalid']);
  });

  it('limit how many there are', () => {
    const scene = new Scene();
    scene.settings.set(path('max'), '2');
    const answers = [1, 2, 3].map((n) => scene.pass(segment('>', ['S', '0:0'], 40_000 + n)));
    expect(answers).toEqual(['', '', 'full']);
    scene.scheduler.runUntil(121 * SECOND);
    expect(scene.pass(segment('>', ['S', '0:0'], 40_003))).toBe('');
  });
});
