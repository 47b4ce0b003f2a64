import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIp4, ip4 } from '../../base/ip4.ts';
import { SECOND } from '../../des/scheduler.ts';
import { addBridge, addContainer, KernelLab, must, openSocket, ping } from '../../testkit/kernel-lab.ts';
import type { ServiceKey } from '../ipvs.ts';
import type { Netns } from '../netns.ts';
import type { StreamSocket } from '../socket.ts';

const VIP = '10.22.0.6';
const WEB: ServiceKey = { kind: 'fwmark', mark: 264 };

/** A load balancer's namespace as libnetwork makes it, a client, and servers of UDP and TCP port 80 that say who they are. */
function balanced(weights: readonly number[] = [1, 1], scheduler = 'rr') {
  const lab = new KernelLab();
  const kernel = lab.kernel('node1');
  kernel.rootNs.net.setSysctl('ipv4/ip_forward', '1');
  const bridge = addBridge(kernel, 'br0', '10.22.0.1');
  const client = addContainer(kernel, 'client', bridge, '10.22.0.2');
  const lb = addContainer(kernel, 'lb', bridge, '10.22.0.3');
  const { net } = lb;
  net.addAddress(net.link('eth0')?.ifindex ?? 0, ip4(VIP), 32);
  for (const [name, value] of [
    ['conntrack', '1'],
    ['conn_reuse_mode', '0'],
    ['expire_nodest_conn', '1'],
  ] as const)
    net.setSysctl(`ipv4/vs/${name}`, value);
  expect(
    net.netfilter.append('mangle', 'INPUT', ['-d', `${VIP}/32`, '-j', 'MARK', '--set-mark', '264']),
  ).toBeUndefined();
  const snat = ['-d', '10.22.0.0/24', '-m', 'ipvs', '--ipvs', '-j', 'SNAT', '--to-source', '10.22.0.3'];
  expect(net.netfilter.append('nat', 'POSTROUTING', snat)).toBeUndefined();
  expect(net.ipvs.addService(WEB, scheduler)).toBeUndefined();
  const servers = weights.map((weight, i) => {
    const address = `10.22.0.${7 + i}`;
    const ns = addContainer(kernel, `s${i}`, bridge, address);
    const to = { address: ip4(address), port: 0, weight, method: 'masq', upper: 0, lower: 0 } as const;
    expect(net.ipvs.addDestination(WEB, to)).toBeUndefined();
    const udp = openSocket(ns, { type: 'udp' });
    udp.bind(0, 80);
    const tcp = must(ns.sockets.stream());
    tcp.bind(0, 80);
    tcp.listen(16);
    return { address, ns, udp, tcp };
  });
  return { lab, client, lb, net, servers };
}

type World = ReturnType<typeof balanced>;

/** A new UDP flow to the virtual address; answers which server got it. */
function ask({ lab, client, servers }: World, port: number): string | undefined {
  const socket = openSocket(client, { type: 'udp' });
  socket.bind(0, port);
  socket.send(Uint8Array.of(1), { address: ip4(VIP), port: 80 });
  lab.run(SECOND / 20);
  const server = servers.find(({ udp }) => {
    const got = udp.receive();
    if (got === undefined) return false;
    udp.send(Uint8Array.of(2), { address: got.from, port: got.fromPort });
    return true;
  });
  lab.run(SECOND / 20);
  const answer = socket.receive();
  if (server !== undefined) expect(answer).toMatchObject({ from: ip4(VIP), fromPort: 80 });
  socket.close();
  return server?.address;
}

function connect(ns: Netns): StreamSocket {
  const socket = must(ns.sockets.stream());
  socket.connect(ip4(VIP), 80);
  return socket;
}

const drops = (lab: KernelLab) =>
  lab
    .records()
    .filter((r) => r.kind === 'drop')
    .map((r) => `${r.netns} ${r.reason}: ${r.why}`);

