import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIp4, inPrefix, ip4, networkOf } from '../base/ip4.ts';
import { Fib, FibEntry, type RouteDevice } from './fib.ts';

const device: RouteDevice = { name: 'eth0', ifindex: 2, up: true, carrier: true };

function route(dst: number, prefixLength: number, metric: number): FibEntry<RouteDevice> {
  const fixed = {
    table: 'main',
    type: 'unicast',
    gateway: undefined,
    prefSrc: undefined,
    protocol: 'static',
    scope: 'link',
  } as const;
  return new FibEntry({ ...fixed, dst: networkOf(dst, prefixLength), prefixLength, metric }, device, undefined);
}

/** The rule itself: of the routes that contain the address the longest, of these the cheapest, of these the oldest. */
function naive(routes: readonly FibEntry<RouteDevice>[], address: number): FibEntry<RouteDevice> | undefined {
  let best: FibEntry<RouteDevice> | undefined;
  for (const r of routes) {
    if (!inPrefix(address, r.dst, r.prefixLength)) continue;
    const better = r.prefixLength - (best?.prefixLength ?? -1);
    if (better > 0 || (better === 0 && r.metric < (best?.metric ?? 0))) best = r;
  }
  return best;
}

describe('the routing table', () => {
  it('finds the longest prefix, as a plain search over all routes does', () => {
    const address = fc.oneof(
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.nat(0xffff).map((low) => 0xac110000 + low),
    );
    const routes = fc.array(fc.tuple(address, fc.integer({ min: 0, max: 32 }), fc.nat(2)), { maxLength: 30 });
    fc.assert(
      fc.property(routes, fc.array(address, { maxLength: 20 }), fc.array(fc.nat(30)), (specs, addresses, gone) => {
        const fib = new Fib<RouteDevice>();
        let known = specs.map(([dst, length, metric]) => route(dst, length, metric));
        for (const r of known) fib.insert(r, false);
        const near = known.map((r) => r.dst);
        for (const a of [...addresses, ...near]) expect(fib.lookup(a)).toBe(naive(known, a));
        const removed = new Set(gone.map((i) => known[i]));
        for (const r of removed) if (r !== undefined) fib.remove(r);
        known = known.filter((r) => !removed.has(r));
        for (const a of [...addresses, ...near]) expect(fib.lookup(a)).toBe(naive(known, a));
      }),
    );
  });

  it('lists routes as `ip route` does: default first, then by network', () => {
    const fib = new Fib<RouteDevice>();
    for (const [dst, length, metric] of [
      ['192.168.99.0', 24, 0],
      ['10.0.0.0', 8, 0],
      ['0.0.0.0', 0, 0],
      ['10.0.0.0', 16, 5],
      ['10.0.0.0', 16, 1],
      ['172.17.0.0', 16, 0],
    ] as const) {
      fib.insert(route(ip4(dst), length, metric), false);
    }
    const listed = fib.table('main').list();
    expect(listed.map((r) => `${formatIp4(r.dst)}/${r.prefixLength} ${r.metric}`)).toEqual([
      '0.0.0.0/0 0',
      '10.0.0.0/16 1',
      '10.0.0.0/16 5',
      '10.0.0.0/8 0',
      '172.17.0.0/16 0',
      '192.168.99.0/24 0',
    ]);
  });
});
