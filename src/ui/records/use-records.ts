// The last records of the trace, fetched from the worker piece by piece while the list is shown.
import { useEffect, useState } from 'react';
import type { TraceRecord } from '../../sim/trace/record.ts';
import { door } from '../store/door.ts';
import { useLab } from '../store/lab.ts';

/** As many as the list holds; older ones are still in the worker, until it forgets them. */
export const MOST_RECORDS = 5000;
const PIECE = 500;
const EVERY_MS = 250;

/** The last records, oldest first; grows while the world runs. */
export function useRecords(): readonly TraceRecord[] {
  const [records, setRecords] = useState<readonly TraceRecord[]>([]);
  useEffect(() => {
    let wanted = true;
    let fetching = false;
    let have: readonly TraceRecord[] = [];
    const fetchPiece = async () => {
      const { first, next } = useLab.getState().records;
      const last = have.at(-1)?.seq ?? -1;
      // A lab that was opened anew counts from the beginning again.
      if (last >= next) have = [];
      const from = Math.max((have.at(-1)?.seq ?? -1) + 1, first, next - MOST_RECORDS);
      if (from >= next) {
        if (have.length === 0) setRecords(have);
        return;
      }
      const piece = await door()?.records(from, Math.min(PIECE, next - from));
      if (piece === undefined || piece.length === 0 || !wanted) return;
      have = [...have, ...piece].slice(-MOST_RECORDS);
      setRecords(have);
    };
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
  }, []);
  return records;
}
