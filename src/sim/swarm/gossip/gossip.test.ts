import { describe, expect, it } from 'vitest';
import { formatIp4, ip4 } from '../../base/ip4.ts';
import { SECOND } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import { threeHosts } from '../../scenario/worlds.ts';
import { runCommand } from '../../testkit/machine.ts';
import { hexDigits } from '../../wire/bytes.ts';
import { World } from '../../world.ts';
import { hostNetworkDb } from './gossip.ts';
import { changeKeys, gossipKeys } from './key-change.ts';
import type { NetworkDb } from './networkdb/networkdb.ts';

const KEY = Uint8Array.from({ length: 16 }, (_, i) => i);

function* joining(node: NetworkDb): Blocking<void> {
  yield* node.join([ip4('192.168.99.101')]);
}

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
      machine.startTask(joining(node));
    }
    nodes.push(node);
    world.runUntil(world.now + 3.3 * SECOND);
  }
  return { world, nodes };
}

/** Runs a command on a host, which must succeed. */
function run(world: World, host: string, command: string): void {
  const machine = world.machine(host);
  if (machine === undefined) throw new Error('no such host');
  expect(runCommand(machine, command)).toMatchObject({ exit: 0, stderr: '' });
}

const ips = (node: NetworkDb | undefined): string[] => (node?.clusterPeers() ?? []).map(({ ip }) => ip).sort();
const ALL = ['192.168.99.101', '192.168.99.102', '192.168.99.103'];

/** What passes node1's eth0 in a number of seconds: `source protocol length` of each packet with contents. */
function watch(world: World, seconds: number): string[] {
  const netns = world.machine('node1')?.enclosure.netns;
  const opened = netns?.sockets.tap(netns.net.link('eth0')?.ifindex);
  if (!opened?.ok) throw new Error('no tap');
  world.runUntil(world.now + seconds * SECOND);
  const lines: string[] = [];
  for (let seen = opened.value.receive(); seen !== undefined; seen = opened.value.receive()) {
    const ip = seen.frame.body;
    if (ip.kind !== 'ipv4' || (ip.body.kind !== 'udp' && ip.body.kind !== 'tcp')) continue;
    const { kind, payload, sourcePort, destinationPort } = ip.body;
    if (payload.length === 0) continue;
    expect([sourcePort, destinationPort]).toContain(7946);
    lines.push(`${formatIp4(ip.source)} ${kind} ${payload.length}`);
  }
  opened.value.close();
  return lines;
}

