// A host of which only the header is drawn: its cables end there, and so do the packets of all that is within.
import type { HostLayout } from './host.ts';
import type { Placed, Placing } from './placing.ts';
import { COLLAPSED_WIDTH, HOST_HEADER } from './sizes.ts';

/** The same host, folded. */
export function collapse({ placing, memory, nicCentres }: HostLayout): HostLayout {
  const [own] = placing.boxes;
  const size = { width: COLLAPSED_WIDTH, height: HOST_HEADER };
  const folded: Placing = { boxes: [], devices: new Map() };
  if (own?.data.kind !== 'host') return { placing: folded, memory, wires: [], nicCentres, ...size };
  folded.boxes.push({ ...own, ...size, data: { ...own.data, isCollapsed: true } });
  const cards = [...nicCentres.keys()];
  const step = COLLAPSED_WIDTH / (cards.length + 1);
  const centres = new Map(cards.map((uid, i) => [uid, step * (i + 1)]));
  for (const [uid, placed] of placing.devices) folded.devices.set(uid, within(placed, own.id, centres.get(uid)));
  return { placing: folded, memory, wires: [], nicCentres: centres, ...size };
}

/** A device in the header: a card at its own place with its cable, any other without a wire. */
function within(placed: Placed, box: string, centre: number | undefined): Placed {
  const width = centre === undefined ? COLLAPSED_WIDTH : 2;
  const x = centre === undefined ? 0 : centre - 1;
  const place = { x, y: 0, width, height: HOST_HEADER };
  return { ...placed, box, place, run: undefined, ...(centre === undefined ? { peer: undefined } : {}) };
}
