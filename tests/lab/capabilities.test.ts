// What a container's root may do and what not: command by command, with capabilities given and taken away.
import { beforeAll, describe, expect, it } from 'vitest';
import { oneHost } from '../../src/sim/scenario/worlds.ts';
import { runCommand } from '../../src/sim/testkit/machine.ts';
import { World } from '../../src/sim/world.ts';

const machine = new World(oneHost, 1).machine('node1');
function run(command: string) {
  if (machine === undefined) throw new TypeError('node1');
  return runCommand(machine, command);
}

/** Containers by the flags that they are run with. */
const containers = [
  ['ubuntu', 'plain', ''],
  ['busybox', 'box', ''],
  ['ubuntu', 'noraw', '--cap-drop NET_RAW'],
  ['busybox', 'bare', '--cap-drop all'],
  ['ubuntu', 'admin', '--cap-add net_admin'],
  ['busybox', 'all', '--cap-add ALL'],
  ['ubuntu', 'privileged', '--privileged'],
] as const;

beforeAll(() => {
  for (const [image, name, flags] of containers)
    expect(run(`docker run -d --name ${name} ${flags} ${image} sleep 100000`)).toMatchObject({ exit: 0 });
});

const answers = 'RTNETLINK answers: Operation not permitted\n';
const noRules =
  'iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)\n\n';
const noFlush = 'Failed to send flush request: Operation not permitted\n';
const forwarding = '/proc/sys/net/ipv4/ip_forward';

/** Container, command, standard error, exit status; nothing on standard output. */
const refusals: readonly (readonly [string, string, string, number])[] = [
  ['plain', 'ip link set eth0 down', answers, 2],
  ['plain', 'ip link add br9 type bridge', answers, 2],
  ['plain', 'ip addr add 10.5.5.5/24 dev eth0', answers, 2],
  ['plain', 'ip addr flush dev eth0', noFlush, 255],
  ['plain', 'ip route add 10.9.0.0/16 via 172.17.0.1', answers, 2],
  ['plain', 'ip route del default', answers, 2],
  ['plain', 'ip route flush 172.17.0.0/16', noFlush, 255],
  ['plain', 'bridge fdb add 02:00:00:00:00:01 dev eth0', answers, 255],
  ['plain', 'iptables -A INPUT -j DROP', noRules, 4],
  ['plain', 'iptables -L', noRules, 4],
  ['box', 'ip link set eth0 down', 'ip: SIOCSIFFLAGS: Operation not permitted\n', 2],
  ['box', 'ip addr flush dev eth0', `ip: ${answers}`, 2],
  ['box', 'ip route add 10.9.0.0/16 via 172.17.0.1', `ip: ${answers}`, 2],
  ['box', 'brctl addbr br1', 'brctl: bridge br1: Operation not permitted\n', 1],
  ['box', 'ifconfig eth0 down', 'ifconfig: SIOCSIFFLAGS: Operation not permitted\n', 1],
  ['box', 'ifconfig eth0 0.0.0.0', 'ifconfig: SIOCSIFADDR: Operation not permitted\n', 1],
  ['box', 'route add default gw 172.17.0.9', 'route: SIOCADDRT: Operation not permitted\n', 1],
  ['box', 'arp -d 172.17.0.1', 'arp: SIOCDARP(priv): Operation not permitted\n', 1],
  ['box', 'hostname other', 'hostname: sethostname: Operation not permitted\n', 1],
  [
    'box',
    'sysctl -w net.ipv4.ip_forward=0',
    "sysctl: error setting key 'net.ipv4.ip_forward': Read-only file system\n",
    1,
  ],
  ['box', `sh -c 'echo 0 > ${forwarding}'`, `sh: can't create ${forwarding}: Read-only file system\n`, 1],
  ['admin', `sh -c 'echo 0 > ${forwarding}'`, `sh: can't create ${forwarding}: Read-only file system\n`, 1],
  [
    'noraw',
    'tcpdump -i eth0',
    "tcpdump: eth0: You don't have permission to perform this capture on that device\n" +
      '(Attempt to create packet socket failed - CAP_NET_RAW may be required)\n',
    1,
  ],
  ['bare', 'arping -c 1 -I eth0 172.17.0.1', 'arping: socket: Operation not permitted\n', 1],
  ['bare', 'traceroute 172.17.0.1', 'traceroute: socket: Operation not permitted\n', 1],
];

describe('refused', () => {
  it.each(refusals)('%s: %s', (name, command, stderr, exit) => {
    const before = run(`docker exec ${name} ip addr; docker exec ${name} ip route`).stdout;
    expect(run(`docker exec ${name} ${command}`)).toEqual({ stdout: '', stderr, exit });
    expect(run(`docker exec ${name} ip addr; docker exec ${name} ip route`).stdout).toBe(before);
  });

  it('in the host’s network namespace too', () => {
    const refused = run('docker run --rm --net host ubuntu ip link set docker0 down');
    expect(refused).toEqual({ stdout: '', stderr: answers, exit: 2 });
  });

  it('ping, where neither NET_RAW nor the group opens a socket', () => {
    const flags = "--cap-drop NET_RAW --sysctl 'net.ipv4.ping_group_range=1 0'";
    const stderr =
      'ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\nping: => missing cap_net_raw+p capability or setuid?\n';
    expect(run(`docker run --rm ${flags} ubuntu ping -c 1 127.0.0.1`)).toEqual({ stdout: '', stderr, exit: 2 });
  });

  it('an unknown capability', () => {
    const made = run('docker run --rm --cap-add foo busybox true');
    expect(made.stderr).toContain('Error response from daemon: invalid CapAdd: unknown capability: "CAP_FOO"\n');
    expect(made.exit).toBe(125);
  });
});

describe('allowed', () => {
  it.each([
    ['admin', 'ip link set eth0 mtu 1400'],
    ['admin', 'iptables -L'],
    ['all', 'ip addr add 10.5.5.5/24 dev eth0'],
    ['privileged', 'ip route add 10.9.0.0/16 via 172.17.0.1'],
    ['privileged', `sh -c 'echo 0 > ${forwarding}'`],
    ['plain', 'ping -c 1 172.17.0.1'],
    ['plain', 'arping -c 1 -I eth0 172.17.0.1'],
    // Docker opens ping sockets to every group of a network namespace of the container's own.
    ['noraw', 'ping -c 1 172.17.0.1'],
  ])('%s: %s', (name, command) => {
    expect(run(`docker exec ${name} ${command}`)).toMatchObject({ stderr: '', exit: 0 });
  });

  it('an exec that is privileged, in a container that is not', () => {
    expect(run('docker exec --privileged plain ip link set eth0 mtu 1300').exit).toBe(0);
    expect(run('docker exec plain cat /sys/class/net/eth0/mtu').stdout).toBe('1300\n');
    expect(run(`docker exec --privileged plain sh -c 'echo 0 > ${forwarding}'`).exit).toBe(1);
  });
});

it('is shown by inspect', () => {
  const format = "'{{json .HostConfig.CapAdd}} {{json .HostConfig.CapDrop}} {{.HostConfig.Privileged}}'";
  const shown = run(`docker inspect -f ${format} plain noraw bare admin all privileged`).stdout;
  expect(shown).toBe(`null null false
null ["CAP_NET_RAW"] false
null ["ALL"] false
["CAP_NET_ADMIN"] null false
["ALL"] null false
null null true
`);
});
