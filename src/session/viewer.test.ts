import { expect, it } from 'vitest';
import { threeHosts } from '../sim/scenario/worlds.ts';
import { runCommand } from '../sim/testkit/machine.ts';
import { World } from '../sim/world.ts';
import { keep } from './keep.ts';
import { worldView } from './view.ts';
import { Viewer } from './viewer.ts';

function run(world: World, host: string, command: string): void {
  const machine = world.machine(host);
  if (machine === undefined) throw new TypeError(`no host ${host}`);
  expect(runCommand(machine, command)).toMatchObject({ exit: 0, stderr: '' });
}

it('sees what a fresh look sees, and keeps the hosts in which nothing has happened', () => {
  const world = new World(threeHosts, 1);
  const viewer = new Viewer();
  const first = viewer.look(world);
  for (const command of [
    'docker run -d --name one busybox sleep 60',
    'docker network create web && docker network connect web one',
    'iptables -A INPUT -s 10.9.9.9 -j DROP',
    'docker rm -f one',
  ]) {
    const before = viewer.look(world);
    run(world, 'node1', command);
    const after = viewer.look(world);
    expect(after).toEqual(worldView(world));
    expect(after.hosts[1]).toBe(before.hosts[1]);
    expect(after.switches).toBe(before.switches);
  }
  expect(viewer.look(world).hosts[0]?.images).toBe(first.hosts[0]?.images);
  expect(viewer.look(world)).toBe(viewer.look(world));
});

it('sees a cable that is cut, which is no change of a host', () => {
  const world = new World(threeHosts, 1);
  const viewer = new Viewer();
  viewer.look(world);
  world.apply({ at: world.now, kind: 'change', change: { kind: 'cable.cut', machine: 'node2', nic: 'eth0' } });
  expect(viewer.look(world)).toEqual(worldView(world));
});

it('recognises the things of a list where others came or went', () => {
  const before = {
    list: [
      { id: 'a', n: [1] },
      { id: 'b', n: [2] },
      { id: 'c', n: [3] },
    ],
  };
  const now = keep(before, {
    list: [
      { id: 'c', n: [3] },
      { id: 'b', n: [9] },
      { id: 'd', n: [2] },
    ],
  });
  expect(now).toEqual({
    list: [
      { id: 'c', n: [3] },
      { id: 'b', n: [9] },
      { id: 'd', n: [2] },
    ],
  });
  expect(now.list[0]).toBe(before.list[2]);
  expect(keep(before, structuredClone(before))).toBe(before);
  expect(keep<object>({ a: undefined }, {})).toEqual({});
});
