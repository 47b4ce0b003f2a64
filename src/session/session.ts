// Owns one world for a page: runs it at the page's pace, takes its inputs, pushes what changed, answers what is asked.
// No DOM and no Node: whoever makes a session passes a clock.
import type { Errno } from '../sim/base/errno.ts';
import { strerror } from '../sim/base/errno.ts';
import { isFilePath } from '../sim/input.ts';
import type { Scenario } from '../sim/scenario/format.ts';
import { isChange } from '../sim/scenario/load-change.ts';
import type { TraceRecord } from '../sim/trace/record.ts';
import type { World } from '../sim/world.ts';
import { StepWatch } from './checks.ts';
import { closeUp } from './close-up.ts';
import { Comparer } from './compare.ts';
import { problemsOf } from './compose-check.ts';
import { exportReality } from './export-reality.ts';
import { diskOf, listDirectory, readBytes, readText, tooLong } from './files.ts';
import { helpWith } from './filter/complete.ts';
import { Frames, type Told } from './frames.ts';
import { inspect } from './inspect.ts';
import type { Impulse } from './lab.ts';
import { Lab } from './lab.ts';
import { Pacer } from './pacer.ts';
import { Predictor } from './predict.ts';
import { processesOf } from './processes.ts';
import type {
  Answer,
  BranchDifference,
  CaptureScope,
  Change,
  CloseUp,
  CrashReport,
  FileEntry,
  FileProblem,
  FilterHelp,
  Found,
  Frame,
  Grouping,
  GroupTitle,
  HistoryEdit,
  Inspection,
  InspectTarget,
  LabApi,
  LabFile,
  Pacing,
  PredictAct,
  ProcessView,
  RealityFile,
  RecordDetail,
  RecordQuery,
  Sketch,
  StepKind,
  Travel,
} from './protocol.ts';
import { recordDetail } from './record-detail.ts';
import { RecordFinder } from './records/finder.ts';
import { runWords } from './run-words.ts';
import { Timeline } from './timeline.ts';

/** Real time, from outside: milliseconds, and a timer that answers how to cancel it. */
export interface Clock {
  now(): number;
  schedule(milliseconds: number, run: () => void): () => void;
}

/** Real milliseconds between turns: a display frame. */
const TURN_MS = 16;
/** Real milliseconds that one slice of a replay may last. */
const SLICE_MS = 40;
/** Real milliseconds that going to another moment may take before anything else is heard. */
const SEEK_MS = 80;
/** Real milliseconds of a turn, and instants, in which worlds are brought to where they are parked. */
const PARK_MS = 12;
const PARK_INSTANTS = 1000;

const NO_LAB = { ok: false, problem: 'No lab is open', missing: false } as const;

