// What theory expects of a gossip cluster: closed forms where there are any, else the random process itself without a protocol.
// Source: Das, Gupta, Motivala: SWIM (DSN 2002); hashicorp/memberlist's functions; derivations stand beside the functions.
// Not for: lossy networks; everything assumes that each packet arrives.
import type { RandomStream } from '../base/random.ts';
import { type EventTarget, Scheduler, SECOND } from '../des/scheduler.ts';
import { GOSSIP_INTERVAL, GOSSIP_NODES, retransmitLimit, suspicionMin } from '../swarm/gossip/memberlist/config.ts';

/**
 * The same chance as `missed`, by intervals, among three: one round in nine begins with an interval that is given up,
 * so that a prober stands before such a one, a first or a second ping with chances 1, 9 and 9 of 19.
 * Without that the first ping would come after 0.698 s instead of 0.739 s.
 */
const missedAmongThree = [1, 10 / 19, 3 / 19, 1 / 76, 0];

/** The chance that one prober does not ping a given member in `slots` intervals that begin anywhere in its round of `others`. */
function missed(slots: number, others: number): number {
  if (others === 2) return missedAmongThree[slots] ?? 0;
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

/** Seconds until half, nine of ten and all of a cluster know something. */
export interface SpreadTimes {
  readonly half: number;
  readonly most: number;
  /** Undefined where gossip alone did not reach all. */
  readonly all: number | undefined;
}

/** From the times at which each of the others heard it; who told it is one of those who know. */
export function spreadTimes(n: number, heard: readonly number[]): SpreadTimes {
  const times = [...heard].sort((a, b) => a - b);
  const reached = (share: number): number | undefined => times[Math.ceil(share * n) - 2];
  return { half: reached(0.5) ?? 0, most: reached(0.9) ?? 0, all: reached(1) };
}

/** What a transmission counts against the limit: memberlist counts each receiver, networkdb's tables each interval. */
export type Counting = 'receivers' | 'intervals';

/** Push gossip as a process: who knows tells three others at each of his intervals, until he has told as many as he may. */
class Rumour implements EventTarget {
  readonly scheduler = new Scheduler();
  readonly heard = new Map<number, number>();
  readonly #n: number;
  readonly #random: RandomStream;
  readonly #left: number[];
  readonly #counting: Counting;

  constructor(n: number, random: RandomStream, counting: Counting) {
    this.#n = n;
    this.#counting = counting;
    this.#random = random;
    this.#left = Array.from({ length: n }, () => retransmitLimit(n));
    this.hear(0);
  }

  hear(member: number): void {
    if (this.heard.has(member)) return;
    this.heard.set(member, this.scheduler.now);
    this.scheduler.after(this.#random.int(1, GOSSIP_INTERVAL), this, 0, member);
  }

  onEvent(_code: number, arg: unknown): void {
    const member = arg as number;
    const told = new Set<number>();
    const left = this.#left[member] ?? 0;
    const most = Math.min(GOSSIP_NODES, this.#n - 1, this.#counting === 'receivers' ? left : GOSSIP_NODES);
    while (told.size < most) {
      const other = this.#random.int(0, this.#n - 1);
      if (other !== member) told.add(other);
    }
    for (const other of told) this.hear(other);
    const now = left - (this.#counting === 'receivers' ? told.size : 1);
    this.#left[member] = now;
    if (now > 0) this.scheduler.after(GOSSIP_INTERVAL, this, 0, member);
  }
}

/** One run of the process. memberlist's pings carry news too: a real cluster is up to a tenth faster. */
export function rumour(n: number, random: RandomStream, counting: Counting = 'receivers'): SpreadTimes {
  const process = new Rumour(n, random, counting);
  while (process.heard.size < n && process.scheduler.runInstant());
  const times = [...process.heard.values()].slice(1).map((time) => time / SECOND);
  return spreadTimes(n, times);
}
