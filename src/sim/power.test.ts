import { describe, expect, it } from 'vitest';
import type { Change } from './scenario/change.ts';
import { worlds } from './scenario/worlds.ts';
import { playStep } from './testkit/recording.ts';
import { World } from './world.ts';

const SECOND = 1_000_000;

function lab(name = 'three-hosts') {
  const spec = worlds.get(name);
  if (!spec) throw new Error('world');
  const world = new World(spec, 1);
  world.runUntil(5 * SECOND);
  const run = (host: string, cmd: string) => playStep(world, { host, cmd });
  const change = (what: Change) => world.apply({ at: world.now, kind: 'change', change: what });
  const wait = (seconds: number) => world.runUntil(world.now + seconds * SECOND);
  return { world, run, change, wait };
}

describe('a host that is powered off and on', () => {
  it('keeps its disk, its networks and what should restart, and nothing else', () => {
    const { run, change, wait, world } = lab();
    run(
      'node1',
      'docker network create web; echo kept > /root/note; iptables -A INPUT -p icmp -j DROP; sysctl -w net.ipv4.ip_default_ttl=9',
    );
    run(
      'node1',
      'docker run -d --name always --restart always --net web -p 8080:80 nginx; docker run -d --name once nginx',
    );
    expect(run('node2', 'curl -s -o /dev/null -w "%{http_code}" http://192.168.99.101:8080').stdout).toBe('200');
    expect(change({ kind: 'host.off', host: 'node1' })).toBeUndefined();
    wait(1);
    expect(world.stations.get('node1')?.power.state).toBe('off');
    expect(run('node2', 'ping -c 1 -W 1 192.168.99.101').exit).toBe(1);
    change({ kind: 'host.on', host: 'node1' });
    wait(10);
    expect(world.stations.get('node1')?.power.state).toBe('on');
    expect(run('node1', 'cat /root/note').stdout).toBe('kept\n');
    expect(run('node1', 'docker ps --format "{{.Names}} {{.Status}}"').stdout).toMatch(/^always Up/);
    expect(run('node1', 'docker ps -a --format "{{.Names}}"').stdout.split('\n').sort().join(' ').trim()).toBe(
      'always once',
    );
    expect(run('node1', 'iptables -S INPUT').stdout).toBe('-P INPUT ACCEPT\n');
    expect(run('node1', 'sysctl -n net.ipv4.ip_default_ttl').stdout).toBe('64\n');
    expect(run('node2', 'curl -s -o /dev/null -w "%{http_code}" http://192.168.99.101:8080').stdout).toBe('200');
    expect(run('node1', 'docker run --rm --net web busybox ping -c 1 always').exit).toBe(0);
  });

  it('obeys the commands that people know', () => {
    for (const [command, back] of [
      ['poweroff', false],
      ['shutdown -h now', false],
      ['reboot', true],
      ['systemctl reboot', true],
      ['shutdown -r now', true],
    ] as const) {
      const { world, run, wait } = lab();
      run('node3', command);
      wait(15);
      expect([command, world.stations.get('node3')?.power.state]).toEqual([command, back ? 'on' : 'off']);
    }
    expect(lab().run('node1', 'shutdown +5').stderr).toBe('hoplab: not simulated yet: shutdown at +5\n');
  });

  it('says goodbye to its terminals when it is asked politely, and comes back after a reboot', () => {
    const { world, change, wait } = lab();
    world.apply({ at: world.now, kind: 'tty.open', tty: 't', host: 'node2', columns: 80, rows: 24 });
    wait(1);
    world.takeOutput();
    change({ kind: 'host.reboot', host: 'node2' });
    wait(2);
    const text = world
      .takeOutput()
      .map((one) => one.text)
      .join('')
      .replace(/\r+\n/g, '\n');
    expect(text).toContain(
      'Broadcast message from root@node2 (Sat 2026-11-21 06:43:36 UTC):\n\nThe system will reboot now!\n',
    );
    expect(world.takeClosed()).toEqual(['t']);
    wait(10);
    expect(world.stations.get('node2')?.power.state).toBe('on');
  });
});

