// Gossip against theory, from three members to a thousand: seconds, measured ÷ expected, and what a virtual second costs.
import { RandomSource } from '../src/sim/base/random.ts';
import { measureCrash, measureIdle, measureSpread } from '../src/sim/testkit/gossip-measures.ts';
import {
  expectedFirstDeath,
  expectedFirstSuspicion,
  expectedIdlePackets,
  rumour,
  type SpreadTimes,
} from '../src/sim/testkit/gossip-theory.ts';
import { cpuSeconds } from './measure.ts';
import type { Bench, Row } from './table.ts';

/** How many clusters of each size: the large ones are costly and vary less. */
const sizes: readonly (readonly [n: number, clusters: number])[] = [
  [3, 2000],
  [5, 2000],
  [10, 1000],
  [25, 600],
  [50, 400],
  [100, 100],
  [250, 100],
  [500, 30],
  [1000, 10],
];
/** Members begin within this many seconds. */
const STARTING = 20;
const IDLE_SECONDS = 20;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const compared = (measured: number, theory: number): string =>
  `${measured.toFixed(3)} ${(measured / theory).toFixed(3)}`;

function row(n: number, clusters: number): Row {
  const within = Math.min(n, STARTING);
  const seeds = Array.from({ length: clusters }, (_, i) => i + 1);
  const crashes = seeds.map((seed) => measureCrash(n, seed, within));
  const spreads = seeds.map((seed) => measureSpread(n, seed, within));
  const random = new RandomSource(n).stream('rumour');
  const rumours = seeds.map(() => rumour(n, random));
  const spread = (share: keyof SpreadTimes): string => {
    const time = (times: readonly SpreadTimes[]): number => mean(times.flatMap((t) => t[share] ?? []));
    return compared(time(spreads), time(rumours));
  };
  const before = cpuSeconds();
  const quiet = seeds.slice(0, Math.ceil(clusters / 10));
  const idle = mean(quiet.map((seed) => measureIdle(n, seed, IDLE_SECONDS, within)));
  const cost = (cpuSeconds() - before) / quiet.length / (within + 10 + IDLE_SECONDS);
  return {
    n,
    clusters,
    'suspected s': compared(mean(crashes.map(({ suspected }) => suspected)), expectedFirstSuspicion(n)),
    'dead s': compared(mean(crashes.map(({ dead }) => dead)), expectedFirstDeath(n)),
    'idle packets/s': compared(idle, expectedIdlePackets(n)),
    '50 % know s': spread('half'),
    '90 %': spread('most'),
    '100 %': spread('all'),
    'CPU ms a second': (cost * 1e3).toFixed(2),
  };
}

export const gossip: Bench = {
  name: 'gossip',
  title: 'Gossip: measured, and measured ÷ theory',
  run(): Row[] {
    return sizes.map(([n, clusters]) => row(n, clusters));
  },
};
