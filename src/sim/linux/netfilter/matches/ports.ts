// The matches tcp, udp and multiport: ports and TCP flags.
// Source: net/netfilter/xt_tcpudp.c, xt_multiport.c; libxt_tcp.c, libxt_udp.c, libxt_multiport.c.
// Not modelled: --tcp-option.
import { IPPROTO_TCP, IPPROTO_UDP, type Ipv4Packet } from '../../../wire/ipv4.ts';
import {
  type Kind,
  type Match,
  type Names,
  not,
  notSimulated,
  type OptionWords,
  type Reading,
  RuleError,
} from '../extension.ts';
import { portNamed } from '../services.ts';
import type { Traversal } from '../traversal.ts';

interface PortRange {
  readonly first: number;
  readonly last: number;
  readonly inverted: boolean;
}

const MOST = 65_535;
const MULTIPORT_PROTOCOLS = [IPPROTO_TCP, IPPROTO_UDP, 33, 132, 136];
const XT_MULTI_PORTS = 15;
const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'] as const;

function parsePort(word: string, protocol: number): number {
  const port = /^\d+$/.test(word) ? Number(word) : portNamed(word, protocol);
  if (port === undefined || port > MOST) throw new RuleError(`invalid port/service \`${word}' specified`);
  return port;
}

function parseRange(word: string, protocol: number, inverted: boolean): PortRange {
  const [from = '', to] = word.split(':', 2);
  const first = from === '' && to !== undefined ? 0 : parsePort(from, protocol);
  const last = to === undefined ? first : to === '' ? MOST : parsePort(to, protocol);
  if (first > last) throw new RuleError(`invalid portrange (min > max)`);
  return { first, last, inverted };
}

const rangeText = ({ first, last }: PortRange): string => (first === last ? `${first}` : `${first}:${last}`);
const fits = (range: PortRange | undefined, port: number): boolean =>
  range === undefined || (port >= range.first && port <= range.last) !== range.inverted;

function rangeListing(what: string, range: PortRange | undefined, protocol: number, names: Names): string {
  if (range === undefined) return '';
  const bang = range.inverted ? '!' : '';
  const name = (port: number): string => names.port(port, protocol);
  return range.first === range.last
    ? ` ${what}:${bang}${name(range.first)}`
    : ` ${what}s:${bang}${name(range.first)}:${name(range.last)}`;
}

interface FlagTest {
  readonly mask: number;
  readonly wanted: number;
  readonly inverted: boolean;
}

function parseFlags(word: string): number {
  if (word === 'ALL') return 0x3f;
  if (word === 'NONE') return 0;
  let bits = 0;
  for (const name of word.split(',')) {
    const at = flagNames.findIndex((known) => known.toUpperCase() === name.toUpperCase());
    if (at < 0) throw new RuleError(`Unknown TCP flag \`${name}'`);
    bits |= 1 << at;
  }
  return bits;
}

const flagText = (bits: number): string =>
  bits === 0 ? 'NONE' : flagNames.filter((_, at) => (bits & (1 << at)) !== 0).join(',');
const hexByte = (bits: number): string => `0x${bits.toString(16).toUpperCase().padStart(2, '0')}`;

class PortMatch implements Match {
  readonly name: 'tcp' | 'udp';
  readonly #protocol: number;
  readonly #source: PortRange | undefined;
  readonly #destination: PortRange | undefined;
  readonly #flags: FlagTest | undefined;

  constructor(
    name: 'tcp' | 'udp',
    source: PortRange | undefined,
    destination: PortRange | undefined,
    flags: FlagTest | undefined,
  ) {
    this.name = name;
    this.#protocol = name === 'tcp' ? IPPROTO_TCP : IPPROTO_UDP;
    this.#source = source;
    this.#destination = destination;
    this.#flags = flags;
  }

