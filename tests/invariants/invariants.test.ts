// Random worlds: whatever is typed, what must hold holds. HOPLAB_SEEDS=5000 tries more of them; a seed alone makes one again.

import { describe, expect, it } from 'vitest';
import { Lab } from '../../src/session/lab.ts';
import { RandomStream } from '../../src/sim/base/random.ts';
import { LabDriver } from '../lab/driver.ts';
import { unaccounted, violations } from './checks.ts';
import { beginnings, randomCommand } from './grammar.ts';

const SEEDS = Number(process.env.HOPLAB_SEEDS ?? 200);
const FIRST_SEED = Number(process.env.HOPLAB_FIRST_SEED ?? 1);
const MOST_COMMANDS = 20;
/** Seeds that one test tries, so that progress is seen. */
const BATCH = 20;
/** More events than any of these commands needs. */
const EVENT_LIMIT = 500_000;

/** Writes the rules out, reads them back in, writes them out again; counters of policies and the time of day apart. */
const roundTrip = `rules() { iptables-save | grep -v '^#' | sed 's/ \\[.*\\]$//'; }; rules > /tmp/1; iptables-save | iptables-restore; rules > /tmp/2; cmp /tmp/1 /tmp/2 && echo rules are the same`;

function tryWorld(seed: number): string[] {
  const random = new RandomStream(seed);
  const driver = new LabDriver({ seed });
  const { world } = driver.lab;
  const typed: string[] = [];
  const failed = (what: readonly string[]): string[] => [
    `seed ${seed}:`,
    ...typed.map((each) => `  # ${each}`),
    ...what,
  ];
  try {
    const beginning = beginnings[random.int(0, beginnings.length - 1)] ?? [];
    const drawn = Array.from({ length: random.int(MOST_COMMANDS / 2, MOST_COMMANDS) }, () => randomCommand(random));
    for (const command of [...beginning, ...drawn]) {
      typed.push(command);
      const before = world.eventsRun;
      driver.run(command);
      const wrong = violations(world);
      if (world.eventsRun - before > EVENT_LIMIT) wrong.push(`${world.eventsRun - before} events`);
      if (wrong.length > 0) return failed(wrong);
    }
    driver.run('wait');
    if (!driver.run(roundTrip).includes('rules are the same'))
      return failed([driver.run('cat /tmp/1; echo; cat /tmp/2')]);
    driver.pass(20);
    const lost = unaccounted(world);
    if (lost.length > 0) return failed(lost.slice(0, 5));
    const again = new Lab(driver.lab.save());
    again.replay(() => false);
    if (again.world.fingerprint() !== world.fingerprint()) return failed(['its replay differs']);
  } catch (error) {
    return failed([error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  }
  return [];
}

describe('whatever is typed', () => {
  const batches = Array.from({ length: Math.ceil(SEEDS / BATCH) }, (_, n) => FIRST_SEED + n * BATCH);
  it.each(batches)(
    'packets, connections, addresses and rules stay accounted for, from seed %i on',
    (from) => {
      const until = Math.min(from + BATCH, FIRST_SEED + SEEDS);
      const failures: string[] = [];
      for (let seed = from; seed < until; seed++) failures.push(...tryWorld(seed));
      expect(failures.join('\n')).toBe('');
    },
    120_000,
  );
});
