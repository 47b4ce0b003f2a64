import { beforeAll, describe, expect, it } from 'vitest';
import { Player } from '../../../tests/scenarios/player.ts';
import type { Change, WorldView } from '../../session/protocol.ts';
import { worldView } from '../../session/view.ts';
import { cluster } from '../../sim/scenario/worlds.ts';
import { faultsOf } from './faults.ts';
import { type Situation, situationsOf } from './situations.ts';
import { accessOf, trunkOf } from './vlans.ts';

describe('situations of a swarm of three managers and a worker', () => {
  const player = new Player({
    id: 'x',
    version: 1,
    title: '',
    summary: '',
    minutes: 1,
    seed: 1,
    world: cluster,
    steps: [],
  });
  const { world } = player.lab;
  const view = (): WorldView => worldView(world);
  const id = (): string => view().clusters?.[0]?.id ?? '';
  const find = (wanted: Situation['id']): Situation | undefined =>
    situationsOf(view(), id()).find((one) => one.id === wanted);
  const make = (changes: readonly Change[]): void => {
    for (const change of changes) expect(player.lab.apply({ kind: 'change', change })).toBeUndefined();
  };
  const leaders = (): readonly string[] =>
    view().hosts.flatMap(({ name, node }) => (node?.leads === true ? [name] : []));

  beforeAll(() => {
    player.run('m1', 'docker swarm init --advertise-addr 192.168.99.101');
    for (const host of ['m2', 'm3']) player.run(host, 'docker swarm join --token {manager-token} 192.168.99.101:2377');
    player.run('w1', 'docker swarm join --token {worker-token} 192.168.99.101:2377');
  });

  it('begins with nothing to heal', () => {
    expect(faultsOf(view())).toEqual([]);
    expect(find('heal')?.changes).toEqual([]);
  });

  it('cuts the leader off: the others elect another, and healing brings peace', () => {
    const situation = find('leader');
    expect(situation?.changes).toEqual([{ kind: 'partition', machines: ['m1'] }]);
    make(situation?.changes ?? []);
    player.until(() => leaders().length === 1 && leaders()[0] !== 'm1');
    expect(['m2', 'm3']).toContain(leaders()[0]);
    expect(faultsOf(view()).map(({ mend }) => mend)).toEqual([{ kind: 'heal' }]);
    make(find('heal')?.changes ?? []);
    expect(faultsOf(view())).toEqual([]);
    player.until(() => view().hosts.every(({ node }) => node?.hasLeader !== false));
    expect(leaders()).toHaveLength(1);
  });

  it('splits it so that the leader’s side has the majority', () => {
    const [change] = find('split')?.changes ?? [];
    expect(change).toMatchObject({ kind: 'partition' });
    const machines = change?.kind === 'partition' ? change.machines : [];
    expect(machines).toContain('w1');
    expect(machines.filter((name) => name.startsWith('m'))).toHaveLength(1);
    expect(machines).not.toContain(leaders()[0]);
  });

  it('loses the majority, and gets it back', () => {
    const changes = find('majority')?.changes ?? [];
    expect(changes.map(({ kind }) => kind)).toEqual(['cable.cut', 'cable.cut']);
    make(changes);
    player.until(() => view().clusters?.[0]?.hasLeader === false);
    expect(leaders()).toEqual([]);
    expect(faultsOf(view())).toHaveLength(2);
    make(find('heal')?.changes ?? []);
    player.until(() => leaders().length === 1);
    expect(leaders()).toHaveLength(1);
  });
});

describe('VLANs that are typed', () => {
  it.each([
    ['10', { access: 10 }],
    [' 4094 ', { access: 4094 }],
    ['0', undefined],
    ['4095', undefined],
    ['ten', undefined],
    ['', undefined],
  ])('%s of an access port', (text, vlans) => expect(accessOf(text)).toEqual(vlans));
  it.each([
    ['10, 20', '1', { trunk: [10, 20], native: 1 }],
    ['10 20,10', '99', { trunk: [10, 20], native: 99 }],
    ['10, x', '1', undefined],
    ['', '1', undefined],
    ['10', '', undefined],
  ])('%s of a trunk with %s', (text, native, vlans) => expect(trunkOf(text, native)).toEqual(vlans));
});
