import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../base/cidr.ts';
import { type DnsMessage, parseDns, RCODE_NOERROR } from '../../wire/dns.ts';
import { TYPE_A } from '../../wire/dns-record.ts';
import { addressOfReverse, addressRecord, emitAnswer } from './resolver-records.ts';

const query: DnsMessage = {
  id: 7,
  response: false,
  authoritative: false,
  truncated: false,
  recursionDesired: true,
  recursionAvailable: false,
  rcode: 0,
  questions: [{ name: 'pool', type: TYPE_A }],
  answers: [],
};

function answer(count: number, overTcp: boolean, udpSize?: number): string {
  const records = Array.from({ length: count }, (_, i) => {
    const address = parseAddress(`10.0.0.${i + 1}`);
    if (address === undefined) throw new Error('bad address');
    return addressRecord('pool', TYPE_A, address);
  });
  const edns = udpSize === undefined ? {} : { edns: { udpSize, options: new Uint8Array(0) } };
  const bytes = emitAnswer({ ...query, ...edns }, true, RCODE_NOERROR, records, overTcp);
  const message = bytes && parseDns(bytes);
  if (bytes === undefined || message === undefined) return 'nothing';
  return `${message.answers.length} in ${bytes.length}${message.truncated ? ' truncated' : ''}`;
}

describe('answers of the embedded DNS server', () => {
  it.each([
    // 12 of header, 10 of question; 20 a record written out, 16 one whose name is a pointer.
    [1, false, undefined, '1 in 42'],
    [24, false, undefined, '24 in 502'],
    [25, false, undefined, '25 in 422'],
    [40, false, undefined, '30 in 502 truncated'],
    [40, false, 1232, '40 in 822'],
    [40, false, 100, '30 in 502 truncated'],
    [40, true, undefined, '40 in 822'],
  ])('of %d records, over TCP %s, for %s bytes: %s', (count, overTcp, udpSize, expected) => {
    expect(answer(count, overTcp, udpSize)).toBe(expected);
  });

  it('know the address behind a reverse name', () => {
    expect(addressOfReverse('3.0.18.172.IN-ADDR.ARPA')).toBe('172.18.0.3');
    expect(addressOfReverse(`${'0.'.repeat(31)}f.ip6.arpa`)).toBe('f000::');
    expect([addressOfReverse('web'), addressOfReverse('1.ip6.arpa')]).toEqual([undefined, undefined]);
  });
});
