// Certificates of a swarm: the root is rotated while everything goes on, nodes renew theirs in time, removed nodes are turned away.
import { expect, test } from 'vitest';
import { MILLISECOND, SECOND } from '../../src/sim/des/scheduler.ts';
import { threeHosts } from '../../src/sim/scenario/worlds.ts';
import { firstOf } from '../../src/sim/swarm/ca/read-certificate.ts';
import { runCommand } from '../../src/sim/testkit/machine.ts';
import { World } from '../../src/sim/world.ts';

class Cluster {
  readonly world = new World(threeHosts, 1);

  constructor(workers: readonly string[] = ['node2', 'node3'], options = '') {
    this.run('node1', `docker swarm init --advertise-addr 192.168.99.101 ${options}`);
    for (const name of workers) this.join(name);
    this.pass(2);
  }

  join(name: string): void {
    const token = this.run('node1', 'docker swarm join-token -q worker');
    this.run(name, `docker swarm join --token ${token} 192.168.99.101:2377`);
  }

  answer(host: string, command: string) {
    const machine = this.world.machine(host);
    if (machine === undefined) throw new TypeError(`no host ${host}`);
    return runCommand(machine, command);
  }

  run(host: string, command: string): string {
    const { stdout, stderr, exit } = this.answer(host, command);
    if (exit !== 0) throw new Error(`${host}$ ${command}: ${exit} ${stderr}`);
    return stdout.trim();
  }

  pass(seconds: number): void {
    this.world.runUntil(this.world.now + seconds * SECOND);
  }

  node(host: string) {
    const node = this.world.stations.get(host)?.engine?.daemon.swarm.node;
    if (node === undefined) throw new TypeError(`${host} is in no swarm`);
    return node;
  }

  tlsOf(name: string): string {
    return this.run('node1', `docker node inspect -f '{{json .Description.TLSInfo}}' ${name}`);
  }
}

test('a rotation ends when every node has its certificate from the new root and believes it; services go on', () => {
  const cluster = new Cluster();
  cluster.run('node1', 'docker service create -d --name web --replicas 3 nginx');
  const before = {
    root: cluster.run('node1', 'docker swarm ca'),
    token: cluster.run('node1', 'docker swarm join-token -q worker'),
  };
  cluster.pass(5);
  const began = cluster.world.now;
  const output = cluster.run('node1', 'docker swarm ca --rotate').split('\n');
  expect(output.slice(0, 3)).toEqual([
    'desired root digest: ',
    '  rotated TLS certificates: ',
    '  rotated CA certificates:  ',
  ]);
  expect(output[3]).toMatch(/^desired root digest: sha256:[0-9a-f]{64}$/);
  const root = output.slice(output.indexOf('-----BEGIN CERTIFICATE-----')).join('\n');
  expect(root).not.toBe(before.root);
  expect(cluster.run('node1', 'docker swarm ca')).toBe(root);
  // Nodes are asked every three seconds, and take half a second each time.
  expect((cluster.world.now - began) / MILLISECOND).toBeLessThan(8000);
  expect(new Set(['node1', 'node2', 'node3'].map((name) => cluster.tlsOf(name))).size).toBe(1);
  expect(cluster.run('node1', "docker node ls --format '{{.Hostname}} {{.TLSStatus}}' | sort")).toBe(
    'node1 Ready\nnode2 Ready\nnode3 Ready',
  );
  expect(cluster.run('node1', "docker service ls --format '{{.Replicas}}'")).toBe('3/3');
  expect(cluster.run('node1', 'docker service ps -q web | wc -l')).toBe('3');
  cluster.run('node3', 'docker swarm leave');
  const refused = cluster.answer('node3', `docker swarm join --token ${before.token} 192.168.99.101:2377`);
  expect(refused.stderr).toContain('remote CA does not match fingerprint');
  cluster.join('node3');
});

test('a node that is away holds a rotation up until it is back', () => {
  const cluster = new Cluster();
  cluster.run('node3', 'systemctl stop docker');
  cluster.run('node1', 'docker swarm ca --rotate -d');
  cluster.pass(20);
  const inProgress = (): string => cluster.run('node1', "docker info 2>/dev/null | grep 'Root Rotation'");
  expect(inProgress()).toContain('true');
  expect(cluster.run('node1', "docker info 2>/dev/null | grep 'Force Rotate'")).toContain('1');
  expect(cluster.tlsOf('node2')).not.toBe(cluster.tlsOf('node3'));
  cluster.run('node3', 'systemctl start docker');
  cluster.pass(15);
  expect(inProgress()).toContain('false');
  expect(cluster.tlsOf('node2')).toBe(cluster.tlsOf('node3'));
});

test('a root of the readers own needs its key, in a form that can be read', () => {
  const cluster = new Cluster([]);
  cluster.run('node1', 'docker swarm ca > /tmp/ca.pem; echo x > /tmp/x.pem');
  const refusal = (options: string): string => cluster.answer('node1', `docker swarm ca ${options}`).stderr;
  expect(refusal('--cert-expiry 2h')).toBe('`--cert-expiry` flag requires the `--rotate` flag to update the CA\n');
  expect(refusal('--rotate --ca-cert /tmp/ca.pem')).toBe(
    'the --ca-cert flag requires that a --ca-key flag and/or --external-ca flag be provided as well\n',
  );
  expect(refusal('--rotate --ca-key /tmp/none')).toContain(
    'invalid argument "/tmp/none" for "--ca-key" flag: open /tmp/none: no such file or directory',
  );
  expect(refusal('--rotate --ca-key /tmp/x.pem')).toContain('file contents must be in PEM format');
  expect(refusal('--rotate --ca-key /tmp/ca.pem')).toContain(
    'if a signing CA key is provided, the signing CA cert must also be provided',
  );
});

test('a certificate is renewed in the second half of its life; the founder’s is older than what the swarm says of it', () => {
  const cluster = new Cluster(['node2'], '--cert-expiry 1h');
  const began = (host: string): number => firstOf(cluster.node(host).state.certificate.pem).from;
  const first = [began('node1'), began('node2')];
  cluster.pass(50 * 60);
  expect([began('node1'), began('node2')]).toEqual(first);
  cluster.pass(45 * 60);
  expect(began('node1')).toBe(first[0]);
  expect(began('node2')).toBeGreaterThan(first[1] ?? 0);
  expect(cluster.run('node1', "docker node ls --format '{{.Status}}'")).toBe('Ready\nReady');
});

test('a node that was removed is turned away, whatever it says', () => {
  const cluster = new Cluster();
  const { nodeId } = cluster.node('node3').state.certificate;
  cluster.run('node1', 'docker node rm --force node3');
  cluster.pass(30);
  expect(cluster.node('node3').lastError?.text()).toBe(
    'rpc error: code = PermissionDenied desc = Permission denied: unauthorized peer role: ' +
      `rpc error: code = PermissionDenied desc = Permission denied: node ${nodeId} was removed from swarm`,
  );
});
