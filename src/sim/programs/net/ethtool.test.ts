import { expect, it } from 'vitest';
import { NetLab } from '../../testkit/net-lab.ts';
import { runEthtool } from './ethtool.ts';

const ethtool = (place: 'host' | 'c1', ...words: string[]) =>
  runEthtool(new NetLab().net(place), ['ethtool', ...words]);

it('tells speed and link', () => {
  expect(ethtool('c1', 'eth0').stdout).toContain('\tSpeed: 10000Mb/s\n\tDuplex: Full\n');
  expect(ethtool('host', 'br0').stdout).toContain('\tSpeed: 10000Mb/s\n\tDuplex: Unknown! (255)\n');
  expect(ethtool('host', 'lo').stdout).toBe('Settings for lo:\n\tLink detected: yes\n');
});

it('tells drivers', () => {
  expect(ethtool('c1', '-i', 'eth0').stdout?.startsWith('driver: veth\nversion: 1.0\nfirmware-version: \n')).toBe(true);
  expect(ethtool('host', '-i', 'br0').stdout?.startsWith('driver: bridge\nversion: 2.3\n')).toBe(true);
});

it.each([
  [['nope'], 75],
  [['-i', 'nope'], 71],
  [['-i', 'lo'], 71],
  [[], 1],
  [['-k', 'eth0'], 125],
] as const)('ethtool %j ends with %i', (words, status) => {
  expect(ethtool('c1', ...words).status).toBe(status);
});
