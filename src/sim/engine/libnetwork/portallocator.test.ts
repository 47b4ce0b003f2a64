import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PortAllocator } from './portallocator.ts';

const BOTH = ['0.0.0.0', '::'];

describe('the port allocator', () => {
  it('counts up from the beginning of the local range, and re-uses a port only after the last', () => {
    const ports = new PortAllocator('32768\t32770');
    expect([1, 2].map(() => ports.request(BOTH, 'tcp', 0, 0))).toEqual([32768, 32769]);
    ports.release('0.0.0.0', 'tcp', 32768);
    ports.release('::', 'tcp', 32768);
    expect([1, 2].map(() => ports.request(BOTH, 'tcp', 0, 0))).toEqual([32770, 32768]);
    expect(() => ports.request(BOTH, 'tcp', 0, 0)).toThrow('all ports are allocated');
    expect(ports.request(BOTH, 'udp', 0, 0)).toBe(32768);
  });

  it('goes on in a range where it left off', () => {
    const ports = new PortAllocator('32768 60999');
    expect([1, 2, 3].map(() => ports.request(BOTH, 'tcp', 8000, 8002))).toEqual([8000, 8001, 8002]);
    expect(() => ports.request(BOTH, 'tcp', 8000, 8002)).toThrow('all ports are allocated');
  });

  it.each([
    [BOTH, BOTH, 'Bind for :::8080 failed: port is already allocated'],
    [BOTH, ['127.0.0.1'], 'Bind for 0.0.0.0:8080 failed: port is already allocated'],
    [['127.0.0.1'], BOTH, 'Bind for 127.0.0.1:8080 failed: port is already allocated'],
    [['127.0.0.1'], ['127.0.0.1'], 'Bind for 127.0.0.1:8080 failed: port is already allocated'],
    [['127.0.0.1'], ['192.168.99.101'], ''],
    [['0.0.0.0'], ['::'], ''],
  ])('after %j, %j says %j', (first, second, text) => {
    const ports = new PortAllocator(undefined);
    ports.request(first, 'tcp', 8080, 8080);
    let said = '';
    try {
      ports.request(second, 'tcp', 8080, 8080);
    } catch (error) {
      said = error instanceof Error ? error.message : String(error);
    }
    expect(said).toBe(text);
    expect(ports.request(second, 'udp', 8080, 8080)).toBe(8080);
  });

  it('never gives one port twice, and knows nothing of those that came back', () => {
    const address = fc.constantFrom('0.0.0.0', '::', '127.0.0.1', '10.0.0.1');
    const step = fc.record({ address, port: fc.integer({ min: 0, max: 3 }), release: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ports = new PortAllocator('40000 40003');
        const held: { address: string; port: number }[] = [];
        for (const { address, port, release } of steps) {
          const old = release ? held.shift() : undefined;
          if (old) ports.release(old.address, 'tcp', old.port);
          const wanted = port === 0 ? 0 : 40000 + port;
          try {
            held.push({ address, port: ports.request([address], 'tcp', wanted, wanted) });
          } catch {
            // Taken: the next one may do better.
          }
        }
        for (const [i, a] of held.entries()) {
          for (const b of held.slice(i + 1)) {
            const overlap = a.address === b.address || [a, b].some((each) => each.address === '0.0.0.0');
            const sameFamily = a.address.includes(':') === b.address.includes(':');
            expect(overlap && sameFamily && a.port === b.port).toBe(false);
          }
        }
        expect(ports.size).toBe(held.length);
        for (const { address, port } of held) ports.release(address, 'tcp', port);
        expect(ports.size).toBe(0);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
