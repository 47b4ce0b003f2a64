// DNS messages: what a stub resolver asks and an embedded resolver answers.
// Source: RFC 1035 section 4; AAAA RFC 3596; EDNS RFC 6891; AD and CD RFC 4035. Names compare without regard to case; compression is read and written.
// Not modelled: authority data beyond its count, record types other than A, AAAA, CNAME, NS, PTR (kept as bytes).
import { formatIp4, type Ip4 } from '../base/ip4.ts';
import { getU16, getU32, hexDigits, hexOf } from './bytes.ts';
import { type FieldView, field, type LayerView } from './layer.ts';

export const DNS_PORT = 53;
export const TYPE_A = 1;
export const TYPE_NS = 2;
export const TYPE_CNAME = 5;
export const TYPE_PTR = 12;
export const TYPE_AAAA = 28;
const TYPE_OPT = 41;
export const CLASS_IN = 1;

export const RCODE_NOERROR = 0;
export const RCODE_FORMERR = 1;
export const RCODE_SERVFAIL = 2;
export const RCODE_NXDOMAIN = 3;
export const RCODE_NOTIMP = 4;
export const RCODE_REFUSED = 5;

const FLAG_AD = 0x0020;
const FLAG_CD = 0x0010;

const HEADER = 12;
const MAX_NAME = 255; // RFC 1035 2.3.4, bytes on the wire
const MAX_LABEL = 63;

export interface DnsQuestion {
  /** Without the final dot. */
  readonly name: string;
  readonly type: number;
}

/** A resource record's data: an IPv4 address, a name, or bytes. */
export type DnsData =
  | { readonly kind: 'a'; readonly address: Ip4 }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export interface DnsRecord {
  readonly name: string;
  readonly type: number;
  readonly ttl: number;
  readonly data: DnsData;
}

/** The OPT pseudo record: how large an answer may be, and its options' bytes (code, length, data). */
export interface DnsEdns {
  readonly udpSize: number;
  readonly options: Uint8Array;
}

export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  readonly rcode: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  /** AD: of a query, that its sender understands the bit. */
  readonly authenticData?: boolean;
  /** CD. */
  readonly checkingDisabled?: boolean;
  readonly edns?: DnsEdns | undefined;
}

/** Reads a message; undefined when it is malformed. */
export function parseDns(bytes: Uint8Array): DnsMessage | undefined {
  if (bytes.length < HEADER) return undefined;
  const flags = getU16(bytes, 2);
  const questions: DnsQuestion[] = [];
  const answers: DnsRecord[] = [];
  let at = HEADER;
  for (let n = getU16(bytes, 4); n > 0; n--) {
    const name = readName(bytes, at);
    if (name === undefined || name.end + 4 > bytes.length) return undefined;
    questions.push({ name: name.text, type: getU16(bytes, name.end) });
    at = name.end + 4;
  }
  for (let n = getU16(bytes, 6); n > 0; n--) {
    const found = readRecord(bytes, at);
    if (found === undefined) return undefined;
    answers.push(found.record);
    at = found.end;
  }
  const edns = findEdns(bytes, at);
  return {
    id: getU16(bytes, 0),
    response: (flags & 0x8000) !== 0,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    rcode: flags & 15,
    questions,
    answers,
    ...(flags & FLAG_AD ? { authenticData: true } : {}),
    ...(flags & FLAG_CD ? { checkingDisabled: true } : {}),
    ...(edns ? { edns } : {}),
  };
}

/** The OPT record of the additional section, which begins behind the authority records at `from`. */
function findEdns(bytes: Uint8Array, from: number): DnsEdns | undefined {
  let at = from;
  for (let n = getU16(bytes, 8) + getU16(bytes, 10); n > 0; n--) {
    const name = readName(bytes, at);
    if (name === undefined || name.end + 10 > bytes.length) return undefined;
    const start = name.end + 10;
    const end = start + getU16(bytes, name.end + 8);
    if (end > bytes.length) return undefined;
    if (getU16(bytes, name.end) === TYPE_OPT) {
      return { udpSize: getU16(bytes, name.end + 2), options: bytes.slice(start, end) };
    }
    at = end;
  }
  return undefined;
}

