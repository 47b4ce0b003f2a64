import { expect, it } from 'vitest';
import type { Frame, WorldView } from '../session/protocol.ts';
import { worldView } from '../session/view.ts';
import { threeHosts } from '../sim/scenario/worlds.ts';
import { World } from '../sim/world.ts';
import { filler, type ThinFrame, thinner } from './wire.ts';

const frameOf = (view: WorldView): Frame => {
  const pacing = { playing: true, speed: 1 };
  return { time: 0, pacing, beat: 0, records: { first: 0, next: 0 }, background: 0, view };
};

it('sends hosts that have changed, and the page has the whole view with the rest as it was', () => {
  const before = worldView(new World(threeHosts, 1));
  const [one, two, three] = before.hosts;
  if (!one || !two || !three) throw new Error('three hosts');
  const other = { ...two, power: 'off' as const };
  const cluster = { id: 'c', hasLeader: true, tokens: { worker: '', manager: '' }, nodes: 0, managers: 0 };
  const clusters = [{ ...cluster, services: [], tasks: [], networks: [] }];
  const views: readonly WorldView[] = [
    before,
    { ...before, version: 1, hosts: [three, other, one], clusters },
    { ...before, version: 2, hosts: [three, other], clusters },
  ];
  const [thin, fill] = [thinner(), filler()];
  const sent: ThinFrame[] = [];
  const got = views.map((view) => {
    const frame = thin(frameOf(view));
    sent.push(structuredClone(frame));
    return fill(structuredClone(frame)).view;
  });
  expect(got).toEqual(views);
  expect(sent[1]?.view?.hosts).toEqual(['node3', other, 'node1']);
  expect(sent[2]?.view?.clusters).toEqual(['c']);
  expect(got[1]?.hosts[2]).toBe(got[0]?.hosts[0]);
  expect(got[1]?.hosts[1]?.namespaces).toBe(got[0]?.hosts[1]?.namespaces);
});
