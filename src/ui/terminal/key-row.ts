// Keys that an on-screen keyboard lacks, as the bytes that a terminal sends for them.
import { create } from 'zustand';

/** Ctrl was pressed on the row of keys: the next letter is typed with it. */
export const useHeldCtrl = create<{ readonly held: boolean }>()(() => ({ held: false }));

/** The byte that a terminal sends for Ctrl with that character: ECMA-48's control characters are 64 below the capitals. */
export function controlOf(character: string): string {
  const code = character.toUpperCase().charCodeAt(0);
  return character.length === 1 && code >= 0x40 && code <= 0x5f ? String.fromCharCode(code - 0x40) : character;
}

/** What was typed, with Ctrl if that was pressed before. */
export function withHeldCtrl(data: string): string {
  if (!useHeldCtrl.getState().held) return data;
  useHeldCtrl.setState({ held: false });
  return controlOf(data);
}

const arrows = { up: 'A', down: 'B', right: 'C', left: 'D' } as const;

/** A cursor key: programs that have asked for DECCKM's application mode get other bytes. */
export function arrow(to: keyof typeof arrows, applicationMode: boolean): string {
  return `\u001b${applicationMode ? 'O' : '['}${arrows[to]}`;
}
