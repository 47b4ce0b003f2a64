import { describe, expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { addBridge, addContainer, KernelLab, openSocket, ping } from '../../testkit/kernel-lab.ts';
import { connect } from '../../underlay/connect.ts';
import { parseIcmp } from '../../wire/icmp.ts';
import type { NfTable } from '../netfilter.ts';
import type { Netns } from '../netns.ts';

/** Two hosts on one cable; the first has two containers on br0. The second knows nothing of their network. */
function twoHosts() {
  const lab = new KernelLab();
  const near = lab.kernel('near');
  const far = lab.kernel('far');
  const [a, b] = [near.addNic('eth0'), far.addNic('eth0')];
  connect(lab.scheduler, lab.trace, a, b);
  const addresses = [
    [near, a.ifindex, '192.168.0.1'],
    [far, b.ifindex, '192.168.0.2'],
  ] as const;
  for (const [kernel, ifindex, address] of addresses) {
    kernel.rootNs.net.addAddress(ifindex, ip4(address), 24);
    kernel.rootNs.net.setLink(ifindex, { up: true });
  }
  const bridge = addBridge(near, 'br0', '10.0.0.1');
  const c1 = addContainer(near, 'c1', bridge, '10.0.0.2', '10.0.0.1');
  const c2 = addContainer(near, 'c2', bridge, '10.0.0.3', '10.0.0.1');
  near.rootNs.net.setSysctl('ipv4/ip_forward', '1');
  return { lab, near: near.rootNs, far: far.rootNs, c1, c2 };
}

function rule(ns: Netns, table: NfTable, chain: string, words: string): void {
  expect(ns.net.netfilter.append(table, chain, words.split(' '), 'a test')).toBeUndefined();
}

const masquerade = '-s 10.0.0.0/24 ! -o br0 -j MASQUERADE';

describe('translation of addresses', () => {
  it('lets a masqueraded container hear the answers to its pings', () => {
    const { lab, near, c1 } = twoHosts();
    const socket = openSocket(c1, { type: 'ping' });
    ping(socket, '192.168.0.2');
    lab.run(1_000_000);
    expect(socket.receive()).toBeUndefined();
    rule(near, 'nat', 'POSTROUTING', masquerade);
    ping(socket, '192.168.0.2', 2);
    lab.run(1_000_000);
    const answer = socket.receive();
    expect(answer?.from).toBe(ip4('192.168.0.2'));
    expect(parseIcmp(answer?.payload ?? new Uint8Array())?.sequence).toBe(2);
    const [flow] = near.net.conntrack.list();
    expect(flow?.original.source).toBe(ip4('10.0.0.2'));
    expect(flow?.reply).toMatchObject({ source: ip4('192.168.0.2'), destination: ip4('192.168.0.1') });
    expect(flow?.seenReply).toBe(true);
    const said = lab.records().filter((record) => record.kind === 'netfilter');
    expect(said.map((record) => record.why)).toEqual([
      'table nat, chain POSTROUTING, rule 1: -s 10.0.0.0/24 ! -o br0 -j MASQUERADE, from a test',
      expect.stringContaining('conntrack: belongs to 10.0.0.2 → 192.168.0.2'),
    ]);
  });

  it('keeps two containers apart that use the same port', () => {
    const { lab, near, far, c1, c2 } = twoHosts();
    rule(near, 'nat', 'POSTROUTING', masquerade);
    const server = openSocket(far, { type: 'udp' });
    server.bind(ip4('192.168.0.2'), 7);
    const clients = [c1, c2].map((ns, at) => {
      const socket = openSocket(ns, { type: 'udp' });
      socket.bind(0, 5000);
      socket.send(new Uint8Array([at]), { address: ip4('192.168.0.2'), port: 7 });
      return socket;
    });
    lab.run(1_000_000);
    const ports: number[] = [];
    for (let got = server.receive(); got; got = server.receive()) {
      expect(got.from).toBe(ip4('192.168.0.1'));
      ports.push(got.fromPort);
      server.send(got.payload, { address: got.from, port: got.fromPort });
    }
    lab.run(1_000_000);
    expect(ports).toHaveLength(2);
    expect(ports[0]).toBe(5000);
    expect(ports[1]).not.toBe(5000);
    expect(clients.map((socket) => [...(socket.receive()?.payload ?? [])])).toEqual([[0], [1]]);
  });

  it('publishes a port, and answers as if the host had', () => {
    const { lab, near, far, c1 } = twoHosts();
    near.net.netfilter.newChain('nat', 'DOCKER');
    rule(near, 'nat', 'PREROUTING', '-m addrtype --dst-type LOCAL -j DOCKER');
    rule(near, 'nat', 'DOCKER', '! -i br0 -p udp -m udp --dport 8053 -j DNAT --to-destination 10.0.0.2:53');
    const server = openSocket(c1, { type: 'udp' });
    server.bind(0, 53);
    const client = openSocket(far, { type: 'udp' });
    client.send(new Uint8Array([9]), { address: ip4('192.168.0.1'), port: 8053 });
    lab.run(1_000_000);
    const question = server.receive();
    expect(question?.from).toBe(ip4('192.168.0.2'));
    server.send(new Uint8Array([8]), { address: question?.from ?? 0, port: question?.fromPort ?? 0 });
    lab.run(1_000_000);
    expect(client.receive()).toMatchObject({ from: ip4('192.168.0.1'), fromPort: 8053 });
  });

  it('tells the sender inside of errors from outside in its own terms', () => {
    const { lab, near, c1 } = twoHosts();
    rule(near, 'nat', 'POSTROUTING', masquerade);
    const socket = openSocket(c1, { type: 'udp' });
    socket.bind(0, 5000);
    socket.send(new Uint8Array([1]), { address: ip4('192.168.0.2'), port: 9 });
    lab.run(1_000_000);
    expect(socket.receiveError()).toMatchObject({ errno: 'ECONNREFUSED', offender: ip4('192.168.0.2'), toPort: 9 });
  });

  it('redirects what starts here, and lets its answers back', () => {
    const { lab, near } = twoHosts();
    rule(near, 'nat', 'OUTPUT', '-d 127.0.0.11 -p udp --dport 53 -j DNAT --to-destination 127.0.0.11:5300');
    rule(near, 'nat', 'POSTROUTING', '-s 127.0.0.11 -p udp --sport 5300 -j SNAT --to-source :53');
    const server = openSocket(near, { type: 'udp' });
    server.bind(ip4('127.0.0.11'), 5300);
    const client = openSocket(near, { type: 'udp' });
    client.send(new Uint8Array([1]), { address: ip4('127.0.0.11'), port: 53 });
    lab.run(1_000_000);
    const question = server.receive();
    expect(question).toBeDefined();
    server.send(new Uint8Array([2]), { address: question?.from ?? 0, port: question?.fromPort ?? 0 });
    lab.run(1_000_000);
    expect(client.receive()).toMatchObject({ from: ip4('127.0.0.11'), fromPort: 53 });
  });
});

describe('filtering', () => {
  it('drops by policy, accepts what belongs to known connections', () => {
    const { lab, near, far, c1 } = twoHosts();
    rule(near, 'nat', 'POSTROUTING', masquerade);
    near.net.netfilter.setPolicy('filter', 'FORWARD', 'DROP');
    rule(near, 'filter', 'FORWARD', '-o br0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT');
    rule(near, 'filter', 'FORWARD', '-i br0 -j ACCEPT');
    far.net.addRoute({ dst: ip4('10.0.0.0'), prefixLength: 24, gateway: ip4('192.168.0.1') }, 'add');
    const inside = openSocket(c1, { type: 'ping' });
    const outside = openSocket(far, { type: 'ping' });
    ping(inside, '192.168.0.2');
    ping(outside, '10.0.0.2');
    lab.run(1_000_000);
    expect(inside.receive()).toBeDefined();
    expect(outside.receive()).toBeUndefined();
    const drops = lab.records().filter((record) => record.reason === 'NETFILTER');
    expect(drops.map((record) => record.why)).toEqual([
      'a filter rule dropped it (table filter, chain FORWARD, policy DROP: no rule decided)',
    ]);
    expect(drops[0]?.hint).toContain(
      'iptables -t filter -A FORWARD -s 192.168.0.2 -d 10.0.0.2 -p icmp --icmp-type 8 -j ACCEPT',
    );
    const [, forward] = near.net.netfilter.chains('filter');
    expect(forward?.rules.map((each) => each.packets)).toEqual([1, 1]);
    expect(forward).toMatchObject({ policy: 'DROP', packets: 1, bytes: 84 });
  });

  it.each([
    ['-j REJECT', 'ECONNREFUSED'],
    ['-j REJECT --reject-with icmp-host-unreachable', 'EHOSTUNREACH'],
  ])('refuses by %s', (words, errno) => {
    const { lab, near, far } = twoHosts();
    rule(near, 'filter', 'INPUT', `-p udp ${words}`);
    const socket = openSocket(far, { type: 'udp' });
    socket.send(new Uint8Array([1]), { address: ip4('192.168.0.1'), port: 9 });
    lab.run(1_000_000);
    expect(socket.receiveError()?.errno).toBe(errno);
  });

  it('forbids a program to send', () => {
    const { near } = twoHosts();
    rule(near, 'filter', 'OUTPUT', '-d 192.168.0.2 -j DROP');
    expect(ping(openSocket(near, { type: 'ping' }), '192.168.0.2')).toEqual({ ok: false, errno: 'EPERM' });
  });

  it('marks in one table and asks for the mark in another', () => {
    const { near } = twoHosts();
    rule(near, 'mangle', 'OUTPUT', '-p icmp -j MARK --set-mark 7');
    rule(near, 'filter', 'OUTPUT', '-m mark --mark 7 -j DROP');
    expect(ping(openSocket(near, { type: 'ping' }), '192.168.0.2').ok).toBe(false);
  });

  it('follows no packet of the raw table’s NOTRACK', () => {
    const { lab, near } = twoHosts();
    rule(near, 'raw', 'OUTPUT', '-j NOTRACK');
    rule(near, 'filter', 'OUTPUT', '-m conntrack --ctstate UNTRACKED -j ACCEPT');
    ping(openSocket(near, { type: 'ping' }), '192.168.0.2');
    lab.run(1_000);
    const output = near.net.netfilter.chains('filter')[2];
    expect(output?.rules[0]?.packets).toBe(1);
    expect(near.net.conntrack.list()).toEqual([]);
  });
});

describe('bridged frames', () => {
  it('meet the filter when bridge-nf-call-iptables says so', () => {
    const { lab, near, c1 } = twoHosts();
    rule(near, 'filter', 'FORWARD', '-i br0 -o br0 -j DROP');
    const socket = openSocket(c1, { type: 'ping' });
    ping(socket, '10.0.0.3');
    lab.run(1_000_000);
    expect(socket.receive()).toBeDefined();
    expect(near.net.sysctl('bridge/bridge-nf-call-iptables')).toBeUndefined();
    expect(near.net.setSysctl('bridge/bridge-nf-call-iptables', '1')).toBeUndefined();
    expect(near.net.sysctl('bridge/bridge-nf-call-iptables')).toBe('1');
    ping(socket, '10.0.0.3', 2);
    ping(socket, '10.0.0.1', 3);
    lab.run(1_000_000);
    expect(socket.receive()?.from).toBe(ip4('10.0.0.1'));
    expect(socket.receive()).toBeUndefined();
    expect(lab.records().filter((record) => record.reason === 'NETFILTER')).toHaveLength(1);
  });
});

describe('connections', () => {
  it('are forgotten in time', () => {
    const { lab, near, far } = twoHosts();
    rule(near, 'filter', 'OUTPUT', '-m conntrack --ctstate NEW -j ACCEPT');
    const events = near.net.conntrack.watch();
    openSocket(near, { type: 'udp' }).send(new Uint8Array([1]), { address: ip4('192.168.0.2'), port: 9 });
    ping(openSocket(near, { type: 'ping' }), '192.168.0.2');
    openSocket(far, { type: 'udp' });
    lab.run(29_000_000);
    expect(near.net.conntrack.list()).toHaveLength(2);
    lab.run(2_000_000);
    expect(near.net.conntrack.list()).toEqual([]);
    const kinds: string[] = [];
    for (let event = events.take(); event; event = events.take()) kinds.push(event.kind);
    expect(kinds).toEqual(['NEW', 'NEW', 'UPDATE', 'DESTROY', 'DESTROY']);
  });
});

describe('a full table of connections', () => {
  it('ends the first packet of any other, says so in the log and names the setting', () => {
    const { lab, near, c1 } = twoHosts();
    rule(near, 'nat', 'POSTROUTING', masquerade);
    expect(near.net.setSysctl('netfilter/nf_conntrack_max', '1')).toBeUndefined();
    const [one, two] = [openSocket(c1, { type: 'ping' }), openSocket(c1, { type: 'ping' })];
    ping(one, '192.168.0.2');
    lab.run(1_000_000);
    ping(two, '192.168.0.2');
    lab.run(1_000_000);
    expect([one.receive() !== undefined, two.receive()]).toEqual([true, undefined]);
    expect(near.kernel.log.text()).toContain('nf_conntrack: nf_conntrack: table full, dropping packet');
    const dropped = lab.records().find((record) => record.kind === 'drop');
    expect(dropped?.reason).toBe('NETFILTER');
    expect(dropped?.cause?.kind).toBe('sysctl');
    expect(dropped?.hint).toContain('sysctl -w net.netfilter.nf_conntrack_max=2');
  });
});

describe('ports that clash', () => {
  const from4000 = (ns: Netns) => {
    const socket = openSocket(ns, { type: 'udp' });
    socket.bind(0, 4000);
    return socket;
  };
  const told = (words: string): number[] => {
    const { lab, near, c1, c2 } = twoHosts();
    rule(near, 'nat', 'POSTROUTING', words);
    for (const ns of [c1, c2]) from4000(ns).send(new Uint8Array(1), { address: ip4('192.168.0.2'), port: 9 });
    lab.run(1_000_000);
    return near.net.conntrack.list().map(({ reply }) => reply.destinationPort);
  };

  it('are kept by the first, and drawn for the second from their own class', () => {
    const [first, second = 0] = told(masquerade);
    expect(first).toBe(4000);
    expect(second).not.toBe(4000);
    expect(second).toBeGreaterThanOrEqual(1024);
  });

  it('are drawn for all from a range, or where a rule wants chance', () => {
    const ranged = told('-p udp -j MASQUERADE --to-ports 5000-5009');
    expect(ranged.every((port) => port >= 5000 && port <= 5009)).toBe(true);
    expect(new Set(ranged).size).toBe(2);
    expect(told('-p udp -j MASQUERADE --random-fully')).not.toContain(4000);
  });

  it('cannot be drawn where there is one, and the second packet ends there', () => {
    expect(told('-p udp -j MASQUERADE --to-ports 5000')).toEqual([5000]);
  });
});
