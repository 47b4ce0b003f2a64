// What the background of a swarm costs: ten idle minutes of gossip between five hosts, packet by packet.
import { ip4 } from '../src/sim/base/ip4.ts';
import { SECOND } from '../src/sim/des/scheduler.ts';
import type { HostSpec, WorldSpec } from '../src/sim/scenario/format.ts';
import { threeHosts } from '../src/sim/scenario/worlds.ts';
import { hostNetworkDb } from '../src/sim/swarm/gossip/gossip.ts';
import { World } from '../src/sim/world.ts';
import { cpuSeconds } from './measure.ts';
import type { Bench, Row } from './table.ts';

const HOSTS = 5;
const MINUTES = 10;
const NETWORK = 'ingress';

const addressOf = (i: number): string => `192.168.99.${101 + i}`;

function spec(): WorldSpec {
  const hosts = Array.from({ length: HOSTS }, (_, i): HostSpec => {
    const nics = [{ name: 'eth0', address: `${addressOf(i)}/24`, cable: 'switch1' }];
    return { ...threeHosts.hosts[0], name: `node${i + 1}`, nics };
  });
  return { ...threeHosts, hosts };
}

/** Hosts whose nodes have found each other and share a network. */
function cluster(): World {
  const world = new World(spec(), 1);
  for (let i = 0; i < HOSTS; i++) {
    const machine = world.machine(`node${i + 1}`);
    if (machine === undefined) continue;
    const node = hostNetworkDb(machine, ip4(addressOf(i)), [new Uint8Array(16)]);
    node.start();
    machine.startTask(
      (function* () {
        if (i > 0) yield* node.join([ip4(addressOf(0))]);
        yield* node.joinNetwork(NETWORK);
      })(),
    );
    world.runUntil(world.now + 1.37 * SECOND);
  }
  world.runUntil(world.now + 10 * SECOND);
  return world;
}

export const idleGossip: Bench = {
  name: 'idle gossip',
  title: `Idle gossip: ${MINUTES} minutes of ${HOSTS} hosts, real packets, encrypted`,
  run(): Row[] {
    const world = cluster();
    const { hops } = world.trace;
    const before = cpuSeconds();
    world.runUntil(world.now + MINUTES * 60 * SECOND);
    const cpu = cpuSeconds() - before;
    return [
      {
        'CPU s': cpu.toFixed(2),
        'virtual ÷ CPU': ((MINUTES * 60) / cpu).toFixed(0),
        hops: world.trace.hops - hops,
      },
    ];
  },
};
