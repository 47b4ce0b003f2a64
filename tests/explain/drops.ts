// For each reason why packets end, a small world in which one does.

import { ip4 } from '../../src/sim/base/ip4.ts';
import { formatMac } from '../../src/sim/base/mac.ts';
import { SECOND } from '../../src/sim/des/scheduler.ts';
import { must } from '../../src/sim/testkit/kernel-lab.ts';
import type { NetLab } from '../../src/sim/testkit/net-lab.ts';
import type { DropReason } from '../../src/sim/trace/record.ts';

export type Scene = (lab: NetLab) => void;

const pass = ({ lab }: NetLab, seconds: number): void => lab.run(seconds * SECOND);
/** Commands on the host, or in c1 or c2 where the line says so: `c1: ping …`. */
const commands =
  (...lines: readonly string[]): Scene =>
  (lab) => {
    for (const line of lines) {
      const bridge = formatMac(lab.net('host').link('br0')?.mac ?? 0);
      const [, place = 'host', command = ''] = /^(?:(c1|c2): )?(.*)$/.exec(line.replace('<br0>', bridge)) ?? [];
      const where = place === 'c1' || place === 'c2' ? place : 'host';
      const [, path, value] = /^sysctl -w net\.(.*)=(.*)$/.exec(command) ?? [];
      if (path !== undefined && value !== undefined) lab.net(where).setSysctl(path.replaceAll('.', '/'), value);
      else lab.run(where, command);
    }
  };

const MAC = 0x020000000099;

/** A frame of the host's own making to a MAC address, through the bridge. */
const sendTo = (lab: NetLab, mac: number, etherType = 0x88b5): void => {
  const bridge = lab.net('host').link('br0')?.ifindex ?? 0;
  lab.kernel.rootNs.sockets.sendPacket(bridge, etherType, mac, new Uint8Array(46));
  pass(lab, 1);
};

const udpFlood: Scene = (lab) => {
  const deaf = must(lab.kernel.rootNs.sockets.socket({ type: 'udp' }));
  deaf.owner = 'a deaf program';
  deaf.bind(0, 999);
  const sender = must(lab.kernel.rootNs.sockets.socket({ type: 'udp' }));
  for (let i = 0; i < 10; i++) sender.send(new Uint8Array(40_000), { address: ip4('127.0.0.1'), port: 999 });
  pass(lab, 1);
};

const fullQueue: Scene = (lab) => {
  const deaf = must(lab.kernel.rootNs.sockets.stream());
  deaf.owner = 'a deaf program';
  deaf.bind(0, 999);
  deaf.listen(0);
  for (let i = 0; i < 3; i++) {
    must(lab.kernel.rootNs.sockets.stream()).connect(ip4('127.0.0.1'), 999);
    pass(lab, 1);
  }
};

const inFlight: Scene = (lab) => {
  const socket = must(lab.kernel.rootNs.sockets.socket({ type: 'udp' }));
  commands('ping -c 1 10.0.0.2')(lab);
  socket.send(new Uint8Array(8), { address: ip4('10.0.0.2'), port: 9 });
  lab.net('host').deleteLink(lab.net('host').link('vc1')?.ifindex ?? 0);
  pass(lab, 1);
};

const floodOfUnresolved: Scene = (lab) => {
  const socket = must(lab.kernel.rootNs.sockets.socket({ type: 'udp' }));
  for (let i = 0; i < 10; i++) socket.send(new Uint8Array(40_000), { address: ip4('10.0.0.77'), port: 9 });
  pass(lab, 5);
};

/** The raw table of the host drops every fragment but the first of what it forwards. */
const lostFragment: Scene = (lab) => {
  commands(
    'sysctl -w net.bridge.bridge-nf-call-iptables=1',
    'iptables -t raw -A PREROUTING -f -j DROP',
    'c1: ping -c 1 -W 1 -s 3000 10.0.0.3',
  )(lab);
  pass(lab, 40);
};

/** The route outlives the bridge's state: a packet socket sends through a bridge that is down. */
const sentWhileDown: Scene = (lab) => {
  const { net, sockets } = lab.kernel.rootNs;
  const bridge = net.link('br0')?.ifindex ?? 0;
  const c1 = lab.kernel.namespaces().find(({ label }) => label === 'c1');
  commands('ping -c 1 10.0.0.2')(lab);
  must(sockets.socket({ type: 'udp' })).send(new Uint8Array(8), { address: ip4('10.0.0.2'), port: 9 });
  c1?.sockets.sendPacket(c1.net.link('eth0')?.ifindex ?? 0, 0x88b5, net.link('br0')?.mac ?? 0, new Uint8Array(46));
  net.setLink(net.link('vc1')?.ifindex ?? 0, { master: 0 });
  net.setLink(net.link('vc1')?.ifindex ?? 0, { up: false });
  net.setLink(bridge, { up: false });
  pass(lab, 1);
};

const blackhole: Scene = (lab) => {
  lab
    .net('host')
    .addRoute(
      { type: 'blackhole', dst: ip4('10.7.0.0'), prefixLength: 16 },
      'add',
      'ip route add blackhole 10.7.0.0/16',
    );
  commands('c1: ping -c 1 -W 1 10.7.0.1')(lab);
};

/** The reasons whose creators are commands or Docker objects. */
export const created: ReadonlySet<string> = new Set([
  'BLACKHOLE',
  'NETFILTER',
  'SOCKET_BUFFER_FULL',
  'LISTEN_OVERFLOW',
]);

