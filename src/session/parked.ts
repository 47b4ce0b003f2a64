// Worlds that stand at earlier moments, ready to go on from there. A world cannot be copied, as its programs are generators: the past
// is made again by replay, and from a parked world only the rest of the way is to be run. A cache: without it everything is the same, later.
// Places are chosen by what it takes to come there, not by time: ten idle minutes are next to nothing, a second of flood is much.
import type { World } from '../sim/world.ts';
import type { Branch, History } from './history.ts';
import type { Run, Start } from './run.ts';

/** Milliseconds of running between two places, at least. They double when a branch grows beyond what may be parked. */
const SHORTEST_GAP = 15;
/** Worlds that are parked, at most. */
const MOST_WORLDS = 72;
/** So many steps are in a gap, and so many worlds stand a step apart where the reader may go back next. */
const STEPS = 4;
const TRAIL = 8;
/** What they may weigh together, by estimate, in megabytes. */
const MOST_MEGABYTES = 256;
/** Megabytes that an idle world weighs, for itself and for each of its hosts and containers, and a thousand of its records. */
const WORLD_MB = 2;
const HOST_MB = 0.7;
const CONTAINER_MB = 0.15;
const RECORDS_MB = 0.08;
/** This share of a step beyond its place, a world still holds it. */
const SLACK = 0.25;
/** This share of a gap is lost in calculating. */
const EPSILON = 0.001;

/** A world on its way to its place. */
interface Work {
  readonly run: Run;
  readonly time: number;
  /** The place's, if nobody holds it once the world is there. */
  readonly name: string;
}

export class Parked {
  readonly #start: Start;
  readonly #history: History;
  readonly #newRun: (branch: Branch) => Run;
  #runs: Run[] = [];
  /** Where the reader is. */
  #from = 0;
  #work: Work | undefined;
  /** Places that were brought a world to already: one where a single instant takes longer than a gap cannot be held. */
  readonly #tried = new Set<string>();

  constructor(start: Start, history: History, newRun: (branch: Branch) => Run) {
    this.#start = start;
    this.#history = history;
    this.#newRun = newRun;
  }

