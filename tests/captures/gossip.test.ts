import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ip4 } from '../../src/sim/base/ip4.ts';
import { threeHosts } from '../../src/sim/scenario/worlds.ts';
import { hostNetworkDb } from '../../src/sim/swarm/gossip/gossip.ts';
import { emitEthernet } from '../../src/sim/wire/ethernet.ts';
import { World } from '../../src/sim/world.ts';
import { describeFrames } from './describe.ts';
import { readPcap } from './pcap.ts';

const SECOND = 1_000_000;
/** Nodes' sequence numbers take two bytes from the second minute to the fourth, as they did when the capture was made. */
const AGE = 170;
const LOOKED_ON = 90;
const GOSSIP = /(TCP|UDP) \S+ > 7946|(TCP|UDP) 7946 > /;

/** Gossip that node1's eth0 shows in `LOOKED_ON` quiet seconds of a cluster that is `AGE` seconds old. */
function simulated(): Uint8Array[] {
  const world = new World(threeHosts, 1);
  for (let i = 1; i <= 3; i++) {
    const machine = world.machine(`node${i}`);
    if (machine === undefined) throw new Error('no such host');
    const node = hostNetworkDb(machine, ip4(`192.168.99.10${i}`), [new Uint8Array(16)]);
    node.start();
    machine.startTask(
      (function* () {
        if (i > 1) yield* node.join([ip4('192.168.99.101')]);
        yield* node.joinNetwork('mff7ng04lre0278zry7iv275a');
      })(),
    );
    world.runUntil(world.now + 3.3 * SECOND);
  }
  world.runUntil(AGE * SECOND);
  const netns = world.machine('node1')?.enclosure.netns;
  const tap = netns?.sockets.tap(netns.net.link('eth0')?.ifindex);
  if (!tap?.ok) throw new Error('no tap');
  world.runUntil(world.now + LOOKED_ON * SECOND);
  const frames: Uint8Array[] = [];
  for (let seen = tap.value.receive(); seen; seen = tap.value.receive()) frames.push(emitEthernet(seen.frame));
  return frames;
}

/** Lines of gossip without the addresses before and the names of ports that were chosen. */
const kindsOf = (frames: readonly Uint8Array[], kind: RegExp): string[] =>
  describeFrames(frames)
    .filter((line) => GOSSIP.test(line) && kind.test(line))
    .map((line) => line.replace(/^.*? tos/, 'tos').replaceAll(/port\d+/g, 'chosen'));

const distinct = (lines: readonly string[]): string[] => [...new Set(lines)].sort();

it('p9: idle gossip is the same in kinds and rates', () => {
  const packets = readPcap(readFileSync(new URL('p9-node1-eth0.pcap', import.meta.url)));
  const real = packets.map(({ bytes }) => bytes);
  const seconds = ((packets.at(-1)?.time ?? 0) - (packets[0]?.time ?? 0)) / SECOND;
  const ours = simulated();
  // Pings and acknowledgements.
  const datagrams = kindsOf(ours, /UDP/);
  expect(distinct(datagrams)).toEqual(distinct(kindsOf(real, /UDP/)));
  // Twelve seconds hold as many as chance will have it: whom the others ping, and which ticks they give up.
  const rate = datagrams.length / LOOKED_ON / (kindsOf(real, /UDP/).length / seconds);
  expect(Math.abs(rate - 1)).toBeLessThan(0.15);
  // Exchanges of states and entries: their connections begin alike, one every few seconds.
  const opened = kindsOf(ours, /TCP .*\[S\.?\]/);
  expect(distinct(opened)).toEqual(distinct(kindsOf(real, /TCP .*\[S\.?\]/)));
});
