// What Docker's rules cost. A client outside talks to 20 containers of a host, over their published ports with every rule in place,
// and to their addresses with the packet filter unhooked; and containers talk to each other over their bridge, with the rules asked of
// bridged frames (as a network without inter-container communication has it) and without. A hop is one frame on one link.
// Measured in turns, slice by slice, so that ratios hold on a busy machine.
import { ip4 } from '../src/sim/base/ip4.ts';
import { MILLISECOND } from '../src/sim/des/scheduler.ts';
import type { Kernel } from '../src/sim/linux/kernel.ts';
import type { Netns } from '../src/sim/linux/netns.ts';
import { oneHost } from '../src/sim/scenario/worlds.ts';
import { playStep } from '../src/sim/testkit/recording.ts';
import { World } from '../src/sim/world.ts';
import { ECHO_PORT, EchoFlow, udp } from './bridge-lab.ts';
import { cpuSeconds, median, millions } from './measure.ts';
import type { Bench, Row } from './table.ts';

const CONTAINERS = 20;
const FIRST_PORT = 8001;
const HOST = ip4('192.168.99.101');
const FIRST_ADDRESS = ip4('172.17.0.2');
const ROUNDS = 15;
const WARM_UP = 200_000;
const HOPS = 60_000;

/** docker0 with all containers' ports published, and a network beside it. */
const setting = [
  ...Array.from(
    { length: CONTAINERS },
    (_, i) => `docker run -d -p ${FIRST_PORT + i}:${ECHO_PORT}/udp busybox sleep 100000`,
  ),
  'docker network create n1',
  'iptables -I DOCKER-USER -i eth0 -s 203.0.113.0/24 -j DROP',
];

type Way = 'from outside' | 'over the bridge';

class Course {
  readonly way: Way;
  readonly filtered: boolean;
  readonly hopsPerSecond: number[] = [];
  readonly flows: EchoFlow[] = [];
  readonly #world = new World(oneHost, 1);

  constructor(way: Way, filtered: boolean) {
    this.way = way;
    this.filtered = filtered;
    const world = this.#world;
    for (const cmd of setting) playStep(world, { host: 'node1', cmd });
    const node = world.stations.get('node1')?.kernel;
    const outside = world.routers[0]?.kernel;
    if (node === undefined || outside === undefined) throw new Error('node1 and a router');
    if (way === 'from outside') this.#fromOutside(node, outside);
    else this.#overBridge(node);
    if (!filtered) node.rootNs.netfilter = undefined;
    this.flows.forEach((flow, i) => {
      node.scheduler.after((i * MILLISECOND) / CONTAINERS, flow, 0);
    });
    this.#run(WARM_UP);
  }

  /** Through the published ports, or to the containers' own addresses. */
  #fromOutside(node: Kernel, outside: Kernel): void {
    outside.rootNs.net.addRoute({ dst: ip4('172.17.0.0'), prefixLength: 16, gateway: HOST }, 'add');
    this.#containers(node).forEach((ns, i) => {
      const [address, port] = this.filtered ? [HOST, FIRST_PORT + i] : [FIRST_ADDRESS + i, ECHO_PORT];
      this.flows.push(new EchoFlow(node.scheduler, udp(outside.rootNs, 0), udp(ns, ECHO_PORT), address, port));
    });
  }

  /** Each container to the one half round. */
  #overBridge(node: Kernel): void {
    if (this.filtered) node.rootNs.net.setSysctl('bridge/bridge-nf-call-iptables', '1');
    const containers = this.#containers(node);
    containers.forEach((ns, i) => {
      const at = (i + CONTAINERS / 2) % CONTAINERS;
      const peer = containers[at];
      if (peer === undefined) throw new Error('as many containers as were started');
      this.flows.push(new EchoFlow(node.scheduler, udp(ns, 0), udp(peer, ECHO_PORT), FIRST_ADDRESS + at));
    });
  }

  #containers(node: Kernel): Netns[] {
    return node.namespaces().filter((ns) => ns !== node.rootNs);
  }

  #run(hops: number): void {
    const world = this.#world;
    const target = world.trace.hops + hops;
    while (world.trace.hops < target) world.runUntil(world.now + MILLISECOND);
  }

  measure(): void {
    const { trace } = this.#world;
    const from = { cpu: cpuSeconds(), hops: trace.hops };
    this.#run(HOPS);
    this.hopsPerSecond.push((trace.hops - from.hops) / (cpuSeconds() - from.cpu));
  }
}

export const ruleWalk: Bench = {
  name: 'rule-walk',
  title: `Docker's rules: echo with ${CONTAINERS} containers, trace on, per CPU second`,
  run(): Row[] {
    const ways: readonly Way[] = ['from outside', 'over the bridge'];
    const courses = ways.flatMap((way) => [new Course(way, false), new Course(way, true)]);
    for (let round = 0; round < ROUNDS; round++) for (const course of courses) course.measure();
    return courses.map(({ way, filtered, hopsPerSecond, flows }) => {
      const bare = courses.find((each) => each.way === way && !each.filtered);
      const times = hopsPerSecond.map((hops, round) => (bare?.hopsPerSecond[round] ?? 0) / hops);
      return {
        way,
        rules: filtered ? 'all' : 'none',
        'M hops/s': millions(median(hopsPerSecond)),
        "a hop's cost ÷ without rules": median(times).toFixed(2),
        'echoes returned': flows.reduce((sum, flow) => sum + flow.returned, 0),
        'in flight': flows.reduce((sum, flow) => sum + flow.sent - flow.returned, 0),
      };
    });
  },
};
