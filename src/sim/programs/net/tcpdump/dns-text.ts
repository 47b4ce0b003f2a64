// DNS as tcpdump prints it: `3257+ A? db. (20)`, `54722 1/0/0 A 10.21.0.3 (38)`.
// Source: tcpdump 4.99.3 print-domain.c (domain_print, ns_qprint, ns_rprint).
// Not modelled: opcodes other than QUERY, authority and additional records, types other than the parsed ones.
import { getU16 } from '../../../wire/bytes.ts';
import type { DnsMessage } from '../../../wire/dns.ts';
import type { DnsData, DnsRecord } from '../../../wire/dns-record.ts';
import { absolute, dataText, typeText } from '../dns/record-types.ts';

const codes = ['', ' FormErr', ' ServFail', ' NXDomain', ' NotImp', ' Refused'];
const COUNTS = [6, 8, 10] as const;

/** `verbose` is the number of v's. */
export function dnsText(message: DnsMessage, bytes: Uint8Array, verbose: number): string {
  return `${message.response ? responseText(message, bytes, verbose) : queryText(message, bytes, verbose)} (${bytes.length})`;
}

const questions = (message: DnsMessage): string =>
  message.questions.map(({ name, type }) => ` ${typeText(type)}? ${absolute(name)}`).join('');

function queryText(message: DnsMessage, bytes: Uint8Array, verbose: number): string {
  const flags = `${message.recursionDesired ? '+' : ''}${message.checkingDisabled ? '%' : ''}`;
  const extra = getU16(bytes, 10);
  const more = extra > 0 ? ` [${extra}au]` : '';
  const option = message.edns && verbose > 1 ? ` ar: . OPT UDPsize=${message.edns.udpSize}` : '';
  return `${message.id}${flags}${more}${questions(message)}${option}`;
}

function responseText(message: DnsMessage, bytes: Uint8Array, verbose: number): string {
  const flags =
    (message.authoritative ? '*' : '') +
    (message.recursionAvailable ? '' : '-') +
    (message.truncated ? '|' : '') +
    (message.authenticData ? '$' : '');
  const counts = COUNTS.map((at) => getU16(bytes, at)).join('/');
  const asked = verbose > 1 ? ` q:${questions(message)}` : '';
  const answers = message.answers.map((record) => recordText(record, verbose)).join(',');
  return `${message.id}${codes[message.rcode] ?? ` Resp${message.rcode}`}${flags}${asked} ${counts}${answers}`;
}

function recordText({ name, type, ttl, data }: DnsRecord, verbose: number): string {
  const owner = verbose > 0 ? ` ${absolute(name)}` : '';
  const life = verbose > 2 ? ` [${lifeText(ttl)}]` : '';
  return `${owner}${life} ${typeText(type)}${valueText(type, data, verbose)}`;
}

/** What follows the type: of an SOA nothing unless more is asked for, of an MX the host first. */
function valueText(type: number, data: DnsData, verbose: number): string {
  if (data.kind === 'soa' && verbose === 0) return '';
  if (data.kind === 'mx') return ` ${absolute(data.exchange)} ${data.preference}`;
  return ` ${dataText(type, data)}`;
}

/** unsigned_relts_print: weeks, days, hours, minutes and seconds that are not zero. */
function lifeText(seconds: number): string {
  if (seconds === 0) return '0s';
  let left = seconds;
  let text = '';
  for (const [unit, size] of [
    ['w', 604_800],
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text;
}
