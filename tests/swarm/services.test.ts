// What users of a cluster rely on: connections spread evenly, published ports answer on every node, updates and failures lose
// no more than the documentation says. Real hosts, engines and packets of the world three-hosts; everything is asked for by commands.
import { describe, expect, test } from 'vitest';
import { SECOND } from '../../src/sim/des/scheduler.ts';
import { threeHosts } from '../../src/sim/scenario/worlds.ts';
import { runCommand } from '../../src/sim/testkit/machine.ts';
import { World } from '../../src/sim/world.ts';

const ADDRESSES = { node1: '192.168.99.101', node2: '192.168.99.102', node3: '192.168.99.103' } as const;
type Name = keyof typeof ADDRESSES;

class Cluster {
  readonly world = new World(threeHosts, 1);

  constructor() {
    this.run('node1', `docker swarm init --advertise-addr ${ADDRESSES.node1}`);
    const token = this.run('node1', 'docker swarm join-token -q worker');
    for (const name of ['node2', 'node3'] as const) {
      this.run(name, `docker swarm join --token ${token} ${ADDRESSES.node1}:2377`);
    }
    this.pass(5);
  }

  run(host: Name, command: string): string {
    const machine = this.world.machine(host);
    if (machine === undefined) throw new TypeError(`no host ${host}`);
    const { stdout, stderr, exit } = runCommand(machine, command);
    if (exit !== 0) throw new Error(`${host}$ ${command}: ${exit} ${stderr}`);
    return stdout.trim();
  }

  pass(seconds: number): void {
    this.world.runUntil(this.world.now + seconds * SECOND);
  }

  /** The first column of what each of `count` requests answers, one after the other. */
  ask(host: Name, command: string, count: number): string[] {
    const loop = `for i in $(seq ${count}); do ${command} || echo failed; done`;
    return this.run(host, loop)
      .split('\n')
      .map((line) => line.split(' ')[0] ?? '');
  }
}

function counts(answers: readonly string[]): number[] {
  const found = new Map<string, number>();
  for (const answer of answers) found.set(answer, (found.get(answer) ?? 0) + 1);
  return [...found.values()].sort();
}

/** A service `web` with so many tasks and a client container on the same network. */
function withService(replicas: number, options = ''): { readonly cluster: Cluster; readonly client: string } {
  const cluster = new Cluster();
  cluster.run('node1', 'docker network create -d overlay --attachable net1');
  cluster.run('node1', `docker service create -d --name web --network net1 --replicas ${replicas} ${options} nginx`);
  cluster.pass(15);
  cluster.run('node1', 'docker run -d --name client --network net1 ubuntu sleep infinity');
  return { cluster, client: 'docker exec client curl -s --max-time 2 web/host' };
}

describe('a service', () => {
  test('gets connections exactly in turn', () => {
    const { cluster, client } = withService(3);
    expect(counts(cluster.ask('node1', client, 30))).toEqual([10, 10, 10]);
  });

  test('answers on its published port at every node, those without a task too', () => {
    const { cluster } = withService(1, '-p 8000:80');
    for (const address of Object.values(ADDRESSES)) {
      expect(counts(cluster.ask('node1', `curl -s --max-time 2 ${address}:8000/host`, 4))).toEqual([4]);
    }
  });

  test('loses no request while it is updated, new tasks first', () => {
    const { cluster, client } = withService(2, '--update-order start-first --update-delay 2s');
    const before = new Set(cluster.ask('node1', client, 4));
    cluster.run('node1', 'docker service update -d --force web');
    const during = cluster.ask('node1', `sleep 0.25; ${client}`, 160);
    expect(during.filter((answer) => answer === 'failed')).toEqual([]);
    const after = cluster.ask('node1', client, 4);
    expect(after.filter((answer) => before.has(answer))).toEqual([]);
  });

  test('loses requests to a dead node until gossip has found out, and none later', () => {
    const { cluster, client } = withService(3);
    cluster.world.apply({ at: cluster.world.now, kind: 'change', change: { kind: 'host.off', host: 'node3' } });
    // Three nodes: two seconds at most until one probes it, one for the probe, four of suspicion; some tenths to spread.
    cluster.ask('node1', `sleep 0.5; ${client}`, 16);
    const later = cluster.ask('node1', client, 20);
    expect(later.filter((answer) => answer === 'failed')).toEqual([]);
    expect(counts(later)).toEqual([10, 10]);
    // Its tasks are made up for elsewhere when the manager has missed its heartbeats.
    cluster.pass(40);
    expect(cluster.run('node1', 'docker service ps -q --filter desired-state=running web').split('\n')).toHaveLength(3);
    expect(counts(cluster.ask('node1', client, 30))).toEqual([10, 10, 10]);
  });

  test('is found again when a parted cluster comes together', () => {
    const { cluster, client } = withService(3);
    cluster.world.apply({ at: cluster.world.now, kind: 'change', change: { kind: 'partition', machines: ['node3'] } });
    cluster.pass(60);
    expect(cluster.run('node1', "docker node ls --format '{{.Hostname}} {{.Status}}'")).toContain('node3 Down');
    cluster.world.apply({ at: cluster.world.now, kind: 'change', change: { kind: 'heal' } });
    cluster.pass(60);
    expect(cluster.run('node1', "docker node ls --format '{{.Hostname}} {{.Status}}'")).toContain('node3 Ready');
    expect(counts(cluster.ask('node1', client, 30))).toEqual([10, 10, 10]);
    expect(cluster.run('node1', "docker service ls --format '{{.Replicas}}'")).toBe('3/3');
  });
});
