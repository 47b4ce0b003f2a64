// Where packets were dropped: a marker for each device and reason, until the reader puts it away. What every flood causes bursts, and leaves none.
import { create } from 'zustand';
import { type DropReason, ordinaryDrops } from '../../../sim/trace/record.ts';
import { useLab } from '../../store/lab.ts';
import type { Ending } from './fleet.ts';

export interface DropMark {
  readonly uid: number;
  readonly reason: DropReason;
  /** The latest, oldest first. */
  readonly endings: readonly Ending[];
  /** Of all. */
  readonly count: number;
}

/** More markers than this would hide the map: the eldest goes. */
const MAX_MARKS = 12;
/** More than this nobody looks through; the packet list has them all. */
export const MAX_ENDINGS = 20;

interface Drops {
  readonly marks: readonly DropMark[];
  add(endings: readonly Ending[]): void;
  dismiss(uid: number, reason: DropReason): void;
  dismissAll(): void;
  /** Time stands at an earlier moment: what came later has not happened. */
  rewind(time: number): void;
}

function withEnding(marks: readonly DropMark[], ending: Ending): readonly DropMark[] {
  const { uid, reason } = ending;
  const isIt = (mark: DropMark) => mark.uid === uid && mark.reason === reason;
  const mark = marks.find(isIt);
  // A moment that is shown again tells of its drops again.
  if (mark?.endings.some(({ seq }) => seq === ending.seq)) return marks;
  const endings = [...(mark?.endings ?? []), ending].slice(-MAX_ENDINGS);
  return [...marks.filter((one) => !isIt(one)), { uid, reason, endings, count: (mark?.count ?? 0) + 1 }];
}

export const useDrops = create<Drops>()((set) => ({
  marks: [],
  add: (endings) => {
    const telling = endings.filter(({ reason }) => !ordinaryDrops.has(reason));
    if (telling.length > 0) set(({ marks }) => ({ marks: telling.reduce(withEnding, marks).slice(-MAX_MARKS) }));
  },
  dismiss: (uid, reason) =>
    set(({ marks }) => ({ marks: marks.filter((mark) => mark.uid !== uid || mark.reason !== reason) })),
  dismissAll: () => set({ marks: [] }),
  rewind: (time) =>
    set(({ marks }) => {
      const left = marks.flatMap((mark) => {
        const endings = mark.endings.filter((ending) => ending.time <= time);
        const gone = mark.endings.length - endings.length;
        return endings.length === 0 ? [] : [{ ...mark, endings, count: mark.count - gone }];
      });
      return { marks: left };
    }),
}));

/** The leaps of time that markers have been looked through after. */
let leaps = 0;

useLab.subscribe((lab, before) => {
  const { marks, dismissAll, rewind } = useDrops.getState();
  const isOther = lab.timeline?.branch !== before.timeline?.branch;
  // A branch that was leapt to has a past of its own; one that was begun here shares it.
  const isElsewhere = isOther && lab.leaps !== leaps;
  if (isOther || lab.time !== before.time) leaps = lab.leaps;
  if (marks.length === 0) return;
  if (isElsewhere || (lab.status !== before.status && lab.status === 'loading')) dismissAll();
  else if (lab.time < before.time) rewind(lab.time);
});
