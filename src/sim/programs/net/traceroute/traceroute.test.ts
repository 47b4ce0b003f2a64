import { describe, expect, test } from 'vitest';
import { addBridge, addContainer } from '../../../testkit/kernel-lab.ts';
import { NetLab } from '../../../testkit/net-lab.ts';

/** A second network behind the host, with one container on it. */
function twoNetworks(): NetLab {
  const lab = new NetLab();
  addContainer(lab.kernel, 'far', addBridge(lab.kernel, 'br1', '10.1.0.1'), '10.1.0.2', '10.1.0.1');
  return lab;
}

const timeless = (text: string): string => text.replace(/ [\d.]+ ms/g, ' T ms');

describe('traceroute', () => {
  test('through the host to another network', () => {
    const { stdout, stderr, exit } = twoNetworks().run('c1', 'traceroute -n 10.1.0.2');
    expect(timeless(stdout)).toBe(
      'traceroute to 10.1.0.2 (10.1.0.2), 30 hops max, 60 byte packets\n 1  10.0.0.1  T ms  T ms  T ms\n 2  10.1.0.2  T ms  T ms  T ms\n',
    );
    expect([stderr, exit]).toEqual(['', 0]);
  });

  test('with echo requests', () => {
    expect(timeless(twoNetworks().run('c1', 'traceroute -n -I -q 1 10.1.0.2').stdout)).toBe(
      'traceroute to 10.1.0.2 (10.1.0.2), 30 hops max, 60 byte packets\n 1  10.0.0.1  T ms\n 2  10.1.0.2  T ms\n',
    );
  });

  test('busybox sends one probe after the other', () => {
    expect(timeless(twoNetworks().run('c2', 'traceroute -n 10.1.0.2').stdout)).toBe(
      'traceroute to 10.1.0.2 (10.1.0.2), 30 hops max, 46 byte packets\n 1  10.0.0.1  T ms  T ms  T ms\n 2  10.1.0.2  T ms  T ms  T ms\n',
    );
  });

  test('addresses without names stand for themselves', () => {
    const lab = twoNetworks();
    expect(timeless(lab.run('c1', 'traceroute -q 1 10.1.0.2').stdout)).toContain(' 1  10.0.0.1 (10.0.0.1)  T ms\n');
  });

  test('a host that does not exist', () => {
    const { stdout } = twoNetworks().run('c1', 'traceroute -n -q 1 10.1.0.99');
    expect(timeless(stdout)).toBe(
      'traceroute to 10.1.0.99 (10.1.0.99), 30 hops max, 60 byte packets\n 1  10.0.0.1  T ms\n 2  10.0.0.1  T ms !H\n',
    );
  });

  test.each([
    ['traceroute -m 999 10.0.0.2', 2, '', 'max hops cannot be more than 255\n'],
    ['traceroute -q 99 10.0.0.2', 2, '', 'no more than 10 probes per hop\n'],
    ['traceroute -f 31 10.0.0.2', 2, '', 'first hop out of range\n'],
    ['traceroute -z', 2, '', "Option `-z' (argc 1) requires an argument: `-z sendwait'\n"],
    ['traceroute -T 10.0.0.2', 125, '', 'hoplab: not simulated yet: traceroute -T\n'],
    [
      'traceroute 8.8.8.8',
      1,
      'traceroute to 8.8.8.8 (8.8.8.8), 30 hops max, 60 byte packets',
      '\nconnect: Network is unreachable\n',
    ],
  ])('%s', (line, exit, stdout, stderr) => {
    expect(new NetLab().run('host', line)).toEqual({ stdout, stderr, exit });
  });
});
