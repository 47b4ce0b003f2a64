import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIp4 } from '../base/ip4.ts';
import { SECOND } from '../des/scheduler.ts';
import { addBridge, addContainer, KernelLab, openSocket, ping } from '../testkit/kernel-lab.ts';
import { EthernetFrame, emitEthernet } from '../wire/ethernet.ts';
import { HOP_COLUMNS, hopColumn, protocols } from './record.ts';

function pinging(seed = 1, capacity?: number) {
  const lab = new KernelLab(seed, capacity);
  const kernel = lab.kernel('node1');
  const bridge = addBridge(kernel, 'br0', '10.0.0.1');
  const a = addContainer(kernel, 'a', bridge, '10.0.0.2');
  addContainer(kernel, 'b', bridge, '10.0.0.3');
  const socket = openSocket(a, { type: 'ping' });
  return { lab, kernel, socket, ping: (to: string, seq = 1) => ping(socket, to, seq) };
}

describe('the trace', () => {
  it('tells a ping as a story', () => {
    const { lab, ping } = pinging();
    ping('10.0.0.3');
    lab.run(SECOND / 100);
    const first = lab.trace.next;
    ping('10.0.0.3', 2);
    lab.run(SECOND / 100);
    expect(lab.records(first).map((r) => `${r.kind} ${r.netns}/${r.deviceName} ${r.info.slice(0, 45)}`)).toEqual([
      'send a/eth0 10.0.0.2 → 10.0.0.3 Echo request id=1 seq=2 t',
      'route a/eth0 10.0.0.2 → 10.0.0.3 Echo request id=1 seq=2 t',
      'neigh a/eth0 10.0.0.2 → 10.0.0.3 Echo request id=1 seq=2 t',
      'hop a/eth0 10.0.0.2 → 10.0.0.3 Echo request id=1 seq=2 t',
      'bridge node1/br0 10.0.0.2 → 10.0.0.3 Echo request id=1 seq=2 t',
      'hop node1/vb 10.0.0.2 → 10.0.0.3 Echo request id=1 seq=2 t',
      'deliver b/eth0 10.0.0.2 → 10.0.0.3 Echo request id=1 seq=2 t',
      'send b/eth0 10.0.0.3 → 10.0.0.2 Echo reply id=1 seq=2 ttl',
      'route b/eth0 10.0.0.3 → 10.0.0.2 Echo reply id=1 seq=2 ttl',
      'neigh b/eth0 10.0.0.3 → 10.0.0.2 Echo reply id=1 seq=2 ttl',
      'hop b/eth0 10.0.0.3 → 10.0.0.2 Echo reply id=1 seq=2 ttl',
      'bridge node1/br0 10.0.0.3 → 10.0.0.2 Echo reply id=1 seq=2 ttl',
      'hop node1/va 10.0.0.3 → 10.0.0.2 Echo reply id=1 seq=2 ttl',
      'deliver a/eth0 10.0.0.3 → 10.0.0.2 Echo reply id=1 seq=2 ttl',
    ]);
    const [hop] = lab.records(first).filter((r) => r.kind === 'hop');
    expect(hop?.arrives).toBeGreaterThan(hop?.time ?? 0);
    const journey = hop?.journey ?? 0;
    expect(lab.trace.journey(journey, 100)).toHaveLength(14);
  });

  it('gives the exact bytes of a frame back, and of a packet that had no frame yet', () => {
    const { lab, ping } = pinging();
    ping('10.0.0.3');
    lab.run(1000);
    for (const record of lab.records()) {
      const view = lab.trace.packet(record.seq);
      const traced = lab.trace.traced(record.seq);
      expect(view?.bytes.length).toBe(traced?.length);
      if (traced instanceof EthernetFrame) expect(view?.bytes).toEqual(emitEthernet(traced));
      expect(view?.layers[0]?.name).toBe(
        traced instanceof EthernetFrame ? 'Ethernet II' : 'Internet Protocol Version 4',
      );
    }
  });

  it('packs hops and drops for the page', () => {
    const { lab, kernel, ping } = pinging();
    ping('10.0.0.3');
    lab.run(1000);
    const packed = lab.trace.packHops(0);
    const hops = lab.records().filter((r) => r.kind === 'hop' || r.kind === 'drop');
    expect(packed.length).toBe(hops.length * HOP_COLUMNS);
    hops.forEach((hop, i) => {
      const row = packed.subarray(i * HOP_COLUMNS, (i + 1) * HOP_COLUMNS);
      expect(row[hopColumn.seq]).toBe(hop.seq);
      expect(row[hopColumn.from]).toBe(hop.device);
      expect(row[hopColumn.to]).toBe(hop.peer ?? -1);
      expect(row[hopColumn.arrives]).toBe(hop.arrives ?? hop.time);
      expect(protocols[row[hopColumn.protocol] ?? -1]).toBe(hop.protocol);
      expect(row[hopColumn.drop] !== 0).toBe(hop.kind === 'drop');
    });
    expect(lab.trace.packHops(lab.trace.next)).toEqual(new Float64Array(0));
    expect(kernel.trace).toBe(lab.trace);
  });

  it.each([7, 64, 500])('keeps the last %i records and forgets the others', (capacity) => {
    const { lab, ping } = pinging(1, capacity);
    const whole = pinging(1);
    for (let i = 0; i < 60; i++) {
      ping('10.0.0.3', i);
      whole.ping('10.0.0.3', i);
      lab.run(SECOND / 100);
      whole.lab.run(SECOND / 100);
    }
    const { first, next } = lab.trace;
    expect(next).toBe(whole.lab.trace.next);
    expect(next - first).toBeLessThanOrEqual(capacity);
    expect(next - first).toBeGreaterThan(0);
    expect(lab.trace.record(first - 1)).toBeUndefined();
    expect(lab.trace.record(next)).toBeUndefined();
    expect(lab.records(first)).toEqual(whole.lab.records(first));
    expect(lab.trace.fingerprint()).toBe(whole.lab.trace.fingerprint());
  });

  it('off, leaves no records, but goes on counting', () => {
    const { lab, ping } = pinging();
    const other = pinging();
    lab.trace.recording = false;
    ping('10.0.0.3');
    other.ping('10.0.0.3');
    lab.run(1000);
    other.lab.run(1000);
    expect(lab.records()).toEqual([]);
    expect(lab.trace.next).toBe(other.lab.trace.next);
    expect(lab.trace.fingerprint()).toBe(other.lab.trace.fingerprint());
    lab.trace.recording = true;
    ping('10.0.0.3', 2);
    expect(lab.records()[0]?.info).toContain('seq=2');
  });
});

