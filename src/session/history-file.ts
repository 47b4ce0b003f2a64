// A history as a lab's file keeps it: each branch with what was done since it was forked.
import * as v from 'valibot';
import type { Input } from '../sim/input.ts';
import { Drops } from './drops.ts';
import { Effort } from './effort.ts';
import { type Branch, branchName, firstBranch, History, MAX_BOOKMARKS, MAX_BRANCHES, MAX_NAME } from './history.ts';
import type { LabFile } from './protocol.ts';

export interface HistoryFile {
  /** The branch that the lab stands on. */
  readonly current: number;
  /** A parent comes before those that were forked from it. */
  readonly branches: readonly {
    readonly id: number;
    readonly name: string;
    readonly parent?: number;
    readonly forkedAt: number;
    /** Its own: those of its parent until the fork come before them. */
    readonly inputs: readonly Input[];
    readonly end: number;
  }[];
  readonly bookmarks: readonly { readonly branch: number; readonly time: number; readonly name: string }[];
}

/** Limits a history to what the page could have made. `at` is a moment, `inputs` a list of inputs. */
export function historySchema<
  A extends v.GenericSchema<unknown, number>,
  I extends v.GenericSchema<unknown, readonly Input[]>,
>(at: A, inputs: I) {
  const id = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));
  const name = v.pipe(v.string(), v.maxLength(MAX_NAME));
  const branch = v.strictObject({ id, name, parent: v.exactOptional(id), forkedAt: at, inputs, end: at });
  return v.strictObject({
    current: id,
    branches: v.pipe(v.array(branch), v.minLength(1), v.maxLength(MAX_BRANCHES)),
    bookmarks: v.pipe(v.array(v.strictObject({ branch: id, time: at, name })), v.maxLength(MAX_BOOKMARKS)),
  });
}

/** What is wrong with a history, by itself or as the history of a lab that has come to `inputs`. */
export function historyProblem(file: HistoryFile, inputs: readonly Input[]): string | undefined {
  const known = new Map<number, HistoryFile['branches'][number]>();
  for (const branch of file.branches) {
    const parent = branch.parent === undefined ? undefined : known.get(branch.parent);
    if (known.has(branch.id) || (branch.parent === undefined) !== (known.size === 0) || (known.size > 0 && !parent))
      return 'its branches do not make a tree';
    const times = [branch.forkedAt, ...branch.inputs.map((one) => one.at), branch.end];
    if (times.some((time, i) => time < (times[i - 1] ?? 0))) return 'a branch is not in the order of time';
    known.set(branch.id, branch);
  }
  const strange = file.bookmarks.some((one) => !known.has(one.branch));
  if (strange || !known.has(file.current)) return 'it names a branch that is not there';
  const { current } = historyOf(file);
  const same = inputs.every((input, i) => JSON.stringify(input) === JSON.stringify(current.inputs[i]));
  return same ? undefined : 'its history does not lead to where it stands';
}

function historyOf(file: HistoryFile): History {
  const branches: Branch[] = [];
  for (const { id, name, parent, forkedAt, inputs, end } of file.branches) {
    const shared = branches.find((one) => one.id === parent)?.inputs.filter((one) => one.at <= forkedAt) ?? [];
    branches.push({
      id,
      name,
      parent,
      forkedAt,
      inputs: [...shared, ...inputs],
      notes: [],
      drops: new Drops(),
      effort: new Effort(),
      end,
    });
  }
  const current = branches.find((one) => one.id === file.current) ?? (branches[0] as Branch);
  return new History(
    branches,
    current,
    file.bookmarks.map((one, i) => ({ ...one, id: i + 1 })),
  );
}

/** The history of a saved lab: one branch, where it tells of no more. */
export function readHistory({ history, inputs, time }: LabFile): History {
  if (history) {
    const read = historyOf(history);
    // A page that was left has told the time, but no more.
    read.current.end = Math.max(read.current.end, time);
    return read;
  }
  const branch = firstBranch([...inputs], time);
  return new History([branch], branch, []);
}

export function writeHistory({ branches, current, bookmarks }: History): HistoryFile {
  return {
    current: current.id,
    branches: branches.map((branch) => {
      const { id, parent, forkedAt, inputs, end } = branch;
      const own = parent === undefined ? [...inputs] : inputs.filter((input) => input.at > forkedAt);
      return { id, name: branchName(branch), ...(parent === undefined ? {} : { parent }), forkedAt, inputs: own, end };
    }),
    bookmarks: bookmarks.map(({ branch, time, name }) => ({ branch, time, name })),
  };
}

/** Whether there is more to it than the inputs that have led to `time`. */
export function isEventful({ branches, current, bookmarks }: History, time: number): boolean {
  return branches.length > 1 || bookmarks.length > 0 || current.name !== '' || current.end > time;
}
