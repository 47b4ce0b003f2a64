import { describe, expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { SECOND } from '../../des/scheduler.ts';
import { threeHosts } from '../../scenario/worlds.ts';
import { World } from '../../world.ts';
import { hostNetworkDb } from './gossip.ts';
import type { NetworkDb } from './networkdb/networkdb.ts';

const KEY = Uint8Array.from({ length: 16 }, (_, i) => i);

/** Three hosts of the classroom, whose nodes have joined the first one's. */
function threeNodes(keys: readonly Uint8Array[] = [KEY]): { readonly world: World; readonly nodes: NetworkDb[] } {
  const world = new World(threeHosts, 1);
  world.runUntil(10 * SECOND);
  const nodes: NetworkDb[] = [];
  for (let i = 1; i <= 3; i++) {
    const machine = world.machine(`node${i}`);
    if (machine === undefined) throw new Error('no such host');
    const node = hostNetworkDb(machine, ip4(`192.168.99.10${i}`), keys);
    expect(node.start()).toBeUndefined();
    if (i > 1) {
      machine.startTask(
        (function* () {
          yield* node.join([ip4('192.168.99.101')]);
        })(),
      );
    }
    nodes.push(node);
    world.runUntil(world.now + 3.3 * SECOND);
  }
  return { world, nodes };
}

describe('gossip over real sockets', () => {
  it('finds each other', () => {
    const { nodes } = threeNodes();
    for (const node of nodes) {
      const ips = node.clusterPeers().map(({ ip }) => ip);
      expect(ips.sort()).toEqual(['192.168.99.101', '192.168.99.102', '192.168.99.103']);
    }
  });
});
