// The boxes that gestures on several at once are about. The lab's own selection is the last of them that was chosen.
import { create } from 'zustand';
import { useLab } from '../store/lab.ts';
import { useArrangement } from './arrangement.ts';
import { selectionOf } from './flow.ts';
import type { Box } from './layout/model.ts';

interface Chosen {
  /** Box ids, in the order in which they were chosen. Empty where the lab's selection says all. */
  readonly ids: ReadonlySet<string>;
}

export const useChosen = create<Chosen>()(() => ({ ids: new Set() }));

let choosing = false;

const boxOf = (id: string): Box | undefined => useArrangement.getState().picture?.boxes.find((box) => box.id === id);

/** Chooses these boxes and no others. */
export function choose(ids: Iterable<string>): void {
  const chosen = [...ids];
  choosing = true;
  useChosen.setState({ ids: new Set(chosen) });
  const last = chosen.map(boxOf).findLast((box) => box !== undefined && selectionOf(box.data) !== undefined);
  useLab.getState().select(last && selectionOf(last.data));
  choosing = false;
}

/** The chosen boxes that are drawn. */
export function chosenBoxes(): readonly Box[] {
  return [...useChosen.getState().ids].flatMap((id) => boxOf(id) ?? []);
}

useLab.subscribe((now, before) => {
  if (now.selection !== before.selection && !choosing && useChosen.getState().ids.size > 0)
    useChosen.setState({ ids: new Set() });
});
