import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration } from './duration.ts';
import { naturalOrder } from './order.ts';
import { displayPorts } from './ports.ts';
import { alignTabs } from './tabwriter.ts';
import { bytesSize, ellipsis, humanDuration, humanSize } from './units.ts';

test.each([
  [0.4, 'Less than a second'],
  [1.9, '1 second'],
  [59, '59 seconds'],
  [60, 'About a minute'],
  [119, 'About a minute'],
  [120, '2 minutes'],
  [3599, '59 minutes'],
  [3600, 'About an hour'],
  [5400, '2 hours'],
  [47 * 3600, '47 hours'],
  [48 * 3600, '2 days'],
  [14 * 86400, '2 weeks'],
  [60 * 86400, '2 months'],
  [730 * 86400, '2 years'],
])('%d seconds are %s', (seconds, text) => {
  expect(humanDuration(seconds)).toBe(text);
});

test.each([
  [0, '0B'],
  [999, '999B'],
  [1000, '1kB'],
  [4261550, '4.26MB'],
  [104261550, '104MB'],
  [999999, '1e+03kB'],
])('%d bytes are %s', (bytes, text) => {
  expect(humanSize(bytes, 3)).toBe(text);
});

test('memory in powers of two', () => {
  expect(bytesSize(6210715648)).toBe('5.784GiB');
});

test.each([
  ['42m', 2520],
  ['1h30m', 5400],
  ['250ms', 0.25],
  ['-2s', -2],
  ['0', 0],
  ['x', undefined],
  ['5', undefined],
])('duration %s', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test('names in natural order', () => {
  expect(['n10', 'n2', 'a', 'n02', 'B', 'n2b'].sort(naturalOrder)).toEqual(['B', 'a', 'n2', 'n2b', 'n02', 'n10']);
});

test('an ellipsis counts as one character', () => {
  expect(ellipsis("sh -c 'while true; do sleep 1; done'", 20)).toBe("sh -c 'while true; …");
});

describe('columns', () => {
  test('are blocks of lines that have a cell there', () => {
    expect(alignTabs('a\tb\tc\nlonger text\tb\n\nx\ty\n', 4, 1)).toBe('a           b   c\nlonger text b\n\nx   y\n');
  });

  test('keep every cell, padded, in its place', () => {
    const cell = fc.string({ maxLength: 12 }).map((s) => s.replace(/[\s\p{C}]/gu, '.'));
    const row = fc.array(cell, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
        const lines = alignTabs(rows.map((r) => `${r.join('\t')}\n`).join(''), 10, 3).split('\n');
        const widths = [0, 1].map((i) => Math.max(10, ...rows.map((r) => [...(r[i] ?? '')].length + 3)));
        return rows.every((r, i) => {
          const letters = [...(lines[i] ?? '')];
          return r.every((text, j) => {
            const start = widths.slice(0, j).reduce((a, b) => a + b, 0);
            return letters.slice(start, start + [...text].length).join('') === text;
          });
        });
      }),
    );
  });
});

test.each([
  [[{ PrivatePort: 80, Type: 'tcp' }], '80/tcp'],
  [
    [
      { PrivatePort: 81, Type: 'tcp' },
      { PrivatePort: 80, Type: 'tcp' },
      { PrivatePort: 443, Type: 'tcp' },
    ],
    '80-81/tcp, 443/tcp',
  ],
  [
    [
      { IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
      { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
    ],
    '0.0.0.0:8080->80/tcp, [::]:8080->80/tcp',
  ],
  [
    [
      { IP: '0.0.0.0', PrivatePort: 53, PublicPort: 53, Type: 'udp' },
      { IP: '0.0.0.0', PrivatePort: 54, PublicPort: 54, Type: 'udp' },
    ],
    '0.0.0.0:53-54->53-54/udp',
  ],
])('ports %#', (ports, text) => {
  expect(displayPorts(ports)).toBe(text);
});
