import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { threeHosts } from '../../src/sim/scenario/worlds.ts';
import { playStep } from '../../src/sim/testkit/recording.ts';
import { captureFile } from '../../src/sim/trace/capture.ts';
import { World } from '../../src/sim/world.ts';
import { describeFrames } from './describe.ts';
import { readPcap } from './pcap.ts';
import { readPcapng } from './pcapng.ts';

const SECOND = 1_000_000;
/** Longer than neighbours stay known without being asked: net.ipv4.neigh.default.base_reachable_time is 30 s. */
const FORGETTING = 120;

/** By then Docker has announced the addresses of new containers, and neighbours that were used have been asked again. */
const SETTLED = 15;

/** What was there when the captures were made. */
const scene = [
  'docker network create --subnet 10.21.0.0/24 -o com.docker.network.bridge.name=br0 net1',
  'docker run -d --name ca --network net1 --ip 10.21.0.2 ubuntu sleep infinity',
  'docker run -d --name cb --network net1 --ip 10.21.0.3 nginx',
  'docker run -d --name cw --network net1 --ip 10.21.0.4 -p 8080:80 nginx',
  'ping -c 1 192.168.99.102',
];

/** The interface of an export that shows what tcpdump saw. */
const interfaces: Readonly<Record<string, string>> = {
  'ca-eth0': 'node1/ca:eth0',
  'ca-lo': 'node1/ca:lo',
  'cb-eth0': 'node1/cb:eth0',
  'cw-eth0': 'node1/cw:eth0',
  'node1-br': 'node1:br0',
  'node1-eth0': 'node1:eth0',
};

interface Command {
  readonly host: string;
  readonly cmd: string;
  /** Seconds of quiet before it. */
  readonly wait?: number;
}

interface CaptureSet {
  readonly name: string;
  /** What makes the neighbours what they were. */
  readonly before?: readonly Command[];
  readonly commands: readonly Command[];
  readonly seen: readonly string[];
  /** Where threads race on a real host, so that only the packets count, not their order. */
  readonly unordered?: readonly string[];
}

const on1 = (cmd: string, wait = 0): Command => ({ host: 'node1', cmd, wait });
/** Both ends know each other's MAC address, and have not used it for a while. */
const acquainted = on1('docker exec ca ping -c 1 10.21.0.3');

const captures: readonly CaptureSet[] = [
  {
    name: 'p1',
    commands: [on1('docker exec ca ping -c 2 10.21.0.3')],
    seen: ['ca-eth0', 'node1-br', 'cb-eth0'],
  },
  {
    name: 'p2',
    before: [acquainted],
    commands: [on1('docker exec ca curl -s cb')],
    seen: ['ca-lo', 'ca-eth0'],
    unordered: ['ca-lo'],
  },
  { name: 'p3', commands: [on1('docker exec ca ping -c 1 192.168.99.102')], seen: ['ca-eth0', 'node1-eth0'] },
  {
    name: 'p4',
    commands: [{ host: 'node2', cmd: 'curl -s 192.168.99.101:8080' }],
    seen: ['node1-eth0', 'node1-br', 'cw-eth0'],
  },
  {
    name: 'p5',
    before: [acquainted, on1('docker exec ca ping -c 1 192.168.99.102'), on1('true', FORGETTING)],
    commands: [
      on1('docker exec ca curl -s 10.21.0.3:81'),
      on1('docker exec ca ping -c 1 10.21.0.99', 3.2),
      on1('docker exec ca traceroute -n -q 1 -m 3 192.168.99.102', 1),
    ],
    seen: ['ca-eth0'],
  },
];

/** Plays the commands of a set; answers what was seen at each of its points, a line a frame. */
function play(set: CaptureSet): ReadonlyMap<string, string[]> {
  const world = new World(threeHosts, 1);
  world.runUntil(5 * SECOND);
  const run = ({ host, cmd, wait = 0 }: Command): void => {
    world.runUntil(world.now + wait * SECOND);
    playStep(world, { host, cmd });
  };
  for (const cmd of scene) run(on1(cmd));
  for (const command of set.before ?? []) run(command);
  world.runUntil(world.now + SETTLED * SECOND);
  const since = world.now;
  for (const command of set.commands) run(command);
  world.runUntil(world.now + SECOND / 10);
  const file = readPcapng(captureFile(world.trace, 0));
  const seenAt = (name: string): string[] => {
    const at = file.interfaces.findIndex((each) => each.name === interfaces[name]);
    const frames = file.packets.filter((packet) => packet.at === at && packet.time >= since);
    return describeFrames(frames.map(({ bytes }) => bytes));
  };
  return new Map(set.seen.map((name) => [name, seenAt(name)]));
}

const folder = new URL('.', import.meta.url);

describe.each(captures)('capture $name', (set) => {
  const seen = play(set);
  it.each(set.seen)('%s', (name) => {
    const file = readFileSync(new URL(`${set.name}-${name}.pcap`, folder));
    const real = describeFrames(readPcap(file).map(({ bytes }) => bytes));
    const ours = seen.get(name) ?? [];
    if (set.unordered?.includes(name)) expect([...ours].sort()).toEqual([...real].sort());
    else expect(ours).toEqual(real);
  });
});

describe('the reader of captures', () => {
  it('refuses what is none, and packets cut short', () => {
    expect(() => readPcap(new Uint8Array(24))).toThrow('not a capture');
    const file = new Uint8Array(readFileSync(new URL('p1-ca-eth0.pcap', folder)));
    file[24 + 8] = 20;
    expect(() => readPcap(file)).toThrow('was cut to 20');
  });
});
