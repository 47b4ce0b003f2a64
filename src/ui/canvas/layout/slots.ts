// Numbered places kept by id: what stays keeps its place, what is new takes the lowest that is free.

/** Who sits where. `high` is one past the highest place used so far, so that a picture does not shrink under the reader. */
export interface Slots {
  readonly of: ReadonlyMap<string, number>;
  readonly high: number;
}

export const noSlots: Slots = { of: new Map(), high: 0 };

/** A picture shrinks only once so many times the room it needs would stand empty. */
const SHRINK_AT = 3;

/** Places for exactly these ids, in the order given for those that are new. Where nothing changes, the very same as before. */
export function assign(before: Slots, ids: readonly string[]): Slots {
  const of = new Map<string, number>();
  for (const id of ids) {
    const kept = before.of.get(id);
    if (kept !== undefined) of.set(id, kept);
  }
  const taken = new Set(of.values());
  let free = 0;
  for (const id of ids) {
    if (of.has(id)) continue;
    while (taken.has(free)) free += 1;
    of.set(id, free);
    taken.add(free);
  }
  let needed = 0;
  for (const slot of taken) needed = Math.max(needed, slot + 1);
  const high = needed * SHRINK_AT < before.high ? needed : Math.max(needed, before.high);
  const isSame = high === before.high && of.size === before.of.size && ids.every((id) => before.of.has(id));
  return isSame ? before : { of, high };
}

export interface Cell {
  readonly column: number;
  readonly row: number;
}

/** Containers beside each other before a second row begins. */
const FIRST_ROW = 4;

/**
 * The cells of a grid that grows: a row of up to four, then by turns a row and a column, so that it stays about twice as wide as high
 * on screen. Cell n is the same however many there are, so a newcomer moves nobody.
 */
export function cells(count: number): readonly Cell[] {
  const out: Cell[] = [];
  let columns = 0;
  let rows = 1;
  while (out.length < count) {
    if (columns < rows + FIRST_ROW - 1) {
      for (let row = 0; row < rows; row += 1) out.push({ column: columns, row });
      columns += 1;
    } else {
      for (let column = 0; column < columns; column += 1) out.push({ column, row: rows });
      rows += 1;
    }
  }
  return out.slice(0, count);
}
