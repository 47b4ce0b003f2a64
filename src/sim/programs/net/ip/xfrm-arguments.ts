// The words behind `ip xfrm state` and `ip xfrm policy`.
// Source: iproute2 6.1 ip/ipxfrm.c (xfrm_id_parse, xfrm_selector_parse, xfrm_parse_mark), xfrm_state.c, xfrm_policy.c; ip-xfrm(8).
// Not modelled: tunnel mode, algorithms other than rfc4106(gcm(aes)), lifetimes, encapsulation, flags, IPv6, types and keys of selectors.
import type { Ip4 } from '../../../base/ip4.ts';
import {
  ANY_PACKET,
  type XfrmDirection,
  type XfrmMark,
  type XfrmPolicySpec,
  type XfrmSelector,
  type XfrmTemplate,
} from '../../../linux/xfrm.ts';
import { invalidArgument, notSimulated, parseUnsigned, ToolExit, type Words } from '../tool.ts';
import { addressArgument, prefixArgument } from './arguments.ts';

export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What a command line says of a state; what is absent was not said. */
export interface StateWords {
  source?: Ip4;
  destination?: Ip4;
  spi?: number;
  reqid?: number;
  key?: Uint8Array;
  icvBits?: number;
  replayWindow?: number;
  mark?: XfrmMark;
  selector?: XfrmSelector;
}

const protocols = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['sctp', 132],
]);
const ALGORITHM = 'rfc4106(gcm(aes))';
const absent = [
  'limit',
  'encap',
  'coa',
  'ctx',
  'flag',
  'extra-flag',
  'offload',
  'if_id',
  'output-mark',
  'tfcpad',
  'index',
];

export function unsigned(word: string, complaint: string): number {
  const value = parseUnsigned(word);
  if (value === undefined || value > 0xffffffff) throw invalidArgument(word, complaint);
  return value;
}

/** `mark VALUE [mask MASK]`. */
export function readMark(words: Words): XfrmMark {
  const value = unsigned(words.need(), 'MARK value is invalid\n');
  if (words.peek() !== 'mask') return { value, mask: 0xffffffff };
  words.take();
  return { value, mask: unsigned(words.need(), 'MASK value is invalid\n') };
}

export function readMode(word: string): void {
  if (['tunnel', 'beet', 'ro', 'in_trigger'].includes(word)) throw notSimulated(`ip xfrm with mode ${word}`);
  if (word !== 'transport') throw invalidArgument(word, 'MODE value is invalid');
}

export function readProtocol(word: string): void {
  if (['ah', 'comp', 'route2', 'hao'].includes(word)) throw notSimulated(`ip xfrm with proto ${word}`);
  if (word !== 'esp') throw invalidArgument(word, 'XFRM-PROTO value is invalid');
}

/** One word of a selector, if it is one. */
export function readSelector(selector: Writable<XfrmSelector>, word: string, words: Words): boolean {
  if (word === 'src' || word === 'dst') {
    const { ip, length } = prefixArgument(words.need());
    if (word === 'src') Object.assign(selector, { source: ip, sourceLength: length });
    else Object.assign(selector, { destination: ip, destinationLength: length });
  } else if (word === 'proto') {
    const name = words.need();
    const protocol = protocols.get(name) ?? parseUnsigned(name);
    if (protocol === undefined || protocol > 255) throw invalidArgument(name, '"PROTO" is invalid');
    selector.protocol = protocol;
  } else if (word === 'sport') selector.sourcePort = unsigned(words.need(), 'SPORT value is invalid');
  else if (word === 'dport') selector.destinationPort = unsigned(words.need(), 'DPORT value is invalid');
  else if (word === 'dev' || word === 'type' || word === 'code' || word === 'key')
    throw notSimulated(`ip xfrm selectors with ${word}`);
  else return false;
  return true;
}

const selectorWords = ['src', 'dst', 'proto', 'sport', 'dport', 'dev', 'type', 'code', 'key'];

