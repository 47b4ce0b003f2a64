// What a swarm's leader writes to raft's log from the beginning on, entry by entry; what versions the API shows of it.
import { expect, test } from 'vitest';
import { SECOND } from '../../src/sim/des/scheduler.ts';
import { threeHosts } from '../../src/sim/scenario/worlds.ts';
import type { RaftState } from '../../src/sim/swarm/node/raft-member.ts';
import type { StoreAction } from '../../src/sim/swarm/store/actions.ts';
import { runCommand } from '../../src/sim/testkit/machine.ts';
import { World } from '../../src/sim/world.ts';

class Swarm {
  readonly world = new World(threeHosts, 1);

  run(host: string, command: string): string {
    const machine = this.world.machine(host);
    if (machine === undefined) throw new TypeError(`no host ${host}`);
    const { stdout, stderr, exit } = runCommand(machine, command);
    if (exit !== 0) throw new Error(`${host}$ ${command}: ${exit} ${stderr}`);
    return stdout.trim();
  }

  join(host: string, role: 'worker' | 'manager'): void {
    const token = this.run('node1', `docker swarm join-token -q ${role}`);
    this.run(host, `docker swarm join --token ${token} 192.168.99.101:2377`);
    this.pass(1);
  }

  pass(seconds: number): void {
    this.world.runUntil(this.world.now + seconds * SECOND);
  }

  node(host: string) {
    return this.world.stations.get(host)?.engine?.daemon.swarm.node;
  }

  /** The log of the first manager, from an index on. */
  log(from = 1): string[] {
    const entries = this.node('node1')?.manager?.member.state().entries ?? [];
    return entries.filter(({ index }) => index >= from).map(words);
  }
}

function words(entry: RaftState['entries'][number]): string {
  if (entry.kind === 'data') return entry.data.actions.map(actionWords).join(', ');
  return entry.kind === 'members' ? `${entry.change.action} member` : entry.kind;
}

function actionWords(action: StoreAction): string {
  if (action.kind === 'delete') return `delete ${action.table}`;
  if (action.table !== 'node') return `${action.kind} ${action.table}`;
  const { role, certificateState, attachments, Status } = action.object;
  return `${action.kind} node ${role} ${certificateState} ${attachments.length} ${Status.State}`;
}

/** A worker's way in: its node, its address on the ingress network, its certificate (signed for either of both), its first session. */
const joined = [
  'create node worker pending 0 unknown',
  'update node worker pending 1 unknown',
  'update node worker issued 1 unknown',
  'update node worker issued 1 unknown',
  'update node worker issued 1 ready',
];

test('founding a swarm, joining it and creating a service write the entries that swarmkit writes', () => {
  const swarm = new Swarm();
  swarm.run('node1', 'docker swarm init --advertise-addr 192.168.99.101');
  expect(swarm.log()).toEqual([
    'add member',
    'empty',
    'create cluster, create node worker issued 0 unknown, create network, create network, create network',
    'update cluster',
    'update node worker issued 0 unknown',
    'update node manager issued 0 unknown',
    'update network',
    'update network, update network',
    'update node manager issued 1 unknown',
    'update node manager issued 1 ready',
    'update cluster',
  ]);
  expect(swarm.run('node1', "docker node inspect -f '{{.Version.Index}}' self")).toBe('9');
  for (const host of ['node2', 'node3']) swarm.join(host, 'worker');
  expect(swarm.log(12)).toEqual([...joined, ...joined]);
  swarm.run('node1', 'docker service create -d --name web -p 80:80 nginx');
  swarm.pass(5);
  expect(swarm.log(22).slice(0, 3)).toEqual(['create service', 'update service', 'create task']);
  expect(swarm.run('node1', "docker service inspect -f '{{.Version.Index}}' web")).toBe('22');
});

test('a demoted manager leaves raft at once, its role changes when its node does, its certificate when it asks again', () => {
  const swarm = new Swarm();
  swarm.run('node1', 'docker swarm init --advertise-addr 192.168.99.101');
  for (const host of ['node2', 'node3']) swarm.join(host, 'manager');
  const before = swarm.log().length;
  swarm.run('node1', 'docker node demote node3');
  swarm.pass(20);
  const told = swarm.log(before + 1).filter((entry) => !entry.endsWith('issued 1 ready'));
  expect(told[0]).toBe('remove member');
  expect(told.slice(1)).toContain('update node worker renew 1 ready');
  expect([swarm.node('node3')?.manager, swarm.node('node3')?.state.certificate.role]).toEqual([undefined, 'worker']);
  expect(swarm.run('node1', 'docker node ls --format "{{.Status}} {{.ManagerStatus}}"').split('\n')).toEqual([
    'Ready Leader',
    'Ready Reachable',
    'Ready',
  ]);
});
