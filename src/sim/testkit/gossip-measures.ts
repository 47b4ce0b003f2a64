// What can be measured of a gossip cluster, and what theory says of it.
// Source: Das, Gupta, Motivala: SWIM (DSN 2002); hashicorp/memberlist's functions; the closed forms are derived beside each function.
// Not for: lossy networks; the formulas assume that every packet arrives.
import { SECOND } from '../des/scheduler.ts';
import { suspicionMin } from '../swarm/gossip/memberlist/config.ts';
import { SUSPECT } from '../swarm/gossip/memberlist/message.ts';
import { gossipCluster, type LabMember, nameOf } from './gossip-lab.ts';

/** The chance that one prober does not ping a given member in `slots` intervals that begin anywhere in its round of `others`. */
function missed(slots: number, others: number): number {
  let sum = 0;
  for (let offset = 0; offset < others; offset++) {
    // Each round is a permutation: within one the chance falls linearly; what reaches into the next is independent of it.
    const inFirst = Math.min(slots, others - offset);
    const inSecond = slots - inFirst;
    if (inSecond < others) sum += (1 - inFirst / others) * (1 - inSecond / others);
  }
  return sum / others;
}

/**
 * Expected seconds from a crash to the first ping that the crashed member cannot answer: shuffled rounds, independent
 * phases. The first of n-1 probers counts, so it is the integral of (the chance that one has missed it until t)^(n-1),
 * which is a power of a linear function between whole seconds.
 */
export function expectedFirstPing(n: number): number {
  const others = n - 1;
  let sum = 0;
  for (let second = 0; second < 2 * others; second++) {
    const a = missed(second, others);
    const b = missed(second + 1, others);
    sum += a - b < 1e-15 ? a ** others : (a ** (others + 1) - b ** (others + 1)) / ((a - b) * (others + 1));
    if (b ** others < 1e-12) break;
  }
  return sum;
}

/** Seconds to the first suspicion: whoever pings waits to the end of his interval. */
export const expectedFirstSuspicion = (n: number): number => expectedFirstPing(n) + 1;

/** Seconds to the first verdict: a confirmed suspicion lasts the least time. */
export const expectedFirstDeath = (n: number): number => expectedFirstSuspicion(n) + suspicionMin(n) / SECOND;

/**
 * Packets a member sends in a second: a ping, and on average an acknowledgement. With three members a prober gives up
 * a tick where its own entry ends one round and begins the next, which happens in one of nine.
 */
export const expectedIdlePackets = (n: number): number => (n === 3 ? (2 * 2) / (2 + 1 / 9) : 2);

export interface CrashTimes {
  /** Seconds from the crash to the first suspicion, to the first verdict, and until all know. */
  readonly suspected: number;
  readonly dead: number;
  readonly allKnow: number;
}

/** Lets one member of an idle cluster crash. */
export function measureCrash(n: number, seed: number): CrashTimes {
  const { network, members, random } = gossipCluster(n, seed);
  // Anywhere in everybody's round.
  network.run(Math.round((2 + 2 * n) * SECOND + random.int(0, n * SECOND)));
  const crashedAt = network.scheduler.now;
  const [victim, ...others] = members as [LabMember, ...LabMember[]];
  const { name } = victim.list;
  victim.crash();
  let suspected = 0;
  while (suspected === 0 && network.scheduler.runInstant()) {
    for (const { list } of others) {
      const member = list.members.get(name);
      if (member?.state === SUSPECT) suspected = member.changedAt - crashedAt;
    }
  }
  while (!others.every(({ lost }) => lost.has(name)) && network.scheduler.runInstant());
  const deaths = others.map(({ lost }) => ((lost.get(name) ?? 0) - crashedAt) / SECOND);
  return { suspected: suspected / SECOND, dead: Math.min(...deaths), allKnow: Math.max(...deaths) };
}

/** Datagrams that a member of an idle cluster sends in a second. */
export function measureIdle(n: number, seed: number, seconds: number): number {
  const { network, members } = gossipCluster(n, seed);
  network.run(10 * SECOND);
  const sent = (): number => members.reduce((sum, { port }) => sum + port.sent, 0);
  const before = sent();
  network.run(seconds * SECOND);
  return (sent() - before) / n / seconds;
}

export interface SpreadTimes {
  readonly half: number;
  readonly most: number;
  /** Undefined where gossip alone did not reach all. */
  readonly all: number | undefined;
}

/** Lets one member have news, and counts the seconds until half, nine of ten and all have it. */
export function measureSpread(n: number, seed: number): SpreadTimes {
  const { network, members, random } = gossipCluster(n, seed);
  network.run(5 * SECOND + random.int(0, SECOND));
  const [teller, ...others] = members as [LabMember, ...LabMember[]];
  const { name } = teller.list;
  for (const member of others) member.awaited = { name, incarnation: 2 };
  const from = network.scheduler.now;
  // Accused, it refutes: news with a higher incarnation.
  teller.list.onDatagram([{ kind: 'suspect', node: name, incarnation: 1, from: nameOf(n) }]);
  const until = from + 4 * SECOND;
  while (network.scheduler.now < until && !others.every(({ heardAt }) => heardAt !== undefined)) {
    if (!network.scheduler.runInstant()) break;
  }
  const times = others
    .flatMap(({ heardAt }) => (heardAt === undefined ? [] : [(heardAt - from) / SECOND]))
    .sort((a, b) => a - b);
  // The teller is one of those who know.
  const reached = (share: number): number | undefined => times[Math.ceil(share * n) - 2];
  return { half: reached(0.5) ?? 0, most: reached(0.9) ?? 0, all: reached(1) };
}
