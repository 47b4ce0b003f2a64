// A host without a network, with Debian's programs: for tests of processes and shells.
// Source: the seams it composes.
// Not modelled: Docker, devices.
import { RandomSource } from '../base/random.ts';
import { Scheduler } from '../des/scheduler.ts';
import { Host } from '../host/host.ts';
import type { Program } from '../host/sys.ts';
import { programSet } from '../programs/index.ts';
import { BareKernel } from './bare-kernel.ts';

/** Makes one; `extra` programs lie in /usr/bin. */
export function bareHost(extra: readonly Program[] = [], seed = 1): Host {
  const programs = new Map([
    ...programSet('host'),
    ...extra.map((program): [string, Program] => [`/usr/bin/${program.name}`, program]),
  ]);
  return new Host({
    name: 'node1',
    scheduler: new Scheduler(),
    random: new RandomSource(seed),
    kernel: new BareKernel(),
    startsAt: 1_700_000_000_000,
    programs,
  });
}
