// The stub resolver of a C library, as a blocking function: names to IPv4 addresses and back.
// Source: getaddrinfo(3), getnameinfo(3); glibc resolv/res_query.c, res_send.c (order of search, servers, attempts).
// Not modelled: IPv6 results (asked for, never used), nsswitch other than "files dns", caching.
import { type Ip4, parseIp4 } from '../../base/ip4.ts';
import type { Blocking, Sys } from '../../host/sys.ts';
import {
  type DnsMessage,
  type DnsQuestion,
  RCODE_NOERROR,
  RCODE_NXDOMAIN,
  RCODE_SERVFAIL,
  reverseName,
} from '../../wire/dns.ts';
import { TYPE_A, TYPE_AAAA, TYPE_CNAME, TYPE_PTR } from '../../wire/dns-record.ts';
import { orderDestinations } from './destination-order.ts';
import { type Asking, askServer } from './dns-exchange.ts';
import { readAddress } from './prefix.ts';
import { type HostsEntry, type ResolverConfig, readHosts, readResolverConfig } from './resolver-config.ts';

/** Why a name has no address, as getaddrinfo tells it. */
export type LookupError = 'EAI_NONAME' | 'EAI_AGAIN' | 'EAI_NODATA';

/** gai_strerror(3). */
export const lookupErrorText: Readonly<Record<LookupError, string>> = {
  EAI_NONAME: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
  EAI_NODATA: 'No address associated with hostname',
};

export interface HostAddresses {
  /** The name that the addresses belong to: fully qualified, behind aliases. */
  readonly canonical: string;
  readonly addresses: readonly Ip4[];
}

export type Lookup = ({ readonly ok: true } & HostAddresses) | { readonly ok: false; readonly error: LookupError };

/** An address as inet_aton(3) reads it: `10.1` is 10.0.0.1. */
export function numericAddress(text: string): Ip4 | undefined {
  const strict = parseIp4(text);
  if (strict !== undefined) return strict;
  const parts = text.split('.');
  if (parts.length > 4 || parts.some((part) => !/^\d+$/.test(part))) return undefined;
  if (parts.length === 4) return readAddress(text);
  const last = Number(parts.pop());
  const head = parts.map(Number);
  const room = 2 ** (8 * (4 - head.length));
  if (last >= room || head.some((octet) => octet > 255)) return undefined;
  return head.reduce((value, octet, at) => value + octet * 2 ** (8 * (3 - at)), 0) + last;
}

/** The IPv4 addresses of a host: numeric, from /etc/hosts, or from DNS, in the order to try them. Waits for servers. */
export function* resolveHost(sys: Sys, name: string, asking: Asking = 'together'): Blocking<Lookup> {
  const numeric = numericAddress(name);
  if (numeric !== undefined) return { ok: true, canonical: name, addresses: [numeric] };
  const found = yield* hostAddresses(sys, name, asking);
  if (!found.ok) return found;
  const { addresses, because } = orderDestinations(sys, name, found.addresses);
  const [first] = addresses;
  if (because !== undefined && first !== undefined) sys.chose(first, because);
  return { ...found, addresses };
}

/** The same as gethostbyname(3) answers: in the order of the file or of the server's reply. */
export function* hostAddresses(sys: Sys, name: string, asking: Asking = 'together'): Blocking<Lookup> {
  const listed = findInHosts(readHosts(sys), name);
  if (listed) return { ok: true, ...listed };
  if (!isHostName(name)) return { ok: false, error: 'EAI_NONAME' };
  return yield* searchDns(sys, readResolverConfig(sys), name, asking);
}

/** The name of an address: from /etc/hosts or a PTR record; undefined when it has none. Waits for servers. */
export function* reverseHost(sys: Sys, address: Ip4): Blocking<string | undefined> {
  const listed = readHosts(sys).find((entry) => entry.ip === address);
  if (listed) return listed.names[0];
  const answer = yield* askServers(sys, readResolverConfig(sys), [{ name: reverseName(address), type: TYPE_PTR }]);
  if (answer.kind !== 'answered') return undefined;
  for (const record of answer.answers[0]?.answers ?? []) {
    if (record.type === TYPE_PTR && record.data.kind === 'name') return record.data.name;
  }
  return undefined;
}