  /** The world nearest to `time` on a branch that does not stand later; it is no longer parked. */
  take(branch: Branch, time: number): Run | undefined {
    const best = this.nearest(branch, time);
    if (!best) return undefined;
    if (this.#work?.run === best) this.#work = undefined;
    else this.#runs = this.#runs.filter((one) => one !== best);
    best.moveTo(branch);
    return best;
  }

  /** The same, without taking it. */
  nearest(branch: Branch, time: number): Run | undefined {
    const all = this.#work ? [...this.#runs, this.#work.run] : this.#runs;
    let best: Run | undefined;
    for (const run of all) {
      if (run.now <= time && this.#isOn(run, branch) && run.now >= (best?.now ?? 0)) best = run;
    }
    return best;
  }

  park(run: Run): void {
    run.takeNews();
    this.#runs.push(run);
    this.#makeRoom(this.#history.current);
  }

  /** What stands on a branch after `time` is no part of it any more. */
  cut(branch: Branch, time: number): void {
    const stays = (run: Run) => run.branch !== branch || run.now <= time;
    this.#runs = this.#runs.filter(stays);
    if (this.#work && !stays(this.#work.run)) this.#work = undefined;
  }

  /** Brings worlds to places where none stands, those nearest to `from` first, until `enough`. */
  work(branch: Branch, from: number, enough: () => boolean): void {
    this.#from = from;
    while (!enough()) {
      this.#work ??= this.#nextWork(branch);
      if (!this.#work) return;
      const { run, time, name } = this.#work;
      if (!run.runUntil(time, enough)) return;
      this.#work = undefined;
      this.park(run);
      const gap = this.#gap(branch);
      if (![...this.#holders(branch, gap).values()].includes(run)) this.#tried.add(name);
    }
  }

  #gap({ effort }: Branch): number {
    let gap = SHORTEST_GAP;
    while (effort.total / gap > this.#capacity) gap *= 2;
    return gap;
  }

  get #capacity(): number {
    const hosts = this.#start.world.hosts.length;
    let [records, containers, text] = [0, 0, 0];
    for (const { world, terminals } of this.#runs) {
      records = Math.max(records, world.trace.next - world.trace.first);
      containers = Math.max(containers, containersOf(world));
      text = Math.max(
        text,
        [...terminals.values()].reduce((sum, one) => sum + one.text.length, 0),
      );
    }
    const state = WORLD_MB + HOST_MB * hosts + CONTAINER_MB * containers;
    const each = state + (RECORDS_MB * records) / 1000 + text / 1e6;
    // One world less than may be: the one that is being brought to its place.
    return Math.max(1, Math.min(MOST_WORLDS, Math.floor(MOST_MEGABYTES / each)) - 1);
  }

  #isOn(run: Run, branch: Branch): boolean {
    return run.now <= this.#history.common(run.branch, branch);
  }

  /** Where worlds shall stand: along the whole branch, then close together on the way back from where the reader is. The most wanted first. */
  #wanted(branch: Branch, gap: number): readonly number[] {
    const last = Math.floor(branch.effort.total / gap);
    const here = branch.effort.at(this.#from) / gap;
    const along = nearestBelow(Math.floor(here), last).map((place) => place * STEPS);
    const spared = Math.max(0, Math.min(TRAIL, this.#capacity - along.length));
    const step = Math.floor(here * STEPS);
    const trail = Array.from({ length: spared }, (_, i) => step - i);
    return [...along, ...trail.filter((place) => place > 0 && place % STEPS !== 0)];
  }

  /** Which place each parked world holds, if any, counted in steps. */
  #holders(branch: Branch, gap: number): ReadonlyMap<number, Run> {
    const holders = new Map<number, Run>();
    for (const run of this.#runs) {
      if (!this.#isOn(run, branch)) continue;
      const steps = (branch.effort.at(run.now) / gap + EPSILON) * STEPS;
      const place = Math.floor(steps);
      if (steps - place > SLACK && place % STEPS !== 0) continue;
      if (run.now < (holders.get(place)?.now ?? Number.POSITIVE_INFINITY)) holders.set(place, run);
    }
    return holders;
  }

  /** The parked worlds that hold places at which they are wanted; the others are spare. */
  #held(branch: Branch, gap: number): ReadonlySet<Run> {
    const holders = this.#holders(branch, gap);
    return new Set(this.#wanted(branch, gap).flatMap((place) => holders.get(place) ?? []));
  }

  #nextWork(branch: Branch): Work | undefined {
    const { effort } = branch;
    const gap = this.#gap(branch);
    const holders = this.#holders(branch, gap);
    const nameOf = (place: number) => `${branch.id} ${gap} ${place}`;
    const place = this.#wanted(branch, gap).find((one) => !holders.has(one) && !this.#tried.has(nameOf(one)));
    if (place === undefined) return undefined;
    const time = Math.min(branch.end, effort.timeOf((place * gap) / STEPS));
    // On the reader's way back, the world from the next place below comes at once, and its own place is filled later.
    const source = this.#sourceFor(branch, gap, time, time <= this.#from);
    this.#runs = this.#runs.filter((run) => run !== source);
    source?.moveTo(branch);
    return { run: source ?? this.#newRun(branch), time, name: nameOf(place) };
  }

  /** The nearest world from which a moment can be reached: a spare one, or `any`. */
  #sourceFor(branch: Branch, gap: number, time: number, any: boolean): Run | undefined {
    const held = any ? undefined : this.#held(branch, gap);
    let source: Run | undefined;
    for (const run of this.#runs) {
      const fits = !held?.has(run) && run.now <= time && this.#isOn(run, branch);
      if (fits && run.now > (source?.now ?? -1)) source = run;
    }
    return source;
  }

  /** Lets go what holds no place, first of other branches, when there are too many. */
  #makeRoom(branch: Branch): void {
    const capacity = this.#capacity + 1;
    if (this.#runs.length <= capacity) return;
    const held = this.#held(branch, this.#gap(branch));
    const worth = (run: Run) => (held.has(run) ? 2 : 0) + (this.#isOn(run, branch) ? 1 : 0);
    const byWorth = this.#runs.map((run, i) => ({ run, i, worth: worth(run) }));
    byWorth.sort((a, b) => b.worth - a.worth || b.i - a.i);
    this.#runs = byWorth.slice(0, capacity).map(({ run }) => run);
  }
}

/** Places from `from` down to the first, then up to the last. */
function nearestBelow(from: number, last: number): readonly number[] {
  const below = Array.from({ length: Math.min(from, last) + 1 }, (_, i) => Math.min(from, last) - i);
  const above = Array.from({ length: Math.max(0, last - from) }, (_, i) => from + 1 + i);
  return [...below, ...above];
}

function containersOf(world: World): number {
  let containers = 0;
  for (const { engine } of world.stations.values()) containers += engine?.daemon.containers.all().length ?? 0;
  return containers;
}
