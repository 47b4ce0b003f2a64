import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ip4 } from '../base/ip4.ts';
import { tilingFaults } from '../testkit/tiling.ts';
import { hexDigits } from './bytes.ts';
import { type DnsMessage, emitDns, parseDns, reverseName, summarizeDns } from './dns.ts';
import { TYPE_A, TYPE_AAAA, TYPE_CNAME, TYPE_MX, TYPE_PTR, TYPE_SOA, TYPE_TXT } from './dns-record.ts';
import { describeDns } from './dns-view.ts';

const query: DnsMessage = {
  id: 0x1234,
  response: false,
  authoritative: false,
  truncated: false,
  recursionDesired: true,
  recursionAvailable: false,
  rcode: 0,
  questions: [{ name: 'db', type: TYPE_A }],
  answers: [],
};

describe('DNS messages', () => {
  it.each([
    ['a query', query, '123401000001000000000000026462000001' + '0001', 'Standard query 0x1234 A db'],
    [
      'an answer, its name a pointer to the question',
      {
        ...query,
        response: true,
        recursionAvailable: true,
        answers: [{ name: 'db', type: TYPE_A, ttl: 600, data: { kind: 'a', address: ip4('172.18.0.3') } }],
      },
      '12348180000100010000000002646200000100' + '01c00c0001000100000258' + '0004ac120003',
      'Standard query response 0x1234 A db A 172.18.0.3',
    ],
    [
      'a refusal',
      { ...query, response: true, rcode: 3 },
      '12348103000100000000000002646200000100' + '01',
      'Standard query response 0x1234 No such name A db',
    ],
  ] as const)('%s has these bytes', (_, message, hex, summary) => {
    const bytes = emitDns(message);
    expect(bytes && hexDigits(bytes)).toBe(hex);
    expect(bytes && parseDns(bytes)).toEqual(message);
    expect(summarizeDns(message)).toBe(summary);
  });

  it('names the reverse zone', () => {
    expect(reverseName(ip4('172.18.0.3'))).toBe('3.0.18.172.in-addr.arpa');
  });

  it('refuses names that no message can hold', () => {
    for (const name of ['a..b', 'x'.repeat(64), `${'abcdefg.'.repeat(40)}x`]) {
      expect(emitDns({ ...query, questions: [{ name, type: TYPE_A }] })).toBeUndefined();
    }
  });

  const label = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
  const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));
  const answer = fc.oneof(
    fc.record({
      name,
      type: fc.constant(TYPE_A),
      ttl: fc.nat(),
      data: fc.record({ kind: fc.constant('a' as const), address: fc.nat() }),
    }),
    fc.record({
      name,
      type: fc.constantFrom(TYPE_CNAME, TYPE_PTR),
      ttl: fc.nat(),
      data: fc.record({ kind: fc.constant('name' as const), name }),
    }),
    fc.record({
      name,
      type: fc.constant(TYPE_AAAA),
      ttl: fc.nat(),
      data: fc.record({ kind: fc.constant('bytes' as const), bytes: fc.uint8Array({ minLength: 16, maxLength: 16 }) }),
    }),
  );

  const u32 = fc.nat(0xffffffff);
  const times = { serial: u32, refresh: u32, retry: u32, expire: u32, minimum: u32 };
  const further = fc.oneof(
    answer,
    fc.record({
      name,
      type: fc.constant(TYPE_MX),
      ttl: fc.nat(),
      data: fc.record({ kind: fc.constant('mx' as const), preference: fc.nat(65_535), exchange: name }),
    }),
    fc.record({
      name,
      type: fc.constant(TYPE_TXT),
      ttl: fc.nat(),
      data: fc.record({ kind: fc.constant('txt' as const), strings: fc.array(label, { minLength: 1, maxLength: 3 }) }),
    }),
    fc.record({
      name,
      type: fc.constant(TYPE_SOA),
      ttl: fc.nat(),
      data: fc.record({ kind: fc.constant('soa' as const), server: name, mailbox: name, ...times }),
    }),
  );
  const section = fc.array(further, { minLength: 1, maxLength: 4 });

  it('come back as they were sent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name, type: fc.nat(255) }), { maxLength: 3 }),
        fc.array(answer, { maxLength: 6 }),
        section,
        section,
        (questions, answers, authority, additional) => {
          const message = { ...query, response: true, questions, answers, authority, additional };
          const bytes = emitDns(message);
          expect(bytes && parseDns(bytes)).toEqual(message);
          const layers = bytes && [describeDns(message, bytes, 0)];
          expect(layers && tilingFaults({ layers, bytes })).toEqual([]);
        },
      ),
    );
  });

  it('never make the reader fail or run in circles', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => parseDns(bytes) === undefined || bytes.length >= 12),
    );
    const pointsAtItself = Uint8Array.of(0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1);
    expect(parseDns(pointsAtItself)).toBeUndefined();
  });
});
