// A zone: its records, and what an authoritative server finds in it.
// Source: RFC 1034 4.3.2 (the algorithm), RFC 1035 section 5 (master files), RFC 2308 (negative answers).
// Not modelled: wildcards, DNAME, records on several lines, $INCLUDE, record types beyond those of the table below.
import { type IpAddress, parseAddress } from '../../../base/cidr.ts';
import { parseIp4 } from '../../../base/ip4.ts';
import {
  type DnsData,
  type DnsRecord,
  TYPE_A,
  TYPE_AAAA,
  TYPE_ANY,
  TYPE_CNAME,
  TYPE_MX,
  TYPE_NS,
  TYPE_PTR,
  TYPE_SOA,
  TYPE_TXT,
} from '../../../wire/dns-record.ts';

const DEFAULT_TTL = 3600;
/** Aliases that lead to aliases: as many as BIND follows (dns_query's max-restarts). */
const MAX_ALIASES = 16;

const types: ReadonlyMap<string, number> = new Map([
  ['A', TYPE_A],
  ['NS', TYPE_NS],
  ['CNAME', TYPE_CNAME],
  ['SOA', TYPE_SOA],
  ['PTR', TYPE_PTR],
  ['MX', TYPE_MX],
  ['TXT', TYPE_TXT],
  ['AAAA', TYPE_AAAA],
]);

/** What a zone says to a question. */
export type ZoneAnswer =
  | { readonly kind: 'answer'; readonly records: readonly DnsRecord[] }
  /** The name is there, but not with this type; or it is not there. `records` are the aliases that led to it. */
  | {
      readonly kind: 'no-data' | 'no-name';
      readonly records: readonly DnsRecord[];
      readonly soa: DnsRecord | undefined;
    }
  /** Another zone begins on the way to the name: its servers, and their addresses where this zone has them. */
  | { readonly kind: 'referral'; readonly servers: readonly DnsRecord[]; readonly addresses: readonly DnsRecord[] };

export class Zone {
  /** In lower case, without the final dot; the root's is empty. */
  readonly origin: string;
  readonly #records = new Map<string, DnsRecord[]>();
  /** Every name that has records or names below it. */
  readonly #names = new Set<string>();

  constructor(origin: string, records: readonly DnsRecord[]) {
    this.origin = origin.toLowerCase();
    for (const record of records) {
      const key = record.name.toLowerCase();
      const same = this.#records.get(key);
      if (same) same.push(record);
      else this.#records.set(key, [record]);
      for (let name: string | undefined = key; name !== undefined; name = parentOf(name)) this.#names.add(name);
    }
  }

  covers(name: string): boolean {
    return isBelow(name.toLowerCase(), this.origin);
  }

  find(name: string, type: number): ZoneAnswer {
    const aliases: DnsRecord[] = [];
    let wanted = name;
    for (;;) {
      const referral = this.#referral(wanted.toLowerCase());
      if (referral) return aliases.length > 0 ? { kind: 'answer', records: aliases } : referral;
      const own = this.#records.get(wanted.toLowerCase()) ?? [];
      const matching = own.filter((record) => record.type === type || type === TYPE_ANY);
      if (matching.length > 0) return { kind: 'answer', records: [...aliases, ...matching] };
      const alias = own.find((record) => record.type === TYPE_CNAME);
      if (alias === undefined || alias.data.kind !== 'name') return this.#nothing(wanted, aliases);
      aliases.push(alias);
      wanted = alias.data.name;
      if (!this.covers(wanted) || aliases.length > MAX_ALIASES) return { kind: 'answer', records: aliases };
    }
  }

