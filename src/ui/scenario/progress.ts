// Which steps of which scenarios have been reached: kept between visits.
import { create } from 'zustand';
import { safeStorage } from '../common/storage.ts';

const KEY = 'hoplab.progress';

interface Progress {
  /** For each scenario, the step in front and how many steps in a row are done. */
  readonly at: Readonly<Record<string, number>>;
  readonly finished: Readonly<Record<string, true>>;
  go(scenario: string, step: number): void;
  finish(scenario: string): void;
}

function load(): Pick<Progress, 'at' | 'finished'> {
  try {
    const kept: unknown = JSON.parse(safeStorage.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return { at: {}, finished: {} };
    const { at, finished } = kept as { readonly at?: unknown; readonly finished?: unknown };
    return { at: entries(at, Number.isInteger), finished: entries(finished, (value) => value === true) };
  } catch {
    return { at: {}, finished: {} };
  }
}

/** The entries of an object from storage whose values are what they should be. */
function entries<T>(from: unknown, valid: (value: unknown) => boolean): Readonly<Record<string, T>> {
  if (typeof from !== 'object' || from === null) return {};
  return Object.fromEntries(Object.entries(from).filter((entry) => valid(entry[1])));
}

function keep({ at, finished }: Progress): void {
  safeStorage.setItem(KEY, JSON.stringify({ at, finished }));
}

export const useProgress = create<Progress>()((set, get) => ({
  ...load(),
  go: (scenario, step) => {
    set({ at: { ...get().at, [scenario]: step } });
    keep(get());
  },
  finish: (scenario) => {
    if (get().finished[scenario]) return;
    set({ finished: { ...get().finished, [scenario]: true } });
    keep(get());
  },
}));
