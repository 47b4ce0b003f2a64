// Keys of the map that act from anywhere on the page but where text is typed.
import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import { useLab } from '../store/lab.ts';
import { usePrefs } from '../store/prefs.ts';
import { useArrangement } from './arrangement.ts';
import { cameraTime } from './camera.ts';
import { chosenBoxes } from './chosen.ts';
import { absoluteRects, around } from './layout/annotate.ts';
import type { Rect } from './layout/model.ts';
import { useMapMode } from './map-mode.ts';
import { markOf, rectOfMark } from './pointing.ts';

const TYPING = 'input, textarea, select, [contenteditable], .xterm, [role="dialog"], [role="menu"]';

/** Around what is chosen, or selected. */
export function boundsOfChosen(): Rect | undefined {
  const { picture } = useArrangement.getState();
  if (!picture) return undefined;
  const chosen = chosenBoxes();
  if (chosen.length > 0) {
    const rects = absoluteRects(picture.boxes);
    return around(chosen.flatMap(({ id }) => rects.get(id) ?? []));
  }
  const { selection } = useLab.getState();
  return selection && rectOfMark(markOf(selection, picture), picture);
}

/** The same on every keyboard: Shift+1 has many names. */
function meaningOf(event: KeyboardEvent): string | undefined {
  const { ctrlKey, metaKey, altKey, shiftKey, code, key } = event;
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return code === 'Digit0' && !shiftKey ? 'zoom 100' : undefined;
  if (shiftKey && code === 'Digit1') return 'fit';
  if (shiftKey && code === 'Digit2') return 'fit chosen';
  return { '1': 'fit', '/': 'find', t: 'table', g: 'map' }[key];
}

/** Fit, zoom, find, and the change between map and tables. */
export function useMapKeys(showAll: () => void, show: (bounds: Rect) => void): void {
  const flow = useReactFlow();
  useEffect(() => {
    const acts: Readonly<Record<string, () => void>> = {
      'zoom 100': () => void flow.zoomTo(1, { duration: cameraTime() }),
      fit: showAll,
      'fit chosen': () => {
        const bounds = boundsOfChosen();
        if (bounds) show(bounds);
      },
      find: () => useMapMode.getState().setFinding(true),
      table: () => useMapMode.getState().setMode('table'),
      map: () => useMapMode.getState().setMode('map'),
    };
    const onKey = (event: KeyboardEvent) => {
      const act = acts[meaningOf(event) ?? ''];
      if (act === undefined || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest(TYPING)) return;
      if (!event.ctrlKey && !event.metaKey && !usePrefs.getState().singleKeys) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [flow, showAll, show]);
}
