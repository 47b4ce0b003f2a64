// THE table of schedulers: how a virtual service chooses the destination of a new connection.
// Source: net/netfilter/ipvs/ip_vs_{rr,wrr,lc,wlc,sed,nq,fo,ovf,sh,dh}.c.
// Not modelled: those of the second list; naming one answers so.
import type { Destination } from './service.ts';

/** A scheduler at work on one service's destinations, which change under it. */
export interface Scheduling {
  /** `source` and `target` are the client's and the virtual address. */
  choose(source: number, target: number): Destination | undefined;
  /** Destinations came, went, or have other weights. */
  changed?(): void;
  removed?(destination: Destination, at: number): void;
}

export interface SchedulerKind {
  readonly name: string;
  /** By what it chooses, in words. */
  readonly by: string;
  begin(destinations: readonly Destination[]): Scheduling;
}

/** rr: the one behind the last chosen, round and round. */
function roundRobin(destinations: readonly Destination[]): Scheduling {
  let last = -1; // the list's head
  return {
    choose() {
      for (let step = 1; step <= destinations.length; step++) {
        const at = (last + step) % destinations.length;
        const candidate = destinations[at];
        if (!candidate?.takes) continue;
        last = at;
        return candidate;
      }
      return undefined;
    },
    changed() {
      last = Math.min(last, destinations.length - 1);
    },
    removed(_destination, at) {
      if (at <= last) last--;
    },
  };
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** wrr: rounds at falling weights, so that heavier ones are met more often. */
function weightedRoundRobin(destinations: readonly Destination[]): Scheduling {
  let at = -1;
  let current = 0;
  let step = 1;
  let highest = 0;
  const changed = (): void => {
    const weights = destinations.map(({ spec }) => spec.weight);
    step = Math.max(1, weights.reduce(gcd, 0));
    highest = Math.max(0, ...weights) - (step - 1);
    at = -1;
    if (current > highest || current === 0) current = highest;
    else if (step > 1) current = Math.floor(current / step) * step + 1;
  };
  changed();
  return {
    choose() {
      if (highest <= 0) return undefined;
      // As many rounds as there are weights, and one more.
      for (let tries = (highest / step + 2) * destinations.length; tries > 0; tries--) {
        at++;
        if (at >= destinations.length) {
          at = 0;
          current -= step;
          if (current <= 0) current = highest;
        }
        const candidate = destinations[at];
        if (candidate?.takes && candidate.spec.weight >= current) return candidate;
      }
      return undefined;
    },
    changed,
  };
}

/** The one with the smallest cost, the first of equals. */
function cheapest(
  destinations: readonly Destination[],
  cost: (destination: Destination) => number,
): Destination | undefined {
  let best: Destination | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of destinations) {
    if (!candidate.takes) continue;
    const price = cost(candidate);
    if (price >= least) continue;
    best = candidate;
    least = price;
  }
  return best;
}

/** ip_vs_dest_conn_overhead: an active connection costs as much as 256 idle ones. */
const overhead = ({ active, inactive }: Destination): number => active * 256 + inactive;
const expectedDelay = ({ active, spec }: Destination): number => (active + 1) / spec.weight;

const byCost =
  (cost: (destination: Destination) => number) =>
  (destinations: readonly Destination[]): Scheduling => ({ choose: () => cheapest(destinations, cost) });

function neverQueue(destinations: readonly Destination[]): Scheduling {
  return {
    choose: () => destinations.find((d) => d.takes && d.active === 0) ?? cheapest(destinations, expectedDelay),
  };
}

function overflow(destinations: readonly Destination[]): Scheduling {
  return {
    choose: () =>
      cheapest(destinations, (d) => (d.active >= d.spec.weight ? Number.POSITIVE_INFINITY : -d.spec.weight)),
  };
}

const BUCKETS = 256; // IP_VS_SH_TAB_SIZE, IP_VS_DH_TAB_SIZE
const GOLDEN_RATIO_32 = 0x61c88647; // include/linux/hash.h

/** sh and dh: a table of buckets, filled in turn; an address always falls into the same one. */
function hashed(destinations: readonly Destination[], which: 'source' | 'target'): Scheduling {
  const table: (Destination | undefined)[] = [];
  const changed = (): void => {
    let at = 0;
    let filled = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const destination = destinations[at % Math.max(1, destinations.length)];
      table[bucket] = destination;
      filled++;
      if (which === 'target' || filled >= (destination?.spec.weight ?? 0)) {
        at++;
        filled = 0;
      }
    }
  };
  changed();
  return {
    choose(source, target) {
      const found = table[Math.imul(which === 'source' ? source : target, GOLDEN_RATIO_32) >>> 24];
      return found?.takes ? found : undefined;
    },
    changed,
  };
}

export const schedulerKinds: readonly SchedulerKind[] = [
  { name: 'rr', by: 'the next in turn', begin: roundRobin },
  { name: 'wrr', by: 'the next in turn, heavier ones more often', begin: weightedRoundRobin },
  { name: 'lc', by: 'the fewest connections', begin: byCost(overhead) },
  { name: 'wlc', by: 'the fewest connections for its weight', begin: byCost((d) => overhead(d) / d.spec.weight) },
  { name: 'sed', by: 'the shortest expected delay', begin: byCost(expectedDelay) },
  { name: 'nq', by: 'one without connections, else the shortest expected delay', begin: neverQueue },
  { name: 'fo', by: 'the heaviest that takes any', begin: byCost((d) => -d.spec.weight) },
  { name: 'ovf', by: 'the heaviest that is not full', begin: overflow },
  { name: 'sh', by: 'a hash of the client’s address', begin: (destinations) => hashed(destinations, 'source') },
  { name: 'dh', by: 'a hash of the virtual address', begin: (destinations) => hashed(destinations, 'target') },
];

/** Real schedulers that are not simulated. */
export const missingSchedulers: readonly string[] = ['lblc', 'lblcr', 'mh', 'twos'];
