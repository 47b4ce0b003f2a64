// Which wires packets pass now: they are drawn in another style. It goes around React, as packets do.
import { useEffect } from 'react';
import { HOP_COLUMNS, hopColumn } from '../../../sim/trace/record.ts';
import { subscribeHops } from '../../store/hops.ts';
import { useArrangement } from '../arrangement.ts';
import type { Picture } from '../layout/model.ts';

/** How long after its last packet a wire is still busy (real milliseconds), beside the time that the packet takes on screen. */
const LINGER_MS = 700;
const LOOK_MS = 250;

const key = (from: number, to: number): string => `${from}>${to}`;

/** The ids of wires by the devices at their ends, both ways. */
export function wiresByEnds(picture: Picture): ReadonlyMap<string, string> {
  const wires = new Map<string, string>();
  for (const { id, from, to } of picture.wires) {
    wires.set(key(from.uid, to.uid), id);
    wires.set(key(to.uid, from.uid), id);
  }
  return wires;
}

/** The wires that packed hops pass. */
export function busyWires(hops: Float64Array, wires: ReadonlyMap<string, string>): ReadonlySet<string> {
  const busy = new Set<string>();
  for (let row = 0; row < hops.length; row += HOP_COLUMNS) {
    const id = wires.get(key(hops[row + hopColumn.from] ?? -1, hops[row + hopColumn.to] ?? -1));
    if (id !== undefined) busy.add(id);
  }
  return busy;
}

/** Marks the edges that have come to be busy or idle. To look at each edge once is cheaper than to look for many one by one. */
function mark(ids: ReadonlySet<string>, isBusy: boolean): void {
  if (ids.size === 0) return;
  for (const edge of document.getElementsByClassName('react-flow__edge'))
    if (ids.has(edge.getAttribute('data-id') ?? '')) edge.toggleAttribute('data-traffic', isBusy);
}

/** Marks the edges of wires while packets pass them. */
export function useTraffic(): void {
  useEffect(() => {
    const until = new Map<string, number>();
    let known: { readonly picture: Picture; readonly wires: ReadonlyMap<string, string> } | undefined;
    const stop = subscribeHops((hops, beat) => {
      const { picture } = useArrangement.getState();
      if (!picture) return;
      if (known?.picture !== picture) known = { picture, wires: wiresByEnds(picture) };
      const end = performance.now() + beat + LINGER_MS;
      const busy = busyWires(hops, known.wires);
      mark(new Set([...busy].filter((id) => !until.has(id))), true);
      for (const id of busy) until.set(id, end);
    });
    const timer = setInterval(() => {
      const now = performance.now();
      const idle = new Set<string>();
      for (const [id, end] of until) if (now >= end) idle.add(id);
      for (const id of idle) until.delete(id);
      mark(idle, false);
    }, LOOK_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, []);
}
