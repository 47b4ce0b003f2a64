import { describe, expect, it } from 'vitest';
import { ip4 } from '../base/ip4.ts';
import { SECOND } from '../des/scheduler.ts';
import { addBridge, addContainer, KernelLab, openSocket, ping } from '../testkit/kernel-lab.ts';
import { timerExpiry } from './timer-wheel.ts';

function twoContainers() {
  const lab = new KernelLab();
  const kernel = lab.kernel('node1');
  const bridge = addBridge(kernel, 'br0', '10.21.0.1');
  const ca = addContainer(kernel, 'ca', bridge, '10.21.0.2');
  const cb = addContainer(kernel, 'cb', bridge, '10.21.0.3');
  return { lab, kernel, ca, cb };
}

/** `seconds who what` for every ARP packet that somebody made. */
function arpSent(lab: KernelLab, first = 0): string[] {
  return lab
    .records(first)
    .filter((r) => r.kind === 'send' && r.protocol === 'ARP')
    .map((r) => `${(r.time / SECOND).toFixed(1)} ${r.netns}: ${r.info}`);
}

const states = (ns: ReturnType<typeof twoContainers>['ca']) => ns.net.neighbours().map((n) => n.state);

describe('neighbours', () => {
  it('an absent one is asked for three times, 1.024 s apart, and its sender told that the host is unreachable', () => {
    const { lab, ca } = twoContainers();
    const socket = openSocket(ca, { type: 'ping' });
    ping(socket, '10.21.0.99');
    lab.run(SECOND / 10);
    expect(states(ca)).toEqual(['INCOMPLETE']);
    lab.run(10 * SECOND);
    expect(arpSent(lab)).toEqual([
      '0.0 ca: Who has 10.21.0.99? Tell 10.21.0.2',
      '1.0 ca: Who has 10.21.0.99? Tell 10.21.0.2',
      '2.0 ca: Who has 10.21.0.99? Tell 10.21.0.2',
    ]);
    expect(states(ca)).toEqual(['FAILED']);
    const error = socket.receiveError();
    expect(error).toMatchObject({ errno: 'EHOSTUNREACH', icmpType: 3, icmpCode: 1, offender: ip4('10.21.0.2') });
    expect(error?.at).toBeGreaterThan(3 * SECOND);
    expect(error?.at).toBeLessThan(3.2 * SECOND);
  });

  it('each of the packets that wait gets its error, and a later one starts over', () => {
    const { lab, ca } = twoContainers();
    const socket = openSocket(ca, { type: 'ping' });
    for (let i = 0; i < 4; i++) {
      ping(socket, '10.21.0.99', i);
      lab.run(SECOND);
    }
    lab.run(SECOND);
    const errors = [];
    for (let e = socket.receiveError(); e !== undefined; e = socket.receiveError()) errors.push(e.errno);
    expect(errors).toEqual(['EHOSTUNREACH', 'EHOSTUNREACH', 'EHOSTUNREACH', 'EHOSTUNREACH']);
    const before = lab.trace.next;
    ping(socket, '10.21.0.99', 5);
    expect(arpSent(lab, before)).toHaveLength(1);
  });

  it('who was asked takes the asker as STALE, uses it, and asks it itself after five seconds', () => {
    const { lab, ca, cb } = twoContainers();
    ping(openSocket(ca, { type: 'ping' }), '10.21.0.3');
    lab.run(SECOND);
    expect(states(ca)).toEqual(['REACHABLE']);
    expect(states(cb)).toEqual(['DELAY']);
    lab.run(5 * SECOND);
    expect(arpSent(lab)).toEqual([
      '0.0 ca: Who has 10.21.0.3? Tell 10.21.0.2',
      expect.stringMatching(/^0\.0 cb: 10\.21\.0\.3 is at /),
      '5.1 cb: Who has 10.21.0.2? Tell 10.21.0.3',
      expect.stringMatching(/^5\.1 ca: 10\.21\.0\.2 is at /),
    ]);
    expect(states(cb)).toEqual(['REACHABLE']);
  });

  it('an unused one goes STALE after 15 to 45 seconds, and stays', () => {
    const { lab, ca } = twoContainers();
    ping(openSocket(ca, { type: 'ping' }), '10.21.0.3');
    lab.run(14 * SECOND);
    expect(states(ca)).toEqual(['REACHABLE']);
    lab.run(36 * SECOND);
    expect(states(ca)).toEqual(['STALE']);
    lab.run(600 * SECOND);
    expect(states(ca)).toEqual(['STALE']);
  });

  it('one that vanishes is asked directly three times and then fails', () => {
    const { lab, kernel, ca, cb } = twoContainers();
    const socket = openSocket(ca, { type: 'ping' });
    ping(socket, '10.21.0.3');
    lab.run(60 * SECOND);
    kernel.destroyNetns(cb);
    const before = lab.trace.next;
    ping(socket, '10.21.0.3', 2);
    lab.run(6 * SECOND);
    expect(states(ca)).toEqual(['PROBE']);
    lab.run(6 * SECOND);
    expect(states(ca)).toEqual(['FAILED']);
    expect(arpSent(lab, before)).toHaveLength(3);
  });

  it('a permanent one is never asked for, and goes with its device only', () => {
    const { lab, ca } = twoContainers();
    const eth0 = ca.net.link('eth0')?.ifindex ?? 0;
    expect(ca.net.addNeighbour(eth0, ip4('10.21.0.3'), 0x020000000003, 'PERMANENT', false)).toBeUndefined();
    expect(ca.net.addNeighbour(eth0, ip4('10.21.0.3'), 0x020000000003, 'PERMANENT', false)).toBe('EEXIST');
    ping(openSocket(ca, { type: 'ping' }), '10.21.0.3');
    lab.run(SECOND);
    expect(arpSent(lab)).toEqual([]);
    expect(ca.net.flushNeighbours(undefined)).toBe(0);
    ca.net.setLink(eth0, { up: false });
    expect(states(ca)).toEqual([]);
  });

  it('nobody learns from questions for others', () => {
    const { lab, ca, cb } = twoContainers();
    ping(openSocket(ca, { type: 'ping' }), '10.21.0.99');
    lab.run(SECOND);
    expect(cb.net.neighbours()).toEqual([]);
  });
});

describe('kernel timers', () => {
  it.each([
    [0, 1_000_000, 1_024_000],
    [0, 5_000_000, 5_120_000],
    [123_456, 1_000_000, 1_152_000],
    [0, 10_000, 16_000],
  ])('set at %i for %i fire at %i', (now, delay, at) => {
    expect(timerExpiry(now, delay)).toBe(at);
  });
});
