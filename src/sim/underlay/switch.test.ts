import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BROADCAST_MAC } from '../base/mac.ts';
import { RandomSource } from '../base/random.ts';
import { SECOND } from '../des/scheduler.ts';
import { cards, received, rootOf } from '../testkit/cards.ts';
import type { PortVlans } from './switch.ts';

const vlanOf = fc.integer({ min: 1, max: 4 });
const portOf: fc.Arbitrary<PortVlans | undefined> = fc.oneof(
  fc.record({ access: vlanOf }),
  fc.record({ trunk: fc.uniqueArray(vlanOf, { maxLength: 4 }), native: fc.option(vlanOf, { nil: undefined }) }),
  fc.constant(undefined),
);

/** Which VLAN an untagged frame is in, and which VLANs a port is in: said once more, without the switch's words. */
const untagged = (port: PortVlans | undefined): number =>
  port === undefined ? 1 : 'access' in port ? port.access : (port.native ?? 1);
const isIn = (port: PortVlans | undefined, vlan: number): boolean =>
  port === undefined || vlan === untagged(port) || ('trunk' in port && port.trunk.includes(vlan));

describe('a switch', () => {
  it('lets a frame go only where its VLAN allows', () => {
    fc.assert(
      fc.property(
        fc.array(portOf, { minLength: 2, maxLength: 5 }),
        fc.array(fc.record({ from: fc.nat(4), vlan: fc.integer({ min: 0, max: 4 }), to: fc.nat(5) }), { maxLength: 8 }),
        (ports, frames) => {
          const { lab, nics } = cards(ports);
          for (const { from, vlan, to } of frames) {
            const sender = nics[from];
            if (sender === undefined) continue;
            const { reached } = received(lab, sender, nics, nics[to]?.mac ?? BROADCAST_MAC, vlan);
            const member = vlan === 0 ? untagged(ports[from]) : vlan;
            const allowed = nics.flatMap((_nic, i) =>
              i !== from && isIn(ports[from], member) && isIn(ports[i], member) ? [i] : [],
            );
            expect(allowed).toEqual(expect.arrayContaining(reached));
            if (nics[to] === undefined) expect(reached).toEqual(allowed);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('says which VLAN is not allowed on which port', () => {
    const { lab, nics } = cards([{ trunk: [10] }, { access: 20 }, { access: 10 }]);
    const [a, b, c] = nics;
    if (!a || !b || !c) throw new Error('cards');
    received(lab, b, nics, BROADCAST_MAC, 0);
    const { records } = received(lab, a, nics, BROADCAST_MAC, 20);
    expect(records.find((r) => r.reason === 'NO_VLAN')).toMatchObject({
      host: 'lan',
      why: 'its VLAN is not allowed on that port (VLAN 20 is not allowed on port1 of lan, which carries VLANs 10 tagged and 1 untagged)',
      hint: 'Allow VLAN 20 on port1 of lan',
    });
    expect(received(lab, a, nics, BROADCAST_MAC, 10).reached).toEqual([2]);
  });

  it('obeys blocks and partitions, and says so', () => {
    const { lab, nics, faults } = cards([undefined, undefined, undefined]);
    const [a] = nics;
    if (!a) throw new Error('cards');
    faults.part(['h0']);
    const parted = received(lab, a, nics, BROADCAST_MAC, 0);
    expect(parted.reached).toEqual([]);
    expect(parted.records.filter((r) => r.reason === 'PARTITIONED').map((r) => r.why)).toEqual([
      'the network is parted, and its addressee is on the other side (h0 and h1 are on different sides of a partition)',
      'the network is parted, and its addressee is on the other side (h0 and h2 are on different sides of a partition)',
    ]);
    faults.part([]);
    faults.block({ between: ['h1', 'h0'] });
    const blocked = received(lab, a, nics, BROADCAST_MAC, 0);
    expect(blocked.reached).toEqual([2]);
    expect(blocked.records.filter((r) => r.kind === 'drop').map((r) => r.reason)).toEqual([
      'BLOCKED',
      'UNKNOWN_PROTOCOL',
    ]);
    faults.unblock({ between: ['h0', 'h1'] });
    expect(received(lab, a, nics, BROADCAST_MAC, 0).reached).toEqual([1, 2]);
  });
});

describe('a cable', () => {
  it('loses about as much as it is told, the same frames for the same seed', () => {
    const lost = (): number[] => {
      const random = () => new RandomSource(7).stream('cable');
      const { lab, nics } = cards([undefined, undefined], { loss: 0.1, random });
      const [a, b] = nics;
      if (!a || !b) throw new Error('cards');
      return Array.from({ length: 500 }, (_, i) => i).filter(() => {
        const { reached, records } = received(lab, a, nics, b.mac, 0);
        // A bare card refuses what it gets: it speaks no such protocol.
        const reasons = records.filter((r) => r.kind === 'drop').map((r) => r.reason);
        expect(reasons).toEqual([reached.length === 0 ? 'CABLE_LOSS' : 'UNKNOWN_PROTOCOL']);
        return reached.length === 0;
      });
    };
    const first = lost();
    // Two cables are crossed, so 19 % of 500: 95, with a standard deviation of 9.
    expect(first.length).toBeGreaterThan(60);
    expect(first.length).toBeLessThan(130);
    expect(lost()).toEqual(first);
  });

  it('drops what is too large for it, and what waits too long', () => {
    const { lab, nics, cables } = cards([undefined, undefined], { mtu: 50 });
    const [a, b] = nics;
    if (!a || !b) throw new Error('cards');
    const large = received(lab, a, nics, b.mac, 0);
    expect(large.records.find((r) => r.reason === 'CABLE_MTU')?.why).toContain('carries 50 bytes and no more');
    for (const cable of cables) cable.set({ mtu: 0, rate: 1, queue: 2 });
    const first = lab.trace.next;
    for (let i = 0; i < 60; i++) rootOf(a).sockets.sendPacket(a.ifindex, 0x88b5, b.mac, new Uint8Array(64));
    lab.run(SECOND);
    const waited = lab.records(first).filter((r) => r.reason === 'CABLE_QUEUE');
    // 3028 bytes may wait and each takes 102 with its preamble: 30 of the 60 go.
    expect(waited).toHaveLength(30);
    expect(waited[0]?.hint).toBe('Send less than 1 Mbit/s, or give the cable a higher rate');
  });
});
