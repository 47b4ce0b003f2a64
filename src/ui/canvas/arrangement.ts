// The picture that the canvas shows: the layout of the latest view, what it remembers, and what the reader dragged.
import { create } from 'zustand';
import type { WorldView } from '../../session/protocol.ts';
import { layout } from './layout/layout.ts';
import type { Memory } from './layout/memory.ts';
import type { Picture, Point } from './layout/model.ts';
import { HOST_HEADER, PAD } from './layout/sizes.ts';
import { loadMoved, saveMoved } from './moved.ts';

interface Arrangement {
  readonly view: WorldView | undefined;
  readonly memory: Memory;
  readonly moved: ReadonlyMap<string, Point>;
  readonly picture: Picture | undefined;
  show(view: WorldView): void;
  /** The reader put a box there, relative to its parent. */
  move(id: string, to: Point): void;
  /** Forgets what was dragged and closes the gaps. */
  tidy(): void;
}

/** A box within a host stays clear of the host's name and edge. */
function within(id: string, to: Point): Point {
  return id.startsWith('container:') ? { x: Math.max(PAD, to.x), y: Math.max(HOST_HEADER, to.y) } : to;
}

export const useArrangement = create<Arrangement>()((set, get) => ({
  view: undefined,
  memory: new Map(),
  moved: loadMoved(),
  picture: undefined,
  show: (view) => {
    const { memory, moved } = get();
    set({ view, ...layout({ view, memory, moved }) });
  },
  move: (id, to) => {
    const { view, memory, moved: before } = get();
    if (!view) return;
    const moved = new Map(before).set(id, within(id, to));
    saveMoved(moved);
    set({ moved, ...layout({ view, memory, moved }) });
  },
  tidy: () => {
    const { view } = get();
    const moved = new Map();
    saveMoved(moved);
    set({ moved, memory: new Map(), ...(view ? layout({ view, memory: new Map(), moved }) : {}) });
  },
}));
