import { describe, expect, it } from 'vitest';
import { worldView } from '../../../session/view.ts';
import { classroom, twoSites, twoSwitches } from '../../../sim/scenario/worlds.ts';
import { World } from '../../../sim/world.ts';
import { layout } from './layout.ts';
import { sitesOf } from './sites.ts';
import { complaints } from './testkit.ts';

describe('sites on the map', () => {
  it('are one where there is one switch', () => {
    expect(sitesOf(worldView(new World(classroom, 1)))).toEqual([{ switches: ['switch1'], hosts: [0, 1, 2] }]);
  });

  it('stand under each other, each switch above its own hosts', () => {
    const view = worldView(new World(twoSites, 1));
    expect(sitesOf(view)).toEqual([
      { switches: ['switch-a'], hosts: [0, 1] },
      { switches: ['switch-b'], hosts: [2, 3] },
    ]);
    const { picture } = layout({ view, memory: new Map(), moved: new Map() });
    expect(complaints(picture)).toEqual([]);
    const y = (id: string): number => picture.boxes.find((box) => box.id === id)?.y ?? Number.NaN;
    const order = ['switch:switch-a', 'host:a1', 'switch:switch-b', 'host:b1'].map(y);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(y('host:a1')).toBe(y('host:a2'));
  });

  it('joins switches by a cable beside all hosts', () => {
    const view = worldView(new World(twoSwitches, 1));
    const { picture } = layout({ view, memory: new Map(), moved: new Map() });
    expect(complaints(picture)).toEqual([]);
    const cable = picture.wires.find(({ from, to }) => from.box === 'switch:switch1' && to.box === 'switch:switch2');
    expect(cable).toMatchObject({ kind: 'cable', cable: { machine: 'switch1', nic: 'port1' } });
    const hosts = picture.boxes.filter(({ data }) => data.kind === 'host');
    const bars = picture.boxes.filter(({ data }) => data.kind === 'switch');
    const xs = [cable?.from, cable?.to].map(
      (end) => (bars.find(({ id }) => id === end?.box)?.x ?? 0) + (end?.place.x ?? 0),
    );
    expect(xs[0]).toBe(xs[1]);
    expect(Math.min(...xs)).toBeGreaterThan(Math.max(...hosts.map(({ x, width }) => x + width)));
  });
});
