// Keys that act anywhere on the page but where text is typed. The terminal keeps all of its keys.
import { useEffect } from 'react';
import { focusFiles } from '../files/focus.ts';
import { useLab } from '../store/lab.ts';
import { useLayout } from '../store/layout.ts';
import { usePrefs } from '../store/prefs.ts';
import { focusTerminal } from '../terminal/focus.ts';
import { step, travel } from '../timeline/act.ts';

export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4, 8];

/** One speed up (1) or down (-1). */
export function changeSpeed(direction: 1 | -1): void {
  const { pacing, setPacing } = useLab.getState();
  const faster = SPEEDS.find((speed) => speed > pacing.speed);
  const slower = SPEEDS.findLast((speed) => speed < pacing.speed);
  const speed = direction === 1 ? faster : slower;
  if (speed !== undefined) setPacing({ speed });
}

export function togglePlaying(): void {
  const { pacing, setPacing } = useLab.getState();
  setPacing({ playing: !pacing.playing });
}

const keys: Readonly<Record<string, () => void>> = {
  ' ': togglePlaying,
  '.': () => step(false),
  ',': () => step(true),
  '>': () => step(false, 'packet'),
  '<': () => step(true, 'packet'),
  s: () => travel({ kind: 'skip' }),
  '[': () => changeSpeed(-1),
  ']': () => changeSpeed(1),
  '?': () => useLayout.getState().setDialog('help'),
  e: focusFiles,
  i: () => useLayout.getState().toggleInspector(),
};

const TYPING = 'input, textarea, select, [contenteditable], .xterm, [role="dialog"], [role="menu"]';
const PRESSABLE = 'button, a, summary, [role="button"], [role="tab"], [role="option"], [role="row"]';

/** Ctrl+Z, and both ways to take it back. */
function turnOf({ ctrlKey, metaKey, altKey, shiftKey, code }: KeyboardEvent): 'undo' | 'redo' | undefined {
  if (!(ctrlKey || metaKey) || altKey) return undefined;
  if (code === 'KeyZ') return shiftKey ? 'redo' : 'undo';
  return code === 'KeyY' && !shiftKey ? 'redo' : undefined;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.ctrlKey && event.code === 'Backquote' && target.closest('.xterm') === null) {
    event.preventDefault();
    focusTerminal();
    return;
  }
  if (target.closest(TYPING) !== null) return;
  const turn = turnOf(event);
  if (turn !== undefined) {
    event.preventDefault();
    travel({ kind: turn });
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === ' ' && target.closest(PRESSABLE) !== null) return;
  const act = keys[event.key];
  if (act === undefined || !usePrefs.getState().singleKeys) return;
  event.preventDefault();
  act();
}

/** Installs the page's keys. */
export function useShortcuts(): void {
  useEffect(() => {
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
