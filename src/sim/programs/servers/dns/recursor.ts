// How a recursive name server finds an answer: from the root down, referral by referral, remembering all it learns.
// Source: RFC 1034 5.3.3; Unbound iterator/iterator.c, services/outside_network.c (timeouts).
// Not modelled: DNSSEC, choosing among servers by their round-trip times, IPv6 servers, query minimisation.
import type { Ip4 } from '../../../base/ip4.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { type DnsMessage, type DnsQuestion, RCODE_NOERROR, RCODE_NXDOMAIN, RCODE_SERVFAIL } from '../../../wire/dns.ts';
import { type DnsRecord, TYPE_A, TYPE_ANY, TYPE_CNAME, TYPE_NS, TYPE_SOA } from '../../../wire/dns-record.ts';
import { askAuthority } from './ask-authority.ts';
import { RecordCache } from './record-cache.ts';
import type { DnsReply } from './service.ts';
import { isBelow, parentOf } from './zone.ts';

/** iterator.h MAX_RESTART_COUNT, MAX_REFERRAL_COUNT and the depth of targets (max-depth of sub-queries). */
const MAX_ALIASES = 11;
const MAX_REFERRALS = 30;
const MAX_DEPTH = 3;
/** UNKNOWN_SERVER_NICENESS of infra.h: the first patience with a server, in microseconds; each further round doubles it. */
const FIRST_PATIENCE = 376_000;
const ROUNDS = 3;

/** Who serves a zone. */
interface Delegation {
  readonly zone: string;
  readonly servers: readonly string[];
}

export class Recursor {
  readonly #sys: Sys;
  readonly #cache = new RecordCache();
  readonly #hints: readonly DnsRecord[];

  /** `hints` are the root's servers and their addresses. */
  constructor(sys: Sys, hints: readonly DnsRecord[]) {
    this.#sys = sys;
    this.#hints = hints;
  }

  /** Answers a question, whatever it takes; a failure is an answer too. */
  *resolve({ name, type }: DnsQuestion, depth = 0): Blocking<DnsReply> {
    const answers: DnsRecord[] = [];
    const common = { authoritative: false, recursionAvailable: true };
    let wanted = name;
    for (let steps = 0; steps <= 2 * MAX_ALIASES; steps++) {
      const known = this.#known(wanted, type);
      const alias = type === TYPE_CNAME || type === TYPE_ANY ? undefined : this.#known(wanted, TYPE_CNAME)?.records[0];
      if (known) {
        const authority = known.soa ? [known.soa] : [];
        return { ...common, rcode: known.rcode, answers: [...answers, ...known.records], authority };
      }
      if (alias?.data.kind === 'name') {
        answers.push(alias);
        wanted = alias.data.name;
        continue;
      }
      if (!(yield* this.#learn({ name: wanted, type }, depth))) break;
    }
    return { ...common, rcode: RCODE_SERVFAIL, answers: [] };
  }

  #known(name: string, type: number) {
    return this.#cache.find(name, type, this.#sys.now());
  }

  /** Asks from the nearest known zone down until the cache has an answer; false when nobody gives one. */
  *#learn(question: DnsQuestion, depth: number): Blocking<boolean> {
    let at = this.#nearest(question.name);
    for (let referrals = 0; referrals < MAX_REFERRALS; referrals++) {
      const reply = yield* this.#ask(at, question, depth);
      if (reply === undefined) return false;
      const cut = referralOf(reply, at.zone, question.name);
      if (cut === undefined) {
        this.#remember(reply, at.zone, question);
        return true;
      }
      const now = this.#sys.now();
      const servers = (reply.authority ?? []).filter((one) => one.type === TYPE_NS && one.name.toLowerCase() === cut);
      this.#cache.add([...servers, ...inZone(reply.additional ?? [], at.zone)], now);
      at = { zone: cut, servers: namesIn(servers) };
    }
    return false;
  }

