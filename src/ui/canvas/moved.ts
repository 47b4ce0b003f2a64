// Where boxes were dragged to, kept between visits: a lab that is made again by replay has the same identifiers.
import * as v from 'valibot';
import { safeStorage } from '../common/storage.ts';
import type { Point } from './layout/model.ts';

const KEY = 'hoplab.moved';
/** More than anybody drags; keeps what is stored small. */
const MAX_KEPT = 500;

const place = v.object({ x: v.pipe(v.number(), v.finite()), y: v.pipe(v.number(), v.finite()) });
const schema = v.pipe(v.array(v.tuple([v.string(), place])), v.maxLength(MAX_KEPT));

export function loadMoved(): ReadonlyMap<string, Point> {
  try {
    const result = v.safeParse(schema, JSON.parse(safeStorage.getItem(KEY) ?? '[]'));
    return new Map(result.success ? result.output : []);
  } catch {
    return new Map();
  }
}

/** Keeps the newest of them. */
export function saveMoved(moved: ReadonlyMap<string, Point>): void {
  safeStorage.setItem(KEY, JSON.stringify([...moved].slice(-MAX_KEPT)));
}
