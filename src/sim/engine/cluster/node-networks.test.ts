import { beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '../../scenario/change.ts';
import { threeHosts } from '../../scenario/worlds.ts';
import { playStep } from '../../testkit/recording.ts';
import { World } from '../../world.ts';

const SECOND = 1_000_000;
const hosts = ['node1', 'node2', 'node3'] as const;

/** Three hosts in a swarm: what a shell on one of them answers. */
class SwarmShell {
  readonly world = new World(threeHosts, 1);

  constructor() {
    this.pass(5);
    this.run('docker swarm init --advertise-addr 192.168.99.101', 'node1');
    const token = this.run('docker swarm join-token -q worker');
    for (const host of ['node2', 'node3']) this.run(`docker swarm join --token ${token} 192.168.99.101:2377`, host);
    this.pass(3);
  }

  pass(seconds: number): void {
    this.world.runUntil(this.world.now + seconds * SECOND);
  }

  run(cmd: string, host = 'node1'): string {
    const { stdout, stderr } = playStep(this.world, { host, cmd });
    return `${stdout}${stderr.startsWith('image ') ? '' : stderr}`.trim();
  }

  lines(cmd: string, host = 'node1'): string[] {
    return this.run(cmd, host)
      .split('\n')
      .map((line) => line.trim());
  }

  /** On every host. */
  everywhere(cmd: string): string[] {
    return hosts.map((host) => this.run(cmd, host));
  }
}

const count = (answers: readonly string[]): number[] => {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return [...counts.values()].sort((a, b) => a - b);
};

describe('a service on an overlay', () => {
  let shell: SwarmShell;
  let client = '';
  const inClient = (cmd: string): string => shell.run(`docker exec ${client} ${cmd}`);

  beforeAll(() => {
    shell = new SwarmShell();
    shell.run('docker network create -d overlay --subnet 10.7.0.0/24 back');
    const alias = '--network name=back,alias=shop';
    shell.run(`docker service create -d --name web --replicas 3 ${alias} nginx`);
    shell.pass(3);
    shell.run('docker service create -d --name c --network back --constraint node.hostname==node1 ubuntu sleep 9999');
    shell.pass(10);
    client = shell.run('docker ps -q --filter name=c.1');
  });

  it('hands its connections to its tasks in turn', () => {
    const answers = shell.lines(`docker exec ${client} bash -c 'for i in $(seq 30); do curl -s web/host; done'`);
    expect(count(answers.map((line) => line.split(' ')[0] ?? ''))).toEqual([10, 10, 10]);
  });

  it('answers to its name, to its aliases, and to those of its tasks', () => {
    expect(inClient('dig +short web')).toBe('10.7.0.2');
    expect(inClient('dig +short shop')).toBe('10.7.0.2');
    const tasks = inClient('dig +short tasks.web').split('\n').sort();
    expect(tasks).toEqual(['10.7.0.3', '10.7.0.4', '10.7.0.5']);
    expect(inClient('dig +short tasks.shop').split('\n').sort()).toEqual(tasks);
    expect(inClient('dig +short -x 10.7.0.3')).toMatch(/^web\.\d\.[0-9a-z]{25}\.back\.$/);
    expect(inClient('dig +short nobody')).toBe('');
    const verbose = shell.run("docker network inspect -v --format '{{json .Services}}' back");
    expect(JSON.parse(verbose).web).toMatchObject({ VIP: '10.7.0.2', Tasks: [{}, {}, {}] });
  });

  it('is pinged where its clients are', () => {
    expect(inClient('ping -c 1 web')).toContain('64 bytes from 10.7.0.2: icmp_seq=1 ttl=64');
  });

  it('follows its replicas up and down', () => {
    shell.run('docker service scale -d web=5');
    shell.pass(10);
    expect(inClient('dig +short tasks.web').split('\n')).toHaveLength(5);
    shell.run('docker service scale -d web=1');
    shell.pass(1);
    const weights = (): string[] =>
      shell.lines(`nsenter --net=$(ls -d /var/run/docker/netns/lb_*) ipvsadm -Ln | awk '/Masq/ {print $4}' | sort`);
    // Those that end get no new connections for two seconds before they are stopped.
    expect(weights()).toEqual(['0', '0', '0', '0', '1', '1']);
    shell.pass(10);
    expect(weights()).toEqual(['1', '1']);
    expect(inClient('dig +short tasks.web').split('\n')).toHaveLength(1);
  });

  it('goes from every table with its last task', () => {
    shell.run('docker service rm web');
    shell.pass(15);
    expect(inClient('dig +short web')).toBe('');
    const balancer = '/var/run/docker/netns/lb_*';
    expect(shell.run(`nsenter --net=$(ls -d ${balancer}) iptables -t mangle -S INPUT`)).not.toContain('10.7.0.2/32');
    expect(shell.lines(`nsenter --net=$(ls -d ${balancer}) ip -4 -br addr show eth0`)[0]).not.toContain('10.7.0.2/32');
    // node2 and node3 have no task on it any more: neither its namespaces nor its name.
    expect(shell.run('ls /var/run/docker/netns', 'node2')).not.toContain('lb_');
    expect(shell.run('docker network ls --format {{.Name}}', 'node2')).not.toContain('back');
  });
});

describe('the routing mesh', () => {
  let shell: SwarmShell;

  beforeAll(() => {
    shell = new SwarmShell();
    shell.run('docker service create -d --name app --replicas 2 -p 8000:80 nginx');
    shell.pass(10);
  });

  it('answers on every host', () => {
    for (const address of ['192.168.99.101', '192.168.99.102', '192.168.99.103', '127.0.0.1']) {
      const answers = shell.lines(`for i in 1 2 3 4; do curl -s --max-time 5 ${address}:8000/host; done`, 'node1');
      expect(count(answers.map((line) => line.split(' ')[0] ?? ''))).toEqual([2, 2]);
    }
  });

  it('keeps the port from others', () => {
    expect(shell.run('docker run -d -p 8000:80 nginx')).toContain('address already in use');
  });

  it('changes ports as Docker does: new tasks wait until the old ones have left the address', () => {
    shell.run('docker service update -d --publish-rm 80 --publish-add 8001:80 app');
    shell.pass(20);
    const inMesh = (cmd: string): string[] => shell.lines(`nsenter --net=/var/run/docker/netns/ingress_sbox ${cmd}`);
    expect(inMesh('iptables -t mangle -S PREROUTING').filter((line) => line.includes('dport'))).toHaveLength(1);
    // Of the new tasks only the one that came after the last old one had gone.
    expect(inMesh('ipvsadm -Ln').filter((line) => line.includes('Masq'))).toHaveLength(1);
    expect(shell.run('curl -s --max-time 5 192.168.99.102:8001/host')).toContain(' 10.0.0.3');
    expect(shell.run('curl -s --max-time 5 192.168.99.102:8000/host; echo $?')).toBe('7');
  });

  it('takes its rules away with the service', () => {
    shell.run('docker service rm app');
    shell.pass(10);
    for (const answer of shell.everywhere('curl -s --max-time 5 127.0.0.1:8000; echo $?')) expect(answer).toBe('7');
    for (const answer of shell.everywhere('iptables -t nat -S DOCKER-INGRESS')) {
      expect(answer.split('\n')).toEqual(['-N DOCKER-INGRESS', '-A DOCKER-INGRESS -j RETURN']);
    }
  });
});

describe('containers that are no tasks', () => {
  let shell: SwarmShell;

  beforeAll(() => {
    shell = new SwarmShell();
    shell.run('docker network create -d overlay --attachable --subnet 10.8.0.0/24 --subnet 10.9.0.0/24 att');
    shell.run('docker run -d --name one --restart always --net att ubuntu sleep 9999', 'node1');
    shell.run('docker run -d --name two --net att --ip 10.9.0.7 --network-alias zwei nginx', 'node2');
    shell.pass(2);
  });

  it('reach each other by name on any host, across the subnets of the network', () => {
    expect(shell.run('docker exec one ping -c 1 two')).toContain('64 bytes from two.att (10.9.0.7): icmp_seq=1 ttl=63');
    expect(shell.run('docker exec one curl -s zwei/host')).toContain('10.9.0.7 10.8.0.2');
    expect(shell.lines('docker exec one ip route')).toContain('10.9.0.0/24 via 10.8.0.1 dev eth0');
  });

  it('are refused on networks that are not attachable, and known by whom they use the network', () => {
    shell.run('docker network create -d overlay plain');
    expect(shell.run('docker run --net plain busybox true')).toContain(
      'Could not attach to network plain: rpc error: code = PermissionDenied desc = network plain not manually attachable',
    );
    expect(shell.run('docker network rm att')).toMatch(/network \w+ is in use by task \w+/);
    expect(shell.run('docker network connect att one')).toContain('one is already attached to network att');
  });

  it('are known by their new name', () => {
    shell.run('docker rename one first', 'node1');
    expect(shell.run('docker exec first dig +short first')).toBe('10.8.0.2');
    expect(shell.run('docker exec first dig +short one')).toBe('');
  });

  it('come back with the swarm when the daemon starts again', () => {
    shell.run('systemctl restart docker');
    // The only manager has nobody to join: the others look for it once a minute.
    shell.pass(75);
    expect(shell.run('docker exec first ping -c 1 two')).toContain('1 received');
    expect(shell.run('docker exec two ping -c 1 first', 'node2')).toContain('0% packet loss');
  });

  it('give the network up with the last of them', () => {
    shell.run('docker rm -f first');
    shell.run('docker rm -f two', 'node2');
    expect(shell.run('docker network rm att')).toBe('att');
    expect(shell.everywhere('ip link show type vxlan; ls /var/run/docker/netns | grep -c lb_')).toEqual([
      '0',
      '0',
      '0',
    ]);
  });
});

describe('gossip', () => {
  it('is opened with the keys of its swarm for who looks at a packet', () => {
    const { world } = new SwarmShell();
    world.runUntil(world.now + 3 * SECOND);
    const { trace } = world;
    const said = new Set<string>();
    for (let seq = trace.first; seq < trace.next; seq++) {
      const layer = world.packet(seq)?.layers.at(-1);
      if (layer?.name === 'memberlist') said.add(layer.summary);
    }
    expect([...said]).toEqual(expect.arrayContaining(['Ping', 'Ack']));
  });
});

describe('hosts that go', () => {
  it('take their tasks with them, from names and balancers', () => {
    const shell = new SwarmShell();
    shell.run('docker network create -d overlay back');
    shell.run('docker service create -d --name web --mode global --network back nginx');
    shell.pass(10);
    const one = shell.run('docker ps -q --filter name=web');
    const tasks = (): number => Number(shell.run(`docker exec ${one} nslookup tasks.web | grep -c 10.0.1`));
    expect(tasks()).toBe(3);
    shell.world.apply({ at: shell.world.now, kind: 'change', change: { kind: 'host.off', host: 'node3' } });
    shell.pass(9);
    expect(tasks()).toBe(2);
    expect(
      shell.run(`docker exec ${one} sh -c 'for i in 1 2 3 4 5 6; do curl -s --max-time 1 web || echo lost; done'`),
    ).not.toContain('lost');
    const forwarding = 'for n in /var/run/docker/netns/1-*; do nsenter --net=$n bridge fdb show dev vxlan0; done';
    expect(shell.run(forwarding)).not.toContain('192.168.99.103');
    expect(shell.run(forwarding)).toContain('192.168.99.102');
  });

  it('are known again when the network between has healed', () => {
    const shell = new SwarmShell();
    const change = (one: Change): void => void shell.world.apply({ at: shell.world.now, kind: 'change', change: one });
    shell.run('docker network create -d overlay back');
    shell.run('docker service create -d --name web --mode global --network back nginx');
    shell.pass(10);
    const known = (): string[] =>
      hosts.map((host) => shell.run('docker exec $(docker ps -q) nslookup tasks.web | grep -c 10.0.1', host));
    expect(known()).toEqual(['3', '3', '3']);
    change({ kind: 'partition', machines: ['node3'] });
    shell.pass(10);
    expect(known()).toEqual(['2', '2', '1']);
    change({ kind: 'heal' });
    // Meanwhile the managers have given its task up: another one takes its place.
    shell.pass(45);
    expect(known()).toEqual(['3', '3', '3']);
  });

  it('leave no trace of the swarm but docker_gwbridge', () => {
    const shell = new SwarmShell();
    shell.run('docker network create -d overlay --attachable att');
    shell.run('docker run -d --name member --net att nginx', 'node2');
    expect(shell.run('docker exec member ip addr', 'node2')).toContain('10.0.1.');
    shell.run('docker swarm leave', 'node2');
    expect(shell.lines('docker network ls --format {{.Name}}', 'node2')).toEqual([
      'bridge',
      'docker_gwbridge',
      'host',
      'none',
    ]);
    expect(shell.run('docker exec member ip addr', 'node2')).not.toContain('eth');
    expect(shell.run('ls /var/run/docker/netns | grep -c _', 'node2')).toBe('0');
    expect(shell.run('ip -br link show type vxlan', 'node2')).toBe('');
  });
});
