// What the reader drew upon the picture: notes, and frames around groups of boxes.
import type { Sketch } from '../../../session/protocol.ts';
import type { Box, Picture, Rect } from './model.ts';
import { GROUP_HEADER, GROUP_PAD, NOTE_WIDTH, noteHeight } from './sizes.ts';

/** Where boxes are on the map, whatever they lie in. */
export function absoluteRects(boxes: readonly (Rect & Pick<Box, 'id' | 'parent'>)[]): ReadonlyMap<string, Rect> {
  const rects = new Map<string, Rect>();
  for (const { id, parent, x, y, width, height } of boxes) {
    const at = parent === undefined ? undefined : rects.get(parent);
    rects.set(id, { x: x + (at?.x ?? 0), y: y + (at?.y ?? 0), width, height });
  }
  return rects;
}

/** The rectangle around others; undefined around none. */
export function around(rects: readonly Rect[]): Rect | undefined {
  if (rects.length === 0) return undefined;
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** A group's frame around what is in it, with room for its name. */
export function frameAround(members: readonly Rect[]): Rect | undefined {
  const bounds = around(members);
  return (
    bounds && {
      x: bounds.x - GROUP_PAD,
      y: bounds.y - GROUP_PAD - GROUP_HEADER,
      width: bounds.width + 2 * GROUP_PAD,
      height: bounds.height + 2 * GROUP_PAD + GROUP_HEADER,
    }
  );
}

/** The picture with notes and groups. A group none of whose members is drawn has no frame. */
export function annotate(picture: Picture, { notes, groups }: Sketch): Picture {
  if (notes.length === 0 && groups.length === 0) return picture;
  const slips: Box[] = notes.map((note) => ({
    id: note.id,
    parent: undefined,
    x: note.x,
    y: note.y,
    width: NOTE_WIDTH,
    height: noteHeight(note.text),
    data: { kind: 'note', note },
  }));
  const rects = absoluteRects([...picture.boxes, ...slips]);
  const frames = groups.flatMap((group): Box[] => {
    const frame = frameAround(group.members.flatMap((id) => rects.get(id) ?? []));
    return frame === undefined ? [] : [{ id: group.id, parent: undefined, ...frame, data: { kind: 'group', group } }];
  });
  return { ...picture, boxes: [...picture.boxes, ...slips, ...frames] };
}
