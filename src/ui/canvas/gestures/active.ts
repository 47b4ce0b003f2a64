// The gesture that is half done: a name being changed, a container looking for its network.
import { create } from 'zustand';
import type { Point } from '../layout/model.ts';

/** A container whose network is about to be chosen, and where on the screen to offer the choice. */
export interface Connecting {
  readonly host: string;
  readonly id: string;
  readonly at: Point;
}

interface Gesture {
  /** Box id. */
  readonly renaming: string | undefined;
  readonly connecting: Connecting | undefined;
  rename(box: string | undefined): void;
  connect(connecting: Connecting | undefined): void;
}

export const useGesture = create<Gesture>()((set) => ({
  renaming: undefined,
  connecting: undefined,
  rename: (renaming) => set({ renaming }),
  connect: (connecting) => set({ connecting }),
}));
