// Worlds that stand at earlier moments, ready to go on from there. A world cannot be copied, as its programs are generators: the past
// is made again by replay, and from a parked world only the rest of the way is to be run. A cache: without it everything is the same, later.
// Places are chosen by what it costs to come there, not by time: ten idle minutes are next to nothing, a second of flood is much.
import type { Branch, History } from './history.ts';
import { Run, type Start } from './run.ts';

/** Events between two places, at least: some 15 ms of running. They double when a branch grows beyond what may be parked. */
const SHORTEST_GAP = 1000;
/** Worlds that are parked, at most. */
const MOST_WORLDS = 48;
/** What they may weigh together, by estimate, in megabytes. */
const MOST_MEGABYTES = 256;
/** Megabytes that an idle world weighs, for itself and for each of its hosts, and a thousand of its records. */
const WORLD_MB = 2;
const HOST_MB = 0.7;
const RECORDS_MB = 0.08;
/** This share of a gap beyond its place, a world still holds it. */
const SLACK = 0.25;

/** A world on its way to its place. */
interface Work {
  readonly run: Run;
  readonly cost: number;
  /** How far beyond it may stand. */
  readonly slack: number;
  readonly name: string;
}

/** Of what branch the places are. */
interface Course {
  readonly branch: Branch;
  /** Of coming to its end. */
  readonly cost: number;
}

export class Parked {
  readonly #start: Start;
  readonly #history: History;
  #runs: Run[] = [];
  #work: Work | undefined;
  #course: Course | undefined;
  /** Places where no world can stand, as one instant steps over them. */
  readonly #missed = new Set<string>();

  constructor(start: Start, history: History) {
    this.#start = start;
    this.#history = history;
  }

  get count(): number {
    return this.#runs.length + (this.#work ? 1 : 0);
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
    this.#makeRoom();
  }

  /** What stands on a branch after `time` is no part of it any more. */
  cut(branch: Branch, time: number): void {
    const stays = (run: Run) => run.now <= time || this.#history.common(run.branch, branch) < time;
    this.#runs = this.#runs.filter((run) => run.branch !== branch || stays(run));
    if (this.#work && this.#work.run.branch === branch && this.#work.run.now > time) this.#work = undefined;
  }

  /** Runs worlds to places where none stands, those nearest to what it costs to come to `from` first, until `enough`. */
  work(course: Course, from: number, enough: () => boolean): void {
    this.#course = course;
    while (!enough()) {
      this.#work ??= this.#nextWork(course, from);
      if (!this.#work) return;
      const { run, cost, slack, name } = this.#work;
      const arrived = run.runUntil(run.branch.end, () => run.cost >= cost || enough());
      if (!arrived && run.cost < cost) return;
      if (run.cost < cost || run.cost > cost + slack) this.#missed.add(name);
      this.#work = undefined;
      this.park(run);
    }
  }

  #gap(cost: number): number {
    let gap = SHORTEST_GAP;
    while (cost / gap > this.#capacity) gap *= 2;
    return gap;
  }

  get #capacity(): number {
    const hosts = this.#start.world.hosts.length;
    const records = Math.max(0, ...this.#runs.map((run) => run.world.trace.next - run.world.trace.first));
    const each = WORLD_MB + HOST_MB * hosts + (RECORDS_MB * records) / 1000;
    // One world less than may be: the one that is being brought to its place.
    return Math.max(1, Math.min(MOST_WORLDS, Math.floor(MOST_MEGABYTES / each)) - 1);
  }

  #isOn(run: Run, branch: Branch): boolean {
    return run.now <= this.#history.common(run.branch, branch);
  }

  /** Which place each parked world holds, if any; the others are spare. */
  #holders(branch: Branch, gap: number): ReadonlyMap<number, Run> {
    const holders = new Map<number, Run>();
    for (const run of this.#runs) {
      const place = Math.floor(run.cost / gap);
      if (!this.#isOn(run, branch) || run.cost - place * gap > SLACK * gap) continue;
      if (run.cost < (holders.get(place)?.cost ?? Number.POSITIVE_INFINITY)) holders.set(place, run);
    }
    return holders;
  }

  #nextWork({ branch, cost }: Course, from: number): Work | undefined {
    const gap = this.#gap(cost);
    const holders = this.#holders(branch, gap);
    const nameOf = (place: number) => `${branch.id} ${gap} ${place}`;
    const isHole = (place: number) => !holders.has(place) && !this.#missed.has(nameOf(place));
    const last = Math.floor((cost - 1) / gap);
    const place = nearestBelow(Math.min(Math.floor(from / gap), last), last, isHole);
    if (place === undefined) return undefined;
    const held = new Set(holders.values());
    let spare: Run | undefined;
    for (const run of this.#runs) {
      const fits = !held.has(run) && run.cost <= place * gap && this.#isOn(run, branch);
      if (fits && run.cost > (spare?.cost ?? -1)) spare = run;
    }
    this.#runs = this.#runs.filter((run) => run !== spare);
    spare?.moveTo(branch);
    return { run: spare ?? new Run(this.#start, branch), cost: place * gap, slack: SLACK * gap, name: nameOf(place) };
  }

  /** Lets go what holds no place, first of other branches, when there are too many. */
  #makeRoom(): void {
    const course = this.#course;
    const capacity = this.#capacity + 1;
    if (this.#runs.length <= capacity || !course) return;
    const held = new Set(this.#holders(course.branch, this.#gap(course.cost)).values());
    const worth = (run: Run) => (held.has(run) ? 2 : 0) + (this.#isOn(run, course.branch) ? 1 : 0);
    const byWorth = this.#runs.map((run, i) => ({ run, i, worth: worth(run) }));
    byWorth.sort((a, b) => b.worth - a.worth || b.i - a.i);
    this.#runs = byWorth.slice(0, capacity).map(({ run }) => run);
  }
}

/** The place nearest below `from` that is `wanted`, else above. */
function nearestBelow(from: number, last: number, wanted: (place: number) => boolean): number | undefined {
  for (let place = from; place >= 0; place--) if (wanted(place)) return place;
  for (let place = from + 1; place <= last; place++) if (wanted(place)) return place;
  return undefined;
}
