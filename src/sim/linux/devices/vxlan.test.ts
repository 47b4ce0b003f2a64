import { describe, expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { BROADCAST_MAC, ZERO_MAC } from '../../base/mac.ts';
import { SECOND } from '../../des/scheduler.ts';
import { KernelLab, openSocket, ping } from '../../testkit/kernel-lab.ts';
import { addPeer, dockerMac, OverlayLab, VNI } from '../../testkit/overlay-lab.ts';
import { tilingFaults } from '../../testkit/tiling.ts';
import { ARP_REPLY, ArpPacket, emitArp } from '../../wire/arp.ts';
import { ETH_P_ARP } from '../../wire/ethernet.ts';

/** Frames that crossed the hosts' cable: their length and what they were. */
function onTheCable({ lab }: OverlayLab): string[] {
  return lab
    .records()
    .filter((r) => r.kind === 'hop' && r.deviceName === 'eth0' && r.netns.length === 5 && r.protocol !== 'ARP')
    .map((r) => `${lab.trace.packet(r.seq)?.bytes.length} ${r.info}`);
}

const drops = ({ lab }: OverlayLab) =>
  lab
    .records()
    .filter((r) => r.kind === 'drop')
    .map((r) => [r.netns, r.reason, r.why]);

describe('a VXLAN device', () => {
  it('carries frames to the far end that its forwarding entry names, as a capture of real hosts shows it', () => {
    const world = new OverlayLab().introduce();
    const socket = openSocket(world.node1.container, { type: 'ping' });
    ping(socket, '10.22.0.4');
    world.lab.run(SECOND);
    expect(socket.receive()).toMatchObject({ from: ip4('10.22.0.4'), ttl: 64 });
    const [request, reply] = onTheCable(world);
    expect(request).toBe(
      `148 192.168.99.101 → 192.168.99.102 VXLAN ${VNI} (10.22.0.2 → 10.22.0.4 Echo request id=1 seq=1 ttl=64)`,
    );
    expect(reply).toBe(
      `148 192.168.99.102 → 192.168.99.101 VXLAN ${VNI} (10.22.0.4 → 10.22.0.2 Echo reply id=1 seq=1 ttl=64)`,
    );
  });

  it('opens the envelope in the inspector, byte for byte', () => {
    const world = new OverlayLab().introduce();
    ping(openSocket(world.node1.container, { type: 'ping' }), '10.22.0.4');
    world.lab.run(SECOND);
    const hop = world.lab.records().find((r) => r.kind === 'hop' && r.info.includes('VXLAN'));
    const view = world.lab.trace.packet(hop?.seq ?? -1);
    expect(view?.layers.map((l) => `${l.offset} ${l.name}`)).toEqual([
      '0 Ethernet II',
      '14 Internet Protocol Version 4',
      '34 User Datagram Protocol',
      '42 Virtual eXtensible Local Area Network',
      '50 Ethernet II',
      '64 Internet Protocol Version 4',
      '84 Internet Control Message Protocol',
    ]);
    expect(view && tilingFaults(view)).toEqual([]);
    const fields = new Map(view?.layers.flatMap((l) => l.fields).map((f) => [f.key, f.value]));
    expect(fields.get('udp.dstport')).toBe('4789');
    expect(fields.get('vxlan.vni')).toBe(String(VNI));
    // Don't fragment is not set outside, and the identification is counted, as in the capture.
    expect([...(view?.bytes.subarray(20, 22) ?? [])]).toEqual([0, 0]);
    expect([...(view?.bytes.subarray(42, 50) ?? [])]).toEqual([8, 0, 0, 0, 0, 0x10, 1, 0]);
  });

  it('sends one flow from one port, and others from others', () => {
    const world = new OverlayLab().introduce();
    const ports = [7, 7, 8, 9].map((port) => {
      const first = world.lab.trace.next;
      openSocket(world.node1.container, { type: 'udp' }).bind(0, 5000 + port);
      const socket = openSocket(world.node1.container, { type: 'udp' });
      socket.send(new Uint8Array(4), { address: ip4('10.22.0.4'), port });
      world.lab.run(SECOND);
      const hop = world.lab.records(first).find((r) => r.kind === 'hop' && r.info.includes('VXLAN'));
      const layers = world.lab.trace.packet(hop?.seq ?? -1)?.layers;
      return Number(layers?.[2]?.fields[0]?.value);
    });
    expect(ports.every((port) => port >= 32_768 && port < 60_999)).toBe(true);
    expect(new Set(ports).size).toBeGreaterThan(2);
  });

  it('answers ARP from its neighbour table, and lets none of it out', () => {
    const world = new OverlayLab().introduce();
    ping(openSocket(world.node1.container, { type: 'ping' }), '10.22.0.4');
    world.lab.run(SECOND);
    const arp = world.lab
      .records()
      .filter((r) => r.kind === 'send' && r.protocol === 'ARP' && r.netns === 'node1-overlay');
    expect(arp.map((r) => [r.deviceName, r.why])).toEqual([
      ['vxlan0', 'vxlan proxy: the kernel answers ARP for a neighbour behind the tunnel'],
    ]);
    expect(world.lab.records().filter((r) => r.info.includes('VXLAN') && r.protocol === 'ARP')).toEqual([]);
  });

  it('keeps ARP that asks nothing to itself, and says so', () => {
    const world = new OverlayLab().introduce();
    const { container } = world.node1;
    const eth0 = container.net.link('eth0')?.ifindex ?? 0;
    const own = dockerMac(ip4('10.22.0.2'));
    const reply = new ArpPacket(ARP_REPLY, own, ip4('10.22.0.2'), BROADCAST_MAC, ip4('10.22.0.2'));
    const bytes = new Uint8Array(reply.length);
    emitArp(reply, bytes, 0);
    container.sockets.sendPacket(eth0, ETH_P_ARP, BROADCAST_MAC, bytes);
    world.lab.run(SECOND);
    expect(drops(world).map(([netns, reason]) => [netns, reason])).toContainEqual(['node1-overlay', 'ARP_SUPPRESSED']);
  });

  it('explains what it cannot deliver', () => {
    const world = new OverlayLab();
    ping(openSocket(world.node1.container, { type: 'ping' }), '10.22.0.4');
    world.lab.run(SECOND / 2);
    expect(drops(world)).toContainEqual([
      'node1-overlay',
      'NO_NEIGHBOUR',
      'the tunnel answers ARP itself and does not know that address (vxlan0 answers ARP from its neighbour table alone (proxy) and knows no 10.22.0.4)',
    ]);
    const { net } = world.node1.overlay;
    net.addNeighbour(
      net.link('vxlan0')?.ifindex ?? 0,
      ip4('10.22.0.4'),
      dockerMac(ip4('10.22.0.4')),
      'PERMANENT',
      true,
    );
    world.lab.run(2 * SECOND);
    expect(drops(world).map(([, reason]) => reason)).toContain('NO_FDB_ENTRY');
  });

  it('does not take frames of networks that it does not have', () => {
    const world = new OverlayLab().introduce();
    const { root, overlay } = world.node2;
    overlay.net.deleteLink(overlay.net.link('vxlan0')?.ifindex ?? 0);
    root.net.addLink({ kind: 'vxlan', name: 'vx9', vni: 9, port: 4789 });
    root.net.setLink(root.net.link('vx9')?.ifindex ?? 0, { up: true });
    ping(openSocket(world.node1.container, { type: 'ping' }), '10.22.0.4');
    world.lab.run(SECOND / 10);
    expect(drops(world).map(([netns, reason]) => [netns, reason])).toEqual([['node2', 'UNKNOWN_VNI']]);
  });

  it('learns where senders are, and refuses them elsewhere than a fixed entry says', () => {
    const world = new OverlayLab();
    const { node1, node2 } = world;
    addPeer(node1.overlay, '10.22.0.4', '192.168.99.102');
    ping(openSocket(node1.container, { type: 'ping' }), '10.22.0.4');
    world.lab.run(SECOND / 10);
    const learnt = () => node2.overlay.net.fdb().filter((e) => e.remote !== undefined);
    expect(learnt()).toMatchObject([
      {
        mac: dockerMac(ip4('10.22.0.2')),
        state: 'dynamic',
        remote: { address: ip4('192.168.99.101') },
        linkNetnsid: 0,
      },
    ]);
    const vxlan0 = node2.overlay.net.link('vxlan0')?.ifindex ?? 0;
    node2.overlay.net.deleteFdb(vxlan0, dockerMac(ip4('10.22.0.2')), true);
    node2.overlay.net.addFdb(vxlan0, dockerMac(ip4('10.22.0.2')), 'permanent', true, {
      remote: { address: ip4('192.168.99.77') },
    });
    ping(openSocket(node1.container, { type: 'ping' }), '10.22.0.4', 2);
    world.lab.run(SECOND / 10);
    expect(drops(world).map(([, reason]) => reason)).toContain('FDB_MISMATCH');
  });

  it('cuts what is too large for the underlay, and puts it together again', () => {
    const world = new OverlayLab().introduce();
    for (const { container, overlay } of [world.node1, world.node2]) {
      container.net.setLink(container.net.link('eth0')?.ifindex ?? 0, { mtu: 1500 });
      overlay.net.setLink(overlay.net.link('vxlan0')?.ifindex ?? 0, { mtu: 1500 });
    }
    const socket = openSocket(world.node1.container, { type: 'ping' });
    ping(socket, '10.22.0.4', 1, 1472);
    world.lab.run(SECOND);
    expect(socket.receive()?.payload).toHaveLength(1480);
    expect(onTheCable(world).map((line) => line.split(' ')[0])).toEqual(['1514', '84', '1514', '84']);
  });

  it('floods to every far end of the entry for all zeros', () => {
    const lab = new KernelLab();
    const { net } = lab.kernel('node1').rootNs;
    const made = net.addLink({ kind: 'vxlan', name: 'vx0', vni: 42, port: 4789, remote: ip4('10.9.9.1') });
    const vx0 = made.ok ? made.value : 0;
    const second = { remote: { address: ip4('10.9.9.2') }, append: true };
    expect(net.addFdb(vx0, ZERO_MAC, 'permanent', true, second)).toBeUndefined();
    expect(net.addFdb(vx0, ZERO_MAC, 'permanent', true, { remote: { address: 1 } })).toBe('EEXIST');
    expect(net.fdb().filter((e) => e.ifindex === vx0)).toHaveLength(2);
    expect(net.addLink({ kind: 'vxlan', name: 'vx1', vni: 42, port: 4789 })).toEqual({ ok: false, errno: 'EEXIST' });
    net.deleteFdb(vx0, ZERO_MAC, true, { address: ip4('10.9.9.1') });
    expect(
      net
        .fdb()
        .filter((e) => e.ifindex === vx0)
        .map((e) => e.remote),
    ).toEqual([{ address: ip4('10.9.9.2') }]);
  });
});
