// What is told to the page, and when: at most what has changed since it was told last.
import type { StepWatch } from './checks.ts';
import { clusterKey } from './cluster.ts';
import type { Comparer } from './compare.ts';
import { firstHopNow } from './hop-steps.ts';
import type { Lab } from './lab.ts';
import type { Pacer } from './pacer.ts';
import type { Predictor } from './predict.ts';
import type { CrashReport, Frame, StepState, TimelineView } from './protocol.ts';
import type { Timeline } from './timeline.ts';
import { Viewer } from './viewer.ts';

/** The world is drawn anew, and checks are looked at, at most this often (real milliseconds). */
const VIEW_MS = 60;
/** Of all time, looking at a world may take one part in so many: a large one is drawn less often. */
const VIEW_SHARE = 6;
/** Going to another moment may take so long, beyond what is done at once, before a page need hear of it. */
const PROGRESS_MS = 120;

/** Virtual microseconds that must have passed before a page hears of it, where nothing else happens; true to scale, frames move by the clock. */
const CLOCK_GRAIN = 100_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One lab as it is told. */
export interface Told {
  readonly lab: Lab;
  readonly timeline: Timeline;
  readonly comparer: Comparer;
  readonly predictor: Predictor;
  readonly watch: StepWatch | undefined;
}

export class Frames {
  readonly #clock: () => number;
  /** Of what the last view showed. */
  #viewKey = '';
  readonly #viewer = new Viewer();
  /** When the world may be looked at again. */
  #viewDue = 0;
  #hopsSent = 0;
  #sent = '';
  #steps: readonly StepState[] | undefined;
  #timeline: TimelineView | undefined;
  /** When it set out for the moment that it is on its way to. */
  #leftAt: number | undefined;

  /** `clock` gives real milliseconds. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** What is to be told now; undefined if the page knows it all. */
  next(told: Told | undefined, pacer: Pacer, crash: CrashReport | undefined): Frame | undefined {
    const world = told?.lab.world;
    const held = told?.predictor.held;
    const frame: Mutable<Frame> = {
      time: held?.time ?? told?.lab.shownTime ?? 0,
      pacing: pacer.pacing,
      beat: pacer.beat,
      records: { first: world?.trace.first ?? 0, next: held?.from ?? world?.trace.next ?? 0 },
      background: world?.background ?? 0,
    };
    if (crash) frame.crash = crash;
    else if (told) this.#add(told, pacer, frame);
    const { time, records: _records, background: _background, ...rest } = frame;
    const isNews = frame.output || frame.hops || frame.view || frame.timeline || frame.rewound;
    const grain = pacer.pacing.mode === 'scaled' ? 1 : CLOCK_GRAIN;
    const sent = isNews ? '' : JSON.stringify(rest) + Math.floor(time / grain);
    if (sent !== '' && sent === this.#sent) return undefined;
    this.#sent = sent;
    return frame;
  }

  #add({ lab, timeline, predictor, watch }: Told, pacer: Pacer, frame: Mutable<Frame>): void {
    const prediction = predictor.view();
    if (prediction) frame.prediction = prediction;
    const { held } = predictor;
    if (lab.opening) {
      frame.replaying = lab.progress;
      this.#hopsSent = lab.world.trace.next;
    } else if (lab.replaying) {
      // On its way to another moment, what it comes by is not shown; that it is, after a while.
      this.#leftAt ??= this.#clock();
      if (this.#clock() - this.#leftAt > PROGRESS_MS) this.#addTimeline(timeline, frame);
      return;
    } else if (!held) this.#addTimeline(timeline, frame);
    this.#leftAt = undefined;
    this.#addOutput(lab, frame);
    if (lab.opening) return;
    this.#addHops(lab, pacer, frame, held?.from ?? lab.world.trace.next);
    // What has come of a decision is not shown before the learner has said what will.
    if (held) return;
    const now = this.#clock();
    if (!frame.rewound && now < this.#viewDue) return;
    const key = `${lab.world.version} ${clusterKey(lab.world)}`;
    if (key !== this.#viewKey) {
      this.#viewKey = key;
      frame.view = this.#viewer.look(lab.world);
    }
    const steps = watch?.look(lab.world);
    this.#viewDue = now + Math.max(VIEW_MS, VIEW_SHARE * (this.#clock() - now));
    if (steps === this.#steps) return;
    this.#steps = steps;
    if (steps) frame.checks = steps;
  }

  #addTimeline(timeline: Timeline, frame: Mutable<Frame>): void {
    const view = timeline.view();
    if (view === this.#timeline) return;
    this.#timeline = view;
    frame.timeline = view;
  }

  #addOutput(lab: Lab, frame: Mutable<Frame>): void {
    const { output, closed, rewound } = lab.takeNews();
    if (output.length > 0) frame.output = output;
    if (closed.length > 0) frame.closed = closed;
    if (!rewound) return;
    frame.rewound = rewound;
    this.#viewKey = '';
    this.#hopsSent = firstHopNow(lab.world);
  }

  /** Those before record number `end`. */
  #addHops({ world }: Lab, pacer: Pacer, frame: Mutable<Frame>, end: number): void {
    if (end <= this.#hopsSent) return;
    const hops = world.trace.packHops(this.#hopsSent, pacer.pacing.background === true, end);
    this.#hopsSent = end;
    if (hops.length > 0) frame.hops = hops;
  }
}
