import { describe, expect, test } from 'vitest';
import { ip4 } from '../../../base/ip4.ts';
import type { Netlink } from '../../../linux/netlink.ts';
import { aLink, aLoopback, anAddress, aRoute, macOf, netlinkOf } from '../../../testkit/netlink-scene.ts';
import { runIp } from './ip.ts';

const typed = (net: Netlink, line: string) => runIp(net, line.split(' '));

const dockerMac = macOf('8e:2b:18:0e:08:b9');

/** A host whose docker0 has no port yet. */
const host = netlinkOf({
  links: [
    aLoopback,
    aLink('eth0', 2, { mac: macOf('02:00:00:00:00:65'), txqlen: 1000, qdisc: 'pfifo_fast' }),
    aLink('docker0', 3, { kind: 'bridge', mac: dockerMac, operstate: 'DOWN', carrier: false }),
  ],
  addresses: [
    anAddress(1, '127.0.0.1/8', 'lo', { scope: 'host' }),
    anAddress(2, '192.168.99.101/24', 'eth0'),
    anAddress(3, '172.17.0.1/16', 'docker0', { broadcast: ip4('172.17.255.255') }),
  ],
  addresses6: [
    { family: 'inet6', ifindex: 1, local: '::1', prefixLength: 128, scope: 'host', proto: 'kernel_lo' },
    {
      family: 'inet6',
      ifindex: 3,
      local: 'fe80::8c2b:18ff:fe0e:8b9',
      prefixLength: 64,
      scope: 'link',
      proto: 'kernel_ll',
    },
  ],
  routes: [
    aRoute('0.0.0.0/0', { gateway: ip4('192.168.99.1'), ifindex: 2 }),
    aRoute('172.17.0.0/16', {
      ifindex: 3,
      protocol: 'kernel',
      scope: 'link',
      prefSrc: ip4('172.17.0.1'),
      linkdown: true,
    }),
    aRoute('192.168.99.0/24', { ifindex: 2, protocol: 'kernel', scope: 'link', prefSrc: ip4('192.168.99.101') }),
    aRoute('10.7.0.0/16', { type: 'blackhole', metric: 5 }),
    aRoute('10.0.0.1/32', {
      table: 'local',
      type: 'local',
      ifindex: 2,
      protocol: 'kernel',
      scope: 'host',
      prefSrc: ip4('10.0.0.1'),
    }),
  ],
  neighbours: [
    { ifindex: 3, ip: ip4('172.17.0.3'), mac: macOf('66:27:7a:a5:b2:f0'), state: 'STALE' },
    { ifindex: 2, ip: ip4('192.168.99.55'), mac: undefined, state: 'FAILED' },
    { ifindex: 2, ip: ip4('224.0.0.22'), mac: macOf('01:00:5e:00:00:16'), state: 'NOARP' },
  ],
});

/** A container with one interface. */
const container = netlinkOf({
  links: [aLoopback, aLink('eth0', 2, { kind: 'veth', mac: macOf('e6:1f:18:59:bd:b2'), peerIfindex: 6, peerNsid: 0 })],
  addresses: [
    anAddress(1, '127.0.0.1/8', 'lo', { scope: 'host' }),
    anAddress(2, '172.17.0.2/16', 'eth0', { broadcast: ip4('172.17.255.255') }),
  ],
  addresses6: [{ family: 'inet6', ifindex: 1, local: '::1', prefixLength: 128, scope: 'host', proto: 'kernel_lo' }],
});

