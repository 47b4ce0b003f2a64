// The lines of the list: each row found, or groups with the rows that belong to them.
import type { FoundRows } from './found-rows.ts';

/** A row by its place among those found, or a group's heading. */
export type Line = { readonly kind: 'row'; readonly index: number } | GroupLine;

export interface GroupLine {
  readonly kind: 'group';
  readonly group: number;
  /** Of its first and last record. */
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly open: boolean;
}

/** Lines as the list draws them: spelt out one by one, as there may be many. */
export interface Lines {
  readonly count: number;
  at(line: number): Line | undefined;
  /** The line of a row; -1 if its group is folded. */
  lineOf(index: number): number;
}

function plain(rows: FoundRows): Lines {
  return {
    count: rows.count,
    at: (line) => (line < rows.count ? { kind: 'row', index: line } : undefined),
    lineOf: (index) => index,
  };
}

/** Rows under the headings of their groups, which come in the order in which they began. */
function grouped(rows: FoundRows, folded: ReadonlySet<number>): Lines {
  const groups = new Map<number, number[]>();
  for (let index = 0; index < rows.count; index++) {
    const group = rows.at(index, 'group');
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [index]);
    else members.push(index);
  }
  /** What each line is: a row's index, or -1 minus a group's place. */
  const lines: number[] = [];
  const heads: GroupLine[] = [];
  const lineOf = new Map<number, number>();
  for (const [group, members] of groups) {
    const open = !folded.has(group);
    lines.push(-1 - heads.length);
    const first = rows.at(members[0] ?? -1, 'seq');
    const last = rows.at(members.at(-1) ?? -1, 'seq');
    heads.push({ kind: 'group', group, first, last, count: members.length, open });
    if (!open) continue;
    for (const index of members) {
      lineOf.set(index, lines.length);
      lines.push(index);
    }
  }
  return {
    count: lines.length,
    at: (line) => {
      const what = lines[line];
      if (what === undefined) return undefined;
      return what < 0 ? heads[-1 - what] : { kind: 'row', index: what };
    },
    lineOf: (index) => lineOf.get(index) ?? -1,
  };
}

export function linesOf(rows: FoundRows, isGrouped: boolean, folded: ReadonlySet<number>): Lines {
  return isGrouped ? grouped(rows, folded) : plain(rows);
}

/** All groups there are, for folding them at once. */
export function groupsOf(rows: FoundRows): ReadonlySet<number> {
  const groups = new Set<number>();
  for (let index = 0; index < rows.count; index++) groups.add(rows.at(index, 'group'));
  return groups;
}
