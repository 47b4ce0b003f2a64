// The last records of the trace, fetched from the worker piece by piece while the list is shown.
import { useEffect, useState } from 'react';
import type { TraceRecord } from '../../sim/trace/record.ts';
import { door } from '../store/door.ts';
import { useLab } from '../store/lab.ts';

/** As many as the list holds; older ones are still in the worker, until it forgets them. */
export const MOST_RECORDS = 5000;
const PIECE = 500;
const EVERY_MS = 250;

/** The last records, oldest first; grows while the world runs. With or without a swarm's background traffic. */
export function useRecords(background: boolean): readonly TraceRecord[] {
  const [records, setRecords] = useState<readonly TraceRecord[]>([]);
  useEffect(() => {
    let wanted = true;
    let fetching = false;
    let have: readonly TraceRecord[] = [];
    /** The first number that has not been asked for. */
    let next = 0;
    const fetchPiece = async () => {
      const { first, next: end } = useLab.getState().records;
      // A lab that was opened anew counts from the beginning again.
      if (next > end) {
        next = 0;
        have = [];
      }
      const from = Math.max(next, first, background ? end - MOST_RECORDS : 0);
      if (from >= end) {
        if (have.length === 0) setRecords(have);
        return;
      }
      const piece = await door()?.records(from, PIECE, background);
      if (piece === undefined || !wanted) return;
      next = piece.length < PIECE ? Math.max(end, (piece.at(-1)?.seq ?? -1) + 1) : (piece.at(-1)?.seq ?? end - 1) + 1;
      if (piece.length === 0) return;
      have = [...have, ...piece].slice(-MOST_RECORDS);
      setRecords(have);
    };
    setRecords(have);
    const timer = setInterval(() => {
      if (fetching) return;
      fetching = true;
      fetchPiece()
        .catch(() => undefined)
        .finally(() => {
          fetching = false;
        });
    }, EVERY_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [background]);
  return records;
}
