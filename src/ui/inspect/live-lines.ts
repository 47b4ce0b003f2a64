// Which lines of a table that is shown live are new or different.

/** A tracked connection's time to live, which always runs. */
const COUNTDOWN = /^(\S+ +\d+) \d+ /;
const keyOf = (line: string): string => line.replace(COUNTDOWN, '$1 ');

/** The numbers of the lines of `now` that `before` did not have, from 0. */
export function changedLines(before: string, now: string): readonly number[] {
  const known = new Map<string, number>();
  for (const line of before.split('\n')) known.set(keyOf(line), (known.get(keyOf(line)) ?? 0) + 1);
  const changed: number[] = [];
  for (const [at, line] of now.split('\n').entries()) {
    const left = known.get(keyOf(line)) ?? 0;
    if (left > 0) known.set(keyOf(line), left - 1);
    else if (line.trim() !== '') changed.push(at);
  }
  return changed;
}
