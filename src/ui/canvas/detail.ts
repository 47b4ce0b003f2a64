// How much of each thing is drawn at a zoom. A level is left a little later than it is entered, so that it does not flicker between two.

/** From afar to close by: regions, names, addresses, the kernel's inside. */
export const details = ['overview', 'far', 'middle', 'near', 'inside'] as const;
export type Detail = (typeof details)[number];

/** The zoom from which each level but the first is drawn. */
const from: Readonly<Record<Exclude<Detail, 'overview'>, number>> = { far: 0.24, middle: 0.5, near: 1.1, inside: 1.4 };
/** Of the threshold: how far below it a level is kept. */
const STAY = 0.92;

/** The level for a zoom, when `before` was drawn until now. */
export function detailAt(zoom: number, before: Detail): Detail {
  const known = details.indexOf(before);
  let level: Detail = 'overview';
  for (const [at, next] of details.entries()) {
    if (next === 'overview') continue;
    const threshold = at <= known ? from[next] * STAY : from[next];
    if (zoom >= threshold) level = next;
  }
  return level;
}

/** Steps of type size in the overview: names stay as large on the screen, whatever the zoom. */
const LABEL_PX = 17;
const STEP = Math.SQRT2;

/** A larger name would hide the host that it names. */
const MAX_TYPE = 150;

/** The size of names in the overview, in the map's units: it changes in steps, so that zooming seldom draws anew. */
export function overviewType(zoom: number): number {
  const steps = Math.ceil(Math.log(1 / zoom) / Math.log(STEP));
  return Math.min(MAX_TYPE, Math.round(LABEL_PX * STEP ** steps));
}
