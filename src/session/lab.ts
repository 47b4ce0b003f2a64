// A lab that can be at any moment of its history: the world that stands there, the way on from it, and how to come elsewhere.
// A world is made again by replay of its inputs; parked ones shorten the way. Typing in the past forks the history.
import type { Errno } from '../sim/base/errno.ts';
import type { Input } from '../sim/input.ts';
import type { World } from '../sim/world.ts';
import type { Branch, History } from './history.ts';
import { isEventful, readHistory, writeHistory } from './history-file.ts';
import { News } from './news.ts';
import type { Paced } from './pacer.ts';
import { Parked } from './parked.ts';
import type { LabFile, Rewound, Sketch } from './protocol.ts';
import { Run, type Start } from './run.ts';

/** An input without its stamp. */
export type Impulse = Input extends infer I ? (I extends Input ? Omit<I, 'at'> : never) : never;

/** What happened before anybody came is done at once, if it does not take longer (real milliseconds). */
const AT_ONCE_MS = 500;

export class Lab implements Paced {
  readonly history: History;
  readonly #file: LabFile;
  readonly #start: Start;
  readonly #clock: (() => number) | undefined;
  readonly #parked: Parked;
  readonly #news = new News();
  #sketch: Sketch | undefined;
  #run: Run;
  /** Where it is to come to, and where it set out from. */
  #goal: number;
  #from = 0;
  /** It is being made again from its file. */
  #opening: boolean;
  /** What comes after the moment at which it is opened is known. */
  #seen = false;

  /** Starts the file's world; `replay` then brings it to the file's time, if not at once. `clock` gives real milliseconds, to choose places by. */
  constructor(file: LabFile, clock?: () => number) {
    this.#file = file;
    this.#clock = clock;
    this.#start = file;
    this.#sketch = file.sketch;
    this.history = readHistory(file);
    this.#run = this.#newRun(this.history.current);
    const started = clock?.() ?? 0;
    this.#run.prepare(() => clock !== undefined && clock() - started > AT_ONCE_MS);
    this.#parked = new Parked(this.#start, this.history, (branch) => this.#newRun(branch));
    this.#goal = Math.max(this.branch.end, this.branch.inputs.at(-1)?.at ?? 0);
    this.#opening = this.replaying;
  }

  get world(): World {
    return this.#run.world;
  }

  get now(): number {
    return this.world.now;
  }

  get branch(): Branch {
    return this.history.current;
  }

  /** The latest moment that is known of the current branch. */
  get end(): number {
    return Math.max(this.branch.end, this.now);
  }

  /** It stands before the branch's end. */
  get past(): boolean {
    return this.now < this.branch.end;
  }

  /** Something was done after now: an input would fork. */
  get hasFuture(): boolean {
    return (this.branch.inputs.at(-1)?.at ?? -1) > this.now;
  }

  /** It is on its way to a moment. */
  get replaying(): boolean {
    return this.now < this.#goal || !this.#run.settled;
  }

  /** It is being made again from its file. */
  get opening(): boolean {
    return this.#opening;
  }

