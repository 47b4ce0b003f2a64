// Random worlds: whatever is typed, what must hold holds. Shared by the test files beside it, which run side by side.

import { describe, expect, it } from 'vitest';
import { Lab } from '../../src/session/lab.ts';
import { RandomStream } from '../../src/sim/base/random.ts';
import type { World } from '../../src/sim/world.ts';
import { LabDriver } from '../lab/driver.ts';
import { rulesReadBack, unaccounted, violations } from './checks.ts';
import { beginnings, randomCommand } from './grammar.ts';

const SEEDS = Number(process.env.HOPLAB_SEEDS ?? 2000);
const FIRST_SEED = Number(process.env.HOPLAB_FIRST_SEED ?? 1);
const MOST_COMMANDS = 14;
/** Seeds that one test tries, so that progress is seen. */
const BATCH = 50;
/** More events than any of these commands needs. */
const EVENT_LIMIT = 500_000;
/** Making a world again takes as long as making it: every so many seeds are held to their fingerprint. */
const REPLAY_EVERY = 4;

/** Lines of an iptables-save without counters of policies and the time of day. */
function savedRules(world: World, path: string): string {
  const file = world.machine('node1')?.enclosure.fs.readFile(path);
  return file?.ok === true
    ? file.value
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .map((line) => line.replace(/ \[.*\]$/, ''))
        .join('\n')
    : `no ${path}`;
}

/** What is wrong once all is typed and quiet. */
function wrongAtTheEnd(driver: LabDriver, seed: number): readonly string[] {
  const { world } = driver.lab;
  // What runs in the background of a paused container would never end.
  driver.run('docker unpause c1 c2 c3 >/dev/null 2>&1; wait');
  driver.run('iptables-save >/tmp/1;iptables-restore </tmp/1;iptables-save >/tmp/2');
  const [before, after] = [savedRules(world, '/tmp/1'), savedRules(world, '/tmp/2')];
  if (before !== after) return ['iptables-restore changes what iptables-save wrote:', before, 'became', after];
  driver.pass(20);
  const wrong = [...rulesReadBack(world), ...unaccounted(world)];
  if (wrong.length > 0 || seed % REPLAY_EVERY !== 0) return wrong.slice(0, 5);
  const again = new Lab(driver.lab.save());
  again.replay(() => false);
  return again.world.fingerprint() === world.fingerprint() ? [] : ['its replay differs'];
}

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
    const wrong = wrongAtTheEnd(driver, seed);
    return wrong.length === 0 ? [] : failed(wrong);
  } catch (error) {
    return failed([error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  }
}

/** The tests of one file: share `part` of `parts` of all seeds. HOPLAB_SEEDS=5000 tries more of them, HOPLAB_FIRST_SEED others. */
export function tryWorlds(part: number, parts: number): void {
  const own = Array.from({ length: SEEDS }, (_, n) => FIRST_SEED + n).filter((seed) => seed % parts === part);
  const batches = Array.from({ length: Math.ceil(own.length / BATCH) }, (_, n) =>
    own.slice(n * BATCH, (n + 1) * BATCH),
  );
  describe('whatever is typed', () => {
    it.each(batches.map((seeds) => [seeds[0] ?? 0, seeds] as const))(
      'packets, connections, addresses and rules stay accounted for, from seed %i on',
      (_from, seeds) => {
        expect(seeds.flatMap(tryWorld).join('\n')).toBe('');
      },
      240_000,
    );
  });
}
