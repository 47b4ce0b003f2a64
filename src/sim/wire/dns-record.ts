// Resource records: their types, and their data read, written and told.
// Source: RFC 1035 sections 3.2 and 3.3; AAAA RFC 3596.
// Not modelled: classes other than IN; data of further types is kept as bytes.
import { formatIp4, type Ip4 } from '../base/ip4.ts';
import { getU16, getU32, hexDigits } from './bytes.ts';
import { type DnsOutput, push16, push32, readName, writeName } from './dns-name.ts';

export const TYPE_A = 1;
export const TYPE_NS = 2;
export const TYPE_CNAME = 5;
export const TYPE_SOA = 6;
export const TYPE_PTR = 12;
export const TYPE_MX = 15;
export const TYPE_TXT = 16;
export const TYPE_AAAA = 28;
export const TYPE_OPT = 41;
export const TYPE_ANY = 255;
export const CLASS_IN = 1;

const MAX_STRING = 255; // RFC 1035 3.3, <character-string>

/** A resource record's data. */
export type DnsData =
  | { readonly kind: 'a'; readonly address: Ip4 }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'mx'; readonly preference: number; readonly exchange: string }
  | { readonly kind: 'txt'; readonly strings: readonly string[] }
  | ({ readonly kind: 'soa' } & DnsSoa)
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** Where a zone begins: who serves it, who answers for it, and its times in seconds. */
export interface DnsSoa {
  readonly server: string;
  readonly mailbox: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  /** How long the absence of a name may be remembered: RFC 2308. */
  readonly minimum: number;
}

export interface DnsRecord {
  readonly name: string;
  readonly type: number;
  readonly ttl: number;
  readonly data: DnsData;
}

interface ReadRecord {
  readonly record: DnsRecord;
  /** What stands in the place of the class. */
  readonly class: number;
  /** Where the data begins and ends. */
  readonly start: number;
  readonly end: number;
}

export function readRecord(bytes: Uint8Array, at: number): ReadRecord | undefined {
  const name = readName(bytes, at);
  if (name === undefined || name.end + 10 > bytes.length) return undefined;
  const type = getU16(bytes, name.end);
  const ttl = getU32(bytes, name.end + 4);
  const start = name.end + 10;
  const end = start + getU16(bytes, name.end + 8);
  if (end > bytes.length) return undefined;
  const data = readData(bytes, type, start, end);
  return data && { record: { name: name.text, type, ttl, data }, class: getU16(bytes, name.end + 2), start, end };
}

function readData(bytes: Uint8Array, type: number, start: number, end: number): DnsData | undefined {
  switch (type) {
    case TYPE_A:
      return end - start === 4 ? { kind: 'a', address: getU32(bytes, start) } : undefined;
    case TYPE_CNAME:
    case TYPE_PTR:
    case TYPE_NS: {
      const name = readName(bytes, start);
      return name && { kind: 'name', name: name.text };
    }
    case TYPE_MX: {
      const exchange = end - start > 2 ? readName(bytes, start + 2) : undefined;
      return exchange && { kind: 'mx', preference: getU16(bytes, start), exchange: exchange.text };
    }
    case TYPE_TXT:
      return readStrings(bytes, start, end);
    case TYPE_SOA:
      return readSoa(bytes, start, end);
    default:
      return { kind: 'bytes', bytes: bytes.slice(start, end) };
  }
}

function readStrings(bytes: Uint8Array, start: number, end: number): DnsData | undefined {
  const strings: string[] = [];
  for (let at = start; at < end; ) {
    const next = at + 1 + (bytes[at] ?? 0);
    if (next > end) return undefined;
    strings.push(String.fromCharCode(...bytes.subarray(at + 1, next)));
    at = next;
  }
  return { kind: 'txt', strings };
}

function readSoa(bytes: Uint8Array, start: number, end: number): DnsData | undefined {
  const server = readName(bytes, start);
  const mailbox = server && readName(bytes, server.end);
  if (mailbox === undefined || mailbox.end + 20 !== end) return undefined;
  const number = (n: number): number => getU32(bytes, mailbox.end + 4 * n);
  return {
    kind: 'soa',
    server: server?.text ?? '',
    mailbox: mailbox.text,
    serial: number(0),
    refresh: number(1),
    retry: number(2),
    expire: number(3),
    minimum: number(4),
  };
}

/** False when a name in it cannot be written. */
export function writeRecord(to: DnsOutput, { name, type, ttl, data }: DnsRecord): boolean {
  const { out } = to;
  if (!writeName(to, name)) return false;
  push16(out, type);
  push16(out, CLASS_IN);
  push32(out, ttl);
  const lengthAt = out.length;
  push16(out, 0);
  if (!writeData(to, data)) return false;
  const length = out.length - lengthAt - 2;
  out[lengthAt] = length >>> 8;
  out[lengthAt + 1] = length & 255;
  return true;
}

function writeData(to: DnsOutput, data: DnsData): boolean {
  const { out } = to;
  switch (data.kind) {
    case 'a':
      push32(out, data.address);
      return true;
    case 'name':
      return writeName(to, data.name);
    case 'mx':
      push16(out, data.preference);
      return writeName(to, data.exchange);
    case 'txt':
      for (const text of data.strings) {
        const bytes = [...text].slice(0, MAX_STRING).map((character) => character.charCodeAt(0) & 255);
        out.push(bytes.length, ...bytes);
      }
      return true;
    case 'soa':
      if (!writeName(to, data.server) || !writeName(to, data.mailbox)) return false;
      for (const value of [data.serial, data.refresh, data.retry, data.expire, data.minimum]) push32(out, value);
      return true;
    case 'bytes':
      out.push(...data.bytes);
      return true;
  }
}

/** The data as protocol analysers show it. */
export function dataSummary(data: DnsData): string {
  switch (data.kind) {
    case 'a':
      return formatIp4(data.address);
    case 'name':
      return data.name;
    case 'mx':
      return `${data.preference} ${data.exchange}`;
    case 'txt':
      return data.strings.join(' ');
    case 'soa':
      return data.server;
    case 'bytes':
      return hexDigits(data.bytes);
  }
}
