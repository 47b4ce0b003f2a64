import { describe, expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { RandomStream } from '../../base/random.ts';
import { MILLISECOND, SECOND } from '../../des/scheduler.ts';
import { KernelLab, must } from '../../testkit/kernel-lab.ts';
import type { Netns } from '../netns.ts';
import { EphemeralPorts } from './ephemeral-ports.ts';

const SOURCE = ip4('10.0.0.2');
const WEB = { address: ip4('10.0.0.3'), port: 80 };

describe('ports that connect(2) chooses', () => {
  it('are even and count up for one destination, now and then by four', () => {
    const ports = new EphemeralPorts(new RandomStream(1));
    const chosen = Array.from({ length: 400 }, () => ports.choose(SOURCE, WEB, () => true) ?? 0);
    expect(chosen.every((port) => port % 2 === 0 && port >= 32_768 && port <= 60_999)).toBe(true);
    const steps = chosen.slice(1).map((port, i) => (port - (chosen[i] ?? 0) + 28_232) % 28_232);
    expect(new Set(steps)).toEqual(new Set([2, 4]));
    const wide = steps.filter((step) => step === 4).length;
    expect(wide).toBeGreaterThan(5);
    expect(wide).toBeLessThan(60);
  });

  it('have nothing to do with those for another destination', () => {
    const ports = new EphemeralPorts(new RandomStream(1));
    const [one, other] = [WEB, { ...WEB, port: 443 }].map((peer) => ports.choose(SOURCE, peer, () => true) ?? 0);
    expect(Math.abs((one ?? 0) - (other ?? 0))).toBeGreaterThan(100);
  });

  it('skip what is taken, become odd when all even ones are, and run out', () => {
    const ports = new EphemeralPorts(new RandomStream(1));
    expect(ports.choose(SOURCE, WEB, (port) => port === 40_000)).toBe(40_000);
    expect(ports.choose(SOURCE, WEB, (port) => port % 2 === 1)).toSatisfy((port: number) => port % 2 === 1);
    expect(ports.choose(SOURCE, WEB, () => false)).toBeUndefined();
    expect(ports.forBind((port) => port === 50_001)).toBe(50_001);
  });
});

/** A server and a client on lo, or on an address of eth0. */
function talk(address: string): { readonly lab: KernelLab; readonly ns: Netns; readonly again: () => string } {
  const lab = new KernelLab();
  const kernel = lab.kernel('a');
  const ns = kernel.rootNs;
  ns.net.setLink(1, { up: true });
  ns.net.addAddress(kernel.addNic('eth0').ifindex, ip4('192.168.9.1'), 24);
  const server = must(ns.sockets.stream());
  expect(server.bind(0, 80) ?? server.listen(5)).toBeUndefined();
  const again = (): string => {
    const client = must(ns.sockets.stream());
    expect(client.bind(0, 5000)).toBeUndefined();
    const errno = client.connect(ip4(address), 80);
    lab.run(MILLISECOND);
    const { state } = client;
    client.close();
    lab.run(MILLISECOND);
    server.accept()?.close();
    lab.run(MILLISECOND);
    return errno ?? state;
  };
  return { lab, ns, again };
}

describe('a port whose last connection waits out its end', () => {
  it('leads to the same place again after a second on lo', () => {
    const { lab, again } = talk('127.0.0.1');
    expect([again(), again()]).toEqual(['ESTABLISHED', 'EADDRNOTAVAIL']);
    lab.run(1.1 * SECOND);
    expect(again()).toBe('ESTABLISHED');
  });

  it('leads there again after a minute otherwise', () => {
    const { lab, again } = talk('192.168.9.1');
    expect(again()).toBe('ESTABLISHED');
    lab.run(50 * SECOND);
    expect(again()).toBe('EADDRNOTAVAIL');
    lab.run(15 * SECOND);
    expect(again()).toBe('ESTABLISHED');
  });
});