export const drops: Readonly<Partial<Record<DropReason, readonly [scene: Scene, names: readonly string[]]>>> = {
  DEVICE_DOWN: [sentWhileDown, ['vc1', 'ip link set vc1 up']],
  NO_CARRIER: [
    commands(
      'ip link add d1 type veth peer name d2',
      'ip addr add 10.5.0.1/24 dev d1',
      'ip link set d1 up',
      'arping -c 1 -w 1 -I d1 10.5.0.2',
    ),
    ['d2', 'ip link set d2 up'],
  ],
  NOT_FOR_US: [(lab) => sendTo(lab, MAC), ['02:00:00:00:00:99', 'c1']],
  MTU_EXCEEDED: [
    commands(
      'ip link add b2 type bridge',
      'ip addr add 10.6.0.1/24 dev b2',
      'ip link set b2 mtu 600 up',
      'c1: ping -c 1 -W 1 -M do -s 1400 10.6.0.2',
    ),
    ['b2', '600', 'ping -s 572', 'ip link set b2 mtu 1428'],
  ],
  NO_ROUTE: [commands('c1: ping -c 1 -W 1 203.0.113.9'), ['203.0.113.9', 'node1', 'ip route add 203.0.113.0/24']],
  BLACKHOLE: [blackhole, ['10.7.0.0/16', 'ip route del blackhole 10.7.0.0/16']],
  MARTIAN_SOURCE: [
    commands(
      'c1: ip addr add 10.0.0.3/32 dev eth0',
      'c1: ip neigh replace 10.0.0.1 lladdr <br0> dev eth0',
      'c1: ip addr add 10.0.0.1/32 dev eth0',
      'c1: ip route add 10.77.0.1 dev eth0 src 10.0.0.1',
      'c1: ip neigh replace 10.77.0.1 lladdr <br0> dev eth0',
      'c1: ping -c 1 -W 1 10.77.0.1',
    ),
    ['10.0.0.1', 'br0', 'accept_local'],
  ],
  FORWARDING_OFF: [
    commands(
      'sysctl -w net.ipv4.ip_forward=0',
      'sysctl -w net.ipv4.conf.br0.forwarding=0',
      'c1: ping -c 1 -W 1 10.9.9.9',
    ),
    ['10.9.9.9', 'node1', 'sysctl -w net.ipv4.ip_forward=1'],
  ],
  TTL_EXPIRED: [
    commands('ip route add 10.9.0.0/16 via 10.0.0.3', 'c1: ping -c 1 -W 1 -t 1 10.9.9.9'),
    ['node1', 'ping -t 64 10.9.9.9'],
  ],
  NEIGH_FAILED: [commands('c1: ping -c 1 10.0.0.77'), ['10.0.0.77', 'eth0']],
  NEIGH_QUEUE_FULL: [floodOfUnresolved, ['10.0.0.77']],
  NO_SOCKET: [commands('c1: curl -s 10.0.0.3:8081'), ['8081', 'c2']],
  SOCKET_BUFFER_FULL: [udpFlood, ['a deaf program']],
  UNKNOWN_PROTOCOL: [(lab) => sendTo(lab, lab.net('c1').link('eth0')?.mac ?? 0), ['0x88b5', 'c1']],
  PORT_NOT_FORWARDING: [
    commands('c1: ping -c 1 10.0.0.3', 'ip link set br0 down', 'c1: ping -c 1 -W 1 10.0.0.3'),
    ['br0', 'ip link set br0 up'],
  ],
  SAME_PORT: [
    (lab) => {
      sendTo(lab, MAC);
      lab.net('host').addFdb(lab.net('host').link('vc1')?.ifindex ?? 0, MAC, 'static', false);
      const eth0 = lab.net('c1').link('eth0')?.ifindex ?? 0;
      lab.kernel
        .namespaces()
        .find(({ label }) => label === 'c1')
        ?.sockets.sendPacket(eth0, 0x88b5, MAC, new Uint8Array(46));
      pass(lab, 1);
    },
    ['vc1', 'bridge link set dev vc1 hairpin on'],
  ],
  NO_PORT: [
    commands(
      'ping -c 1 10.0.0.2',
      'bridge link set dev vc1 isolated on',
      'c1: ping -c 1 10.0.0.3',
      'bridge link set dev vc2 isolated on',
      'c1: ping -c 1 -W 1 10.0.0.3',
    ),
    ['vc2'],
  ],
  NETFILTER: [
    commands('iptables -A INPUT -p icmp -j DROP', 'c1: ping -c 1 -W 1 10.0.0.1'),
    ['filter', 'INPUT', 'rule 1', '-p icmp -j DROP', 'iptables -t filter -I INPUT 1 -s 10.0.0.2'],
  ],
  NETNS_GONE: [inFlight, ['eth0']],
  FRAG_REASM_TIMEOUT: [lostFragment, ['c2', 'fragments of packet id']],
  LISTEN_OVERFLOW: [fullQueue, ['999', 'a deaf program']],
  IPVS: [
    commands('ipvsadm -A -t 10.0.0.1:80 -s rr', 'c1: curl -s -m 1 10.0.0.1:80'),
    ['TCP 10.0.0.1:80', 'ipvsadm -a'],
  ],
  RP_FILTER: [
    commands(
      'sysctl -w net.ipv4.conf.br0.rp_filter=1',
      'c1: ip addr add 10.8.0.9/24 dev eth0',
      'c1: ping -c 1 -W 1 -I 10.8.0.9 10.0.0.1',
    ),
    ['10.8.0.9', 'br0', 'rp_filter'],
  ],
};
