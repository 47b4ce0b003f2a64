// Which parts of the page are open. Sizes of panels are kept by the panels themselves.
import { create } from 'zustand';

export type BottomTab = 'terminal' | 'records';
export type LeftTab = 'build' | 'guide';
export type Dialog = 'help' | 'fidelity' | 'new-lab' | undefined;

interface LayoutState {
  readonly left: LeftTab;
  readonly bottom: BottomTab;
  /** Counts requests to bring the bottom panel into view, so that a collapsed one opens. */
  readonly bottomAsked: number;
  readonly inspectorAsked: number;
  readonly dialog: Dialog;
  showLeft(tab: LeftTab): void;
  showBottom(tab: BottomTab): void;
  showInspector(): void;
  setDialog(dialog: Dialog): void;
}

export const useLayout = create<LayoutState>()((set) => ({
  left: 'build',
  bottom: 'terminal',
  bottomAsked: 0,
  inspectorAsked: 0,
  dialog: undefined,
  showLeft: (left) => set({ left }),
  showBottom: (bottom) => set((state) => ({ bottom, bottomAsked: state.bottomAsked + 1 })),
  showInspector: () => set((state) => ({ inspectorAsked: state.inspectorAsked + 1 })),
  setDialog: (dialog) => set({ dialog }),
}));
