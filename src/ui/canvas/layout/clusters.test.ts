import { beforeAll, describe, expect, it } from 'vitest';
import { Player } from '../../../../tests/scenarios/player.ts';
import type { WorldView } from '../../../session/protocol.ts';
import { worldView } from '../../../session/view.ts';
import type { Scenario } from '../../../sim/scenario/format.ts';
import { cluster } from '../../../sim/scenario/worlds.ts';
import { layout } from './layout.ts';
import type { Picture } from './model.ts';
import { complaints } from './testkit.ts';

const scenario: Scenario = {
  id: 'x',
  version: 1,
  title: '',
  summary: '',
  minutes: 1,
  seed: 1,
  world: cluster,
  steps: [],
};
const draw = (view: WorldView) => layout({ view, memory: new Map(), moved: new Map() }).picture;

describe('a swarm on the map', () => {
  const player = new Player(scenario);
  let picture: Picture;

  beforeAll(() => {
    player.run('m1', 'docker swarm init --advertise-addr 192.168.99.101');
    for (const host of ['w1', 'w2', 'w3'])
      player.run(host, 'docker swarm join --token {worker-token} 192.168.99.101:2377');
    player.run('m1', 'docker network create -d overlay app');
    player.run('m1', 'docker service create -d --name web --network app --replicas 6 -p 8080:80 nginx');
    player.run('w1', 'docker run -d --name alone busybox sleep 3000');
    player.run('m1', 'sleep 10');
    picture = draw(worldView(player.lab.world));
  });

  const boxes = (kind: string) => picture.boxes.filter((box) => box.data.kind === kind);

  it('overlaps nothing, with hosts in rows', () => {
    expect(complaints(picture)).toEqual([]);
    expect(new Set(boxes('host').map((box) => box.y)).size).toBe(2);
  });

  it('puts the swarm above all else', () => {
    const [band, ...others] = boxes('cluster');
    expect(others).toEqual([]);
    const top = Math.min(...boxes('switch').map((box) => box.y));
    expect((band?.y ?? 0) + (band?.height ?? 0)).toBeLessThan(top);
  });

  it('gives a network the same colour on every host, and in the band', () => {
    const marks = picture.boxes.flatMap(({ data }) => {
      if (data.kind === 'cluster') return data.marks;
      return data.kind === 'bridge' ? [data.mark] : [];
    });
    expect(new Set(marks.filter(({ name }) => name === 'app').map(({ tint }) => tint)).size).toBe(1);
    const tints = new Set(marks.filter(({ name }) => name === 'ingress').map(({ tint }) => tint));
    expect(tints.size).toBe(1);
    expect(tints).not.toContain(marks.find(({ name }) => name === 'app')?.tint);
  });

  it('wires tasks, load balancers and the mesh to their networks', () => {
    const ends = picture.wires.map(
      ({ from, to }) => `${from.box.split(':')[0]} ${to.box.split(':').slice(0, 2).join(':')}`,
    );
    expect(ends).toEqual(expect.arrayContaining(['network container:m1', 'network container:w1']));
    const kinds = boxes('container').map(({ data }) => (data.kind === 'container' ? data.container.name : ''));
    expect(kinds).toEqual(expect.arrayContaining(['ingress-sbox', 'lb-app', 'alone']));
    const loose = boxes('container').filter(
      ({ id }) => !picture.wires.some(({ to, from }) => to.box === id || from.box === id),
    );
    expect(loose).toEqual([]);
  });
});
