// What the reader did to the picture: where boxes were put, notes, groups, what is folded or locked; and the way back. Kept with the lab.
import { create } from 'zustand';
import type { Sketch } from '../../session/protocol.ts';
import { door, onInput, sendInput } from '../store/door.ts';
import type { Point } from './layout/model.ts';

/** Steps back that are remembered. */
const MAX_STEPS = 100;
/** Changes of one kind within this time are one step: a box moved by arrow keys, for example. */
const ONE_STEP_MS = 900;

export const emptySketch: Sketch = { places: [], notes: [], groups: [], collapsed: [], locked: false };

interface SketchState {
  readonly sketch: Sketch;
  readonly past: readonly Sketch[];
  readonly future: readonly Sketch[];
  /** Nothing was done to the world since the last change here: what "undo" means first. */
  readonly isLatest: boolean;
  /** Counts labs: a picture of another lab remembers nothing of this one. */
  readonly lab: number;
}

export const useSketch = create<SketchState>()(() => ({
  sketch: emptySketch,
  past: [],
  future: [],
  isLatest: false,
  lab: 0,
}));

let telling = false;
/** It was changed while no world took anything. */
let untold = false;
let lastKind = '';
let lastAt = Number.NEGATIVE_INFINITY;

/** Gives the worker the sketch, which saves it with the lab. */
function tell(sketch: Sketch): void {
  untold = door() === undefined;
  telling = true;
  sendInput((to) => to.setSketch(sketch));
  telling = false;
}

/** For the connection: the world takes something from now on, also what was done to its picture before. */
export function tellSketch(): void {
  if (untold) tell(useSketch.getState().sketch);
}

onInput(() => {
  if (!telling && useSketch.getState().isLatest) useSketch.setState({ isLatest: false });
});

/** For the connection: another lab is shown, with its sketch if it has one. */
export function openSketch(sketch: Sketch | undefined): void {
  lastKind = '';
  untold = false;
  useSketch.setState(({ lab }) => ({
    sketch: sketch ?? emptySketch,
    past: [],
    future: [],
    isLatest: false,
    lab: lab + 1,
  }));
}

/** Changes the sketch. Changes of the same `kind` that follow at once are one step back. */
export function changeSketch(change: Partial<Sketch>, kind = ''): void {
  const now = performance.now();
  const isSameStep = kind !== '' && kind === lastKind && now - lastAt < ONE_STEP_MS;
  lastKind = kind;
  lastAt = now;
  const { sketch: before, past } = useSketch.getState();
  const sketch = { ...before, ...change };
  useSketch.setState({
    sketch,
    past: isSameStep && past.length > 0 ? past : [...past, before].slice(-MAX_STEPS),
    future: [],
    isLatest: true,
  });
  tell(sketch);
}

/** Puts boxes where they were dragged to, relative to their parents, in one step. */
export function putBoxes(moves: ReadonlyMap<string, Point>, change: Partial<Sketch> = {}): void {
  const { places } = useSketch.getState().sketch;
  const kept = places.filter((place) => !moves.has(place.box));
  const put = [...moves].map(([box, { x, y }]) => ({ box, x: Math.round(x), y: Math.round(y) }));
  // The newest that a lab has room for.
  changeSketch({ ...change, places: [...kept, ...put].slice(-2000) }, `move ${[...moves.keys()].join(' ')}`);
}

export const canUndoLayout = (): boolean => useSketch.getState().past.length > 0;
export const canRedoLayout = (): boolean => useSketch.getState().future.length > 0;

/** Takes back the last change of layout or notes. Answers whether there was one. */
export function undoLayout(): boolean {
  const { past, sketch, future } = useSketch.getState();
  const before = past.at(-1);
  if (before === undefined) return false;
  lastKind = '';
  useSketch.setState({ sketch: before, past: past.slice(0, -1), future: [sketch, ...future], isLatest: true });
  tell(before);
  return true;
}

/** Makes the change again that was taken back last. */
export function redoLayout(): boolean {
  const { past, sketch, future } = useSketch.getState();
  const [next, ...rest] = future;
  if (next === undefined) return false;
  lastKind = '';
  useSketch.setState({ sketch: next, past: [...past, sketch], future: rest, isLatest: true });
  tell(next);
  return true;
}

/** A name that no note or group has yet. */
export function freeId(prefix: 'note' | 'group'): string {
  const { notes, groups } = useSketch.getState().sketch;
  const taken = new Set([...notes, ...groups].map((one) => one.id));
  for (let n = 1; ; n++) if (!taken.has(`${prefix}:${n}`)) return `${prefix}:${n}`;
}