function readRecord(bytes: Uint8Array, at: number): { readonly record: DnsRecord; readonly end: number } | undefined {
  const name = readName(bytes, at);
  if (name === undefined || name.end + 10 > bytes.length) return undefined;
  const type = getU16(bytes, name.end);
  const ttl = getU32(bytes, name.end + 4);
  const start = name.end + 10;
  const end = start + getU16(bytes, name.end + 8);
  if (end > bytes.length) return undefined;
  const data = readData(bytes, type, start, end);
  return data && { record: { name: name.text, type, ttl, data }, end };
}

function readData(bytes: Uint8Array, type: number, start: number, end: number): DnsData | undefined {
  if (type === TYPE_A) return end - start === 4 ? { kind: 'a', address: getU32(bytes, start) } : undefined;
  if (type === TYPE_CNAME || type === TYPE_PTR || type === TYPE_NS) {
    const name = readName(bytes, start);
    return name && { kind: 'name', name: name.text };
  }
  return { kind: 'bytes', bytes: bytes.slice(start, end) };
}

/** A name and where what follows it begins. Pointers must lead backwards, so that reading ends. */
function readName(bytes: Uint8Array, at: number): { readonly text: string; readonly end: number } | undefined {
  const labels: string[] = [];
  let end = 0;
  let limit = at;
  let size = 1;
  for (let p = at; ; ) {
    const length = bytes[p];
    if (length === undefined) return undefined;
    if (length >= 0xc0) {
      const target = getU16(bytes, p) & 0x3fff;
      if (p + 1 >= bytes.length || target >= limit) return undefined;
      end ||= p + 2;
      limit = target;
      p = target;
    } else if (length === 0) {
      return { text: labels.join('.'), end: end || p + 1 };
    } else {
      size += length + 1;
      if (length > MAX_LABEL || size > MAX_NAME || p + length >= bytes.length) return undefined;
      labels.push(String.fromCharCode(...bytes.subarray(p + 1, p + 1 + length)));
      p += length + 1;
    }
  }
}

/** Writes a message; undefined when a name cannot be written (an empty or overlong label). */
export function emitDns(message: DnsMessage, compress = true): Uint8Array | undefined {
  const out: number[] = [];
  const known = compress ? new Map<string, number>() : undefined;
  const flags =
    (message.response ? 0x8000 : 0) |
    (message.authoritative ? 0x0400 : 0) |
    (message.truncated ? 0x0200 : 0) |
    (message.recursionDesired ? 0x0100 : 0) |
    (message.recursionAvailable ? 0x0080 : 0) |
    (message.authenticData ? FLAG_AD : 0) |
    (message.checkingDisabled ? FLAG_CD : 0) |
    message.rcode;
  const counts = [message.questions.length, message.answers.length, 0, message.edns ? 1 : 0];
  for (const word of [message.id, flags, ...counts]) push16(out, word);
  for (const question of message.questions) {
    if (!writeName(out, known, question.name)) return undefined;
    push16(out, question.type);
    push16(out, CLASS_IN);
  }
  for (const answer of message.answers) {
    if (!writeName(out, known, answer.name)) return undefined;
    push16(out, answer.type);
    push16(out, CLASS_IN);
    push16(out, Math.floor(answer.ttl / 0x10000));
    push16(out, answer.ttl);
    if (!writeData(out, known, answer.data)) return undefined;
  }
  if (message.edns) writeEdns(out, message.edns);
  return Uint8Array.from(out);
}

/** The root's name, type, size in the place of the class, no extended flags in the place of the TTL, options. */
function writeEdns(out: number[], { udpSize, options }: DnsEdns): void {
  out.push(0);
  for (const word of [TYPE_OPT, udpSize, 0, 0, options.length]) push16(out, word);
  out.push(...options);
}

function push16(out: number[], value: number): void {
  out.push((value >>> 8) & 255, value & 255);
}