  matches({ packet: { body } }: Traversal): boolean {
    if (body.kind !== this.name) return false;
    if (!fits(this.#source, body.sourcePort) || !fits(this.#destination, body.destinationPort)) return false;
    const flags = this.#flags;
    if (flags === undefined || body.kind !== 'tcp') return true;
    return ((body.flags & flags.mask) === flags.wanted) !== flags.inverted;
  }

  get text(): string {
    const parts: string[] = [];
    if (this.#source) parts.push(`${not(this.#source.inverted)}--sport ${rangeText(this.#source)}`);
    if (this.#destination) parts.push(`${not(this.#destination.inverted)}--dport ${rangeText(this.#destination)}`);
    const flags = this.#flags;
    if (flags) parts.push(`${not(flags.inverted)}--tcp-flags ${flagText(flags.mask)} ${flagText(flags.wanted)}`);
    return parts.join(' ');
  }

  listing(names: Names): string {
    const ports =
      rangeListing('spt', this.#source, this.#protocol, names) +
      rangeListing('dpt', this.#destination, this.#protocol, names);
    const flags = this.#flags;
    const spelt = names.numeric ? hexByte : flagText;
    const tested = flags ? ` flags:${flags.inverted ? '!' : ''}${spelt(flags.mask)}/${spelt(flags.wanted)}` : '';
    return `${this.name}${ports}${tested}`;
  }
}

function portKind(name: 'tcp' | 'udp'): Kind<Match> {
  const protocol = name === 'tcp' ? IPPROTO_TCP : IPPROTO_UDP;
  const portOptions = ['--sport', '--source-port', '--dport', '--destination-port'];
  const options = name === 'tcp' ? [...portOptions, '--tcp-flags', '--syn', '--tcp-option'] : portOptions;
  const once = (known: PortRange | undefined, half: string, word: string, inverted: boolean): PortRange => {
    if (known) throw new RuleError(`Only one \`--${half}-port' allowed`);
    return parseRange(word, protocol, inverted);
  };
  return {
    name,
    begin(): Reading<Match> {
      let source: PortRange | undefined;
      let destination: PortRange | undefined;
      let flags: FlagTest | undefined;
      return {
        options,
        take(option: string, words: OptionWords, inverted: boolean): void {
          if (option === '--syn') flags = { mask: 0x17, wanted: 0x02, inverted };
          else if (option === '--tcp-option') throw notSimulated('iptables --tcp-option');
          else if (option === '--tcp-flags') {
            const mask = parseFlags(words.value(option));
            flags = { mask, wanted: parseFlags(words.value(option)), inverted };
          } else if (option.startsWith('--s')) source = once(source, 'source', words.value(option), inverted);
          else destination = once(destination, 'destination', words.value(option), inverted);
        },
        finish: () => new PortMatch(name, source, destination, flags),
      };
    },
  };
}

export const tcpMatch = portKind('tcp');
export const udpMatch = portKind('udp');

function portsOf({ body }: Ipv4Packet): { readonly source: number; readonly destination: number } | undefined {
  if (body.kind !== 'tcp' && body.kind !== 'udp') return undefined;
  return { source: body.sourcePort, destination: body.destinationPort };
}

type Direction = 'sports' | 'dports' | 'ports';

function multiport(direction: Direction, ranges: readonly PortRange[], inverted: boolean, protocol: number): Match {
  const has = (port: number): boolean => ranges.some((range) => port >= range.first && port <= range.last);
  return {
    name: 'multiport',
    matches({ packet }) {
      const ports = portsOf(packet);
      if (ports === undefined) return false;
      const hit = (direction !== 'dports' && has(ports.source)) || (direction !== 'sports' && has(ports.destination));
      return hit !== inverted;
    },
    text: `${not(inverted)}--${direction} ${ranges.map(rangeText).join(',')}`,
    listing(names) {
      const one = (range: PortRange): string =>
        range.first === range.last
          ? names.port(range.first, protocol)
          : `${names.port(range.first, protocol)}:${names.port(range.last, protocol)}`;
      return `multiport ${direction} ${inverted ? ' !' : ''}${ranges.map(one).join(',')}`;
    },
  };
}

export const multiportMatch: Kind<Match> = {
  name: 'multiport',
  begin() {
    let given: { direction: Direction; list: string; inverted: boolean } | undefined;
    return {
      options: ['--sports', '--source-ports', '--dports', '--destination-ports', '--ports'],
      take(option, words, inverted) {
        if (given) throw new RuleError('multiport: only one option can be used');
        const direction = option.startsWith('--s') ? 'sports' : option.startsWith('--d') ? 'dports' : 'ports';
        given = { direction, list: words.value(option), inverted };
      },
      finish(protocol) {
        if (!MULTIPORT_PROTOCOLS.includes(protocol))
          throw new RuleError("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'");
        if (!given) throw new RuleError('multiport expection an option');
        const ranges = given.list.split(',').map((word) => parseRange(word, protocol, false));
        const slots = ranges.reduce((sum, range) => sum + (range.first === range.last ? 1 : 2), 0);
        if (slots > XT_MULTI_PORTS) throw new RuleError('too many ports specified');
        return multiport(given.direction, ranges, given.inverted, protocol);
      },
    };
  },
};
