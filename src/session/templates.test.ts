import { describe, expect, it } from 'vitest';
import { templates } from '../sim/scenario/templates.ts';
import { Lab } from './lab.ts';
import { worldView } from './view.ts';

describe('what a new lab can begin with', () => {
  it.each(templates)('$name starts, with all its machines on', ({ world, setup }) => {
    const lab = new Lab({ format: 'hoplab', version: 1, seed: 1, world, setup, inputs: [], time: 0 });
    const { hosts, clusters = [] } = worldView(lab.world);
    expect(hosts.map(({ name, power }) => [name, power])).toEqual(world.hosts.map(({ name }) => [name, 'on']));
    expect(clusters).toHaveLength(setup.length === 0 ? 0 : 1);
  });

  it('a formed swarm has a leader, its managers and its workers', () => {
    const { world, setup } = templates.find(({ name }) => name === 'swarm') ?? { world: undefined, setup: [] };
    if (world === undefined) throw new Error('no such template');
    const lab = new Lab({ format: 'hoplab', version: 1, seed: 1, world, setup, inputs: [], time: 0 });
    const { hosts, clusters } = worldView(lab.world);
    expect(clusters).toMatchObject([{ hasLeader: true, nodes: 6, managers: 3 }]);
    expect(hosts.map(({ node }) => `${node?.role} ${node?.state}`)).toEqual([
      ...Array(3).fill('manager ready'),
      ...Array(3).fill('worker ready'),
    ]);
  });
});
