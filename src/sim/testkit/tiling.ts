// Whether a packet's fields, as people are shown them, cover each of its layers bit by bit and once only.
// Source: ours; field diagrams and byte views rely on it.
// Not for: whether the values are right (the formats' own tests).
import type { FieldView, LayerView, PacketView } from '../wire/layer.ts';

const firstBit = ({ offset, bits }: FieldView): number => offset * 8 + (bits?.from ?? 0);
const bitCount = ({ length, bits }: FieldView): number => bits?.count ?? length * 8;

function faultsIn(layer: LayerView): string[] {
  const faults: string[] = [];
  let at = layer.offset * 8;
  const onWire = layer.fields.filter((field) => field.derived === undefined && field.length > 0);
  for (const field of onWire.sort((a, b) => firstBit(a) - firstBit(b))) {
    if (firstBit(field) !== at) faults.push(`${layer.name}: ${field.key} begins at bit ${firstBit(field)}, not ${at}`);
    at = firstBit(field) + bitCount(field);
  }
  const end = (layer.offset + layer.length) * 8;
  if (at !== end) faults.push(`${layer.name}: ends at bit ${at}, not ${end}`);
  return faults;
}

/** What is wrong with the tiling, in words; empty when nothing is. */
export function tilingFaults({ layers }: PacketView): readonly string[] {
  return layers.flatMap(faultsIn);
}
