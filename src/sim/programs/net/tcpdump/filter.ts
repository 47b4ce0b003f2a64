// tcpdump's filter expressions, made into a question to each frame.
// Source: pcap-filter(7); libpcap 1.10.3 grammar.y, gencode.c (gen_scode, gen_host, gen_port, gen_net).
// Not modelled: IPv6 (no packet is), MPLS, 802.11, protochain, gateway; they are said to be missing.
import { type Ip4, maskOf, parseIp4 } from '../../../base/ip4.ts';
import { BROADCAST_MAC, isGroupMac, parseMac } from '../../../base/mac.ts';
import type { CapturedFrame } from '../../../linux/socket.ts';
import { IPPROTO_ESP } from '../../../wire/esp.ts';
import { IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, type Ipv4Packet } from '../../../wire/ipv4.ts';
import { notSimulated } from '../tool.ts';
import { numberOf, parseRelation } from './filter-number.ts';
import { filterError, portOfService, splitExpression, syntaxError } from './filter-words.ts';

export type Filter = (seen: CapturedFrame) => boolean;

const transports: Readonly<Record<string, number>> = {
  icmp: IPPROTO_ICMP,
  tcp: IPPROTO_TCP,
  udp: IPPROTO_UDP,
  esp: IPPROTO_ESP,
};
const protocolWords = new Set([
  'ether',
  'ip',
  'arp',
  'rarp',
  'ip6',
  'icmp',
  'icmp6',
  'tcp',
  'udp',
  'sctp',
  'igmp',
  'esp',
]);
const absentProtocols = new Set(['rarp', 'ip6', 'icmp6', 'sctp', 'igmp']);
const missing = new Set(['mpls', 'pppoed', 'protochain', 'gateway', 'inbound', 'outbound', 'ifname', 'wlan']);
const MOST_VLAN = 4095; // MAX_VLAN_ID, gencode.c
const typeWords = ['host', 'net', 'port', 'portrange', 'proto'] as const;
type TypeWord = (typeof typeWords)[number];
type Direction = 'either' | 'src' | 'dst' | 'both';

interface Qualifiers {
  protocol: string | undefined;
  direction: Direction;
  type: TypeWord | undefined;
}

const isType = (word: string | undefined): word is TypeWord => typeWords.some((known) => known === word);
const ipOf = ({ frame }: CapturedFrame): Ipv4Packet | undefined =>
  frame.body.kind === 'ipv4' ? frame.body : undefined;

/** Names that an expression uses for hosts, so that they can be looked up before. */
export function hostNames(words: readonly string[]): string[] {
  return words.filter((word, at) => {
    const before = words[at - 1] ?? '';
    const named = before === 'host' || ((before === 'src' || before === 'dst') && !isType(word));
    return named && /[a-z]/i.test(word) && !['src', 'dst', 'or', 'and', 'not'].includes(word) && !word.includes(':');
  });
}

/** Reads an expression; an empty one lets everything pass. */
export class FilterParser {
  readonly #words: readonly string[];
  readonly #addresses: ReadonlyMap<string, readonly Ip4[]>;
  #at = 0;
  /** What an identifier without qualifiers of its own goes by. */
  #last: Qualifiers | undefined;

  constructor(words: readonly string[], addresses: ReadonlyMap<string, readonly Ip4[]>) {
    this.#words = words;
    this.#addresses = addresses;
  }

  parse(): Filter {
    if (this.#words.length === 0) return () => true;
    const filter = this.#expression();
    if (this.peek() !== undefined) throw syntaxError();
    return filter;
  }

  peek(): string | undefined {
    return this.#words[this.#at];
  }

  take(): string | undefined {
    return this.#words[this.#at++];
  }

  /** `and` and `or` bind alike, from the left. */
  #expression(): Filter {
    let left = this.#term();
    for (;;) {
      const word = this.peek();
      const and = word === 'and' || word === '&&';
      if (!and && word !== 'or' && word !== '||') return left;
      this.take();
      const [a, b] = [left, this.#term()];
      left = and ? (seen) => a(seen) && b(seen) : (seen) => a(seen) || b(seen);
    }
  }

  #term(): Filter {
    const word = this.peek();
    if (word === undefined) throw syntaxError();
    if (word === 'not' || word === '!') {
      this.take();
      const inner = this.#term();
      return (seen) => !inner(seen);
    }
    if (word === '(' && !this.#isRelation()) {
      this.take();
      const inner = this.#expression();
      if (this.take() !== ')') throw syntaxError();
      return inner;
    }
    return this.#isRelation() ? parseRelation(this) : this.#primitive();
  }

