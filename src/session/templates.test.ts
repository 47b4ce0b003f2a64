import { describe, expect, it } from 'vitest';
import { templates } from '../sim/scenario/templates.ts';
import { Lab } from './lab.ts';
import { parseLab } from './lab-file.ts';
import { worldView } from './view.ts';

describe('what a new lab can begin with', () => {
  it.each(templates)('$name starts, with all its machines on', ({ name: template, world, setup }) => {
    const lab = new Lab({ format: 'hoplab', version: 1, seed: 1, world, setup, inputs: [], time: 0 });
    const { hosts, clusters = [] } = worldView(lab.world);
    expect(hosts.map(({ name, power }) => [name, power])).toEqual(world.hosts.map(({ name }) => [name, 'on']));
    expect(clusters).toHaveLength(template === 'swarm' ? 1 : 0);
  });

  it('the Pets app runs, and its page is there from outside', () => {
    const { world, setup } = templates.find(({ name }) => name === 'pets') ?? { world: undefined, setup: [] };
    if (world === undefined) throw new Error('no such template');
    const file = { format: 'hoplab', version: 1, seed: 1, world, setup, inputs: [], time: 0 } as const;
    expect(parseLab(JSON.parse(JSON.stringify(file))).ok).toBe(true);
    const lab = new Lab(file);
    expect(
      worldView(lab.world)
        .hosts[0]?.containers.map(({ name, state }) => [name, state])
        .sort(),
    ).toEqual([
      ['pets-db-1', 'running'],
      ['pets-web-1', 'running'],
    ]);
    lab.apply({ kind: 'tty.open', tty: 'a', host: 'node1', columns: 80, rows: 24 });
    lab.apply({ kind: 'tty.data', tty: 'a', text: 'curl -s localhost:5000\r' });
    lab.world.runUntil(lab.world.now + 5_000_000);
    const said = lab.world.takeOutput().map(({ text }) => text);
    expect(said.join('')).toContain('<h1>Pets</h1>');
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
