// What a field of the filter language is: a name of Wireshark's, a type, and how its values are read off a record.

import type { Dissection, LayerName, LayerTypes, Part } from './layers.ts';
import type { FieldType } from './problem.ts';
import type { Subject } from './subject.ts';

/** Numbers also stand for flags, IPv4 and MAC addresses. */
export type Value = number | string | Uint8Array;

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** What it is, in a few words, as Wireshark labels it. */
  readonly what: string;
  /** Words for some of its numbers. */
  readonly words?: Readonly<Record<string, number>>;
  /** Its values in each layer that could have it, from the outside in. */
  read(subject: Subject): readonly (readonly Value[])[];
}

interface FieldParts {
  readonly name: string;
  readonly type: FieldType;
  readonly what: string;
  readonly words?: Readonly<Record<string, number>>;
}

type Read<K extends LayerName> = (is: LayerTypes[K], part: Part<LayerTypes[K]>) => Value | readonly Value[] | undefined;

const many = (value: Value | readonly Value[] | undefined): readonly Value[] => {
  if (value === undefined) return [];
  return typeof value === 'number' || typeof value === 'string' || value instanceof Uint8Array ? [value] : value;
};

/** Makes the fields of one layer. `of` picks the layer, since a union of names would not keep its type. */
export function fieldsOf<K extends LayerName>(layer: (dissection: Dissection) => readonly Part<LayerTypes[K]>[]) {
  return (
    name: string,
    type: FieldType,
    what: string,
    read: Read<K>,
    words?: Readonly<Record<string, number>>,
  ): Field => {
    const parts: FieldParts = { name, type, what, ...(words === undefined ? {} : { words }) };
    return { ...parts, read: ({ layers }) => layer(layers).map((part) => many(read(part.is, part))) };
  };
}

/** The field that a protocol is itself: there or not, and its bytes up to the end of what it carries. */
export function protocol<K extends LayerName>(
  name: string,
  what: string,
  layer: (dissection: Dissection) => readonly Part<LayerTypes[K]>[],
): Field {
  return {
    name,
    type: 'protocol',
    what,
    read: ({ layers }) => layer(layers).map(({ bytes, at, end }) => [bytes().subarray(at, end)]),
  };
}

/** A field of the record, not of its packet. */
export function recordField(
  name: string,
  type: FieldType,
  what: string,
  read: (subject: Subject) => Value | readonly Value[] | undefined,
): Field {
  return { name, type, what, read: (subject) => [many(read(subject))] };
}