  /** Whether numbers are compared from here on: brackets or a comparison come before the next connective. */
  #isRelation(): boolean {
    const word = this.peek() ?? '';
    if (word === 'len' || numberOf(word) !== undefined)
      return /^([<>=!]=?|==|[&|+*/-]|<<|>>)$/.test(this.#words[this.#at + 1] ?? '');
    if (word !== '(') return this.#words[this.#at + 1] === '[';
    return this.#words[this.#at + 2] === '[' || this.#words[this.#at + 1] === 'len';
  }

  #primitive(): Filter {
    const word = this.peek() ?? '';
    if (missing.has(word)) throw notSimulated(`tcpdump filter ${word}`);
    if (word === 'broadcast' || word === 'multicast') {
      this.take();
      return castFilter(word);
    }
    if (word === 'less' || word === 'greater') {
      this.take();
      const length = numberOf(this.take() ?? '');
      if (length === undefined) throw syntaxError();
      return ({ frame }) => (word === 'less' ? frame.length <= length : frame.length >= length);
    }
    if (word === 'vlan') return this.#vlan();
    return this.#qualified();
  }

  /** `vlan`, `vlan 10`. */
  #vlan(): Filter {
    this.take();
    const wanted = numberOf(this.peek() ?? '');
    if (wanted === undefined) return ({ frame }) => frame.vlan !== 0;
    this.take();
    if (wanted > MOST_VLAN) throw filterError(`VLAN tag ${wanted} greater than maximum ${MOST_VLAN}`);
    return ({ frame }) => frame.vlan === wanted;
  }

  #qualified(): Filter {
    const start = this.#at;
    const protocol = protocolWords.has(this.peek() ?? '') ? this.take() : undefined;
    const cast = this.peek();
    if (cast === 'broadcast' || cast === 'multicast') {
      this.take();
      return castFilter(cast);
    }
    const direction = this.#direction();
    const type = isType(this.peek()) ? (this.take() as TypeWord) : undefined;
    if (protocol !== undefined && direction === undefined && type === undefined) {
      this.#last = undefined;
      return protocolFilter(protocol);
    }
    const bare = this.#at === start;
    if (bare && this.#last === undefined) throw syntaxError();
    const qualifiers = bare && this.#last ? this.#last : { protocol, direction: direction ?? 'either', type };
    this.#last = qualifiers;
    return this.#identified(qualifiers);
  }

  #direction(): Direction | undefined {
    const word = this.peek();
    if (word !== 'src' && word !== 'dst') return undefined;
    this.take();
    const [link, other] = [this.peek(), this.#words[this.#at + 1]];
    if ((link !== 'or' && link !== 'and') || other !== (word === 'src' ? 'dst' : 'src')) return word;
    this.#at += 2;
    return link === 'or' ? 'either' : 'both';
  }

  #identified({ protocol, direction, type }: Qualifiers): Filter {
    const word = this.take();
    if (word === undefined || /^(and|or|not|[()!]|&&|\|\|)$/.test(word)) throw syntaxError();
    switch (type) {
      case 'port':
        return portFilter(protocol, direction, portNumber(word), portNumber(word));
      case 'portrange': {
        const [, low = '', high = ''] = /^(\w+)-(\w+)$/.exec(word) ?? [];
        if (low === '') throw syntaxError();
        return portFilter(protocol, direction, portNumber(low), portNumber(high));
      }
      case 'proto':
        return protoFilter(protocol, word);
      case 'net':
        return this.#net(protocol, direction, word);
      default:
        return this.#host(protocol, direction, word);
    }
  }

  #net(protocol: string | undefined, direction: Direction, word: string): Filter {
    const [text = '', length] = word.split('/');
    const parts = text.split('.');
    const whole = parseIp4([...parts, '0', '0', '0'].slice(0, 4).join('.'));
    if (whole === undefined) throw filterError(`unknown network '${word}'`);
    let mask = maskOf(length === undefined ? 8 * parts.length : Number(length));
    if (this.peek() === 'mask') {
      this.take();
      mask = parseIp4(this.take() ?? '') ?? 0;
    }
    if ((whole & ~mask) >>> 0 !== 0) throw filterError(`non-network bits set in "${word}"`);
    return addressFilter(protocol, direction, (ip) => (ip & mask) >>> 0 === whole);
  }

  #host(protocol: string | undefined, direction: Direction, word: string): Filter {
    if (protocol === 'ether') {
      const mac = parseMac(word.replace(/\b[0-9a-f]\b/gi, '0$&'));
      if (mac === undefined) throw filterError(`unknown ether host '${word}'`);
      return ({ frame }) => match(direction, frame.source === mac, frame.destination === mac);
    }
    if (protocol !== undefined && protocol !== 'ip' && protocol !== 'arp') {
      throw filterError(`'${protocol}' modifier applied to host`);
    }
    if (word.includes('/')) return this.#net(protocol, direction, word);
    const strict = parseIp4(word);
    const wanted = strict === undefined ? this.#addresses.get(word) : [strict];
    if (wanted === undefined) throw filterError(`unknown host '${word}'`);
    return addressFilter(protocol, direction, (ip) => wanted.includes(ip));
  }
}