  /** The deepest zone on the way to a name whose servers are known; the root's are in the hints. */
  #nearest(name: string): Delegation {
    for (let at: string | undefined = name.toLowerCase(); at; at = parentOf(at)) {
      const known = this.#known(at, TYPE_NS)?.records ?? [];
      if (known.length > 0) return { zone: at, servers: namesIn(known) };
    }
    return { zone: '', servers: namesIn(this.#hints) };
  }

  /** Asks a zone's servers, those with known addresses first, round after round. Undefined when none is of use. */
  *#ask(at: Delegation, question: DnsQuestion, depth: number): Blocking<DnsMessage | undefined> {
    const useless = new Set<Ip4>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const server of at.servers) {
        for (const address of yield* this.#addressesOf(server, depth)) {
          if (useless.has(address)) continue;
          const reply = yield* askAuthority(this.#sys, address, question, FIRST_PATIENCE * 2 ** round);
          if (reply !== undefined && isUseful(reply, at.zone, question.name)) return reply;
          if (reply !== undefined) useless.add(address);
        }
      }
    }
    return undefined;
  }

  *#addressesOf(server: string, depth: number): Blocking<readonly Ip4[]> {
    const known = this.#known(server, TYPE_A)?.records ?? this.#hintsFor(server);
    if (known.length > 0) return addressesIn(known);
    if (depth >= MAX_DEPTH) return [];
    const found = yield* this.resolve({ name: server, type: TYPE_A }, depth + 1);
    return addressesIn(found.answers);
  }

  #hintsFor(server: string): readonly DnsRecord[] {
    return this.#hints.filter((one) => one.type === TYPE_A && one.name.toLowerCase() === server.toLowerCase());
  }

  #remember(reply: DnsMessage, zone: string, { name, type }: DnsQuestion): void {
    const now = this.#sys.now();
    const answers = inZone(reply.answers, zone);
    this.#cache.add(answers, now);
    const all = answers.filter((one) => one.name.toLowerCase() === name.toLowerCase());
    if (type === TYPE_ANY && all.length > 0) this.#cache.addAll(name, all, now);
    let last = name;
    for (const { name: owner, type: kind, data } of answers) {
      if (kind === TYPE_CNAME && data.kind === 'name' && owner.toLowerCase() === last.toLowerCase()) last = data.name;
    }
    const isAnswered = answers.some(
      (one) => (one.type === type || type === TYPE_ANY) && one.name.toLowerCase() === last.toLowerCase(),
    );
    const soa = reply.authority?.find((one) => one.type === TYPE_SOA);
    if (isAnswered || (last !== name && soa === undefined)) return;
    this.#cache.addAbsence(last, type, reply.rcode, soa ?? NO_SOA, now);
  }
}

/** An absence without an SOA is believed for a moment, so that it is not asked for again at once. */
const NO_SOA: DnsRecord = { name: '', type: TYPE_SOA, ttl: 1, data: { kind: 'bytes', bytes: new Uint8Array(0) } };

const namesIn = (records: readonly DnsRecord[]): string[] =>
  records.flatMap(({ type, data }) => (type === TYPE_NS && data.kind === 'name' ? [data.name] : []));

const addressesIn = (records: readonly DnsRecord[]): Ip4[] =>
  records.flatMap(({ data }) => (data.kind === 'a' ? [data.address] : []));

/** A server may speak for its own zone only. */
const inZone = (records: readonly DnsRecord[], zone: string): DnsRecord[] =>
  records.filter((record) => isBelow(record.name.toLowerCase(), zone));

/** The zone further down that a reply points to. */
function referralOf(reply: DnsMessage, zone: string, name: string): string | undefined {
  if (reply.rcode !== RCODE_NOERROR || reply.answers.length > 0) return undefined;
  const cuts = (reply.authority ?? []).filter(({ type }) => type === TYPE_NS).map((one) => one.name.toLowerCase());
  return cuts.find((cut) => cut !== zone && isBelow(cut, zone) && isBelow(name.toLowerCase(), cut));
}

/** Not from a server that fails, refuses, or knows nothing of the zone that it should serve. */
function isUseful(reply: DnsMessage, zone: string, name: string): boolean {
  if (reply.rcode === RCODE_NXDOMAIN) return true;
  if (reply.rcode !== RCODE_NOERROR) return false;
  return reply.authoritative || reply.answers.length > 0 || referralOf(reply, zone, name) !== undefined;
}
