import { describe, expect, it } from 'vitest';
import { formatMac } from '../../base/mac.ts';
import { SECOND } from '../../des/scheduler.ts';
import { addBridge, addContainer, KernelLab, must, openSocket, ping } from '../../testkit/kernel-lab.ts';

const MAC_A = 0x02000000000a;
const MAC_B = 0x02000000000b;
const MAC_C = 0x02000000000c;

function threeContainers() {
  const lab = new KernelLab();
  const kernel = lab.kernel('node1');
  const bridge = addBridge(kernel, 'br0', '10.0.0.1');
  const a = addContainer(kernel, 'a', bridge, '10.0.0.2', undefined, MAC_A);
  const b = addContainer(kernel, 'b', bridge, '10.0.0.3', undefined, MAC_B);
  const c = addContainer(kernel, 'c', bridge, '10.0.0.4', undefined, MAC_C);
  const root = kernel.rootNs.net;
  const port = (name: string) => root.link(`v${name}`)?.ifindex ?? 0;
  /** `mac port` of what the bridge has learnt. */
  const learnt = () =>
    root
      .fdb()
      .filter((e) => e.state === 'dynamic')
      .map((e) => `${formatMac(e.mac)} ${root.linkByIndex(e.ifindex)?.name}`);
  return { lab, kernel, root, bridge, a, b, c, port, learnt };
}

/** Where frames of one packet number went, device to device. */
function hops(lab: KernelLab, first: number, protocol: string): string[] {
  const names = new Map(lab.records().map((r) => [r.device, `${r.netns}/${r.deviceName}`]));
  return lab
    .records(first)
    .filter((r) => r.kind === 'hop' && r.protocol === protocol)
    .map((r) => `${r.netns}/${r.deviceName} > ${names.get(r.peer) ?? '?'}`);
}

