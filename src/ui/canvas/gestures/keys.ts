// The map's keys. They act on the thing in focus, else on what is selected.
import type { KeyboardEvent } from 'react';
import { useLab } from '../../store/lab.ts';
import { useArrangement } from '../arrangement.ts';
import { remove } from './act.ts';
import { useGesture } from './active.ts';
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
  const element = document.querySelector(`.react-flow__node[data-id="${CSS.escape(target.id)}"]`);
  const bounds = element?.getBoundingClientRect();
  const at = { x: bounds ? bounds.left + bounds.width / 2 : 0, y: bounds ? bounds.top : 0 };
  useGesture.getState().connect({ host: target.box.host, id: target.box.container.id, at });
}

const acts: Readonly<Record<string, (target: Target) => void>> = {
  Delete: remove,
  Backspace: remove,
  l: offerNetworks,
  F2: (target) => {
    if (target.kind === 'container') useGesture.getState().rename(target.id);
  },
};

/** For the map's element: keys that it does not know go on to the page. */
export function onMapKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest('input, [role="menu"]')) return;
  const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const target = act && targetOf(event);
  if (!act || !target) return;
  event.preventDefault();
  act(target);
}
