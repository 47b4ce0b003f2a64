// Packets within packets: which layers are on the outside of an envelope, and which are inside.
import type { LayerView } from '../../sim/trace/record.ts';

/** As Wireshark calls VXLAN and ESP: what follows them is in an envelope. */
const TUNNEL = 'Virtual eXtensible Local Area Network';
const SEALED = 'Encapsulating Security Payload';

export const isSealed = (layer: LayerView | undefined): boolean => layer?.name === SEALED;

/** The packet's layers, one list for each envelope, the outermost first. */
export function envelopes(layers: readonly LayerView[]): readonly (readonly LayerView[])[] {
  const out: LayerView[][] = [[]];
  for (const layer of layers) {
    out.at(-1)?.push(layer);
    if (layer.name === TUNNEL || isSealed(layer)) out.push([]);
  }
  return out.filter((list) => list.length > 0);
}

/** The layers that one may read without a key. */
export function inTheClear(layers: readonly LayerView[]): readonly LayerView[] {
  const sealed = layers.findIndex(isSealed);
  return sealed < 0 ? layers : layers.slice(0, sealed + 1);
}