describe('ip address, as recorded on a host', () => {
  test('a bridge without ports', () => {
    expect(typed(host, 'ip addr show docker0').stdout).toBe(
      '3: docker0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state DOWN group default qlen 0\n' +
        '    link/ether 8e:2b:18:0e:08:b9 brd ff:ff:ff:ff:ff:ff\n' +
        '    inet 172.17.0.1/16 brd 172.17.255.255 scope global docker0\n' +
        '       valid_lft forever preferred_lft forever\n' +
        '    inet6 fe80::8c2b:18ff:fe0e:8b9/64 scope link proto kernel_ll \n' +
        '       valid_lft forever preferred_lft forever\n',
    );
  });

  test('a container', () => {
    expect(typed(container, 'ip a').stdout).toBe(
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n' +
        '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n' +
        '    inet 127.0.0.1/8 scope host lo\n' +
        '       valid_lft forever preferred_lft forever\n' +
        '    inet6 ::1/128 scope host proto kernel_lo \n' +
        '       valid_lft forever preferred_lft forever\n' +
        '2: eth0@if6: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 0\n' +
        '    link/ether e6:1f:18:59:bd:b2 brd ff:ff:ff:ff:ff:ff link-netnsid 0\n' +
        '    inet 172.17.0.2/16 brd 172.17.255.255 scope global eth0\n' +
        '       valid_lft forever preferred_lft forever\n',
    );
    expect(typed(container, 'ip -br addr').stdout).toBe(
      'lo               UNKNOWN        127.0.0.1/8 ::1/128 \neth0@if6         UP             172.17.0.2/16 \n',
    );
    expect(typed(container, 'ip -o -4 addr show eth0').stdout).toBe(
      '2: eth0    inet 172.17.0.2/16 brd 172.17.255.255 scope global eth0\\       valid_lft forever preferred_lft forever\n',
    );
  });

  test.each([
    [
      'ip -br link show docker0',
      'docker0          DOWN           8e:2b:18:0e:08:b9 <NO-CARRIER,BROADCAST,MULTICAST,UP> \n',
    ],
    [
      'ip -4 addr show lo',
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n',
    ],
    [
      'ip link show eth0',
      '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UP mode DEFAULT group default qlen 1000\n    link/ether 02:00:00:00:00:65 brd ff:ff:ff:ff:ff:ff\n',
    ],
    [
      'ip addr show to 172.17.0.0/16',
      '3: docker0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state DOWN group default qlen 0\n    inet 172.17.0.1/16 brd 172.17.255.255 scope global docker0\n       valid_lft forever preferred_lft forever\n',
    ],
    [
      'ip -s link show docker0',
      '3: docker0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state DOWN mode DEFAULT group default qlen 0\n    link/ether 8e:2b:18:0e:08:b9 brd ff:ff:ff:ff:ff:ff\n    RX:  bytes packets errors dropped  missed   mcast           \n             0       0      0       0       0       0 \n    TX:  bytes packets errors dropped carrier collsns           \n             0       0      0       0       0       0 \n',
    ],
    [
      'ip -j -br addr show docker0',
      '[{"ifname":"docker0","operstate":"DOWN","addr_info":[{"local":"172.17.0.1","prefixlen":16},{"local":"fe80::8c2b:18ff:fe0e:8b9","prefixlen":64}]}]\n',
    ],
    [
      'ip -p -j -br link show docker0',
      '[ {\n        "ifname": "docker0",\n        "operstate": "DOWN",\n        "address": "8e:2b:18:0e:08:b9",\n        "flags": [ "NO-CARRIER","BROADCAST","MULTICAST","UP" ]\n    } ]\n',
    ],
  ])('%s', (line, stdout) => {
    expect(typed(host, line)).toEqual({ stdout, status: 0 });
  });
});

describe('ip route, neigh and rule', () => {
  test.each([
    [
      'ip route',
      'default via 192.168.99.1 dev eth0 \n172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 linkdown \n192.168.99.0/24 dev eth0 proto kernel scope link src 192.168.99.101 \nblackhole 10.7.0.0/16 metric 5 \n',
    ],
    ['ip r show dev eth0', 'default via 192.168.99.1 \n192.168.99.0/24 proto kernel scope link src 192.168.99.101 \n'],
    ['ip route show default', 'default via 192.168.99.1 dev eth0 \n'],
    [
      'ip route show proto kernel',
      '172.17.0.0/16 dev docker0 scope link src 172.17.0.1 linkdown \n192.168.99.0/24 dev eth0 scope link src 192.168.99.101 \n',
    ],
    ['ip route list table local', 'local 10.0.0.1 dev eth0 proto kernel scope host src 10.0.0.1 \n'],
    ['ip route show match 10.7.1.1', 'default via 192.168.99.1 dev eth0 \nblackhole 10.7.0.0/16 metric 5 \n'],
    ['ip -j route show default', '[{"dst":"default","gateway":"192.168.99.1","dev":"eth0","flags":[]}]\n'],
    ['ip -d route show default', 'unicast default via 192.168.99.1 dev eth0 proto boot scope global \n'],
    ['ip neigh', '172.17.0.3 dev docker0 lladdr 66:27:7a:a5:b2:f0 STALE \n192.168.99.55 dev eth0 FAILED \n'],
    ['ip n show dev docker0', '172.17.0.3 lladdr 66:27:7a:a5:b2:f0 STALE \n'],
    ['ip -j neigh show nud failed', '[{"dst":"192.168.99.55","dev":"eth0","state":["FAILED"]}]\n'],
    ['ip rule', '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n'],
    ['ip -V', 'ip utility, iproute2-6.1.0, libbpf 1.1.2\n'],
  ])('%s', (line, stdout) => {
    expect(typed(host, line)).toMatchObject({ stdout, status: 0 });
  });
});

