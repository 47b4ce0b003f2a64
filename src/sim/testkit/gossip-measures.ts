// What can be measured of a gossip cluster.
// Source: hashicorp/memberlist, measured in the same way.
// Not for: what theory expects (gossip-theory.ts), lossy networks.
import { SECOND } from '../des/scheduler.ts';
import { SUSPECT } from '../swarm/gossip/memberlist/message.ts';
import { gossipCluster, type LabMember, nameOf } from './gossip-lab.ts';
import { type SpreadTimes, spreadTimes } from './gossip-theory.ts';

const LOOK_EVERY = SECOND / 10;

export interface CrashTimes {
  /** Seconds from the crash to the first suspicion, to the first verdict, and until all know. */
  readonly suspected: number;
  readonly dead: number;
  readonly allKnow: number;
}

/** Lets one member of an idle cluster crash. */
export function measureCrash(n: number, seed: number, within = n): CrashTimes {
  const { network, members, random } = gossipCluster(n, seed, within);
  network.run(2 * SECOND + random.int(0, SECOND));
  const crashedAt = network.scheduler.now;
  const [victim, ...others] = members as [LabMember, ...LabMember[]];
  const { name } = victim.list;
  victim.crash();
  let suspected = 0;
  // A suspicion lasts four seconds at least, and both times are kept: looking now and then is enough.
  while (suspected === 0) {
    network.run(LOOK_EVERY);
    for (const { list } of others) {
      const member = list.members.get(name);
      if (member?.state !== SUSPECT) continue;
      const after = member.changedAt - crashedAt;
      suspected = suspected === 0 ? after : Math.min(suspected, after);
    }
  }
  while (!others.every(({ lost }) => lost.has(name))) network.run(LOOK_EVERY);
  const deaths = others.map(({ lost }) => ((lost.get(name) ?? 0) - crashedAt) / SECOND);
  return { suspected: suspected / SECOND, dead: Math.min(...deaths), allKnow: Math.max(...deaths) };
}

/** Datagrams that a member of an idle cluster sends in a second. */
export function measureIdle(n: number, seed: number, seconds: number, within = n): number {
  const { network, members } = gossipCluster(n, seed, within);
  network.run(10 * SECOND);
  const sent = (): number => members.reduce((sum, { port }) => sum + port.sent, 0);
  const before = sent();
  network.run(seconds * SECOND);
  return (sent() - before) / n / seconds;
}

/** Lets one member have news, and counts the seconds until half, nine of ten and all have it. */
export function measureSpread(n: number, seed: number, within = n): SpreadTimes {
  const { network, members, random } = gossipCluster(n, seed, within);
  network.run(5 * SECOND + random.int(0, SECOND));
  const [teller, ...others] = members as [LabMember, ...LabMember[]];
  const { name } = teller.list;
  for (const member of others) member.awaited = { name, incarnation: 2 };
  const from = network.scheduler.now;
  // Accused, it refutes: news with a higher incarnation.
  teller.list.onDatagram([{ kind: 'suspect', node: name, incarnation: 1, from: nameOf(n) }]);
  const until = from + 4 * SECOND;
  while (network.scheduler.now < until && !others.every(({ heardAt }) => heardAt !== undefined)) {
    network.run(LOOK_EVERY);
  }
  const times = others.flatMap(({ heardAt }) => (heardAt === undefined ? [] : [(heardAt - from) / SECOND]));
  return spreadTimes(n, times);
}
