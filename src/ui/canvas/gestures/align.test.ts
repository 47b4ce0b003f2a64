import { describe, expect, it } from 'vitest';
import { type Alignment, alignRects, distributeRects } from './align.ts';

const rects = new Map([
  ['a', { x: 0, y: 10, width: 100, height: 40 }],
  ['b', { x: 300, y: 50, width: 50, height: 20 }],
  ['c', { x: 120, y: 0, width: 80, height: 100 }],
]);

describe('alignment', () => {
  it.each([
    ['left', [0, 0, 0]],
    ['right', [250, 300, 270]],
    ['centre', [125, 150, 135]],
  ] as const)('%s', (to: Alignment, x) => {
    expect([...alignRects(rects, to).values()].map((at) => at.x)).toEqual(x);
  });

  it.each([
    ['top', [0, 0, 0]],
    ['bottom', [60, 80, 0]],
    ['middle', [30, 40, 0]],
  ] as const)('%s', (to: Alignment, y) => {
    expect([...alignRects(rects, to).values()].map((at) => at.y)).toEqual(y);
  });
});

describe('distribution', () => {
  it('makes the gaps between neighbours equal and leaves the outermost', () => {
    const places = distributeRects(rects, 'across');
    expect([places.get('a')?.x, places.get('c')?.x, places.get('b')?.x]).toEqual([0, 160, 300]);
    expect(places.get('a')?.y).toBe(10);
  });
});
