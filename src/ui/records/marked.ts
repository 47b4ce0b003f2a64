// Records that the reader has marked, until the lab or its past is another one.
import { create } from 'zustand';

interface MarkedState {
  readonly marked: ReadonlySet<number>;
  toggle(seq: number): void;
  clear(): void;
}

export const useMarked = create<MarkedState>()((set) => ({
  marked: new Set(),
  toggle: (seq) =>
    set(({ marked }) => {
      const next = new Set(marked);
      if (!next.delete(seq)) next.add(seq);
      return { marked: next };
    }),
  clear: () => set({ marked: new Set() }),
}));
