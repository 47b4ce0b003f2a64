// What a line of time marks: commands, other things done, drops, bookmarks and forks; thinned where there are too many.
import { type Branch, type History, shortened } from './history.ts';
import type { TimelineMark } from './protocol.ts';

/** A line of time has room for so many marks of one kind. */
const MOST_MARKS = 150;

/** All marks of a branch, in the order of time, `end` being the end of the line. */
export function marksOf(branch: Branch, history: History, end: number): readonly TimelineMark[] {
  const { id, notes, inputs, drops } = branch;
  const commands = notes.map(({ time, text, host }) => ({
    kind: 'command' as const,
    time,
    text: shortened(text),
    host,
    count: 1,
  }));
  const done = inputs.flatMap((input): TimelineMark[] => {
    if (input.kind === 'file.write')
      return [{ kind: 'file', time: input.at, text: input.path, host: input.host, count: 1 }];
    return input.kind === 'change' ? [{ kind: 'change', time: input.at, text: input.change.kind, count: 1 }] : [];
  });
  const dropped = drops.times.map((time) => ({ kind: 'drop' as const, time, text: '', count: drops.each }));
  const bookmarks = history.bookmarks
    .filter(
      (one) => history.branch(one.branch) && one.time <= history.common(branch, history.branch(one.branch) ?? branch),
    )
    .map((one) => ({ kind: 'bookmark' as const, time: one.time, text: one.name, count: 1, id: one.id }));
  const forks = history.branches
    .filter((one) => one.parent === id)
    .map((one) => ({ kind: 'fork' as const, time: one.forkedAt, text: '', count: 1, id: one.id }));
  const all = [commands, done, dropped, bookmarks, forks].flatMap((kind) => thinned(kind, end));
  return all.sort((a, b) => a.time - b.time);
}

/** Marks that would lie upon each other become one with a count. */
function thinned(marks: readonly TimelineMark[], end: number): readonly TimelineMark[] {
  if (marks.length <= MOST_MARKS) return marks;
  const out = new Map<number, TimelineMark>();
  for (const mark of marks) {
    const slot = Math.floor((mark.time / Math.max(1, end)) * MOST_MARKS);
    const first = out.get(slot);
    out.set(slot, first ? { ...first, count: first.count + mark.count } : mark);
  }
  return [...out.values()];
}
