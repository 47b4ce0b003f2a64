import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contains,
  formatAddress,
  formatCidr,
  lastOf,
  masked,
  overlaps,
  parseAddress,
  parseCidr,
  sizeOf,
} from './cidr.ts';

describe('addresses', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['fd00:0:0:1::2', 'fd00:0:0:1::2'],
    ['FE80:0000:0000:0000:0001:0002:0003:0004', 'fe80::1:2:3:4'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ])('reads %s and writes %s', (text, canonical) => {
    const address = parseAddress(text);
    expect(address && formatAddress(address)).toBe(canonical);
  });

  it.each([
    '',
    'banana',
    '10.0.0',
    '10.0.0.256',
    '010.1.1.1',
    '1.2.3.4.5',
    '1.2.3.4/8',
    'fe80::1%eth0',
    ':::',
    '1::2::3',
    '12345::',
  ])('refuses %j', (text) => expect(parseAddress(text)).toBeUndefined());

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (value) => {
        expect(parseAddress(formatAddress({ family: 6, value }))).toEqual({ family: 6, value });
      }),
    );
  });
});

describe('blocks', () => {
  it.each(['10.0.0.0/33', '10.0.0.0', 'fd00::/129', '10.0.0.0/', '10.0.0.0/08', '10.0.0.0/-1'])('refuses %j', (text) =>
    expect(parseCidr(text)).toBeUndefined(),
  );

  it.each([
    ['10.14.0.5/24', '10.14.0.0/24', '10.14.0.255', 256n],
    ['10.0.0.1/32', '10.0.0.1/32', '10.0.0.1', 1n],
    ['0.0.0.0/0', '0.0.0.0/0', '255.255.255.255', 1n << 32n],
    ['fd00:1:2:3:4::/64', 'fd00:1:2:3::/64', 'fd00:1:2:3:ffff:ffff:ffff:ffff', 1n << 64n],
  ])('%s is in %s up to %s, %i addresses', (text, network, last, size) => {
    const block = parseCidr(text);
    if (block === undefined) throw new Error(text);
    expect(formatCidr(masked(block))).toBe(network);
    expect(formatAddress({ family: block.family, value: lastOf(block) })).toBe(last);
    expect(sizeOf(block)).toBe(size);
  });

  it('overlaps exactly when one contains the other’s network', () => {
    const block = fc.record({
      family: fc.constant(4 as const),
      value: fc.bigInt({ min: 0n, max: 0xffffffffn }),
      prefixLength: fc.integer({ min: 0, max: 32 }),
    });
    fc.assert(
      fc.property(block, block, (a, b) => {
        const [x, y] = [masked(a), masked(b)];
        const naive = x.value <= lastOf(y) && y.value <= lastOf(x);
        expect(overlaps(x, y)).toBe(naive);
        expect(overlaps(x, y)).toBe(contains(x, y) || contains(y, x));
      }),
    );
  });
});
