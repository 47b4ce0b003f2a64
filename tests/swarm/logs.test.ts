// docker service logs over several hosts: every node tells the lines of its tasks to the leader, whoever asks, through any manager.
import { expect, test } from 'vitest';
import { SECOND } from '../../src/sim/des/scheduler.ts';
import { threeHosts } from '../../src/sim/scenario/worlds.ts';
import { runCommand } from '../../src/sim/testkit/machine.ts';
import { World } from '../../src/sim/world.ts';

class Cluster {
  readonly world = new World(threeHosts, 1);

  /** node1 and node2 are managers. */
  constructor() {
    this.run('node1', 'docker swarm init --advertise-addr 192.168.99.101');
    for (const [name, role] of [['node2', 'manager'] as const, ['node3', 'worker'] as const]) {
      const token = this.run('node1', `docker swarm join-token -q ${role}`);
      this.run(name, `docker swarm join --token ${token.trim()} 192.168.99.101:2377`);
    }
    this.pass(5);
  }

  answer(host: string, command: string) {
    const machine = this.world.machine(host);
    if (machine === undefined) throw new TypeError(`no host ${host}`);
    return runCommand(machine, command);
  }

  run(host: string, command: string): string {
    const { stdout, stderr, exit } = this.answer(host, command);
    if (exit !== 0) throw new Error(`${host}$ ${command}: ${exit} ${stderr}`);
    return stdout;
  }

  pass(seconds: number): void {
    this.world.runUntil(this.world.now + seconds * SECOND);
  }
}

/** Three tasks that each say where they are and then `more`. */
function withTalkers(more = 'sleep infinity'): Cluster {
  const cluster = new Cluster();
  const script = `echo "I am $(cat /etc/hostname)"; ${more}`;
  cluster.run(
    'node1',
    `docker service create -d --name talk --replicas 3 --hostname '{{.Node.Hostname}}' ubuntu sh -c '${script}'`,
  );
  cluster.pass(10);
  return cluster;
}

const sorted = (text: string): string[] => text.trimEnd().split('\n').sort();
/** Slots and identifiers of tasks under one name: which slot lands where is the scheduler's business. */
const masked = (text: string): string[] => sorted(text.replaceAll(/\.\d\.[0-9a-z]{12}@/g, '.N.ID@'));

test('every manager shows the lines of tasks on all nodes, with the tasks and nodes that they come from', () => {
  const cluster = withTalkers();
  for (const host of ['node1', 'node2']) {
    expect(masked(cluster.run(host, 'docker service logs talk'))).toEqual([
      'talk.N.ID@node1    | I am node1',
      'talk.N.ID@node2    | I am node2',
      'talk.N.ID@node3    | I am node3',
    ]);
  }
  expect(sorted(cluster.run('node1', 'docker service logs --raw talk'))).toEqual([
    'I am node1',
    'I am node2',
    'I am node3',
  ]);
  expect(cluster.answer('node3', 'docker service logs talk').stderr).toContain('This node is not a swarm manager');
});

test('a task has its own log, tail and since choose lines, timestamps and identifiers are shown or not', () => {
  const cluster = withTalkers('echo second; sleep infinity');
  const away = cluster.run('node1', 'docker service ps talk --filter node=node3 -q --no-trunc').trim();
  expect(cluster.run('node1', `docker service logs --raw ${away}`)).toBe('I am node3\nsecond\n');
  expect(cluster.run('node1', `docker service logs --raw --tail 1 ${away}`)).toBe('second\n');
  expect(cluster.run('node1', `docker service logs --raw --tail 0 ${away}`)).toBe('');
  expect(cluster.run('node1', `docker service logs --raw --since 1s ${away}`)).toBe('');
  expect(cluster.run('node1', `docker service logs --no-task-ids --tail 1 ${away}`)).toMatch(
    /^talk\.\d@node3 {4}\| second\n$/,
  );
  expect(cluster.run('node1', `docker service logs --no-trunc --tail 1 ${away}`)).toContain(
    `.${away}@node3    | second`,
  );
  expect(cluster.run('node1', `docker service logs --no-resolve --tail 1 ${away}`)).not.toContain('@node3');
  const stamped = cluster.run('node1', `docker service logs -t --tail 1 ${away}`);
  expect(stamped).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z talk\.\d\.[0-9a-z]{12}@node3 {4}\| second\n$/);
});

test('following shows what comes, from tasks that begin meanwhile too', () => {
  const cluster = withTalkers('while true; do sleep 5; echo tick; done');
  const lines = cluster.run(
    'node1',
    'docker service logs -f --raw --tail 0 talk > /tmp/out & docker service scale -d talk=4 > /dev/null; sleep 12; kill $!; cat /tmp/out',
  );
  expect(lines.match(/tick/g)?.length).toBeGreaterThanOrEqual(6);
  expect(lines.match(/I am/g)?.length).toBe(1);
});

test('a node that does not answer leaves the log incomplete, and the client says so', () => {
  const cluster = withTalkers();
  const id = cluster.run('node1', "docker node inspect -f '{{.ID}}' node3").trim();
  cluster.run('node3', 'systemctl stop docker');
  cluster.pass(2);
  const { stdout, stderr, exit } = cluster.answer('node1', 'docker service logs --raw talk');
  expect(sorted(stdout)).toEqual(['I am node1', 'I am node2']);
  expect(stderr).toBe(
    'error from daemon in stream: Error grabbing logs: rpc error: code = Unknown desc = warning: incomplete log stream. ' +
      `some logs could not be retrieved for the following reasons: node ${id} is not available\n\n`,
  );
  expect(exit).toBe(1);
});
