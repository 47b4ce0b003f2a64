// Where boxes go when they are put in line. Pure.
import type { Point, Rect } from '../layout/model.ts';

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';
export type Axis = 'across' | 'down';

type Rects = ReadonlyMap<string, Rect>;

/** The places at which all are in line with the outermost, or with the middle of all. */
export function alignRects(rects: Rects, to: Alignment): ReadonlyMap<string, Point> {
  const all = [...rects.values()];
  const left = Math.min(...all.map(({ x }) => x));
  const right = Math.max(...all.map(({ x, width }) => x + width));
  const top = Math.min(...all.map(({ y }) => y));
  const bottom = Math.max(...all.map(({ y, height }) => y + height));
  const place = ({ x, y, width, height }: Rect): Point => {
    switch (to) {
      case 'left':
        return { x: left, y };
      case 'centre':
        return { x: (left + right - width) / 2, y };
      case 'right':
        return { x: right - width, y };
      case 'top':
        return { x, y: top };
      case 'middle':
        return { x, y: (top + bottom - height) / 2 };
      case 'bottom':
        return { x, y: bottom - height };
    }
  };
  return new Map([...rects].map(([id, rect]) => [id, place(rect)]));
}

/** The places at which the gaps between neighbours are equal; the outermost stay. */
export function distributeRects(rects: Rects, along: Axis): ReadonlyMap<string, Point> {
  const start = (rect: Rect) => (along === 'across' ? rect.x : rect.y);
  const length = (rect: Rect) => (along === 'across' ? rect.width : rect.height);
  const inOrder = [...rects].sort(([, a], [, b]) => start(a) - start(b));
  const [first, last] = [inOrder[0]?.[1], inOrder.at(-1)?.[1]];
  if (!first || !last) return new Map();
  const filled = inOrder.reduce((sum, [, rect]) => sum + length(rect), 0);
  const gap = (start(last) + length(last) - start(first) - filled) / Math.max(1, inOrder.length - 1);
  let at = start(first);
  return new Map(
    inOrder.map(([id, rect]) => {
      const place = along === 'across' ? { x: at, y: rect.y } : { x: rect.x, y: at };
      at += length(rect) + gap;
      return [id, place];
    }),
  );
}
