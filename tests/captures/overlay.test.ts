// p6 to p8: an overlay between two hosts, a service's virtual address, a port of the routing mesh.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { threeHosts } from '../../src/sim/scenario/worlds.ts';
import { playStep } from '../../src/sim/testkit/recording.ts';
import { captureFile } from '../../src/sim/trace/capture.ts';
import { World } from '../../src/sim/world.ts';
import { describeFrames } from './describe.ts';
import { type CapturedPacket, readPcap } from './pcap.ts';
import { readPcapng } from './pcapng.ts';

const SECOND = 1_000_000;
/** By then Docker has announced the addresses of new containers. */
const SETTLED = 15;

interface Command {
  readonly host: string;
  readonly cmd: string;
  /** Seconds of quiet before it. */
  readonly wait?: number;
}

const on = (host: string, cmd: string, wait = 0): Command => ({ host, cmd, wait });

/** Addresses are what they were on the real hosts: the first task of a service has the first address behind the virtual one. */
const containers = [
  on('node1', 'docker network create -d overlay --attachable --subnet 10.22.0.0/24 net2'),
  on('node1', 'docker run -d --name ca --network net2 ubuntu sleep infinity'),
  on('node2', 'docker run -d --name cb --network net2 ubuntu sleep infinity'),
];
/** The first task on node2, the second on node3. */
const service = [
  on('node1', 'docker node update --availability pause node3'),
  on('node1', 'docker service create -d --name web --network net2 -p 8000:80 --constraint node.hostname!=node1 nginx'),
  on('node1', 'docker node update --availability pause node2'),
  on('node1', 'docker node update --availability active node3'),
  on('node1', 'docker service scale -d web=2'),
];

interface Place {
  readonly name: string;
  /** Interfaces of an export that show what tcpdump saw. */
  readonly interfaces: readonly string[];
  /** What of it the capture's filter let through. */
  readonly filter?: RegExp;
  /** tcpdump -i any: without destinations on the link. */
  readonly cooked?: boolean;
  /** Threads race on a real host: their queries are compared in any order, and not by who had the same identifier. */
  readonly threads?: boolean;
  /** Hosts race: of what each sends to another the order counts. */
  readonly racing?: boolean;
}

interface CaptureSet {
  readonly name: string;
  readonly scene: readonly Command[];
  readonly commands: readonly Command[];
  readonly places: readonly Place[];
}

const VXLAN = /> 4789/;
const twice = [on('node1', 'docker exec ca curl -s web/host'), on('node1', 'docker exec ca curl -s web/host', 3.5)];

const captures: readonly CaptureSet[] = [
  {
    name: 'p6',
    scene: containers,
    commands: [on('node1', 'docker exec ca ping -c 2 10.22.0.4')],
    places: [
      { name: 'ca-eth0', interfaces: ['node1/ca:eth0'] },
      { name: 'node1-eth0', interfaces: ['node1:eth0'], filter: VXLAN },
      { name: 'cb-eth0', interfaces: ['node2/cb:eth0'] },
    ],
  },
  {
    name: 'p7',
    scene: [...containers, ...service],
    commands: twice,
    places: [
      { name: 'ca-lo', interfaces: ['node1/ca:lo'], threads: true },
      { name: 'ca-eth0', interfaces: ['node1/ca:eth0'] },
      { name: 'node1-lb', interfaces: ['node1/lb-net2:eth0'], cooked: true, racing: true },
      { name: 'node1-eth0', interfaces: ['node1:eth0'], filter: VXLAN, racing: true },
    ],
  },
  {
    name: 'p8',
    scene: [...containers, ...service, ...twice],
    commands: [on('node3', 'curl -s 192.168.99.101:8000/host')],
    places: [
      { name: 'node1-eth0', interfaces: ['node1:eth0'], filter: /> 4789|> 8000 |TCP 8000 > /, racing: true },
      { name: 'node1-gw', interfaces: ['node1:docker_gwbridge'] },
      { name: 'node1-ingress', interfaces: ['node1/ingress-sbox:eth0', 'node1/ingress-sbox:eth1'], cooked: true },
    ],
  },
];

/** The frame as tcpdump -i any would have had it: nobody knows its destination on the link. */
function withoutDestination(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.fill(0, 0, 6);
  return copy;
}

/** A packet behind a header of Linux' cooked captures (LINKTYPE_LINUX_SLL2) as a frame without a destination. */
function fromCooked(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(bytes.length - 20 + 14);
  frame.set(bytes.subarray(12, 18), 6);
  frame.set(bytes.subarray(0, 2), 12);
  frame.set(bytes.subarray(20), 14);
  return frame;
}

const LINKTYPE_LINUX_SLL2 = 276;

function real(set: string, { name, cooked }: Place): string[] {
  const file = readFileSync(new URL(`${set}-${name}.pcap`, import.meta.url));
  const packets: CapturedPacket[] = readPcap(file, cooked ? LINKTYPE_LINUX_SLL2 : undefined);
  return describeFrames(packets.map(({ bytes }) => (cooked ? fromCooked(bytes) : bytes)));
}

/** Plays the commands of a set; answers what was seen at each of its places, a line a frame. */
function play(set: CaptureSet): ReadonlyMap<string, string[]> {
  const world = new World(threeHosts, 1);
  const pass = (seconds: number): void => world.runUntil(world.now + seconds * SECOND);
  const run = ({ host, cmd, wait = 0 }: Command): string => {
    pass(wait);
    return playStep(world, { host, cmd }).stdout.trim();
  };
  pass(5);
  run(on('node1', 'docker swarm init --advertise-addr 192.168.99.101'));
  const token = run(on('node1', 'docker swarm join-token -q worker'));
  for (const host of ['node2', 'node3']) run(on(host, `docker swarm join --token ${token} 192.168.99.101:2377`, 3));
  for (const command of set.scene) run({ ...command, wait: 3 });
  pass(SETTLED);
  const since = world.now;
  for (const command of set.commands) run(command);
  pass(0.1);
  const file = readPcapng(captureFile(world.trace, 0));
  const seenAt = ({ interfaces, filter, cooked }: Place): string[] => {
    const at = file.interfaces.flatMap(({ name }, index) => (interfaces.includes(name) ? [index] : []));
    const frames = file.packets.filter((packet) => at.includes(packet.at) && packet.time >= since);
    const chosen =
      filter === undefined ? frames : frames.filter(({ bytes }) => filter.test(describeFrames([bytes])[0] ?? ''));
    return describeFrames(chosen.map(({ bytes }) => (cooked ? withoutDestination(bytes) : bytes)));
  };
  return new Map(set.places.map((place) => [place.name, seenAt(place)]));
}

/** Source and destination, on a tunnel those inside. */
const ways = (line: string): string => [...line.matchAll(/[\d.]+ > [\d.]+ tos/g)].at(-1)?.[0] ?? '';

function comparable(lines: readonly string[], { threads, racing }: Place): string[] {
  if (threads) return lines.map((line) => line.replaceAll(/ query\d+|port\d+/g, '')).sort();
  // Sorting keeps the order of equals.
  return racing ? [...lines].sort((a, b) => (ways(a) < ways(b) ? -1 : ways(a) > ways(b) ? 1 : 0)) : [...lines];
}

describe.each(captures)('capture $name', (set) => {
  const seen = play(set);
  it.each(set.places)('$name', (place) => {
    expect(comparable(seen.get(place.name) ?? [], place)).toEqual(comparable(real(set.name, place), place));
  });
});
