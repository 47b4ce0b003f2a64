// The line that a wire draws: orthogonal, from the middle of one device's side to the other's.
import type { Point, Rect, Run } from './model.ts';

/** How far before its end a vertical wire turns. */
const TURN = 14;

const middleX = (rect: Rect) => rect.x + rect.width / 2;
const middleY = (rect: Rect) => rect.y + rect.height / 2;

function vertical(from: Rect, to: Rect): Point[] {
  const down = middleY(to) >= middleY(from);
  const start = { x: middleX(from), y: down ? from.y + from.height : from.y };
  const end = { x: middleX(to), y: down ? to.y : to.y + to.height };
  if (Math.abs(start.x - end.x) < 1) return [start, end];
  const span = Math.abs(end.y - start.y);
  const turn = end.y + (down ? -1 : 1) * Math.min(TURN, span / 2);
  return [start, { x: start.x, y: turn }, { x: end.x, y: turn }, end];
}

function sideways(from: Rect, to: Rect): Point[] {
  const right = middleX(to) >= middleX(from);
  const start = { x: right ? from.x + from.width : from.x, y: middleY(from) };
  const end = { x: right ? to.x : to.x + to.width, y: middleY(to) };
  if (Math.abs(start.y - end.y) < 1) return [start, end];
  const turn = (start.x + end.x) / 2;
  return [start, { x: turn, y: start.y }, { x: turn, y: end.y }, end];
}

/** All rectangles are absolute: the two devices, and the boxes that hold them. */
export function route(run: Run, from: Rect, to: Rect, fromBox: Rect, toBox: Rect): readonly Point[] {
  switch (run.kind) {
    case 'vertical':
      return vertical(from, to);
    case 'sideways':
      return sideways(from, to);
    case 'gutter': {
      const x = toBox.x - run.offset;
      const start = { x: from.x, y: middleY(from) };
      const end = { x: to.x, y: middleY(to) };
      return [start, { x, y: start.y }, { x, y: end.y }, end];
    }
    case 'lane': {
      const x = toBox.x + toBox.width + run.offset;
      const y = fromBox.y + fromBox.height + run.lane;
      const start = { x: middleX(from), y: from.y + from.height };
      const end = { x: to.x + to.width, y: middleY(to) };
      return [start, { x: start.x, y }, { x, y }, { x, y: end.y }, end];
    }
  }
}

/** The line's length. */
export function lengthOf(points: readonly Point[]): number {
  let length = 0;
  for (let i = 1; i < points.length; i += 1) {
    const a = points[i - 1];
    const b = points[i];
    if (a && b) length += Math.hypot(b.x - a.x, b.y - a.y);
  }
  return length;
}

/** The point at a fraction (0 to 1) of the line's length. */
export function pointAlong(points: readonly Point[], fraction: number): Point {
  const first = points[0] ?? { x: 0, y: 0 };
  let left = lengthOf(points) * fraction;
  let last = first;
  for (const next of points.slice(1)) {
    const step = Math.hypot(next.x - last.x, next.y - last.y);
    if (step >= left && step > 0) {
      const part = left / step;
      return { x: last.x + (next.x - last.x) * part, y: last.y + (next.y - last.y) * part };
    }
    left -= step;
    last = next;
  }
  return last;
}

/** The line as an SVG path with rounded corners. */
export function pathOf(points: readonly Point[], radius = 8): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first.x} ${first.y}`;
  let previous = first;
  rest.forEach((point, i) => {
    const next = rest[i + 1];
    if (!next) {
      path += `L${point.x} ${point.y}`;
      return;
    }
    const before = Math.hypot(point.x - previous.x, point.y - previous.y);
    const after = Math.hypot(next.x - point.x, next.y - point.y);
    const r = Math.min(radius, before / 2, after / 2);
    if (r > 0) {
      const inX = point.x - ((point.x - previous.x) / before) * r;
      const inY = point.y - ((point.y - previous.y) / before) * r;
      const outX = point.x + ((next.x - point.x) / after) * r;
      const outY = point.y + ((next.y - point.y) / after) * r;
      path += `L${inX} ${inY}Q${point.x} ${point.y} ${outX} ${outY}`;
    }
    previous = point;
  });
  return path;
}