describe('three hosts', () => {
  it('find each other, and share tables', () => {
    const { world, nodes } = threeNodes();
    for (const node of nodes) expect(ips(node)).toEqual(ALL);
    const heard: string[] = [];
    nodes[2]?.watch('endpoint_table', 'net1', ({ kind, key }) => heard.push(`${kind} ${key}`));
    for (const [i, node] of nodes.entries()) world.machine(`node${i + 1}`)?.startTask(node.joinNetwork('net1'));
    world.runUntil(world.now + 2 * SECOND);
    nodes[0]?.createEntry('endpoint_table', 'net1', 'ep1', { name: 'web.1' });
    world.runUntil(world.now + SECOND);
    expect(nodes[2]?.getEntry('endpoint_table', 'net1', 'ep1')).toEqual({ name: 'web.1' });
    expect(heard).toEqual(['create ep1']);
    expect(nodes[1]?.peers('net1')).toHaveLength(3);
  });

  it('send what real ones send while nothing happens', () => {
    const { world } = threeNodes();
    // Sequence numbers of two bytes, as in the capture of a real cluster that is a few minutes old.
    world.runUntil(170 * SECOND);
    const seen = watch(world, 95);
    const datagrams = seen.filter((line) => line.includes('udp'));
    // Of the four packets of a ping and its answer between each two, node1 sees those with the other two.
    expect(datagrams.length / 95).toBeGreaterThan(3.4);
    expect(datagrams.length / 95).toBeLessThan(4.2);
    expect(new Set(datagrams.map((line) => line.split(' ')[2]))).toEqual(new Set(['111', '48']));
    // States are exchanged by each with another every 30 s: of nine in this time, node1 takes part in most.
    const exchanges = seen.filter((line) => line.includes('tcp')).length / 2;
    expect(exchanges).toBeGreaterThanOrEqual(3);
    expect(exchanges).toBeLessThanOrEqual(9);
  });

  it('take one for dead that is cut off, and take it back', () => {
    const { world, nodes } = threeNodes();
    run(
      world,
      'node3',
      'iptables -A INPUT -p udp --dport 7946 -j DROP; iptables -A INPUT -p tcp --dport 7946 -j DROP; iptables -A OUTPUT -p tcp --dport 7946 -j DROP',
    );
    world.runUntil(world.now + 12 * SECOND);
    expect([ips(nodes[0]), ips(nodes[1])]).toEqual([ALL.slice(0, 2), ALL.slice(0, 2)]);
    run(world, 'node3', 'iptables -F INPUT; iptables -F OUTPUT');
    world.runUntil(world.now + 60 * SECOND);
    for (const node of nodes) expect(ips(node)).toEqual(ALL);
  });

  it('are content with TCP where UDP is blocked', () => {
    const { world, nodes } = threeNodes();
    run(world, 'node3', 'iptables -A INPUT -p udp --dport 7946 -j DROP');
    world.runUntil(world.now + 60 * SECOND);
    for (const node of nodes) expect(ips(node)).toEqual(ALL);
  });

  it('notice one that loses power later than one that says goodbye', () => {
    const silent = threeNodes();
    silent.nodes[2]?.close();
    silent.world.runUntil(silent.world.now + 3 * SECOND);
    expect(ips(silent.nodes[0])).toEqual(ALL);
    silent.world.runUntil(silent.world.now + 6 * SECOND);
    expect(ips(silent.nodes[0])).toEqual(ALL.slice(0, 2));
    const polite = threeNodes();
    const [, , leaving] = polite.nodes;
    if (leaving !== undefined) polite.world.machine('node3')?.startTask(leaving.leave());
    polite.world.runUntil(polite.world.now + 2 * SECOND);
    expect(ips(polite.nodes[0])).toEqual(ALL.slice(0, 2));
  });

  it('rotate their keys without losing each other, and know nobody who has another', () => {
    const { world, nodes } = threeNodes();
    const key = (lamportTime: number, hex = lamportTime.toString(16).padStart(32, '0')) =>
      ({ subsystem: 'networking:gossip', key: hex, lamportTime }) as const;
    // The key that they began with is the second of three, then the first, then none: each node hears of it later.
    for (const time of [3, 4, 5]) {
      const began = key(2, hexDigits(KEY));
      const ring = [key(1), began, key(3), key(4), key(5)].slice(time - 3, time);
      for (const node of nodes) {
        changeKeys(node, ring);
        world.runUntil(world.now + 2 * SECOND);
      }
    }
    expect(nodes[0]?.keys).toEqual(gossipKeys([key(5), key(3), key(4)]));
    world.runUntil(world.now + 20 * SECOND);
    for (const node of nodes) expect(ips(node)).toEqual(ALL);
    nodes[2]?.close();
    const machine = world.machine('node3');
    const stranger = machine && hostNetworkDb(machine, ip4('192.168.99.103'), [KEY]);
    expect(stranger?.start()).toBeUndefined();
    if (stranger !== undefined) machine?.startTask(joining(stranger));
    world.runUntil(world.now + 20 * SECOND);
    expect(ips(stranger)).toEqual(['192.168.99.103']);
    expect(ips(nodes[0])).toEqual(ALL.slice(0, 2));
  });
});

it('needs its port', () => {
  const { world } = threeNodes();
  const machine = world.machine('node1');
  expect(machine && hostNetworkDb(machine, ip4('192.168.99.101'), [KEY]).start()).toBe('EADDRINUSE');
});