describe('what ip refuses, in its own words', () => {
  test.each([
    ['ip foo', 1, 'Object "foo" is unknown, try "ip help".'],
    ['ip -foo', 255, 'Option "-foo" is unknown, try "ip -help".'],
    ['ip addr foo', 255, 'Command "foo" is unknown, try "ip address help".'],
    ['ip link foo', 255, 'Command "foo" is unknown, try "ip link help".'],
    ['ip addr show nope', 1, 'Device "nope" does not exist.'],
    ['ip link show nope', 1, 'Device "nope" does not exist.'],
    ['ip addr show eth0 lo', 255, 'Error: either "dev" is duplicate, or "lo" is a garbage.'],
    ['ip addr add 10.1.1.1', 1, 'Not enough information: "dev" argument is required.'],
    ['ip addr add x dev eth0', 1, 'Error: any valid prefix is expected rather than "x".'],
    ['ip addr add 10.1.1.1/99 dev eth0', 1, 'Error: any valid prefix is expected rather than "10.1.1.1/99".'],
    ['ip addr add 10.1.1.1/24 dev nope', 1, 'Cannot find device "nope"'],
    ['ip addr add 10.1.1.1/24 dev', 255, 'Command line is not complete. Try option "help"'],
    ['ip addr add 10.1.1.1/24 brd x dev eth0', 1, 'Error: inet address is expected rather than "x".'],
    ['ip addr flush', 1, 'Flush requires arguments.'],
    ['ip link add foo type foo', 2, 'Error: Unknown device type.'],
    ['ip link add foo', 1, 'Not enough information: "type" argument is required'],
    ['ip link del nope', 1, 'Cannot find device "nope"'],
    ['ip link set nope up', 1, 'Cannot find device "nope"'],
    ['ip link set eth0 mtu abc', 255, 'Error: argument "abc" is wrong: Invalid "mtu" value\n'],
    ['ip link set eth0 mtu 9', 2, 'Error: mtu less than device minimum.'],
    ['ip link set eth0 master nope', 255, 'Error: argument "nope" is wrong: Device does not exist\n'],
    ['ip link set eth0 address zz', 1, '"zz" is invalid lladdr.'],
    ['ip link set eth0 promisc maybe', 1, 'Error: argument of "promisc" must be "on" or "off", not "maybe"'],
    ['ip route add 10.44.0.1/16 via 10.0.0.2', 2, 'Error: Invalid prefix for given prefix length.'],
    ['ip route add default via x', 1, 'Error: any valid address is expected rather than "x".'],
    ['ip route add 10.44.0.0/16 via x', 1, 'Error: inet address is expected rather than "x".'],
    ['ip route add foo via 10.0.0.2', 1, 'Error: any valid prefix is expected rather than "foo".'],
    ['ip route add 10.1.0.0/16 dev nope', 1, 'Cannot find device "nope"'],
    ['ip route get 8.8.8.8', 2, 'RTNETLINK answers: Network is unreachable'],
    ['ip route get', 1, 'need at least a destination address'],
    ['ip neigh add', 255, 'Device and destination are required arguments.'],
    ['ip neigh add 10.0.0.9 dev eth0', 2, 'Error: No link layer address given.'],
    ['ip neigh show nud foo', 255, 'Error: argument "foo" is wrong: nud state is bad'],
    ['ip netns', 125, 'hoplab: not simulated yet: ip netns'],
    ['ip link add v type bond', 125, 'hoplab: not simulated yet: devices of type bond'],
  ])('%s', (line, status, stderr) => {
    expect(typed(host, line)).toMatchObject({ status, stderr: `${stderr}\n` });
  });
});
