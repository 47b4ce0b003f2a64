// The page's keys. Single ones act where there is something to look at, not where something is filled in; terminals keep all of theirs.
import { useEffect } from 'react';
import { useLayout } from '../store/layout.ts';
import { usePrefs } from '../store/prefs.ts';
import { chordsOf, isSingle } from './chord.ts';
import { actionOf } from './table.ts';

const TERMINAL = '.xterm';
const TYPING = 'input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]';
/** The map, the line of time, the list of packets, the bar at the top. */
const LOOKING = '.canvas-area, .timeline, .records, .toolbar, .blank-screen';
const PRESSABLE = 'button, a, summary, [role="button"], [role="tab"], [role="option"], [role="row"]';

function singleActs(chord: string, target: Element): boolean {
  // A dialog that is about to open will take what is typed.
  if (!usePrefs.getState().singleKeys || useLayout.getState().dialog !== undefined) return false;
  if (chord === 'Space' && target.closest(PRESSABLE) !== null) return false;
  return target === document.body || target.closest(LOOKING) !== null;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest(TERMINAL) !== null) return;
  const meant = actionOf(chordsOf(event, event.getModifierState('AltGraph')));
  if (meant === undefined) return;
  const { action, chord } = meant;
  if (action.everywhere !== true && target.closest(TYPING) !== null) return;
  if (isSingle(chord) && !singleActs(chord, target)) return;
  event.preventDefault();
  action.act();
}

/** Installs the page's keys. */
export function useActionKeys(): void {
  useEffect(() => {
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
