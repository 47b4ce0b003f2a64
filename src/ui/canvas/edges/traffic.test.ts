import { expect, it } from 'vitest';
import { HOP_COLUMNS, hopColumn } from '../../../sim/trace/record.ts';
import { layout } from '../layout/layout.ts';
import { sketchWorld } from '../layout/testkit.ts';
import { busyWires, wiresByEnds } from './traffic.ts';

it('finds the wire of a hop, whichever way the packet goes', () => {
  const view = sketchWorld([{ networks: ['bridge'], containers: [{ id: 'web', networks: ['bridge'] }] }]);
  const { picture } = layout({ view, memory: new Map(), moved: new Map() });
  const wires = wiresByEnds(picture);
  const veth = picture.wires.find((wire) => wire.kind === 'veth');
  if (!veth) throw new Error('the container hangs on a wire');
  const hops = (...ends: readonly (readonly [number, number])[]) => {
    const packed = new Float64Array(ends.length * HOP_COLUMNS);
    ends.forEach(([from, to], i) => {
      packed[i * HOP_COLUMNS + hopColumn.from] = from;
      packed[i * HOP_COLUMNS + hopColumn.to] = to;
    });
    return packed;
  };
  expect([...busyWires(hops([veth.to.uid, veth.from.uid], [veth.from.uid, veth.to.uid]), wires)]).toEqual([veth.id]);
  expect([...busyWires(hops([veth.to.uid, -1]), wires)]).toEqual([]);
});
