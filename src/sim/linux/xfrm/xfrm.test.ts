import { describe, expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { SECOND } from '../../des/scheduler.ts';
import { addState, encrypted, key, NODE1, NODE2 } from '../../testkit/encrypted-overlay.ts';
import { openSocket, ping } from '../../testkit/kernel-lab.ts';
import type { OverlayLab } from '../../testkit/overlay-lab.ts';
import { tilingFaults } from '../../testkit/tiling.ts';
import { open, seal } from '../../wire/esp.ts';
import type { Netns } from '../netns.ts';

const onTheCable = ({ lab }: OverlayLab) =>
  lab
    .records()
    .filter((r) => r.kind === 'hop' && r.deviceName === 'eth0' && r.netns.length === 5 && r.protocol !== 'ARP');
const drops = ({ lab }: OverlayLab) => lab.records().filter((r) => r.kind === 'drop');

describe('an encrypted overlay', () => {
  it('carries nothing readable, and everything arrives', () => {
    const world = encrypted();
    const socket = openSocket(world.node1.container, { type: 'ping' });
    ping(socket, '10.22.0.4');
    world.lab.run(SECOND);
    ping(socket, '10.22.0.4', 2);
    world.lab.run(SECOND);
    expect(socket.receive()).toMatchObject({ from: ip4('10.22.0.4') });
    expect(socket.receive()).toMatchObject({ from: ip4('10.22.0.4') });
    const frames = onTheCable(world);
    // 114 bytes of UDP and two of trailer are 116, behind 16 of ESP's, before 8 of check value.
    expect(frames.map((r) => `${world.lab.trace.packet(r.seq)?.bytes.length} ${r.info}`)).toEqual([
      '174 192.168.99.101 → 192.168.99.102 ESP (SPI=0x00000101) seq=1',
      '174 192.168.99.102 → 192.168.99.101 ESP (SPI=0x00000202) seq=1',
      '174 192.168.99.101 → 192.168.99.102 ESP (SPI=0x00000101) seq=2',
      '174 192.168.99.102 → 192.168.99.101 ESP (SPI=0x00000202) seq=2',
    ]);
    expect(drops(world)).toEqual([]);
  });

  it('opens for the inspector, which knows the keys', () => {
    const world = encrypted();
    ping(openSocket(world.node1.container, { type: 'ping' }), '10.22.0.4');
    world.lab.run(SECOND);
    const packet = world.lab.trace.packet(onTheCable(world)[0]?.seq ?? -1);
    const layers = packet?.layers ?? [];
    expect(packet && tilingFaults(packet)).toEqual([]);
    expect(layers.map((l) => `${l.offset} ${l.name}`)).toEqual([
      '0 Ethernet II',
      '14 Internet Protocol Version 4',
      '34 Encapsulating Security Payload',
      '50 User Datagram Protocol',
      '58 Virtual eXtensible Local Area Network',
      '66 Ethernet II',
      '80 Internet Protocol Version 4',
      '100 Internet Control Message Protocol',
    ]);
  });

  it('leaves other networks in the clear', () => {
    const world = encrypted();
    for (const ns of [world.node1.root, world.node2.root]) {
      ns.net.netfilter.flush('mangle');
      ns.net.netfilter.flush('filter');
    }
    const socket = openSocket(world.node1.container, { type: 'ping' });
    ping(socket, '10.22.0.4');
    world.lab.run(SECOND);
    expect(socket.receive()).toBeDefined();
    expect(onTheCable(world).every((r) => r.info.includes('VXLAN'))).toBe(true);
  });

  it('refuses what comes in the clear', () => {
    const world = encrypted();
    world.node1.root.net.netfilter.flush('mangle');
    ping(openSocket(world.node1.container, { type: 'ping' }), '10.22.0.4');
    world.lab.run(SECOND / 10);
    expect(drops(world).map((r) => [r.netns, r.reason])).toEqual([['node2', 'NETFILTER']]);
  });

  it.each([
    ['XFRM_NO_STATE', (ns: Netns) => ns.net.xfrm.deleteState(NODE2, 0x101)],
    [
      'XFRM_ICV',
      (ns: Netns) => {
        ns.net.xfrm.deleteState(NODE2, 0x101);
        addState(ns, NODE1, NODE2, 0x101, 99);
      },
    ],
  ] as const)('tells of %s', (reason, change) => {
    const world = encrypted();
    change(world.node2.root);
    ping(openSocket(world.node1.container, { type: 'ping' }), '10.22.0.4');
    world.lab.run(SECOND / 10);
    expect(drops(world).map((r) => [r.netns, r.reason])).toEqual([['node2', reason]]);
  });

  it('drops what a policy wants encrypted when there is no state', () => {
    const world = encrypted();
    world.node1.root.net.xfrm.deleteState(NODE2, 0x101);
    ping(openSocket(world.node1.container, { type: 'ping' }), '10.22.0.4');
    world.lab.run(SECOND / 10);
    expect(drops(world).map((r) => [r.netns, r.reason])).toEqual([['node1', 'XFRM_POLICY']]);
  });

  it('refuses replays where a window is kept', () => {
    const world = encrypted(32);
    const socket = openSocket(world.node1.container, { type: 'ping' });
    ping(socket, '10.22.0.4');
    world.lab.run(SECOND);
    const state = world.node1.root.net.xfrm.states().find((s) => s.spi === 0x101);
    expect(world.node2.root.net.xfrm.states().find((s) => s.spi === 0x101)).toMatchObject({ received: 1, bitmap: 1 });
    if (state === undefined) throw new Error('no state');
    // A sender that begins its numbers anew looks like a replay.
    world.node1.root.net.xfrm.updateState(state);
    ping(socket, '10.22.0.4', 2);
    world.lab.run(SECOND / 10);
    expect(drops(world).map((r) => [r.netns, r.reason])).toEqual([['node2', 'XFRM_REPLAY']]);
  });
});

describe('ESP with AES-GCM', () => {
  it('agrees with RFC 4106’s construction: sealed and opened, and not when one bit differs', () => {
    const with_ = { key: key(1), icvLength: 8 };
    for (const length of [0, 1, 2, 3, 57]) {
      const payload = Uint8Array.from({ length }, (_, i) => i);
      const bytes = seal(with_, 0x1234, 7, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 17, payload);
      expect(bytes.length % 4).toBe(0);
      expect(open(with_, bytes)).toEqual({ protocol: 17, payload });
      for (const at of [0, 8, 17, bytes.length - 1]) {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(open(with_, changed)).toBeUndefined();
      }
    }
  });
});
