import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Input, LabFile } from '../../session/protocol.ts';
import { oneHost } from '../../sim/scenario/worlds.ts';
import { pack, toBase64Url, unpack } from './codec.ts';
import { fragmentOf, readFragment } from './link.ts';

const lab: LabFile = {
  format: 'hoplab',
  version: 1,
  seed: 7,
  world: oneHost,
  inputs: [
    { at: 0, kind: 'tty.open', tty: 'node1', host: 'node1', columns: 80, rows: 24 },
    ...[...'docker run -d --name wéb nginx\r'].map(
      (text, i): Input => ({ at: 1_000_000 + i * 90_001, kind: 'tty.data', tty: 'node1', text }),
    ),
    { at: 9_000_000, kind: 'file.write', host: 'node1', path: '/root/compose.yaml', text: 'services: {}\n' },
  ],
  time: 9_500_000,
  moment: {
    time: 9_400_000,
    selection: { kind: 'record', seq: 12 },
    camera: { x: -10.5, y: 3, width: 900, height: 500 },
    panel: 'records',
  },
};

describe('a link', () => {
  it('carries the lab and the moment', () => {
    expect(readFragment(fragmentOf(lab))).toEqual({ ok: true, value: lab });
  });

  it('is short and made of characters that no program breaks', () => {
    expect(fragmentOf(lab)).toMatch(/^#lab=1\.[A-Za-z0-9_-]{300,4000}$/);
  });

  it('that was cut anywhere is said to be broken', () => {
    const whole = fragmentOf(lab);
    const cuts = Array.from({ length: 40 }, (_, i) => whole.slice(0, '#lab=1.'.length + 1 + i * 12));
    for (const cut of cuts) expect(readFragment(cut)).toEqual({ ok: false, problem: { kind: 'broken' } });
  });

  it.each([
    ['#lab=', 'empty'],
    ['#lab=1.', 'empty'],
    ['#lab=2.AAAA', 'newer'],
    ['#lab=x', 'broken'],
    ['#lab=1.<script>alert(1)</script>', 'broken'],
    ['#lab=1.%00', 'broken'],
  ])('%s is %s', (fragment, kind) => {
    expect(readFragment(fragment)).toMatchObject({ ok: false, problem: { kind } });
  });
});

describe('packed text', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(unpack(pack(text), 10_000)).toEqual({ text });
      }),
    );
  });

  it('that would become huge is stopped', () => {
    const bomb = pack('0'.repeat(50_000_000));
    expect(bomb.length).toBeLessThan(60_000);
    expect(unpack(bomb, 5_000_000)).toBe('long');
    expect(readFragment(`#lab=1.${toBase64Url(bomb)}`)).toEqual({ ok: false, problem: { kind: 'long' } });
  });
});
