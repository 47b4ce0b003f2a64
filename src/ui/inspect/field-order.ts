// A packet's fields as its three views share them: in the order of the wire, and by the byte that is pointed at.
import type { FieldView, LayerView } from '../../sim/trace/record.ts';

export const firstBit = ({ offset, bits }: FieldView): number => offset * 8 + (bits?.from ?? 0);
export const bitCount = ({ length, bits }: FieldView): number => bits?.count ?? length * 8;

/** The fields that are on the wire, in its order; of several at one place the first. */
export function onWire({ fields }: LayerView): readonly FieldView[] {
  const there = fields.filter((field) => field.derived === undefined && field.length > 0);
  const sorted = there.sort((a, b) => firstBit(a) - firstBit(b));
  let end = 0;
  return sorted.filter((field) => {
    if (firstBit(field) < end) return false;
    end = firstBit(field) + bitCount(field);
    return true;
  });
}

/** The innermost, smallest field that has a byte. */
export function fieldAt(layers: readonly LayerView[], byte: number): FieldView | undefined {
  const around = layers.flatMap(onWire).filter(({ offset, length }) => offset <= byte && byte < offset + length);
  return around.sort((a, b) => bitCount(a) - bitCount(b))[0];
}

/** The field one before (-1) or after (1) another, over all layers; the first or last when there is none. */
export function neighbourOf(
  layers: readonly LayerView[],
  field: FieldView | undefined,
  step: 1 | -1,
): FieldView | undefined {
  const all = layers.flatMap(onWire);
  const at = field === undefined ? -1 : all.indexOf(field);
  if (at < 0) return step === 1 ? all[0] : all.at(-1);
  return all[at + step] ?? field;
}

/** As RFCs write names where there is little room. */
const short: Readonly<Record<string, string>> = {
  'ip.version': 'Ver',
  'ip.hdr_len': 'IHL',
  'ip.dsfield': 'DS',
  'ip.flags': 'F',
  'ip.ttl': 'TTL',
  'tcp.hdr_len': 'Off',
  'vlan.priority': 'P',
  'vlan.dei': 'D',
  'arp.hw.size': 'HLEN',
  'arp.proto.size': 'PLEN',
  'vxlan.reserved8': 'Res',
};

/** The name of a field of so many bits. */
export function nameIn({ key, label }: FieldView, bits: number): string {
  return (bits <= 8 ? short[key] : undefined) ?? label;
}

/** A piece of a field in one row of a diagram. */
export interface Piece {
  readonly field: FieldView;
  readonly row: number;
  /** From 0 to 31. */
  readonly from: number;
  readonly count: number;
  /** The piece that has room for the field's name. */
  readonly named: boolean;
  /** It stands for more rows than it has. */
  readonly long: boolean;
}

const ROW = 32;
/** A field of more bits is drawn as one row. */
const LONG = 4 * ROW;

/** A layer as rows of 32 bits. */
export function piecesOf(layer: LayerView): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const field of onWire(layer)) {
    const bits = bitCount(field);
    if (bits > LONG) {
      const row = Math.ceil(at / ROW);
      pieces.push({ field, row, from: 0, count: ROW, named: true, long: true });
      at = (row + 1) * ROW;
      continue;
    }
    const own: Piece[] = [];
    for (let left = bits; left > 0; ) {
      const from = at % ROW;
      const count = Math.min(left, ROW - from);
      own.push({ field, row: Math.floor(at / ROW), from, count, named: false, long: false });
      at += count;
      left -= count;
    }
    const widest = own.reduce((best, one) => (one.count > best.count ? one : best), own[0] as Piece);
    pieces.push(...own.map((one) => (one === widest ? { ...one, named: true } : one)));
  }
  return pieces;
}
