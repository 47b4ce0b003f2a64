import { describe, expect, it } from 'vitest';
import { formatIp4, ip4 } from '../base/ip4.ts';
import { SECOND } from '../des/scheduler.ts';
import { addBridge, addContainer, echoRequest, KernelLab, openSocket, ping } from '../testkit/kernel-lab.ts';
import type { RouteInfo } from './netlink.ts';
import type { Netns } from './netns.ts';

/** Two networks on one host, a container in each. */
function twoNetworks(forwarding = true) {
  const lab = new KernelLab();
  const kernel = lab.kernel('node1');
  const root = kernel.rootNs.net;
  if (forwarding) root.setSysctl('ipv4/ip_forward', '1');
  const left = addBridge(kernel, 'br1', '10.1.0.1');
  const right = addBridge(kernel, 'br2', '10.2.0.1');
  const a = addContainer(kernel, 'a', left, '10.1.0.2', '10.1.0.1');
  const b = addContainer(kernel, 'b', right, '10.2.0.2', '10.2.0.1');
  return { lab, kernel, root, a, b };
}

function routeText(ns: Netns['net'], r: RouteInfo): string {
  const dst =
    r.prefixLength === 0 ? 'default' : `${formatIp4(r.dst)}${r.prefixLength === 32 ? '' : `/${r.prefixLength}`}`;
  const type = r.type === 'unicast' ? '' : `${r.type} `;
  const via = r.gateway === undefined ? '' : ` via ${formatIp4(r.gateway)}`;
  const dev = r.ifindex === undefined ? '' : ` dev ${ns.linkByIndex(r.ifindex)?.name}`;
  return `${type}${dst}${via}${dev} ${r.scope}`;
}

describe('forwarding', () => {
  it('takes one from the TTL and keeps the packet’s number', () => {
    const { lab, a } = twoNetworks();
    const socket = openSocket(a, { type: 'ping' });
    ping(socket, '10.2.0.2');
    lab.run(SECOND);
    expect(socket.receive()).toMatchObject({ from: ip4('10.2.0.2'), ttl: 63 });
    const routes = lab.records().filter((r) => r.kind === 'route' && r.info.includes('request'));
    expect(routes.map((r) => [r.netns, r.info, r.why])).toEqual([
      ['a', '10.1.0.2 → 10.2.0.2 Echo request id=1 seq=1 ttl=64', 'route default via 10.1.0.1 dev eth0 (proto boot)'],
      ['node1', '10.1.0.2 → 10.2.0.2 Echo request id=1 seq=1 ttl=63', 'route 10.2.0.0/24 dev br2 (proto kernel)'],
    ]);
    expect(new Set(routes.map((r) => r.packet)).size).toBe(1);
    expect(new Set(lab.records().map((r) => r.journey))).toEqual(new Set([1]));
  });

  it('is off until somebody turns it on, and then says nothing', () => {
    const { lab, a } = twoNetworks(false);
    const socket = openSocket(a, { type: 'ping' });
    ping(socket, '10.2.0.2');
    lab.run(4 * SECOND);
    const drop = lab.records().find((r) => r.kind === 'drop');
    expect(drop).toMatchObject({ netns: 'node1', deviceName: 'br1', reason: 'FORWARDING_OFF' });
    expect(drop?.hint).toContain('net.ipv4.ip_forward=1');
    expect(socket.receiveError()).toBeUndefined();
  });

  it.each([
    [
      'TTL 1 ends at the first router',
      1,
      '10.2.0.2',
      { errno: 'EHOSTUNREACH', icmpType: 11, icmpCode: 0, offender: '10.1.0.1' },
    ],
    ['an unknown network', 64, '10.99.0.1', { errno: 'ENETUNREACH', icmpType: 3, icmpCode: 0, offender: '10.1.0.1' }],
    ['an absent host', 64, '10.2.0.77', { errno: 'EHOSTUNREACH', icmpType: 3, icmpCode: 1, offender: '10.1.0.1' }],
  ])('%s: the router reports it', (_, ttl, to, error) => {
    const { lab, a } = twoNetworks();
    const socket = openSocket(a, { type: 'ping' });
    socket.ttl = ttl;
    ping(socket, to);
    lab.run(4 * SECOND);
    expect(socket.receiveError()).toMatchObject({ ...error, offender: ip4(error.offender), to: ip4(to) });
    expect(socket.receive()).toBeUndefined();
  });

  it.each(['unreachable', 'prohibit', 'blackhole'] as const)('a route of type %s', (type) => {
    const { lab, root, a } = twoNetworks();
    expect(root.addRoute({ type, dst: ip4('10.99.0.0'), prefixLength: 16 }, 'add')).toBeUndefined();
    const socket = openSocket(a, { type: 'ping' });
    ping(socket, '10.99.0.1');
    lab.run(SECOND);
    const code = { unreachable: 1, prohibit: 13, blackhole: undefined }[type];
    expect(socket.receiveError()?.icmpCode).toBe(code);
    expect(root.lookupRoute(ip4('10.99.0.1')).kind).toBe(type);
  });

  it('a packet too big for the way is reported with the MTU, which the sender remembers', () => {
    const { lab, root, a } = twoNetworks();
    root.setLink(root.link('br2')?.ifindex ?? 0, { mtu: 1000 });
    const socket = openSocket(a, { type: 'ping' });
    socket.mtuDiscovery = 'do';
    expect(ping(socket, '10.2.0.2', 1, 1400).ok).toBe(true);
    lab.run(SECOND);
    expect(socket.receiveError()).toMatchObject({ errno: 'EMSGSIZE', icmpType: 3, icmpCode: 4 });
    expect(ping(socket, '10.2.0.2', 2, 1400)).toEqual({ ok: false, errno: 'EMSGSIZE' });
    expect(ping(socket, '10.2.0.2', 3, 900).ok).toBe(true);
  });
});

