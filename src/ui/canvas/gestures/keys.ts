// The map's keys. They act on the thing in focus, else on what is selected.
import type { KeyboardEvent } from 'react';
import { useCameraWish } from '../../store/camera.ts';
import { useLab } from '../../store/lab.ts';
import { useArrangement } from '../arrangement.ts';
import { useChosen } from '../chosen.ts';
import type { Point } from '../layout/model.ts';
import { canRedoLayout, redoLayout, undoLayout, useSketch } from '../sketch.ts';
import { remove } from './act.ts';
import { useGesture } from './active.ts';
import { copyChosen, duplicateChosen, pasteCopied } from './copies.ts';
import { chooseAll, groupChosen, removeAnnotations } from './layout-acts.ts';
import { removeChosen } from './removal.ts';
import { type Target, targetOfElement, targetOfSelection } from './target.ts';

function targetOf(event: KeyboardEvent): Target | undefined {
  const { picture } = useArrangement.getState();
  if (!picture) return undefined;
  const focused = event.target instanceof Element ? targetOfElement(event.target, picture) : undefined;
  return focused ?? targetOfSelection(useLab.getState().selection, picture);
}

/** Offers the networks that a container can join, beside it. */
export function offerNetworks(target: Target): void {
  if (target.kind !== 'container') return;
  const id = CSS.escape(target.id);
  const element = document.querySelector(`.react-flow__node[data-id="${id}"], [data-box="${id}"]`);
  const bounds = element?.getBoundingClientRect();
  const at = { x: bounds ? bounds.left + bounds.width / 2 : 0, y: bounds ? bounds.top : 0 };
  useGesture.getState().connect({ host: target.box.host, id: target.box.container.id, at });
}

/** The middle of what is in sight, on the map. */
export function middleOfSight(): Point {
  const sight = useCameraWish.getState().look() ?? { x: 0, y: 0, width: 0, height: 0 };
  return { x: sight.x + sight.width / 2, y: sight.y + sight.height / 2 };
}

function removeWhatIsMeant(target: Target | undefined): void {
  const hadAnnotations = removeAnnotations();
  if (useChosen.getState().ids.size > 1) removeChosen();
  else if (target && !hadAnnotations) remove(target);
}

/** A note or a group whose box has the focus, or that is chosen alone. */
function annotationOf(event: KeyboardEvent): string | undefined {
  const focused = event.target instanceof Element ? event.target.closest('.react-flow__node') : null;
  const id = focused?.getAttribute('data-id') ?? [...useChosen.getState().ids].at(-1);
  return id !== undefined && /^(note|group):/.test(id) ? id : undefined;
}

function renameWhatIsMeant(target: Target | undefined, event: KeyboardEvent): void {
  const annotation = annotationOf(event);
  if (annotation !== undefined) useGesture.getState().rename(annotation);
  else if (target?.kind === 'container') useGesture.getState().rename(target.id);
}

const acts: Readonly<Record<string, (target: Target | undefined, event: KeyboardEvent) => void>> = {
  Delete: removeWhatIsMeant,
  Backspace: removeWhatIsMeant,
  l: (target) => target && offerNetworks(target),
  F2: renameWhatIsMeant,
};

/** With Ctrl, or the command key. They answer false where the page may have another meaning for the key. */
const chords: Readonly<Record<string, () => boolean | undefined>> = {
  a: () => chooseAll(),
  c: () => copyChosen(),
  v: () => pasteCopied(),
  d: () => duplicateChosen(),
  g: () => groupChosen(),
  z: () => useSketch.getState().isLatest && undoLayout(),
  'shift z': () => canRedoLayout() && useSketch.getState().isLatest && redoLayout(),
  y: () => canRedoLayout() && useSketch.getState().isLatest && redoLayout(),
};

/** For the map's element: keys that it does not know go on to the page. */
export function onMapKey(event: KeyboardEvent): void {
  if (event.altKey) return;
  if (event.target instanceof Element && event.target.closest('input, textarea, [role="menu"]')) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    const chord = chords[event.shiftKey ? `shift ${key}` : key];
    if (chord !== undefined && chord() !== false) event.preventDefault();
    return;
  }
  const act = acts[key];
  if (!act) return;
  event.preventDefault();
  act(targetOf(event), event);
}
