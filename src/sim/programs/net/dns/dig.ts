// dig: asks name servers and prints what they answer, section by section.
// Source: BIND 9.18 bin/dig/dig.c (printmessage, received, printgreeting), dig(1).
// Not modelled: zone transfers, YAML; see dig-arguments.ts.

import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { type DnsMessage, RCODE_NXDOMAIN } from '../../../wire/dns.ts';
import { hostCompletions } from '../ping/ping.ts';
import { readResolverConfig } from '../resolver-config.ts';
import { notSimulated, runTool } from '../tool.ts';
import { DIG_VERSION, DigArguments, type DigLookup } from './dig-arguments.ts';
import { messageText, replyText, shortText } from './dig-text.ts';
import { traceDelegations } from './dig-trace.ts';
import { lookUp, NO_SERVERS, type Question, type Reply } from './lookup.ts';
import { typeNumber } from './record-types.ts';
import { checkName, searchNames, serversFor } from './servers.ts';

/** Exit statuses, dig(1). */
const NO_REPLY = 9;
const INTERNAL = 10;
const FIRST_TRANSFER = typeNumber('IXFR') ?? 0;
const LAST_TRANSFER = typeNumber('AXFR') ?? 0;
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
    if (lookup.type >= FIRST_TRANSFER && lookup.type <= LAST_TRANSFER) throw notSimulated('dig AXFR and IXFR');
    checkName('dig', lookup.name, INTERNAL);
    const servers = yield* serversFor(sys, 'dig', lookup.server, 1);
    if (this.#greeting !== '' && lookup.server !== undefined) {
      const count = `; (${servers.length} server${servers.length === 1 ? '' : 's'} found)\n`;
      this.#greeting = this.#greeting.replace(';; global', `${count};; global`);
    }
    if (lookup.trace) {
      yield* this.#greet();
      return yield* traceDelegations(sys, lookup, servers, questionOf(lookup, lookup.name, this.#port));
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
    const question = questionOf(lookup, name, this.#port);
    const reply = yield* lookUp(sys, question, servers, {
      say: (text) => sys.print(text),
      truncated: () => (lookup.comments ? sys.print(';; Truncated, retrying in TCP mode.\n') : nothing()),
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

/** What a lookup asks; ANY goes over TCP unless told otherwise. */
function questionOf(lookup: DigLookup, name: string, port: number): Question {
  const { type, recurse, adflag, cdflag, cookie, edns, udpSize, tries, seconds, tcp, ignore } = lookup;
  return {
    name,
    type,
    recurse,
    authenticData: adflag,
    checkingDisabled: cdflag,
    udpSize: edns ? udpSize : undefined,
    cookie,
    tcp: tcp ?? type === ANY,
    ignoreTruncation: ignore,
    port,
    tries,
    seconds,
  };
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
