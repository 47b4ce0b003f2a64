// Arithmetic of filter expressions: `tcp[tcpflags] & tcp-syn != 0`, `len > 100`.
// Source: pcap-filter(7), "expr relop expr"; libpcap 1.10.3 grammar.y (arth, narth), gencode.c (gen_load, gen_relation).
// Not modelled: link-layer offsets other than ether, the unary minus.

import type { CapturedFrame } from '../../../linux/socket.ts';
import { getU16, getU32 } from '../../../wire/bytes.ts';
import { emitEthernet } from '../../../wire/ethernet.ts';
import { IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP } from '../../../wire/ipv4.ts';
import { syntaxError } from './filter-words.ts';

/** A number of a packet; undefined where the packet has no such bytes, which makes every comparison fail. */
export type PacketNumber = (seen: CapturedFrame) => number | undefined;

const constants: ReadonlyMap<string, number> = new Map([
  ['tcpflags', 13],
  ['tcp-fin', 1],
  ['tcp-syn', 2],
  ['tcp-rst', 4],
  ['tcp-push', 8],
  ['tcp-ack', 16],
  ['tcp-urg', 32],
  ['tcp-ece', 64],
  ['tcp-cwr', 128],
  ['icmptype', 0],
  ['icmpcode', 1],
  ['icmp-echoreply', 0],
  ['icmp-unreach', 3],
  ['icmp-redirect', 5],
  ['icmp-echo', 8],
  ['icmp-timxceed', 11],
]);

const protocols: ReadonlyMap<string, number> = new Map([
  ['icmp', IPPROTO_ICMP],
  ['tcp', IPPROTO_TCP],
  ['udp', IPPROTO_UDP],
]);

/** What an expression reads from. */
export interface WordSource {
  peek(): string | undefined;
  take(): string | undefined;
}

const binary: Readonly<Record<string, (a: number, b: number) => number | undefined>> = {
  '+': (a, b) => (a + b) >>> 0,
  '-': (a, b) => (a - b) >>> 0,
  '*': (a, b) => Math.imul(a, b) >>> 0,
  '/': (a, b) => (b === 0 ? undefined : Math.floor(a / b)),
  '&': (a, b) => (a & b) >>> 0,
  '|': (a, b) => (a | b) >>> 0,
  '<<': (a, b) => (a << b) >>> 0,
  '>>': (a, b) => a >>> b,
};
/** Loosest first. */
const levels: readonly (readonly string[])[] = [['|'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/']];

const relations: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

/** `expr relop expr`. */
export function parseRelation(words: WordSource): (seen: CapturedFrame) => boolean {
  const left = parseLevel(words, 0);
  const compare = relations[words.take() ?? ''];
  if (compare === undefined) throw syntaxError();
  const right = parseLevel(words, 0);
  return (seen) => {
    const [a, b] = [left(seen), right(seen)];
    return a !== undefined && b !== undefined && compare(a, b);
  };
}

function parseLevel(words: WordSource, level: number): PacketNumber {
  const operators = levels[level];
  if (operators === undefined) return parseValue(words);
  let value = parseLevel(words, level + 1);
  for (let word = words.peek(); word !== undefined && operators.includes(word); word = words.peek()) {
    words.take();
    const [left, right, apply] = [value, parseLevel(words, level + 1), binary[word]];
    value = (seen) => {
      const [a, b] = [left(seen), right(seen)];
      return a === undefined || b === undefined ? undefined : apply?.(a, b);
    };
  }
  return value;
}

function parseValue(words: WordSource): PacketNumber {
  const word = words.take();
  if (word === undefined) throw syntaxError();
  if (word === '(') {
    const inner = parseLevel(words, 0);
    if (words.take() !== ')') throw syntaxError();
    return inner;
  }
  if (word === 'len') return (seen) => seen.frame.length;
  if (words.peek() === '[') return parseBytes(words, word);
  const number = constants.get(word) ?? numberOf(word);
  if (number === undefined) throw syntaxError();
  return () => number;
}

export function numberOf(word: string): number | undefined {
  return /^(0x[0-9a-f]+|\d+)$/i.test(word) ? Number(word) : undefined;
}

/** `proto[offset]`, `proto[offset:size]`. */
function parseBytes(words: WordSource, protocol: string): PacketNumber {
  words.take();
  const offset = parseLevel(words, 0);
  let size = 1;
  if (words.peek() === ':') {
    words.take();
    size = Number(words.take());
  }
  if (words.take() !== ']' || ![1, 2, 4].includes(size)) throw syntaxError();
  if (!['ether', 'ip', 'arp', ...protocols.keys()].includes(protocol)) throw syntaxError();
  return (seen) => {
    const [start, index] = [startOf(protocol, seen), offset(seen)];
    if (start === undefined || index === undefined || start + index + size > seen.frame.length) return undefined;
    const bytes = emitEthernet(seen.frame);
    const at = start + index;
    return size === 4 ? getU32(bytes, at) : size === 2 ? getU16(bytes, at) : bytes[at];
  };
}

/** Where a protocol's header begins in the frame. */
function startOf(protocol: string, { frame }: CapturedFrame): number | undefined {
  if (protocol === 'ether') return 0;
  const { body } = frame;
  if (protocol === 'arp') return body.kind === 'arp' ? frame.headerLength : undefined;
  if (body.kind !== 'ipv4') return undefined;
  if (protocol === 'ip') return frame.headerLength;
  if (body.protocol !== protocols.get(protocol) || body.fragmentOffset > 0) return undefined;
  return frame.headerLength + body.length - body.body.length;
}
