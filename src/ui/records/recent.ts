// Filters that were used lately; kept between visits.
import * as v from 'valibot';
import { safeStorage } from '../common/storage.ts';

const KEY = 'hoplab.recentFilters';
const MOST = 10;
const schema = v.pipe(v.array(v.pipe(v.string(), v.maxLength(2000))), v.maxLength(MOST));

export function recentFilters(): readonly string[] {
  try {
    const result = v.safeParse(schema, JSON.parse(safeStorage.getItem(KEY) ?? '[]'));
    return result.success ? result.output : [];
  } catch {
    return [];
  }
}

/** Keeps a filter as the latest. */
export function rememberFilter(filter: string): void {
  const text = filter.trim();
  if (text === '') return;
  const all = [text, ...recentFilters().filter((one) => one !== text)].slice(0, MOST);
  safeStorage.setItem(KEY, JSON.stringify(all));
}