export class Session implements LabApi {
  readonly #clock: Clock;
  #told: Told | undefined;
  #onFrame: (frame: Frame) => void = () => {};
  #pacer: Pacer;
  #cancel: () => void = () => {};
  #frames: Frames;
  #crash: CrashReport | undefined;
  readonly #finders = new WeakMap<World, RecordFinder>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#pacer = new Pacer(() => clock.now());
    this.#frames = new Frames(() => clock.now());
  }

  get #lab(): Lab | undefined {
    return this.#told?.lab;
  }

  /** Of the world as it stands: going to another moment may have made another one. */
  get #finder(): RecordFinder | undefined {
    const world = this.#lab?.world;
    if (world === undefined) return undefined;
    let finder = this.#finders.get(world);
    if (finder === undefined) {
      finder = new RecordFinder(
        world,
        () => this.#clock.now(),
        () => this.#seenUntil,
      );
      this.#finders.set(world, finder);
    }
    return finder;
  }

  /** The record from which on nothing is to be seen: while the learner is asked, what comes of the decision. */
  get #seenUntil(): number {
    return this.#told?.predictor.held?.from ?? Number.POSITIVE_INFINITY;
  }

  open(file: LabFile, scenario: Scenario | undefined, onFrame: (frame: Frame) => void): void {
    this.#cancel();
    this.#onFrame = onFrame;
    this.#told = undefined;
    this.#crash = undefined;
    this.#frames = new Frames(() => this.#clock.now());
    const { pacing } = this.#pacer;
    this.#pacer = new Pacer(() => this.#clock.now());
    this.#pacer.pacing = pacing;
    this.#guard(() => {
      const lab = new Lab(file, () => this.#clock.now());
      // Steps are met by what happens from now on.
      if (scenario) lab.prepare();
      const watch = scenario && new StepWatch(scenario, lab.world);
      this.#told = {
        lab,
        timeline: new Timeline(lab, this.#pacer),
        comparer: new Comparer(lab),
        predictor: new Predictor(),
        watch,
      };
    }, file);
    this.#turn();
  }

  openTerminal(tty: string, host: string, columns: number, rows: number): void {
    this.#input({ kind: 'tty.open', tty, host, columns, rows });
  }

  type(tty: string, text: string): void {
    this.#input({ kind: 'tty.data', tty, text });
  }

  resize(tty: string, columns: number, rows: number): void {
    // A window that is looked through at the past does not change it.
    if (!this.#lab?.past) this.#input({ kind: 'tty.resize', tty, columns, rows });
  }

  closeTerminal(tty: string): void {
    this.#input({ kind: 'tty.close', tty });
  }

  writeFile(host: string, path: string, text: string): string | undefined {
    const disk = this.#lab ? diskOf(this.#lab.world, host) : NO_LAB;
    if (!disk.ok) return disk.problem;
    if (!isFilePath(path)) return `${path}: not an absolute path to a file`;
    const refusal = tooLong(text);
    if (refusal !== undefined) return `${path}: ${refusal}`;
    const errno = this.#input({ kind: 'file.write', host, path, text });
    return errno && `${path}: ${strerror[errno]}`;
  }

  apply(change: Change): string | undefined {
    if (!isChange(change)) return 'not a change of a world';
    const errno = this.#input({ kind: 'change', change });
    return errno && strerror[errno];
  }

  listDirectory(host: string, path: string): Answer<readonly FileEntry[]> {
    return this.#lab ? listDirectory(this.#lab.world, host, path) : NO_LAB;
  }

  readFile(host: string, path: string): Answer<string> {
    return this.#lab ? readText(this.#lab.world, host, path) : NO_LAB;
  }

  fileBytes(host: string, path: string): Answer<Uint8Array> {
    return this.#lab ? readBytes(this.#lab.world, host, path) : NO_LAB;
  }

  examineFile(host: string, path: string, text: string): readonly FileProblem[] {
    const disk = this.#lab && diskOf(this.#lab.world, host);
    return problemsOf(path, text, (other) => {
      const found = disk?.ok ? disk.value.readFile(other) : undefined;
      return found?.ok ? found.value : undefined;
    });
  }

  setPacing(pacing: Pacing): void {
    this.#pacer.pacing = pacing;
    this.#push();
  }

  step(of: StepKind = 'hop', back = false): void {
    this.#move((timeline) => timeline.step(of, back));
  }

  seek(time: number): void {
    this.#move((timeline) => timeline.seek(time));
  }

  travel(to: Travel): void {
    this.#move((timeline) => timeline.travel(to));
  }

  editHistory(edit: HistoryEdit): void {
    this.#move((timeline) => timeline.edit(edit));
  }

  predict(act: PredictAct): void {
    if (!this.#told) return;
    this.#told.predictor.act(act, this.#told.lab.world);
    this.#push();
  }

  compareBranch(branch: number): readonly BranchDifference[] | undefined {
    const now = this.#clock.now();
    return this.#told?.comparer.compare(branch, () => this.#clock.now() - now > SEEK_MS);
  }

  inspect(target: InspectTarget): Inspection | undefined {
    return this.#lab && inspect(this.#lab.world, target);
  }

  record(seq: number): RecordDetail | undefined {
    return this.#lab && recordDetail(this.#lab.world, seq, this.#lab.branch.notes, this.#seenUntil);
  }

  records(first: number, count: number, background: boolean): readonly TraceRecord[] {
    const found = this.#lab?.world.trace.records(first, Math.min(count, 2000), background) ?? [];
    const end = this.#seenUntil;
    return found.filter(({ seq }) => seq < end);
  }

  find(query: RecordQuery, from: number, to: number): Found {
    return this.#finder?.find(query, from, to) ?? { rows: new Float64Array(0), reached: from };
  }

  rows(seqs: Float64Array): readonly TraceRecord[] {
    return this.#finder?.rows(seqs) ?? [];
  }

  groupTitles(group: Grouping, seqs: Float64Array): readonly GroupTitle[] {
    return this.#finder?.titles(group, seqs) ?? [];
  }

  along(query: RecordQuery, seq: number, step: 1 | -1): number | undefined {
    return this.#finder?.along(query, seq, step);
  }

  helpFilter(text: string, cursor: number): FilterHelp {
    return helpWith(text, cursor, this.#lab?.world.trace);
  }

  filtersFor(seq: number): readonly string[] {
    return this.#finder?.filtersFor(seq) ?? [];
  }

  capture(scope: CaptureScope = {}): Uint8Array {
    return this.#finder?.capture(scope) ?? new Uint8Array(0);
  }

  closeUp(host: string): CloseUp | undefined {
    return this.#lab && closeUp(this.#lab.world, host);
  }

  runWords(host: string, container: string): readonly string[] | undefined {
    return this.#lab && runWords(this.#lab.world, host, container);
  }

  processes(host: string, container: string): readonly ProcessView[] {
    return this.#lab ? processesOf(this.#lab.world, host, container) : [];
  }

  setSketch(sketch: Sketch): void {
    this.#lab?.setSketch(sketch);
  }

  exportReality(): readonly RealityFile[] {
    return this.#lab ? exportReality(this.#lab.world, this.#lab.save()) : [];
  }

  save(): LabFile {
    if (!this.#lab) throw new Error('no lab is open');
    return this.#lab.save();
  }

  fingerprint(): string {
    return this.#lab?.world.fingerprint() ?? '';
  }

  /** Answers why a file was not written. */
  #input(impulse: Impulse): Errno | undefined {
    const lab = this.#lab;
    if (!lab || lab.replaying || this.#crash) return 'EBUSY';
    let errno: Errno | undefined;
    const { past } = lab;
    this.#guard(() => {
      errno = lab.apply(impulse);
    });
    this.#told?.timeline.wentOn(past);
    this.#push();
    return errno;
  }

  /** Sets out along the line of time, and goes as far as a moment lets it. */
  #move(how: (timeline: Timeline) => void): void {
    const told = this.#told;
    if (!told || told.lab.opening || this.#crash) return;
    this.#guard(() => {
      how(told.timeline);
      const now = this.#clock.now();
      told.lab.replay(() => this.#clock.now() - now > SEEK_MS);
      told.predictor.leave(told.lab.world);
    });
    this.#push();
  }

  /** One turn: let the world run, push what is new, come again. */
  #turn(): void {
    const lab = this.#lab;
    const started = this.#clock.now();
    if (lab && !this.#crash) {
      this.#guard(() => {
        const now = this.#clock.now();
        if (lab.replaying) {
          lab.replay(() => this.#clock.now() - now > SLICE_MS);
          this.#told?.timeline.arrived();
          this.#told?.predictor.leave(lab.world);
        } else {
          this.#advance(lab);
          let instants = 0;
          lab.park(() => ++instants > PARK_INSTANTS || this.#clock.now() - now > PARK_MS);
        }
      });
    }
    this.#push();
    if (this.#crash) return;
    // After a long turn the next one comes as soon as what has been asked meanwhile is answered.
    const isBusy = lab?.replaying === true || this.#clock.now() - started > TURN_MS;
    this.#cancel = this.#clock.schedule(isBusy ? 0 : TURN_MS, () => this.#turn());
  }

  /** Time goes on, unless the learner is asked how it will. */
  #advance(lab: Lab): void {
    const predictor = this.#told?.predictor;
    if (!predictor?.held) this.#pacer.advance(lab);
    predictor?.look(lab.world);
  }

  /** Runs the world; an exception is a defect of the simulator: the world stops and the report is offered. */
  #guard(run: () => void, file?: LabFile): void {
    try {
      run();
    } catch (error) {
      const lab = file ?? this.#lab?.save();
      if (!lab) throw error;
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      this.#crash = { message, stack: stack ?? '', lab };
    }
  }

  #push(): void {
    const frame = this.#frames.next(this.#told, this.#pacer, this.#crash);
    if (frame) this.#onFrame(frame);
  }
}
