import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Effort } from './effort.ts';
import { firstBranch, History, MAX_BRANCHES } from './history.ts';

/** A first branch until 100, and one fork after another, each from the one before. */
function forked(...times: readonly number[]): History {
  const first = firstBranch([{ at: 0, kind: 'tty.open', tty: 't', host: 'node1', columns: 80, rows: 24 }], 100);
  const history = new History([first], first, []);
  for (const time of times) history.fork(time, 0).end = 100;
  return history;
}

const [main, left, right] = [1, 2, 3];

describe('a history', () => {
  it('knows until when two branches are the same', () => {
    const history = forked(50, 80);
    const common = (a: number, b: number) => {
      const [one, other] = [history.branch(a), history.branch(b)];
      return one && other ? history.common(one, other) : undefined;
    };
    expect(common(main, main)).toBe(Number.POSITIVE_INFINITY);
    expect(common(main, left)).toBe(50);
    expect(common(left, right)).toBe(80);
    expect(common(right, main)).toBe(50);
  });

  it('closes a branch in the middle, and its forks part from what it came from', () => {
    const history = forked(50, 80);
    history.close(left);
    expect(history.branch(right)).toMatchObject({ parent: main, forkedAt: 50 });
    history.close(right);
    expect(history.branches, 'the current one stays').toHaveLength(2);
  });

  it('closes the first branch, and the eldest fork stands in for it', () => {
    const history = forked(50);
    history.current = history.branch(main) ?? history.current;
    history.fork(20, 0);
    history.close(main);
    const [heir, other] = history.branches;
    expect(heir).toMatchObject({ id: left, parent: undefined, forkedAt: 0 });
    expect(other).toMatchObject({ id: right, parent: left, forkedAt: 20 });
  });

  it('lets the eldest branch go rather than have too many', () => {
    const history = forked(...Array.from({ length: MAX_BRANCHES + 5 }, (_, i) => i));
    expect(history.branches).toHaveLength(MAX_BRANCHES);
    expect(history.branch(main)).toBeDefined();
    expect(history.branch(left)).toBeUndefined();
  });

  it('forgets nothing that a branch had in common with one that is cut', () => {
    const history = forked(80);
    history.current = history.branch(main) ?? history.current;
    history.cut(30, 0);
    expect(history.branch(left)).toMatchObject({ forkedAt: 30, end: 100 });
    expect(history.current.end).toBe(30);
  });
});

describe('the effort of coming along a branch', () => {
  it('finds the moment that an effort leads to, and never falls', () => {
    const steps = fc.array(
      fc.record({ time: fc.integer({ min: 1, max: 1e6 }), spent: fc.double({ min: 0, max: 50, noNaN: true }) }),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (added, share) => {
        const effort = new Effort();
        let time = 0;
        for (const step of added) {
          time += step.time;
          effort.add(time, step.spent);
        }
        const wanted = share * effort.total;
        const moment = effort.timeOf(wanted);
        expect(effort.at(moment)).toBeGreaterThanOrEqual(wanted - 1e-6);
        expect(effort.at(moment - 1)).toBeLessThanOrEqual(wanted + 1e-6);
        const half = effort.until(Math.floor(time / 2));
        expect(half.total).toBeCloseTo(effort.at(Math.floor(time / 2)), 6);
      }),
    );
  });

  it('is measured by who comes first', () => {
    const effort = new Effort();
    effort.add(100, 10);
    effort.add(50, 99);
    expect(effort.at(50)).toBe(5);
    expect(effort.total).toBe(10);
  });
});
