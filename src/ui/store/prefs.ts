// What the learner prefers, kept between visits: language, looks, terminals' type size, narration, keys.
import * as v from 'valibot';
import { create } from 'zustand';
import { safeStorage } from '../common/storage.ts';

const KEY = 'hoplab.preferences';
export const FONT_MIN = 10;
export const FONT_MAX = 32;
const FONT_DEFAULT = 14;
const FONT_PROJECTOR = 24;

const schema = v.object({
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  /** More contrast, whatever the theme. */
  contrast: v.optional(v.picklist(['system', 'usual', 'high']), 'system'),
  /** The page is shown to a room: large, with high contrast, with captions. */
  projector: v.optional(v.boolean(), false),
  motion: v.optional(v.picklist(['system', 'full', 'less']), 'system'),
  /** A language's tag; the page takes the next one that is asked for if it does not know it. */
  language: v.optional(v.pipe(v.string(), v.maxLength(20)), 'system'),
  /** How much is told to screen readers. */
  narration: v.optional(v.picklist(['off', 'important', 'everything']), 'important'),
  fontSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(FONT_MIN), v.maxValue(FONT_MAX)), FONT_DEFAULT),
  screenReader: v.optional(v.boolean(), false),
  singleKeys: v.optional(v.boolean(), true),
  /** What a step on the line of time is. */
  stepKind: v.optional(v.picklist(['event', 'hop', 'packet']), 'hop'),
  /** Whether the packet list is beside the terminal, not behind a tab; unless chosen, by the window's width. */
  packetsBeside: v.optional(v.boolean()),
});

export type Preferences = v.InferOutput<typeof schema>;

interface PreferencesState extends Preferences {
  set(change: Partial<Preferences>): void;
  /** Larger (1), smaller (-1) or the usual size (0) of the terminals' type. */
  changeFont(direction: -1 | 0 | 1): void;
}

/** The size of type in terminals and editors: what was chosen, or what a room can read. */
export function typeSize({ fontSize, projector }: Preferences): number {
  return projector ? Math.max(fontSize, FONT_PROJECTOR) : fontSize;
}

function load(): Preferences {
  try {
    const result = v.safeParse(schema, JSON.parse(safeStorage.getItem(KEY) ?? '{}'));
    if (result.success) return result.output;
  } catch {
    // Not JSON: as if nothing had been kept.
  }
  return v.parse(schema, {});
}

export const usePrefs = create<PreferencesState>()((set, get) => ({
  ...load(),
  set: (change) => {
    set(change);
    safeStorage.setItem(KEY, JSON.stringify(v.parse(schema, get())));
  },
  changeFont: (direction) => {
    const size = direction === 0 ? FONT_DEFAULT : get().fontSize + direction;
    get().set({ fontSize: Math.min(FONT_MAX, Math.max(FONT_MIN, size)) });
  },
}));
