// Showing the page to a room: what is put aside for it, and comes back afterwards.
import { create } from 'zustand';
import { useLayout } from '../store/layout.ts';
import { mapAct } from '../store/map-acts.ts';
import { usePrefs } from '../store/prefs.ts';

interface Projected {
  readonly blank: boolean;
  /** Which panels were open before. */
  readonly aside: { readonly leftOpen: boolean; readonly inspectorOpen: boolean } | undefined;
}

export const useProjected = create<Projected>()(() => ({ blank: false, aside: undefined }));

export const isProjected = (): boolean => usePrefs.getState().projector;

/** A room looks at the map and the terminal, and at the guide if there is one; the rest makes place. */
export function toggleProjector(): void {
  const on = !isProjected();
  usePrefs.getState().set({ projector: on });
  const { left, leftOpen, inspectorOpen } = useLayout.getState();
  if (on) {
    useProjected.setState({ aside: { leftOpen, inspectorOpen } });
    // From here on the map fits into whatever place it has.
    mapAct('fit');
    // A remote control's keys are for the page, not for the terminal that had the focus.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    useLayout.setState({ leftOpen: leftOpen && left === 'guide', inspectorOpen: false });
  } else {
    const { aside } = useProjected.getState();
    if (aside !== undefined) useLayout.setState(aside);
    useProjected.setState({ blank: false, aside: undefined });
  }
}

export function toggleBlank(): void {
  useProjected.setState(({ blank }) => ({ blank: !blank }));
}
