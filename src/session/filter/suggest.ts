// What somebody may have meant who wrote a value alone, and filters that pick out what a record has.
import { formatIp4, parseIp4 } from '../../sim/base/ip4.ts';
import { formatMac, parseMac } from '../../sim/base/mac.ts';
import { fieldNamed } from './fields.ts';
import { numberIn } from './literal.ts';
import type { WordNode } from './parse.ts';
import type { Subject } from './subject.ts';

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

/** What makes one record differ from others, the most telling first. */
const telling: readonly string[] = [
  'hop.reason',
  'hop.netns',
  'hop.device',
  'hop.journey',
  'ip.src',
  'ip.dst',
  'tcp.port',
  'udp.port',
  'dns.qry.name',
  'http.host',
  'http.request.uri',
  'http.response.code',
  'icmp.type',
  'arp.opcode',
  'arp.dst.proto_ipv4',
  'vxlan.vni',
  'vlan.id',
  'esp.spi',
  'eth.src',
  'eth.dst',
  'hop.creator',
];

/** Filters that a record's own values make: `tcp.port == 80`, `hop.netns == "web"`. */
export function filtersFor(subject: Subject): string[] {
  const all = telling.flatMap((name) => {
    const field = fieldNamed(name);
    const values = field?.read(subject).flat() ?? [];
    return values.map((value) => {
      if (typeof value === 'number') {
        const text = field?.type === 'ipv4' ? formatIp4(value) : field?.type === 'mac' ? formatMac(value) : value;
        return `${name} == ${text}`;
      }
      return `${name} == ${quoted(String(value))}`;
    });
  });
  return [...new Set(all)];
}