function findInHosts(entries: readonly HostsEntry[], name: string): HostAddresses | undefined {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const matching = entries.filter((entry) => entry.names.some((known) => known.toLowerCase() === wanted));
  const addresses = matching.flatMap((entry) => (entry.ip === undefined ? [] : [entry.ip]));
  const canonical = matching.find((entry) => entry.ip !== undefined)?.names[0];
  return canonical === undefined ? undefined : { canonical, addresses };
}

/** RFC 1035 labels, with the underscores that people use. */
function isHostName(name: string): boolean {
  const bare = name.replace(/\.$/, '');
  return bare.length <= 253 && bare.split('.').every((label) => /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})$/.test(label));
}

/** The names to ask for, in res_search's order. */
function candidates(name: string, config: ResolverConfig): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const dots = name.split('.').length - 1;
  const searched = config.search.map((domain) => `${name}.${domain}`);
  return dots >= config.ndots ? [name, ...searched] : [...searched, name];
}

function* searchDns(sys: Sys, config: ResolverConfig, name: string, asking: Asking): Blocking<Lookup> {
  let sawNoData = false;
  let sawServerFailure = false;
  for (const candidate of candidates(name, config)) {
    const questions = [TYPE_A, TYPE_AAAA].map((type): DnsQuestion => ({ name: candidate, type }));
    const asked = yield* askServers(sys, config, questions, asking);
    if (asked.kind === 'failed') {
      if (!asked.serverFailure) return { ok: false, error: 'EAI_AGAIN' };
      sawServerFailure = true;
      continue;
    }
    const found = addressesIn(asked.answers[0], candidate);
    if (found) return { ok: true, ...found };
    if (asked.answers.some((answer) => answer.rcode === RCODE_NOERROR)) sawNoData = true;
  }
  if (sawNoData) return { ok: false, error: 'EAI_NODATA' };
  return { ok: false, error: sawServerFailure ? 'EAI_AGAIN' : 'EAI_NONAME' };
}

function addressesIn(message: DnsMessage | undefined, asked: string): HostAddresses | undefined {
  const records = message?.answers ?? [];
  const addresses = records.flatMap((record) => (record.data.kind === 'a' ? [record.data.address] : []));
  if (addresses.length === 0) return undefined;
  const alias = records.findLast((record) => record.type === TYPE_CNAME && record.data.kind === 'name');
  return { canonical: alias?.data.kind === 'name' ? alias.data.name : asked, addresses };
}

type Asked =
  | { readonly kind: 'answered'; readonly answers: readonly DnsMessage[] }
  | { readonly kind: 'failed'; readonly serverFailure: boolean };

/** Asks one server after the other, as often as configured, until one knows: NOERROR and NXDOMAIN are knowledge. */
function* askServers(
  sys: Sys,
  config: ResolverConfig,
  questions: readonly DnsQuestion[],
  asking: Asking = 'together',
): Blocking<Asked> {
  let serverFailure = false;
  const first = config.rotate ? sys.random('resolver rotate').int(0, config.servers.length - 1) : 0;
  const servers = [...config.servers.slice(first), ...config.servers.slice(0, first)];
  for (let attempt = 0; attempt < config.attempts; attempt++) {
    for (const [at, server] of servers.entries()) {
      const exchange = yield* askServer(sys, server, questions, secondsFor(config, at), asking);
      if (exchange.kind !== 'answered') continue;
      const known = exchange.answers.filter(
        (answer) => answer.rcode === RCODE_NOERROR || answer.rcode === RCODE_NXDOMAIN,
      );
      if (known.length > 0) return { kind: 'answered', answers: exchange.answers };
      serverFailure ||= exchange.answers.some((answer) => answer.rcode === RCODE_SERVFAIL);
    }
  }
  return { kind: 'failed', serverFailure };
}

/** res_send: the timeout doubles from server to server and is shared among them. */
function secondsFor(config: ResolverConfig, serverIndex: number): number {
  const doubled = config.timeoutSeconds * 2 ** serverIndex;
  return Math.max(1, serverIndex > 0 ? Math.floor(doubled / config.servers.length) : doubled);
}
