// Plain data made anew, of which what says the same as before is the same object: whoever gets it sees at once what has changed.

type Fields = Readonly<Record<string, unknown>>;

/** What tells the things of a list apart, so that they are recognised where others came or went before them. */
function nameOf(thing: unknown, place: number): unknown {
  if (!isFields(thing)) return place;
  return thing.uid ?? thing.id ?? thing.name ?? place;
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** What `now` says, with every part of `before` that says the same. */
export function keep<T>(before: T | undefined, now: T): T {
  // What comes back is one of the two, or a copy of `now` with parts that are equal to its own.
  return merged(before, now) as T;
}

function merged(before: unknown, now: unknown): unknown {
  if (Object.is(before, now) || !isFields(before) || !isFields(now)) return now;
  if (Array.isArray(now)) return Array.isArray(before) ? mergedList(before, now) : now;
  let isSame = Object.keys(before).length === Object.keys(now).length;
  const parts: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(now)) {
    const was = before[key];
    const part = merged(was, value);
    parts[key] = part;
    isSame &&= Object.is(part, was) && key in before;
  }
  return isSame ? before : parts;
}

function mergedList(before: readonly unknown[], now: readonly unknown[]): readonly unknown[] {
  const isInPlace = now.every((thing, i) => nameOf(thing, i) === nameOf(before[i], i));
  const known = isInPlace ? undefined : new Map(before.map((thing, i) => [nameOf(thing, i), thing]));
  const parts = now.map((thing, i) => merged(known ? known.get(nameOf(thing, i)) : before[i], thing));
  return parts.length === before.length && parts.every((part, i) => Object.is(part, before[i])) ? before : parts;
}