describe('a network that breaks', () => {
  it('a cut cable takes the carrier at both ends, and routes go down with it', () => {
    const { run, change } = lab();
    change({ kind: 'cable.cut', machine: 'node1', nic: 'eth0' });
    expect(run('node1', 'ip -br link show eth0').stdout).toContain('<NO-CARRIER,BROADCAST,MULTICAST,UP>');
    expect(run('node1', 'ip route show default').stdout).toBe('default via 192.168.99.1 dev eth0 linkdown \n');
    change({ kind: 'cable.mend', machine: 'node1', nic: 'eth0' });
    expect(run('node1', 'ping -c 1 192.168.99.102').exit).toBe(0);
  });

  it('loses and delays what its cable is told to', () => {
    const { run, change } = lab();
    change({ kind: 'cable.set', machine: 'node1', nic: 'eth0', link: { latency: 20 } });
    expect(run('node1', 'ping -c 2 192.168.99.102').stdout).toMatch(/time=4\d\.?\d* ms/);
    change({ kind: 'cable.set', machine: 'node1', nic: 'eth0', link: { loss: 100 } });
    expect(run('node1', 'ping -c 1 -W 1 192.168.99.102').exit).toBe(1);
  });

  it('falls into two, and heals; a port is blocked, and is not', () => {
    const { run, change } = lab();
    run('node2', 'docker run -d --name web -p 80:80 nginx');
    const curl = () => run('node1', 'curl -s -m 2 -o /dev/null http://192.168.99.102').exit;
    change({ kind: 'partition', machines: ['node1'] });
    expect(run('node1', 'ping -c 1 -W 1 192.168.99.1').exit).toBe(1);
    change({ kind: 'heal' });
    expect(curl()).toBe(0);
    const block = { between: ['node1', 'node2'], protocol: 'tcp', port: 80 } as const;
    change({ kind: 'block', ...block });
    expect(curl()).toBe(28);
    expect(run('node1', 'ping -c 1 192.168.99.102').exit).toBe(0);
    change({ kind: 'unblock', ...block });
    expect(curl()).toBe(0);
  });

  it('puts a port in a VLAN of its own, and takes it out again', () => {
    const { run, change } = lab();
    const port = { kind: 'port.vlans', machine: 'node1', nic: 'eth0' } as const;
    const reaches = () => run('node1', 'ping -c 1 -W 1 192.168.99.102').exit === 0;
    expect(reaches()).toBe(true);
    change({ ...port, vlans: { access: 10 } });
    expect(reaches()).toBe(false);
    change({ kind: 'port.vlans', machine: 'node2', nic: 'eth0', vlans: { access: 10 } });
    expect(reaches()).toBe(true);
    change({ ...port, vlans: { trunk: [10, 20] } });
    expect(reaches()).toBe(false);
    run('node1', 'ip link add link eth0 name eth0.10 type vlan id 10; ip link set eth0.10 up');
    run('node1', 'ip addr flush dev eth0; ip addr add 192.168.99.101/24 dev eth0.10');
    expect(reaches()).toBe(true);
    expect(change({ ...port, machine: 'node9' })).toBe('ENOENT');
  });

  it('grows by a host, and loses one', () => {
    const { run, change, world } = lab();
    expect(change({ kind: 'host.add' })).toBeUndefined();
    expect([...world.stations.keys()]).toEqual(['node1', 'node2', 'node3', 'node4']);
    expect(run('node4', 'ping -c 1 192.168.99.101').exit).toBe(0);
    expect(run('node4', 'docker run --rm busybox hostname').exit).toBe(0);
    expect(change({ kind: 'host.remove', host: 'node4' })).toBeUndefined();
    expect(world.switches[0]?.ports).toHaveLength(4);
    expect(change({ kind: 'host.remove', host: 'node4' })).toBe('ENOENT');
    expect(run('node1', 'ping -c 1 -W 1 192.168.99.104').exit).toBe(1);
  });
});