function writeData(out: number[], known: Map<string, number> | undefined, data: DnsData): boolean {
  const lengthAt = out.length;
  push16(out, 0);
  if (data.kind === 'a') {
    push16(out, data.address >>> 16);
    push16(out, data.address);
  } else if (data.kind === 'bytes') {
    out.push(...data.bytes);
  } else if (!writeName(out, known, data.name)) {
    return false;
  }
  const length = out.length - lengthAt - 2;
  out[lengthAt] = length >>> 8;
  out[lengthAt + 1] = length & 255;
  return true;
}

function writeName(out: number[], known: Map<string, number> | undefined, name: string): boolean {
  let rest = name.endsWith('.') ? name.slice(0, -1) : name;
  if (rest.length > MAX_NAME - 2) return false;
  while (rest !== '') {
    const pointer = known?.get(rest);
    if (pointer !== undefined) {
      push16(out, 0xc000 | pointer);
      return true;
    }
    if (out.length < 0x4000) known?.set(rest, out.length);
    const dot = rest.indexOf('.');
    const label = dot < 0 ? rest : rest.slice(0, dot);
    if (label.length === 0 || label.length > MAX_LABEL) return false;
    out.push(label.length);
    for (let i = 0; i < label.length; i++) out.push(label.charCodeAt(i) & 255);
    rest = dot < 0 ? '' : rest.slice(dot + 1);
  }
  out.push(0);
  return true;
}

/** `4.3.2.1.in-addr.arpa` of 1.2.3.4. */
export function reverseName(address: Ip4): string {
  return `${formatIp4(address).split('.').reverse().join('.')}.in-addr.arpa`;
}

const typeNames: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  255: 'ANY',
};
const rcodeNames = ['No error', 'Format error', 'Server failure', 'No such name', 'Not implemented', 'Refused'];

export function typeName(type: number): string {
  return typeNames[type] ?? `TYPE${type}`;
}

function dataText(data: DnsData): string {
  if (data.kind === 'a') return formatIp4(data.address);
  return data.kind === 'name' ? data.name : hexDigits(data.bytes);
}

/** One line, as a packet list shows it: `Standard query 0x1234 A db`. */
export function summarizeDns(dns: DnsMessage): string {
  const asked = dns.questions.map((q) => ` ${typeName(q.type)} ${q.name}`).join('');
  if (!dns.response) return `Standard query ${hexOf(dns.id, 4)}${asked}`;
  const rcode = dns.rcode === RCODE_NOERROR ? '' : ` ${rcodeNames[dns.rcode] ?? dns.rcode}`;
  const answers = dns.answers.map((a) => ` ${typeName(a.type)} ${dataText(a.data)}`).join('');
  return `Standard query response ${hexOf(dns.id, 4)}${rcode}${asked}${answers}`;
}

export function describeDns(dns: DnsMessage, bytes: Uint8Array, at: number): LayerView {
  const flags = getU16(bytes, at + 2);
  const what = dns.response ? `Standard query response, ${rcodeNames[dns.rcode] ?? dns.rcode}` : 'Standard query';
  const body = at + HEADER;
  const length = bytes.length - at;
  const fields: FieldView[] = [
    field('dns.id', 'Transaction ID', hexOf(dns.id, 4), at, 2),
    field('dns.flags', 'Flags', `${hexOf(flags, 4)} ${what}`, at + 2, 2),
    field('dns.count.queries', 'Questions', dns.questions.length, at + 4, 2),
    field('dns.count.answers', 'Answer RRs', dns.answers.length, at + 6, 2),
    field('dns.count.auth_rr', 'Authority RRs', getU16(bytes, at + 8), at + 8, 2),
    field('dns.count.add_rr', 'Additional RRs', getU16(bytes, at + 10), at + 10, 2),
  ];
  for (const q of dns.questions) {
    fields.push(field('dns.qry.name', 'Query', `${q.name}: type ${typeName(q.type)}, class IN`, body, length - HEADER));
  }
  for (const a of dns.answers) {
    const value = `${a.name}: type ${typeName(a.type)}, class IN, ttl ${a.ttl}, ${dataText(a.data)}`;
    fields.push(field('dns.resp.name', 'Answer', value, body, length - HEADER));
  }
  const name = dns.response ? 'response' : 'query';
  return { name: 'Domain Name System', summary: `Domain Name System (${name})`, offset: at, length, fields };
}