describe('fragments', () => {
  it('go one by one and arrive as one', () => {
    const { lab, a } = twoNetworks();
    const socket = openSocket(a, { type: 'ping' });
    expect(ping(socket, '10.2.0.2', 1, 4000).ok).toBe(true);
    lab.run(SECOND);
    const echo = socket.receive();
    expect(echo?.payload.length).toBe(4008);
    expect(echo?.payload.subarray(8)).toEqual(echoRequest(1, 4000).subarray(8));
    const counters = a.net.counters();
    expect(counters.get('Ip.FragCreates')).toBe(3);
    expect(counters.get('Ip.ReasmOKs')).toBe(1);
  });
});

describe('local delivery', () => {
  it('own addresses answer over lo, whatever device they are on', () => {
    const { lab, a } = twoNetworks();
    const socket = openSocket(a, { type: 'ping' });
    ping(socket, '10.1.0.2');
    ping(socket, '127.0.0.1');
    lab.run(SECOND);
    expect(socket.receive()?.from).toBe(ip4('10.1.0.2'));
    expect(socket.receive()?.from).toBe(ip4('127.0.0.1'));
    expect(
      lab
        .records()
        .filter((r) => r.kind === 'hop')
        .every((r) => r.deviceName === 'lo'),
    ).toBe(true);
    expect(a.net.link('lo')?.stats).toMatchObject({ rxPackets: 4, rxBytes: 4 * 84 });
  });

  it('the host answers for every address that it has, on every bridge', () => {
    const { lab, a } = twoNetworks(false);
    const socket = openSocket(a, { type: 'ping' });
    ping(socket, '10.2.0.1');
    lab.run(SECOND);
    expect(socket.receive()).toMatchObject({ from: ip4('10.2.0.1'), ttl: 64 });
  });

  it('a closed UDP port answers port unreachable, which reaches the socket', () => {
    const { lab, a } = twoNetworks();
    const socket = openSocket(a, { type: 'udp' });
    socket.send(Uint8Array.of(1, 2, 3), { address: ip4('10.2.0.2'), port: 5353 });
    lab.run(SECOND);
    const error = socket.receiveError();
    expect(error).toMatchObject({
      errno: 'ECONNREFUSED',
      icmpType: 3,
      icmpCode: 3,
      offender: ip4('10.2.0.2'),
      toPort: 5353,
    });
    expect(error?.payload).toEqual(Uint8Array.of(1, 2, 3));
  });
});

