// Gestures that change the picture alone: notes, groups, order among boxes, what is folded. The world sees none of it.
import { toast } from 'sonner';
import { t } from '../../common/messages.ts';
import { useArrangement } from '../arrangement.ts';
import { choose, chosenBoxes, useChosen } from '../chosen.ts';
import { absoluteRects } from '../layout/annotate.ts';
import type { Box, Point, Rect } from '../layout/model.ts';
import { NOTE_WIDTH } from '../layout/sizes.ts';
import { changeSketch, freeId, undoLayout, useSketch } from '../sketch.ts';
import { useGesture } from './active.ts';
import { type Alignment, type Axis, alignRects, distributeRects } from './align.ts';

/** Colours of groups, one after the other. */
const TINTS = 8;
/** Boxes that the reader may put somewhere. */
const movable = new Set<Box['data']['kind']>(['container', 'host', 'switch', 'router', 'internet', 'cluster', 'note']);

export const isMovable = (box: Box): boolean => movable.has(box.data.kind);

const drawn = (): readonly Box[] => useArrangement.getState().picture?.boxes ?? [];

/** The chosen boxes that can be moved, with where they are on the map. */
export function chosenRects(): ReadonlyMap<string, Rect> {
  const rects = absoluteRects(drawn());
  const boxes = chosenBoxes().filter(isMovable);
  return new Map(boxes.flatMap(({ id }) => (rects.has(id) ? [[id, rects.get(id) as Rect] as const] : [])));
}

/** Moves boxes to places on the map, which are other places in the boxes that they lie in. */
function moveTo(places: ReadonlyMap<string, Point>): void {
  const boxes = drawn();
  const rects = absoluteRects(boxes);
  const moves = new Map<string, Point>();
  for (const [id, at] of places) {
    const parent = boxes.find((box) => box.id === id)?.parent;
    const origin = (parent === undefined ? undefined : rects.get(parent)) ?? { x: 0, y: 0 };
    moves.set(id, { x: at.x - origin.x, y: at.y - origin.y });
  }
  useArrangement.getState().move(moves);
}

export function align(to: Alignment): void {
  moveTo(alignRects(chosenRects(), to));
}

export function distribute(along: Axis): void {
  moveTo(distributeRects(chosenRects(), along));
}

/** Chooses all that can be moved. */
export function chooseAll(): undefined {
  choose(
    drawn()
      .filter((box) => isMovable(box) && box.data.kind !== 'host')
      .map(({ id }) => id),
  );
}

/** A frame around the chosen boxes, whose name is asked for at once. */
export function groupChosen(): undefined {
  const { groups } = useSketch.getState().sketch;
  const members = chosenBoxes()
    .filter(isMovable)
    .map(({ id }) => id);
  if (members.length === 0) return undefined;
  const id = freeId('group');
  const tint = groups.length % TINTS;
  changeSketch({ groups: [...groups, { id, name: '', tint, members }] });
  choose([id]);
  useGesture.getState().rename(id);
}

export function renameGroup(id: string, name: string): void {
  const { groups } = useSketch.getState().sketch;
  changeSketch({ groups: groups.map((group) => (group.id === id ? { ...group, name } : group)) }, `name ${id}`);
}

/** Puts a slip of paper there and lets it be written. */
export function addNote(at: Point): void {
  const { notes } = useSketch.getState().sketch;
  const id = freeId('note');
  const place = { x: Math.round(at.x - NOTE_WIDTH / 2), y: Math.round(at.y) };
  changeSketch({ notes: [...notes, { id, ...place, text: '' }] });
  choose([id]);
  useGesture.getState().rename(id);
}

export function writeNote(id: string, text: string): void {
  const { notes } = useSketch.getState().sketch;
  changeSketch({ notes: notes.map((note) => (note.id === id ? { ...note, text } : note)) });
}

/** Takes the chosen notes and frames away. Answers whether there were any. */
export function removeAnnotations(): boolean {
  const { notes, groups } = useSketch.getState().sketch;
  const { ids } = useChosen.getState();
  const left = { notes: notes.filter((note) => !ids.has(note.id)), groups: groups.filter(({ id }) => !ids.has(id)) };
  if (left.notes.length === notes.length && left.groups.length === groups.length) return false;
  changeSketch(left);
  choose([]);
  toast(t('wayBack.sketch'), { action: { label: t('wayBack.undo'), onClick: () => undoLayout() } });
  return true;
}

/** Folds a host, or unfolds it. */
export function toggleCollapsed(host: string): void {
  const { collapsed } = useSketch.getState().sketch;
  const isCollapsed = collapsed.includes(host);
  changeSketch({ collapsed: isCollapsed ? collapsed.filter((one) => one !== host) : [...collapsed, host] });
}

export function toggleLocked(): void {
  changeSketch({ locked: !useSketch.getState().sketch.locked });
}
