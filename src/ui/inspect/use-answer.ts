import { useEffect, useState } from 'react';
import { type Door, door } from '../store/door.ts';
import { useLab } from '../store/lab.ts';

const REFRESH_MS = 700;

/** An answer of the worker that stays fresh: asked again, at most every 700 ms, when the world or its records have changed. */
export function useAnswer<T>(key: string, ask: (from: Door) => Promise<T>): T | undefined {
  const [answer, setAnswer] = useState<{ readonly key: string; readonly value: T } | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that the question depends on
  useEffect(() => {
    let wanted = true;
    let asked = '';
    const refresh = () => {
      const { view, records, status, leaps } = useLab.getState();
      const state = `${view?.version} ${records.next} ${status} ${leaps}`;
      const from = door();
      if (state === asked || from === undefined) return;
      asked = state;
      ask(from).then(
        (value) => wanted && setAnswer({ key, value }),
        () => undefined,
      );
    };
    refresh();
    const timer = setInterval(refresh, REFRESH_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [key]);
  return answer?.key === key ? answer.value : undefined;
}
