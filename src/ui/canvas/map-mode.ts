// Whether the lab is shown as a map or as tables, and whether something is being looked for.
import { create } from 'zustand';

interface MapMode {
  readonly mode: 'map' | 'table';
  readonly isFinding: boolean;
  setMode(mode: 'map' | 'table'): void;
  setFinding(isFinding: boolean): void;
}

export const useMapMode = create<MapMode>()((set) => ({
  mode: 'map',
  isFinding: false,
  setMode: (mode) => set({ mode }),
  setFinding: (isFinding) => set({ isFinding }),
}));
