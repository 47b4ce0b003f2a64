import { describe, expect, it } from 'vitest';
import type { Find } from '../edges/geometry.ts';
import type { Box, Picture, Rect } from '../layout/model.ts';
import { packMap, readMap } from './packet-map.ts';

const place: Rect = { x: 10, y: 10, width: 20, height: 10 };
const boxes = [
  { id: 'host:a', parent: undefined, x: 0 },
  { id: 'ns:a', parent: 'host:a', x: 0 },
  { id: 'network:a:1', parent: 'host:a', x: 200 },
  { id: 'bridge:9', parent: 'ns:a', x: 100 },
  { id: 'container:a:c', parent: 'host:a', x: 300 },
  { id: 'device:1', parent: 'ns:a', x: 400 },
];
const find: Find = (id) => {
  const box = boxes.find((one) => one.id === id);
  return box && { internals: { positionAbsolute: { x: box.x, y: 0 } }, measured: { width: 80, height: 60 } };
};

const mark = { id: undefined, name: 'web', tint: 0 };
const end = (uid: number, box: string) => ({ uid, box, place, name: `eth${uid}` });
const picture: Picture = {
  boxes: boxes.map(({ id, parent, x }) => ({ id, parent, x, y: 0, width: 80, height: 60 }) as Box),
  wires: [
    {
      id: 'w',
      kind: 'veth',
      from: end(2, 'network:a:1'),
      to: end(3, 'container:a:c'),
      run: { kind: 'sideways' },
      cable: undefined,
      live: true,
      network: mark,
      attachment: undefined,
    },
  ],
  tunnels: [{ vxlan: 4, card: 1, box: 'network:a:1', host: 'host:a', mark, lane: 0 }],
  devices: new Map([
    [1, { box: 'device:1', place }],
    [2, { box: 'network:a:1', place }],
    [3, { box: 'container:a:c', place }],
    [4, { box: 'network:a:1', place: { ...place, x: 50 } }],
    [9, { box: 'bridge:9', place }],
    [13, { box: 'container:gone', place }],
  ]),
};

describe('a packed map', () => {
  const map = readMap(packMap(picture, find));

  it('has devices where their boxes are, and none whose box is not drawn', () => {
    expect(map.device(3)).toMatchObject({ x: 310, y: 10, width: 20, height: 10 });
    expect(map.device(13)).toBeUndefined();
  });

  it('has wires both ways', () => {
    const line = map.line(2, 3);
    expect(line?.[0]).toEqual({ x: 230, y: 15 });
    expect(map.line(3, 2)).toEqual(line?.toReversed());
    expect(map.line(1, 2)).toBeUndefined();
  });

  it('leads from an overlay’s ports to the card and back', () => {
    const lead = map.lead(2, 1);
    expect(lead?.[0]?.x).toBe(220);
    expect(lead?.at(-1)?.y).toBe(10);
    expect(map.lead(1, 2)).toEqual(lead?.toReversed());
    expect(map.lead(3, 1)).toBeUndefined();
  });

  it('takes a host’s own namespace for one place, and an overlay’s bridge as part of it', () => {
    expect(map.inside(1)).toBe(map.inside(9));
    expect(map.inside(2)).toBe(map.inside(1));
    expect(map.inside(3)).not.toBe(map.inside(1));
    expect(map.inside(99)).toBeUndefined();
  });
});
