// The search that the list of records shows: kept up to date while somebody looks, slice by slice, newest first.
import { create } from 'zustand';
import type { FilterProblem, Found, RecordQuery } from '../../session/protocol.ts';
import { door } from '../store/door.ts';
import { useLab } from '../store/lab.ts';
import { FoundRows } from './found-rows.ts';

/** How often new records are asked for (milliseconds); a search that is behind goes on at once. */
const EVERY_MS = 200;
/** Devices that matching records have crossed lately are marked on the map: so many records. */
const MARKED_FROM = 2000;

interface SearchState {
  readonly filter: string;
  readonly show: RecordQuery['show'];
  readonly group: RecordQuery['group'];
  /** What is wrong with the filter: what is shown is of the one before. */
  readonly problem: FilterProblem | undefined;
  readonly rows: FoundRows;
  /** Counts changes of the rows. */
  readonly changes: number;
  /** How much of what the trace keeps has been looked at, from 0 to 1. */
  readonly progress: number;
  /** uids of devices that what is searched for has crossed; empty without a filter. */
  readonly crossed: ReadonlySet<number>;
  set(change: Partial<Pick<SearchState, 'filter' | 'show' | 'group'>>): void;
}

export const useSearch = create<SearchState>()((set) => ({
  filter: '',
  show: 'packets',
  group: 'none',
  problem: undefined,
  rows: new FoundRows(),
  changes: 0,
  progress: 1,
  crossed: new Set(),
  set: (change) => {
    set(change);
    begin();
  },
}));

/** The query as the worker knows it. */
export function currentQuery(): RecordQuery {
  const { filter, show, group } = useSearch.getState();
  return { filter, show, group, background: useLab.getState().pacing.background === true };
}

/** Which search is under way: answers to an earlier one are dropped. */
let search = 0;
/** All records from `low` up to `high` have been looked at. */
let low = 0;
let high = 0;
let leaps = 0;
let background = false;
/** What has come since `high`, in slices from the newest on, until it reaches back to it. */
let catching: { readonly top: number; at: number; readonly slices: Float64Array[] } | undefined;

const isAnything = ({ first, next }: { readonly first: number; readonly next: number }): boolean => next > first;

function begin(): void {
  search++;
  const lab = useLab.getState();
  leaps = lab.leaps;
  background = lab.pacing.background === true;
  low = lab.records.next;
  high = low;
  catching = undefined;
  useSearch.setState(({ changes }) => ({
    rows: new FoundRows(),
    changes: changes + 1,
    progress: isAnything(lab.records) ? 0 : 1,
  }));
  if (watchers > 0) schedule(0);
}

/** Another world, or another choice of traffic: all that was found is of no use. */
function isStale(): boolean {
  const lab = useLab.getState();
  return lab.leaps !== leaps || lab.records.next < high || (lab.pacing.background === true) !== background;
}

function crossedBy(rows: FoundRows): ReadonlySet<number> {
  const crossed = new Set<number>();
  if (useSearch.getState().filter.trim() === '') return crossed;
  for (let i = rows.count - 1; i >= 0 && i >= rows.count - MARKED_FROM; i--) {
    crossed.add(rows.at(i, 'from'));
    crossed.add(rows.at(i, 'to'));
  }
  return crossed;
}

const sameSet = (a: ReadonlySet<number>, b: ReadonlySet<number>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one));

function publish(problem: FilterProblem | undefined, changed: boolean): void {
  const { first, next } = useLab.getState().records;
  const kept = Math.max(1, next - first);
  const progress = Math.min(1, (high - Math.max(low, first)) / kept);
  useSearch.setState((state) => {
    const crossed = changed ? crossedBy(state.rows) : state.crossed;
    return {
      problem,
      progress: next === first ? 1 : progress,
      changes: changed ? state.changes + 1 : state.changes,
      crossed: sameSet(crossed, state.crossed) ? state.crossed : crossed,
    };
  });
}

/** Takes in one slice; answers whether there is more to look at. */
function take(found: Found, isNewer: boolean): boolean {
  const { rows } = useSearch.getState();
  const { first, next } = useLab.getState().records;
  if (found.problem !== undefined) {
    publish(found.problem, false);
    return false;
  }
  let changed = rows.forget(first) > 0 || found.rows.length > 0;
  if (isNewer && catching !== undefined) {
    catching.slices.push(found.rows);
    catching.at = found.reached;
    if (catching.at <= high) {
      for (const slice of catching.slices.reverse()) rows.addNewer(slice);
      high = catching.top;
      catching = undefined;
    } else changed = false;
  } else {
    rows.addOlder(found.rows);
    low = found.reached;
  }
  publish(undefined, changed);
  return low > first || high < next;
}

/** One slice: what has come since, or else what was before. */
async function look(): Promise<boolean> {
  if (isStale()) begin();
  const here = search;
  const { first, next } = useLab.getState().records;
  const from = door();
  if (from === undefined) return false;
  if (high < next || catching !== undefined) {
    catching ??= { top: next, at: next, slices: [] };
    const found = await from.find(currentQuery(), high, catching.at);
    return here === search && take(found, true);
  }
  if (low <= first) {
    if (useSearch.getState().rows.forget(first) > 0) publish(undefined, true);
    return false;
  }
  const found = await from.find(currentQuery(), first, low);
  return here === search && take(found, false);
}

let watchers = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let looking = false;

function schedule(after: number): void {
  clearTimeout(timer);
  timer = setTimeout(run, after);
}

async function run(): Promise<void> {
  if (looking || watchers === 0) return;
  looking = true;
  const here = search;
  let more = false;
  try {
    more = await look();
  } catch {
    // The worker was closed under way: the next look finds another one.
  } finally {
    looking = false;
  }
  if (watchers > 0) schedule(more || here !== search ? 0 : EVERY_MS);
}

/** Keeps the search up to date until the answer is called. */
export function watchRecords(): () => void {
  watchers++;
  if (watchers === 1) begin();
  return () => {
    watchers--;
    // Marks on the map whose filter is out of sight would puzzle.
    if (watchers === 0) useSearch.setState({ crossed: new Set() });
  };
}
