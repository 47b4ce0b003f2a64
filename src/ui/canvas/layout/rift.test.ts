import { describe, expect, it } from 'vitest';
import type { Box, Picture } from './model.ts';
import { riftOf } from './rift.ts';

const host = (name: string, x: number, y: number): Box => ({
  id: `host:${name}`,
  parent: undefined,
  x,
  y,
  width: 600,
  height: 400,
  data: {
    kind: 'host',
    host: name,
    containers: 0,
    isEmpty: true,
    running: 0,
    power: 'on',
    node: undefined,
    isCollapsed: false,
  },
});
const picture = (...boxes: readonly Box[]): Picture => ({ boxes, wires: [], tunnels: [], devices: new Map() });
/** Two rows of two: a b over c d. */
const four = picture(host('a', 0, 0), host('b', 664, 0), host('c', 0, 464), host('d', 664, 464));

describe('a rift', () => {
  it('is nowhere while all are together', () => expect(riftOf(four, [])).toEqual([]));

  it('runs in the gaps around one that is apart, and not at its corner', () => {
    expect(riftOf(four, ['a'])).toEqual([
      { x: 619, y: -32, width: 26, height: 464 },
      { x: -32, y: 419, width: 664, height: 26 },
    ]);
  });

  it('runs straight between two sides', () => {
    const strips = riftOf(four, ['a', 'c']);
    expect(strips.map(({ x, width }) => [x, width])).toEqual([
      [619, 26],
      [619, 26],
    ]);
  });

  it('is not drawn between hosts that are far from each other, or on each other', () => {
    expect(riftOf(picture(host('a', 0, 0), host('b', 2000, 0)), ['a'])).toEqual([]);
    expect(riftOf(picture(host('a', 0, 0), host('b', 100, 100)), ['a'])).toEqual([]);
  });
});
