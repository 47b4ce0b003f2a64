// Where an answer of the embedded DNS server comes from: a record of Docker's, or a server behind it.
// Source: ours; moby libnetwork/resolver.go decides, this puts it into words for the trace.
// Not for: the answers themselves (resolver-records.ts).
import { formatIp4 } from '../../base/ip4.ts';
import type { Decision } from '../../trace/decision.ts';
import type { DnsMessage, DnsQuestion } from '../../wire/dns.ts';
import type { DnsRecord } from '../../wire/dns-record.ts';
import type { ExternalServer } from './resolvconf.ts';

type Considered = ReturnType<NonNullable<Decision['considered']>>[number];

/** Docker's own records; `ownerOf` says whose an address is: `container web.mynet`, `virtual address of service web`. */
export function chosenRecords(
  { name }: DnsQuestion,
  records: readonly DnsRecord[],
  ownerOf: (address: string) => string | undefined,
): Decision {
  const known = records.map(({ data }) => {
    const value = data.kind === 'a' ? formatIp4(data.address) : data.kind === 'name' ? data.name : 'an address';
    const owner = data.kind === 'a' ? ownerOf(value) : undefined;
    return { label: name, value: owner === undefined ? value : `${value}, ${owner}`, owner };
  });
  const [first] = known;
  const facts = known.map(({ label, value }) => ({ label, value }));
  const others = facts.length > 1 ? `, first of ${facts.length} in a random order` : '';
  const words =
    first === undefined
      ? `Docker knows ${name} and has no record of that type`
      : `Docker’s record of ${name}: ${first.value}${others}`;
  const creator = first?.owner ?? 'Docker';
  return {
    describe: () => words,
    cause: () => ({ kind: 'dns', facts, creator }),
    considered: () =>
      facts.map(({ value }, at) =>
        at === 0
          ? { text: value, fate: 'taken', why: '' }
          : { text: value, fate: 'spare', why: 'the order is random; most programs take the first' },
      ),
  };
}

/** Docker's own records are looked through before anybody else is asked. */
function unknownToDocker(query: DnsMessage): Considered {
  return { text: 'records of Docker', fate: 'unfit', why: `no network of the container knows ${asked(query)}` };
}

const asked = (query: DnsMessage): string => query.questions[0]?.name ?? '';

export function forwardedAnswer(query: DnsMessage, server: string): Decision {
  const words = `Docker has no record of ${asked(query)}: ${server} answered instead`;
  const facts = [{ label: 'server', value: server }];
  return {
    describe: () => words,
    cause: () => ({ kind: 'dns', facts, creator: 'resolv.conf' }),
    considered: () => [unknownToDocker(query), { text: `server ${server}`, fate: 'taken', why: '' }],
  };
}

export function noServerAnswered(query: DnsMessage, servers: readonly ExternalServer[]): Decision {
  const names = servers.map(({ address }) => address).join(', ');
  const words = `Docker has no record of ${asked(query)}, and no server behind it answered (${names === '' ? 'there is none' : names}): SERVFAIL`;
  const facts = servers.map(({ address }) => ({ label: 'server', value: address }));
  return {
    describe: () => words,
    cause: () => ({ kind: 'dns', facts, creator: 'resolv.conf' }),
    considered: () => [
      unknownToDocker(query),
      ...servers.map(
        ({ address }): Considered => ({
          text: `server ${address}`,
          fate: 'unfit',
          why: 'no use of its answer, or none',
        }),
      ),
    ],
  };
}
