// Records and groups in words, fetched from the worker as they come into sight and kept for a while.
import { useEffect, useState } from 'react';
import type { GroupTitle, RecordQuery } from '../../session/protocol.ts';
import type { TraceRecord } from '../../sim/trace/record.ts';
import { door } from '../store/door.ts';
import { useLab } from '../store/lab.ts';

const MOST_KEPT = 3000;

/** What is known by number, asked for in batches. */
function useFetched<T>(
  wanted: readonly number[],
  world: string,
  fetch: (missing: Float64Array) => Promise<readonly (readonly [number, T])[]> | undefined,
): ReadonlyMap<number, T> {
  const [known, setKnown] = useState<{ readonly world: string; readonly map: ReadonlyMap<number, T> }>({
    world,
    map: new Map(),
  });
  const map = known.world === world ? known.map : new Map<number, T>();
  const missing = wanted.filter((one) => !map.has(one));
  const key = missing.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is missing is the occasion
  useEffect(() => {
    if (missing.length === 0) return;
    fetch(Float64Array.from(missing))?.then(
      (pairs) => {
        if (pairs.length === 0) return;
        setKnown((before) => {
          const kept = before.world === world && before.map.size < MOST_KEPT ? before.map : map;
          const base = kept.size < MOST_KEPT ? kept : new Map([...kept].filter(([one]) => wanted.includes(one)));
          return { world, map: new Map([...base, ...pairs]) };
        });
      },
      () => undefined,
    );
  }, [key, world]);
  return map;
}

/** The records of these numbers, as far as they have come. */
export function useSpeltRecords(seqs: readonly number[]): ReadonlyMap<number, TraceRecord> {
  const leaps = useLab((state) => state.leaps);
  return useFetched(seqs, String(leaps), (missing) =>
    door()
      ?.rows(missing)
      .then((records) => records.map((record) => [record.seq, record] as const)),
  );
}

/** The titles of groups, by a record of each. */
export function useTitles(seqs: readonly number[], group: RecordQuery['group']): ReadonlyMap<number, GroupTitle> {
  const leaps = useLab((state) => state.leaps);
  return useFetched(seqs, `${group} ${leaps}`, (missing) =>
    door()
      ?.groupTitles(group, missing)
      .then((titles) => titles.flatMap((title, i) => [[missing[i] ?? -1, title] as const])),
  );
}
