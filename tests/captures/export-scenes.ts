// Worlds whose packets cover every format and every kind of device that an exported capture can hold.

import { ip4 } from '../../src/sim/base/ip4.ts';
import { SECOND } from '../../src/sim/des/scheduler.ts';
import { classroom } from '../../src/sim/scenario/worlds.ts';
import { hostNetworkDb } from '../../src/sim/swarm/gossip/gossip.ts';
import { openSocket, ping } from '../../src/sim/testkit/kernel-lab.ts';
import { runCommand } from '../../src/sim/testkit/machine.ts';
import { OverlayLab } from '../../src/sim/testkit/overlay-lab.ts';
import { SwarmHosts } from '../../src/sim/testkit/swarm-hosts.ts';
import { captureFile } from '../../src/sim/trace/capture.ts';
import { World } from '../../src/sim/world.ts';

export interface Scene {
  readonly name: string;
  /** Makes the world, lets it run, and exports what it has seen. */
  readonly file: () => Uint8Array;
  /** Protocols that must be in it, as tshark names them in its tree. */
  readonly protocols: readonly string[];
  /** Interfaces that must be in it, in the words of their descriptions. */
  readonly devices: readonly string[];
  /** Parts of comments that must be in it. */
  readonly comments: readonly string[];
}

/** 2026-11-21 06:43:30 UTC, in microseconds. */
const STARTS_AT = 1_795_243_410_000_000;

type Line = readonly [host: string, command: string];

/** Commands as people type them on hosts of the classroom. Those that a host does not know or cannot do are a mistake here. */
function typed(...lines: readonly Line[]): Uint8Array {
  const world = new World(classroom, 1);
  world.runUntil(5 * SECOND);
  for (const [host, command] of lines) {
    const machine = world.machine(host);
    if (machine === undefined) throw new Error(`no host ${host}`);
    const { stderr } = runCommand(machine, command);
    if (/not simulated|not found|usage/i.test(stderr)) throw new Error(`${command}: ${stderr}`);
  }
  world.runUntil(world.now + 2 * SECOND);
  return captureFile(world.trace, world.startsAt);
}

const on1 = (command: string): Line => ['node1', command];
const on2 = (command: string): Line => ['node2', command];

const containers = [
  on1('docker network create --subnet 10.21.0.0/24 -o com.docker.network.bridge.name=br0 net1'),
  on1('docker run -d --name ca --network net1 --ip 10.21.0.2 ubuntu sleep infinity'),
  on1('docker run -d --name cb --network net1 --ip 10.21.0.3 -p 8080:80 nginx'),
];
const KEY = '0x0102030405060708090a0b0c0d0e0f1011121314';
const association = (from: string, to: string, spi: string): string =>
  `ip xfrm state add src ${from} dst ${to} proto esp spi ${spi} reqid 1 mode transport aead 'rfc4106(gcm(aes))' ${KEY} 128`;
const policy = (from: string, to: string, spi: string): string =>
  `ip xfrm policy add src ${from} dst ${to} dir out tmpl src ${from} dst ${to} proto esp spi ${spi} reqid 1 mode transport`;
const [A, B] = ['192.168.99.101', '192.168.99.102'];

function overlay(): Uint8Array {
  const world = new OverlayLab().introduce();
  const socket = openSocket(world.node1.container, { type: 'ping' });
  ping(socket, '10.22.0.4');
  world.lab.run(SECOND);
  ping(socket, '10.22.0.9');
  world.lab.run(SECOND);
  return captureFile(world.lab.trace, STARTS_AT);
}

function swarm(): Uint8Array {
  const hosts = new SwarmHosts();
  hosts.pass(5);
  hosts.init('node1');
  const { Worker, Manager } = hosts.tokens();
  hosts.join('node2', Manager);
  hosts.join('node3', Worker);
  hosts.pass(10);
  return captureFile(hosts.world.trace, hosts.world.startsAt);
}

