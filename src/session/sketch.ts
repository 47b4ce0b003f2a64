// What the reader did to the picture of a lab: where boxes were put, notes, groups, what is folded. Saved with the lab; the world knows nothing of it.
import * as v from 'valibot';

/** More than anybody makes by hand; keeps a shared lab small. */
const MAX_PLACES = 2000;
const MAX_NOTES = 200;
const MAX_GROUPS = 100;
const MAX_MEMBERS = 500;
const MAX_NOTE_TEXT = 2000;
const MAX_GROUP_NAME = 80;
/** How far from the origin anything may lie, in the map's units. */
const MAX_DISTANCE = 1_000_000;
/** Networks' colours. */
const TINTS = 8;

export interface SketchPlace {
  /** Of the picture's boxes. */
  readonly box: string;
  /** Relative to the parent box. */
  readonly x: number;
  readonly y: number;
}

/** A slip of paper on the map. */
export interface SketchNote {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** A named frame around boxes. */
export interface SketchGroup {
  readonly id: string;
  readonly name: string;
  /** 0 to 7. */
  readonly tint: number;
  readonly members: readonly string[];
}

export interface Sketch {
  readonly places: readonly SketchPlace[];
  readonly notes: readonly SketchNote[];
  readonly groups: readonly SketchGroup[];
  /** Hosts of which only the header is drawn. */
  readonly collapsed: readonly string[];
  /** Nothing can be dragged. */
  readonly locked: boolean;
}

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const coordinate = v.pipe(v.number(), v.minValue(-MAX_DISTANCE), v.maxValue(MAX_DISTANCE));

/** Untrusted JSON to a sketch. */
export const sketchSchema = v.strictObject({
  places: v.pipe(v.array(v.strictObject({ box: id, x: coordinate, y: coordinate })), v.maxLength(MAX_PLACES)),
  notes: v.pipe(
    v.array(v.strictObject({ id, x: coordinate, y: coordinate, text: v.pipe(v.string(), v.maxLength(MAX_NOTE_TEXT)) })),
    v.maxLength(MAX_NOTES),
  ),
  groups: v.pipe(
    v.array(
      v.strictObject({
        id,
        name: v.pipe(v.string(), v.maxLength(MAX_GROUP_NAME)),
        tint: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(TINTS - 1)),
        members: v.pipe(v.array(id), v.maxLength(MAX_MEMBERS)),
      }),
    ),
    v.maxLength(MAX_GROUPS),
  ),
  collapsed: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(MAX_NOTES)),
  locked: v.boolean(),
}) satisfies v.GenericSchema<unknown, Sketch>;
