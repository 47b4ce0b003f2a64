import { useEffect, useState } from 'react';
import { door } from '../store/door.ts';
import { useLab } from '../store/lab.ts';

/** When the selected record happened; undefined if none is selected. */
export function useRecordTime(): number | undefined {
  const seq = useLab((lab) => (lab.selection?.kind === 'record' ? lab.selection.seq : undefined));
  const [found, setFound] = useState<{ readonly seq: number; readonly time: number } | undefined>();
  useEffect(() => {
    if (seq === undefined) return;
    let wanted = true;
    door()
      ?.record(seq)
      .then(
        (detail) => wanted && setFound(detail && { seq, time: detail.record.time }),
        () => undefined,
      );
    return () => {
      wanted = false;
    };
  }, [seq]);
  return found !== undefined && found.seq === seq ? found.time : undefined;
}
