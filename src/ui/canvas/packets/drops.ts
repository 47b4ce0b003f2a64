// Where packets were dropped: a marker for each device and reason, until the reader puts it away. What every flood causes bursts, and leaves none.
import { create } from 'zustand';
import { type DropReason, ordinaryDrops } from '../../../sim/trace/record.ts';
import type { Flight } from './fleet.ts';

export interface DropMark {
  readonly uid: number;
  readonly reason: DropReason;
  /** The newest record. */
  readonly seq: number;
  readonly count: number;
}

/** More markers than this would hide the map: the eldest goes. */
const MAX_MARKS = 12;

interface Drops {
  readonly marks: readonly DropMark[];
  add(flight: Flight): void;
  dismiss(uid: number, reason: DropReason): void;
  clear(): void;
}

export const useDrops = create<Drops>()((set) => ({
  marks: [],
  add: (flight) => {
    const reason = flight.drop;
    if (reason === undefined || ordinaryDrops.has(reason)) return;
    set(({ marks }) => {
      const isIt = (mark: DropMark) => mark.uid === flight.from && mark.reason === reason;
      const count = (marks.find(isIt)?.count ?? 0) + 1;
      const rest = marks.filter((mark) => !isIt(mark));
      return { marks: [...rest, { uid: flight.from, reason, seq: flight.seq, count }].slice(-MAX_MARKS) };
    });
  },
  dismiss: (uid, reason) =>
    set(({ marks }) => ({ marks: marks.filter((mark) => mark.uid !== uid || mark.reason !== reason) })),
  clear: () => set({ marks: [] }),
}));
