// What a swarm costs: fifty hosts with a thousand tasks, from nothing to healed; and ten idle minutes of five hosts.
// Every message is a packet between simulated hosts, and every task a container of its host's engine.
import { SECOND } from '../src/sim/des/scheduler.ts';
import type { Machine } from '../src/sim/host/machine.ts';
import type { HostSpec, WorldSpec } from '../src/sim/scenario/format.ts';
import { threeHosts } from '../src/sim/scenario/worlds.ts';
import { runCommand } from '../src/sim/testkit/machine.ts';
import { World } from '../src/sim/world.ts';
import { cpuSeconds } from './measure.ts';
import type { Bench, Row } from './table.ts';

const HOSTS = 50;
const TASKS = 1000;
const MANAGERS = 3;
const IDLE_HOSTS = 5;
const IDLE_MINUTES = 10;

function spec(count: number): WorldSpec {
  const hosts = Array.from({ length: count }, (_, i): HostSpec => {
    const nics = [{ name: 'eth0', address: `192.168.99.${101 + i}/24`, cable: 'switch1' }];
    return { ...threeHosts.hosts[0], name: `node${i + 1}`, nics };
  });
  return { ...threeHosts, hosts };
}

function machineOf(world: World, name: string): Machine {
  const machine = world.machine(name);
  if (machine === undefined) throw new TypeError(`no host ${name}`);
  return machine;
}

/** What a command prints; anything but success ends the benchmark. */
function run(world: World, host: string, command: string): string {
  const answer = runCommand(machineOf(world, host), command);
  if (answer.exit !== 0) throw new Error(`${host}$ ${command}: ${answer.stderr}`);
  return answer.stdout.trim();
}

function swarmOf(count: number, managers: number): World {
  const world = new World(spec(count), 1);
  run(world, 'node1', 'docker swarm init --advertise-addr 192.168.99.101');
  for (let i = 2; i <= count; i++) {
    const token = run(world, 'node1', `docker swarm join-token -q ${i <= managers ? 'manager' : 'worker'}`);
    run(world, `node${i}`, `docker swarm join --token ${token} 192.168.99.101:2377`);
  }
  return world;
}

/** Tasks whose containers run, over all hosts. */
function running(world: World): number {
  let count = 0;
  for (const { engine } of world.stations.values()) {
    for (const container of engine?.daemon.containers.all() ?? []) if (container.isRunning) count++;
  }
  return count;
}

/** Lets time pass until `done`, ten virtual minutes at most. */
function until(world: World, done: () => boolean): void {
  const end = world.now + 600 * SECOND;
  while (!done() && world.now < end) world.runUntil(world.now + SECOND);
}

export const bigSwarm: Bench = {
  name: 'big swarm',
  title: `A swarm of ${HOSTS} hosts with ${TASKS} tasks on an overlay`,
  run(): Row[] {
    const rows: Row[] = [];
    let world: World | undefined;
    const phase = (name: string, body: () => void): void => {
      const [cpu, from] = [cpuSeconds(), world?.now ?? 0];
      body();
      const used = cpuSeconds() - cpu;
      const virtual = ((world?.now ?? 0) - from) / SECOND;
      rows.push({
        phase: name,
        'virtual s': virtual.toFixed(0),
        'CPU s': used.toFixed(1),
        'virtual ÷ CPU': (virtual / used).toFixed(1),
        running: world === undefined ? 0 : running(world),
      });
    };
    phase('joined', () => {
      world = swarmOf(HOSTS, MANAGERS);
    });
    const made = world as unknown as World;
    phase('created', () => {
      run(made, 'node1', 'docker network create -d overlay --subnet 10.20.0.0/16 net1');
      run(made, 'node1', `docker service create -d --name web --network net1 --replicas ${TASKS / 2} nginx`);
      until(made, () => running(made) === TASKS / 2);
    });
    phase('scaled', () => {
      run(made, 'node1', `docker service scale -d web=${TASKS}`);
      until(made, () => running(made) === TASKS);
    });
    phase('parted', () => {
      const machines = Array.from({ length: HOSTS / 5 }, (_, i) => `node${HOSTS - i}`);
      made.apply({ at: made.now, kind: 'change', change: { kind: 'partition', machines } });
      made.runUntil(made.now + 60 * SECOND);
    });
    phase('healed', () => {
      made.apply({ at: made.now, kind: 'change', change: { kind: 'heal' } });
      made.runUntil(made.now + 30 * SECOND);
      until(made, () => running(made) === TASKS);
    });
    phase('idle', () => made.runUntil(made.now + 60 * SECOND));
    return rows;
  },
};

export const idleSwarm: Bench = {
  name: 'idle swarm',
  title: `An idle swarm of ${IDLE_HOSTS} hosts, three of them managers: ${IDLE_MINUTES} minutes`,
  run(): Row[] {
    const world = swarmOf(IDLE_HOSTS, MANAGERS);
    world.runUntil(world.now + 30 * SECOND);
    const [cpu, hops] = [cpuSeconds(), world.trace.hops];
    world.runUntil(world.now + IDLE_MINUTES * 60 * SECOND);
    const used = cpuSeconds() - cpu;
    return [{ 'CPU s': used.toFixed(2), hops: world.trace.hops - hops, 'limit s': 2 }];
  },
};
