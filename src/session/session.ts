// Owns one world for a page: runs it at the page's pace, takes its inputs, pushes what changed, answers what is asked.
// No DOM and no Node: whoever makes a session passes a clock.
import type { Errno } from '../sim/base/errno.ts';
import { strerror } from '../sim/base/errno.ts';
import { isFilePath } from '../sim/input.ts';
import type { Scenario } from '../sim/scenario/format.ts';
import { isChange } from '../sim/scenario/load-change.ts';
import { captureFile } from '../sim/trace/capture.ts';
import type { TraceRecord } from '../sim/trace/record.ts';
import { StepWatch } from './checks.ts';
import { closeUp } from './close-up.ts';
import { clusterKey } from './cluster.ts';
import { problemsOf } from './compose-check.ts';
import { diskOf, listDirectory, readBytes, readText, tooLong } from './files.ts';
import { inspect } from './inspect.ts';
import type { Impulse } from './lab.ts';
import { Lab } from './lab.ts';
import { Pacer } from './pacer.ts';
import type {
  Answer,
  Change,
  CloseUp,
  CrashReport,
  FileEntry,
  FileProblem,
  Frame,
  Inspection,
  InspectTarget,
  LabApi,
  LabFile,
  Pacing,
  RecordDetail,
  Sketch,
  StepState,
} from './protocol.ts';
import { recordDetail } from './record-detail.ts';
import { runWords } from './run-words.ts';
import { worldView } from './view.ts';

/** Real time, from outside: milliseconds, and a timer that answers how to cancel it. */
export interface Clock {
  now(): number;
  schedule(milliseconds: number, run: () => void): () => void;
}

/** Real milliseconds between turns: a display frame. */
const TURN_MS = 16;
/** Real milliseconds that one slice of a replay may last. */
const SLICE_MS = 40;
/** The world is drawn anew, and checks are looked at, at most this often (real milliseconds). */
const VIEW_MS = 60;
/** How far ahead a single step looks for a packet: an hour of virtual time. */
const STEP_HORIZON = 3_600_000_000;

const NO_LAB = { ok: false, problem: 'No lab is open', missing: false } as const;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Session implements LabApi {
  readonly #clock: Clock;
  #lab: Lab | undefined;
  #watch: StepWatch | undefined;
  #onFrame: (frame: Frame) => void = () => {};
  #pacer: Pacer;
  #cancel: () => void = () => {};
  /** Of what the last view showed. */
  #viewKey = '';
  #viewAt = 0;
  #hopsSent = 0;
  #sent = '';
  #steps: readonly StepState[] | undefined;
  #crash: CrashReport | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#pacer = new Pacer(() => clock.now());
  }

  open(file: LabFile, scenario: Scenario | undefined, onFrame: (frame: Frame) => void): void {
    this.#cancel();
    this.#onFrame = onFrame;
    this.#lab = undefined;
    this.#crash = undefined;
    this.#viewKey = '';
    this.#hopsSent = 0;
    this.#steps = undefined;
    this.#watch = undefined;
    const { pacing } = this.#pacer;
    this.#pacer = new Pacer(() => this.#clock.now());
    this.#pacer.pacing = pacing;
    this.#guard(() => {
      this.#lab = new Lab(file);
      if (scenario) this.#watch = new StepWatch(scenario, this.#lab.world);
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
    this.#input({ kind: 'tty.resize', tty, columns, rows });
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

  step(): void {
    const lab = this.#lab;
    if (!lab || lab.replaying || this.#crash) return;
    this.#pacer.pacing = { ...this.#pacer.pacing, playing: false };
    this.#guard(() => this.#pacer.step(lab.world, STEP_HORIZON));
    this.#push();
  }

  inspect(target: InspectTarget): Inspection | undefined {
    return this.#lab && inspect(this.#lab.world, target);
  }

  record(seq: number): RecordDetail | undefined {
    return this.#lab && recordDetail(this.#lab.world, seq);
  }

  records(first: number, count: number, background: boolean): readonly TraceRecord[] {
    return this.#lab?.world.trace.records(first, Math.min(count, 2000), background) ?? [];
  }

  capture(): Uint8Array {
    const world = this.#lab?.world;
    return world ? captureFile(world.trace, world.startsAt) : new Uint8Array(0);
  }

  closeUp(host: string): CloseUp | undefined {
    return this.#lab && closeUp(this.#lab.world, host);
  }

  setSketch(sketch: Sketch): void {
    this.#lab?.setSketch(sketch);
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
    this.#guard(() => {
      errno = lab.apply(impulse);
    });
    this.#push();
    return errno;
  }

  /** One turn: let the world run, push what is new, come again. */
  #turn(): void {
    const lab = this.#lab;
    if (lab && !this.#crash) {
      this.#guard(() => {
        const now = this.#clock.now();
        if (lab.replaying) lab.replay(() => this.#clock.now() - now > SLICE_MS);
        else this.#pacer.advance(lab.world);
      });
    }
    this.#push();
    if (!this.#crash) this.#cancel = this.#clock.schedule(lab?.replaying ? 0 : TURN_MS, () => this.#turn());
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
    const lab = this.#lab;
    const frame: Mutable<Frame> = {
      time: lab?.world.now ?? 0,
      pacing: this.#pacer.pacing,
      beat: this.#pacer.beat,
      records: { first: lab?.world.trace.first ?? 0, next: lab?.world.trace.next ?? 0 },
      background: lab?.world.background ?? 0,
    };
    if (this.#crash) frame.crash = this.#crash;
    if (lab && !this.#crash) this.#addNews(lab, frame);
    const { time: _time, records: _records, background: _background, ...rest } = frame;
    const sent =
      frame.output || frame.hops || frame.view ? '' : JSON.stringify(rest) + Math.floor(frame.time / 100_000);
    if (sent !== '' && sent === this.#sent) return;
    this.#sent = sent;
    this.#onFrame(frame);
  }

  #addNews(lab: Lab, frame: Mutable<Frame>): void {
    const { world } = lab;
    if (lab.replaying) {
      frame.replaying = lab.progress;
      this.#hopsSent = world.trace.next;
    } else if (world.trace.next > this.#hopsSent) {
      const hops = world.trace.packHops(this.#hopsSent, this.#pacer.pacing.background === true);
      this.#hopsSent = world.trace.next;
      if (hops.length > 0) frame.hops = hops;
    }
    const output = world.takeOutput();
    if (output.length > 0) frame.output = output;
    const closed = world.takeClosed();
    if (closed.length > 0) frame.closed = closed;
    const now = this.#clock.now();
    if (lab.replaying || now - this.#viewAt < VIEW_MS) return;
    this.#viewAt = now;
    const key = `${world.version} ${clusterKey(world)}`;
    if (key !== this.#viewKey) {
      this.#viewKey = key;
      frame.view = worldView(world);
    }
    const steps = this.#watch?.look();
    if (steps === this.#steps) return;
    this.#steps = steps;
    if (steps) frame.checks = steps;
  }
}
