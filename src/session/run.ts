// One world on its way along a branch: the branch's inputs happen when their times come, and what terminals show is kept.
import type { Errno } from '../sim/base/errno.ts';
import type { TypedLine } from '../sim/host/audit.ts';
import type { Input } from '../sim/input.ts';
import { type TerminalOutput, World } from '../sim/world.ts';
import { clusterKey } from './cluster.ts';
import type { Branch, Note } from './history.ts';
import type { LabFile } from './protocol.ts';
import { setUp } from './setup.ts';

/** What a world starts from. */
export type Start = Pick<LabFile, 'world' | 'seed' | 'setup'>;

/** About as fast as worlds run. */
const EVENTS_A_MILLISECOND = 50;
const INSTANTS_A_MEASURE = 32;
/** Text of one terminal that is kept, in UTF-16 units: more than a screen remembers. */
const MOST_TEXT = 1_000_000;

/** A terminal as it stands. */
export interface TerminalState {
  readonly tty: string;
  readonly host: string;
  columns: number;
  rows: number;
  text: string;
  /** Its shell has ended. */
  ended: boolean;
}

/** A line that is being worked on. */
interface Pending {
  readonly line: TypedLine;
  readonly note: Note;
  /** What the world was like when it began. */
  readonly before: string;
}

export class Run {
  readonly world: World;
  branch: Branch;
  /** Those that are open, by name. */
  readonly terminals = new Map<string, TerminalState>();
  #applied = 0;
  #printed = 0;
  #output: TerminalOutput[] = [];
  #closed: string[] = [];
  /** How many lines of each host are noted. */
  readonly #linesSeen = new Map<string, number>();
  #notes = 0;
  #pending: Pending[] = [];
  readonly #meter: () => number;
  readonly #setup: Generator<number>;
  readonly #commands: number;
  /** Of what happened before anybody came, how much has happened: from 0 to 1. */
  prepared: number;
  /** When that was over. */
  begins = 0;

  /** `clock` gives real milliseconds; without one, events are counted in their place. */
  constructor(start: Start, branch: Branch, clock?: () => number) {
    this.branch = branch;
    this.world = new World(start.world, start.seed);
    const { world } = this;
    const { setup = [] } = start;
    this.#setup = setUp(world, setup);
    this.#commands = setup.length;
    this.prepared = setup.length === 0 ? 1 : 0;
    this.#meter = clock ?? (() => world.eventsRun / EVENTS_A_MILLISECOND);
  }

  get now(): number {
    return this.world.now;
  }

  /** How much its terminals have printed, in UTF-16 units. */
  get printed(): number {
    this.#drain();
    return this.#printed;
  }

  /** How many inputs have happened. */
  get happened(): number {
    return this.#applied;
  }