  #nothing(wanted: string, records: readonly DnsRecord[]): ZoneAnswer {
    const soa = this.#records.get(this.origin)?.find((record) => record.type === TYPE_SOA);
    const kind = this.#names.has(wanted.toLowerCase()) ? 'no-data' : 'no-name';
    return { kind, records, soa };
  }

  /** The cut nearest to the zone's own beginning, if there is one at the name or above it. */
  #referral(name: string): ZoneAnswer | undefined {
    let cut: readonly DnsRecord[] = [];
    for (let at: string | undefined = name; at !== undefined && at !== this.origin; at = parentOf(at)) {
      const servers = this.#records.get(at)?.filter((record) => record.type === TYPE_NS) ?? [];
      if (servers.length > 0) cut = servers;
    }
    if (cut.length === 0) return undefined;
    return { kind: 'referral', servers: cut, addresses: this.addressesOf(cut) };
  }

  /** The address records that this zone has of name servers and mail exchangers. */
  addressesOf(records: readonly DnsRecord[]): readonly DnsRecord[] {
    return records.flatMap(({ data }) => {
      const host = data.kind === 'name' ? data.name : data.kind === 'mx' ? data.exchange : undefined;
      if (host === undefined) return [];
      return (this.#records.get(host.toLowerCase()) ?? []).filter(({ type }) => type === TYPE_A || type === TYPE_AAAA);
    });
  }
}

export function isBelow(name: string, zone: string): boolean {
  return zone === '' || name === zone || name.endsWith(`.${zone}`);
}

/** The name without its first label; the root is the empty name, and has none above. */
export function parentOf(name: string): string | undefined {
  if (name === '') return undefined;
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}

/** What a master file holds; a line that is none of ours is a complaint with its number. */
export interface MasterFile {
  readonly records: readonly DnsRecord[];
  readonly problems: readonly string[];
}

/** Reads a master file whose relative names end with `origin`. */
export function parseRecords(origin: string, text: string): MasterFile {
  const records: DnsRecord[] = [];
  const problems: string[] = [];
  let ttl = DEFAULT_TTL;
  let owner = origin;
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.replace(/(^|\s);.*$/, '');
    if (line.trim() === '') continue;
    const [directive, value] = line.trim().split(/\s+/);
    if (directive === '$TTL') {
      ttl = Number(value);
      continue;
    }
    const words = line.match(/"[^"]*"|\S+/g) ?? [];
    if (!/^\s/.test(line)) owner = absoluteName(words.shift() ?? '', origin);
    const life = /^\d+$/.test(words[0] ?? '') ? Number(words.shift()) : ttl;
    if (words[0] === 'IN') words.shift();
    const type = types.get(words.shift() ?? '');
    const data = type === undefined ? undefined : dataOf(type, words, origin);
    if (type === undefined || data === undefined) problems.push(`${at + 1}: ${raw.trim()}`);
    else records.push({ name: owner, type, ttl: life, data });
  }
  return { records, problems };
}

function absoluteName(word: string, origin: string): string {
  if (word === '@') return origin;
  if (word.endsWith('.')) return word.slice(0, -1);
  return origin === '' ? word : `${word}.${origin}`;
}

function dataOf(type: number, words: readonly string[], origin: string): DnsData | undefined {
  const [first = '', second = ''] = words;
  switch (type) {
    case TYPE_A: {
      const address = parseIp4(first);
      return address === undefined ? undefined : { kind: 'a', address };
    }
    case TYPE_AAAA: {
      const address = parseAddress(first);
      return address?.family === 6 ? { kind: 'bytes', bytes: bytesOf(address) } : undefined;
    }
    case TYPE_MX:
      return { kind: 'mx', preference: Number(first), exchange: absoluteName(second, origin) };
    case TYPE_TXT:
      return { kind: 'txt', strings: words.map((word) => word.replace(/^"|"$/g, '')) };
    case TYPE_SOA: {
      const [serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0] = words.slice(2).map(Number);
      const [server, mailbox] = [absoluteName(first, origin), absoluteName(second, origin)];
      return { kind: 'soa', server, mailbox, serial, refresh, retry, expire, minimum };
    }
    default:
      return first === '' ? undefined : { kind: 'name', name: absoluteName(first, origin) };
  }
}

function bytesOf({ value }: IpAddress): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(120 - 8 * i)) & 0xffn));
}
