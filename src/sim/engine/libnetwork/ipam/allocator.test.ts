import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cidr, contains, formatAddress, formatCidr, overlaps, parseAddress } from '../../../base/cidr.ts';
import { type AllocatedPool, Ipam } from './allocator.ts';
import { localPools, ulaPool } from './pools.ts';

const address = (text: string) => {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};

function defaults(ipam: Ipam, count: number): string[] {
  return Array.from({ length: count }, () => formatCidr(ipam.requestDefaultPool(4).subnet));
}

function next(ipam: Ipam, pool: AllocatedPool): string {
  const found = ipam.requestAddress(pool);
  return found === undefined ? 'none' : formatAddress(found);
}

describe('pools', () => {
  it('come in ascending order, around the LAN, until none is left', () => {
    const ipam = new Ipam(localPools, () => [cidr('192.168.1.0/24'), cidr('192.168.1.1/32')]);
    const all = defaults(ipam, 30);
    expect(all.slice(0, 16)).toEqual([
      ...Array.from({ length: 15 }, (_, i) => `172.${17 + i}.0.0/16`),
      '192.168.16.0/20',
    ]);
    expect(all.at(-1)).toBe('192.168.240.0/20');
    expect(() => ipam.requestDefaultPool(4)).toThrow('all predefined address pools have been fully subnetted');
  });

  it('skip what the host reaches on link', () => {
    const ipam = new Ipam(localPools, () => [cidr('172.18.5.0/24')]);
    expect(defaults(ipam, 2)).toEqual(['172.17.0.0/16', '172.19.0.0/16']);
  });

  it('come again once they are given back', () => {
    const ipam = new Ipam(localPools, () => []);
    ipam.requestDefaultPool(4);
    const second = ipam.requestDefaultPool(4);
    ipam.requestDefaultPool(4);
    ipam.releasePool(second);
    expect(defaults(ipam, 1)).toEqual(['172.18.0.0/16']);
  });

  it('of IPv6 are /64 of the host’s own /48', () => {
    const ipam = new Ipam([ulaPool(0x0102030405n)], () => []);
    const two = [ipam.requestDefaultPool(6), ipam.requestDefaultPool(6)].map((pool) => formatCidr(pool.subnet));
    expect(two).toEqual(['fd01:203:405::/64', 'fd01:203:405:1::/64']);
  });

  it.each([
    ['10.10.0.0/24', '10.10.0.0/25'],
    ['10.10.0.0/24', '10.10.0.128/25'],
    ['10.10.0.0/24', '10.0.0.0/8'],
    ['10.10.0.0/24', '10.10.0.0/24'],
  ])('%s refuses %s', (first, second) => {
    const ipam = new Ipam(localPools, () => []);
    ipam.requestPool(cidr(first), undefined);
    expect(() => ipam.requestPool(cidr(second), undefined)).toThrow(
      'invalid pool request: Pool overlaps with other one on this address space',
    );
  });

  it('share a subnet when their ranges differ', () => {
    const ipam = new Ipam(localPools, () => []);
    ipam.requestPool(cidr('10.1.0.0/16'), cidr('10.1.1.0/24'));
    ipam.requestPool(cidr('10.1.0.0/16'), cidr('10.1.2.0/24'));
    expect(() => ipam.requestPool(cidr('10.1.0.0/16'), cidr('10.1.2.0/24'))).toThrow('Pool overlaps');
  });
});

