import { expect, test } from 'vitest';
import { NetLab } from '../../../testkit/net-lab.ts';

test('ip goes to namespaces by their names', () => {
  const lab = new NetLab();
  const rows: readonly (readonly [string, string, number?])[] = [
    ['ip netns', ''],
    ['ip netns list', ''],
    ['ip netns exec web ip link', 'Cannot open network namespace "web": No such file or directory\n', 255],
    ['ip -n web link', 'Cannot open network namespace "web": No such file or directory\n', 255],
    ['ip netns exec', 'No netns name specified\n', 255],
    ['ip netns exec web', 'No command specified\n', 255],
    ['ip netns add web', 'hoplab: not simulated yet: ip netns add\n', 125],
    ['ip netns foo', 'Command "foo" is unknown, try "ip netns help".\n', 255],
  ];
  for (const [line, expected, exit = 0] of rows) {
    const got = lab.run('host', line);
    expect([line, got.stdout + got.stderr, got.exit]).toEqual([line, expected, exit]);
  }
});