  /** The moment that a page shows: on the way to another one, that. */
  get shownTime(): number {
    return this.opening ? this.now : Math.max(this.now, this.#goal);
  }

  /** How far a replay is, from 0 to 1, by virtual time. */
  get progress(): number {
    if (this.#run.prepared < 1) return this.#run.prepared;
    const way = this.#goal - this.#from;
    return way <= 0 ? 1 : Math.min(1, (this.now - this.#from) / way);
  }

  get moves(): number {
    return this.world.moves;
  }

  get background(): number {
    return this.world.background;
  }

  arrival(withBackground: boolean): number {
    return this.world.arrival(withBackground);
  }

  /** How much terminals have printed, in UTF-16 units, since this world began. */
  get printed(): number {
    return this.#run.printed;
  }

  /** How many inputs have happened. */
  get happened(): number {
    return this.#run.happened;
  }

  /** Does all that happened before anybody came. */
  prepare(): void {
    this.#run.prepare();
  }

  nextTime(): number | undefined {
    return this.#run.nextTime();
  }

  /** Runs on, through what the branch's future holds. */
  runUntil(time: number): void {
    this.#run.runUntil(time);
    this.#reached();
  }

  /** Applies an input now, and remembers it; in the past, on a new branch. Answers why a file was not written. */
  apply(impulse: Impulse): Errno | undefined {
    if (this.past) this.#leaveFuture();
    this.branch.inputs.push({ ...impulse, at: this.now } as Input);
    const errno = this.#run.happen();
    this.#reached();
    return errno;
  }

  /** Replays until done or until `enough` says that this slice has lasted long enough. */
  replay(enough: () => boolean): void {
    if (!this.#run.runUntil(this.#goal, enough)) return;
    this.#reached();
    // Opened in the past, it has been to its end, so that what is to come is known.
    const stood = Math.max(this.#file.time, this.#run.begins);
    if (this.#opening && !this.#seen && stood < this.branch.end) {
      this.#seen = true;
      this.seek(stood);
    } else this.#opening = false;
  }

  /** Sets out for another moment of the current branch: `replay` then brings it there. */
  seek(time: number): void {
    const { branch } = this;
    const goal = Math.min(Math.max(0, Math.floor(time)), this.end);
    const nearest = this.#parked.nearest(branch, goal);
    const isOn = this.#run.branch === branch && this.now <= goal;
    if (!isOn || (nearest && nearest.now > this.now)) this.#swap(goal);
    this.#goal = goal;
    this.#from = this.now;
    this.#news.leap();
  }

  /** Stays where it has come to. */
  stay(): void {
    this.#goal = this.now;
  }

  /** Goes to the end of another branch. */
  switchTo(id: number): void {
    const branch = this.history.branch(id);
    if (!branch || branch === this.branch || this.opening) return;
    this.#reached();
    this.history.current = branch;
    this.seek(branch.end);
  }

  /** Brings worlds to places from which any moment is near. */
  park(enough: () => boolean): void {
    this.#parked.work(this.branch, this.now, enough);
  }

  /** A world on a branch, at or before a moment, to be looked at: not to be brought beyond it, and given back. */
  borrow(branch: Branch, time: number): Run {
    if (branch === this.branch && this.now === time) return this.#run;
    return this.#parked.take(branch, time) ?? this.#newRun(branch);
  }

  giveBack(run: Run): void {
    if (run !== this.#run) this.#parked.park(run);
  }

  /** What terminals have printed since the last call, or all they show if the world is another one. */
  takeNews(): {
    readonly output: readonly { tty: string; text: string }[];
    readonly closed: readonly string[];
    readonly rewound?: Rewound;
  } {
    return this.#news.take(this.#run);
  }

  /** The lab as it stands. While it is being made again: as it was saved. */
  save(): LabFile {
    if (this.opening) return this.#file;
    const time = this.#goal > this.now ? this.#goal : this.now;
    const { history: _history, ...start } = this.#file;
    const inputs = this.branch.inputs.filter((input) => input.at <= time);
    const sketch = this.#sketch === undefined ? {} : { sketch: this.#sketch };
    const history = isEventful(this.history, time) ? { history: writeHistory(this.history) } : {};
    return { ...start, inputs, time, ...sketch, ...history };
  }

  /** The picture's part of the lab: the world does not see it. */
  setSketch(sketch: Sketch): void {
    this.#sketch = sketch;
  }

  /** Leaves all that is known of the current branch where it is, and goes on along a new one. */
  fork(): void {
    if (this.replaying) return;
    this.#reached();
    this.#run.moveTo(this.history.fork(this.now, this.world.trace.next));
    this.#part();
  }

  /** What was to come is left on a branch of its own; where nothing was done in it, it is let go. */
  #leaveFuture(): void {
    const time = this.now;
    if (this.hasFuture) this.#run.moveTo(this.history.fork(time, this.world.trace.next));
    else {
      this.#parked.cut(this.branch, time);
      this.history.cut(time, this.world.trace.next);
    }
    this.#part();
  }

  /** What is shared ends here: the new inputs come after it, if only by a microsecond. */
  #part(): void {
    this.#run.runUntil(this.now + 1);
    this.#goal = this.now;
  }

  #newRun(branch: Branch): Run {
    return new Run(this.#start, branch, this.#clock);
  }

  #reached(): void {
    const { branch, now } = this;
    if (now < branch.end || this.#run.branch !== branch) return;
    branch.end = now;
  }

  #swap(goal: number): void {
    this.#parked.park(this.#run);
    this.#run = this.#parked.take(this.branch, goal) ?? this.#newRun(this.branch);
  }
}
