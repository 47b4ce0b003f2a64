import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from './compare.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 20 });

describe('changes between two lists of lines', () => {
  it('make the one of the other', () => {
    fc.assert(
      fc.property(lines, lines, (old, fresh) => {
        const made = [...old];
        for (const { from, to, newFrom, newTo } of compare(old, fresh, (line) => line).reverse())
          made.splice(from, to - from, ...fresh.slice(newFrom, newTo));
        expect(made).toEqual(fresh);
      }),
    );
  });

  it('are as few as can be', () => {
    const common = (a: readonly string[], b: readonly string[]): number => {
      const best = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
      for (let i = 1; i <= a.length; i++) {
        for (let j = 1; j <= b.length; j++) {
          const [up, left, diagonal] = [best[i - 1]?.[j] ?? 0, best[i]?.[j - 1] ?? 0, best[i - 1]?.[j - 1] ?? 0];
          (best[i] as number[])[j] = a[i - 1] === b[j - 1] ? diagonal + 1 : Math.max(up, left);
        }
      }
      return best[a.length]?.[b.length] ?? 0;
    };
    fc.assert(
      fc.property(lines, lines, (old, fresh) => {
        const removed = compare(old, fresh, (line) => line).reduce((sum, { from, to }) => sum + to - from, 0);
        expect(old.length - removed).toBe(common(old, fresh));
      }),
    );
  });
});
