// The picture that the canvas shows: the layout of the latest view, what it remembers, and what the reader did to it.
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import type { Sketch, WorldView } from '../../session/protocol.ts';
import { useLab } from '../store/lab.ts';
import { annotate } from './layout/annotate.ts';
import { type Drawn, layout } from './layout/layout.ts';
import type { Memory } from './layout/memory.ts';
import type { Picture, Point } from './layout/model.ts';
import { HOST_HEADER, PAD } from './layout/sizes.ts';
import { changeSketch, putBoxes, useSketch } from './sketch.ts';

interface Made {
  readonly places: Sketch['places'];
  readonly moved: ReadonlyMap<string, Point>;
  readonly drawn: ReadonlyMap<string, Drawn>;
}

const nothing: Made = { places: [], moved: new Map(), drawn: new Map() };

interface Arrangement {
  readonly view: WorldView | undefined;
  readonly memory: Memory;
  readonly picture: Picture | undefined;
  /** What the picture was made of. */
  readonly made: Made;
  show(view: WorldView): void;
  /** The reader put boxes there, relative to their parents. */
  move(moves: ReadonlyMap<string, Point>): void;
  /** Forgets what was dragged and closes the gaps. */
  tidy(): void;
}

/** A box within a host stays clear of the host's name and edge. */
function within(id: string, to: Point): Point {
  return id.startsWith('container:') ? { x: Math.max(PAD, to.x), y: Math.max(HOST_HEADER, to.y) } : to;
}

type Drawing = Pick<Arrangement, 'picture' | 'memory' | 'made'>;

function draw(view: WorldView, before: Omit<Drawing, 'picture'>, sketch: Sketch): Drawing {
  const { places } = sketch;
  const { made } = before;
  const moved = places === made.places ? made.moved : new Map(places.map(({ box, x, y }) => [box, { x, y }]));
  const collapsed = new Set(sketch.collapsed);
  const { picture, memory, drawn } = layout({ view, memory: before.memory, moved, collapsed, drawn: made.drawn });
  return { memory, picture: annotate(picture, sketch), made: { places, moved, drawn } };
}

export const useArrangement = create<Arrangement>()((set, get) => ({
  view: undefined,
  memory: new Map(),
  picture: undefined,
  made: nothing,
  show: (view) => set({ view, ...draw(view, get(), useSketch.getState().sketch) }),
  move: (moves) => {
    const notes = new Map([...moves].filter(([id]) => id.startsWith('note:')));
    const boxes = [...moves].filter(([id]) => !id.startsWith('note:'));
    const change = notes.size === 0 ? {} : { notes: movedNotes(notes) };
    if (boxes.length > 0) putBoxes(new Map(boxes.map(([id, to]) => [id, within(id, to)])), change);
    else changeSketch(change, `move ${[...notes.keys()].join(' ')}`);
  },
  tidy: () => {
    set({ memory: new Map() });
    changeSketch({ places: [] });
  },
}));

/** Of all time, drawing may take one part in so many: what takes long is drawn less often, so that the page has time for its reader. */
const DRAW_SHARE = 4;

/** Keeps the picture that of the lab's latest view. */
export function useArrangedView(): void {
  const view = useLab((lab) => lab.view);
  const due = useRef(0);
  useEffect(() => {
    if (!view) return;
    const draw = () => {
      const started = performance.now();
      useArrangement.getState().show(view);
      // Once the page is idle again, all that follows from it is done.
      setTimeout(() => {
        const now = performance.now();
        due.current = now + DRAW_SHARE * (now - started);
      });
    };
    const wait = due.current - performance.now();
    if (wait <= 0) return draw();
    const timer = setTimeout(draw, wait);
    return () => clearTimeout(timer);
  }, [view]);
}

function movedNotes(moves: ReadonlyMap<string, Point>): Sketch['notes'] {
  return useSketch.getState().sketch.notes.map((note) => ({ ...note, ...moves.get(note.id) }));
}

useSketch.subscribe(({ sketch, lab }, before) => {
  const arrangement = useArrangement.getState();
  const { view } = arrangement;
  if (lab !== before.lab)
    useArrangement.setState({ view: undefined, memory: new Map(), picture: undefined, made: nothing });
  else if (view !== undefined && sketch !== before.sketch) useArrangement.setState(draw(view, arrangement, sketch));
});