describe('addresses', () => {
  it.each([
    // subnet, range, gateway, what containers get
    ['172.28.0.0/16', '172.28.5.0/24', undefined, ['172.28.5.0', '172.28.5.1', '172.28.5.2']],
    ['172.28.0.0/16', '172.28.5.0/24', '172.28.5.254', ['172.28.5.254', '172.28.5.0', '172.28.5.1']],
    ['10.1.0.0/24', '10.1.0.128/25', undefined, ['10.1.0.128', '10.1.0.129', '10.1.0.130']],
    ['10.13.0.0/30', undefined, undefined, ['10.13.0.1', '10.13.0.2', 'none']],
    ['10.13.0.0/31', undefined, undefined, ['10.13.0.0', '10.13.0.1', 'none']],
    ['10.13.0.7/32', undefined, undefined, ['10.13.0.7', 'none', 'none']],
    ['fd00::/64', undefined, undefined, ['fd00::1', 'fd00::2', 'fd00::3']],
  ])('of %s, range %s, gateway %s: %j', (subnet, range, gateway, expected) => {
    const ipam = new Ipam(localPools, () => []);
    const pool = ipam.requestPool(cidr(subnet), range === undefined ? undefined : cidr(range));
    const first =
      gateway === undefined ? [] : [formatAddress(ipam.requestAddress(pool, address(gateway)) ?? address('::'))];
    const rest = Array.from({ length: 3 - first.length }, () => next(ipam, pool));
    expect([...first, ...rest]).toEqual(expected);
  });

  it('of a range end before the subnet’s broadcast', () => {
    const ipam = new Ipam(localPools, () => []);
    const pool = ipam.requestPool(cidr('10.1.0.0/24'), cidr('10.1.0.128/25'));
    const all = Array.from({ length: 128 }, () => next(ipam, pool));
    expect(all.slice(-2)).toEqual(['10.1.0.254', 'none']);
  });

  it('are the lowest free ones, again at once after release', () => {
    const ipam = new Ipam(localPools, () => []);
    const pool = ipam.requestPool(cidr('10.0.0.0/24'), undefined);
    const [first] = [next(ipam, pool), next(ipam, pool), next(ipam, pool)];
    ipam.releaseAddress(pool, address(first ?? ''));
    expect(next(ipam, pool)).toBe('10.0.0.1');
    expect(next(ipam, pool)).toBe('10.0.0.4');
  });

  it('that are wished for may lie outside the range, and only once', () => {
    const ipam = new Ipam(localPools, () => []);
    const pool = ipam.requestPool(cidr('10.11.0.0/24'), cidr('10.11.0.128/28'));
    ipam.requestAddress(pool, address('10.11.0.10'));
    expect(() => ipam.requestAddress(pool, address('10.11.0.10'))).toThrow('Address already in use');
    expect(() => ipam.requestAddress(pool, address('10.11.0.255'))).toThrow('Address already in use');
    expect(() => ipam.requestAddress(pool, address('10.12.0.1'))).toThrow('Requested address is out of range');
  });

  it('are never given twice, whatever is asked for and given back', () => {
    const step = fc.oneof(
      fc.constant({ kind: 'any' as const }),
      fc.record({ kind: fc.constant('wish' as const), host: fc.integer({ min: 0, max: 31 }) }),
      fc.record({ kind: fc.constant('release' as const), index: fc.nat(40) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.boolean(), (steps, ranged) => {
        const ipam = new Ipam(localPools, () => []);
        const pool = ipam.requestPool(cidr('10.0.0.0/27'), ranged ? cidr('10.0.0.8/29') : undefined);
        const held = new Set<bigint>();
        for (const each of steps) {
          if (each.kind === 'release') {
            const value = [...held][each.index];
            if (value === undefined) continue;
            held.delete(value);
            ipam.releaseAddress(pool, { family: 4, value });
            continue;
          }
          const wish =
            each.kind === 'wish' ? { family: 4 as const, value: 0x0a000000n + BigInt(each.host) } : undefined;
          if (wish && (held.has(wish.value) || (each.kind === 'wish' && (each.host === 0 || each.host === 31)))) {
            expect(() => ipam.requestAddress(pool, wish)).toThrow('Address already in use');
            continue;
          }
          const found = ipam.requestAddress(pool, wish);
          if (found === undefined) {
            const range = ranged ? cidr('10.0.0.8/29') : cidr('10.0.0.0/27');
            const inRange = [...held].filter((value) => contains(range, { family: 4, value }));
            expect(inRange).toHaveLength(ranged ? 8 : 30);
            continue;
          }
          expect(held.has(found.value)).toBe(false);
          expect(contains(pool.subnet, found)).toBe(true);
          held.add(found.value);
        }
      }),
    );
  });

  it('of two default pools never overlap', () => {
    const ipam = new Ipam(localPools, () => []);
    const pools = Array.from({ length: 31 }, () => ipam.requestDefaultPool(4).subnet);
    for (const [i, a] of pools.entries()) for (const b of pools.slice(i + 1)) expect(overlaps(a, b)).toBe(false);
  });
});
