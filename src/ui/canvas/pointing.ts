// What is pointed at without being selected: matches of a search, a word under the pointer in a terminal, what a command has just changed.
import { create } from 'zustand';
import { type Selection, useLab } from '../store/lab.ts';
import { useArrangement } from './arrangement.ts';
import { same, selectionOf } from './flow.ts';
import { absoluteRects } from './layout/annotate.ts';
import type { Picture, Rect } from './layout/model.ts';
import type { Thing } from './things.ts';

/** Something on the map: a box, or a device in one. */
export type Mark = Pick<Thing, 'box' | 'uid'>;

interface Pointing {
  /** Matches of a search. */
  readonly found: readonly Mark[];
  /** Under the pointer, elsewhere on the page. */
  readonly hovered: Mark | undefined;
  /** Where the camera is to fly to next. */
  readonly wanted: Rect | undefined;
  /** What has just been made or changed, with a number that each change has to itself. */
  readonly lit: readonly { readonly mark: Mark; readonly serial: number }[];
}

export const usePointing = create<Pointing>()(() => ({ found: [], hovered: undefined, wanted: undefined, lit: [] }));

/** Where a mark is on the map, if it is drawn. */
export function rectOfMark({ box, uid }: Mark, picture: Picture): Rect | undefined {
  const rects = absoluteRects(picture.boxes);
  if (uid === undefined) return box === undefined ? undefined : rects.get(box);
  const placed = picture.devices.get(uid);
  const within = placed && rects.get(placed.box);
  if (!placed || !within) return undefined;
  const { place } = placed;
  return { x: within.x + place.x, y: within.y + place.y, width: place.width, height: place.height };
}

/** What stands for a selection. */
export function markOf(selection: Selection, picture: Picture): Mark {
  if (selection.kind === 'device') return { box: undefined, uid: selection.uid };
  const box = picture.boxes.find(({ id, data }) => !/^(ns|kernel):/.test(id) && same(selectionOf(data), selection));
  return { box: box?.id };
}

/** What must be in sight around a thing for it to be understood. */
const SURROUNDINGS = { width: 760, height: 460 } as const;

/** Moves the camera to a thing. */
export function lookAt(mark: Mark): void {
  const { picture } = useArrangement.getState();
  const rect = picture && rectOfMark(mark, picture);
  if (!rect) return;
  const width = Math.max(rect.width, SURROUNDINGS.width);
  const height = Math.max(rect.height, SURROUNDINGS.height);
  const wanted = { x: rect.x + (rect.width - width) / 2, y: rect.y + (rect.height - height) / 2, width, height };
  usePointing.setState({ wanted });
}

/** Selects a thing and moves the camera to it. */
export function goTo(thing: Thing): void {
  if (thing.selection) useLab.getState().select(thing.selection);
  lookAt(thing);
}