function keyMaterial(word: string): Uint8Array {
  if (!word.startsWith('0x')) return Uint8Array.from([...word].map((letter) => letter.charCodeAt(0) & 255));
  const digits = word.slice(2);
  if (!/^[0-9a-f]*$/i.test(digits)) throw invalidArgument(word, 'ALGO-KEYMAT value is invalid');
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return Uint8Array.from(even.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

export function readState(words: Words): StateWords {
  const state: StateWords = {};
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'src') state.source = addressArgument(words.need());
    else if (word === 'dst') state.destination = addressArgument(words.need());
    else if (word === 'proto') readProtocol(words.need());
    else if (word === 'spi') state.spi = unsigned(words.need(), 'SPI value is invalid');
    else if (word === 'mode') readMode(words.need());
    else if (word === 'reqid') state.reqid = unsigned(words.need(), 'REQID value is invalid');
    else if (word === 'replay-window')
      state.replayWindow = unsigned(words.need(), 'value after "replay-window" is invalid');
    else if (word === 'mark') state.mark = readMark(words);
    else if (word === 'aead') {
      const name = words.need();
      if (name !== ALGORITHM) throw notSimulated(`ip xfrm with the algorithm ${name}`);
      state.key = keyMaterial(words.need());
      state.icvBits = unsigned(words.need(), 'ALGO-ICV-LEN value is invalid');
    } else if (word === 'sel') state.selector = readWholeSelector(words);
    else if (['enc', 'auth', 'auth-trunc', 'comp'].includes(word))
      throw notSimulated(`ip xfrm with ${word} algorithms`);
    else if (absent.includes(word) || word.startsWith('replay-')) throw notSimulated(`ip xfrm with ${word}`);
    else throw invalidArgument(word, 'unknown');
  }
  return state;
}

function readWholeSelector(words: Words): XfrmSelector {
  const selector: Writable<XfrmSelector> = { ...ANY_PACKET };
  while (selectorWords.includes(words.peek() ?? '')) readSelector(selector, words.need(), words);
  return selector;
}

export function readDirection(word: string): XfrmDirection {
  if (word === 'in' || word === 'out' || word === 'fwd') return word;
  throw invalidArgument(word, 'DIR value is invalid');
}

const templateWords = ['src', 'dst', 'proto', 'spi', 'mode', 'reqid', 'level'];

function readTemplate(words: Words): XfrmTemplate {
  const template: Writable<XfrmTemplate> = { source: 0, destination: 0, spi: 0, reqid: 0 };
  if (!templateWords.includes(words.peek() ?? '')) throw new ToolExit(255, 'Error: argument "TMPL" is required\n');
  while (templateWords.includes(words.peek() ?? '')) {
    const word = words.need();
    const value = words.need();
    if (word === 'src') template.source = addressArgument(value);
    else if (word === 'dst') template.destination = addressArgument(value);
    else if (word === 'proto') readProtocol(value);
    else if (word === 'spi') template.spi = unsigned(value, 'SPI value is invalid');
    else if (word === 'mode') readMode(value);
    else if (word === 'reqid') template.reqid = unsigned(value, 'REQID value is invalid');
    else if (value !== 'required') throw notSimulated(`ip xfrm templates with level ${value}`);
  }
  return template;
}

/** What a command line says of a policy; DIR may be missing. */
export interface PolicyWords extends Writable<Omit<XfrmPolicySpec, 'direction'>> {
  direction: XfrmDirection | undefined;
}

export function readPolicy(words: Words): PolicyWords {
  const selector: Writable<XfrmSelector> = { ...ANY_PACKET };
  const templates: XfrmTemplate[] = [];
  const policy: PolicyWords = { selector, direction: undefined, priority: 0, action: 'allow', templates };
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (readSelector(selector, word, words)) continue;
    if (word === 'dir') policy.direction = readDirection(words.need());
    else if (word === 'mark') policy.mark = readMark(words);
    else if (word === 'priority') policy.priority = unsigned(words.need(), 'PRIORITY value is invalid');
    else if (word === 'action') {
      const action = words.need();
      if (action !== 'allow' && action !== 'block') throw invalidArgument(action, 'ACTION value is invalid\n');
      policy.action = action;
    } else if (word === 'ptype') {
      const type = words.need();
      if (type !== 'main') throw notSimulated(`ip xfrm policy with ptype ${type}`);
    } else if (word === 'tmpl') templates.push(readTemplate(words));
    else if (absent.includes(word)) throw notSimulated(`ip xfrm with ${word}`);
    else throw invalidArgument(word, 'unknown');
  }
  return policy;
}
