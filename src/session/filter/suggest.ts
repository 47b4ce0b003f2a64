// What somebody may have meant who wrote a value alone, and filters that pick out what a record has.
import { parseIp4 } from '../../sim/base/ip4.ts';
import { parseMac } from '../../sim/base/mac.ts';
import { numberIn } from './literal.ts';
import type { WordNode } from './parse.ts';

export const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

const protocols: Readonly<Record<string, string>> = {
  gossip: 'hop.background',
  drop: 'hop.reason',
  drops: 'hop.reason',
};

/** A filter for a value that stands alone: an address, a port, a word. */
export function bareValueFix({ text, kind }: WordNode): string | undefined {
  if (kind === 'string') return `hop.info contains ${quoted(text)}`;
  const [address = '', bits] = text.split('/');
  if (parseIp4(address) !== undefined && (bits === undefined || Number(bits) <= 32)) return `ip.addr == ${text}`;
  if (parseMac(text.toLowerCase()) !== undefined) return `eth.addr == ${text.toLowerCase()}`;
  const number = numberIn(text);
  if (number !== undefined && number < 65536) return `tcp.port == ${text} or udp.port == ${text}`;
  const lower = text.toLowerCase();
  return Object.hasOwn(protocols, lower) ? protocols[lower] : `hop.netns == ${quoted(text)}`;
}
