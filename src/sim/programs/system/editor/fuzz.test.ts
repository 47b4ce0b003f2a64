// Whatever is typed into an editor: it goes on, its cursor is in the window, and it can be left.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bareHost } from '../../../testkit/bare-host.ts';
import { TerminalProbe } from '../../../testkit/machine.ts';
import { TerminalScreen } from '../../../testkit/terminal-screen.ts';

const COLUMNS = 40;
const ROWS = 10;
const TEXT =
  'services:\n  web:\n\timage: nginx\n\n# 漢字 and a long line that does not fit into the window at all\n(a [b] {c})\n';

const arrows = ['[A', '[B', '[C', '[D', '[H', '[F', '[3~', '[5~', '[6~', '[1;5C', '[1;5D'].map((key) => `\x1b${key}`);
const texts = ['a', 'Z', ' ', '0', '漢', '\t', '\r', '\x7f', 'services', '(', '/', '3', '12'];
const nanoKeys = [
  ...'\x01\x02\x03\x04\x05\x06\x0b\x0e\x0f\x10\x11\x12\x13\x15\x16\x17\x19\x1c\x1e\x1f',
  'y',
  'n',
  '\x1ba',
  '\x1bu',
  '\x1be',
  '\x1b6',
  '\x1bt',
  '\x1b}',
  '\x1b{',
  '\x1bw',
  '\x1bq',
  '\x1b#',
];
const viKeys = [
  ...'hjklwbeWBEGHMLdcypPxXrRsSDCYJu.~><;,nN*#iaoOIA%${}^_+-ft:?vqZ',
  '\x1b',
  'gg',
  'dd',
  '\x12',
  '\x06',
  '\x02',
  '\x04',
  '\x15',
  ':s/a/b/g\r',
  ':%s/e*/x/g\r',
  ':2,4d\r',
  ':1\r',
  ':w other\r',
  ':set nu\r',
  '/web\r',
  '?e\r',
];

function survives(command: string, keys: readonly string[], leave: string): void {
  const machine = bareHost();
  machine.enclosure.fs.writeFile('/root/a.txt', TEXT);
  const probe = new TerminalProbe(machine, COLUMNS, ROWS);
  const screen = new TerminalScreen();
  screen.feed(probe.type(`${command} a.txt\r`));
  for (const key of keys) {
    screen.feed(probe.type(key, 100_000));
    const [row, column] = screen.cursor;
    // Some keys leave the editor; the rest would be the shell's.
    if (!screen.taken) break;
    expect(row < ROWS && column < COLUMNS).toBe(true);
  }
  probe.type(leave);
  expect(probe.type('\x15echo still here\r')).toContain('still here\r\n');
}

test('nano takes any keys', () => {
  const key = fc.constantFrom(...arrows, ...texts, ...nanoKeys);
  fc.assert(
    fc.property(fc.array(key, { maxLength: 80, size: 'max' }), (keys) =>
      survives('nano', keys, '\x03\x03\x03\x18n\x18n'),
    ),
    { numRuns: 60 },
  );
}, 60_000);

test('vi takes any keys', () => {
  const key = fc.constantFrom(...arrows, ...texts, ...viKeys);
  fc.assert(
    fc.property(fc.array(key, { maxLength: 80, size: 'max' }), (keys) =>
      survives('vi', keys, '\x1b\x1b\x1b:q!\r:q!\r'),
    ),
    { numRuns: 60 },
  );
}, 60_000);
