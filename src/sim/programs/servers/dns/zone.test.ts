import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIp4 } from '../../../base/ip4.ts';
import { TYPE_A, TYPE_AAAA, TYPE_MX, TYPE_NS } from '../../../wire/dns-record.ts';
import { parseRecords, Zone } from './zone.ts';

const text = `$TTL 300
@ SOA ns1 hostmaster 1 7200 3600 1209600 60
@ NS ns1
ns1 A 192.0.2.53
www 60 IN A 192.0.2.80   ; the site
    IN A 192.0.2.81
alias CNAME www
away CNAME www.example.org.
loop1 CNAME loop2
loop2 CNAME loop1
a.b.deep A 192.0.2.9
sub NS ns.sub
ns.sub A 192.0.2.99
@ MX 10 ns1
`;
const { records, problems } = parseRecords('example.com', text);
const zone = new Zone('example.com', records);

function said(name: string, type: number): string {
  const answer = zone.find(name, type);
  const list = answer.kind === 'referral' ? [...answer.servers, ...answer.addresses] : answer.records;
  const values = list.map(({ name: owner, data }) =>
    data.kind === 'a' ? formatIp4(data.address) : data.kind === 'name' ? `${owner}>${data.name}` : data.kind,
  );
  return [answer.kind, ...values].join(' ');
}

describe('a zone', () => {
  it.each([
    ['www.example.com', TYPE_A, 'answer 192.0.2.80 192.0.2.81'],
    ['WWW.Example.COM', TYPE_A, 'answer 192.0.2.80 192.0.2.81'],
    ['www.example.com', TYPE_AAAA, 'no-data'],
    ['nosuch.example.com', TYPE_A, 'no-name'],
    ['b.deep.example.com', TYPE_A, 'no-data'],
    ['alias.example.com', TYPE_A, 'answer alias.example.com>www.example.com 192.0.2.80 192.0.2.81'],
    ['alias.example.com', TYPE_AAAA, 'no-data alias.example.com>www.example.com'],
    ['away.example.com', TYPE_A, 'answer away.example.com>www.example.org'],
    ['host.sub.example.com', TYPE_A, 'referral sub.example.com>ns.sub.example.com 192.0.2.99'],
    ['sub.example.com', TYPE_NS, 'referral sub.example.com>ns.sub.example.com 192.0.2.99'],
    ['example.com', TYPE_MX, 'answer mx'],
  ])('says to %s type %i: %s', (name, type, answer) => {
    expect(said(name, type)).toBe(answer);
  });

  it('follows aliases in a circle for a while only', () => {
    expect(zone.find('loop1.example.com', TYPE_A).kind).toBe('answer');
  });

  it('complains of lines that are no records, and keeps the others', () => {
    expect(problems).toEqual([]);
    const read = parseRecords('example.com', 'www A 192.0.2.300\nwww A 192.0.2.1\nwww HINFO pc linux\n');
    expect(read.problems).toEqual(['1: www A 192.0.2.300', '3: www HINFO pc linux']);
    expect(read.records).toHaveLength(1);
  });

  it('reads whatever is written', () => {
    const word = fc.constantFrom(
      '@',
      'www',
      'A',
      'NS',
      'IN',
      '60',
      '1.2.3.4',
      '"',
      ';',
      '$TTL',
      'CNAME',
      'SOA',
      '\n',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        const made = new Zone('example.com', parseRecords('example.com', words.join(' ')).records);
        for (const name of ['www.example.com', 'example.com']) made.find(name, TYPE_A);
      }),
      { seed: 20261121 },
    );
  });
});
