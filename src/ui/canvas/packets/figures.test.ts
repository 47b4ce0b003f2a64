import { describe, expect, it } from 'vitest';
import { hit, sceneAt } from './figures.ts';
import type { Flight, Look } from './fleet.ts';
import type { PacketMap } from './packet-map.ts';

/** Device n is a point at (100 n, 0); devices next to each other are wired. */
const map: PacketMap = {
  line: (from, to) =>
    Math.abs(from - to) === 1
      ? [
          { x: 100 * from, y: 0 },
          { x: 100 * to, y: 0 },
        ]
      : undefined,
  lead: (from, to) =>
    from === 1 && to === 9
      ? [
          { x: 100, y: 0 },
          { x: 100, y: 50 },
          { x: 900, y: 50 },
        ]
      : undefined,
  device: (uid) => (uid > 90 ? undefined : { x: 100 * uid - 5, y: -5, width: 10, height: 10 }),
  inside: () => undefined,
};

const look = (protocol: Look['protocol']): Look => ({ protocol, sign: 'other', tunnelled: false });

const flight = (change: Partial<Flight>): Flight => ({
  seq: 1,
  from: 1,
  to: 2,
  look: look('ARP'),
  journey: 1,
  start: 0,
  clock: 'beats',
  end: 400,
  drop: undefined,
  before: undefined,
  count: 1,
  ...change,
});

const at = (beats: number) => ({ beats, world: 0 });

describe('sceneAt', () => {
  it('puts a packet along its wire', () => {
    expect(sceneAt([flight({})], at(0), map, false).figures).toMatchObject([{ x: 100, y: 0 }]);
    expect(sceneAt([flight({})], at(200), map, false).figures).toMatchObject([{ x: 150, y: 0 }]);
    expect(sceneAt([flight({})], at(400), map, false).figures).toMatchObject([{ x: 200, y: 0 }]);
  });

  it('leads it first through the bridge that it came by', () => {
    const through = flight({ from: 3, to: 4, before: 2 });
    expect(sceneAt([through], at(0), map, false).figures).toMatchObject([{ x: 200 }]);
    expect(sceneAt([through], at(120), map, false).figures).toMatchObject([{ x: 300 }]);
    expect(sceneAt([through], at(400), map, false).figures).toMatchObject([{ x: 400 }]);
  });

  it('leads it out of a tunnel by the tunnel’s own way', () => {
    const wrapped = flight({ from: 9, to: 10, before: 1 });
    const { figures } = sceneAt([wrapped], at(120), map, false);
    expect(figures).toMatchObject([{ y: 50 }]);
    expect(sceneAt([wrapped], at(400), map, false).figures).toMatchObject([{ x: 1000, y: 0 }]);
  });

  it('folds what is in the same place of the same wire, by protocol', () => {
    const together = [
      flight({ seq: 1 }),
      flight({ seq: 2 }),
      flight({ seq: 3, look: look('UDP') }),
      flight({ seq: 4, to: 0, count: 7 }),
    ];
    const { figures } = sceneAt(together, at(100), map, false);
    expect(figures.map(({ look: { protocol }, count, seq }) => [protocol, count, seq])).toEqual([
      ['ARP', 2, 2],
      ['UDP', 1, 3],
      ['ARP', 7, 4],
    ]);
  });

  it('waits for its start, and leaves out what has no place on the map', () => {
    expect(sceneAt([flight({ start: 10 }), flight({ from: 95, to: 97 })], at(5), map, false)).toEqual({
      figures: [],
      bursts: [],
    });
  });

  it('jumps to the end for those who want no motion', () => {
    expect(sceneAt([flight({})], at(10), map, true).figures).toMatchObject([{ x: 200 }]);
  });

  it('bursts a drop at its device, and a click finds it above the packets', () => {
    const scene = sceneAt(
      [flight({ seq: 7, from: 2, to: 2, drop: 'NO_ROUTE' }), flight({ seq: 8, from: 4, to: 5 })],
      at(0),
      map,
      false,
    );
    expect(scene.bursts).toMatchObject([{ x: 200, y: 0, age: 0 }]);
    expect(hit(scene, { x: 203, y: 4 }, 10)).toBe(7);
    expect(hit(scene, { x: 400, y: 0 }, 10)).toBe(8);
    expect(hit(scene, { x: 300, y: 0 }, 10)).toBeUndefined();
  });
});
