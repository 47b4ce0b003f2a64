// The targets that change headers: TCPMSS and TTL.
// Source: net/netfilter/xt_TCPMSS.c, xt_HL.c; libxt_TCPMSS.c, libipt_TTL.c.
// Not modelled: a maximum segment size given to a SYN that has none.
import { IPPROTO_TCP, IPV4_HEADER, Ipv4Packet } from '../../../wire/ipv4.ts';
import { TCP_HEADER, TCP_SYN, TcpSegment } from '../../../wire/tcp.ts';
import { mssAt } from '../../../wire/tcp-options.ts';
import { type Kind, RuleError, type Target } from '../extension.ts';
import type { Traversal } from '../traversal.ts';

const MOST_MSS = 65_535 - 40;
const HEADERS = IPV4_HEADER + TCP_HEADER;

/** The largest segment that fits both ways: out by the packet's route, and back by the one to its source. */
function fitting({ ns, out, packet }: Traversal): number {
  const back = ns.fib.lookup(packet.source)?.device;
  const ways = [
    ...(out === undefined ? [] : [ns.pathMtu(packet.destination, out)]),
    ...(back === undefined ? [] : [ns.pathMtu(packet.source, back)]),
  ];
  return Math.min(...ways) - HEADERS;
}

/** tcpmss_mangle_packet: lowers the option of a SYN, never raises it. */
function clamp(at: Traversal, mss: number | undefined): void {
  const { packet } = at;
  const { body } = packet;
  if (body.kind !== 'tcp' || !body.has(TCP_SYN)) return;
  const place = mssAt(body.options);
  const wanted = mss ?? fitting(at);
  if (place === undefined || place.mss <= wanted) return;
  const options = body.options.slice();
  options[place.at] = wanted >> 8;
  options[place.at + 1] = wanted & 0xff;
  const { sourcePort, destinationPort, sequence, acknowledgment, flags, window, payload } = body;
  const segment = new TcpSegment(
    sourcePort,
    destinationPort,
    sequence,
    acknowledgment,
    flags,
    window,
    options,
    payload,
  );
  const { source, destination, ttl } = packet;
  at.change(new Ipv4Packet(source, destination, packet, ttl, segment, packet.packet, packet.journey));
}

export const tcpMssTarget: Kind<Target> = {
  name: 'TCPMSS',
  begin() {
    let given: { mss: number | undefined } | undefined;
    return {
      options: ['--set-mss', '--clamp-mss-to-pmtu'],
      take(option, words) {
        if (option === '--clamp-mss-to-pmtu') {
          given = { mss: undefined };
          return;
        }
        const word = words.value(option);
        if (!/^\d+$/.test(word) || Number(word) > MOST_MSS)
          throw new RuleError(`TCPMSS: bad value for option "--set-mss", or out of range (0-${MOST_MSS}).\n`);
        given = { mss: Number(word) };
      },
      finish() {
        if (!given) throw new RuleError('TCPMSS target: At least one parameter is required');
        const { mss } = given;
        return {
          name: 'TCPMSS',
          text: mss === undefined ? '--clamp-mss-to-pmtu' : `--set-mss ${mss}`,
          listing: () => (mss === undefined ? 'TCPMSS clamp to PMTU' : `TCPMSS set ${mss}`),
          protocol: IPPROTO_TCP,
          ...(mss === undefined ? { chains: ['FORWARD', 'OUTPUT', 'POSTROUTING'] } : {}),
          apply(at) {
            clamp(at, mss);
            return 'continue';
          },
        };
      },
    };
  },
};

const ttlWords = { '--ttl-set': 'set to', '--ttl-dec': 'decrement by', '--ttl-inc': 'increment by' } as const;
type TtlOption = keyof typeof ttlWords;
const ttlOptions: readonly TtlOption[] = ['--ttl-set', '--ttl-dec', '--ttl-inc'];

function newTtl(option: TtlOption, ttl: number, value: number): number {
  if (option === '--ttl-set') return value;
  return option === '--ttl-inc' ? Math.min(255, ttl + value) : Math.max(0, ttl - value);
}

export const ttlTarget: Kind<Target> = {
  name: 'TTL',
  begin() {
    let given: { option: TtlOption; value: number } | undefined;
    return {
      options: ttlOptions,
      take(name, words) {
        const word = words.value(name);
        const option = ttlOptions.find((known) => known === name);
        if (!/^\d+$/.test(word) || Number(word) > 255)
          throw new RuleError(`TTL: bad value for option "${name}", or out of range (0-255).\n`);
        if (given !== undefined) throw new RuleError('TTL: You must specify an action');
        if (option !== undefined) given = { option, value: Number(word) };
      },
      finish() {
        if (!given) throw new RuleError('TTL: You must specify an action');
        const { option, value } = given;
        return {
          name: 'TTL',
          text: `${option} ${value}`,
          listing: () => `TTL ${ttlWords[option]} ${value}`,
          tables: ['mangle'],
          apply(at) {
            const { packet } = at;
            const ttl = newTtl(option, packet.ttl, value);
            if (ttl === packet.ttl) return 'continue';
            const { source, destination, body, packet: mark, journey } = packet;
            at.change(new Ipv4Packet(source, destination, packet, ttl, body, mark, journey));
            return 'continue';
          },
        };
      },
    };
  },
};