describe('a bridge', () => {
  it('floods broadcasts, learns their senders and forwards replies to one port', () => {
    const { lab, a, learnt } = threeContainers();
    ping(openSocket(a, { type: 'ping' }), '10.0.0.3');
    lab.run(SECOND);
    expect(learnt().sort()).toEqual([`${formatMac(MAC_A)} va`, `${formatMac(MAC_B)} vb`]);
    const bridged = lab.records().filter((r) => r.kind === 'bridge');
    expect(bridged.map((r) => r.why)).toEqual([
      'br0: ff:ff:ff:ff:ff:ff is a group address, so out of every other port and up to the host',
      'fdb of br0: 02:00:00:00:00:0a was learnt on port va',
      'fdb of br0: 02:00:00:00:00:0b was learnt on port vb',
      'fdb of br0: 02:00:00:00:00:0a was learnt on port va',
    ]);
    expect(lab.records().filter((r) => r.kind === 'hop' && r.netns === 'node1' && r.deviceName === 'vc')).toHaveLength(
      1,
    );
  });

  it('floods what it does not know, and only its addressee takes it', () => {
    const { lab, a, b, c, learnt } = threeContainers();
    const eth0 = a.net.link('eth0')?.ifindex ?? 0;
    a.net.addNeighbour(eth0, 0x0a000003, MAC_B, 'PERMANENT', true);
    ping(openSocket(a, { type: 'ping' }), '10.0.0.3');
    expect(learnt()).toEqual([]);
    lab.run(35);
    const refused = lab.records().filter((r) => r.kind === 'drop');
    expect(refused.map((r) => [r.netns, r.reason])).toEqual([['c', 'NOT_FOR_US']]);
    expect(b.net.link('eth0')?.stats.rxPackets).toBe(1);
    expect(c.net.link('eth0')?.stats.rxPackets).toBe(1);
  });

  it('forgets after 300 seconds of silence', () => {
    const { lab, a, learnt } = threeContainers();
    ping(openSocket(a, { type: 'ping' }), '10.0.0.3');
    lab.run(304 * SECOND);
    expect(learnt()).toHaveLength(2); // the neighbours' probes after five seconds refreshed them
    lab.run(2 * SECOND);
    expect(learnt()).toEqual([]);
  });

  it('sends a frame back to its port only in hairpin mode', () => {
    const { lab, root, a, port } = threeContainers();
    // The bridge believes that B is behind A's port.
    expect(root.addFdb(port('a'), MAC_B, 'static', false)).toBeUndefined();
    const eth0 = a.net.link('eth0')?.ifindex ?? 0;
    a.net.addNeighbour(eth0, 0x0a000003, MAC_B, 'PERMANENT', true);
    const socket = openSocket(a, { type: 'ping' });
    ping(socket, '10.0.0.3');
    lab.run(SECOND);
    expect(lab.records().find((r) => r.kind === 'drop')?.reason).toBe('SAME_PORT');
    root.setLink(port('a'), { hairpin: true });
    const before = lab.trace.next;
    ping(socket, '10.0.0.3', 2);
    lab.run(SECOND);
    expect(hops(lab, before, 'ICMP')).toEqual(['a/eth0 > node1/va', 'node1/va > a/eth0']);
  });

  it('keeps isolated ports apart, but not from the host', () => {
    const { lab, root, a, port } = threeContainers();
    root.setLink(port('a'), { isolated: true });
    root.setLink(port('b'), { isolated: true });
    const socket = openSocket(a, { type: 'ping' });
    ping(socket, '10.0.0.3');
    ping(socket, '10.0.0.1');
    lab.run(5 * SECOND);
    expect(socket.receive()?.from).toBe(0x0a000001);
    expect(socket.receive()).toBeUndefined();
    expect(socket.receiveError()?.errno).toBe('EHOSTUNREACH');
  });

  it('has a carrier while one of its ports has, and routes over it are down without', () => {
    const { root, port, bridge } = threeContainers();
    const route = () => root.routes('main').find((r) => r.ifindex === bridge);
    expect(root.linkByIndex(bridge)).toMatchObject({ operstate: 'UP', carrier: true });
    expect(route()?.linkdown).toBe(false);
    for (const name of ['a', 'b', 'c']) root.setLink(port(name), { up: false });
    expect(root.linkByIndex(bridge)).toMatchObject({ operstate: 'DOWN', carrier: false, up: true });
    expect(route()?.linkdown).toBe(true);
    root.setLink(port('b'), { up: true });
    expect(root.linkByIndex(bridge)?.operstate).toBe('UP');
  });

  it('takes its ports’ lowest address unless it was given one', () => {
    const kernel = new KernelLab().kernel('node1');
    const { net } = kernel.rootNs;
    const bridge = must(net.addLink({ kind: 'bridge', name: 'br0' }));
    const fixed = must(net.addLink({ kind: 'bridge', name: 'br1', mac: 0x0242aabbccdd }));
    const ports = [MAC_B, MAC_A].map((mac, i) =>
      must(net.addLink({ kind: 'veth', name: `v${i}`, mac, peer: { name: `p${i}` } })),
    );
    for (const port of ports) net.setLink(port, { master: bridge });
    expect(net.linkByIndex(bridge)?.mac).toBe(MAC_A);
    expect(net.linkByIndex(bridge)?.bridge?.bridgeId).toBe('8000.02000000000a');
    for (const port of ports) net.setLink(port, { master: fixed });
    expect(net.linkByIndex(bridge)?.mac).toBe(0);
    expect(net.linkByIndex(fixed)?.mac).toBe(0x0242aabbccdd);
  });

  it('lists its entries as `bridge fdb show` walks them', () => {
    const { lab, a, root } = threeContainers();
    ping(openSocket(a, { type: 'ping' }), '10.0.0.3');
    lab.run(SECOND);
    const va = root.link('va');
    const lines = root
      .fdb()
      .filter((e) => e.ifindex === va?.ifindex)
      .map((e) => `${formatMac(e.mac)}${e.vlan ? ` vlan ${e.vlan}` : ''}${e.self ? ' self' : ' master'} ${e.state}`);
    const mac = formatMac(va?.mac ?? 0);
    expect(lines).toEqual([
      `${formatMac(MAC_A)} master dynamic`,
      `${mac} vlan 1 master permanent`,
      `${mac} master permanent`,
      '33:33:00:00:00:01 self permanent',
      '01:00:5e:00:00:01 self permanent',
      `33:33:ff:${mac.slice(9)} self permanent`,
    ]);
  });
});
