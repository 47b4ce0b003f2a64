// The shortest way from one list of lines to another.
// Source: E. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986; how GNU diff slides runs of changes (analyze.c, shift_boundaries).
// Not modelled: the heuristics for very different large files; beyond MOST_STEPS everything between the equal ends has changed.

/** Lines `from`..`to` of the old list (exclusive) became `newFrom`..`newTo` of the new one. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** Edit distance at which the search gives up. */
const MOST_STEPS = 2000;

interface Marks {
  readonly old: boolean[];
  readonly fresh: boolean[];
}

/** Which lines of either list have no partner in the other one. */
function unmatched(a: readonly string[], b: readonly string[]): Marks {
  const marks: Marks = { old: a.map(() => false), fresh: b.map(() => false) };
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [n, m] = [a.length - head - tail, b.length - head - tail];
  const trace = search(a.slice(head, head + n), b.slice(head, head + m));
  if (trace === undefined) {
    marks.old.fill(true, head, head + n);
    marks.fresh.fill(true, head, head + m);
    return marks;
  }
  let [x, y] = [n, m];
  for (let d = trace.length - 1; d > 0; d--) {
    const before = trace[d - 1] as ReadonlyMap<number, number>;
    const k = x - y;
    const down = k === -d || (k !== d && (before.get(k - 1) ?? -1) < (before.get(k + 1) ?? -1));
    const k0 = down ? k + 1 : k - 1;
    const x0 = before.get(k0) ?? 0;
    const y0 = x0 - k0;
    if (down) marks.fresh[head + y0] = true;
    else marks.old[head + x0] = true;
    [x, y] = [x0, y0];
  }
  return marks;
}

/** The furthest points reached after each number of edits, the last of which is the end; undefined when it takes too many. */
function search(a: readonly string[], b: readonly string[]): ReadonlyMap<number, number>[] | undefined {
  const trace: Map<number, number>[] = [];
  const furthest = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= Math.min(a.length + b.length, MOST_STEPS); d++) {
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = down ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) {
        trace.push(new Map(furthest));
        return trace;
      }
    }
    trace.push(new Map(furthest));
  }
  return undefined;
}

/** Slides each run of changed lines down as far as it goes, or back to where the other list has changed as well. */
function slide(lines: readonly string[], own: boolean[], other: readonly boolean[]): void {
  let j = 0;
  let i = 0;
  for (;;) {
    while (i < lines.length && !own[i]) {
      while (other[j]) j++;
      j++;
      i++;
    }
    if (i === lines.length) return;
    let start = i;
    while (own[i]) i++;
    while (other[j]) j++;
    let corresponding: number;
    let length: number;
    do {
      length = i - start;
      while (start > 0 && lines[start - 1] === lines[i - 1]) {
        own[--start] = true;
        own[--i] = false;
        while (own[start - 1]) start--;
        do j--;
        while (other[j]);
      }
      corresponding = other[j - 1] ? i : lines.length;
      while (i < lines.length && lines[start] === lines[i]) {
        own[start++] = false;
        own[i++] = true;
        while (own[i]) i++;
        j++;
        while (other[j]) {
          corresponding = i;
          j++;
        }
      }
    } while (length !== i - start);
    while (corresponding < i) {
      own[--start] = true;
      own[--i] = false;
      do j--;
      while (other[j]);
    }
  }
}

/** The changes, from the first to the last. Lines are compared by what `key` makes of them. */
export function compare(old: readonly string[], fresh: readonly string[], key: (line: string) => string): Change[] {
  const [a, b] = [old.map(key), fresh.map(key)];
  const marks = unmatched(a, b);
  slide(a, marks.old, marks.fresh);
  slide(b, marks.fresh, marks.old);
  const changes: Change[] = [];
  for (let x = 0, y = 0; x < a.length || y < b.length; x++, y++) {
    const [from, newFrom] = [x, y];
    while (marks.old[x]) x++;
    while (marks.fresh[y]) y++;
    if (x > from || y > newFrom) changes.push({ from, to: x, newFrom, newTo: y });
  }
  return changes;
}
