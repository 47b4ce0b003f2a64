// Everything that was ever done in a lab: a tree of branches, each a list of inputs. Pure data; worlds are made from it by replay.
import type { Input } from '../sim/input.ts';
import { Drops } from './drops.ts';
import { Effort } from './effort.ts';

/** A line that somebody typed at a prompt, and what came of it. */
export interface Note {
  readonly host: string;
  readonly text: string;
  readonly time: number;
  /** When the shell asked for the next line. */
  ended: number | undefined;
  /** Whether the world was another one afterwards; unknown until it has ended. */
  changed: boolean;
}

export interface Branch {
  readonly id: number;
  /** Empty until somebody or something has named it. */
  name: string;
  /** What it was forked from. */
  parent: number | undefined;
  /** Until when, inclusive, its inputs are its parent's. */
  forkedAt: number;
  /** From the beginning of the world on, in the order of time. */
  readonly inputs: Input[];
  /** As far as some world has come along it. */
  readonly notes: Note[];
  drops: Drops;
  effort: Effort;
  /** The latest virtual time that a world has reached on it. */
  end: number;
}

export interface Bookmark {
  readonly id: number;
  readonly branch: number;
  readonly time: number;
  readonly name: string;
}

/** The eldest branch closes when there would be more. */
export const MAX_BRANCHES = 40;
export const MAX_BOOKMARKS = 200;
export const MAX_NAME = 60;

export const shortened = (text: string): string => {
  const [line = ''] = text.split('\n');
  return line.length > MAX_NAME ? `${line.slice(0, MAX_NAME - 1)}…` : line;
};

export class History {
  readonly branches: Branch[];
  readonly bookmarks: Bookmark[];
  current: Branch;

  constructor(branches: Branch[], current: Branch, bookmarks: Bookmark[]) {
    this.branches = branches;
    this.current = current;
    this.bookmarks = bookmarks;
  }

  branch(id: number): Branch | undefined {
    return this.branches.find((one) => one.id === id);
  }

  /** A new branch that shares everything up to `time`, and `records`, with the current one, and is current from now on. */
  fork(time: number, records: number): Branch {
    const { current } = this;
    const branch: Branch = {
      id: 1 + Math.max(...this.branches.map((one) => one.id)),
      name: '',
      parent: current.id,
      forkedAt: time,
      inputs: current.inputs.filter((input) => input.at <= time),
      notes: notesUntil(current.notes, time),
      drops: current.drops.until(time, records),
      effort: current.effort.until(time),
      end: time,
    };
    const eldest = this.branches.find((one) => one !== current && one.parent !== undefined);
    if (this.branches.length >= MAX_BRANCHES && eldest) this.close(eldest.id);
    this.branches.push(branch);
    this.current = branch;
    return branch;
  }

  /** Forgets what the current branch was to come to after `time`. */
  cut(time: number, records: number): void {
    const { current } = this;
    current.drops = current.drops.until(time, records);
    current.effort = current.effort.until(time);
    const kept = notesUntil(current.notes, time);
    current.notes.splice(0, current.notes.length, ...kept);
    current.end = time;
    // What was forked later had nothing more in common with it than this.
    for (const child of this.branches) if (child.parent === current.id) child.forkedAt = Math.min(child.forkedAt, time);
  }

  rename(id: number, name: string): void {
    const branch = this.branch(id);
    if (branch) branch.name = shortened(name.trim());
  }

  /** Forgets a branch; those that were forked from it now part from its parent. The current one stays. */
  close(id: number): void {
    const at = this.branches.findIndex((one) => one.id === id);
    const gone = this.branches[at];
    if (!gone || gone === this.current) return;
    this.branches.splice(at, 1);
    const children = this.branches.filter((one) => one.parent === id);
    // What was forked from a first branch: the eldest fork stands in for it.
    const [heir] = gone.parent === undefined ? children : [];
    for (const child of children) {
      child.parent = child === heir ? undefined : (gone.parent ?? heir?.id);
      child.forkedAt = Math.min(child.forkedAt, gone.parent === undefined ? (heir?.forkedAt ?? 0) : gone.forkedAt);
    }
    if (heir) heir.forkedAt = 0;
    const left = this.bookmarks.filter((one) => one.branch !== id);
    this.bookmarks.splice(0, this.bookmarks.length, ...left);
  }

