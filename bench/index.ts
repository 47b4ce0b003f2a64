// The benchmarks: one line each. `npm run bench` runs them all, `npm run bench packet` those whose names contain "packet".
import { gossip } from './gossip.ts';
import { idleGossip } from './idle-gossip.ts';
import { layoutBench } from './layout.ts';
import { memory } from './memory.ts';
import { packetPath } from './packet-path.ts';
import { packets } from './packets.ts';
import { replay } from './replay.ts';
import { ruleWalk } from './rule-walk.ts';
import { scrub } from './scrub.ts';
import { bigSwarm, idleSwarm } from './swarm.ts';
import { type Bench, formatTable } from './table.ts';

const benches: readonly Bench[] = [
  packetPath,
  ruleWalk,
  memory,
  layoutBench,
  replay,
  scrub,
  gossip,
  idleGossip,
  idleSwarm,
  bigSwarm,
  packets,
];

export async function runBenchmarks(filter: string): Promise<void> {
  for (const bench of benches) {
    if (!bench.name.includes(filter)) continue;
    console.log(`\n${bench.title}\n`);
    console.log(formatTable(await bench.run()));
  }
}
