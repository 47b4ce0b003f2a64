// Names of record types, classes and answers' codes as BIND's tools read and print them.
// Source: BIND 9.18 lib/dns/gen.c (rdata types), lib/dns/rcode.c; RFC 3597 for TYPEnnn.
// Not modelled: classes other than IN, types that nobody asks for any more.
import { formatAddress } from '../../../base/cidr.ts';
import { formatIp4 } from '../../../base/ip4.ts';
import { hexDigits } from '../../../wire/bytes.ts';
import { type DnsData, type DnsSoa, TYPE_AAAA } from '../../../wire/dns-record.ts';

const types: ReadonlyMap<string, number> = new Map([
  ['A', 1],
  ['NS', 2],
  ['CNAME', 5],
  ['SOA', 6],
  ['PTR', 12],
  ['HINFO', 13],
  ['MX', 15],
  ['TXT', 16],
  ['AAAA', 28],
  ['SRV', 33],
  ['NAPTR', 35],
  ['DNAME', 39],
  ['DS', 43],
  ['SSHFP', 44],
  ['DNSKEY', 48],
  ['TLSA', 52],
  ['SVCB', 64],
  ['HTTPS', 65],
  ['IXFR', 251],
  ['AXFR', 252],
  ['ANY', 255],
  ['CAA', 257],
]);

const codes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

/** The number of a type, in any case: `aaaa`, `TYPE65`. */
export function typeNumber(word: string): number | undefined {
  const upper = word.toUpperCase();
  const generic = /^TYPE(\d{1,5})$/.exec(upper)?.[1];
  return types.get(upper) ?? (generic === undefined ? undefined : Number(generic));
}

export function typeText(type: number): string {
  for (const [name, number] of types) if (number === type) return name;
  return `TYPE${type}`;
}

export function codeText(rcode: number): string {
  return codes[rcode] ?? `RESERVED${rcode}`;
}

/** A record's data in master-file form; what is not taken apart comes as RFC 3597's bytes. */
export function dataText(type: number, data: DnsData): string {
  switch (data.kind) {
    case 'a':
      return formatIp4(data.address);
    case 'name':
      return absolute(data.name);
    case 'mx':
      return `${data.preference} ${absolute(data.exchange)}`;
    case 'txt':
      return data.strings.map(quoted).join(' ');
    case 'soa': {
      const { server, mailbox, serial, refresh, retry, expire, minimum } = data;
      return `${absolute(server)} ${absolute(mailbox)} ${serial} ${refresh} ${retry} ${expire} ${minimum}`;
    }
    case 'bytes':
      if (type === TYPE_AAAA && data.bytes.length === 16) return address6(data.bytes);
      return `\\# ${data.bytes.length} ${hexDigits(data.bytes).toUpperCase()}`.trimEnd();
  }
}

/** The root is a dot, everything else ends with one. */
export const absolute = (name: string): string => (name === '' ? '.' : `${name}.`);

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** An SOA record's data as both nslookups list it. */
export const soaText = ({ server, mailbox, serial, refresh, retry, expire, minimum }: DnsSoa): string =>
  `\torigin = ${server}\n\tmail addr = ${mailbox}\n\tserial = ${serial}\n\trefresh = ${refresh}\n` +
  `\tretry = ${retry}\n\texpire = ${expire}\n\tminimum = ${minimum}\n`;

function address6(bytes: Uint8Array): string {
  return formatAddress({ family: 6, value: BigInt(`0x${hexDigits(bytes)}`) });
}