function gossip(): Uint8Array {
  const world = new World(classroom, 1);
  const node = (name: string, address: string) => {
    const machine = world.machine(name);
    if (machine === undefined) throw new Error(`no host ${name}`);
    const db = hostNetworkDb(machine, ip4(address), [new Uint8Array(16)]);
    db.start();
    return { db, machine };
  };
  node('node1', A);
  const { db, machine } = node('node2', B);
  machine.startTask(
    (function* () {
      yield* db.join([ip4(A)]);
      yield* db.joinNetwork('mff7ng04lre0278zry7iv275a');
    })(),
  );
  world.runUntil(10 * SECOND);
  return captureFile(world.trace, world.startsAt);
}

export const scenes: readonly Scene[] = [
  {
    name: 'names, a web page and NAT',
    file: () =>
      typed(
        ...containers,
        on1('docker exec ca curl -s cb'),
        on2('curl -s 192.168.99.101:8080'),
        on1('docker exec ca curl -s http://example.com/large -o /dev/null'),
        on1('docker exec ca dig example.com'),
        on1('docker exec ca dig +noedns +ignore big.example.com TXT'),
        on1('docker exec ca dig +tcp example.com MX'),
        on1('docker exec ca dig nosuch.example.com'),
        on1('dig +trace www.example.com'),
        on1('dig -x 203.0.113.80'),
        on1('dig example.com AAAA'),
        on1('docker exec ca nslookup -type=soa example.com'),
      ),
    protocols: ['dns', 'http', 'tcp', 'udp', 'arp'],
    devices: [
      'eth0 (veth) on node1, namespace of ca',
      'br0 (bridge) on node1',
      'lo (loopback)',
      'eth0 (ether) on node1',
    ],
    comments: ['MASQUERADE', 'DNAT', 'conntrack:', 'neighbour ', 'fdb of br0'],
  },
  {
    name: 'errors, refusals and fragments',
    file: () =>
      typed(
        ...containers,
        on1('docker exec ca curl -s 10.21.0.3:81'),
        on1('docker exec ca ping -c 1 -W 1 10.21.0.99'),
        on1('docker exec ca ping -c 1 -s 4000 192.168.99.102'),
        on1('docker exec ca ping -c 1 -s 1472 -M do 192.168.99.102'),
        on1('docker exec ca traceroute -n 203.0.113.80'),
        on1('docker exec ca tracepath -n 203.0.113.80'),
        on1('docker exec ca ping -c 1 -t 1 192.168.99.102'),
        on1('dig +tries=1 +timeout=1 @192.168.99.102 example.com'),
        on1('iptables -I DOCKER-USER -d 192.168.99.103 -j REJECT'),
        on1('docker exec ca ping -c 1 -W 1 192.168.99.103'),
        on1('iptables -I DOCKER-USER -p tcp -d 192.168.99.102 -j REJECT --reject-with tcp-reset'),
        on1('docker exec ca curl -s -m 2 192.168.99.102:81'),
        on1('iptables -I DOCKER-USER -d 192.168.99.102 -p udp -j DROP'),
        on1('docker exec ca dig +tries=1 +timeout=1 @192.168.99.102 example.com'),
        on2('ip route add 10.77.0.0/24 via 192.168.99.101'),
        on2('ping -c 1 -W 1 10.77.0.1'),
        on1('arping -c 2 -I eth0 192.168.99.102'),
      ),
    protocols: ['icmp', 'tcp', 'udp', 'arp'],
    devices: ['eth0 (veth)', 'eth0 (ether) on router1'],
    comments: [
      'drop (TTL_EXPIRED)',
      'drop (NETFILTER)',
      'drop (NO_SOCKET)',
      'REJECT',
      'a fragment',
      'drop (NEIGH_FAILED)',
    ],
  },
  {
    name: 'streams',
    file: () =>
      typed(
        ...containers,
        on1('docker run -d --name cr --network net1 redis'),
        on1('docker run --rm --network net1 redis redis-cli -h cr set k v'),
        on1('docker run --rm --network net1 redis redis-cli -h cr get k'),
        on2('iperf3 -s > /dev/null 2>&1 &'),
        on1('iperf3 -c 192.168.99.102 -n 2M'),
        on1('iperf3 -c 192.168.99.102 -u -t 1 -b 1M'),
        on2('nc -l -p 7000 > /tmp/got &'),
        on1('echo hello | nc -w 1 192.168.99.102 7000'),
      ),
    protocols: ['tcp', 'udp', 'resp'],
    devices: ['br0 (bridge)', 'eth0 (ether) on node2'],
    comments: ['redis-server', 'iperf3', 'nc'],
  },
  {
    name: 'macvlan, ipvlan and VLANs',
    file: () =>
      typed(
        on1('docker network create -d macvlan --subnet 192.168.99.0/24 --gateway 192.168.99.1 -o parent=eth0 mv'),
        on1('docker run -d --name m1 --network mv --ip 192.168.99.210 ubuntu sleep infinity'),
        on1('docker exec m1 ping -c 1 192.168.99.102'),
        on1('docker network create -d ipvlan --subnet 10.30.0.0/24 -o parent=eth0.30 iv'),
        on1('docker run -d --name i1 --network iv --ip 10.30.0.2 ubuntu sleep infinity'),
        on2('docker network create -d macvlan --subnet 10.30.0.0/24 -o parent=eth0.30 mv30'),
        on2('docker run -d --name m2 --network mv30 --ip 10.30.0.3 ubuntu sleep infinity'),
        on1('docker exec i1 ping -c 2 -W 1 10.30.0.3'),
        on1('docker exec i1 ping -c 1 -W 1 -s 3000 10.30.0.3'),
      ),
    protocols: ['vlan', 'icmp', 'arp'],
    devices: ['(macvlan)', '(ipvlan)', 'eth0.30 (vlan) on node2', 'port2'],
    comments: ['macvlan'],
  },
  {
    name: 'tunnels, encrypted and not',
    file: () =>
      typed(
        on1(`ip link add vx0 type vxlan id 42 remote ${B} dstport 4789 dev eth0`),
        on2(`ip link add vx0 type vxlan id 42 remote ${A} dstport 4789 dev eth0`),
        on1('ip addr add 10.42.0.1/24 dev vx0; ip link set vx0 up'),
        on2('ip addr add 10.42.0.2/24 dev vx0; ip link set vx0 up'),
        on1('ping -c 2 10.42.0.2'),
        on1(association(A, B, '0x101')),
        on1(association(B, A, '0x202')),
        on2(association(A, B, '0x101')),
        on2(association(B, A, '0x202')),
        on1(policy(A, B, '0x101')),
        on2(policy(B, A, '0x202')),
        on1('ping -c 2 10.42.0.2'),
        on1('curl -s 10.42.0.2:81'),
      ),
    protocols: ['vxlan', 'esp', 'icmp'],
    devices: ['vx0 (vxlan) on node1', 'eth0 (ether) on node2'],
    comments: ['xfrm state', 'VNI 42'],
  },
  {
    name: 'an overlay',
    file: overlay,
    protocols: ['vxlan', 'icmp'],
    devices: ['vxlan0 (vxlan)'],
    comments: ['fdb ', 'drop (NO_NEIGHBOUR)'],
  },
  {
    name: 'a swarm',
    file: swarm,
    protocols: ['tcp'],
    devices: ['eth0 (ether) on node3'],
    comments: ['TCP 192.168.99.101:2377'],
  },
  {
    name: 'gossip',
    file: gossip,
    protocols: ['tcp', 'udp'],
    devices: ['eth0 (ether) on node1'],
    comments: ['UDP socket'],
  },
];
