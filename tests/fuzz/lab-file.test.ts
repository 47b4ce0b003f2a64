// Saved labs are untrusted: whatever is in the file, it is taken or refused with problems; what is taken can be played.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lab } from '../../src/session/lab.ts';
import { parseLab } from '../../src/session/lab-file.ts';
import { oneHost } from '../../src/sim/scenario/worlds.ts';

const SEED = 20261121;
const RUNS = Number(process.env.HOPLAB_RUNS ?? 1);
const MINUTE = 60_000_000;

const at = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: MINUTE }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(-1, 1.5, 1e300, '0', null) },
);
const tty = fc.constantFrom<unknown>('t1', 't1', 't2', '', 7);
const host = fc.constantFrom<unknown>('node1', 'node1', 'router1', 'nosuch', '');
const text = fc.oneof(
  fc.constantFrom(
    'docker ps\r',
    'docker run -d nginx\r',
    '\x03',
    '\x04',
    '\x1b[A\r',
    '\t\t',
    'ping 127.0.0.1\r',
    '\x1b]0;',
  ),
  fc.string({ maxLength: 20 }),
);
const size = fc.constantFrom<unknown>(80, 24, 1, 1000, 0, -5, 1e9);
const input = fc.oneof(
  fc.record({ kind: fc.constant('tty.open'), at, tty, host, columns: size, rows: size }),
  fc.record({ kind: fc.constant('tty.data'), at, tty, text }),
  fc.record({ kind: fc.constant('tty.data'), at, tty, text }),
  fc.record({ kind: fc.constant('tty.resize'), at, tty, columns: size, rows: size }),
  fc.record({ kind: fc.constant('tty.close'), at, tty }),
  fc.record({
    kind: fc.constant('file.write'),
    at,
    host,
    path: fc.constantFrom('/tmp/x', '/', '../x', '/a/b/c', ''),
    text,
  }),
  fc.record({ kind: fc.constantFrom('nosuch', 'change'), at, change: fc.anything() }),
  fc.anything(),
);
const byTime = (a: unknown, b: unknown): number => timeOf(a) - timeOf(b);
const timeOf = (each: unknown): number => {
  const value = typeof each === 'object' && each !== null && 'at' in each ? each.at : 0;
  return typeof value === 'number' ? value : 0;
};
const inputs = fc.array(input, { maxLength: 12 }).map((list) => [...list].sort(byTime));
const file = fc.oneof(
  {
    weight: 8,
    arbitrary: inputs.map((list) => ({
      format: 'hoplab',
      version: 1,
      seed: 1,
      world: oneHost,
      inputs: list,
      time: 2 * MINUTE,
    })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      format: fc.constantFrom('hoplab', 'x'),
      version: fc.constantFrom(1, 2),
      seed: fc.anything(),
      world: fc.anything(),
      inputs,
      time: at,
    }),
  },
  { weight: 1, arbitrary: fc.anything() },
);

describe('any saved lab', () => {
  it('is taken and played, or refused with problems', () => {
    let played = 0;
    fc.assert(
      fc.property(file, (json) => {
        const loaded = parseLab(JSON.parse(JSON.stringify(json) ?? 'null'));
        if (!loaded.ok) {
          expect(loaded.problems.length).toBeGreaterThan(0);
          return;
        }
        const lab = new Lab(loaded.value);
        lab.replay(() => false);
        expect(lab.world.eventsRun).toBeLessThan(3_000_000);
        played++;
      }),
      { numRuns: 300 * RUNS, seed: SEED },
    );
    expect(played).toBeGreaterThan(5);
  });
});
