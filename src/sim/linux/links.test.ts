import { describe, expect, it } from 'vitest';
import { ip4 } from '../base/ip4.ts';
import { addBridge, addContainer, KernelLab, must, openSocket, ping } from '../testkit/kernel-lab.ts';

function oneKernel() {
  const lab = new KernelLab();
  const kernel = lab.kernel('node1');
  return { lab, kernel, net: kernel.rootNs.net };
}

describe('links', () => {
  it('a veth pair has a carrier while both ends are up', () => {
    const { net } = oneKernel();
    must(net.addLink({ kind: 'veth', name: 'v0', peer: { name: 'v1' } }));
    const [v0, v1] = [net.link('v0')?.ifindex ?? 0, net.link('v1')?.ifindex ?? 0];
    expect([net.link('v0')?.operstate, net.link('v0')?.qdisc]).toEqual(['DOWN', 'noop']);
    net.setLink(v0, { up: true });
    expect(net.link('v0')).toMatchObject({ operstate: 'LOWERLAYERDOWN', carrier: false, qdisc: 'noqueue' });
    net.setLink(v1, { up: true });
    expect([net.link('v0')?.operstate, net.link('v1')?.operstate]).toEqual(['UP', 'UP']);
    expect(net.deleteLink(v1)).toBeUndefined();
    expect(net.link('v0')).toBeUndefined();
  });

  it.each([
    ['a name that is taken', { kind: 'dummy', name: 'lo' }, 'EEXIST'],
    ['a name too long', { kind: 'dummy', name: 'x'.repeat(16) }, 'ERANGE'],
    ['a group address', { kind: 'dummy', name: 'd0', mac: 0x01005e000001 }, 'EADDRNOTAVAIL'],
    ['an MTU below 68', { kind: 'bridge', name: 'b0', mtu: 67 }, 'EINVAL'],
    ['two ends of one name', { kind: 'veth', name: 'v0', peer: { name: 'v0' } }, 'EEXIST'],
  ] as const)('%s is refused', (_, spec, errno) => {
    expect(oneKernel().net.addLink(spec)).toEqual({ ok: false, errno });
  });

  it('lo and NICs cannot be deleted; a device that is up cannot be renamed', () => {
    const { kernel, net } = oneKernel();
    const nic = kernel.addNic('eth0');
    expect([net.deleteLink(1), net.deleteLink(nic.ifindex), net.deleteLink(77)]).toEqual([
      'EOPNOTSUPP',
      'EOPNOTSUPP',
      'ENODEV',
    ]);
    net.setLink(nic.ifindex, { up: true });
    expect(net.setLink(nic.ifindex, { name: 'wan' })).toBe('EBUSY');
    net.setLink(nic.ifindex, { up: false });
    expect(net.setLink(nic.ifindex, { name: 'wan' })).toBeUndefined();
    expect(net.link('wan')?.ifindex).toBe(nic.ifindex);
  });

  it('a peer in another namespace is told by number, and namespaces number each other from 0', () => {
    const { kernel, net } = oneKernel();
    const bridge = addBridge(kernel, 'br0', '10.0.0.1');
    const a = addContainer(kernel, 'a', bridge, '10.0.0.2');
    const b = addContainer(kernel, 'b', bridge, '10.0.0.3');
    expect(net.link('va')).toMatchObject({ peerIfindex: 2, peerNsid: 0, master: bridge });
    expect(net.link('vb')).toMatchObject({ peerIfindex: 2, peerNsid: 1 });
    expect(b.net.link('eth0')).toMatchObject({ ifindex: 2, peerIfindex: net.link('vb')?.ifindex, peerNsid: 0 });
    kernel.destroyNetns(a);
    expect(net.link('va')).toBeUndefined();
    addContainer(kernel, 'c', bridge, '10.0.0.4');
    expect(net.link('vc')?.peerNsid).toBe(0);
  });

  it('moving a device leaves its addresses and routes behind', () => {
    const { kernel, net } = oneKernel();
    const ns = kernel.createNetns('x');
    const dummy = must(net.addLink({ kind: 'dummy', name: 'd0' }));
    net.addAddress(dummy, ip4('10.7.0.1'), 24);
    net.setLink(dummy, { up: true });
    expect(net.routes('main')).toHaveLength(1);
    expect(net.setLink(dummy, { netns: ns.net, name: 'moved' })).toBeUndefined();
    expect(net.routes('main')).toEqual([]);
    expect(ns.net.link('moved')).toMatchObject({ up: false });
    expect(ns.net.addresses()).toEqual([]);
  });

  it('a namespace that ends closes its sockets and drops what is on its way to it', () => {
    const { lab, kernel } = oneKernel();
    const bridge = addBridge(kernel, 'br0', '10.0.0.1');
    const a = addContainer(kernel, 'a', bridge, '10.0.0.2');
    const socket = openSocket(a, { type: 'ping' });
    ping(openSocket(kernel.rootNs, { type: 'ping' }), '10.0.0.2');
    kernel.destroyNetns(a);
    lab.run(1000);
    expect(
      lab
        .records()
        .filter((r) => r.kind === 'drop')
        .map((r) => r.reason),
    ).toEqual(['NEIGH_FAILED', 'NETNS_GONE']); // the echo that waited for ARP as the bridge lost its only port; the question itself
    expect(ping(socket, '10.0.0.1')).toEqual({ ok: false, errno: 'EBADF' });
  });
});

