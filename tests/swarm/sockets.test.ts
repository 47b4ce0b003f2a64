// dockerd's sockets in a swarm as tools list them: Go listens on IPv6 and takes IPv4 with it.
import { expect, test } from 'vitest';
import { SECOND } from '../../src/sim/des/scheduler.ts';
import { threeHosts } from '../../src/sim/scenario/worlds.ts';
import { runCommand } from '../../src/sim/testkit/machine.ts';
import { World } from '../../src/sim/world.ts';

test('listeners are of both families, and so is what they accept; what dockerd connects by itself is IPv4', () => {
  const world = new World(threeHosts, 1);
  const run = (host: string, command: string): string => {
    const machine = world.machine(host);
    if (machine === undefined) throw new TypeError(`no host ${host}`);
    return runCommand(machine, command).stdout.trim();
  };
  run('node1', 'docker swarm init --advertise-addr 192.168.99.101');
  const token = run('node1', 'docker swarm join-token -q worker');
  run('node2', `docker swarm join --token ${token} 192.168.99.101:2377`);
  world.runUntil(world.now + 3 * SECOND);
  const listening = run('node1', "ss -tlnH | grep -E '2377|7946' | tr -s ' '").split('\n');
  expect(listening.map((line) => line.trim())).toEqual(['LISTEN 0 4096 *:2377 *:*', 'LISTEN 0 4096 *:7946 *:*']);
  expect(run('node1', 'ss -ulnH | grep 7946')).toMatch(/^UNCONN 0 +0 +\*:7946 +\*:\*$/);
  expect(run('node1', 'ss -tlnH4 | grep -cE "2377|7946"')).toBe('0');
  expect(run('node1', 'ss -tnH6 | grep 2377')).toMatch(
    /\[::ffff:192\.168\.99\.101\]:2377 +\[::ffff:192\.168\.99\.102\]:\d+/,
  );
  expect(run('node2', 'ss -tnH4 | grep 2377')).toMatch(/192\.168\.99\.102:\d+ +192\.168\.99\.101:2377/);
  expect(run('node1', 'netstat -tln | grep 2377')).toMatch(/^tcp6 +0 +0 :::2377 +:::\* +LISTEN/);
  expect(run('node1', 'netstat -tn | grep 2377')).toMatch(
    /^tcp6 +0 +0 192\.168\.99\.101:2377 +192\.168\.99\.102:\d+ +ESTABLISHED/,
  );
});
