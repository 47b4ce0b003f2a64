// DNS messages as dig prints them: header, sections with their columns, the OPT record.
// Source: BIND 9.18 lib/dns/message.c (dns_message_headertotext, sectiontotext, pseudosectiontotext), masterdump.c (indent, dns_master_style_debug).
// Not modelled: escapes in names, options other than COOKIE.
import { getU16, hexDigits } from '../../../wire/bytes.ts';
import type { DnsEdns, DnsMessage, DnsQuestion } from '../../../wire/dns.ts';
import type { DnsRecord } from '../../../wire/dns-record.ts';
import { OPTION_COOKIE } from './lookup.ts';
import { absolute, codeText, dataText, typeText } from './record-types.ts';

/** Where the columns of a record begin; with `+multiline` they are narrower. */
const TTL_COLUMN = 24;
const CLASS_COLUMN = 32;
const TYPE_COLUMN = 40;
const DATA_COLUMN = 48;
const MULTILINE_COLUMN = 24;
const MULTILINE_DATA_COLUMN = 32;
const TAB = 8;

export interface RecordStyle {
  readonly ttl: boolean;
  readonly class: boolean;
  readonly multiline: boolean;
}

/** A line that is filled column by column, with tabs. */
class Line {
  text: string;
  #column: number;
  constructor(start: string) {
    this.text = start;
    this.#column = start.length;
  }

  put(column: number, text: string): void {
    const from = this.#column;
    const to = Math.max(column, from + 1);
    const tabs = Math.floor(to / TAB) - Math.floor(from / TAB);
    const spaces = tabs === 0 ? to - from : to % TAB;
    this.text += '\t'.repeat(tabs) + ' '.repeat(spaces) + text;
    this.#column = to + text.length;
  }
}

export function questionLine({ name, type }: DnsQuestion, style: RecordStyle): string {
  const line = new Line(`;${absolute(name)}`);
  if (style.class) line.put(style.multiline ? MULTILINE_COLUMN : CLASS_COLUMN, 'IN');
  line.put(style.multiline ? MULTILINE_COLUMN : TYPE_COLUMN, typeText(type));
  return `${line.text}\n`;
}

export function recordLine({ name, type, ttl, data }: DnsRecord, style: RecordStyle): string {
  const line = new Line(absolute(name));
  if (style.ttl) line.put(TTL_COLUMN, String(ttl));
  if (style.class) line.put(style.multiline ? MULTILINE_COLUMN : CLASS_COLUMN, 'IN');
  line.put(style.multiline ? MULTILINE_COLUMN : TYPE_COLUMN, typeText(type));
  line.put(style.multiline ? MULTILINE_DATA_COLUMN : DATA_COLUMN, dataText(type, data));
  return `${line.text}\n`;
}

/** The two or three lines about a message as a whole. */
export function headerText(message: DnsMessage): string {
  const flags = [
    message.response ? ' qr' : '',
    message.authoritative ? ' aa' : '',
    message.truncated ? ' tc' : '',
    message.recursionDesired ? ' rd' : '',
    message.recursionAvailable ? ' ra' : '',
    message.authenticData ? ' ad' : '',
    message.checkingDisabled ? ' cd' : '',
  ].join('');
  const counts = [
    `QUERY: ${message.questions.length}`,
    `ANSWER: ${message.answers.length}`,
    `AUTHORITY: ${message.authority?.length ?? 0}`,
    `ADDITIONAL: ${(message.additional?.length ?? 0) + (message.edns ? 1 : 0)}`,
  ].join(', ');
  const lame = message.response && message.recursionDesired && !message.recursionAvailable;
  return (
    `;; ->>HEADER<<- opcode: QUERY, status: ${codeText(message.rcode)}, id: ${message.id}\n` +
    `;; flags:${flags}; ${counts}\n` +
    (lame ? ';; WARNING: recursion requested but not available\n' : '')
  );
}

/** The OPT record's section. */
export function ednsText(edns: DnsEdns): string {
  let text = `;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: ${edns.udpSize}\n`;
  for (let at = 0; at + 4 <= edns.options.length; ) {
    const end = at + 4 + getU16(edns.options, at + 2);
    const data = hexDigits(edns.options.slice(at + 4, end));
    const code = getU16(edns.options, at);
    text += code === OPTION_COOKIE ? `; COOKIE: ${data}\n` : `; OPT=${code}: ${data}\n`;
    at = end;
  }
  return text;
}