describe('addresses', () => {
  it('a second one of the same subnet is secondary, and inherits when the first goes', () => {
    const { net } = oneKernel();
    const dummy = must(net.addLink({ kind: 'dummy', name: 'd0' }));
    net.setLink(dummy, { up: true });
    for (const a of ['10.0.0.1', '10.0.0.2', '10.1.0.1']) expect(net.addAddress(dummy, ip4(a), 24)).toBeUndefined();
    expect(net.addAddress(dummy, ip4('10.0.0.1'), 24)).toBe('EEXIST');
    const listed = () =>
      net
        .addresses()
        .filter((a) => a.ifindex === dummy)
        .map((a) => [a.local, a.secondary]);
    expect(listed()).toEqual([
      [ip4('10.0.0.1'), false],
      [ip4('10.1.0.1'), false],
      [ip4('10.0.0.2'), true],
    ]);
    net.deleteAddress(dummy, ip4('10.0.0.1'), 24);
    expect(listed()).toContainEqual([ip4('10.0.0.2'), false]);
    expect(net.routes('main').map((r) => r.prefSrc)).toEqual([ip4('10.0.0.2'), ip4('10.1.0.1')]);
  });

  it('IPv6 ones come by themselves, unless that is turned off', () => {
    const { kernel } = oneKernel();
    const bridge = addBridge(kernel, 'docker0', '172.17.0.1', 16, 0x8e2b180e08b9);
    const a = addContainer(kernel, 'a', bridge, '172.17.0.2');
    const root = kernel.rootNs.net;
    expect(root.addresses6().find((x) => x.ifindex === bridge)).toMatchObject({
      local: 'fe80::8c2b:18ff:fe0e:8b9',
      proto: 'kernel_ll',
    });
    expect(a.net.addresses6()).toHaveLength(2);
    a.net.setSysctl('ipv6/conf/eth0/disable_ipv6', '1');
    expect(a.net.addresses6().map((x) => x.local)).toEqual(['::1']);
  });
});

describe('sysctls', () => {
  it.each([
    ['ipv4/ip_forward', '0'],
    ['ipv4/conf/lo/rp_filter', '0'],
    ['ipv6/conf/default/disable_ipv6', '0'],
    ['ipv4/neigh/lo/base_reachable_time_ms', '30000'],
    ['ipv4/conf/nosuch/forwarding', undefined],
    ['ipv4/nosuch', undefined],
  ])('%s is %s at first', (path, value) => {
    expect(oneKernel().net.sysctl(path)).toBe(value);
  });

  it('ip_forward goes to every device, and to namespaces made later', () => {
    const { kernel, net } = oneKernel();
    kernel.addNic('eth0');
    net.setSysctl('ipv4/ip_forward', '1');
    expect(net.sysctl('ipv4/conf/eth0/forwarding')).toBe('1');
    expect(net.sysctl('ipv4/conf/all/forwarding')).toBe('1');
    const later = kernel.createNetns('later');
    expect(later.net.sysctl('ipv4/ip_forward')).toBe('1');
    net.setSysctl('ipv4/conf/eth0/forwarding', '0');
    expect(net.sysctl('ipv4/ip_forward')).toBe('1');
    expect(net.setSysctl('ipv4/ip_forward', 'yes')).toBe('EINVAL');
    expect(net.setSysctl('ipv4/nosuch', '1')).toBe('ENOENT');
  });

  it('lists what exists', () => {
    const { net } = oneKernel();
    const paths = net.sysctlPaths();
    expect(paths).toContain('ipv4/conf/lo/forwarding');
    for (const path of paths) expect(net.sysctl(path), path).toBeDefined();
  });
});
