// dig: asks name servers and prints what they answer, section by section.
// Source: BIND 9.18 bin/dig/dig.c (printmessage, received, printgreeting), dig(1).
// Not modelled: TCP (ANY and zone transfers use it), +trace, YAML; see dig-arguments.ts.

import { formatIp4 } from '../../../base/ip4.ts';
import { strftime } from '../../../base/time.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { type DnsMessage, RCODE_NXDOMAIN } from '../../../wire/dns.ts';
import { hostCompletions } from '../ping/ping.ts';
import { readResolverConfig } from '../resolver-config.ts';
import { notSimulated, runTool } from '../tool.ts';
import { DIG_VERSION, DigArguments, type DigLookup } from './dig-arguments.ts';
import { lookUp, NO_SERVERS, type Question, type Reply } from './lookup.ts';
import { ednsText, headerText, questionLine, recordLine } from './message-text.ts';
import { dataText, typeNumber } from './record-types.ts';
import { checkName, searchNames, serversFor } from './servers.ts';

/** Exit statuses, dig(1). */
const NO_REPLY = 9;
const INTERNAL = 10;
const FIRST_TCP_TYPE = typeNumber('IXFR') ?? 0;
const ANY = typeNumber('ANY') ?? 0;

/** One run: the command's repetition comes before the first answer. */
class Dig {
  readonly #sys: Sys;
  readonly #port: number;
  #greeting: string;

  constructor(sys: Sys, port: number, greeting: string) {
    this.#sys = sys;
    this.#port = port;
    this.#greeting = greeting;
  }

  *ask(lookup: DigLookup): Blocking<number> {
    const sys = this.#sys;
    if (lookup.type >= FIRST_TCP_TYPE && lookup.type <= ANY) throw notSimulated('dig over TCP');
    checkName('dig', lookup.name, INTERNAL);
    const servers = yield* serversFor(sys, 'dig', lookup.server, 1);
    if (this.#greeting !== '' && lookup.server !== undefined) {
      const count = `; (${servers.length} server${servers.length === 1 ? '' : 's'} found)\n`;
      this.#greeting = this.#greeting.replace(';; global', `${count};; global`);
    }
    const names = lookup.search ? searchNames(lookup.name, readResolverConfig(sys)) : [lookup.name];
    for (const [at, name] of names.entries()) {
      const reply = yield* this.#one(lookup, name, servers);
      if (reply === undefined) return NO_REPLY;
      if (reply.message.rcode === RCODE_NXDOMAIN && at < names.length - 1) continue;
      yield* this.#greet();
      yield* sys.print(lookup.short ? shortText(lookup, reply) : replyText(sys, lookup, reply, this.#port));
      return 0;
    }
    return 0;
  }

  *#one(lookup: DigLookup, name: string, servers: Parameters<typeof lookUp>[2]): Blocking<Reply | undefined> {
    const sys = this.#sys;
    const { type, recurse, adflag, cdflag, cookie, edns, udpSize, tries, seconds } = lookup;
    const question: Question = {
      name,
      type,
      recurse,
      authenticData: adflag,
      checkingDisabled: cdflag,
      udpSize: edns ? udpSize : undefined,
      cookie,
      port: this.#port,
      tries,
      seconds,
    };
    const reply = yield* lookUp(sys, question, servers, {
      say: (text) => sys.print(text),
      sending: (query, size) => (lookup.qr && !lookup.short ? this.#show(query, size, lookup) : nothing()),
    });
    if ('message' in reply) return reply;
    if (reply.said) return undefined;
    yield* this.#greet();
    yield* sys.print(NO_SERVERS);
    return undefined;
  }

  *#greet(): Blocking<void> {
    if (this.#greeting !== '') yield* this.#sys.print(this.#greeting);
    this.#greeting = '';
  }

  *#show(query: DnsMessage, size: number, lookup: DigLookup): Blocking<void> {
    yield* this.#greet();
    const text = messageText(query, lookup, ';; Sending:\n');
    yield* this.#sys.print(`${text}${lookup.comments ? `;; QUERY SIZE: ${size}\n\n` : ''}`);
  }
}

function* nothing(): Blocking<void> {}

function messageText(message: DnsMessage, lookup: DigLookup, title: string): string {
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

function replyText(sys: Sys, lookup: DigLookup, reply: Reply, port: number): string {
  const { server, size } = reply;
  const where = `${formatIp4(server.address)}#${port}(${server.name})`;
  const milliseconds = Math.floor(reply.microseconds / 1000);
  const text = messageText(reply.message, lookup, ';; Got answer:\n');
  if (lookup.stats) {
    const when = strftime('%a %b %d %H:%M:%S %Z %Y', sys.wallClock());
    return `${text};; Query time: ${milliseconds} msec\n;; SERVER: ${where} (UDP)\n;; WHEN: ${when}\n;; MSG SIZE  rcvd: ${size}\n\n`;
  }
  return lookup.identify ? `${text};; Received ${size} bytes from ${where} in ${milliseconds} ms\n\n` : text;
}

function shortText(lookup: DigLookup, { message, server, microseconds }: Reply): string {
  const from = lookup.identify
    ? ` from server ${formatIp4(server.address)} in ${Math.floor(microseconds / 1000)} ms.`
    : '';
  return message.answers.map(({ type, data }) => `${dataText(type, data)}${from}\n`).join('');
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const words = argv.slice(1);
  const request = new DigArguments(words).parse();
  const command = `; <<>> ${DIG_VERSION} <<>>${words.map((word) => ` ${word}`).join('')}\n`;
  const dig = new Dig(sys, request.port, request.greeting ? `\n${command};; global options: +cmd\n` : '');
  let status = 0;
  for (const lookup of request.lookups) {
    const one = yield* dig.ask(lookup);
    if (one !== 0) status = one;
  }
  return status;
}

export const dig: Program = {
  name: 'dig',
  summary: 'ask name servers and see their answers whole',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
  complete(sys, argv) {
    const word = argv.at(-1) ?? '';
    if (word.startsWith('+')) {
      return ['+short', '+noall', '+answer', '+comments', '+nocmd', '+stats', '+search', '+qr'].map((text) => ({
        text,
      }));
    }
    return hostCompletions(sys);
  },
};
