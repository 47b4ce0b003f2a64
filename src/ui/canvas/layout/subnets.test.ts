import { beforeAll, describe, expect, it } from 'vitest';
import { Player } from '../../../../tests/scenarios/player.ts';
import { worldView } from '../../../session/view.ts';
import { threeHosts } from '../../../sim/scenario/worlds.ts';
import { layout } from './layout.ts';
import type { Picture } from './model.ts';
import { complaints } from './testkit.ts';

describe('an overlay with two subnets on the map', () => {
  const player = new Player({
    id: 'x',
    version: 1,
    title: '',
    summary: '',
    minutes: 1,
    seed: 1,
    world: threeHosts,
    steps: [],
  });
  let picture: Picture;

  beforeAll(() => {
    player.run('node1', 'docker swarm init --advertise-addr 192.168.99.101');
    player.run('node1', 'docker network create -d overlay --attachable --subnet 10.5.0.0/24 --subnet 10.6.0.0/24 two');
    player.run('node1', 'docker run -d --name near --network two --ip 10.5.0.77 busybox sleep 999');
    player.run('node1', 'docker run -d --name far --network two --ip 10.6.0.77 busybox sleep 999');
    picture = layout({ view: worldView(player.lab.world), memory: new Map(), moved: new Map() }).picture;
  });

  const bridges = () =>
    picture.boxes.flatMap((box) => (box.data.kind === 'bridge' && box.data.mark.name === 'two' ? [box] : []));
  const homeOf = (name: string) => {
    const box = picture.boxes.find(({ data }) => data.kind === 'container' && data.container.name === name);
    return picture.wires.find((wire) => wire.to.box === box?.id && wire.network?.name === 'two')?.from.box;
  };

  it('has a bridge for each, in one colour', () => {
    expect(bridges().map(({ data }) => data.kind === 'bridge' && data.device?.name)).toEqual(['br0', 'br1']);
    expect(new Set(bridges().map(({ data }) => data.kind === 'bridge' && data.mark.tint)).size).toBe(1);
    expect(complaints(picture)).toEqual([]);
  });

  it('hangs each container under the bridge of its subnet', () => {
    const [first, second] = bridges();
    expect([homeOf('near'), homeOf('far')]).toEqual([first?.id, second?.id]);
  });

  it('leads each tunnel to the card', () => {
    const two = picture.tunnels.filter(({ mark }) => mark.name === 'two');
    expect(two.map(({ box }) => box)).toEqual(bridges().map(({ id }) => id));
  });
});
