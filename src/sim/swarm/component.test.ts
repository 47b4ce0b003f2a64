import { describe, expect, it } from 'vitest';
import { SwarmHosts } from '../testkit/swarm-hosts.ts';
import type { ServiceSpec } from './objects.ts';

const web = (replicas: number): ServiceSpec => ({
  Name: 'web',
  Labels: {},
  TaskTemplate: {
    ContainerSpec: { Image: 'nginx:latest' },
    ForceUpdate: 0,
    Runtime: 'container',
  },
  Mode: { Replicated: { Replicas: replicas } },
  EndpointSpec: { Mode: 'vip' },
});

function threeNodes(role: 'Worker' | 'Manager' = 'Worker'): SwarmHosts {
  const hosts = new SwarmHosts();
  hosts.init('node1');
  const token = hosts.tokens()[role];
  hosts.join('node2', token);
  hosts.join('node3', token);
  return hosts;
}

describe('a swarm of hosts', () => {
  it('begins with one manager that leads', () => {
    const hosts = new SwarmHosts();
    expect(hosts.init('node1')).toMatch(/^[0-9a-z]{25}$/);
    expect(hosts.nodes()).toEqual(['node1 ready leader']);
    expect(() => hosts.init('node1')).toThrow('This node is already part of a swarm.');
  });

  it('takes workers in by their token, and refuses other tokens', () => {
    const hosts = new SwarmHosts();
    expect(() => hosts.ask('node2', (swarm) => swarm.control().list('node'))).toThrow('docker swarm init');
    hosts.init('node1');
    const { Worker } = hosts.tokens();
    expect(() => hosts.join('node2', 'SWMTKN-1-bad-token')).toThrow('invalid join token');
    const wrongSecret = `${Worker.slice(0, -25)}${'0'.repeat(25)}`;
    expect(() => hosts.join('node2', wrongSecret)).toThrow('A valid join token is necessary to join this cluster');
    const otherCluster = `SWMTKN-1-${'1'.repeat(50)}-${'0'.repeat(25)}`;
    expect(() => hosts.join('node2', otherCluster)).toThrow('remote CA does not match fingerprint');
    hosts.join('node2', Worker);
    hosts.pass(1);
    expect(hosts.nodes()).toEqual(['node1 ready leader', 'node2 ready worker']);
    expect(() => hosts.ask('node2', (swarm) => swarm.control().list('node'))).toThrow('Worker nodes');
    expect(() => hosts.join('node2', Worker)).toThrow('already part of a swarm');
  });

  it('says why nobody answers', () => {
    const hosts = new SwarmHosts();
    const token = `SWMTKN-1-${'1'.repeat(50)}-${'0'.repeat(25)}`;
    expect(() => hosts.join('node2', token)).toThrow('connect: connection refused');
    expect(hosts.swarm('node2').local().state).toBe('inactive');
  });

  it('goes on joining when nobody waits any more, and tells what became of it', () => {
    const hosts = new SwarmHosts();
    hosts.init('node1');
    const token = hosts.tokens().Worker;
    expect(() => hosts.join('node2', token, '192.168.99.200:2377')).toThrow('Timeout was reached before node joined');
    expect(hosts.swarm('node2').local().state).toBe('pending');
    expect(() => hosts.join('node2', token)).toThrow('already part of a swarm');
    hosts.pass(30);
    expect(hosts.swarm('node2').local()).toMatchObject({
      state: 'error',
      error: expect.stringContaining('no route to host'),
    });
    hosts.ask('node2', (swarm) => swarm.leave(false));
    expect(hosts.swarm('node2').local().state).toBe('inactive');
    hosts.join('node2', token);
    expect(hosts.swarm('node2').local().state).toBe('active');
  });

  it('spreads tasks over the nodes and keeps them there', () => {
    const hosts = threeNodes();
    hosts.ask('node1', (swarm) => swarm.control().createService(web(6)));
    hosts.pass(10);
    expect([...hosts.executors.values()].map(({ running }) => running.size)).toEqual([2, 2, 2]);
  });

  it('answers on any manager, and elects another leader when the first is gone', () => {
    const hosts = threeNodes('Manager');
    hosts.pass(3);
    expect(hosts.nodes('node3')).toEqual(['node1 ready leader', 'node2 ready reachable', 'node3 ready reachable']);
    hosts.ask('node2', (swarm) => swarm.control().createService(web(3)));
    hosts.pass(10);
    hosts.swarm('node1').close();
    hosts.pass(60);
    const nodes = hosts.nodes('node2');
    expect(nodes.filter((line) => line.endsWith('leader'))).toHaveLength(1);
    expect(nodes[0]).toBe('node1 down unreachable');
    expect(hosts.executors.get('node2')?.running.size).toBeGreaterThanOrEqual(1);
    hosts.swarm('node1').resume();
    hosts.pass(30);
    expect(hosts.nodes('node1')[0]).toBe('node1 ready reachable');
  });

  it('promotes and demotes', () => {
    const hosts = threeNodes();
    const change = (hostname: string, Role: 'manager' | 'worker'): void => {
      hosts.ask('node1', function* (swarm) {
        const node = yield* swarm.control().find('node', hostname);
        yield* swarm.control().updateNode(node.ID, node.Version.Index, { ...node.Spec, Role });
      });
    };
    change('node2', 'manager');
    hosts.pass(10);
    change('node3', 'manager');
    hosts.pass(10);
    expect(hosts.nodes('node3')).toEqual(['node1 ready leader', 'node2 ready reachable', 'node3 ready reachable']);
    change('node3', 'worker');
    hosts.pass(15);
    expect(hosts.nodes()).toEqual(['node1 ready leader', 'node2 ready reachable', 'node3 ready worker']);
    expect(hosts.swarm('node3').local().manager).toBe(false);
  });

  it('stops answering without a quorum, and begins anew from one manager', () => {
    const hosts = new SwarmHosts();
    hosts.init('node1');
    hosts.join('node2', hosts.tokens().Manager);
    hosts.ask('node1', (swarm) => swarm.control().createService(web(2)));
    hosts.pass(5);
    expect(() => hosts.ask('node2', (swarm) => swarm.leave(false))).toThrow(
      'Removing this node leaves 1 managers out of 2.',
    );
    hosts.ask('node2', (swarm) => swarm.leave(true));
    hosts.pass(40);
    expect(() => hosts.nodes()).toThrow('The swarm does not have a leader.');
    hosts.init('node1', { forceNewCluster: true });
    hosts.pass(10);
    expect(hosts.nodes()).toEqual(['node1 ready leader', 'node2 unknown worker']);
    expect(hosts.ask('node1', (swarm) => swarm.control().list('service'))).toHaveLength(1);
  });

  it('lets nodes leave', () => {
    const hosts = threeNodes();
    hosts.ask('node3', (swarm) => swarm.leave(false));
    hosts.pass(20);
    expect(hosts.nodes()).toEqual(['node1 ready leader', 'node2 ready worker', 'node3 down worker']);
    expect(() => hosts.ask('node1', (swarm) => swarm.leave(false))).toThrow('Removing the last manager erases');
    hosts.ask('node1', (swarm) => swarm.leave(true));
    expect(hosts.swarm('node1').local().state).toBe('inactive');
    expect(() => hosts.ask('node1', (swarm) => swarm.leave(true))).toThrow('This node is not part of a swarm');
  });

  it('needs its key after a restart when managers are locked', () => {
    const hosts = new SwarmHosts();
    hosts.init('node1', { autoLockManagers: true });
    const [cluster] = hosts.ask('node1', (swarm) => swarm.control().list('cluster'));
    hosts.swarm('node1').close();
    hosts.swarm('node1').resume();
    expect(() => hosts.nodes()).toThrow('Swarm is encrypted and needs to be unlocked');
    expect(() => hosts.ask('node1', (swarm) => swarm.unlock('SWMKEY-1-wrong'))).toThrow('invalid key provided');
    hosts.ask('node1', (swarm) => swarm.unlock(cluster?.unlockKey ?? ''));
    hosts.pass(15);
    expect(hosts.nodes()).toEqual(['node1 ready leader']);
  });

  it('gives an attachable network to a container that is no task', () => {
    const hosts = threeNodes();
    hosts.ask('node1', (swarm) =>
      swarm.control().createNetwork({
        Name: 'att',
        Labels: {},
        DriverConfiguration: { Name: 'overlay' },
        Attachable: true,
        IPAMOptions: { Configs: [{ Subnet: '10.5.0.0/24' }] },
        Scope: 'swarm',
      }),
    );
    hosts.pass(1);
    const first = hosts.ask('node1', (swarm) => swarm.attachNetwork('att', 'c1', []));
    expect(first.Addresses).toEqual(['10.5.0.2/24']);
    const second = hosts.ask('node2', (swarm) => swarm.attachNetwork('att', 'c2', []));
    expect(second.Addresses).toEqual(['10.5.0.4/24']);
    expect(() => hosts.ask('node2', (swarm) => swarm.attachNetwork('ingress', 'c2', []))).toThrow(
      'network ingress not manually attachable',
    );
  });

  it('costs little when nothing happens', () => {
    const hosts = threeNodes('Manager');
    hosts.pass(30);
    const before = hosts.world.eventsRun;
    hosts.pass(60);
    // Raft's heartbeats each second and the agents' each five, with their packets: some hundred events a second.
    expect((hosts.world.eventsRun - before) / 60).toBeLessThan(400);
  });
});
