// The line of time that a page shows of a lab, and the ways along it: steps, undo and redo, to the next thing that matters.
import { branchName, turningPoints } from './history.ts';
import { momentAfterPacket, momentBeforePacket, momentOfHopBefore } from './hop-steps.ts';
import type { Lab } from './lab.ts';
import { marksOf } from './marks.ts';
import type { Pacer } from './pacer.ts';
import type { HistoryEdit, StepKind, TimelineView, Travel } from './protocol.ts';

/** How far ahead a step looks for something: an hour of virtual time. */
const STEP_HORIZON = 3_600_000_000;

export class Timeline {
  readonly #lab: Lab;
  readonly #pacer: Pacer;
  /** It was playing before it went to the past. */
  #resume = false;
  #opening: boolean;
  #key = '';
  #view: { readonly key: string; readonly value: TimelineView } | undefined;
  #points: ReturnType<typeof turningPoints> = [];
  #marks: TimelineView['marks'] = [];

  constructor(lab: Lab, pacer: Pacer) {
    this.#lab = lab;
    this.#pacer = pacer;
    this.#opening = lab.opening;
  }

  /** What to tell of it now; the same object as before if nothing has changed. */
  view(): TimelineView {
    const lab = this.#lab;
    const { branch, history } = lab;
    this.#refresh();
    const { undo, redo } = this.#turns();
    const seeking = lab.replaying ? Math.round(lab.progress * 20) / 20 : undefined;
    const end = lab.past || lab.replaying ? lab.end : undefined;
    const key = `${this.#key} ${undo?.time} ${redo?.time} ${seeking} ${end} ${lab.hasFuture}`;
    if (this.#view?.key === key) return this.#view.value;
    const branches = history.branches.map((one) => ({
      ...{ id: one.id, name: branchName(one), parent: one.parent },
      ...{ forkedAt: one.forkedAt, end: one.end },
    }));
    const value = {
      ...{ end, forks: lab.hasFuture, branch: branch.id, branches, marks: this.#marks },
      ...(undo === undefined ? {} : { undo: undo.text }),
      ...(redo === undefined ? {} : { redo: redo.text }),
      ...(seeking === undefined ? {} : { seeking }),
    };
    this.#view = { key, value };
    return value;
  }

  #refresh(): void {
    const { branch, history, world } = this.#lab;
    branch.drops.look(world.trace);
    const open = branch.notes.filter((note) => note.ended === undefined).length;
    const key = [
      ...[branch.id, branch.notes.length, open, branch.inputs.length, branch.drops.count, history.branches.length],
      JSON.stringify(history.bookmarks),
    ].join(' ');
    if (key === this.#key) return;
    this.#key = key;
    this.#points = turningPoints(branch);
    this.#marks = marksOf(branch, history, Math.max(branch.end, this.#lab.now));
  }

  #turns() {
    const { now, past } = this.#lab;
    const undo = this.#points.findLast((point) => point.time < now);
    const at = past ? this.#points.findIndex((point) => point.time >= now) : -1;
    return { undo, redo: this.#points[at], after: this.#points[at + 1]?.time ?? this.#lab.end };
  }

  /** Goes to a moment, and stands there. */
  seek(time: number): void {
    if (this.#lab.opening) return;
    if (!this.#lab.past) this.#resume = this.#pacer.pacing.playing;
    this.#lab.seek(time);
    const back = time >= this.#lab.end;
    this.#play(back && this.#resume);
  }

  travel(to: Travel): void {
    const lab = this.#lab;
    if (lab.opening) return;
    this.#refresh();
    if (to.kind === 'branch') this.#switchTo(to.branch);
    else if (to.kind === 'now') this.seek(lab.end);
    else if (to.kind === 'stop') lab.stay();
    else if (to.kind === 'skip') this.#skip();
    else this.#turn(to.kind);
  }

  #turn(way: 'undo' | 'redo'): void {
    const { undo, redo, after } = this.#turns();
    if (way === 'undo' && undo) this.seek(undo.time);
    if (way === 'redo' && redo) this.seek(after);
  }

  #switchTo(id: number): void {
    if (!this.#lab.past) this.#resume = this.#pacer.pacing.playing;
    this.#lab.switchTo(id);
    this.#play(this.#resume);
  }

  /** To the next hop, output of a terminal, change of a picture or input, and on from there. */
  #skip(): void {
    const lab = this.#lab;
    if (lab.replaying) return;
    const { version } = lab.world;
    const { printed, happened } = lab;
    const matters = () => lab.printed !== printed || lab.world.version !== version || lab.happened !== happened;
    this.#pacer.runTo(lab, STEP_HORIZON, matters);
  }

  /** One step forwards or backwards, and stands there. */
  step(of: StepKind, back: boolean): void {
    const lab = this.#lab;
    if (lab.replaying) return;
    this.#refresh();
    if (!lab.past) this.#resume = this.#pacer.pacing.playing;
    this.#play(false);
    if (back) this.#stepBack(of);
    else if (of === 'event') this.#nextEvent();
    else {
      this.#pacer.step(lab, STEP_HORIZON);
      if (of === 'packet') momentAfterPacket(lab, this.#pacer.pacing.background === true);
    }
  }

  #stepBack(of: StepKind): void {
    const lab = this.#lab;
    const background = this.#pacer.pacing.background === true;
    const event = this.#events.findLast((time) => time < lab.now) ?? 0;
    const { now, world } = lab;
    if (of === 'event') lab.seek(event);
    else if (of === 'packet') lab.seek(momentBeforePacket(world.trace, now, background) ?? event);
    else lab.seek(momentOfHopBefore(world.trace, now, background) ?? event);
  }

  #nextEvent(): void {
    const lab = this.#lab;
    const next = this.#events.find((time) => time > lab.now);
    if (next !== undefined) lab.seek(next);
    else if (lab.past) lab.seek(lab.end);
    else this.#skip();
  }

  /** When something was done, in order. */
  get #events(): readonly number[] {
    const { notes, inputs } = this.#lab.branch;
    const done = inputs.filter((input) => input.kind === 'file.write' || input.kind === 'change');
    return [...notes.map((note) => note.time), ...done.map((input) => input.at)].sort((a, b) => a - b);
  }

  edit(edit: HistoryEdit): void {
    const { history, now } = this.#lab;
    if (edit.kind === 'rename') history.rename(edit.branch, edit.name);
    else if (edit.kind === 'close') this.#close(edit.branch);
    else if (edit.kind === 'fork') this.#lab.fork();
    else if (edit.kind === 'bookmark') history.addBookmark(edit.name, now);
    else history.removeBookmark(edit.bookmark);
    this.#key = '';
  }

  #close(id: number): void {
    const { history, branch } = this.#lab;
    if (id === branch.id) {
      const other = history.branch(branch.parent ?? 0) ?? history.branches.find((one) => one.id !== id);
      if (!other) return;
      this.#switchTo(other.id);
    }
    history.close(id);
  }

  /** A lab that was saved in the past opens there, and stands. */
  arrived(): void {
    const { opening, past } = this.#lab;
    if (opening || !this.#opening) return;
    this.#opening = false;
    if (!past) return;
    this.#resume = this.#pacer.pacing.playing;
    this.#play(false);
  }

  /** An input has come in; in the past it has begun something new, which goes on if time did before. */
  wentOn(wasPast: boolean): void {
    if (wasPast && this.#resume) this.#play(true);
  }

  #play(playing: boolean): void {
    this.#pacer.pacing = { ...this.#pacer.pacing, playing };
  }
}
