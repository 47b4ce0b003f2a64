// named: an authoritative name server. Each file /etc/bind/<zone>.zone is a zone of its own; the root's is root.zone.
// Source: BIND 9.18 named(8), bin/named/query.c; RFC 1034 4.3.2.
// Not modelled: recursion, named.conf, transfers, dynamic updates, DNSSEC.
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { type DnsQuestion, RCODE_NOERROR, RCODE_NXDOMAIN, RCODE_REFUSED } from '../../../wire/dns.ts';
import { type DnsReply, EFFORT, serveDns } from './service.ts';
import { parseRecords, Zone } from './zone.ts';

const ZONES = '/etc/bind';
const SUFFIX = '.zone';
const ROOT = 'root';

/** The zones of this machine, and a complaint for each line that is none. */
function readZones(sys: Sys): { readonly zones: readonly Zone[]; readonly problems: readonly string[] } {
  const zones: Zone[] = [];
  const problems: string[] = [];
  const listed = sys.fs.list(ZONES);
  for (const file of listed.ok ? listed.value : []) {
    if (!file.endsWith(SUFFIX)) continue;
    const stem = file.slice(0, -SUFFIX.length);
    const text = sys.fs.readFile(`${ZONES}/${file}`);
    if (!text.ok) continue;
    const origin = stem === ROOT ? '' : stem;
    const { records, problems: complaints } = parseRecords(origin, text.value);
    zones.push(new Zone(origin, records));
    problems.push(...complaints.map((complaint) => `${file}:${complaint}`));
  }
  return { zones, problems };
}

/** The zone nearest to the name: `www.example.com` is looked for in example.com before com. */
function zoneOf(zones: readonly Zone[], name: string): Zone | undefined {
  return zones
    .filter((zone) => zone.covers(name))
    .reduce<Zone | undefined>(
      (best, zone) => (best && best.origin.length >= zone.origin.length ? best : zone),
      undefined,
    );
}

/** What these zones say to a question. */
export function authoritativeReply(zones: readonly Zone[], { name, type }: DnsQuestion): DnsReply {
  const common = { authoritative: true, recursionAvailable: false, rcode: RCODE_NOERROR };
  const zone = zoneOf(zones, name);
  if (zone === undefined) return { ...common, authoritative: false, rcode: RCODE_REFUSED, answers: [] };
  const found = zone.find(name, type);
  switch (found.kind) {
    case 'answer':
      return { ...common, answers: found.records, additional: zone.addressesOf(found.records) };
    case 'referral':
      return {
        ...common,
        authoritative: false,
        answers: [],
        authority: found.servers,
        additional: found.addresses,
      };
    default: {
      const rcode = found.kind === 'no-name' ? RCODE_NXDOMAIN : RCODE_NOERROR;
      return { ...common, rcode, answers: found.records, authority: found.soa ? [negative(found.soa)] : [] };
    }
  }
}

/** RFC 2308 section 3: an SOA that says how long something is absent lives no longer than that. */
function negative(soa: NonNullable<DnsReply['authority']>[number]): NonNullable<DnsReply['authority']>[number] {
  return soa.data.kind === 'soa' ? { ...soa, ttl: Math.min(soa.ttl, soa.data.minimum) } : soa;
}

function* run(sys: Sys): Blocking<number> {
  const { zones, problems } = readZones(sys);
  for (const problem of problems) yield* sys.error(`named: ${ZONES}/${problem}: not understood\n`);
  return yield* serveDns(sys, 'named', function* (question): Blocking<DnsReply> {
    yield* sys.compute(EFFORT);
    return authoritativeReply(zones, question);
  });
}

export const named: Program = {
  name: 'named',
  summary: 'Internet domain name server',
  *main(sys) {
    return yield* run(sys);
  },
};
