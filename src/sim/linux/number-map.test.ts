import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberMap } from './number-map.ts';

describe('NumberMap', () => {
  it('does what a Map does, whatever is put in and taken out', () => {
    // Few different keys, some of them far apart, so that slots collide.
    const key = fc.oneof(fc.nat(20), fc.constantFrom(0xac110002, 0x0242ac110002, 0xffffffffffff, 2 ** 52));
    const step = fc.record({ key, value: fc.option(fc.nat(), { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const real = new Map<number, number>();
        const ours = new NumberMap<number>();
        for (const { key, value } of steps) {
          if (value === undefined) expect(ours.delete(key)).toBe(real.delete(key));
          else {
            real.set(key, value);
            ours.set(key, value);
          }
          expect(ours.size).toBe(real.size);
          for (const [k, v] of real) expect(ours.get(k)).toBe(v);
        }
        expect(ours.values().sort()).toEqual([...real.values()].sort());
        ours.clear();
        expect(ours.get(steps[0]?.key ?? 0)).toBeUndefined();
      }),
    );
  });
});
