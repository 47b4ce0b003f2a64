// What the rest of the page can ask of the map while it is shown.
import { useReactFlow } from '@xyflow/react';
import { useMemo } from 'react';
import { useLab } from '../store/lab.ts';
import { useOfferedActs } from '../store/map-acts.ts';
import { useArrangement } from './arrangement.ts';
import { cameraTime } from './camera.ts';
import { chosenBoxes } from './chosen.ts';
import { middleOfSight } from './gestures/keys.ts';
import { addNote, toggleLocked } from './gestures/layout-acts.ts';
import { absoluteRects, around } from './layout/annotate.ts';
import type { Rect } from './layout/model.ts';
import { useMapMode } from './map-mode.ts';
import { markOf, rectOfMark } from './pointing.ts';

/** Around what is chosen, or selected. */
function boundsOfChosen(): Rect | undefined {
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

/** Offers it. */
export function useMapActs(showAll: () => void, show: (bounds: Rect) => void): void {
  const flow = useReactFlow();
  const acts = useMemo(
    () => ({
      fit: showAll,
      fitChosen: () => {
        const bounds = boundsOfChosen();
        if (bounds) show(bounds);
      },
      zoomWhole: () => void flow.zoomTo(1, { duration: cameraTime() }),
      zoomIn: () => void flow.zoomIn({ duration: cameraTime() }),
      zoomOut: () => void flow.zoomOut({ duration: cameraTime() }),
      find: () => useMapMode.getState().setFinding(true),
      showTables: () => useMapMode.getState().setMode('table'),
      addNote: () => addNote(middleOfSight()),
      tidy: () => {
        useArrangement.getState().tidy();
        showAll();
      },
      lock: toggleLocked,
    }),
    [flow, showAll, show],
  );
  useOfferedActs(acts);
}
