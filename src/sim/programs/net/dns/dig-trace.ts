// dig +trace: asks as a recursive server would, from the root down, and shows each server's word.
// Source: BIND 9.18 bin/dig/dighost.c (followup_lookup, launch_next_query), dig(1) under +trace.
// Not modelled: asking a random one of several servers; here the first that answers.
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { DnsMessage } from '../../../wire/dns.ts';
import { TYPE_NS } from '../../../wire/dns-record.ts';
import { resolveHost } from '../resolve.ts';
import type { DigLookup } from './dig-arguments.ts';
import { replyText } from './dig-text.ts';
import { lookUp, NO_SERVERS, type Question, type Server } from './lookup.ts';

/** dig.c's limit on followed referrals. */
const MAX_STEPS = 30;
const NO_REPLY = 9;

/** Asks the configured servers for the root's, then those for whom they know next, until somebody answers. */
export function* traceDelegations(
  sys: Sys,
  lookup: DigLookup,
  configured: readonly Server[],
  question: Question,
): Blocking<number> {
  let servers = configured;
  let asked: Question = { ...question, name: '', type: TYPE_NS, recurse: true };
  for (let step = 0; step < MAX_STEPS; step++) {
    const reply = yield* lookUp(sys, asked, servers, { say: (text) => sys.print(text) });
    if (!('message' in reply)) {
      if (!reply.said) yield* sys.print(NO_SERVERS);
      return NO_REPLY;
    }
    yield* sys.print(replyText(sys, lookup, reply, question.port));
    const names = step === 0 ? serverNames(reply.message.answers) : referredTo(reply.message);
    if (names.length === 0) return 0;
    servers = yield* addressesOf(sys, names);
    asked = { ...question, recurse: false };
  }
  return 0;
}

const serverNames = (records: DnsMessage['answers']): string[] =>
  records.flatMap(({ type, data }) => (type === TYPE_NS && data.kind === 'name' ? [data.name] : []));

/** An answer, or an absence with its SOA, ends the way. */
const referredTo = ({ answers, authority = [] }: DnsMessage): string[] =>
  answers.length > 0 ? [] : serverNames(authority);

function* addressesOf(sys: Sys, names: readonly string[]): Blocking<Server[]> {
  const servers: Server[] = [];
  for (const name of names) {
    const found = yield* resolveHost(sys, name);
    if (!found.ok) yield* sys.print(`;; couldn't get address for '${name}': not found\n`);
    else servers.push(...found.addresses.map((address) => ({ address, name })));
  }
  return servers;
}
