// What the learner is asked now, as the worker tells it, and what the page can say to that.
import { create } from 'zustand';
import type { PredictAct, PredictionView } from '../../session/protocol.ts';
import { door } from '../store/door.ts';
import { useLayout } from '../store/layout.ts';

interface PredictionState {
  readonly view: PredictionView | undefined;
}

export const usePrediction = create<PredictionState>()(() => ({ view: undefined }));

/** Takes in what a frame tells; the same object stays while it tells the same. */
export function takePrediction(view: PredictionView | undefined): void {
  const known = usePrediction.getState().view;
  if (JSON.stringify(view) === JSON.stringify(known)) return;
  usePrediction.setState({ view });
  // The question is asked beside the map, above what can be looked up.
  if (view?.question !== undefined && known?.question === undefined) useLayout.getState().setInspectorOpen(true);
}

export function predict(act: PredictAct): void {
  // A worker that closes while it is asked concerns nobody.
  door()
    ?.predict(act)
    .catch(() => undefined);
}