/** A random world: containers on bridges, pings and datagrams here and there, devices that go down, containers that end. */
function randomWorld(seed: number): KernelLab {
  const lab = new KernelLab(seed);
  const random = lab.random.stream('test');
  const kernel = lab.kernel('node1');
  const root = kernel.rootNs.net;
  if (random.int(0, 1) === 1) root.setSysctl('ipv4/ip_forward', '1');
  const containers = [];
  for (let n = 1; n <= 3; n++) {
    const bridge = addBridge(kernel, `br${n}`, `10.${n}.0.1`);
    for (let i = 2; i < 2 + random.int(0, 3); i++) {
      containers.push(addContainer(kernel, `c${n}${i}`, bridge, `10.${n}.0.${i}`, `10.${n}.0.1`));
    }
  }
  const all = [kernel.rootNs, ...containers];
  for (let step = 0; step < 40; step++) {
    const ns = all[random.int(0, all.length - 1)] ?? kernel.rootNs;
    const to = (random.int(1, 4) * 0x10000 + random.int(1, 6) + 0x0a000000) >>> 0;
    const links = root.links();
    switch (random.int(0, 9)) {
      case 0:
        root.setLink(links[random.int(1, links.length - 1)]?.ifindex ?? 0, { up: random.int(0, 2) > 0 });
        break;
      case 1:
        if (containers.length > 1 && random.int(0, 3) === 0) {
          const ended = containers.pop();
          if (ended !== undefined) {
            kernel.destroyNetns(ended);
            all.splice(all.indexOf(ended), 1);
          }
        }
        break;
      case 2:
        openSocket(ns, { type: 'udp' }).send(new Uint8Array(random.int(0, 3000)), { address: to, port: 9 });
        break;
      default:
        ping(openSocket(ns, { type: 'ping' }), formatIp4(to), step, random.int(0, 2500));
    }
    lab.run(random.int(0, SECOND));
  }
  lab.run(60 * SECOND);
  return lab;
}

describe('whatever happens', () => {
  const seeds = fc.integer({ min: 1, max: 1_000_000 });

  it('the same seed gives the same packets at the same times', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const one = randomWorld(seed);
        const two = randomWorld(seed);
        expect(one.trace.fingerprint()).toBe(two.trace.fingerprint());
        expect(one.trace.next).toBe(two.trace.next);
      }),
      { numRuns: 15 },
    );
  });

  it('every frame that reaches a device goes on, is delivered or is dropped for a reason', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const lab = randomWorld(seed);
        // What a device receives must be followed, at that time and in that place, by word of what became of it.
        const records = lab.records();
        const fates = new Set(
          records.filter((r) => r.kind !== 'send').map((r) => `${r.time} ${r.host} ${r.netns} ${r.packet}`),
        );
        for (const hop of records) {
          if (hop.kind !== 'hop' || hop.arrives === undefined) continue;
          const places = new Set(records.filter((r) => r.device === hop.peer).map((r) => `${r.host} ${r.netns}`));
          const known = [...places].some((place) => fates.has(`${hop.arrives} ${place} ${hop.packet}`));
          // A port that receives leaves no record of its own: its bridge does, in the host's namespace.
          expect(
            known || fates.has(`${hop.arrives} node1 node1 ${hop.packet}`),
            `${seed}: ${JSON.stringify(hop)}`,
          ).toBe(true);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('every packet that is made ends: delivered or dropped', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const lab = randomWorld(seed);
        const records = lab.records();
        const made = new Set(records.filter((r) => r.kind === 'send').map((r) => r.packet));
        const fragmented = new Set(
          records.filter((r) => r.kind === 'send' && r.why.startsWith('a fragment')).map((r) => r.journey),
        );
        const ended = new Set(records.filter((r) => r.kind === 'deliver' || r.kind === 'drop').map((r) => r.packet));
        for (const record of records) {
          if (!made.has(record.packet) || ended.has(record.packet) || fragmented.has(record.journey)) continue;
          expect.fail(`seed ${seed}: ${JSON.stringify(record)}`);
        }
        for (const drop of records) if (drop.kind === 'drop') expect(drop.why).not.toBe('');
      }),
      { numRuns: 15 },
    );
  });
});
