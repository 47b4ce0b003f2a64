// All actions of the page. Buttons, the sheet of keys, the palette of commands and the keys themselves derive from this table.
import type { Action } from './action.ts';
import { keyName } from './chord.ts';
import { mapActions } from './map.ts';
import { pageActions } from './page.ts';
import { projectorActions } from './projector.ts';
import { timeActions } from './time.ts';

// Before others, for their keys mean something else while the page is projected.
export const actions = { ...projectorActions, ...timeActions, ...pageActions, ...mapActions } as const;

export type ActionId = keyof typeof actions;

const all: readonly (readonly [string, Action])[] = Object.entries(actions);

export function listActions(): readonly (readonly [id: string, action: Action])[] {
  return all;
}

export function isOffered(action: Action): boolean {
  return action.isOffered?.() ?? true;
}

/** An action's first chord, as a button shows it. */
export function keyOf(id: ActionId): string | undefined {
  const action: Action = actions[id];
  return action.keys?.[0] === undefined ? undefined : keyName(action.keys[0]);
}

/** What the first of these chords does now. */
export function actionOf(chords: readonly string[]): { readonly action: Action; readonly chord: string } | undefined {
  for (const chord of chords) {
    const found = all.find(([, action]) => action.keys?.includes(chord) && isOffered(action));
    if (found !== undefined) return { action: found[1], chord };
  }
  return undefined;
}