/** Words of an expression, made ready for the parser. */
export const filterWords = (expression: string): string[] => splitExpression(expression);

function match(direction: Direction, source: boolean, destination: boolean): boolean {
  if (direction === 'src') return source;
  if (direction === 'dst') return destination;
  return direction === 'both' ? source && destination : source || destination;
}

function addressFilter(protocol: string | undefined, direction: Direction, is: (ip: Ip4) => boolean): Filter {
  return ({ frame: { body } }) => {
    if (body.kind === 'ipv4' && protocol !== 'arp') return match(direction, is(body.source), is(body.destination));
    if (body.kind === 'arp' && protocol !== 'ip') return match(direction, is(body.senderIp), is(body.targetIp));
    return false;
  };
}

function portNumber(word: string): number {
  const port = numberOf(word) ?? portOfService(word);
  if (port === undefined) throw filterError(`unknown port '${word}'`);
  return port;
}

function portFilter(protocol: string | undefined, direction: Direction, low: number, high: number): Filter {
  if (protocol !== undefined && protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp') {
    throw filterError(`illegal qualifier of 'port'`);
  }
  const within = (port: number): boolean => port >= low && port <= high;
  return (seen) => {
    const body = ipOf(seen)?.body;
    if (body === undefined || (body.kind !== 'tcp' && body.kind !== 'udp')) return false;
    if (protocol !== undefined && body.kind !== protocol) return false;
    return match(direction, within(body.sourcePort), within(body.destinationPort));
  };
}

function protocolFilter(word: string): Filter {
  if (word === 'ether') throw syntaxError();
  if (word === 'ip') return (seen) => ipOf(seen) !== undefined;
  if (word === 'arp') return ({ frame }) => frame.body.kind === 'arp';
  if (absentProtocols.has(word)) return () => false;
  const number = transports[word];
  return (seen) => ipOf(seen)?.protocol === number;
}

/** `ip proto 1`, `ether proto 0x806`, `proto tcp`. */
function protoFilter(protocol: string | undefined, word: string): Filter {
  const number = numberOf(word);
  if (protocol === 'ether')
    return number === undefined ? protocolFilter(word) : ({ frame }) => frame.etherType === number;
  const wanted = number ?? transports[word];
  if (wanted === undefined) throw filterError(`unknown ip proto '${word}'`);
  return (seen) => ipOf(seen)?.protocol === wanted;
}

function castFilter(word: 'broadcast' | 'multicast'): Filter {
  return word === 'broadcast'
    ? ({ frame }) => frame.destination === BROADCAST_MAC
    : ({ frame }) => isGroupMac(frame.destination);
}
