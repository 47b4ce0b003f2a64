// Which parts of the page are open. The panels keep their sizes themselves.
import { create } from 'zustand';

export type BottomTab = 'terminal' | 'files' | 'records';
export type PhoneTab = 'map' | 'left' | 'terminal' | 'inspector';
export type LeftTab = 'build' | 'guide';
export type DialogName =
  | 'help'
  | 'commands'
  | 'settings'
  | 'fidelity'
  | 'style'
  | 'new-lab'
  | 'reset-lab'
  | 'labs'
  | 'share'
  | 'open-link'
  | 'reality';

interface LayoutState {
  readonly left: LeftTab;
  /** Where there is room for one part only: which. */
  readonly phone: PhoneTab;
  readonly bottom: BottomTab;
  readonly leftOpen: boolean;
  readonly bottomOpen: boolean;
  readonly inspectorOpen: boolean;
  /** The terminal, or the file editor, has the whole page. */
  readonly terminalFull: boolean;
  readonly dialog: DialogName | undefined;
  /** How often the panels were put back to their usual sizes. */
  readonly resets: number;
  showLeft(tab: LeftTab): void;
  /** Brings the tab to the front and the panel into view. */
  showBottom(tab: BottomTab): void;
  setLeftOpen(open: boolean): void;
  setBottomOpen(open: boolean): void;
  setInspectorOpen(open: boolean): void;
  toggleInspector(): void;
  toggleTerminalFull(): void;
  /** All panels as wide and as high as at first. */
  resetPanels(): void;
  setDialog(dialog: DialogName | undefined): void;
}

export const useLayout = create<LayoutState>()((set) => ({
  left: 'build',
  phone: 'map',
  bottom: 'terminal',
  leftOpen: true,
  bottomOpen: true,
  inspectorOpen: true,
  terminalFull: false,
  dialog: undefined,
  resets: 0,
  showLeft: (left) => set({ left, leftOpen: true, phone: 'left' }),
  setLeftOpen: (leftOpen) => set({ leftOpen }),
  // Whoever watches the map goes on watching what a command does.
  showBottom: (bottom) =>
    set(({ phone }) => ({ bottom, bottomOpen: true, phone: phone === 'map' ? 'map' : 'terminal' })),
  setBottomOpen: (bottomOpen) => set({ bottomOpen }),
  setInspectorOpen: (inspectorOpen) => set(inspectorOpen ? { inspectorOpen, phone: 'inspector' } : { inspectorOpen }),
  toggleInspector: () => set((state) => ({ inspectorOpen: !state.inspectorOpen })),
  toggleTerminalFull: () =>
    set((state) => ({
      terminalFull: !state.terminalFull,
      bottom: state.bottom === 'files' ? 'files' : 'terminal',
      bottomOpen: true,
    })),
  resetPanels: () =>
    set(({ resets }) => ({ resets: resets + 1, leftOpen: true, bottomOpen: true, inspectorOpen: true })),
  setDialog: (dialog) => set({ dialog }),
}));