  /** Until when, inclusive, two branches have the same inputs. */
  common(a: Branch, b: Branch): number {
    if (a === b) return Number.POSITIVE_INFINITY;
    const limits = new Map<number, number>();
    for (const [one, limit] of this.#ancestry(a)) limits.set(one.id, limit);
    for (const [one, limit] of this.#ancestry(b)) {
      const other = limits.get(one.id);
      if (other !== undefined) return Math.min(limit, other);
    }
    return -1;
  }

  /** The branch itself and what it came from, each with the time until which they are the same. */
  *#ancestry(branch: Branch): Generator<readonly [Branch, number]> {
    let limit = Number.POSITIVE_INFINITY;
    for (let one: Branch | undefined = branch; one; ) {
      yield [one, limit];
      limit = Math.min(limit, one.forkedAt);
      one = one.parent === undefined ? undefined : this.branch(one.parent);
    }
  }

  addBookmark(name: string, time: number): void {
    if (this.bookmarks.length >= MAX_BOOKMARKS) return;
    const id = 1 + Math.max(0, ...this.bookmarks.map((one) => one.id));
    this.bookmarks.push({ id, branch: this.current.id, time, name: shortened(name) });
  }

  removeBookmark(id: number): void {
    const at = this.bookmarks.findIndex((one) => one.id === id);
    if (at >= 0) this.bookmarks.splice(at, 1);
  }
}

/** The notes that are so by `time`: a line that was still running then may come to something else. */
function notesUntil(notes: readonly Note[], time: number): Note[] {
  return notes
    .filter((note) => note.time <= time)
    .map((note) => ({
      ...note,
      ...(note.ended !== undefined && note.ended > time ? { ended: undefined, changed: false } : {}),
    }));
}

/** What a branch is called: its name, or what was done first after the fork, before all what changed the world. */
export function branchName({ name, parent, forkedAt, notes, inputs }: Branch): string {
  if (name !== '' || parent === undefined) return name;
  const own = notes.filter((one) => one.time > forkedAt);
  const note = own.find((one) => one.changed) ?? own[0];
  if (note) return shortened(note.text);
  const input = inputs.find((one) => one.at > forkedAt && (one.kind === 'file.write' || one.kind === 'change'));
  if (input?.kind === 'file.write') return shortened(input.path);
  return input?.kind === 'change' ? input.change.kind : '';
}

/** A branch that shares nothing with any other. */
export function firstBranch(inputs: Input[], end: number): Branch {
  return {
    id: 1,
    name: '',
    parent: undefined,
    forkedAt: 0,
    inputs,
    notes: [],
    drops: new Drops(),
    effort: new Effort(),
    end,
  };
}

/** Where the typing of a note's line began: the moment before its first key. */
export function beforeTyping(branch: Branch, note: Note): number {
  const { inputs } = branch;
  const ofHost = new Set(inputs.flatMap((one) => (one.kind === 'tty.open' && one.host === note.host ? [one.tty] : [])));
  let at = inputs.findLastIndex(
    (one) => one.at <= note.time && one.kind === 'tty.data' && ofHost.has(one.tty) && one.text.includes('\r'),
  );
  const enter = inputs[at];
  if (enter?.kind !== 'tty.data') return note.time - 1;
  let began = enter.at;
  for (at--; at >= 0; at--) {
    const one = inputs[at];
    if (one?.kind !== 'tty.data' || one.tty !== enter.tty) continue;
    if (one.text.includes('\r')) break;
    began = one.at;
  }
  return Math.max(0, began - 1);
}

/** Moments before which something was done that changed the world, in order: what undo and redo jump between. */
export function turningPoints(branch: Branch): readonly { readonly time: number; readonly text: string }[] {
  const typed = branch.notes
    .filter((note) => note.changed)
    .map((note) => ({ time: beforeTyping(branch, note), text: note.text }));
  const done = branch.inputs.flatMap((input) => {
    if (input.kind === 'file.write') return [{ time: input.at - 1, text: input.path }];
    return input.kind === 'change' ? [{ time: input.at - 1, text: input.change.kind }] : [];
  });
  return [...typed, ...done].sort((a, b) => a.time - b.time);
}