  /** All of its branch's inputs up to now have happened. */
  get settled(): boolean {
    return this.prepared === 1 && (this.#next?.at ?? Number.POSITIVE_INFINITY) > this.now;
  }

  get #next(): Input | undefined {
    return this.branch.inputs[this.#applied];
  }

  /** When something happens next, by itself or from outside. */
  nextTime(): number | undefined {
    const event = this.world.nextTime();
    const input = this.#next?.at;
    if (input === undefined) return event;
    return event === undefined ? Math.max(this.now, input) : Math.min(event, Math.max(this.now, input));
  }

  /** Does what comes before all else, or as much of it as `enough` lets it; answers whether it is done. */
  prepare(enough: () => boolean = never): boolean {
    while (this.prepared < 1) {
      const { done, value } = this.#setup.next();
      this.prepared = done ? 1 : value / this.#commands;
      this.begins = this.now;
      if (!done && enough()) return false;
    }
    return true;
  }

  /** Runs until `time`, or until `enough` says so between two instants; answers whether it is there. */
  runUntil(time: number, enough: () => boolean = never): boolean {
    if (!this.prepare(enough)) return false;
    let metered = this.#meter();
    const measure = () => {
      const now = this.#meter();
      this.branch.effort.add(this.now, now - metered);
      metered = now;
    };
    let arrived = true;
    for (let instants = 1; arrived; instants++) {
      const next = this.nextTime();
      if (next === undefined || next > time) break;
      this.world.runUntil(next);
      while (this.#next && this.#next.at <= this.now) this.happen();
      this.#observe();
      if (instants % INSTANTS_A_MEASURE === 0) measure();
      arrived = !enough();
    }
    if (arrived && time > this.now) this.world.runUntil(time);
    measure();
    return arrived;
  }

  /** Lets the branch's next input happen now. Answers why a file was not written. */
  happen(): Errno | undefined {
    const input = this.#next;
    if (!input) return undefined;
    this.#applied++;
    this.#follow(input);
    const errno = this.world.apply(input);
    // The world always finishes the instant before and after an input.
    this.world.runUntil(input.at);
    return errno;
  }

  #follow(input: Input): void {
    if (input.kind === 'tty.open') {
      const { tty, host, columns, rows } = input;
      if (!this.terminals.has(tty)) this.terminals.set(tty, { tty, host, columns, rows, text: '', ended: false });
    } else if (input.kind === 'tty.close') {
      this.#drain();
      this.terminals.delete(input.tty);
    } else if (input.kind === 'tty.resize') {
      const terminal = this.terminals.get(input.tty);
      if (terminal) Object.assign(terminal, { columns: input.columns, rows: input.rows });
    }
  }

  /** What terminals have printed, and which shells have ended, since the last call. */
  takeNews(): { readonly output: readonly TerminalOutput[]; readonly closed: readonly string[] } {
    this.#drain();
    const news = { output: this.#output, closed: this.#closed };
    if (news.output.length > 0) this.#output = [];
    if (news.closed.length > 0) this.#closed = [];
    return news;
  }

  #drain(): void {
    for (const one of this.world.takeOutput()) {
      this.#output.push(one);
      this.#printed += one.text.length;
      const terminal = this.terminals.get(one.tty);
      if (!terminal) continue;
      terminal.text += one.text;
      if (terminal.text.length > 2 * MOST_TEXT) terminal.text = terminal.text.slice(-MOST_TEXT);
    }
    for (const tty of this.world.takeClosed()) {
      this.#closed.push(tty);
      const terminal = this.terminals.get(tty);
      if (terminal) terminal.ended = true;
    }
  }

  /** Notes on the branch which lines were typed, and whether they changed the world. */
  #observe(): void {
    for (const [host, { host: machine }] of this.world.stations) {
      const { audit } = machine;
      const seen = this.#linesSeen.get(host) ?? 0;
      if (audit.typed === seen) continue;
      // A host that was made anew counts from the beginning.
      for (const line of audit.linesFrom(audit.typed < seen ? 0 : seen)) this.#begin(host, line);
      this.#linesSeen.set(host, audit.typed);
    }
    if (!this.#pending.some(({ line }) => line.ended !== undefined)) return;
    const after = likeness(this.world);
    for (const { line, note, before } of this.#pending) {
      if (line.ended === undefined || note.ended !== undefined) continue;
      note.ended = line.ended;
      // A world that settles by itself is no doing of who looks on meanwhile.
      note.changed = line.wrote || (line.acted && after !== before);
    }
    this.#pending = this.#pending.filter(({ line }) => line.ended === undefined);
  }

  #begin(host: string, line: TypedLine): void {
    const { notes } = this.branch;
    const known = notes[this.#notes++];
    const note = known ?? { host, text: line.text, time: line.time, ended: undefined, changed: false };
    if (!known) notes.push(note);
    this.#pending.push({ line, note, before: likeness(this.world) });
  }

  /** Goes on along another branch, which must be the same up to now. */
  moveTo(branch: Branch): void {
    if (branch === this.branch) return;
    this.branch = branch;
    // Those notes are copies of the ones that this world began.
    this.#pending = this.#pending.map((one) => {
      const note = branch.notes.find(
        ({ time, host, text }) => time === one.note.time && host === one.note.host && text === one.note.text,
      );
      return note === undefined ? one : { ...one, note };
    });
  }
}

/** Text that changes with everything that a picture of the world shows. */
const likeness = (world: World): string => `${world.version} ${clusterKey(world)}`;

const never = (): boolean => false;
