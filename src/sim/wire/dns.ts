// DNS messages: what stub resolvers ask and servers answer.
// Source: RFC 1035 section 4; EDNS RFC 6891; AD and CD RFC 4035. Names compare without regard to case; compression is read and written.
// Not modelled: opcodes other than QUERY; of the OPT record the version and extended flags.
import { formatIp4, type Ip4 } from '../base/ip4.ts';
import { getU16, hexOf } from './bytes.ts';
import { type DnsOutput, push16, readName, writeName } from './dns-name.ts';
import { CLASS_IN, type DnsRecord, dataSummary, readRecord, TYPE_OPT, writeRecord } from './dns-record.ts';

export const DNS_PORT = 53;

export const RCODE_NOERROR = 0;
export const RCODE_FORMERR = 1;
export const RCODE_SERVFAIL = 2;
export const RCODE_NXDOMAIN = 3;
export const RCODE_NOTIMP = 4;
export const RCODE_REFUSED = 5;

const FLAG_AD = 0x0020;
const FLAG_CD = 0x0010;

export const DNS_HEADER = 12;

export interface DnsQuestion {
  /** Without the final dot. */
  readonly name: string;
  readonly type: number;
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
  /** Who serves the zone, or where it begins. */
  readonly authority?: readonly DnsRecord[];
  /** What may help, such as name servers' addresses; without the OPT record. */
  readonly additional?: readonly DnsRecord[];
  /** AD: of a query, that its sender understands the bit. */
  readonly authenticData?: boolean;
  /** CD. */
  readonly checkingDisabled?: boolean;
  readonly edns?: DnsEdns | undefined;
}

/** Reads a message; undefined when it is malformed. */
export function parseDns(bytes: Uint8Array): DnsMessage | undefined {
  if (bytes.length < DNS_HEADER) return undefined;
  const flags = getU16(bytes, 2);
  const questions: DnsQuestion[] = [];
  let at = DNS_HEADER;
  for (let n = getU16(bytes, 4); n > 0; n--) {
    const name = readName(bytes, at);
    if (name === undefined || name.end + 4 > bytes.length) return undefined;
    questions.push({ name: name.text, type: getU16(bytes, name.end) });
    at = name.end + 4;
  }
  const answers = readRecords(bytes, at, getU16(bytes, 6));
  const authority = answers && readRecords(bytes, answers.end, getU16(bytes, 8));
  const additional = authority && readRecords(bytes, authority.end, getU16(bytes, 10));
  if (answers === undefined || authority === undefined || additional === undefined) return undefined;
  const edns = additional.edns;
  return {
    id: getU16(bytes, 0),
    response: (flags & 0x8000) !== 0,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    rcode: flags & 15,
    questions,
    answers: answers.records,
    ...(authority.records.length > 0 ? { authority: authority.records } : {}),
    ...(additional.records.length > 0 ? { additional: additional.records } : {}),
    ...(flags & FLAG_AD ? { authenticData: true } : {}),
    ...(flags & FLAG_CD ? { checkingDisabled: true } : {}),
    ...(edns ? { edns } : {}),
  };
}

interface ReadSection {
  readonly records: readonly DnsRecord[];
  readonly edns: DnsEdns | undefined;
  readonly end: number;
}

function readRecords(bytes: Uint8Array, from: number, count: number): ReadSection | undefined {
  const records: DnsRecord[] = [];
  let edns: DnsEdns | undefined;
  let at = from;
  for (let n = 0; n < count; n++) {
    const found = readRecord(bytes, at);
    if (found === undefined) return undefined;
    if (found.record.type === TYPE_OPT) edns = { udpSize: found.class, options: bytes.slice(found.start, found.end) };
    else records.push(found.record);
    at = found.end;
  }
  return { records, edns, end: at };
}

/** Writes a message; undefined when a name cannot be written (an empty or overlong label). */
export function emitDns(message: DnsMessage, compress = true): Uint8Array | undefined {
  const out: number[] = [];
  const to: DnsOutput = { out, known: compress ? new Map<string, number>() : undefined };
  const { questions, answers, authority = [], additional = [], edns } = message;
  const flags =
    (message.response ? 0x8000 : 0) |
    (message.authoritative ? 0x0400 : 0) |
    (message.truncated ? 0x0200 : 0) |
    (message.recursionDesired ? 0x0100 : 0) |
    (message.recursionAvailable ? 0x0080 : 0) |
    (message.authenticData ? FLAG_AD : 0) |
    (message.checkingDisabled ? FLAG_CD : 0) |
    message.rcode;
  const counts = [questions.length, answers.length, authority.length, additional.length + (edns ? 1 : 0)];
  for (const word of [message.id, flags, ...counts]) push16(out, word);
  for (const question of questions) {
    if (!writeName(to, question.name)) return undefined;
    push16(out, question.type);
    push16(out, CLASS_IN);
  }
  for (const record of [...answers, ...authority, ...additional]) if (!writeRecord(to, record)) return undefined;
  if (edns) writeEdns(out, edns);
  return Uint8Array.from(out);
}

/** The root's name, type, size in the place of the class, no extended flags in the place of the TTL, options. */
function writeEdns(out: number[], { udpSize, options }: DnsEdns): void {
  out.push(0);
  for (const word of [TYPE_OPT, udpSize, 0, 0, options.length]) push16(out, word);
  out.push(...options);
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
const rcodeNames: readonly string[] = [
  'No error',
  'Format error',
  'Server failure',
  'No such name',
  'Not implemented',
  'Refused',
];

export function typeName(type: number): string {
  return typeNames[type] ?? `TYPE${type}`;
}

export function rcodeName(rcode: number): string {
  return rcodeNames[rcode] ?? String(rcode);
}

/** One line, as a packet list shows it: `Standard query 0x1234 A db`. */
export function summarizeDns(dns: DnsMessage): string {
  const asked = dns.questions.map((q) => ` ${typeName(q.type)} ${q.name}`).join('');
  if (!dns.response) return `Standard query ${hexOf(dns.id, 4)}${asked}`;
  const rcode = dns.rcode === RCODE_NOERROR ? '' : ` ${rcodeName(dns.rcode)}`;
  const answers = dns.answers.map((a) => ` ${typeName(a.type)} ${dataSummary(a.data)}`).join('');
  return `Standard query response ${hexOf(dns.id, 4)}${rcode}${asked}${answers}`;
}