describe('UDP sockets', () => {
  it('a refusal reaches the socket that it is about, not others on the same port', () => {
    const { lab, a, b } = twoNetworks();
    const [one, other] = [openSocket(a, { type: 'udp' }), openSocket(a, { type: 'udp' })];
    one.bind(ip4('10.1.0.2'), 4000);
    other.bind(ip4('127.0.0.1'), 4000);
    one.connect(ip4('10.2.0.2'), 9);
    one.send(new Uint8Array(1));
    lab.run(SECOND);
    expect(other.receiveError()).toBeUndefined();
    expect(one.receiveError()?.errno).toBe('ECONNREFUSED');
    expect(b.sockets.list()).toEqual([]);
  });

  it('a server’s answer belongs to the journey of the request', () => {
    const { lab, a, b } = twoNetworks();
    const server = openSocket(b, { type: 'udp' });
    expect(server.bind(0, 53)).toBeUndefined();
    const client = openSocket(a, { type: 'udp' });
    expect(client.connect(ip4('10.2.0.2'), 53)).toBeUndefined();
    expect(client.localAddress().address).toBe(ip4('10.1.0.2'));
    client.send(Uint8Array.of(7));
    lab.run(SECOND);
    const asked = server.receive();
    expect(asked).toMatchObject({ from: ip4('10.1.0.2'), fromPort: client.localAddress().port, ttl: 63 });
    server.send(Uint8Array.of(8), { address: asked?.from ?? 0, port: asked?.fromPort ?? 0 });
    lab.run(SECOND);
    expect(client.receive()?.payload).toEqual(Uint8Array.of(8));
    expect(new Set(lab.records().map((r) => r.journey)).size).toBe(1);
  });

  it.each([
    ['a port that is taken', '0.0.0.0', 53, 'EADDRINUSE'],
    ['an address of another machine', '10.9.9.9', 54, 'EADDRNOTAVAIL'],
    ['a free port', '10.1.0.2', 54, undefined],
  ])('bind to %s', (_, address, port, errno) => {
    const { a } = twoNetworks();
    openSocket(a, { type: 'udp' }).bind(0, 53);
    expect(openSocket(a, { type: 'udp' }).bind(ip4(address), port)).toBe(errno);
  });

  it('needs leave to broadcast, and then reaches everybody', () => {
    const { lab, root, a, kernel } = twoNetworks();
    const server = openSocket(kernel.rootNs, { type: 'udp' });
    server.bind(0, 67);
    const client = openSocket(a, { type: 'udp' });
    const to = { address: ip4('10.1.0.255'), port: 67 };
    expect(client.send(Uint8Array.of(1), to)).toEqual({ ok: false, errno: 'EACCES' });
    client.broadcast = true;
    expect(client.send(Uint8Array.of(1), to).ok).toBe(true);
    lab.run(SECOND);
    expect(server.receive()?.from).toBe(ip4('10.1.0.2'));
    expect(root.counters().get('Udp.InDatagrams')).toBe(1);
  });

  it('without a route there is nothing to send', () => {
    const lab = new KernelLab();
    const ns = lab.kernel('node1').createNetns('none');
    expect(ping(openSocket(ns, { type: 'ping' }), '10.0.0.1')).toEqual({ ok: false, errno: 'ENETUNREACH' });
    expect(lab.records()).toEqual([]);
  });

  it('a full buffer drops and says so', () => {
    const { lab, a, b } = twoNetworks();
    const server = openSocket(b, { type: 'udp' });
    server.bind(0, 9);
    const client = openSocket(a, { type: 'udp' });
    for (let i = 0; i < 300; i++) {
      client.send(new Uint8Array(100), { address: ip4('10.2.0.2'), port: 9 });
      lab.run(1000);
    }
    const received = b.net.counters().get('Udp.InDatagrams') ?? 0;
    expect(received).toBe(Math.floor(212_992 / (100 + 768)));
    expect(lab.records().filter((r) => r.reason === 'SOCKET_BUFFER_FULL')).toHaveLength(300 - received);
  });
});

describe('routes', () => {
  it('come and go with addresses and devices as on Linux', () => {
    const { a } = twoNetworks();
    const eth0 = a.net.link('eth0')?.ifindex ?? 0;
    const main = () => a.net.routes('main').map((r) => routeText(a.net, r));
    expect(main()).toEqual(['default via 10.1.0.1 dev eth0 global', '10.1.0.0/24 dev eth0 link']);
    expect(a.net.routes('local').map((r) => routeText(a.net, r))).toEqual([
      'local 10.1.0.2 dev eth0 host',
      'broadcast 10.1.0.255 dev eth0 link',
      'local 127.0.0.0/8 dev lo host',
      'local 127.0.0.1 dev lo host',
      'broadcast 127.255.255.255 dev lo link',
    ]);
    a.net.setLink(eth0, { up: false });
    expect(main()).toEqual([]);
    a.net.setLink(eth0, { up: true });
    expect(main()).toEqual(['10.1.0.0/24 dev eth0 link']); // what was added by hand is gone
    a.net.deleteAddress(eth0, ip4('10.1.0.2'), 24);
    expect(main()).toEqual([]);
    expect(a.net.deleteAddress(eth0, ip4('10.1.0.2'), 24)).toBe('EADDRNOTAVAIL');
  });

  it.each([
    ['a gateway that is not on a link', { dst: 0, prefixLength: 0, gateway: ip4('9.9.9.9') }, 'ENETUNREACH'],
    ['a device that does not exist', { dst: ip4('10.5.0.0'), prefixLength: 16, ifindex: 99 }, 'ENODEV'],
    ['bits behind the prefix', { dst: ip4('10.5.0.1'), prefixLength: 16, ifindex: 2 }, 'EINVAL'],
  ] as const)('%s is refused', (_, spec, errno) => {
    const { b } = twoNetworks();
    b.net.deleteRoute({ dst: 0, prefixLength: 0 });
    expect(b.net.addRoute(spec, 'add')).toBe(errno);
    expect(b.net.addRoute({ dst: 0, prefixLength: 0, gateway: ip4('10.2.0.1') }, 'add')).toBeUndefined();
    expect(b.net.addRoute({ dst: 0, prefixLength: 0, gateway: ip4('10.2.0.9') }, 'add')).toBe('EEXIST');
    expect(b.net.addRoute({ dst: 0, prefixLength: 0, gateway: ip4('10.2.0.9') }, 'replace')).toBeUndefined();
    expect(b.net.lookupRoute(ip4('8.8.8.8'))).toMatchObject({
      kind: 'hit',
      nextHop: ip4('10.2.0.9'),
      source: ip4('10.2.0.2'),
    });
  });
});
