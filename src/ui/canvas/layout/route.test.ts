import { describe, expect, it } from 'vitest';
import { lengthOf, pathOf, pointAlong, route } from './route.ts';

const port = { x: 100, y: 100, width: 20, height: 10 };
const bar = { x: 0, y: 50, width: 400, height: 70 };
const box = { x: 90, y: 300, width: 200, height: 100 };

describe('route', () => {
  it('runs straight down to what is right below', () => {
    const below = { x: 100, y: 300, width: 20, height: 10 };
    expect(route({ kind: 'vertical' }, port, below, bar, box)).toEqual([
      { x: 110, y: 110 },
      { x: 110, y: 300 },
    ]);
  });

  it('turns shortly before its end', () => {
    const aside = { x: 200, y: 300, width: 20, height: 10 };
    const line = route({ kind: 'vertical' }, port, aside, bar, box);
    expect(line).toEqual([
      { x: 110, y: 110 },
      { x: 110, y: 286 },
      { x: 210, y: 286 },
      { x: 210, y: 300 },
    ]);
  });

  it('runs in the gutter left of the box that it goes to', () => {
    const inner = { x: 98, y: 308, width: 180, height: 28 };
    const line = route({ kind: 'gutter', offset: 8 }, port, inner, bar, box);
    expect(line).toEqual([
      { x: 100, y: 105 },
      { x: 82, y: 105 },
      { x: 82, y: 322 },
      { x: 98, y: 322 },
    ]);
  });

  it('runs in a lane under the bar, then right of the box', () => {
    const inner = { x: 98, y: 308, width: 180, height: 28 };
    const line = route({ kind: 'lane', lane: 20, offset: 6 }, port, inner, bar, box);
    expect(line).toEqual([
      { x: 110, y: 110 },
      { x: 110, y: 140 },
      { x: 296, y: 140 },
      { x: 296, y: 322 },
      { x: 278, y: 322 },
    ]);
  });
});

describe('a line', () => {
  const line = [
    { x: 0, y: 0 },
    { x: 30, y: 0 },
    { x: 30, y: 10 },
  ];

  it('has a length and points along it', () => {
    expect(lengthOf(line)).toBe(40);
    expect([0, 0.5, 0.75, 0.875, 1].map((part) => pointAlong(line, part))).toEqual([
      { x: 0, y: 0 },
      { x: 20, y: 0 },
      { x: 30, y: 0 },
      { x: 30, y: 5 },
      { x: 30, y: 10 },
    ]);
  });

  it('becomes a path with rounded corners', () => {
    expect(pathOf(line, 4)).toBe('M0 0L26 0Q30 0 30 4L30 10');
    expect(pathOf([])).toBe('');
  });
});
