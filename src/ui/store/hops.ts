// The hop stream goes around React: what draws packets listens here and nothing is kept.

/** Packed hops and drops (`sim/trace/record.ts`), and the real milliseconds that one hop takes on screen. */
export type HopListener = (hops: Float64Array, beat: number) => void;

const listeners = new Set<HopListener>();

/** Calls `listener` for every batch that the worker pushes; answers with the way to stop. */
export function subscribeHops(listener: HopListener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** For the connection to the worker alone. */
export function publishHops(hops: Float64Array, beat: number): void {
  for (const listener of listeners) listener(hops, beat);
}