describe('a virtual service', () => {
  it('takes connections to its address, hides the servers, and shows them the balancer’s address', () => {
    const world = balanced();
    const { lab, client, net, servers } = world;
    const socket = connect(client);
    lab.run(SECOND);
    // The destination that came last stands first, as in the capture of a real swarm.
    const accepted = servers[1]?.tcp.accept();
    expect(accepted?.peerAddress()).toMatchObject({ address: ip4('10.22.0.3') });
    expect(socket.peerAddress()).toMatchObject({ address: ip4(VIP), port: 80 });
    expect(net.ipvs.connections()).toMatchObject([
      { protocol: 6, state: 'ESTABLISHED', client: ip4('10.22.0.2'), virtual: ip4(VIP), destination: ip4('10.22.0.8') },
    ]);
    expect(net.ipvs.services()[0]?.destinations.map((d) => [d.active, d.inactive])).toEqual([
      [1, 0],
      [0, 0],
    ]);
    const [chosen] = lab.records().filter((r) => r.why.startsWith('ipvs:'));
    expect(chosen?.why).toBe('ipvs: FWM 264 (rr) gave this connection to 10.22.0.8:0, not 10.22.0.7:0');
  });

  it('takes one hop off the packets that it sends on, and none off answers but that of routing', () => {
    const { lab, client } = balanced();
    connect(client);
    lab.run(SECOND);
    const infos = lab.records().filter((r) => r.kind === 'hop' && r.info.includes('TCP'));
    const ttl = (of: string): (string | undefined)[] =>
      infos
        .filter((r) => r.info.startsWith(of))
        .map((r) => lab.trace.packet(r.seq)?.layers[1]?.fields.find((f) => f.key === 'ip.ttl')?.value);
    expect(new Set(ttl('10.22.0.2 → 10.22.0.6'))).toEqual(new Set(['64']));
    expect(new Set(ttl('10.22.0.3 → 10.22.0.8'))).toEqual(new Set(['63']));
    expect(new Set(ttl('10.22.0.8 → 10.22.0.3'))).toEqual(new Set(['64']));
    expect(new Set(ttl('10.22.0.6 → 10.22.0.2'))).toEqual(new Set(['63']));
  });

  it('lets the balancer itself answer a ping', () => {
    const { lab, client } = balanced();
    const socket = openSocket(client, { type: 'ping' });
    ping(socket, VIP);
    lab.run(SECOND);
    expect(socket.receive()).toMatchObject({ from: ip4(VIP), ttl: 64 });
  });

  it('with round robin serves all alike', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }), (count, rounds) => {
        const world = balanced(new Array<number>(count).fill(1));
        const got = new Map<string | undefined, number>();
        for (let i = 0; i < count * rounds; i++) {
          const to = ask(world, 20_000 + i);
          got.set(to, (got.get(to) ?? 0) + 1);
        }
        expect([...got.values()]).toEqual(new Array(count).fill(rounds));
      }),
      { numRuns: 12 },
    );
  });

  it.each([
    ['wrr', [3, 1], [3, 1]],
    ['wlc', [2, 1], [2, 2]],
    ['sed', [3, 1], [4, 0]],
    ['fo', [1, 2], [0, 4]],
  ])('shares by %s', (scheduler, weights, expected) => {
    const world = balanced(weights, scheduler);
    const got = [0, 1, 2, 3].map((i) => ask(world, 21_000 + i));
    expect(world.servers.map(({ address }) => got.filter((to) => to === address).length)).toEqual(expected);
  });

  it('always sends a client to the same server with sh', () => {
    const world = balanced([1, 1, 1], 'sh');
    expect(new Set([1, 2, 3, 4].map((i) => ask(world, 22_000 + i))).size).toBe(1);
  });

  it('drains a destination of weight 0: connections stay, new ones go elsewhere', () => {
    const world = balanced();
    const { lab, client, net, servers } = world;
    const socket = connect(client);
    lab.run(SECOND);
    const last = net.ipvs.services()[0]?.destinations[0];
    if (last === undefined) throw new Error('no destination');
    net.ipvs.editDestination(WEB, { ...last, weight: 0 });
    expect(new Set([1, 2, 3].map((i) => ask(world, 23_000 + i)))).toEqual(new Set(['10.22.0.7']));
    socket.write(Uint8Array.of(1, 2, 3));
    lab.run(SECOND);
    expect(servers[1]?.tcp.accept()?.read()).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('refuses when nobody takes connections, and says what would help', () => {
    const world = balanced([0, 0]);
    const socket = openSocket(world.client, { type: 'udp' });
    socket.connect(ip4(VIP), 80);
    socket.send(Uint8Array.of(1));
    world.lab.run(SECOND);
    expect(socket.receiveError()?.errno).toBe('ECONNREFUSED');
    expect(drops(world.lab)).toEqual([
      'lb IPVS: the virtual service has no destination for it (ipvs: FWM 264 has only destinations that take no new connections)',
    ]);
  });

  it('translates what destinations complain of', () => {
    const world = balanced([1]);
    const socket = openSocket(world.client, { type: 'udp' });
    socket.connect(ip4(VIP), 33_434);
    socket.send(Uint8Array.of(1));
    world.lab.run(SECOND);
    const error = socket.receiveError();
    expect([error?.errno, formatIp4(error?.offender ?? 0)]).toEqual(['ECONNREFUSED', VIP]);
  });

  it('forgets connections when they have been silent, and counts what went through', () => {
    const world = balanced([1]);
    ask(world, 24_000);
    expect(world.net.ipvs.connections()).toHaveLength(1);
    const stats = { connections: 1, inPackets: 1, outPackets: 1, inBytes: 29, outBytes: 29 };
    expect(world.net.ipvs.services()[0]).toMatchObject({ stats, destinations: [{ inactive: 1, stats }] });
    world.lab.run(301 * SECOND);
    expect(world.net.ipvs.connections()).toEqual([]);
    expect(world.net.ipvs.services()[0]?.destinations[0]?.inactive).toBe(0);
  });

  it('routes directly: the server has the virtual address itself and answers past the balancer', () => {
    const world = balanced([1]);
    const { lab, client, lb, net, servers } = world;
    const server = servers[0];
    if (server === undefined) throw new Error('no server');
    server.ns.net.addAddress(1, ip4(VIP), 32, { scope: 'host' });
    for (const name of ['arp_ignore', 'arp_announce'])
      server.ns.net.setSysctl(`ipv4/conf/all/${name}`, name === 'arp_ignore' ? '1' : '2');
    net.netfilter.flush('nat');
    const [destination] = net.ipvs.services()[0]?.destinations ?? [];
    if (destination === undefined) throw new Error('no destination');
    expect(net.ipvs.editDestination(WEB, { ...destination, method: 'route' })).toBeUndefined();
    const socket = connect(client);
    lab.run(SECOND);
    expect(server.tcp.accept()?.peerAddress()?.address).toBe(ip4('10.22.0.2'));
    expect(socket.peerAddress()).toMatchObject({ address: ip4(VIP), port: 80 });
    // The balancer sees one half of the connection only.
    expect(net.ipvs.connections()[0]?.state).toBe('ESTABLISHED');
    expect(net.ipvs.services()[0]?.stats).toMatchObject({ connections: 1, inPackets: 2, outPackets: 0 });
    expect(lb.net.conntrack.list()).toMatchObject([{ seenReply: false }]);
  });

  it('serves a published port as the routing mesh does: mark, choose, translate, redirect', () => {
    const { lab, client, net, servers } = balanced();
    net.netfilter.flush('mangle');
    const mark = ['-p', 'tcp', '--dport', '8000', '-j', 'MARK', '--set-mark', '264'];
    expect(net.netfilter.append('mangle', 'PREROUTING', mark)).toBeUndefined();
    for (const { ns, address } of servers) {
      const redirect = ['-d', `${address}/32`, '-p', 'tcp', '--dport', '8000', '-j', 'REDIRECT', '--to-ports', '80'];
      expect(ns.net.netfilter.append('nat', 'PREROUTING', redirect)).toBeUndefined();
    }
    const taken = [0, 1].map(() => {
      const socket = must(client.sockets.stream());
      socket.connect(ip4('10.22.0.3'), 8000);
      lab.run(SECOND);
      expect(socket.peerAddress()).toMatchObject({ address: ip4('10.22.0.3'), port: 8000 });
      socket.write(Uint8Array.of(7));
      lab.run(SECOND);
      const server = servers.find(({ tcp }) => tcp.accept()?.read()?.length === 1);
      return server?.address;
    });
    expect(taken).toEqual(['10.22.0.8', '10.22.0.7']);
    expect(net.ipvs.connections().map((c) => [c.state, c.virtualPort, c.destinationPort])).toEqual([
      ['ESTABLISHED', 8000, 8000],
      ['ESTABLISHED', 8000, 8000],
    ]);
  });
});
