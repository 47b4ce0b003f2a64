import { expect, it } from 'vitest';
import { oneHost } from '../sim/scenario/worlds.ts';
import { closeUp } from './close-up.ts';
import { Lab } from './lab.ts';

it('counts rules and packets at the hooks, and tells tables as the tools print them', () => {
  const lab = new Lab({ format: 'hoplab', version: 1, seed: 1, world: oneHost, inputs: [], time: 0 });
  const hook = (name: string) => closeUp(lab.world, 'node1')?.hooks.find((one) => one.name === name);
  expect(hook('FORWARD')?.rules).toBeGreaterThan(0);
  const before = hook('OUTPUT')?.packets ?? -1;
  lab.apply({ kind: 'tty.open', tty: 'a', host: 'node1', columns: 80, rows: 24 });
  lab.apply({ kind: 'tty.data', tty: 'a', text: 'docker run -d busybox sleep 3000; ping -c 2 172.17.0.2\r' });
  lab.world.runUntil(lab.world.now + 10_000_000);
  expect(hook('OUTPUT')?.packets).toBeGreaterThan(before);
  const seen = closeUp(lab.world, 'node1');
  expect(seen?.namespaces[0]?.routes).toContain('172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1');
  expect(seen?.ports).toMatchObject([{ state: 'forwarding', macs: 1 }]);
});

it('knows nothing of a host that there is not', () => {
  const lab = new Lab({ format: 'hoplab', version: 1, seed: 1, world: oneHost, inputs: [], time: 0 });
  expect(closeUp(lab.world, 'node9')).toBeUndefined();
});
