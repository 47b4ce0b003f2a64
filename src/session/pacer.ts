// Turns real time into virtual time. Idle virtual time passes as on a clock; around packets the world holds its breath:
// every instant in which frames cross wires lasts one beat on the screen, so that microseconds become visible. Or, true to scale, time
// passes so many times slower while frames are under way, and on its own where none is.
// Nothing here is an input: the same world unfolds at any pace.
import { SCALE } from './pace.ts';
import type { Pacing } from './protocol.ts';

/** Real milliseconds that a hop takes at speed 1 when packets are few. */
const BEAT_MS = 420;
/** A flood's hops never go faster than the eye can follow at all. */
const SHORTEST_BEAT_MS = 33;
/** Beats in a row without a pause after which they shorten. */
const CALM_BEATS = 12;
/** A gap of idle virtual time, in microseconds, after which packets count as few again. */
const CALM_GAP = 200_000;
/** How much faster than on a clock idle time passes for those in a hurry. */
const HURRY = 20;
/** However long a frame is under way, true to scale it takes no longer than this at speed 1 (real milliseconds). */
const LONGEST_FLIGHT_MS = 2000;
/** A tab that was asleep must not run minutes at once: real milliseconds that one turn makes up for, at most. */
const LONGEST_TURN_MS = 250;

/** Real milliseconds after which a turn ends even if the world is behind: it then runs slower than real time. */
const BUSY_TURN_MS = 24;
/** Real milliseconds after which a step gives up looking for a packet. */
const LONGEST_STEP_MS = 1500;

/** What the pacer needs of a world. */
export interface Paced {
  readonly now: number;
  nextTime(): number | undefined;
  runUntil(time: number): void;
  /** How many hops and drops there have been so far. */
  readonly moves: number;
  /** How many of them are a swarm's background traffic, for which time is held only where it is shown. */
  readonly background: number;
  /** When the last frame arrives of those that are under way, with or without background traffic; in the past where none is. */
  arrival(withBackground: boolean): number;
}

export class Pacer {
  pacing: Pacing = { playing: true, speed: 1 };
  /** Real milliseconds of the beat that is playing, or of the last one. */
  beat = BEAT_MS;
  #beatEnds = 0;
  #last = 0;
  #owed = 0;
  #beatsInARow = 0;
  #lastMove = 0;

  readonly #clock: () => number;

  /** `clock` gives real milliseconds. */
  constructor(clock: () => number) {
    this.#clock = clock;
    this.#last = clock();
  }

  /** Lets the world run as far as it may by now; stops at the first instant with hops, and when the turn takes too long. */
  advance(world: Paced): void {
    const realNow = this.#clock();
    const elapsed = Math.min(realNow - this.#last, LONGEST_TURN_MS);
    this.#last = realNow;
    if (!this.pacing.playing || (realNow < this.#beatEnds && this.pacing.mode !== 'scaled')) return;
    this.#owed += elapsed * this.#rate(world);
    let target = world.now + Math.floor(this.#owed);
    const started = world.now;
    for (;;) {
      const next = world.nextTime();
      if (next === undefined || next > target) break;
      if (this.#clock() - realNow > BUSY_TURN_MS) {
        this.#owed = 0;
        return;
      }
      const moves = this.#shown(world);
      world.runUntil(next);
      if (this.#shown(world) === moves) continue;
      this.#startBeat(world.now, realNow);
      target = world.now;
      this.#owed = 0;
      return;
    }
    world.runUntil(target);
    this.#owed -= world.now - started;
  }

  /** Virtual microseconds that pass in a real millisecond. */
  #rate(world: Paced): number {
    const { speed, hurry, mode, background = false } = this.pacing;
    const arrival = world.arrival(background);
    if (mode === 'scaled' && world.now < arrival) {
      return speed * Math.max(1000 / SCALE, (arrival - this.#lastMove) / LONGEST_FLIGHT_MS);
    }
    const isIdle = world.now - this.#lastMove > CALM_GAP;
    return 1000 * speed * (hurry && isIdle ? HURRY : 1);
  }

  /** Runs to the next instant with hops, within `horizon` virtual microseconds; false when there is none, or none has come for too long. */
  step(world: Paced, horizon: number): boolean {
    return this.runTo(world, horizon, () => false);
  }

  /** The same, or to the first instant after which `matters` says so. */
  runTo(world: Paced, horizon: number, matters: () => boolean): boolean {
    const limit = world.now + horizon;
    const started = this.#clock();
    for (;;) {
      const next = world.nextTime();
      if (next === undefined || next > limit) return false;
      if (this.#clock() - started > LONGEST_STEP_MS) return false;
      const moves = this.#shown(world);
      world.runUntil(next);
      if (this.#shown(world) !== moves) {
        this.#startBeat(world.now, this.#clock());
        return true;
      }
      if (matters()) return true;
    }
  }

  #shown({ moves, background }: Paced): number {
    return this.pacing.background ? moves : moves - background;
  }

  #startBeat(now: number, realNow: number): void {
    this.#beatsInARow = now - this.#lastMove > CALM_GAP ? 1 : this.#beatsInARow + 1;
    this.#lastMove = now;
    const crowded = Math.max(1, this.#beatsInARow / CALM_BEATS);
    this.beat = Math.max(SHORTEST_BEAT_MS, BEAT_MS / this.pacing.speed / crowded);
    this.#beatEnds = realNow + this.beat;
  }
}
