// A sandbox's namespace has a file, as Docker binds it, and nsenter runs programs inside.
import { describe, expect, it } from 'vitest';
import { oneHost } from '../../src/sim/scenario/worlds.ts';
import { runCommand } from '../../src/sim/testkit/machine.ts';
import { World } from '../../src/sim/world.ts';

function lab(...commands: readonly string[]) {
  const machine = new World(oneHost, 1).machine('node1');
  if (machine === undefined) throw new TypeError('node1');
  for (const command of commands) expect(runCommand(machine, command)).toMatchObject({ exit: 0 });
  return (command: string) => runCommand(machine, command);
}

const WEB = 'docker run -d --name web busybox sleep 3000';
const KEY = "$(docker inspect -f '{{.NetworkSettings.SandboxKey}}' web)";

describe('nsenter', () => {
  it.each([`nsenter --net=${KEY}`, "nsenter -t $(docker inspect -f '{{.State.Pid}}' web) -n"])('%s', (prefix) => {
    const run = lab(WEB);
    expect(run(`${prefix} ip -4 -o addr show eth0`).stdout).toContain('inet 172.17.0.2/16');
    expect(run(`${prefix} sh -c "ip -o link | wc -l"`).stdout).toBe('2\n');
    // Of /proc the network's part follows; the files stay the host's.
    expect(run(`${prefix} sysctl -w net.ipv4.ip_default_ttl=33`).exit).toBe(0);
    expect(run('sysctl -n net.ipv4.ip_default_ttl').stdout).toBe('64\n');
    expect(run('docker exec web cat /proc/sys/net/ipv4/ip_default_ttl').stdout).toBe('33\n');
    expect(run(`${prefix} sh -c 'hostname; echo x > /tmp/left'; cat /tmp/left`).stdout).toBe('node1\nx\n');
    expect(run('ip -o link | wc -l').stdout).toBe('4\n');
  });

  it('looks on inside', () => {
    const run = lab(WEB);
    const watch = run(
      `nsenter --net=${KEY} timeout 3 tcpdump -nt -i eth0 -c 1 icmp & sleep 1; ping -c 1 172.17.0.2 >/dev/null; wait`,
    );
    expect(watch.stdout).toMatch(/^IP 172\.17\.0\.1 > 172\.17\.0\.2: ICMP echo request, id \d+, seq 1, length 64\n$/);
  });

  it('has no file any more when the container has stopped', () => {
    const run = lab(WEB, 'ls /var/run/docker/netns/* >/dev/null', 'docker rm -f web');
    expect(run('ls /var/run/docker/netns').stdout).toBe('');
  });

  it.each([
    ['nsenter -t 99999999 -n ip a', 1, 'nsenter: cannot open /proc/99999999/ns/net: No such file or directory\n'],
    ['nsenter --net=/nope ip a', 1, 'nsenter: cannot open /nope: No such file or directory\n'],
    ['nsenter -n ip a', 1, 'nsenter: neither filename nor target pid supplied for ns/net\n'],
    ['nsenter --net=/etc/hosts ip a', 1, "nsenter: reassociate to namespace 'ns/net' failed: Invalid argument\n"],
    ['nsenter -t 1 -n nocmd', 127, 'nsenter: failed to execute nocmd: No such file or directory\n'],
    ['nsenter -t 1 -m ls', 125, 'hoplab: not simulated yet: nsenter -m\n'],
  ])('%s', (command, exit, stderr) => {
    expect(lab()(command)).toEqual({ stdout: '', stderr, exit });
  });
});
