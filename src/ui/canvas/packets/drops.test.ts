import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_ENDINGS, useDrops } from './drops.ts';
import type { Ending } from './fleet.ts';

const ending = (seq: number, change: Partial<Ending> = {}): Ending => ({
  seq,
  time: seq * 100,
  uid: 1,
  reason: 'NO_ROUTE',
  ...change,
});

const { add, dismiss, dismissAll, rewind } = useDrops.getState();
const seen = () => useDrops.getState().marks.map(({ uid, reason, count }) => [uid, reason, count]);

describe('drop markers', () => {
  beforeEach(dismissAll);

  it('are one for each device and reason, the newest last', () => {
    add([ending(1), ending(2, { uid: 2 }), ending(3)]);
    expect(seen()).toEqual([
      [2, 'NO_ROUTE', 1],
      [1, 'NO_ROUTE', 2],
    ]);
  });

  it('do not tell of what every flood causes, nor of the same packet twice', () => {
    add([ending(1, { reason: 'NOT_FOR_US' }), ending(2)]);
    add([ending(2)]);
    expect(seen()).toEqual([[1, 'NO_ROUTE', 1]]);
  });

  it('count all, and list the latest', () => {
    add(Array.from({ length: 50 }, (_, seq) => ending(seq)));
    const [mark] = useDrops.getState().marks;
    expect(mark?.count).toBe(50);
    expect(mark?.endings.map(({ seq }) => seq)).toEqual(Array.from({ length: MAX_ENDINGS }, (_, i) => 30 + i));
  });

  it('go one by one or all together', () => {
    add([ending(1), ending(2, { uid: 2 }), ending(3, { uid: 3 })]);
    dismiss(2, 'NO_ROUTE');
    expect(seen()).toHaveLength(2);
    dismissAll();
    expect(seen()).toEqual([]);
  });

  it('outlive a leap to a moment after them, not one to before', () => {
    add([ending(1), ending(5), ending(6, { uid: 2 })]);
    rewind(550);
    expect(seen()).toEqual([[1, 'NO_ROUTE', 2]]);
    rewind(400);
    expect(seen()).toEqual([[1, 'NO_ROUTE', 1]]);
    rewind(0);
    expect(seen()).toEqual([]);
  });
});
