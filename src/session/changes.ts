// What of a packet is different behind a moment: field by field, layer by layer.
import type { LayerView, PacketView } from '../sim/wire/layer.ts';
import type { FieldChange } from './protocol.ts';

/** Layers of both that mean the same: the first IPv4 header of one and the first of the other. */
function keyed(packet: PacketView): Map<string, LayerView> {
  const seen = new Map<string, number>();
  return new Map(
    packet.layers.map((layer) => {
      const nth = (seen.get(layer.name) ?? 0) + 1;
      seen.set(layer.name, nth);
      return [`${layer.name} ${nth}`, layer];
    }),
  );
}

const whole = (layer: LayerView, before: string | undefined, after: string | undefined): FieldChange => {
  return { layer: layer.name, key: '', label: layer.name, before, after };
};

function changesIn(layer: LayerView, then: LayerView): FieldChange[] {
  return then.fields.flatMap((field) => {
    const before = layer.fields.find(({ key, label }) => key === field.key && label === field.label);
    if (before?.value === field.value) return [];
    return [{ layer: then.name, key: field.key, label: field.label, before: before?.value, after: field.value }];
  });
}

/** Layers that came or went first, then fields; in the order of the packet. */
export function changesBetween(before: PacketView, after: PacketView): readonly FieldChange[] {
  const old = keyed(before);
  const now = keyed(after);
  const gone = [...old].filter(([key]) => !now.has(key)).map(([, layer]) => whole(layer, layer.summary, undefined));
  const come = [...now].filter(([key]) => !old.has(key)).map(([, layer]) => whole(layer, undefined, layer.summary));
  const changed = [...now].flatMap(([key, layer]) => {
    const known = old.get(key);
    return known === undefined ? [] : changesIn(known, layer);
  });
  return [...gone, ...come, ...changed];
}
