// Which of the palette's entries fit what was typed, in which order.
import type { Entry, EntryKind } from './entries.ts';

/** More than can be read; fewer than would slow typing down. */
const MOST = 60;
/** Before anything is typed: a few of each, to show what there is. */
const FEW: Readonly<Record<EntryKind, number>> = {
  recent: 4,
  action: 60,
  thing: 8,
  do: 0,
  moment: 6,
  scenario: 20,
  lab: 10,
};

export interface EntryGroup {
  readonly kind: EntryKind;
  readonly entries: readonly Entry[];
}

/** Grouped by kind; a kind stands where its first entry does. */
function grouped(entries: readonly Entry[]): readonly EntryGroup[] {
  const groups = new Map<EntryKind, Entry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.kind);
    if (group === undefined) groups.set(entry.kind, [entry]);
    else group.push(entry);
  }
  return [...groups].map(([kind, ofKind]) => ({ kind, entries: ofKind }));
}

/** `score` says how well a text fits what is sought: 0 for not at all. */
export function chooseEntries(
  entries: readonly Entry[],
  sought: string,
  score: (text: string, sought: string) => number,
): readonly EntryGroup[] {
  const wanted = sought.trim();
  if (wanted === '') {
    return grouped(entries.filter((entry) => entry.whenSought === undefined)).map(({ kind, entries: all }) => ({
      kind,
      entries: all.slice(0, FEW[kind]),
    }));
  }
  const fitting = entries.flatMap((entry) => {
    // What it is called counts for more than where it is.
    const fit = Math.max(score(entry.label, wanted), 0.6 * score(`${entry.label} ${entry.detail ?? ''}`, wanted));
    return fit > 0 ? [{ entry, fit }] : [];
  });
  const best = fitting.sort((a, b) => b.fit - a.fit).slice(0, MOST);
  return grouped(best.map(({ entry }) => entry));
}
