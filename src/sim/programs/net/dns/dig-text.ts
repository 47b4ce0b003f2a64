// What dig prints of a message: sections as its options choose, and where the answer came from.
// Source: BIND 9.18 bin/dig/dig.c (printmessage, received, short_answer).
// Not modelled: YAML, comments on records.
import { formatIp4 } from '../../../base/ip4.ts';
import { strftime } from '../../../base/time.ts';
import type { Sys } from '../../../host/sys.ts';
import type { DnsMessage } from '../../../wire/dns.ts';
import type { DigLookup } from './dig-arguments.ts';
import type { Reply } from './lookup.ts';
import { ednsText, headerText, questionLine, recordLine } from './message-text.ts';
import { dataText } from './record-types.ts';

export function messageText(message: DnsMessage, lookup: DigLookup, title: string): string {
  const style = { ttl: lookup.ttlid, class: lookup.class, multiline: lookup.multiline };
  const section = (name: string, lines: readonly string[]): string => {
    if (lines.length === 0) return '';
    return lookup.comments ? `;; ${name} SECTION:\n${lines.join('')}\n` : lines.join('');
  };
  let text = lookup.comments ? `${title}${headerText(message)}\n` : '';
  if (message.edns && lookup.comments) text += ednsText(message.edns);
  if (lookup.question) {
    text += section(
      'QUESTION',
      message.questions.map((question) => questionLine(question, style)),
    );
  }
  if (lookup.answer) {
    text += section(
      'ANSWER',
      message.answers.map((record) => recordLine(record, style)),
    );
  }
  if (lookup.authority) {
    text += section(
      'AUTHORITY',
      (message.authority ?? []).map((record) => recordLine(record, style)),
    );
  }
  if (lookup.additional) {
    text += section(
      'ADDITIONAL',
      (message.additional ?? []).map((record) => recordLine(record, style)),
    );
  }
  return text;
}

export function replyText(sys: Sys, lookup: DigLookup, reply: Reply, port: number): string {
  const { server, size } = reply;
  const where = `${formatIp4(server.address)}#${port}(${server.name})`;
  const milliseconds = Math.floor(reply.microseconds / 1000);
  const text = messageText(reply.message, lookup, ';; Got answer:\n');
  if (lookup.stats) {
    const when = strftime('%a %b %d %H:%M:%S %Z %Y', sys.wallClock());
    return `${text};; Query time: ${milliseconds} msec\n;; SERVER: ${where} (${reply.overTcp ? 'TCP' : 'UDP'})\n;; WHEN: ${when}\n;; MSG SIZE  rcvd: ${size}\n\n`;
  }
  return lookup.identify ? `${text};; Received ${size} bytes from ${where} in ${milliseconds} ms\n\n` : text;
}

export function shortText(lookup: DigLookup, { message, server, microseconds }: Reply): string {
  const from = lookup.identify
    ? ` from server ${formatIp4(server.address)} in ${Math.floor(microseconds / 1000)} ms.`
    : '';
  return message.answers.map(({ type, data }) => `${dataText(type, data)}${from}\n`).join('');
}
